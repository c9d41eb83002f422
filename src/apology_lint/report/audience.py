"""The recipients in numbers, as lines for a terminal: counts first, by segment, no address whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apology_lint.audience import Audience
from apology_lint.interface import harmless, say

#: Segments that are shown, and how much of their names; the JSON has more.
_SHOWN, _LONGEST = 12, 40


def rows(audience: Audience, lang: str) -> list[tuple[str, str]]:
    """What was counted, each with its number as it is shown."""
    made = []
    for role, count in audience.rows.items():
        people = audience.people[role]
        text = (
            f"{count:,}"
            if people == count
            else say(lang, "list-rows", rows=f"{count:,}", people=f"{people:,}")
        )
        made.append((say(lang, f"list-{role}"), text))
    made += [(say(lang, f"count-{name}"), f"{count.number:,}") for name, count in audience.counts.items()]
    if "affected" in audience.rows:
        made.append((say(lang, "count-ready"), f"{audience.ready:,}"))
    return made


def segments(audience: Audience, lang: str) -> list[tuple[str, ...]]:
    """A table of the segments, its head first; empty without segments."""
    if not audience.segments:
        return []
    names = tuple(audience.segments[0].counts)
    head = (say(lang, "segment"), say(lang, "people"), *(say(lang, f"count-{name}") for name in names))
    body = [
        (_short(harmless(one.name)) or "–", f"{one.people:,}", *(f"{one.counts[name]:,}" for name in names))
        for one in audience.segments[:_SHOWN]
    ]
    return [head, *body]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def lines(audience: Audience, lang: str) -> Iterator[str]:
    """The counts, and the segments below them."""
    for name, number in rows(audience, lang):
        yield f"  {number:>12}  {name}"
    table = segments(audience, lang)
    if table:
        yield ""
        yield from _columns(table)
        if len(audience.segments) > _SHOWN:
            yield "  …"


def _columns(table: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    for row in table:
        cells = [cell.ljust(widths[0]) if at == 0 else cell.rjust(widths[at]) for at, cell in enumerate(row)]
        yield "  " + "  ".join(cells)
