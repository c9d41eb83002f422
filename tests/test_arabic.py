"""Arabic words: folded spellings, glued particles, exact places, mixed mail."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apology_lint import Settings, arabic, lint
from apology_lint.language import forms, language_of_part, sentences
from apology_lint.pattern import Index, Pattern
from apology_lint.source import Text

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآؤئةى"
MARKS = "\u064b\u064e\u0650\u0651\u0652\u0640"


def found(pattern: str, text: str) -> list[str]:
    index = Index([(Pattern(pattern), None)])
    return [
        sentence.place(first, after).text
        for sentence in sentences("body", Text.given(text), "ar")
        for _, first, after in index.find(sentence.line)
    ]


def test_documented_examples_run() -> None:
    assert doctest.testmod(arabic).failed == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("نعتذر", "نَعْتَذِرُ"),
        ("نعتذر", "نعـــتذر"),
        ("أخطأنا", "اخطانا"),
        ("رسالة", "رساله"),
        ("على", "علي"),
        ("مسؤول", "مسوول"),
        ("٢٠٢٦", "2026"),
        ("۳", "3"),
        ("ﻻ", "لا"),
        ("اوووووه", "أووه"),
        ("کلمة", "كلمة"),
    ],
)
def test_spellings_that_are_the_same_word(one: str, other: str) -> None:
    assert arabic.normalise(one) == arabic.normalise(other)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("نعتذر", "ونعتذر فنعتذر لنعتذر نعتذركم", ["ونعتذر", "فنعتذر"]),
        ("اعتذار*", "واعتذارنا لاعتذارنا", ["واعتذارنا"]),
        ("~اعتذار*", "لاعتذارنا وبالاعتذارات", ["لاعتذارنا", "وبالاعتذارات"]),
        ("~خطأ", "خطؤنا وبخطئنا والخطأ للخطأ أخطأنا خطأين", ["خطؤنا", "وبخطئنا", "والخطأ", "للخطأ"]),
        ("~رسالة", "رسالتكم وبالرسالة للرسالة رسائل", ["رسالتكم", "وبالرسالة", "للرسالة"]),
        ("~مستوى", "مستوانا المستوى", ["مستوانا", "المستوى"]),
        ("~أخطاء", "بأخطائنا أخطاؤكم", ["بأخطائنا", "أخطاؤكم"]),
        ("آسف|~أسف", "أسفل الصفحة، وأسفنا شديد", ["وأسفنا"]),
        ("# مايو", "يوم ٣ مايو ٢٠٢٦.", ["٣ مايو"]),
        ("^ نعتذر", "نعتذر.", ["نعتذر"]),
    ],
)
def test_notation(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


@given(st.text(LETTERS, min_size=2, max_size=12), st.text(MARKS, max_size=4), st.integers(0, 12))
def test_marks_change_no_word(word: str, marks: str, at: int) -> None:
    at = min(max(at, 1), len(word))
    assert arabic.normalise(word[:at] + marks + word[at:]) == arabic.normalise(word)
    assert arabic.normalise(arabic.normalise(word)) == arabic.normalise(word)


@given(
    st.text(LETTERS, min_size=3, max_size=8),
    st.sampled_from(["", "و", "ف", "ب", "ك", "ل", "ال", "لل", "وال", "بال", "فلل", "س", "ول"]),
    st.sampled_from(["", "نا", "كم", "ك", "ها", "هم", "ي"]),
)
def test_the_index_knows_every_glued_form_of_a_pattern(word: str, before: str, after: str) -> None:
    if after and word[-1] == "ة":
        word = word[:-1] + "ت"
    written = before + word + after
    pattern = Pattern(f"~{word}")
    alone = [s.line.find(pattern) for s in sentences("body", Text.given(written), "ar")]
    assert bool(found(f"~{word}", written)) == any(alone)


def test_forms_for_word_lists() -> None:
    assert {"بالبطاقه", "بطاقه"} <= set(forms("بالبطاقه"))
    assert set(forms("\x02card")) == {"card"}


@pytest.mark.parametrize(
    ("text", "language", "own"),
    [
        ("We are sorry that we charged your card twice.", "ar", "en"),
        ("نعتذر منكم لأننا خصمنا المبلغ مرتين", "en", "ar"),
        ("نعتذر منكم", "en", "en"),
        ("تطبيق Acme Pay Business Premium Gold", "ar", "ar"),
        ("شكرا merci beaucoup cher client", "ar", "ar"),
        ("Nous sommes désolés", "fr", "fr"),
        ("قائمة العملاء الجدد", "fr", "fr"),
    ],
)
def test_language_of_a_part(text: str, language: str, own: str) -> None:
    assert language_of_part(text, language) == own


MIXED = """
نعتذر منكم لأننا خصمنا المبلغ مرتين، وأوبس مرة أخرى.

Oops, we are sorry that we charged your card twice.
"""


def test_each_part_of_a_mixed_mail_is_read_in_its_own_language() -> None:
    report = lint(MIXED, settings=Settings(select=("humor",)))
    assert report.language == "ar"
    assert [finding.text for finding in report] == ["وأوبس", "Oops"]
    assert {act.sentence.language for act in report.acts if act.name == "apology"} == {"ar", "en"}


@pytest.mark.parametrize(("lang", "word"), [(None, "القارئ"), ("ar", "القارئ"), ("en", "reader")])
def test_messages_are_in_the_language_of_the_interface(lang: str | None, word: str) -> None:
    report = lint(MIXED, settings=Settings(select=("humor",), lang=lang))
    assert report.lang == (lang or "ar")
    assert all(word in finding.message for finding in report)


def test_exact_places_of_decorated_words() -> None:
    draft = "نَعْتَذِرُ منكم. أُوبْس!"
    (finding,) = lint(draft, settings=Settings(select=("humor",)))
    start, end = finding.extent or (None, None)
    assert start is not None
    assert end is not None
    assert draft.encode()[start.offset : end.offset].decode() == finding.text == "أُوبْس"
