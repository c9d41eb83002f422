"""How many, as mail writes it: ``1,200``, ``3.3 million``, ``١٬٢٠٠``, ``مليون``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apology_lint import arabic

_GROUPED = r"\d{1,3}(?P<by>[,. '’])\d{3}(?:(?P=by)\d{3})*(?!\d|[.,]\d)"
_PLAIN = r"\d+(?:[.,]\d+)?"


@dataclass(frozen=True, slots=True)
class Count:
    """A number at `start` to `end` of a text; `unit` is the worth of its last digit that is no zero.

    `rounded` says that it is written as a rounded number is (``1.2 million``), `open_ended` that it is the
    least (``300+``).
    """

    start: int
    end: int
    value: Decimal
    unit: Decimal
    rounded: bool
    open_ended: bool

    def is_about(self, fact: int) -> bool:
        """Whether `fact` becomes this number when it is rounded to as many digits."""
        return abs(fact - self.value) <= self.unit / 2


class Numbers:
    """What finds numbers in texts of one language.

    Args:
        scales: for 1000 and so on the words, such as ``million`` and ``m``; the first may stand without
            a number ("a million").
    """

    def __init__(self, scales: Mapping[int, Sequence[str]]) -> None:
        self._scales = {_key(word): scale for scale, words in scales.items() for word in words}
        words = "|".join(map(re.escape, sorted(self._scales, key=len, reverse=True))) or "(?!)"
        alone = "|".join(re.escape(_key(several[0])) for several in scales.values() if several) or "(?!)"
        glued = r"(?<![\w.,:/–-])[وف]?(?:ال|[بلك])?\u0640?"  # "and", "to", "the" of Arabic
        self._number = re.compile(
            rf"{glued}(?P<n>{_GROUPED}|{_PLAIN})"
            rf"(?P<plus>\+?)(?: ?(?P<s>{words})(?!\w))?(?![\w:/%–-])"
            rf"|{glued}(?P<one>{alone})(?!\w)",
            re.I,
        )

    def find(self, text: str) -> Iterator[Count]:
        """The numbers of `text`, in order."""
        for match in self._number.finditer(arabic.in_place(text)):
            word = match["s"] or match["one"]
            scale = self._scales[_key(word)] if word else 1
            # "1.200" is a thousand and more, "1.200 million" is not.
            written = (match["n"] or "1").replace(match["by"] if match["by"] and not word else " ", "")
            whole, _, part = written.replace(",", ".").partition(".")
            value = Decimal(f"{whole}.{part or 0}") * scale
            zeros = 0 if part else len(whole) - len(whole.rstrip("0"))
            unit = Decimal(scale) * Decimal(10) ** (zeros - len(part))
            start = match.start("n" if match["n"] else "one")
            yield Count(start, match.end(), value, unit, scale > 1, bool(match["plus"]))


def _key(word: str) -> str:
    return arabic.normalise(word).lower()
