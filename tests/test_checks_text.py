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
    draft = " ".join(["We", *["really"] * (words - 2), "sorry."])
    assert len(texts("long-sentence", draft)) == flagged


def test_a_list_of_names_is_no_sentence() -> None:
    assert texts("long-sentence", " ".join(["Marrowby"] * 60)) == []


HARD = "Organisational safeguards notwithstanding, unauthorised individuals obtained credentials. "


def test_the_hardest_sentence_is_flagged() -> None:
    plain = "We did it and we are sorry. "
    (finding,) = report("hard-to-read", HARD * 7 + plain)
    assert finding.text == HARD.strip()
    assert texts("hard-to-read", HARD * 2 + plain * 20) == []


def test_a_short_mail_cannot_be_measured() -> None:
    (gap,) = report("hard-to-read", HARD).not_checked
    assert gap.reason == "the text is too short to measure"


def test_textstat_is_only_imported_for_a_text_that_may_be_hard() -> None:
    sys.modules.pop("textstat", None)
    report("hard-to-read", "We did it and we are sorry. " * 20)
    assert "textstat" not in sys.modules
    report("hard-to-read", HARD * 10)
    assert "textstat" in sys.modules


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
    assert gap.reason == "no sentence surely says that personal data was exposed"
