"""Kinds of check over what sentences do and how they read, at their edges."""

from __future__ import annotations

import sys

import pytest

from apology_lint import Report, Settings, Severity, lint

SORRY = "We are sorry that we charged your card twice on 3 May."


def report(rule: str, draft: str) -> Report:
    return lint(draft, settings=Settings(select=(rule,)), language="en")


def texts(rule: str, draft: str) -> list[str | None]:
    return [finding.text for finding in report(rule, draft)]


# presence


def test_one_offer_in_each_block_is_enough() -> None:
    draft = f"{SORRY}\n\nShop now. Enjoy 30% off everything.\n\nDon't miss out!"
    assert texts("promotion", draft) == ["Shop now.", "Don't miss out!"]


def test_an_offer_beside_exposed_data_is_an_error() -> None:
    exposed = "We are sorry: your password was exposed in a data breach."
    (finding,) = report("promotion", f"{exposed}\n\nShop now.")
    assert finding.severity is Severity.error
    (finding,) = report("promotion", f"{SORRY}\n\nShop now.")
    assert finding.severity is Severity.warning


def test_without_an_apology_there_is_nothing_to_spoil() -> None:
    checked = report("promotion", "Shop now. Enjoy 30% off everything.")
    assert list(checked) == []
    assert [gap.reason for gap in checked.not_checked] == [
        "the mail does not read as an apology or a notice of a fault"
    ]


# absence, with an anchor


def test_what_is_missing_is_asked_for_at_the_apology() -> None:
    assert texts("missing-ownership", "Hello,\n\nThe order is late. We are sorry for that.") == [
        "We are sorry for that."
    ]


def test_an_absence_without_its_anchor_points_at_the_first_sentence() -> None:
    draft = "Our shop was down from 9:00 to 11:00. The fault has been fixed. Please reload the page."
    assert texts("missing-ownership", draft) == ["Our shop was down from 9:00 to 11:00."]


# repetition


@pytest.mark.parametrize(("times", "flagged"), [(3, 0), (4, 1), (6, 1)])
def test_the_fourth_apology_is_flagged_once(times: int, flagged: int) -> None:
    assert len(texts("over-apologizing", " ".join([SORRY] * times))) == flagged


# length and readability


@pytest.mark.parametrize(("words", "flagged"), [(38, 0), (39, 1)])
def test_long_sentences(words: int, flagged: int) -> None:
    draft = " ".join(["We", *["really"] * (words - 2), "forgot."])
    assert len(texts("long-sentence", f"{SORRY} {draft}")) == flagged


def test_only_an_apology_is_told_to_be_short() -> None:
    draft = " ".join(["We", *["really"] * 60, "forgot."])
    checked = report("long-sentence", draft)
    assert list(checked) == []
    assert [gap.reason for gap in checked.not_checked] == [
        "the mail does not read as an apology or a notice of a fault"
    ]
    assert [gap.reason for gap in report("hard-to-read", HARD * 10).not_checked] == [
        "the mail does not read as an apology or a notice of a fault"
    ]


def test_a_list_of_names_is_no_sentence() -> None:
    assert texts("long-sentence", " ".join(["Marrowby"] * 60)) == []


HARD = "Organisational safeguards notwithstanding, unauthorised individuals obtained credentials. "


def test_the_hardest_sentence_is_flagged() -> None:
    plain = "We did it and we are sorry. "
    (finding,) = report("hard-to-read", HARD * 7 + plain)
    assert finding.text == HARD.strip()
    assert texts("hard-to-read", HARD * 2 + plain * 20) == []


def test_a_short_mail_cannot_be_measured() -> None:
    (gap,) = report("hard-to-read", HARD + "We are sorry.").not_checked
    assert gap.reason == "the text is too short to measure"


def test_a_control_character_is_no_word() -> None:
    assert texts("hard-to-read", HARD * 7 + "We did it \x02 and we are sorry. ") == [HARD.strip()]


def test_textstat_is_only_imported_for_a_text_that_may_be_hard() -> None:
    sys.modules.pop("textstat", None)
    report("hard-to-read", "We did it and we are sorry. " * 20)
    assert "textstat" not in sys.modules
    report("hard-to-read", HARD * 10 + "We are sorry.")
    assert "textstat" in sys.modules


def test_a_phrase_that_begins_with_half_a_word_is_flagged_with_all_of_it() -> None:
    leak = "We are sorry for the leak. We {} seen any misuse of your data."
    assert texts("breach-reassurance", leak.format("haven't")) == ["haven't seen any misuse"]
    assert texts("breach-reassurance", leak.format("have not")) == ["not seen any misuse"]


# phrases calmed by what stands beside them

BLAME = "We are sorry. Our courier lost your parcel."


@pytest.mark.parametrize(
    ("draft", "flagged"),
    [
        (BLAME, 1),
        (f"{BLAME} That is our fault.", 0),
        (f"{BLAME}\n\nThat is our fault.", 1),
        (f"{BLAME} A new one is on its way. That is our fault.", 1),
        ("We are sorry. That is our fault. Our courier lost your parcel.", 1),
    ],
)
def test_who_owns_the_blame_in_the_next_sentence_may_name_others(draft: str, flagged: int) -> None:
    assert len(texts("blame-shifting", draft)) == flagged


