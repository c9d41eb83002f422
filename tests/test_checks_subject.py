"""What stands in the inbox before the mail is opened: subject and preheader."""

from __future__ import annotations

import pytest

from apology_lint import Settings, lint
from apology_lint.engine import Linter
from apology_lint.finding import Finding
from apology_lint.readers import read
from apology_lint.report import Report

SORRY = "We are sorry that we charged your card twice."
STREETS = (
    "Spring is in the valley, and our gardeners are busy from dawn to dusk all days of the week, rain or no."
)


def report(rule: str, draft: str, name: str = "draft.eml", language: str | None = None) -> Report:
    return Linter(Settings(select=(rule,))).check(read(name, draft.encode()), language)


def found(rule: str, draft: str, **values: str) -> list[Finding]:
    return lint(draft, settings=Settings(select=(rule,)), **values).findings


def eml(subject: str, body: str = SORRY) -> str:
    return f"From: Acme <care@acme.example>\n{subject}\n{body}\n"


def sliced(draft: str, finding: Finding) -> str:
    assert finding.extent is not None
    start, end = finding.extent
    return draft.encode()[start.offset : end.offset].decode()


# missing-subject


def test_a_message_without_a_subject_has_no_place_to_point_at() -> None:
    (finding,) = report("missing-subject", eml("To: you@mail.example\n")).findings
    assert finding.place is None
    assert finding.severity.name == "error"


@pytest.mark.parametrize("header", ["Subject:", "Subject: ", "Subject: \t", "Subject: =?UTF-8?Q??="])
def test_an_empty_subject_is_flagged_where_it_should_begin(header: str) -> None:
    draft = eml(f"{header}\n")
    (finding,) = report("missing-subject", draft).findings
    assert (finding.where, finding.text) == ("subject", "")
    assert finding.extent is not None
    start, end = finding.extent
    assert start == end
    assert (start.line, draft.encode()[: start.offset].count(b"\n")) == (2, 1)


def test_a_subject_given_as_an_option_is_one() -> None:
    assert found("missing-subject", eml("To: you@mail.example\n"), subject="Wrong link") == []


@pytest.mark.parametrize(
    ("name", "draft"),
    [
        ("draft.html", f"<p>{SORRY}</p>"),
        (
            "draft.mjml",
            f"<mjml><mj-body><mj-section><mj-column><mj-text>{SORRY}</mj-text></mj-column></mj-section></mj-body></mjml>",
        ),
        ("draft.txt", SORRY),
    ],
)
@pytest.mark.parametrize("rule", ["missing-subject", "shouting-subject", "long-subject"])
def test_other_drafts_get_their_subject_elsewhere(rule: str, name: str, draft: str) -> None:
    result = report(rule, draft, name)
    assert result.findings == []
    assert ["--subject" in gap.reason for gap in result.not_checked] == [True]


def test_the_title_of_a_page_is_its_subject() -> None:
    page = f"<html><head><title>WRONG PRICE IN MAY</title></head><body><p>{SORRY}</p></body></html>"
    (finding,) = report("shouting-subject", page, "draft.mjml").findings
    assert sliced(page, finding) == "WRONG PRICE IN MAY"


# misleading-subject


@pytest.mark.parametrize(
    ("header", "flagged"),
    [
        ("", ["Re:"]),
        ("In-Reply-To:\n", ["Re:"]),
        ("In-Reply-To: <7@mail.example>\n", []),
        ("References: <6@mail.example> <7@mail.example>\n", []),
    ],
)
def test_an_answer_may_say_that_it_is_one(header: str, flagged: list[str]) -> None:
    draft = eml(f"{header}Subject: Re: ticket 4471\n")
    assert [f.text for f in report("misleading-subject", draft).findings] == flagged


def test_an_answer_may_not_tease_either() -> None:
    draft = eml("References: <7@mail.example>\nSubject: Re: 20% off\n")
    assert [f.text for f in report("misleading-subject", draft).findings] == ["20% off"]


# shouting-subject


@pytest.mark.parametrize(
    ("subject", "texts"),
    [
        ("READ THIS NOW", ["READ THIS NOW"]),
        ("Re: READ THIS NOW", ["READ THIS NOW"]),
        ("DON'T PAY TWICE", ["DON'T PAY TWICE"]),
        ("[ACME NEWS DESK] wrong link", []),
        ("VAT ID wrong", []),
        ("SORRY", []),
        ("OLD_SHOP_LIST: the wrong file", []),
        ("ACME.EXAMPLE NEWS", []),
        ("WRONG LINK: this is the address that we meant to send you", []),
        ("🚨 Wrong link ⚠️", ["🚨", "⚠"]),
        ("Wrong link 🚨 🚨 ‼️", ["🚨 🚨 ‼"]),
        ("Wrong! Link! Sorry!", ["!"]),
        ("Wrong link!", []),
        ("Sooo sorry for the wrong link", ["Sooo"]),
        ("www, XXXL, aaa and Brrr", ["Brrr"]),
        ("نعتــذر عن الرابط", ["نعتــذر"]),
        ("كـل الروابط لـكم والـSMS 1448هـ", []),
        ("عاااجل: رابط خطأ", ["عاااجل"]),
    ],
)
def test_what_shouts(subject: str, texts: list[str]) -> None:
    assert [f.text for f in found("shouting-subject", SORRY, subject=subject)] == texts


