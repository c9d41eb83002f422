"""Each kind of check, at its edges; what rules say of themselves is tested by their own examples."""

from __future__ import annotations

import pytest

from apology_lint import Brand, Settings, Severity, lint
from apology_lint.finding import Finding

SORRY = "We are sorry that we charged your card twice."
FILLER = "Our bakers were up early and the ovens were warm."  # ten words


def found(rule: str, draft: str, brand: Brand | None = None, **values: str) -> list[Finding]:
    return [
        f for f in lint(draft, settings=Settings(select=(rule,), brand=brand), **values) if f.rule == rule
    ]


# order


@pytest.mark.parametrize(
    ("sentences", "severity"), [(1, None), (2, None), (6, None), (7, "warning"), (8, "error")]
)
def test_buried_after_two_sentences_and_sixty_words(sentences: int, severity: str | None) -> None:
    draft = "Hello,\n\n" + " ".join([FILLER] * sentences) + " " + SORRY
    findings = found("buried-message", draft)
    assert [f.severity.name for f in findings] == ([severity] if severity else [])


def test_two_long_sentences_are_still_the_beginning() -> None:
    long = " ".join(["Our bakers were up early"] * 14) + "."
    assert found("buried-message", f"Hello,\n\n{long} {SORRY}") == []
    assert found("buried-message", f"Hello,\n\n{long} {long} {SORRY}")


def test_an_offer_before_the_news_is_an_error_at_once() -> None:
    (finding,) = found("buried-message", f"Hello,\n\nShop our autumn sale today. {SORRY}")
    assert finding.severity is Severity.error
    assert finding.text == SORRY
    assert "Shop our autumn sale today." in finding.message


def test_what_stands_in_the_way_is_quoted_short() -> None:
    long = "Our bakers were up early " * 16
    (finding,) = found("buried-message", f"{long}. {long}. {SORRY}")
    assert "Our bakers were up early Our bakers were up early Our …" in finding.message


def test_without_any_news_order_is_not_checked() -> None:
    report = lint("Our bakers were up early.", settings=Settings(select=("buried-message",)))
    assert [gap.rule for gap in report.not_checked] == ["buried-message"]


# absence


def test_absence_points_at_a_full_sentence() -> None:
    paragraphs = [
        "Winter 2026",
        "Hello,",
        "Your card was charged twice.",
        "The second payment went back.",
        "12 Mill Lane",
    ]
    draft = "\n\n".join(paragraphs)
    assert [f.text for f in found("missing-apology", draft)] == ["Your card was charged twice."]
    assert [f.text for f in found("missing-action", draft)] == ["The second payment went back."]


def test_absence_points_at_no_number_of_a_list() -> None:
    draft = "We are sorry that we charged you twice.\n\nThe shop is open.\n\n2. See you"
    (finding,) = found("missing-action", draft, language="en")
    assert finding.text == "The shop is open."


def test_a_mail_without_text_has_no_place_to_point_at() -> None:
    (finding,) = found("missing-apology", '<img src="a.png" width="600">', subject="")
    assert finding.place is None
    assert finding.text is None


# sender


@pytest.mark.parametrize(
    "address",
    (
        "noreply no-reply No_Reply no.reply+tag donotreply do-not-reply notifications-noreply noreplay "
        "nobody nepasrepondre nicht-antworten nao-responda no-contestar latarod unmonitored"
    ).split(),
)
def test_no_reply_addresses(address: str) -> None:
    assert [f.where for f in found("no-reply-sender", SORRY, sender=f"Acme <{address}@acme.example>")] == [
        "sender"
    ]


@pytest.mark.parametrize(
    "address",
    [
        "care",
        "reply",
        "replies",
        "noreen",
        "norris",
        "donor",
        "nobel",
        "no1",
        "notify",
        "null-hypothesis",
        "bounce",
    ],
)
def test_other_addresses(address: str) -> None:
    assert found("no-reply-sender", SORRY, sender=f"Acme <{address}@acme.example>") == []


