"""Marks on a shown draft: which characters of it a finding or an act points at."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

#: Control characters that HTML does not allow, and bytes that were no text.
_UNFIT = dict.fromkeys([*range(9), 11, *range(14, 32), *range(127, 160), *range(0xD800, 0xE000)], "\ufffd")
#: Bidi controls, which would turn the sentences of the report around.
_TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

#: What keeps its own order in an Arabic sentence: ``--fix``, ``<div dir="rtl">``, ``(LIX: 45)``.
_LATIN = re.compile("[!-~]+(?: [!-~]+)*")
#: ``owner = "…"``: in one piece with its value, in whatever letters that is.
_SETTING = re.compile(r'[a-z][a-z-]* = (?:"[^"]*"|\[[^\]]*\])')
#: What makes a run worth its own order: a letter, or a day of the calendar, whose parts would change sides.
_ORDERED = re.compile(r"[A-Za-z]|\d{4}-\d\d-\d\d")
_BRACKETS = {")": "(", "]": "[", ">": "<", "}": "{"}

#: Put before a mark, keeps its number on the side where its words begin, and moves no word: a strong
#: character beside one of its own kind.
_SIDES = {"L": "&lrm;", "R": "&rlm;", "AL": "&rlm;"}

#: Characters as they are shown, and where they begin and end in the source. As in a `Text`, they stand
#: there one for one if that range is as long, and as a whole (an entity) otherwise.
Piece = tuple[str, int, int]


def escape(text: str) -> str:
    """Text of a draft for HTML, between tags or in a quoted attribute."""
    return html.escape(text.translate(_UNFIT))


def quoted(text: str) -> str:
    """Text of a draft inside a sentence of the report, whose direction it must not change."""
    return escape(text.translate(_TURNING))


def sentence(text: str, lang: str) -> str:
    """A sentence of the report; markup, options, settings, times and names in Latin letters stay in one
    piece in Arabic."""
    if lang != "ar":
        return quoted(text)
    plain, out, at = text.translate(_TURNING), "", 0
    for start, end in _islands(plain):
        out += f'{escape(plain[at:start])}<bdi dir="ltr">{escape(plain[start:end])}</bdi>'
        at = end
    return out + escape(plain[at:])


def _islands(text: str) -> Iterator[tuple[int, int]]:
    """Where a text keeps an order of its own."""
    at = 0
    for setting in _SETTING.finditer(text):
        yield from _runs(text, at, setting.start())
        yield setting.span()
        at = setting.end()
    yield from _runs(text, at, len(text))


def _runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for run in _LATIN.finditer(text, start, end):
        if _ORDERED.search(run[0]):
            yield _trimmed(text, *run.span())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A run of Latin letters without the marks at its ends that belong to the sentence around it."""
    for _ in range(8):  # no sentence has more of them
        opening = _BRACKETS.get(text[end - 1])
        if text[end - 1] in ".,:;!? ([" or (
            opening and text.count(opening, start, end) < text.count(text[end - 1], start, end)
        ):
            end -= 1
        elif text[start] in ".,:;!? )]" or (
            text[start] == "(" and text.count("(", start, end) > text.count(")", start, end)
        ):
            start += 1
    return start, end