def test_the_second_exclamation_mark_is_the_first_too_many() -> None:
    draft = eml("Subject: Wrong! Sorry! Really!\n")
    (finding,) = report("shouting-subject", draft).findings
    assert finding.extent is not None
    assert draft.encode()[: finding.extent[0].offset].endswith(b"Wrong! Sorry")
    assert "3 exclamation marks" in finding.message


def test_a_row_of_exclamation_marks_is_flagged_once() -> None:
    findings = lint(SORRY, subject="We are sorry about the link!!").findings
    assert [f.rule for f in findings if f.text == "!!"] == ["humor"]
    assert "shouting-subject" not in {f.rule for f in findings}
    lone = [
        f.rule for f in lint(SORRY, subject="Sorry! Wrong link!! Really!").findings if "!" in (f.text or "")
    ]
    assert sorted(lone) == ["humor", "shouting-subject"]


def test_where_no_words_are_known_the_row_is_left_to_nobody() -> None:
    french = "Nous avons envoyé la facture deux fois et nous en sommes désolés."
    (finding,) = found(
        "shouting-subject", f"<html lang=fr><p>{french}</p>", subject="Désolés !!", language="fr"
    )
    assert finding.text == "!!"


def test_a_brand_may_write_itself_in_capitals() -> None:
    sender = "ACME OUTDOOR TENTS <care@acme.example>"
    assert found("shouting-subject", SORRY, subject="ACME OUTDOOR TENTS: late", sender=sender) == []


# long-subject


@pytest.mark.parametrize(
    ("subject", "cut"),
    [
        ("a" * 50, None),
        ("a" * 51, "a"),
        ("a" * 50 + " bc", "bc"),
        ("{{ a_very_long_name_of_a_merge_tag_that_nobody_reads }} " + "a" * 48, None),
        ("{{ name }} " + "a" * 49, "a"),
        ("نُ" * 50, None),
        ("نُ" * 50 + " نعم", "نعم"),
    ],
)
def test_fifty_characters_are_fine(subject: str, cut: str | None) -> None:
    assert [f.text for f in found("long-subject", SORRY, subject=subject)] == ([cut] if cut else [])


def test_the_part_that_phones_cut_off_stands_at_its_place() -> None:
    draft = eml(
        "Subject: We would like to tell our customers about\n the =?UTF-8?Q?invoices_=E2=80=93_sent_twice?=\n"
    )
    (finding,) = report("long-subject", draft).findings
    assert finding.text == "ices – sent twice"
    assert sliced(draft, finding) == "ices_=E2=80=93_sent_twice"
    assert "67 characters" in finding.message


def test_a_tag_left_in_a_message_counts_as_written() -> None:
    draft = eml("Subject: The price in the invoice of {{ customer.company_name }} of May\n")
    (finding,) = report("long-subject", draft).findings
    assert sliced(draft, finding) == "{{ customer.company_name }} of May"


# missing-preheader


def mjml(head: str, text: str) -> str:
    return (
        f"<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column><mj-text>Hello,</mj-text>"
        f"<mj-text>{text}</mj-text></mj-column></mj-section></mj-body></mjml>"
    )


def test_mjml_has_a_preheader_of_its_own() -> None:
    (finding,) = report("missing-preheader", mjml("", f"{STREETS} {SORRY}"), "draft.mjml").findings
    assert finding.text == "Hello,"
    assert '"Hello, Spring is in the valley' in finding.message
    kept = mjml("<mj-preview>The second payment is back</mj-preview>", f"{STREETS} {SORRY}")
    assert report("missing-preheader", kept, "draft.mjml").findings == []


def test_only_what_the_inbox_shows_counts() -> None:
    assert found("missing-preheader", f"<p>{STREETS[:60]}.</p><p>{SORRY}</p>") == []
    assert found("missing-preheader", f"<p>{STREETS}</p><p>{SORRY}</p>")


def test_the_preview_is_quoted_no_longer_than_it_is_shown() -> None:
    (finding,) = found("missing-preheader", f"<p>{STREETS}</p><p>{SORRY}</p>")
    assert f'"{STREETS[:100].rstrip()}"' in finding.message
    assert finding.text == STREETS


@pytest.mark.parametrize(
    "draft", [f"<p>{{{{ intro }}}}</p><p>{STREETS}</p>", STREETS, '<img src="a.png" alt="">', "<p></p>"]
)
def test_where_no_preview_can_be_told(draft: str) -> None:
    assert found("missing-preheader", draft, language="en") == []


def test_a_preheader_may_be_given_and_images_speak_too() -> None:
    page = f'<img src="a.png" alt="Acme"><p>{STREETS}</p>'
    assert found("missing-preheader", page, preheader="The second payment is back") == []
    assert [f.where for f in found("missing-preheader", page)] == ["body"]
    assert [f.where for f in found("missing-preheader", '<img src="a.png" alt="Acme">', language="en")] == [
        "alt"
    ]


def test_a_whole_message_shows_its_tags() -> None:
    draft = eml("Subject: x\nContent-Type: text/html\n", f"<p>{{{{ intro }}}}</p><p>{STREETS}</p>")
    assert [f.text for f in report("missing-preheader", draft, language="en").findings] == ["{{ intro }}"]
