"""Senders, recipients and promises to read answers: what is flagged, where, and what is not checked."""

from __future__ import annotations

import pytest

from apology_lint import Brand, Linter, Settings, lint
from apology_lint.finding import Finding
from apology_lint.readers import read
from apology_lint.report import Report

SORRY = "We are sorry that we charged your card twice."
BRAND = Brand(names=("Acme Bakery",), domains=("acme.example",))


def check(rule: str, draft: str | bytes, brand: Brand | None = None, **values: str) -> Report:
    settings = Settings(select=(rule,), brand=brand)
    if isinstance(draft, bytes):
        return Linter(settings).check(read("draft.eml", draft))
    return lint(draft, settings=settings, **values)


def found(rule: str, draft: str | bytes, brand: Brand | None = None, **values: str) -> list[Finding]:
    return check(rule, draft, brand, **values).findings


def spots(findings: list[Finding]) -> list[tuple[str | None, str | None]]:
    return [(finding.where, finding.text) for finding in findings]


def slices(findings: list[Finding], data: bytes) -> list[bytes]:
    """What stands in the file where the findings point."""
    return [data[f.extent[0].offset : f.extent[1].offset] for f in findings if f.extent]


def message(*headers: str) -> bytes:
    return "\n".join([*headers, "Subject: We charged your card twice", "", SORRY, ""]).encode()


def reasons(
    rule: str, draft: str | bytes, brand: Brand | None = None, **values: str
) -> list[tuple[str, bool]]:
    return [(gap.reason, gap.partly) for gap in check(rule, draft, brand, **values).not_checked]


# free mail


@pytest.mark.parametrize(
    ("address", "free"),
    [
        ("acme@gmail.com", True),
        ("acme@GMAIL.com", True),
        ("acme@yahoo.ae", True),
        ("acme@yahoo.com.br", True),
        ("acme@outlook.sa", True),
        ("acme@hotmail.co.uk", True),
        ("acme@maktoob.com", True),
        ("acme@mail.ru", True),
        ("acme@yahoo.example", False),
        ("acme@outlook.acme.example", False),
        ("acme@notgmail.com", False),
        ("acme@mail.example", False),
        ("gmail.com@acme.example", False),
        ("acme", False),
        ("", False),
    ],
)
def test_free_mail(address: str, free: bool) -> None:
    assert spots(found("free-mail-sender", SORRY, sender=f"Acme <{address}>")) == (
        [("sender", address)] if free else []
    )


def test_free_mail_for_answers_is_milder_than_for_the_sender() -> None:
    both = found("free-mail-sender", SORRY, sender="Acme <a@gmail.com>", reply_to="b@gmx.de")
    assert [(f.where, f.severity.name) for f in both] == [("sender", "error"), ("reply-to", "warning")]


def test_free_mail_stands_where_it_stands_in_an_encoded_header() -> None:
    data = message("From: =?utf-8?q?Caf=C3=A9_Acme?= <acme@gmail.com>", "Reply-To: acme@yahoo.ae")
    findings = found("free-mail-sender", data)
    assert slices(findings, data) == [b"acme@gmail.com", b"acme@yahoo.ae"]


# names


@pytest.mark.parametrize(
    ("sender", "where"),
    [
        ("care@acme.example", "care@acme.example"),
        ("<care@acme.example>", "care@acme.example"),
        ('"" <care@acme.example>', "care@acme.example"),
        ('" - " <care@acme.example>', "care@acme.example"),
        ('"care@acme.example" <care@acme.example>', "care@acme.example"),
        ("CARE@acme.example <care@acme.example>", "CARE@acme.example"),
        ("Acme <care@acme.example>", None),
        ("مخبز <care@acme.example>", None),
        ("7 <care@acme.example>", None),
        ("*|SHOP|* <care@acme.example>", None),
        ("{{ a }}", None),
    ],
)
def test_senders_without_a_name(sender: str, where: str | None) -> None:
    expected = [("sender", where)] if where else []
    assert spots(found("missing-sender-name", SORRY, sender=sender)) == expected


def test_a_nameless_sender_is_reported_once() -> None:
    settings = Settings(select=("missing-sender-name", "sender-brand-mismatch"), brand=BRAND)
    report = lint(SORRY, settings=settings, sender="care@acme.example")
    assert [f.rule for f in report] == ["missing-sender-name"]