@dataclass(frozen=True, slots=True)
class Target:
    """Characters `start` to `end` of a source, and what points at them: the finding or act `number`.

    `kind` is ``finding`` or ``act``. Of a finding, `rank` grows with how severe it is, `severity` is the
    name of that, and `label` is what a pointer resting on the mark is told.
    """

    kind: str
    number: int
    start: int
    end: int
    rank: int = 0
    severity: str = ""
    label: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What tells the target from others of the same draft."""
        return self.kind, self.number


class Marker:
    """Writes text of one source, in the order of the source, with marks around what is pointed at.

    Args:
        targets: what points into this source.
        anchors: what the ids of the marks begin with; no ids if empty.

    `shown` collects (kind, number) of every target that has got a mark.
    """

    def __init__(self, targets: Iterable[Target], anchors: str = "") -> None:
        self._waiting = sorted(targets, key=lambda target: target.start, reverse=True)
        self._active: list[Target] = []
        self._anchors = anchors
        self._begun: set[tuple[str, int]] = set()
        self.shown: set[tuple[str, int]] = set()

    def text(self, pieces: Iterable[Piece]) -> str:
        """HTML of some adjacent characters."""
        pieces = list(pieces)
        if all(data.isspace() for data, _, _ in pieces):  # between table rows nothing else may stand
            return escape("".join(data for data, _, _ in pieces))
        cuts = [cut for piece in pieces for cut in self._cut(*piece)]
        out = []
        for over, group in groupby(cuts, key=lambda cut: cut[1]):
            if isinstance(over, str):  # points that stand between characters
                out.append(over)
            else:
                words = escape("".join(cut[0] for cut in group))
                out.append(self._mark(over, words) if over else words)
        return "".join(out)

    def points(self, before: int) -> str:
        """A mark without characters for each target that ends there and has got none: it points
        at a tag, an attribute or something unseen."""
        self._admit(before)
        gone = [target for target in self._active if target.end <= before]
        if not gone:
            return ""
        self._active = [target for target in self._active if target.end > before]
        return self._unshown(gone)

    def rest(self) -> str:
        """What never got a mark, at the end of the source."""
        left = [*self._active, *reversed(self._waiting)]
        self._active, self._waiting = [], []
        return self._unshown(left)

    def _unshown(self, targets: list[Target]) -> str:
        fresh = [target for target in targets if target.key not in self.shown]
        self.shown.update(target.key for target in fresh)
        return "".join(self._mark((target,), "") for target in fresh)

    def _admit(self, before: int) -> None:
        while self._waiting and self._waiting[-1].start < before:
            self._active.append(self._waiting.pop())

    def _cut(self, data: str, start: int, end: int) -> Iterator[tuple[str, tuple[Target, ...] | str]]:
        """The piece in parts that the same targets cover, each after the points that are due."""
        whole = len(data) != end - start
        at = start
        while at < end:
            points = self.points(at)
            if points:
                yield "", points
            self._admit(end if whole else at + 1)
            edges = [end, *(target.end for target in self._active if target.end > at)]
            if self._waiting:
                edges.append(self._waiting[-1].start)
            after = end if whole else min(edges)
            over = tuple(target for target in self._active if target.end > at)
            self.shown.update(target.key for target in over)
            yield data if whole else data[at - start : after - start], over
            at = after

    def _mark(self, over: tuple[Target, ...], words: str) -> str:
        """`words` in a mark. Of findings inside one another the shortest gives the look, and a click
        means it."""
        over = tuple(sorted(over, key=lambda t: (t.end - t.start, -t.rank, t.number)))
        findings = [t for t in over if t.kind == "finding"]
        fresh = [t for t in over if t.key not in self._begun]
        self._begun.update(t.key for t in fresh)
        anchors = "".join(f'<span id="{self._anchors}-{t.kind}-{t.number}"></span>' for t in fresh)
        attributes = ""
        for kind in ("finding", "act"):
            numbers = " ".join(str(t.number) for t in over if t.kind == kind)
            attributes += f' data-{kind}="{numbers}"' if numbers else ""
        begun = ", ".join(map(str, sorted(t.number for t in fresh if t.kind == "finding")))
        side = ""
        if begun:
            attributes += f' data-begins="{begun}"'
            side = _SIDES.get(unicodedata.bidirectional(words[0]), "") if words else ""
        if findings:
            label = escape("; ".join(t.label for t in findings))
            attributes += f' data-severity="{findings[0].severity}" title="{label}"'
        name = "mark" if findings else "span"
        return f"{anchors if self._anchors else ''}{side}<{name}{attributes}>{words}</{name}>"
