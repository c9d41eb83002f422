"""Flag a sender who does not want an answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.house import house_mailbox, house_name, readdressed, renamed
from apology_lint.checks.identity import registrable
from apology_lint.email import Address
from apology_lint.finding import Place, Severity
from apology_lint.reading import Reading


class NoReply(Check):
    """From, Reply-To, or a sentence tells the reader not to answer.

    Options:
        anywhere: stems that make an address a no-reply one where a word of its local part has
            them or begins with them, once separators, tags and accents are taken away.
        whole: local parts that do so only as a whole.
    """

    messages: ClassVar = {
        "address": frozenset({"text"}),
        "softened": frozenset({"text", "reply_to"}),
        "reply-to": frozenset({"text"}),
        "name": frozenset({"text"}),
        "text": frozenset({"text"}),
    }
    options: ClassVar = {"anywhere": list, "whole": list}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        email = reading.email
        answers = email.reply_to is not None and not refuses(email.reply_to, self.rule.options)
        if email.sender is not None:
            yield from self._sender(email.sender, email.reply_to if answers else None)
        if email.reply_to is not None and not answers:
            place = whole("reply-to", email.reply_to)
            fix = readdressed("reply-to", email.reply_to, self._answering())
            yield Hit(place, "reply-to", {"text": place.text}, fix=fix)
        flagged: set[int] = set()
        for hit in reading.hits.get(self.rule.name, ()):
            if id(hit.sentence) in flagged:  # "do not reply, this mailbox is not read" says it once
                continue
            flagged.add(id(hit.sentence))
            place = hit.sentence.place(hit.first, hit.after)
            yield Hit(place, hit.frame.message or "text", {"text": place.text})

    def _sender(self, sender: Address, reply_to: Address | None) -> Iterator[Hit]:
        if refuses(sender, self.rule.options):
            place = whole("sender", sender)
            if reply_to is None:
                fix = readdressed("sender", sender, self._answering())
                yield Hit(place, "address", {"text": place.text}, fix=fix)
            else:
                values = {"text": place.text, "reply_to": reply_to.address.value}
                near = registrable(sender.domain) == registrable(reply_to.domain)
                better = self._answering() or (reply_to.address.value if near else None)
                fix = readdressed("sender", sender, better)
                yield Hit(place, "softened", values, severity=Severity.warning, fix=fix)
        elif _has_stem(sender.name.value, self.rule.options):
            name = sender.name
            asks_too = _has_stem(house_name(self.brand), self.rule.options)
            fix = None if asks_too else renamed(sender, self.brand)
            yield Hit(Place("sender", name, 0, len(name.value)), "name", {"text": name.shown()}, fix=fix)

    def _answering(self) -> str | None:
        """The address of the house, if it takes answers."""
        mailbox = house_mailbox(self.brand)
        return None if mailbox is None or refuses(mailbox, self.rule.options) else mailbox.address.value

    def not_checked(self, reading: Reading) -> Gap | None:
        if reading.email.sender is None:
            return Gap(("no-sender",))
        if not reading.supported:
            return Gap(("text-language",), partly=True)
        return None


def refuses(address: Address, options: Mapping[str, Any]) -> bool:
    """Whether an address tells people not to answer; `options` are those of `NoReply`."""
    return is_refusing(address.local, options)


def is_refusing(local: str, options: Mapping[str, Any]) -> bool:
    """`refuses` for what stands before the @ of an address."""
    local = local.partition("+")[0]
    return "".join(fold(local)) in options["whole"] or _has_stem(local, options)


def _has_stem(text: str, options: Mapping[str, Any]) -> bool:
    """Whether a stem stands in one word, or begins with one: "no-reply", not "Reno reply"."""
    words = fold(text[:1000])
    rests = ["".join(words[at:]) for at in range(len(words))]
    return any(
        rest.startswith(stem) or stem in word
        for stem in options["anywhere"]
        for word, rest in zip(words, rests, strict=True)
    )


def fold(text: str) -> list[str]:
    """The words of an address or name: lower case, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’")
    return re.findall(r"[^\W_]+", plain)


def whole(where: str, address: Address) -> Place:
    """The address itself, without the name."""
    return Place(where, address.address, 0, len(address.address.value))
