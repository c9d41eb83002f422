"""What the laws of a jurisdiction ask of a notice: ``rules/laws/<jurisdiction>.toml``.

Every figure stands in those files with its source and the day it was read. None of it is legal advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from apology_lint.interface import LANGUAGES
from apology_lint.tables import TableError, check, load

_KEYS: Mapping[str, type] = {
    "name": dict,
    "cite": dict,  # how an article is cited: "{source}" stands for its number
    "also": list,  # codes that mean the same law, as those of member states
    "read": str,  # the day on which the sources were read
    "approvals": list,
    "authority": dict,
    "people": dict,
    "elements": list,
    "sources": list,
    "note": str,  # what a human must know who checks the file, such as what is from secondary sources
}
_CLOCK_KEYS: Mapping[str, type] = {
    "hours": int,
    "days": int,
    "working-days": int,
    "weekend": list,
    "after-report": bool,
    "source": str,
    "who": dict,
}
_ELEMENT_KEYS: Mapping[str, type] = {
    "needs": str,
    "level": str,
    "source": str,
    "if-data": list,
    "if": list,
}
LEVELS = ("must", "should")
#: What an element may need: for each of them a rule knows what shows it.
NEEDS = tuple(
    "what when discovered data consequences measures steps contact title headings credit-agencies "
    "identity-services other-accounts toll-free regulators police arabic email-agreed mailbox".split()
)
#: Facts about exposed data that an element may depend on.
CONDITIONS = ("by-us", "delayed-by-police")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Clock:
    """Until when somebody must be told.

    It runs from when the incident was noticed, or, `after_report`, from when the authority was told.
    `limit` is None and `working_days` 0 where the law says "at once" or "without undue delay" and no
    figure. `source` is the article, `who` names whom to tell, by language.
    """

    source: str
    limit: timedelta | None = None
    working_days: int = 0
    weekend: tuple[str, ...] = ()
    after_report: bool = False
    who: Mapping[str, str] | None = None

    def until(self, noticed: datetime, reported: datetime | None = None) -> datetime | None:
        """The last moment; None where the law gives no figure, or where it counts from a report of
        which nothing is known."""
        start = reported if self.after_report else noticed
        if start is None:
            return None
        if self.limit is not None:
            return start + self.limit
        left, day = self.working_days, start
        while left:
            day += timedelta(days=1)
            left -= _DAYS[day.weekday()] not in self.weekend
        return day if self.working_days else None


@dataclass(frozen=True, slots=True)
class Element:
    """Something a notice to people must (`level` ``must``) or should hold.

    `needs` is one of `NEEDS`. `if_data` are kinds of exposed data, `conditions` other facts, that it
    depends on; one of each is enough, none means always.
    """

    needs: str
    level: str
    source: str
    if_data: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """One jurisdiction, by its `code`; those in `also` have the same law. `approvals` are roles that must
    agree to a notice (our choice, per law)."""

    code: str
    also: tuple[str, ...]
    names: Mapping[str, str]
    citations: Mapping[str, str]
    read: str
    sources: tuple[str, ...]
    approvals: tuple[str, ...]
    elements: tuple[Element, ...]
    authority: Clock | None = None
    people: Clock | None = None

    def name(self, lang: str) -> str:
        """What the law is called in `lang`, or in English."""
        return self.names.get(lang, self.names["en"])

    def cited(self, source: str, lang: str) -> str:
        """The article `source` of a clock or an element, with its law: ``GDPR Art. 33(1)``."""
        return self.citations.get(lang, self.citations["en"]).format(source=source)


def load_law(path: Path) -> Law:
    """Read one file of ``rules/laws/``.

    Raises:
        TableError: a key or value is wrong; the message names file and place.
    """
    table = load(path)
    place = str(path)
    check(table, _KEYS, place, ["name", "cite", "read", "sources"])
    for key in ("name", "cite"):
        check(table[key], dict.fromkeys(LANGUAGES, str), f"{place}: [{key}]", ["en"])
    return Law(
        path.stem,
        tuple(table.get("also", ())),
        table["name"],
        table["cite"],
        table["read"],
        tuple(table["sources"]),
        tuple(table.get("approvals", ())),
        tuple(
            _element(element, f"{place}: [[elements]] {number}")
            for number, element in enumerate(table.get("elements", ()), 1)
        ),
        _clock(table, "authority", place),
        _clock(table, "people", place),
    )


def _element(table: Mapping[str, Any], place: str) -> Element:
    check(table, _ELEMENT_KEYS, place, ["needs", "level", "source"])
    conditions = tuple(table.get("if", ()))
    for key, values, known in (
        ("level", [table["level"]], LEVELS),
        ("needs", [table["needs"]], NEEDS),
        ("if", conditions, CONDITIONS),
    ):
        for value in values:
            if value not in known:
                raise TableError(f'{place}: "{key}": unknown "{value}"; known are {", ".join(known)}')
    data = tuple(table.get("if-data", ()))
    return Element(table["needs"], table["level"], table["source"], data, conditions)


def _clock(table: Mapping[str, Any], name: str, place: str) -> Clock | None:
    if name not in table:
        return None
    clock = table[name]
    place = f"{place}: [{name}]"
    check(clock, _CLOCK_KEYS, place, ["source"])
    check(clock.get("who", {"en": ""}), dict.fromkeys(LANGUAGES, str), f"{place}: who", ["en"])
    weekend = tuple(clock.get("weekend", ()))
    if not set(weekend) < set(_DAYS):
        raise TableError(f'{place}: "weekend" must be some of {", ".join(_DAYS)}')
    hours, days = clock.get("hours", 0), clock.get("days", 0)
    return Clock(
        clock["source"],
        timedelta(hours=hours, days=days) if hours or days else None,
        clock.get("working-days", 0),
        weekend,
        clock.get("after-report", False),
        clock.get("who"),
    )
