"""Who will receive the draft, as numbers: what the lists of addresses come to.

This module holds the result and needs no database; `check` counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apology_lint.interface import say

#: What is counted of an audience. `unusable` are rows, also of the other lists, that hold no address.
COUNTS = (
    "not-affected",
    "left-out",
    "suppressed",
    "already-apologised",
    "duplicates",
    "undeliverable",
    "unusable",
)


#: So many examples are named of anything (our choice).
SAMPLES = 5


class AudienceError(ValueError):
    """Lists that cannot be used; the message names the list, its file and the remedy."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A row that holds no address: where it stands (``file:line``, the name of a table), why (a key of
    `interface` after ``slip-``), and the first letter of what stands there."""

    place: str
    reason: str
    entry: str = ""

    def said(self, lang: str) -> str:
        """As a reader of `lang` is told: the place comes first, as linters write it."""
        return f"{self.place}: {say(lang, f'slip-{self.reason}', entry=self.entry)}"


@dataclass(frozen=True, slots=True)
class Count:
    """How many, with a few examples: masked addresses, or rows that hold none."""

    number: int
    samples: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()

    def examples(self, lang: str) -> list[str]:
        """The examples as they are shown."""
        return [*self.samples, *(slip.said(lang) for slip in self.slips)]


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment of the recipients: how many different addresses, and how many of them are counted as
    what (by the names of `COUNTS`)."""

    name: str
    people: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Audience:
    """What the lists come to.

    Attributes:
        engine: which database counted: ``duckdb``, ``postgres``, ``pyspark`` …
        rows: rows of each list, by its role: ``recipients``, ``affected``, ``suppressed``, ``apologised``.
        people: different addresses of each list, as far as they were counted.
        ready: different addresses that nothing speaks against.
        counts: by the names of `COUNTS`; one that is missing could not be counted for lack of a list.
        segments: the recipients by segment; empty if they have none.
    """

    engine: str
    rows: Mapping[str, int]
    people: Mapping[str, int]
    ready: int
    counts: Mapping[str, Count]
    segments: tuple[Segment, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain data, as the JSON output has it."""
        return {
            "engine": self.engine,
            "rows": dict(self.rows),
            "people": dict(self.people),
            "ready": self.ready,
            "counts": {
                name: {"count": count.number, "samples": count.examples("en")}
                for name, count in self.counts.items()
            },
            "segments": [
                {"name": one.name, "people": one.people, **dict(one.counts)} for one in self.segments
            ],
        }


def audience_from(table: Mapping[str, Any]) -> Audience:
    """The audience of an example of a rule: ``{ people = 3, not-affected = 1 }``."""
    known = {name: Count(int(table[name]), ("a***@mail.example",)) for name in COUNTS if name in table}
    people = table.get("people", 0)
    given = {"recipients": people} | ({"affected": int(table["affected"])} if "affected" in table else {})
    return Audience("duckdb", given, given, 0, known)


def masked(address: str) -> str:
    """An address as it may be shown: ``a***@example.com``. A hash keeps its first six digits.

    >>> masked("amal@example.com"), masked("0123456789abcdef")
    ('a***@example.com', '012345***')
    """
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}" if at else f"{address[:6]}***"