# the brand


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("Acme Bakery Care <care@acme.example>", []),
        ("ACME-Bakery <care@mail.acme.example>", []),
        ("Winter Deals <care@acme.example>", ["Winter Deals"]),
        ("Acme Bakery <care@acme-bakery.example>", ["care@acme-bakery.example"]),
        ("Acme Bakery <care@acme.example.contoso.example>", ["care@acme.example.contoso.example"]),
        ("Winter Deals <deals@winter.example>", ["Winter Deals", "deals@winter.example"]),
        ("Winter Deals <deals@gmail.com>", ["Winter Deals"]),  # the rest is said by free-mail-sender
    ],
)
def test_sender_against_the_settings(sender: str, expected: list[str]) -> None:
    assert [f.text for f in found("sender-brand-mismatch", SORRY, BRAND, sender=sender)] == expected


@pytest.mark.parametrize(
    ("sender", "said"),
    [
        ("acme.com <care@contoso.example>", "acme.com"),
        ("Care of acme.co.uk <care@contoso.example>", "acme.co.uk"),
        ("Acme Bakery Ltd <care@contoso.example>", "Acme Bakery"),
        ("Acme Bakery, Inc. <care@contoso.example>", "Acme Bakery"),
        # in doubt: silent
        ("acme.com <care@mail.acme.com>", None),
        ("acme.com <care@acme-mail.example>", None),
        ("acme.com <care@gmail.com>", None),
        ("Acme.com <care@contoso.example>", None),
        ("Acme Bakery Ltd <care@thebakery.example>", None),
        ("Acme Bakery Ltd <care@ab.example>", None),
        ("Acme Bakery Ltd <care@acbk.example>", None),
        ("Acme Bakery <care@contoso.example>", None),
        ("شركة acme.com <care@contoso.example>", None),
        ("Dana Park <dana@contoso.example>", None),
        ("contoso.example <>", None),
    ],
)
def test_what_a_sender_says_against_itself(sender: str, said: str | None) -> None:
    findings = found("sender-brand-mismatch", SORRY, sender=sender)
    assert len(findings) == (said is not None)
    assert said is None or f'"{said}"' in findings[0].message


def test_the_name_is_marked_in_the_file() -> None:
    data = message("From: =?utf-8?q?Winter_Deals_=E2=9D=84?= <care@acme.example>")
    (finding,) = found("sender-brand-mismatch", data, BRAND)
    assert finding.text == "Winter Deals ❄"
    assert slices([finding], data) == [b"Winter_Deals_=E2=9D=84"]


# recipients


def test_recipients_of_to_and_cc_are_counted_together() -> None:
    data = message(
        "From: Acme <care@acme.example>",
        'To: "Park, Kim" <kim@gmail.com>,\n robin@contoso.example',
        "Cc: Lee <lee@yahoo.com>, kai@gmail.com",
    )
    (finding,) = found("exposed-recipients", data)
    assert finding.where == "to"
    assert finding.severity.name == "error"
    assert slices([finding], data) == [b"lee@yahoo.com"]
    assert finding.message.startswith("4 people")
    assert "l…@y…" in finding.message
    assert "lee@" not in finding.message + finding.help


@pytest.mark.parametrize(
    ("to", "flagged"),
    [
        ("kim@gmail.com", False),
        ("kim@gmail.com, lee@gmail.com", False),
        ("kim@gmail.com, lee@gmail.com, kai@gmail.com", True),
        ("kim@contoso.example, lee@contoso.example, kai@mail.contoso.example", False),
        ("kim@a.example, lee@b.example, kai@c.example", True),
        ("kim@acme.example, lee@acme.example, kai@mail.acme.example, a@b.example", False),
        ("kim@gmail.com, KIM@gmail.com, Kim <kim@gmail.com>", False),
        ("undisclosed-recipients:;", False),
        ("Friends: kim@gmail.com, lee@gmail.com, kai@gmail.com;", True),
        ("{{ a }}, {{ b }}, {{ c }}", False),
        ("", False),
    ],
)
def test_who_counts_as_a_recipient(to: str, flagged: bool) -> None:
    data = message("From: Acme <care@acme.example>", f"To: {to}")
    assert bool(found("exposed-recipients", data)) is flagged


@pytest.mark.parametrize(("number", "flagged"), [(2, False), (5, False), (6, True)])
def test_those_of_a_thread_know_each_other(number: int, flagged: bool) -> None:
    to = ", ".join(f"{name}@gmail.com" for name in ("kim", "lee", "kai", "sam", "robin", "dana")[:number])
    data = message("From: a@acme.example", f"To: {to}", "In-Reply-To: <7@gmail.com>")
    assert bool(found("exposed-recipients", data)) is flagged


