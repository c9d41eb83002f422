"""Flag a notice that lacks what people must be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.reading import Act, Reading
from apology_lint.wording import Strength

_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}:\d{2}")


class NoticeContents(Check):
    """A mail that surely performs the act, and in good part is about a fault, lacks an element; each
    missing one is a finding of its own.

    An element is present if a sentence performs one of its acts, even likely, or, for ``when`` and
    ``data``, if a sentence of the message has a date or a word of the language's list of that name.

    Options:
        act: what makes the mail such a notice.
        elements: the acts that stand for each element told by acts.
    """

    messages: ClassVar = dict.fromkeys(
        ("what", "when", "data", "measures", "steps", "contact"), frozenset({"text"})
    )
    options: ClassVar = {"act": str, "elements": dict}
    required = frozenset(options)
    words = frozenset({"when", "data"})
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        notice = self._notice(reading)
        if not notice:
            return
        place = notice[0].place
        for element in self.messages:
            if not self._is_present(element, reading):
                yield Hit(place, element, {"text": place.text})

    def _is_present(self, element: str, reading: Reading) -> bool:
        if element in self.words:
            return any(
                (element == "when" and _DATE.search(sentence.line.text) is not None)
                or self.names_any(element, sentence)
                for sentence in reading.body
            )
        return bool(reading.performed(*self.rule.options["elements"][element]))

    def _notice(self, reading: Reading) -> list[Act]:
        """The sentences that make the mail a notice; a newsletter with news of a leak is none."""
        return reading.performed(self.rule.options["act"], least=Strength.sure) if reading.is_apology else []

    def not_checked(self, reading: Reading) -> Gap | None:
        return None if self._notice(reading) else Gap(("no-breach",))
