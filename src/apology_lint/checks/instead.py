"""What a rule says to write instead of a wording, as a fix."""

from __future__ import annotations

from bisect import bisect_left

from apology_lint.edits import Change, replacement, rewordings
from apology_lint.finding import Applicability, Fix, Place
from apology_lint.language import Sentence
from apology_lint.pattern import Line
from apology_lint.wording import Hit, Instead

#: No pattern for words to be replaced is as long as this (our choice: a bound, the longest has ten).
_LONGEST = 50


class Rewriter:
    """Makes the fixes of one mail; each sentence is searched once for each thing to write instead."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def fix(self, hit: Hit, place: Place) -> Fix | None:
        """The fix that the wording of a hit has in its rule file, for the place that is reported.

        None if it has none, if the words that it would change do not stand there, and where `rewordings`
        has none.
        """
        applicability = Applicability.safe if hit.frame.safe else Applicability.unsafe
        changes: list[Change] = []
        for instead in hit.frame.instead:
            if instead.words is None:
                changes += replacement(place.content, place.start, place.end, instead.text)
            for first, after in self._words(instead, hit):
                part = hit.sentence.place(first, after)
                if not any(part.start < end and start < part.end for start, end, _ in changes):
                    kept = _conjunction(instead, hit.sentence, first, after)
                    changes += replacement(place.content, part.start + kept, part.end, instead.text)
        return rewordings(place.content, changes, applicability)

    def _words(self, instead: Instead, hit: Hit) -> list[tuple[int, int]]:
        """Where the words stand that touch a hit: (first word, after last word)."""
        if instead.words is None:
            return []
        key = id(instead), id(hit.sentence)
        if key not in self._found:
            self._found[key] = _find(instead, hit.sentence)
        found = self._found[key]
        near = found[bisect_left(found, (hit.first - _LONGEST, 0)) : bisect_left(found, (hit.after, 0))]
        return [(first, after) for first, after in near if after > hit.first]


def _conjunction(instead: Instead, sentence: Sentence, first: int, after: int) -> int:
    """How many letters of the words are an Arabic "and" or "so" that other words would still need."""
    word, *rest = sentence.line.words[first:after]
    if not instead.text or instead.words is None or word[0] not in "وف":
        return 0
    return 1 if (0, after - first) in Line([word[1:], *rest]).find(instead.words) else 0


def _find(instead: Instead, sentence: Sentence) -> list[tuple[int, int]]:
    """Where the words stand that have beside them what they must."""
    line = sentence.line
    ends = {after for _, after in line.find(instead.before)} if instead.before else None
    starts = {first for first, _ in line.find(instead.after)} if instead.after else None
    return [
        (first, after)
        for first, after in (line.find(instead.words) if instead.words else ())
        if (ends is None or first in ends) and (starts is None or after in starts)
    ]
