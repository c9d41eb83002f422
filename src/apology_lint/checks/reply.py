"""Flag a mail that asks for answers and sends them where nobody reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.sender import refuses
from apology_lint.reading import Reading


class ReplyConflict(Check):
    """A sentence asks for a reply to this mail; the address that replies go to refuses them.

    Options:
        anywhere, whole: what makes an address a no-reply one, as for `NoReply`.
    """

    messages: ClassVar = {"main": frozenset({"text", "address"})}
    options: ClassVar = {"anywhere": list, "whole": list}
    required = frozenset(options)

    def run(self, reading: Reading) -> Iterator[Hit]:
        target = reading.email.reply_to or reading.email.sender
        if target is None or not refuses(target, self.rule.options):
            return
        for hit in reading.hits.get(self.rule.name, ()):
            place = hit.sentence.place(hit.first, hit.after)
            yield Hit(place, "main", {"text": place.text, "address": target.address.shown()})

    def not_checked(self, reading: Reading) -> Gap | None:
        if reading.email.reply_to is None and reading.email.sender is None:
            return Gap(("no-sender",))
        return None
