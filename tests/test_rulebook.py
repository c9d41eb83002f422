"""Every rule and every act proves itself: its examples are its tests, and each of its phrases is needed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from apology_lint.checks.instead import Rewriter
from apology_lint.engine import Linter
from apology_lint.examples import brand_of, email_of, flagged
from apology_lint.finding import Applicability
from apology_lint.fix import apply
from apology_lint.language import Sentence, sentences
from apology_lint.readers import read
from apology_lint.rulebook import Example, Rule, RuleText, load_rulebook
from apology_lint.selection import SUPPRESSION
from apology_lint.settings import Settings
from apology_lint.source import Source, Text
from apology_lint.tables import load
from apology_lint.wording import Frame, Lexicon, Strength
from fixed import fixed_file, in_file, shown_file

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


FIXED = [
    pytest.param(rule, language, example, id=f"{rule.name}-{language}-fixed-{number}")
    for rule, language, text in RULE_TEXTS
    for number, example in enumerate(text.bad, 1)
    if "fixed" in example.table
]


@pytest.mark.parametrize(("rule", "language", "example"), FIXED)
def test_fixed_example_is_what_its_fixes_make_of_it(rule: Rule, language: str, example: Example) -> None:
    name, data = in_file(example.table)
    linter = Linter(Settings(brand=brand_of(example.table), select=(rule.name,)))
    report = linter.check(read(name, data), language)
    wanted = [f.fix for f in report if f.fix is not None and f.fix.applicability is not Applicability.display]
    fixed, _ = apply(report.email, wanted)
    assert shown_file(name, fixed) == shown_file(*fixed_file(example.table))
    again = linter.check(read(name, fixed), language)
    assert [finding.text for finding in again if finding.fix is not None] == []
    left = {finding.text for finding in linter.check(read(name, data), language) if finding.fix is None}
    assert {finding.text for finding in again} <= left


def _applied(rule: Rule) -> list[str]:
    """Without those that are only shown: an example cannot be in a language that nobody knows."""
    return [fix for fix in rule.fixes if fix != "display"]


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=lambda rule: rule.name)
def test_a_rule_says_which_fixes_it_has(rule: Rule) -> None:
    seen = set()
    for language, text in rule.texts.items():
        for example in text.bad:
            alone = () if rule.category == SUPPRESSION else (rule.name,)
            linter = Linter(Settings(brand=brand_of(example.table), select=alone))
            report = linter.check(read(*in_file(example.table)), language)
            seen |= {f.fix.applicability for f in report if f.fix and f.rule == rule.name}
    if rule.name != "placeholder-without-fallback":  # it depends on the name of the file
        assert [one.name for one in Applicability if one in seen] in (list(rule.fixes), _applied(rule))


@pytest.mark.parametrize(("rule", "language", "text"), RULE_TEXTS, ids=lambda v: getattr(v, "name", None))
def test_every_instead_is_proven(rule: Rule, language: str, text: RuleText) -> None:
    frame_list = frames_of(("rule", rule.name), language)
    parts = [part for e in text.bad if "fixed" in e.table for part in texts_of(e)]
    idle = []
    for number, frame in enumerate(frame_list):
        for at, instead in enumerate(frame.instead):
            kept = tuple(other for i, other in enumerate(frame.instead) if i != at)
            fewer = [*frame_list[:number], replace(frame, instead=kept), *frame_list[number + 1 :]]
            if all(changes(frame_list, part, language) == changes(fewer, part, language) for part in parts):
                idle.append((instead.words, instead.text))
    assert idle == []


@pytest.mark.parametrize(("rule", "language", "text"), RULE_TEXTS, ids=lambda v: getattr(v, "name", None))
def test_rule_has_both_kinds_of_example(rule: Rule, language: str, text: RuleText) -> None:
    assert text.bad
    assert text.good


# Acts and phrases: each pattern and each guard must be missed by some example.


@cache
def example_sentences(text: str, language: str) -> list[Sentence]:
    source = Source("example.txt", text.encode(), text, "utf-8")  # a fix needs a file to stand in
    return sentences("body", Text(text, source, [0], [(0, len(text))]), language)


def stands(frame_list: list[Frame], text: str, language: str) -> bool:
    lexicon = Lexicon(frame_list)
    return any(lexicon.find(sentence) for sentence in example_sentences(text, language))


def changes(frame_list: list[Frame], text: str, language: str) -> list[object]:
    """What each wording that stands in a text would change there."""
    lexicon = Lexicon(frame_list)
    made: list[object] = []
    for sentence in example_sentences(text, language):
        for hit in lexicon.find(sentence):
            fix = Rewriter().fix(hit, sentence.place(hit.first, hit.after))
            made += [(edit.span.start, edit.span.end, edit.text) for edit in fix.edits] if fix else []
    return made


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
    """Patterns whose removal no example notices: by what it finds or by what it would write instead. A
    weaker pattern does not stand in for a stronger."""
    idle = []
    for number, frame in enumerate(frame_list):
        for at, pattern in enumerate(frame.match):
            fewer = without(frame_list, number, "match", at)
            fewer = [other for other in fewer if other.strength >= frame.strength]
            candidates = [t for t in yes if stands([replace(frame, match=(pattern,))], t, language)]
            if all(
                stands(fewer, text, language)
                and changes(fewer, text, language) == changes(frame_list, text, language)
                for text in candidates
            ):
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
