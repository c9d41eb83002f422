"""The days on which that can have happened which the facts tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from apology_lint.dates import Day, on
from apology_lint.incident import Incident


@dataclass(frozen=True, slots=True)
class Days:
    """From the day it began to the last that the facts know of.

    They are days in the zone of the facts; where it was another day in UTC, that one counts too. `began`
    is the day it began, `planned` the one on which the mail goes out.
    """

    began: date
    first: date
    last: date
    planned: date | None

    @classmethod
    def of(cls, incident: Incident) -> Days | None:
        """Those of an incident; None if it is not known when it began."""
        started, planned = incident.started, incident.planned_send
        if started is None:
            return None
        known = (started, incident.detected, incident.sending_stopped, incident.resolved, planned)
        last = max(day for time in known if time is not None for day in _days(time))
        return cls(started.date(), min(_days(started)), last, planned.date() if planned else None)

    def fits(self, day: Day) -> bool | None:
        """Whether a day that a text names is one of them; None if it lies after them, as a promise does."""
        if any(self._within(day)):
            return True
        if all(self._is_wrong(*reading) for reading in day.readings):
            return False
        return None

    def has(self, weekday: int) -> bool:
        """Whether one of them is this day of the week."""
        return any(
            (self.first + timedelta(days)).weekday() == weekday
            for days in range(min((self.last - self.first).days + 1, 7))
        )

    def weekday_meant(self, day: Day) -> int | None:
        """The day of the week that a named day really is, where the text says another one."""
        meant = [found.weekday() for found in self._within(day)]
        return meant[0] if meant and day.weekday not in (None, *meant) else None

    def _within(self, day: Day) -> Iterator[date]:
        for year, month, number in day.readings:
            for one in (year,) if year else range(self.first.year, self.last.year + 1):
                found = on(one, month, number)
                if found is not None and self.first <= found <= self.last:
                    yield found

    def _is_wrong(self, year: int, month: int, day: int) -> bool:
        """Whether a day that is none of them lies before them, or has nothing wrong but its year."""
        if year:
            found = on(year, month, day)
            return found is None or found < self.first or any(self._within(Day(0, 0, ((0, month, day),))))
        years = range(self.first.year - 1, self.last.year + 2)
        near = [found for one in years if (found := on(one, month, day)) is not None]
        return bool(near) and min(near, key=lambda one: abs(one - self.first)) < self.first


def _days(time: datetime) -> tuple[date, date]:
    return time.date(), time.astimezone(UTC).date()
