"""The notation of patterns, row by row, and the index that finds them together."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apology_lint.classes import SEAM
from apology_lint.language import sentences
from apology_lint.pattern import CAPITAL, Index, Line, Pattern, PatternError, compile_classes
from apology_lint.source import Text

CLASSES = compile_classes(
    {
        "adverb": ["very", "really", "so|deeply", "very much"],
        "act": ["apolog*", "{adverb} sorry"],
        "day": ["Monday", "Tuesday"],
    }
)


def line(text: str) -> Line:
    return sentences("body", Text.given(text), "en")[0].line


def matches(pattern: str, text: str) -> list[str]:
    """What the pattern matches in a sentence, in lower case."""
    found = line(text)
    hits = found.find(Pattern(pattern, CLASSES))
    return [" ".join(found.words[first:after]).replace(CAPITAL, "") for first, after in hits]


ROWS = [
    ("we sent", "We SENT it, then we sent it again", ["we sent", "we sent"]),
    ("we sent", "we have sent", []),
    ("sent", "resent absent sentry", []),
    ("Sent", "It was Sent and sent", ["sent"]),
    ("sent|mailed", "we sent and mailed it", ["sent", "mailed"]),
    ("we sent|mailed it", "we mailed it", ["we mailed it"]),
    (
        "apolog*",
        "An apology: we apologise, apologize and apolog",
        ["apology", "apologise", "apologize", "apolog"],
    ),
    ("Apolog*", "We apologise. ", []),
    ("Apolog*", "Our Apologies", ["apologies"]),
    ("(sign in | log in) now", "sign in now or log in now", ["sign in now", "log in now"]),
    ("(sign in | log in) now", "sign out now", []),
    ("(sign|log in) now", "please log in now", ["log in now"]),
    ("(we (are | were) | I am) sorry", "we were sorry and I am sorry", ["we were sorry", "i am sorry"]),
    ("we really? care", "we care and we really care", ["we care", "we really care"]),
    ("we really? care", "we do care", []),
    ("we (do not)? care", "we care or we do not care", ["we care", "we do not care"]),
    ("{adverb}?3 sorry", "so very much deeply sorry", ["so very much deeply sorry"]),
    ("we are {adverb}?2 sorry", "we are so so so sorry", []),
    ("we are (so | very)?2 sorry", "we are so very sorry", ["we are so very sorry"]),
    ("{adverb} sorry", "sorry, deeply sorry", ["deeply sorry"]),
    ("{act}", "really sorry, we apologise", ["really sorry", "apologise"]),
    ("on {day}", "on monday or on Tuesday", ["on tuesday"]),
    ("we _ it", "we sent it, we it, we have sent it", ["we sent it"]),
    ("we ..2 sorry", "we sorry", ["we sorry"]),
    ("we ..2 sorry", "we are so sorry", ["we are so sorry"]),
    ("we ..2 sorry", "we are so very sorry", []),
    ("..1 sorry ..1", "so sorry indeed", ["so sorry"]),
    (
        "# customers",
        "5 customers, 1,200 customers and 3rd customers",
        ["5 customers", "1,200 customers", "3rd customers"],
    ),
    ("# customers", "five customers", []),
    ("Hello Aa", "Hello Ann", ["hello ann"]),
    ("Hello Aa", "Hello ann", []),
    ("^ sorry", "Sorry, we are sorry", ["sorry"]),
    ("sorry $", "sorry, we are sorry", ["sorry"]),
    ("^ sorry $", "sorry indeed", []),
    ("sorry .|! $", "We are sorry!", ["sorry !"]),
    ("\\( oops \\)", "Well (oops) again", ["( oops )"]),
    ("we ?", "Did we ?", ["we ?"]),
    ("...", "Well ...", ["..."]),
    ("we are", "We're late and we are", ["we are", "we are"]),
    ("we have", "we've", ["we have"]),
    ("can not", "we can't or cannot", ["can not", "can not"]),
    ("cannot", "we can't", ["can not"]),
    ("don't know", "We don't know, do not know", ["do not know", "do not know"]),
    ("will not", "it won't", ["will not"]),
    ("customer's data", "our customer's data", ["customer 's data"]),
    ("an? email", "an e-mail, an E-mail and a email", ["an email", "an email", "email"]),
    ("emails", "two e-mails", ["emails"]),
    ("mix-up", "a mix-up", ["mix - up"]),
    ("mix-up", "a mix up", []),
    ("نعتذر عن", "نحن نعتذر عن الخطأ", ["نعتذر عن"]),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), ROWS)
def test_notation(pattern: str, text: str, expected: list[str]) -> None:
    assert matches(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("can't", "We can't"),
        ("won't", "We won't"),
        ("we've", "We've"),
        ("we're", "We're"),
        ("I'm", "I'm"),
        ("we'll", "We'll"),
        ("e-mail", "the e-mail"),
    ],
)
def test_contractions_in_patterns(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", "nothing to match"),
        ("()", "nothing to match"),
        ("(a | ) b", "nothing to match"),
        ("|", "nothing to match"),
        ("a | b", "a bar with spaces belongs inside brackets"),
        ("a b) c", "a closing bracket without an opening one"),
        ("(a | b", "a bracket is not closed"),
        ("a {nope}", "unknown word class {nope}"),
        ("a {day", "unknown word class {day"),
        ("a b?9", "repeat 1 to 8 times, not 9"),
        ("a (b)?0", "repeat 1 to 8 times, not 0"),
        ("a?", "it needs at least one fixed word"),
        ("_ # Aa", "it needs at least one fixed word"),
        ("^ ..3 $", "it needs at least one fixed word"),
        ("(sorry | _)", "it needs at least one fixed word"),
        ("(sorry | late?)", "it needs at least one fixed word"),
    ],
)
def test_errors(pattern: str, why: str) -> None:
    with pytest.raises(PatternError) as caught:
        Pattern(pattern, CLASSES)
    assert str(caught.value) == f"pattern {pattern!r}: {why}"


def test_errors_in_classes() -> None:
    with pytest.raises(PatternError, match=r"^word class \{empty\} is empty$"):
        compile_classes({"empty": []})
    with pytest.raises(PatternError, match=r"unknown word class \{later\}"):
        compile_classes({"first": ["{later}"], "later": ["x"]})


def test_a_pattern_shows_how_it_was_written() -> None:
    assert repr(Pattern("we ..2 sorry")) == "Pattern('we ..2 sorry')"
    assert Pattern("we sent").written == "we sent"


@pytest.mark.parametrize(
    ("pattern", "anchors"),
    [
        ("we sent it", {"sent"}),
        ("we apolog*", {"apolog*"}),
        ("the (link | page) of it", {"link", "page"}),
        ("sorry !", {"sorry"}),
        ("we are", {"we"}),
        ("{act} _", {SEAM + CLASSES.classes.marks["act"], "sorry"}),
    ],
)
def test_what_a_pattern_is_indexed_by(pattern: str, anchors: set[str]) -> None:
    assert Pattern(pattern, CLASSES).anchors == anchors


ATOMS = st.sampled_from(
    [
        "we",
        "are",
        "Sorry",
        "sorr*",
        "link|page",
        "so?",
        "so?2",
        "(we are | so)",
        "(very so)?3",
        "{adverb}",
        "{day}",
        *["{act}", "_", "..2", "#", "Aa", "^", "$", "!", "e*"],
    ]
)
WORDS = st.lists(
    st.tuples(
        st.sampled_from(["", CAPITAL]),
        st.sampled_from("we are so very sorry sorrow link page much monday e email apology".split()),
    ).map("".join)
    | st.sampled_from(["5", "!", "\ufffc"]),
    min_size=1,
    max_size=14,
)


@given(
    st.lists(st.lists(ATOMS, min_size=1, max_size=5), min_size=1, max_size=6),
    st.lists(WORDS, min_size=1, max_size=3),
)
def test_the_index_finds_what_every_pattern_finds_alone(
    written: list[list[str]], lines: list[list[str]]
) -> None:
    patterns = []
    for atoms in written:
        with suppress(PatternError):  # it may hold no fixed word
            patterns.append(Pattern(" ".join(atoms), CLASSES))
    index = Index((pattern, number) for number, pattern in enumerate(patterns))
    for words in lines:
        sentence = Line(words)
        alone = [(n, *hit) for n, pattern in enumerate(patterns) for hit in sentence.find(pattern)]
        assert index.find(sentence) == alone
        for _, first, after in alone:
            assert 0 <= first < after <= len(words)


def test_the_memory_of_an_index_is_bounded() -> None:
    index = Index([(Pattern("sorry"), "s")])
    for number in range(60):
        index.find(Line([f"w{number * 1000 + n}" for n in range(1000)]))
    assert len(index._seen) <= 51_000
    assert index.find(Line(["so", "sorry"])) == [("s", 1, 2)]


def test_a_repeat_over_a_long_sentence_is_quick() -> None:
    sentence = Line(["so", "very"] * 150 + ["late"])
    assert sentence.find(Pattern("{adverb}?8 (so | very)?8 ..9 ..9 sorry", CLASSES)) == []