@pytest.mark.parametrize(
    ("draft", "flagged"),
    [
        ("To unsubscribe, click here. We apologise for any inconvenience.", 0),
        ("To unsubscribe, click here.\n\nWe apologise for any inconvenience.", 1),
        ("We apologise for any inconvenience. To unsubscribe, click here.", 1),
    ],
)
def test_sorry_for_any_inconvenience_after_a_line_for_everybody(draft: str, flagged: int) -> None:
    assert len(texts("conditional-apology", draft)) == flagged


TROUBLE = "We apologise for the inconvenience."


@pytest.mark.parametrize(
    ("draft", "flagged"),
    [
        (TROUBLE, 1),
        (f"{SORRY} {TROUBLE}", 0),
        (f"Our sincere apologies. {TROUBLE}", 1),
        (f"We charged your card twice. Our sincere apologies. {TROUBLE}", 0),
        (f"<h1>We owe you an apology</h1><p>The list was wrong. {TROUBLE}</p>", 1),
        (f"<h1>Sorry that we charged you twice</h1><p>{TROUBLE}</p>", 0),
        (f"<title>Sorry that we charged you twice</title><p>{TROUBLE}</p>", 1),
    ],
)
def test_only_an_apology_that_says_what_for_makes_up_for_one_that_does_not(draft: str, flagged: int) -> None:
    assert len(texts("wrong-object", draft)) == flagged


# what a notice must say


def test_a_newsletter_with_news_of_a_leak_is_no_notice() -> None:
    gardening = "Our roses open at eight. Tulips stand along the wall. The cafe has new chairs. " * 12
    leak = "We exposed your email address."
    assert texts("breach-notice-contents", leak)
    (gap,) = report("breach-notice-contents", f"{gardening}{leak} {gardening}").not_checked
    assert gap.reason == "no sentence says for certain that personal data was exposed"


# consistency


def test_a_contradiction_names_both_sides() -> None:
    draft = f"{SORRY} No action is needed.\n\nPlease change your password today."
    (finding,) = report("contradicting-action", draft)
    assert finding.text == "No action is"
    assert "Please change your password today." in finding.message


def test_figures_are_compared_as_figures() -> None:
    text = "Content-Type: text/{0}; charset=utf-8\n\n{1}\n"
    parts = [
        text.format("plain", "We charged 1,000 dollars twice at 09:05 on 3 May 2026."),
        text.format("html", "<p>We charged 1000 dollars twice at 9:05 on 3 May 2026.</p>"),
    ]
    head = "Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n"
    message = head + "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"
    assert texts("part-mismatch", message) == []
    assert texts("part-mismatch", message.replace("1,000", "1,500")) == ["1,500"]


@pytest.mark.parametrize(
    ("line", "flagged"),
    [
        ("1) Sign in.", []),
        ("2. Sign in.", []),
        ("You owe us 12.", ["12"]),
        ("acme.example/?order=2", []),
        ("54219.html", []),
    ],
)
def test_numbers_of_a_list_and_of_addresses_are_no_figures(line: str, flagged: list[str]) -> None:
    head = "Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n"
    parts = [f"plain\n\n{SORRY}\n\n{line}\n", f"html\n\n<p>{SORRY}</p>\n"]
    message = head + "".join(f"--b\nContent-Type: text/{part}\n" for part in parts) + "--b--\n"
    assert texts("part-mismatch", message) == flagged


def test_a_summary_in_another_language_is_no_version() -> None:
    summary = "مرحبا بكم. هذا ملخص الرسالة. للتفاصيل اقرؤوا النص الإنجليزي."
    assert texts("part-mismatch", f"{SORRY} You get 40 dollars back. Write to us.\n\n{summary}") == []


@pytest.mark.parametrize(
    ("draft", "left"),
    [
        ("We are sorry: we sent it تم الإرسال by mistake.", ["تم الإرسال"]),
        ("We are sorry: the name سلمى was wrong on it.", []),
        ("We are sorry: the word “تم الإرسال” was wrong on it.", []),
    ],
)
def test_words_left_in_another_language(draft: str, left: list[str]) -> None:
    assert texts("leftover-language", draft) == left


# notices


def test_each_missing_element_of_a_notice_is_named() -> None:
    found = report("breach-notice-contents", "Your data was exposed in a data breach.")
    asked = [finding.message.partition("no ")[2] for finding in found]
    assert len(asked) == len(set(asked)) >= 4
    full = (
        "On 3 May your password was exposed because we published a file by mistake. We have deleted "
        "the file. Please change your password. If you have questions, reply to this email."
    )
    assert list(report("breach-notice-contents", full)) == []
    (gap,) = report("breach-notice-contents", SORRY).not_checked
    assert gap.reason == "no sentence says for certain that personal data was exposed"