@pytest.mark.parametrize(
    ("name", "flagged"), [("Acme No-Reply", True), ("Acme (do not reply)", True), ("Reno Reply Desk", False)]
)
def test_no_reply_names(name: str, flagged: bool) -> None:
    assert bool(found("no-reply-sender", SORRY, sender=f"{name} <care@acme.example>")) is flagged


def test_reply_to_decides_how_bad_it_is() -> None:
    sender = "Acme <noreply@acme.example>"
    (finding,) = found("no-reply-sender", SORRY, sender=sender, reply_to="care@acme.example")
    assert finding.severity is Severity.warning
    assert "care@acme.example" in finding.message
    both = found("no-reply-sender", SORRY, sender=sender, reply_to="donotreply@acme.example")
    assert [(f.where, f.severity.name) for f in both] == [("sender", "error"), ("reply-to", "error")]


# brand

BRAND = Brand(
    names=("Acme Bakery",),
    domains=("acme.example",),
    logo="acme-logo",
    postal_address="12 Mill Lane, Ludlow SY8 1AA",
)
MAIL = (
    '<img src="https://cdn.acme.example/acme-logo.png" alt="{alt}"><p>We at {name} are sorry.</p>'
    '<p><a href="{link}">Your order</a></p><p>12 Mill Lane,<br>Ludlow {code}</p>'
)
RIGHT = {
    "alt": "Acme Bakery",
    "name": "Acme Bakery",
    "link": "https://www.acme.example/o",
    "code": "SY8 1AA",
}


def branding(
    sender: str = "Acme Bakery Care <care@acme.example>", **wrong: str
) -> list[tuple[str | None, str | None]]:
    draft = MAIL.format(**{**RIGHT, **wrong})
    return [(f.where, f.text) for f in found("missing-branding", draft, BRAND, sender=sender)]


def test_everything_as_the_brand_says() -> None:
    assert branding() == []


@pytest.mark.parametrize(
    ("wrong", "where", "text"),
    [
        ({"alt": ""}, "alt", None),
        ({"alt": "Logo"}, "alt", None),
        ({"name": "the bakery"}, "body", None),
        ({"code": "SY9"}, "body", None),
    ],
)
def test_each_thing_that_is_not_the_brands(wrong: dict[str, str], where: str, text: str | None) -> None:
    ((found_where, found_text),) = branding(**wrong)
    assert found_where == where
    assert text is None or found_text == text


def test_sender_and_links_are_reported_by_their_own_rules() -> None:
    assert branding("Winter Deals <deals@winter.example>", link="https://winter.example") == []


def test_brand_is_inferred_from_logo_footer_and_sender() -> None:
    logo = '<img class="logo" src="x.png" alt="{alt}"><p>We are sorry.</p><p>© Acme Bakery Ltd</p>'
    assert found("missing-branding", logo.format(alt="Acme Bakery logo")) == []
    (finding,) = found("missing-branding", logo.format(alt=""))
    assert "Acme Bakery" in finding.message
    nobody = found("missing-branding", "<p>We are sorry.</p>")
    assert [f.text for f in nobody] == ["We are sorry."]


def test_without_settings_the_rest_is_said_to_be_unchecked() -> None:
    report = lint("<p>We are sorry.</p>", settings=Settings(select=("missing-branding",)))
    (gap,) = report.not_checked
    assert gap.partly
    assert gap.reason == "the postal address (no [brand] postal-address)"


# subject


@pytest.mark.parametrize(
    ("subject", "vague"),
    [
        ("Important update", True),
        ("Acme: a message for you", True),
        ("We’re sorry", True),
        ("🙈", True),
        ("We charged your card twice", False),
        ("Login outage on 3 May", False),
    ],
)
def test_vague_subjects(subject: str, vague: bool) -> None:
    assert bool(found("vague-subject", SORRY, subject=subject, sender="Acme <care@acme.example>")) is vague
