"""Flag a wording that stands in the mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.reading import Reading
from apology_lint.wording import Strength


class Phrase(Check):
    """The phrases of the rule, each where it stands.

    Options:
        where: parts of the mail to look in; all visible ones if missing.
        apologies_only: whether the phrase is harmless in a mail that is no apology.
        calmed_by_figures: whether a number in the same sentence (a date, a time, an amount, a
            count) makes the phrase concrete enough.
        calmed_by: acts that, where a sentence anywhere in the mail surely performs one, make the
            phrase harmless.
        in_every: an act; the phrase is only a fault if each sentence that performs the act has it.
    """

    options: ClassVar = {
        "where": list,
        "apologies_only": bool,
        "calmed_by_figures": bool,
        "calmed_by": list,
        "in_every": str,
    }

    def run(self, reading: Reading) -> Iterator[Hit]:
        options = self.rule.options
        hits = reading.hits.get(self.rule.name, [])
        if not hits or self._is_harmless(reading):
            return
        if "in_every" in options:
            having = {id(hit.sentence) for hit in hits}
            if any(id(act.sentence) not in having for act in reading.performed(options["in_every"])):
                return
        for hit in hits:
            sentence = hit.sentence
            if sentence.where not in options.get("where", (sentence.where,)):
                continue
            if options.get("calmed_by_figures") and re.search(r"\d", sentence.line.text):
                continue
            place = sentence.place(hit.first, hit.after)
            yield Hit(place, hit.frame.message or "main", {"text": place.text})

    def _is_harmless(self, reading: Reading) -> bool:
        if self.rule.options.get("apologies_only") and not reading.is_apology:
            return True
        return bool(reading.performed(*self.rule.options.get("calmed_by", ()), least=Strength.sure))

    def not_checked(self, reading: Reading) -> Gap | None:
        if self.rule.options.get("apologies_only") and not reading.is_apology:
            return Gap(("not-an-apology",))
        return None
