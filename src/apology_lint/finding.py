"""A finding: what is wrong, where exactly, and what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, IntEnum

from apology_lint.source import Position, Span, Text


class Severity(IntEnum):
    """How bad it is for the reader of the mail. Only the order has a meaning."""

    info = 1
    warning = 2
    error = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Some visible characters of the mail: a piece of a `Text`."""

    where: str
    content: Text
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters as the reader sees them."""
        return self.content.shown(self.start, self.end)

    @property
    def span(self) -> Span | None:
        """Where they stand in the file; None for a value given as an option."""
        return self.content.span(self.start, self.end) if self.content.source.is_file else None

    def is_inside(self, pattern: re.Pattern[str], longest: int) -> bool:
        """Whether a match of `pattern`, which has at most `longest` characters, holds the whole place."""
        # Only what is near is searched: a text may be a megabyte, with thousands of findings.
        at, stop = max(self.end - longest, 0), self.start + longest
        while (found := pattern.search(self.content.value, at, stop)) and found.start() <= self.start:
            if self.end <= found.end():
                return True
            at = found.start() + 1
        return False


class Applicability(Enum):
    """How far a fix may be trusted (the three steps that ruff has)."""

    safe = "safe"  #: says the same to the reader, or nothing at all
    unsafe = "unsafe"  #: changes what the mail says, or how it is answered: a person should agree
    display = "display"  #: needs a person to finish it: shown, never applied


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of `span`; both are as the source writes them, escaped and all."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together and would mend a finding."""

    applicability: Applicability
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that will make the mail worse.

    `message` says what is wrong for the reader, `help` what to write instead, `guidance` names
    the points of the guidance it serves. `place` is None when what is missing has no place at all;
    `of_mail` says that the words there are not what is wrong, but where to begin.
    """

    rule: str
    severity: Severity
    message: str
    help: str
    guidance: tuple[str, ...]
    place: Place | None
    fix: Fix | None = None
    of_mail: bool = False

    @property
    def where(self) -> str | None:
        """Part of the mail: ``subject``, ``sender``, ``body``, ``button`` …"""
        return self.place.where if self.place else None

    @property
    def text(self) -> str | None:
        """The characters the finding points at, as the reader sees them."""
        return self.place.text if self.place else None

    @property
    def extent(self) -> tuple[Position, Position] | None:
        """Start and end in the file; None for a value given as an option."""
        span = self.place.span if self.place else None
        return span.extent() if span else None

    @property
    def decoded(self) -> str | None:
        """The part that `extent` counts in, where its encoding hides the file position."""
        span = self.place.span if self.place else None
        return span.source.decoded if span else None
