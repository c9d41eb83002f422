"""Facts as a message names them, in the language of the report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from apology_lint.incident import Incident
from apology_lint.interface import LANGUAGES, joined, named, say

#: What a message may name of an incident, in ``known``.
FACTS = frozenset(
    "what affected segment product started detected stopped resolved planned update owner data safe".split()
)


def facts(incident: Incident | None, lang: str) -> Mapping[str, str]:
    """Those of `FACTS` that are known."""
    if incident is None:
        return {}
    exposed = incident.exposed
    found = {
        "what": incident.what.strip(),
        "affected": "" if incident.affected is None else f"{incident.affected:,}",
        "segment": incident.segment.strip(),
        "product": joined(lang, "list", incident.products),
        "started": time_said(incident.started),
        "detected": time_said(incident.detected),
        "stopped": time_said(incident.sending_stopped),
        "resolved": time_said(incident.resolved),
        "planned": time_said(incident.planned_send),
        "update": time_said(incident.next_update),
        "owner": incident.owner.strip(),
        "data": joined(lang, "list", (named(lang, f"data-{kind}") for kind in exposed.data))
        if exposed
        else "",
        "safe": joined(lang, "list", (named(lang, f"data-{kind}") for kind in exposed.not_touched))
        if exposed
        else "",
    }
    return {name: value for name, value in found.items() if value}


def time_said(time: datetime | None) -> str:
    """A time in its own zone: ``2026-05-03 15:20 +03:00``; nothing for None.

    >>> time_said(datetime.fromisoformat("2026-05-03T15:20:00Z"))
    '2026-05-03 15:20 UTC'
    """
    if time is None:
        return ""
    zone = time.strftime("%z")
    return f"{time:%Y-%m-%d %H:%M} " + ("UTC" if zone == "+0000" else f"{zone[:3]}:{zone[3:]}")


def span_said(span: timedelta) -> Mapping[str, str]:
    """How long something took, by language, as a person says it: hours, or days from two on.

    >>> span_said(timedelta(hours=26))["en"], span_said(timedelta(hours=47, minutes=40))["ar"]
    ('26 hours', 'يومين')
    """
    hours = max(1, round(span / timedelta(hours=1)))
    unit, count = ("hours", hours) if hours < 48 else ("days", round(hours / 24))
    return {lang: say(lang, f"{unit}-{_number(count)}", count=count) for lang in LANGUAGES}


def _number(count: int) -> str:
    """Which form of a noun Arabic has after a number; other languages have fewer."""
    if count <= 2:
        return ("one", "two")[count - 1]
    last = count % 100
    return "few" if 3 <= last <= 10 else "many" if last > 10 else "other"
