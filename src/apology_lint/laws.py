"""What the laws of a jurisdiction ask of a notice: ``rules/laws/<jurisdiction>.toml``.

Every figure stands in those files with its source and the day it was read. None of it is legal advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from apology_lint.tables import TableError, check, load

_KEYS: Mapping[str, type] = {
    "name": dict,
    "read": str,  # the day on which the sources were read
    "approvals": list,
    "authority": dict,
    "people": dict,
    "elements": list,
    "sources": list,
    "note": str,
}
_CLOCK_KEYS: Mapping[str, type] = {"hours": int, "days": int, "at-once": bool, "source": str, "who": dict}
_ELEMENT_KEYS: Mapping[str, type] = {
    "needs": str,
    "level": str,
    "source": str,
    "if-data": list,
    "if": list,
}
LEVELS = ("must", "should")


@dataclass(frozen=True, slots=True)
class Clock:
    """Until when somebody must be told, counted from when the incident was noticed.

    `limit` is None where the law says "at once" or "without undue delay" and no figure. `source` cites
    it, `who` names whom to tell, by language.
    """

    source: str
    limit: timedelta | None = None
    who: Mapping[str, str] | None = None

    def until(self, noticed: datetime) -> datetime | None:
        """The last moment; None where the law gives no figure."""
        return noticed + self.limit if self.limit is not None else None


@dataclass(frozen=True, slots=True)
class Element:
    """Something a notice to people must (`level` ``must``) or should hold.

    `needs` names what shows it: a message of the rule that looks for it. `if_data` are kinds of exposed
    data, `conditions` other facts, that it depends on; one of each is enough, none means always.
    """

    needs: str
    level: str
    source: str
    if_data: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """One jurisdiction. `approvals` are roles that must agree to a notice (our choice, per law)."""

    code: str
    names: Mapping[str, str]
    read: str
    sources: tuple[str, ...]
    approvals: tuple[str, ...]
    elements: tuple[Element, ...]
    authority: Clock | None = None
    people: Clock | None = None

    def name(self, lang: str) -> str:
        """What the law is called in `lang`, or in English."""
        return self.names.get(lang, self.names["en"])


def load_law(path: Path) -> Law:
    """Read one file of ``rules/laws/``.

    Raises:
        TableError: a key or value is wrong; the message names file and place.
    """
    table = load(path)
    place = str(path)
    check(table, _KEYS, place, ["name", "read", "sources"])
    elements = []
    for number, element in enumerate(table.get("elements", ()), 1):
        where = f"{place}: [[elements]] {number}"
        check(element, _ELEMENT_KEYS, where, ["needs", "level", "source"])
        if element["level"] not in LEVELS:
            raise TableError(f'{where}: "level" must be one of {", ".join(LEVELS)}')
        conditions = tuple(element.get("if", ()))
        elements.append(
            Element(
                element["needs"],
                element["level"],
                element["source"],
                tuple(element.get("if-data", ())),
                conditions,
            )
        )
    return Law(
        path.stem,
        table["name"],
        table["read"],
        tuple(table["sources"]),
        tuple(table.get("approvals", ())),
        tuple(elements),
        _clock(table, "authority", place),
        _clock(table, "people", place),
    )


def _clock(table: Mapping[str, Any], name: str, place: str) -> Clock | None:
    if name not in table:
        return None
    clock = table[name]
    check(clock, _CLOCK_KEYS, f"{place}: [{name}]", ["source"])
    hours, days = clock.get("hours", 0), clock.get("days", 0)
    limit = timedelta(hours=hours, days=days) if hours or days else None
    return Clock(clock["source"], limit, clock.get("who"))
