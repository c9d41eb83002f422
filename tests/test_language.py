"""Sentences, words and the language of a mail."""

from __future__ import annotations

import subprocess
import sys

import pytest

from apology_lint.language import Sentence, detect, sentences
from apology_lint.pattern import CAPITAL
from apology_lint.source import Text


def analysed(text: str, language: str = "en") -> list[Sentence]:
    return sentences("body", Text.given(text), language)


def split(text: str, language: str = "en") -> list[str]:
    return [sentence.text for sentence in analysed(text, language)]


@pytest.mark.parametrize(
    "written",
    [
        "We met at 3 p.m. on Monday. | It failed.",
        "It went out at 3 p.m. | We are sorry.",
        "Mr. Smith and Dr. Lee called. | See e.g. the log.",
        "Acme Inc. is sorry.",
        "Read https://acme.example/x.html?a=1. | Thanks.",
        "Version 2.0.1 of acme.example failed. | Use v3.1.",
        "We owe you $5.50. | We pay.",
        "Well... we are sorry... | Really.",
        "Well… | We are sorry.",
        "Sorry!!! | We failed?! | Yes.",
        'He said "Sorry." | Then he left.',
        "“We failed.” | They (really.) | Said so.",
        "It broke. we fixed it.",
        "It broke.We fixed it.",
        "Hi \ufffc. | We are sorry.",
        "Is it fixed? | 5 days passed.",
        "نعتذر منكم؟ | نعم. | شكرا",
        "Wait.",
        "",
    ],
)
def test_boundaries(written: str) -> None:
    expected = [part for part in written.split(" | ") if part]
    if written.startswith("It broke.We"):
        expected = ["It broke.", "We fixed it."]
    assert split(written.replace(" | ", " "), "ar" if "؟" in written else "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Ann,\nwe are sorry", ["Hi Ann,", "we are sorry"]),
        ("Dear Ann\nWe are sorry", ["Dear Ann", "We are sorry"]),
        ("we are\nsorry for it", ["we are\nsorry for it"]),
        ("Order:\n5 items", ["Order:", "5 items"]),
        ("مرحبا،\nنعتذر", ["مرحبا،", "نعتذر"]),
        ("Bye!\n\n", ["Bye!"]),
    ],
)
def test_line_breaks(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_long_sentences_and_blocks_are_cut() -> None:
    cut = analysed(" ".join(f"w{n}" for n in range(750)))
    assert [len(s.line.words) for s in cut] == [300, 300, 150]
    assert [s.text.split()[0] for s in cut] == ["w0", "w300", "w600"]
    long = analysed("ab " * 20_000 + "x" * 120_000)
    assert "".join(s.text for s in long).replace(" ", "") == "ab" * 20_000 + "x" * 120_000
    assert max(s.end - s.start for s in long) <= 50_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We can't go", "^we can not go"),
        ("won't don't shan't", "will not do not shall not"),
        ("I'm we've it's", "^i am we have it 's"),
        ("didn't we", "did not we"),
        ("we’re don’t", "we are do not"),
        ("e-mail E-mail emails", "email ^email emails"),
        ("a mix-up", "a mix - up"),
        ("ﬁne naïve ＯＫ", "fine naïve ^ok"),
        ("Hi \ufffc!", "^hi \ufffc !"),
        ("نعتذر منكم", "نعتذر منكم"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert " ".join(analysed(text)[0].line.words).replace(CAPITAL, "^") == words


@pytest.mark.parametrize(
    ("text", "count", "complete"),
    [
        ("We are sorry, Ann.", 4, True),
        ('He said "sorry!"', 3, True),
        ("About your order", 3, False),
        ("Monday, 5 May", 3, False),
        ("Is it \ufffc?", 3, True),
        ("...", 0, True),
        (")", 0, False),
    ],
)
def test_counts_and_completeness(text: str, count: int, complete: bool) -> None:
    sentence = analysed(text)[0]
    assert (sentence.word_count, sentence.is_complete) == (count, complete)


def test_places_of_words() -> None:
    first, second = analysed("So. We don't e-mail you.")
    assert (first.text, second.text, repr(second)) == (
        "So.",
        "We don't e-mail you.",
        'Sentence("We don\'t e-mail you.")',
    )
    assert second.line.words == [CAPITAL + "we", "do", "not", "email", "you", "."]
    pieces = [(second.place(n, n + 1).start, second.place(n, n + 1).end) for n in range(6)]
    assert [second.block.value[a:b] for a, b in pieces] == ["We", "do", "n't", "e-mail", "you", "."]
    whole, rest = second.place(), second.place(4)
    assert (whole.start, whole.end, rest.start, whole.where) == (4, 24, 20, "body")


def test_the_same_run_at_another_place() -> None:
    once = analysed("sorry, sorry, sorry,")[0]
    assert [once.place(n, n + 1).start for n in (0, 2, 4)] == [0, 7, 14]


def test_a_text_of_signs_and_of_another_language() -> None:
    assert split("• — |") == ["• — |"]
    assert split("Nous sommes désolés. Vraiment.", "fr") == ["Nous sommes désolés.", "Vraiment."]
    assert split("我们道歉。 Sorry.", "zh")[-1] == "Sorry."


def test_a_given_text_with_undecodable_bytes() -> None:
    assert len(split("Caf\udce9 news")) == 1


FRENCH = "Nous sommes désolés pour cette erreur et nous vous demandons pardon de tout cœur"


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("We are sorry that the link in our mail was wrong.", None, "en"),
        ("We are sorry that the link in our mail was wrong.", "fr", "en"),
        ("نعتذر عن الخطأ في الرسالة", None, "ar"),
        ("نعتذر عن الخطأ في الرسالة", "en", "ar"),
        ("نعتذر عن الخطأ في Acme Cloud", "en-US", "ar"),
        ("پوزش می‌خواهیم", "fa", "fa"),
        ("پوزش می‌خواهیم", "FA_ir", "fa"),
        ("پوزش می‌خواهیم", None, "ar"),
        (FRENCH, None, "und"),
        (FRENCH, "en", "und"),
        (FRENCH, "fr", "fr"),
        (FRENCH, " fr-FR ", "fr"),
        ("Sorry", None, "en"),
        ("Order update", "en-GB", "en"),
        ("Entschuldigung", "de", "de"),
        ("Désolé", None, "und"),
        ("", None, "en"),
        ("", "ar", "ar"),
        ("123 – !", "fr-CA", "fr"),
    ],
)
def test_detect(text: str, declared: str | None, language: str) -> None:
    assert detect(text, declared) == language


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout.strip()


ANALYSE = (
    "import sys\n"
    "from apology_lint.language import sentences\n"
    "from apology_lint.source import Text\n"
    "assert 'spacy' not in sys.modules\n"
    "assert len(sentences('body', Text.given('Hi. We are sorry.'), 'en')) == 2\n"
)


def test_spacy_comes_without_its_command_line_which_still_can_be_had() -> None:
    out = python(
        ANALYSE + "print([n for n in sys.modules if n.startswith('spacy.cli')])\n"
        "import spacy, spacy.cli\n"
        "print(callable(spacy.cli.download), spacy.info(silent=True)['spacy_version'] == spacy.__version__)"
    )
    assert out.splitlines() == ["[]", "True True"]


def test_a_spacy_that_is_already_there_is_used() -> None:
    assert (
        python(
            "import spacy\ninfo = spacy.info\n"
            + ANALYSE.replace("assert 'spacy' not", "assert 'spacy'")
            + "print(spacy.info is info)"
        )
        == "True"
    )
