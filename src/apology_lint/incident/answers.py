"""What people type when `incident new` asks, read as values of the file."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

from apology_lint.arabic import DIGITS, normalise
from apology_lint.dates import MONTHS
from apology_lint.tables import near

_MONTHS = (
    MONTHS,
    "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر".split(),
    "كانون الثاني,شباط,اذار,نيسان,ايار,حزيران,تموز,اب,ايلول,تشرين الاول,تشرين الثاني,كانون الاول".split(","),
)
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1, "امس": -1, "اليوم": 0, "غدا": 1}
_YES = frozenset(("y", "yes", "true", "نعم"))
_NO = frozenset(("n", "no", "false", "لا"))
_PM = ("pm", "p.m.", "م", "مساء")
_AM = ("am", "a.m.", "ص", "صباحا")
#: Words that change nothing: "on 3 May at 15:20", «يوم 3 مايو الساعة 15:20».
_IDLE = frozenset(("on", "at", "يوم", "الساعه", "في"))
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?", re.I)
_TIME = re.compile(
    r"(?P<day>.+?)[ t](?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.0+)?)?"
    rf" ?(?P<half>{'|'.join(map(re.escape, (*_PM, *_AM)))})?"
    rf" ?(?P<zone>z|utc|gmt|{_OFFSET.pattern})?"
)
_ISO_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_NAMED_DAY = re.compile(r"(\d\d?) ([^\W\d]+(?: [^\W\d]+)?) (\d{4})|([^\W\d]+) (\d\d?) (\d{4})")
_COUNT = re.compile(r"\d{1,12}|\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3}){1,3}")
#: A year outside is a slip of the pen, and old offsets have seconds, which TOML cannot write (our choice).
_YEARS = range(2000, 2100)


class UnclearError(ValueError):
    """An answer that cannot be used: `key` is the text of the interface that says why, with `values`."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def read(answer: str, about: Mapping[str, Any], zone: tzinfo | None, now: datetime) -> Any:
    """The value of an answer.

    Args:
        answer: what was typed, not empty.
        about: what the schema says of the key.
        zone: of the times; None for that of this machine.
        now: what "today" means.

    Raises:
        UnclearError: it cannot be used.
    """
    if "format" in about:
        return time_of(answer, zone, now) if about["format"] == "date-time" else day_of(answer, now)
    if "enum" in about:
        return one_of(answer, about["enum"])
    if about["type"] == "array":
        return _several(answer, about["items"])
    readers: Mapping[str, Callable[[str], Any]] = {"boolean": yes_or_no, "integer": _count, "string": str}
    return readers[about["type"]](answer)


def one_of(answer: str, names: Sequence[str]) -> str:
    """The name that an answer means: as it stands, or by its number in the list."""
    word = "-".join(answer.translate(DIGITS).casefold().replace("_", " ").split())
    if word in names:
        return word
    if word.isdecimal() and 0 < int(word[:4]) <= len(names):
        return names[int(word[:4]) - 1]
    if close := near(word, names):
        raise UnclearError("answer-near", word=answer, near=close)
    raise UnclearError("answer-unknown", word=answer)


def yes_or_no(answer: str) -> bool:
    """Whether an answer says yes."""
    word = answer.casefold()
    if word in _YES | _NO:
        return word in _YES
    raise UnclearError("answer-yes-no")


def time_of(answer: str, zone: tzinfo | None, now: datetime) -> datetime:
    """A time with its offset; one that the answer gives itself goes before `zone`."""
    if _plain(answer) in ("now", "الان"):
        return now.astimezone(zone).replace(microsecond=0)
    found = _TIME.fullmatch(_plain(answer))
    if found is None:
        raise UnclearError("answer-time")
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            raise UnclearError("answer-time")
        hour = hour % 12 + (12 if found["half"] in _PM else 0)
    try:
        own = zone_of(found["zone"]) if found["zone"] else zone
        day = _day(found["day"].strip(), now.astimezone(own).date())
        time = datetime(day.year, day.month, day.day, hour, int(found["minute"]), int(found["second"] or 0))  # noqa: DTZ001
        return time.replace(tzinfo=own) if own is not None else time.astimezone()
    except (ValueError, OverflowError) as error:
        raise UnclearError("answer-time") from error


def day_of(answer: str, now: datetime) -> date:
    """A day."""
    try:
        return _day(_plain(answer), now.date())
    except (ValueError, OverflowError) as error:
        raise UnclearError("answer-day") from error


def zone_of(answer: str) -> tzinfo:
    """A zone by its offset (``+03:00``) or its name (``Asia/Riyadh``, or ``Riyadh`` alone)."""
    word = answer.translate(DIGITS).strip().replace("\u200e", "").replace("\u2212", "-")
    if word.casefold() in ("z", "utc", "gmt"):
        return UTC
    if (found := _OFFSET.fullmatch(word)) and int(found[2]) <= 14:
        size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(-size if found[1] == "-" else size)
    wanted = "_".join(word.casefold().split())
    for name in sorted(zoneinfo.available_timezones()):
        if wanted in (name.casefold(), name.rpartition("/")[2].casefold()):
            return zoneinfo.ZoneInfo(name)
    raise UnclearError("answer-zone")


def _plain(answer: str) -> str:
    """Lower case, Latin digits, one spelling of Arabic, no commas, no idle words."""
    words = re.sub("[,،\u200e\u200f]", " ", answer.casefold()).split()
    return " ".join(word for word in map(normalise, words) if word not in _IDLE)


def _day(text: str, today: date) -> date:
    if text in _DAYS:
        return today + timedelta(days=_DAYS[text])
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _NAMED_DAY.fullmatch(text):
        number, name, of = found.groups()[:3] if found[1] else (found[5], found[4], found[6])
        year, month, day = int(of), _month(name), int(number)
    else:
        raise ValueError(text)
    if year not in _YEARS:
        raise ValueError(text)
    return date(year, month, day)


def _month(name: str) -> int:
    english, *arabic = _MONTHS
    for months in arabic:
        if name in months:
            return months.index(name) + 1
    for number, month in enumerate(english, 1):
        if len(name) > 2 and month.startswith(name):
            return number
    raise ValueError(name)


def _count(answer: str) -> int:
    digits = answer.translate(DIGITS)
    if not _COUNT.fullmatch(digits):
        raise UnclearError("answer-number")
    return int(re.sub(r"\D", "", digits))


def _several(answer: str, item: Mapping[str, Any]) -> list[str]:
    if "enum" in item:
        return _once(one_of(word, item["enum"]) for word in re.split(r"[\s,،;]+", answer) if word)
    words = _once(word.strip() for word in re.split("[,،;]", answer) if word.strip())
    if "pattern" in item:
        words = [word.upper() for word in words]
        if not all(re.search(item["pattern"], word) for word in words):
            raise UnclearError("answer-like", example=item["examples"][0])
    return words


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
