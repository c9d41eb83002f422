"""Flag a message that shows its recipients to each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.identity import anybody_can_have, belongs, registrable
from apology_lint.checks.sender import whole
from apology_lint.email import Address
from apology_lint.reading import Reading


class Recipients(Check):
    """To and Cc name too many people who do not know each other.

    The sender's own domain does not count, and addresses on the domain of one company are
    colleagues: together they count once.

    Options:
        most: how many may stand there.
        most_in_reply: how many may in an answer, whose recipients have mostly met in the thread.
        domains, families: as for `FreeMail`: people on these are no colleagues.
    """

    messages: ClassVar = {"main": frozenset({"text", "count"})}
    options: ClassVar = {"most": int, "most_in_reply": int, "domains": list, "families": list}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        email = reading.email
        own = [email.sender.domain] if email.sender is not None else []
        own += self.brand.domains if self.brand else ()
        others = [to for to in email.to or () if "@" in to.address.value and not belongs(to.domain, own)]
        strangers: dict[str, Address] = {}
        for to in others:
            alone = anybody_can_have(to.domain, self.rule.options)
            key = to.address.value.casefold() if alone else registrable(to.domain)
            strangers.setdefault(key, to)
        most = self.rule.options["most_in_reply" if email.is_reply else "most"]
        if len(strangers) > most:
            surplus = list(strangers.values())[most]
            count = len({to.address.value.casefold() for to in others})
            yield Hit(whole("to", surplus), "main", {"text": _masked(surplus), "count": count})

    def not_checked(self, reading: Reading) -> Gap | None:
        return Gap(("no-recipients",)) if reading.email.to is None else None


def _masked(address: Address) -> str:
    """An address as a report may repeat it: ``k…@g…``."""
    return f"{address.local[:1]}…@{address.domain[:1]}…"
