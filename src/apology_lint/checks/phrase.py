"""Flag a wording that stands in the mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Hit
from apology_lint.reading import Reading
from apology_lint.wording import Hit as WordingHit

#: A date, a time, an amount or a count: what makes a vague word concrete.
_SPECIFIC = re.compile(r"\d")


class Phrase(Check):
    """The phrases of the rule, each where it stands.

    Options:
        where: parts of the mail to look in; all visible ones if missing.
        calmed_by: acts that, sure and anywhere in the mail, make the phrases harmless: vagueness
            and blame are judged over the whole mail.
        calmed_by_figures: whether a number in the same sentence does so too.
        once: report only the first of several.
    """

    options: ClassVar = {"where": list, "calmed_by": list, "calmed_by_figures": bool, "once": bool}

    def run(self, reading: Reading) -> Iterator[Hit]:
        options = self.rule.options
        calming = options.get("calmed_by", ())
        if calming and reading.performed(*calming, sure=True):
            return
        where = options.get("where")
        hits = [
            hit
            for hit in reading.hits.get(self.rule.name, ())
            if (where is None or hit.sentence.where in where) and not self._calmed(hit)
        ]
        for hit in hits[: 1 if options.get("once") else None]:
            place = hit.sentence.place(hit.first, hit.after)
            yield Hit(place, values={"text": place.text}, help=hit.frame.help)

    def _calmed(self, hit: WordingHit) -> bool:
        return bool(self.rule.options.get("calmed_by_figures")) and bool(
            _SPECIFIC.search(hit.sentence.line.text)
        )
