"""Every rule and every act proves itself: its examples are its tests, and each of its phrases is needed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from apology_lint.examples import email_of, flagged
from apology_lint.language import Sentence, sentences
from apology_lint.rulebook import Example, Rule, RuleText, load_rulebook
from apology_lint.settings import Settings
from apology_lint.source import Text
from apology_lint.tables import load
from apology_lint.wording import Frame, Lexicon, Strength

BOOK = load_rulebook()
RULE_TEXTS = [(rule, language, text) for rule in BOOK.rules.values() for language, text in rule.texts.items()]
ACTS = sorted({(p.parent.name, p.stem) for d in BOOK.directories for p in d.glob("acts/*/*.toml")})


def rule_cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, language, example, id=f"{rule.name}-{language}-{kind}-{number}")
        for rule, language, text in RULE_TEXTS
        for number, example in enumerate(getattr(text, kind), 1)
    ]


@pytest.mark.parametrize(("rule", "language", "example"), rule_cases("bad"))
def test_bad_example_is_flagged_at_its_marks(rule: Rule, language: str, example: Example) -> None:
    marks = email_of(example.table)[1]
    assert marks, "a bad example must mark the span with [[ ]]"
    assert sorted(flagged(rule, language, example, Settings())) == sorted(marks)


@pytest.mark.parametrize(("rule", "language", "example"), rule_cases("good"))
def test_good_example_is_left_alone(rule: Rule, language: str, example: Example) -> None:
    assert flagged(rule, language, example, Settings()) == []


@pytest.mark.parametrize(("rule", "language", "text"), RULE_TEXTS, ids=lambda v: getattr(v, "name", None))
def test_rule_has_both_kinds_of_example(rule: Rule, language: str, text: RuleText) -> None:
    assert text.bad
    assert text.good


# Acts and phrases: each pattern and each guard must be missed by some example.


@cache
def example_sentences(text: str, language: str) -> list[Sentence]:
    return sentences("body", Text.given(text), language)


def stands(frame_list: list[Frame], text: str, language: str) -> bool:
    lexicon = Lexicon(frame_list)
    return any(lexicon.find(sentence) for sentence in example_sentences(text, language))


def frames_of(owner: tuple[str, str], language: str) -> list[Frame]:
    lexicon = BOOK.lexicon(language)
    return [frame for frame in lexicon.frames if frame.owner == owner]


@pytest.mark.parametrize(("act", "language"), ACTS)
def test_act_examples(act: str, language: str) -> None:
    table = load(BOOK.directories[0] / "acts" / act / f"{language}.toml")
    frame_list = frames_of(("act", act), language)
    missed = [text for text in table["yes"] if not stands(frame_list, text, language)]
    # A contextual wording is only wrong in an apology, which a sentence alone is not.
    alone = [frame for frame in frame_list if frame.strength > Strength.contextual]
    wrong = [text for text in table["no"] if stands(alone, text, language)]
    assert (missed, wrong) == ([], [])


def without(frame_list: list[Frame], number: int, key: str, at: int) -> list[Frame]:
    frame = frame_list[number]
    kept = tuple(p for i, p in enumerate(getattr(frame, key)) if i != at)
    return [*frame_list[:number], replace(frame, **{key: kept}), *frame_list[number + 1 :]]


def unneeded(frame_list: list[Frame], yes: list[str], no: list[str], language: str) -> list[str]:
    """Patterns whose removal no example notices; a weaker pattern does not stand in for a stronger."""
    idle = []
    for number, frame in enumerate(frame_list):
        for at, pattern in enumerate(frame.match):
            fewer = without(frame_list, number, "match", at)
            fewer = [other for other in fewer if other.strength >= frame.strength]
            candidates = [t for t in yes if stands([replace(frame, match=(pattern,))], t, language)]
            if all(stands(fewer, text, language) for text in candidates):
                idle.append(pattern.written)
        for key in ("unless", "unless_sentence"):
            for at, pattern in enumerate(getattr(frame, key)):
                fewer = without(frame_list, number, key, at)
                if not any(stands(fewer, text, language) for text in no):
                    idle.append(f"{key}: {pattern.written}")
    return idle


@pytest.mark.parametrize(("act", "language"), ACTS)
def test_every_pattern_of_an_act_is_needed(act: str, language: str) -> None:
    table = load(BOOK.directories[0] / "acts" / act / f"{language}.toml")
    assert unneeded(frames_of(("act", act), language), table["yes"], table["no"], language) == []


@pytest.mark.parametrize(
    ("rule", "language", "text"),
    [t for t in RULE_TEXTS if t[2].phrases],
    ids=lambda v: getattr(v, "name", None),
)
def test_every_phrase_of_a_rule_is_needed(rule: Rule, language: str, text: RuleText) -> None:
    frame_list = frames_of(("rule", rule.name), language)
    bad = [part for e in text.bad for part in texts_of(e)]
    good = [part for e in text.good for part in texts_of(e)]
    assert unneeded(frame_list, bad, good, language) == []


def texts_of(example: Example) -> list[str]:
    email, _ = email_of(example.table)
    parts = [b.text.value for b in (*email.blocks, *email.other_version)]
    return parts + [t.value for t in (email.subject, email.preheader) if t is not None]
