"""Flag a mail in which no sentence does what one must."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Hit
from apology_lint.language import Sentence
from apology_lint.reading import Reading


class Absence(Check):
    """No sentence performs any of the acts, not even likely.

    Options:
        acts: the acts, one of which is enough.
        anchor: which sentence to point at: ``first`` of the message or ``last``.
    """

    options: ClassVar = {"acts": list, "anchor": str}
    required = frozenset({"acts"})

    def run(self, reading: Reading) -> Iterator[Hit]:
        if reading.performed(*self.rule.options["acts"]):
            return
        sentence = self._anchor(reading)
        place = sentence.place() if sentence else None
        yield Hit(place, values={"text": place.text if place else ""})

    def _anchor(self, reading: Reading) -> Sentence | None:
        body = reading.body or reading.sentences
        # Names, dates and addresses stand at both ends of a mail; a full sentence ends with a stop.
        body = [sentence for sentence in body if sentence.is_complete] or body
        if not body:
            return None
        return body[-1] if self.rule.options.get("anchor") == "last" else body[0]
