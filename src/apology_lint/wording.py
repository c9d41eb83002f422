"""Frames: wordings of a language with their guards, compiled together.

A frame says what to match and when not to. Acts (`rules/acts/`) and phrase rules use the same
frames; one `Lexicon` holds all of a language, so that each sentence is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from apology_lint.language import Sentence
from apology_lint.pattern import CAPITAL, Index, Line, Pattern, PatternError, Vocabulary

_NEGATIONS = frozenset("not no never without neither nor none nobody nothing cannot".split()) | {
    glued + word for word in "لا لم لن ليس ليست لسنا غير دون بدون بلا عدم".split() for glued in ("", "و", "ف")
}
_OPENING = {"“": "”", "«": "»", "„": "“", '"': '"'}


class Strength(IntEnum):
    """What a match is worth: rules that flag rely on a sure one; a likely one only keeps a rule
    calm that asks for an act; a contextual one does so in a mail that is an apology by what else
    it says (in other mail the same words mean nothing of the kind)."""

    contextual = 1
    likely = 2
    sure = 3


@dataclass(frozen=True, slots=True)
class Instead:
    """Write `text` (nothing, if empty) instead of `words`, where `before` and `after` stand beside
    them; None for `words` means all that matched, for the others anything."""

    text: str
    words: Pattern | None = None
    before: Pattern | None = None
    after: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One group of wordings that mean the same.

    Attributes:
        owner: ``("act", "apology")`` or ``("rule", "humor")``.
        match: the patterns.
        unless: patterns that, where they overlap a match, make it none.
        unless_sentence: patterns that make every match in their sentence none.
        negated: whether a match after "not", "never" … still counts.
        quoted: whether a match inside quotation marks still counts.
        strength: what the match is worth.
        message: the name of the rule's message that says what is wrong; its main one if missing.
        instead: what to write in the place of a match or of some words of it.
        safe: whether `instead` says the same to the reader.
    """

    owner: tuple[str, str]
    match: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()
    unless_sentence: tuple[Pattern, ...] = ()
    negated: bool = True
    quoted: bool = False
    strength: Strength = Strength.sure
    message: str | None = None
    instead: tuple[Instead, ...] = ()
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A frame matched: words `first` up to `after` of `sentence`."""

    frame: Frame
    sentence: Sentence
    first: int
    after: int


#: Keys of a frame in a rule file, with the type each must have.
FRAME_KEYS: Mapping[str, type] = {
    "match": list,
    "unless": list,
    "unless_sentence": list,
    "negated": bool,
    "quoted": bool,
    "strength": str,
    "message": str,
}
#: Keys that only a frame of a rule may have: ``instead`` is a text or a table of texts by pattern.
FIX_KEYS: Mapping[str, type] = {"instead": object, "safe": bool}


def frame_from(table: Mapping[str, Any], owner: tuple[str, str], vocabulary: Vocabulary) -> Frame:
    """Build a frame from a table of a rule file.

    Raises:
        PatternError: a pattern does not follow the notation.
    """

    def patterns(key: str) -> tuple[Pattern, ...]:
        return tuple(Pattern(written, vocabulary) for written in table.get(key, ()))

    return Frame(
        owner,
        patterns("match"),
        patterns("unless"),
        patterns("unless_sentence"),
        negated=table.get("negated", True),
        quoted=table.get("quoted", False),
        strength=Strength[table.get("strength", "sure")],
        message=table.get("message"),
        instead=_instead(table, vocabulary),
        safe=table.get("safe", False),
    )


def _instead(table: Mapping[str, Any], vocabulary: Vocabulary) -> tuple[Instead, ...]:
    instead = table.get("instead", {})
    if isinstance(instead, str):
        return (Instead(instead),)

    def made(written: str, text: str) -> Instead:
        parts = [part.strip() for part in re.split(r"(?:^|\s)/(?:\s|$)", written)]
        if len(parts) > 3:
            raise PatternError(f"pattern {written!r}: at most two slashes, before and after the words")
        before, words, after = parts if len(parts) == 3 else ("", *parts, "")[:3]
        beside = [Pattern(part, vocabulary) if part else None for part in (before, after)]
        return Instead(text, Pattern(words, vocabulary), *beside)

    return tuple(made(written, text) for written, text in instead.items())


@dataclass(slots=True)
class Lexicon:
    """All frames of one language."""

    frames: Iterable[Frame]
    _index: Index[Frame] = field(init=False)

    def __post_init__(self) -> None:
        entries = [(pattern, frame) for frame in self.frames for pattern in frame.match]
        guards = [guard for frame in self.frames for guard in (*frame.unless, *frame.unless_sentence)]
        self._index = Index(entries, guards)

    def find(self, sentence: Sentence) -> list[Hit]:
        """The frames that stand in a sentence, by where they begin; of overlapping matches of
        one owner the longest."""
        line = sentence.line
        hits: list[Hit] = []
        for frame, first, after in self._index.find(line):
            if _stands(frame, line, first, after, self._index.present):
                hits.append(Hit(frame, sentence, first, after))
        if len(hits) < 2:
            return hits
        hits.sort(key=lambda hit: (hit.first, hit.first - hit.after))
        kept: list[Hit] = []
        for hit in hits:
            rivals = [k for k in kept if k.frame.owner == hit.frame.owner and k.after > hit.first]
            rivals = [k for k in rivals if k.frame.strength >= hit.frame.strength]
            if not rivals:
                kept.append(hit)
        return kept


def _stands(frame: Frame, line: Line, first: int, after: int, present: set[str]) -> bool:
    """Whether the guards of a frame let a match stand in a sentence with the words `present`."""
    for guard in frame.unless_sentence:
        if guard.can_guard(present) and line.find(guard):
            return False
    for guard in frame.unless:
        if guard.can_guard(present) and any(s < after and e > first for s, e in line.find(guard)):
            return False
    if not frame.negated and any(
        word.removeprefix(CAPITAL) in _NEGATIONS for word in line.words[max(first - 3, 0) : first]
    ):
        return False
    return frame.quoted or not _in_quotes(line.words, first)


def _in_quotes(words: list[str], at: int) -> bool:
    """Whether word `at` stands inside quotation marks: somebody else's words."""
    close: str | None = None
    for word in words[:at]:
        if close is not None and word == close:
            close = None
        elif close is None:
            close = _OPENING.get(word)
    return close is not None and close in words[at:]
