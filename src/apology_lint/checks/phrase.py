"""Flag a wording that stands in the mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Hit
from apology_lint.reading import Reading


class Phrase(Check):
    """The phrases of the rule, each where it stands.

    Options:
        where: parts of the mail to look in; all visible ones if missing.
        calmed_by_figures: whether a number in the same sentence (a date, a time, an amount, a
            count) makes the phrase concrete enough.
    """

    options: ClassVar = {"where": list, "calmed_by_figures": bool}

    def run(self, reading: Reading) -> Iterator[Hit]:
        where = self.rule.options.get("where")
        calmed_by_figures = self.rule.options.get("calmed_by_figures", False)
        for hit in reading.hits.get(self.rule.name, ()):
            sentence = hit.sentence
            if where is not None and sentence.where not in where:
                continue
            if calmed_by_figures and re.search(r"\d", sentence.line.text):
                continue
            place = sentence.place(hit.first, hit.after)
            yield Hit(place, values={"text": place.text}, message=hit.frame.message, help=hit.frame.help)
