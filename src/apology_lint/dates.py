"""Days as mail writes them: ``Sunday, 3 May 2026``, ``3/5/2026``, ``٣ أيار``.

The names of months and days come from the rules, each language's own; this module knows how a date is put
together from them. Hijri months are no names here, and a Hijri year is none of this calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apology_lint import arabic

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
#: As `date.weekday` numbers them.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_VOWELS = "[\u0640\u064b-\u0652]*"
_YEAR = r"(?:19|20)\d\d"
#: Not the middle of a longer figure or of an address.
_BEFORE, _AFTER = r"(?:(?<![\w.,:/=-])|(?<=\b[وفبل])|(?<=\u0640))", r"(?![\w=]|[.,:/-]\d)"
_ORDINAL = "(?:st|nd|rd|th)?"


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a text names, at `start` to `end` of it.

    `readings` are (year, month, day) with 0 for a year left out, two if ``3/5`` may be either; none where
    the text names only a day of the week, `weekday`.
    """

    start: int
    end: int
    readings: tuple[tuple[int, int, int], ...] = ()
    weekday: int | None = None


class Calendar:
    """What finds days in texts of one language.

    Args:
        names: for each of `MONTHS` and `WEEKDAYS` how it is written, the full name first. Where a script
            has capitals, so has the name: "may" is a verb.
    """

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        months = {_key(name): at for at, month in enumerate(MONTHS, 1) for name in names[month]}
        days = {_key(name): at for at, day in enumerate(WEEKDAYS) for name in names[day]}
        self._numbers, self._weekdays = months, days
        month = rf"(?P<m{{0}}>{_either(names[name] for name in MONTHS)})\.?"
        weekday = _either(names[name] for name in WEEKDAYS)
        # Both names that the months of the Levant have: "3 أيار/مايو", "3 أيار (مايو)".
        twice = rf"(?: ?[/(] ?{_either(names[name] for name in MONTHS)}\)?)?"
        span = r"(?:\d{1,2} ?[-–—/&] ?)?"
        year = rf"(?:(?:,|،)?[ -](?P<y{{0}}>{_YEAR})(?!\d|[.,:]\d))?"
        forms = (
            rf"{_BEFORE}{span}(?P<d0>\d{{1,2}}){_ORDINAL}(?: of| من|-)? ?{month.format(0)}(?!\w){twice}"
            + year.format(0),
            rf"(?<!\w){month.format(1)} (?:\d{{1,2}}{_ORDINAL} ?[-–—&] ?)?(?P<d1>\d{{1,2}}){_ORDINAL}{_AFTER}"
            + year.format(1),
            rf"{_BEFORE}(?P<y2>{_YEAR})[-/.](?P<m2>\d{{1,2}})[-/.](?P<d2>\d{{1,2}})(?!\d|[./-]\d)",
            rf"{_BEFORE}(?P<a>\d{{1,2}})(?P<s>[./-])(?P<b>\d{{1,2}})(?P=s)(?P<y3>{_YEAR}|(?<=/)\d\d){_AFTER}",
        )
        glued = "[وف]?[بل]?"  # "and on"
        self._date = re.compile(
            rf"(?:(?<!\w){glued}(?P<w>{weekday})\.?[ ,،(]{{1,2}}(?:the |الموافق )?)?(?:{'|'.join(forms)})"
        )
        full = _either(names[name][:1] for name in WEEKDAYS)
        self._alone = re.compile(rf"(?<!\w){glued}(?P<w>{full})(?!['’]|\w)")

    def find(self, text: str) -> Iterator[Day]:
        """The days that `text` names, in order; those of the week alone last."""
        text = arabic.in_place(text)
        taken: list[tuple[int, int]] = []
        for match in self._date.finditer(text):
            readings = tuple(reading for reading in self._readings(match) if _exists(reading))
            taken.append(match.span())
            if readings:
                named = match["w"]
                yield Day(*match.span(), readings, None if named is None else self._weekdays[_key(named)])
        for match in self._alone.finditer(text):
            if not any(start <= match.start() < end for start, end in taken):
                yield Day(*match.span(), weekday=self._weekdays[_key(match["w"])])

    def _readings(self, match: re.Match[str]) -> Iterator[tuple[int, int, int]]:
        for form in "01":
            if match[f"d{form}"]:
                yield (
                    int(match[f"y{form}"] or 0),
                    self._numbers[_key(match[f"m{form}"])],
                    int(match[f"d{form}"]),
                )
        if match["y2"]:
            yield int(match["y2"]), int(match["m2"]), int(match["d2"])
        if match["y3"]:
            year, first, second = int(match["y3"]), int(match["a"]), int(match["b"])
            year += 2000 if year < 100 else 0
            yield year, second, first
            if first != second:
                yield year, first, second


def _exists(reading: tuple[int, int, int]) -> bool:
    year, month, day = reading
    return on(year or 2000, month, day) is not None  # a year with a 29 February


def on(year: int, month: int, day: int) -> date | None:
    """The day of these numbers, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _key(name: str) -> str:
    return arabic.normalise(name).lower()


def _either(names: Iterable[Sequence[str]]) -> str:
    """Any of the names, as an expression for a text that `arabic.in_place` has folded."""
    found = {form for several in names for name in several for form in (name, name.upper())}
    written = (_letters(name) for name in sorted(found, key=lambda name: (-len(name), name)))
    return f"(?:{'|'.join(written)})" if found else "(?!)"


def _letters(name: str) -> str:
    if not arabic.is_arabic(name):
        return re.escape(name)
    return "".join(" " if letter == " " else letter + _VOWELS for letter in arabic.normalise(name))
