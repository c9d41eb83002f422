"""Flag a mail that gives two numbers to one incident."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks import Check, Hit
from apology_lint.finding import Place
from apology_lint.reading import Reading


class OneIncident(Check):
    """Customers quote the number when they write back, so a mail names one incident.

    Options:
        prefix: what stands before the number and its hyphen, such as ``INC``.
    """

    messages: ClassVar = {"main": frozenset({"text", "first"})}
    options: ClassVar = {"prefix": str}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        """Every number that is not the first one of the mail."""
        number = re.compile(rf"\b{re.escape(self.rule.options['prefix'])}-(\d{{1,12}})\b")
        email = reading.email
        texts = [("subject", email.subject)] if email.subject is not None else []
        texts += [(block.where, block.text) for block in (*email.blocks, *email.other_version)]
        first: str | None = None
        for where, text in texts:
            for match in number.finditer(text.value):
                first = first or match[0]
                # int() reads the digits of every script: ٤١ is 41.
                if int(match[1]) != int(first.rpartition("-")[2]):
                    place = Place(where, text, *match.span())
                    yield Hit(place, values={"text": place.text, "first": first})