def test_the_brands_other_domains_are_no_strangers() -> None:
    data = message("From: Acme <care@acme.example>", "To: a@one.example, b@two.example, c@three.example")
    assert found("exposed-recipients", data)
    assert not found("exposed-recipients", data, Brand(domains=("one.example",)))


def test_recipients_that_nobody_knows_are_not_checked() -> None:
    ((reason, partly),) = reasons("exposed-recipients", SORRY)
    assert ".eml" in reason
    assert not partly
    assert reasons("exposed-recipients", message("From: a@acme.example", "To: b@acme.example")) == []


# answers

ASK = f"{SORRY} Reply to this email and Dana will help."


@pytest.mark.parametrize(
    ("sender", "reply_to", "flagged"),
    [
        ("no-reply@acme.example", None, True),
        ("no-reply@acme.example", "care@acme.example", False),
        ("care@acme.example", "no-reply@acme.example", True),
        ("care@acme.example", None, False),
        (None, "no-reply@acme.example", True),
        (None, None, False),
    ],
)
def test_replies_asked_for_and_refused(sender: str | None, reply_to: str | None, flagged: bool) -> None:
    values = {key: value for key, value in (("sender", sender), ("reply_to", reply_to)) if value}
    assert spots(found("contradicting-reply", ASK, **values)) == (
        [("body", "Reply to this email")] if flagged else []
    )


def test_the_refusing_address_is_named() -> None:
    (finding,) = found("contradicting-reply", ASK, sender="no-reply@acme.example")
    assert "no-reply@acme.example" in finding.message


@pytest.mark.parametrize(
    "draft",
    [
        "You cannot reply to this email.",
        "If you reply to this message, nobody will ever read it.",
        "We can reply to this message only on weekdays.",
        "Send us a letter rather than replying to this email.",
    ],
)
def test_sentences_that_ask_for_no_reply(draft: str) -> None:
    assert found("contradicting-reply", draft, sender="no-reply@acme.example") == []


# what could not be checked


@pytest.mark.parametrize("rule", ["free-mail-sender", "missing-sender-name", "contradicting-reply"])
def test_without_a_sender_nothing_passes(rule: str) -> None:
    assert reasons(rule, SORRY) == [("the draft has no sender; give one with --from", False)]


def test_without_a_brand_only_the_mail_itself_is_judged() -> None:
    ((reason, partly),) = reasons("sender-brand-mismatch", SORRY, sender="Acme <care@acme.example>")
    assert partly
    assert "no [brand] name and domains" in reason
    for brand, missing in ((Brand(names=("Acme",)), "domains"), (Brand(domains=("acme.example",)), "name")):
        ((reason, partly),) = reasons(
            "sender-brand-mismatch", SORRY, brand, sender="Acme <care@acme.example>"
        )
        assert partly
        assert f"no [brand] {missing} in" in reason
    assert reasons("sender-brand-mismatch", SORRY, BRAND, sender="Acme <care@acme.example>") == []
    assert reasons("sender-brand-mismatch", SORRY, BRAND)[0][1] is False


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<p>We are sorry that we at Pots &amp; Petals sent it twice.</p>", "Pots & Petals"),
        ("<p>We are sorry.</p><p>The Acme Team</p>", "Acme"),
        ("<p>نعتذر عن الخطأ في فاتورتكم.</p><p>فريق أكمي</p>", "أكمي"),
        ("<p>We are sorry.</p><p>The Customer Care Team</p>", None),
        ("<p>نعتذر عن الخطأ في فاتورتكم.</p><p>فريق خدمة العملاء</p>", None),
    ],
)
def test_a_signature_names_the_sender(html: str, name: str | None) -> None:
    report = lint(html)
    [finding] = [finding for finding in report if finding.rule == "missing-branding"]
    messages = report.rules["missing-branding"].text(report.lang).messages
    kind, values = ("logo", {"brand": name}) if name else ("unknown", {})
    assert finding.message == messages[kind][0].format_map(values)


def test_the_host_of_a_picture_is_nobodys_name() -> None:
    logo = '<img src="https://cdn.mailer.example/logo.png">'
    messages = " ".join(f"{f.message} {f.help}" for f in lint(f"{logo}<p>We at Acme are sorry.</p>"))
    assert "mailer" not in messages
    assert "Acme" in messages
