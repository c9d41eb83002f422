"""Flag a sender whom readers cannot tell from a stranger: free mail, no name, somebody else's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.house import house_mailbox, house_name, readdressed, renamed
from apology_lint.checks.identity import (
    anybody_can_have,
    belongs,
    firm_in,
    is_nameless,
    label,
    mentions,
    plain,
    registrable,
)
from apology_lint.checks.sender import whole
from apology_lint.email import Address
from apology_lint.finding import Place, Severity
from apology_lint.reading import Reading

#: A web address in a name; with capitals it is a name that has a dot.
_DOMAIN = re.compile(r"(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,5}(?P<ending>[a-z]{2,24})(?![\w-])")


class FreeMail(Check):
    """From or Reply-To is a mailbox that anybody can open.

    Options:
        domains: domains that give mailboxes to everybody.
        families: names that do so under any country, such as ``yahoo``.
    """

    messages: ClassVar = {"main": frozenset({"text", "host"}), "reply-to": frozenset({"text", "host"})}
    options: ClassVar = {"domains": list, "families": list}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        email = reading.email
        if email.sender is not None and self._is_free(email.sender):
            place = whole("sender", email.sender)
            fix = readdressed("sender", email.sender, self._own())
            yield Hit(place, "main", {"text": place.text, "host": email.sender.domain}, fix=fix)
        if email.reply_to is not None and self._is_free(email.reply_to):
            place = whole("reply-to", email.reply_to)
            values = {"text": place.text, "host": email.reply_to.domain}
            fix = readdressed("reply-to", email.reply_to, self._own())
            yield Hit(place, "reply-to", values, severity=min(self.rule.severity, Severity.warning), fix=fix)

    def _own(self) -> str | None:
        """The address of the house, if not anybody can have one like it."""
        mailbox = house_mailbox(self.brand)
        return None if mailbox is None or self._is_free(mailbox) else mailbox.address.value

    def _is_free(self, address: Address) -> bool:
        own = self.brand.domains if self.brand else ()
        return not belongs(address.domain, own) and anybody_can_have(address.domain, self.rule.options)

    def not_checked(self, reading: Reading) -> Gap | None:
        return Gap(("no-sender",)) if reading.email.sender is None else None


class NamelessSender(Check):
    """The sender has no name, or only the address for one."""

    messages: ClassVar = {"main": frozenset({"text"}), "address": frozenset({"text"})}
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        sender = reading.email.sender
        if sender is None or not is_nameless(sender):
            return
        if plain(sender.name.value):
            place = Place("sender", sender.name, 0, len(sender.name.value))
            yield Hit(place, "address", {"text": place.text}, fix=renamed(sender, self.brand))
        elif sender.address.value:
            place = whole("sender", sender)
            yield Hit(place, "main", {"text": place.text}, fix=renamed(sender, self.brand))

    def not_checked(self, reading: Reading) -> Gap | None:
        return Gap(("no-sender",)) if reading.email.sender is None else None


class ForeignSender(Check):
    """The name or the domain of the sender is not the brand's.

    With ``[brand]`` in the settings both are held against it. Where that names no domains, only what
    the sender says against itself counts: a company or a web address in the name that has nothing in
    common with the domain.

    Options:
        domains, families: as for `FreeMail`; those are another rule's to report.
        endings: endings of domains by which one is known in a name.
    """

    messages: ClassVar = {
        "name": frozenset({"text", "brand"}),
        "domain": frozenset({"text", "brand", "domains"}),
        "contradiction": frozenset({"text", "name", "domain"}),
    }
    options: ClassVar = {"domains": list, "families": list, "endings": list}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        sender = reading.email.sender
        if sender is None:
            return
        names, domains = (self.brand.names, self.brand.domains) if self.brand else ((), ())
        name = Place("sender", sender.name, 0, len(sender.name.value))
        free = anybody_can_have(sender.domain, self.rule.options)
        if names and not is_nameless(sender) and not mentions(sender.name.value, names):
            fix = renamed(sender, self.brand) if mentions(house_name(self.brand), names) else None
            yield Hit(name, "name", {"text": name.text, "brand": names[0]}, fix=fix)
        if free or not sender.domain:
            return
        if not domains:
            said = self._other_company(sender)
            if said:
                values = {"text": name.text, "name": said, "domain": sender.domain}
                yield Hit(name, "contradiction", values)
        elif not belongs(sender.domain, domains):
            place = whole("sender", sender)
            values = {"text": place.text, "brand": names[0] if names else "", "domains": ", ".join(domains)}
            mailbox = house_mailbox(self.brand)
            own = mailbox.address.value if mailbox and belongs(mailbox.domain, domains) else None
            yield Hit(place, "domain", values, fix=readdressed("sender", sender, own))

    def _other_company(self, sender: Address) -> str:
        """The company or web address that the name says and the domain has nothing of."""
        name = sender.name.value[:200]
        if is_nameless(sender) or not name.isascii() or not sender.domain.isascii():
            return ""  # a name in another script cannot be compared with a domain
        for match in _DOMAIN.finditer(name):
            shown = match[0]
            if match["ending"] in self.rule.options["endings"]:
                same = registrable(shown) == registrable(sender.domain)
                return "" if same or _related(label(shown), sender.domain) else shown
        firm = firm_in(name)
        return "" if not firm or _related(firm, sender.domain) else firm

    def not_checked(self, reading: Reading) -> Gap | None:
        if reading.email.sender is None:
            return Gap(("no-sender",))
        names, domains = (self.brand.names, self.brand.domains) if self.brand else ((), ())
        if names and domains:
            return None
        missing = "brand-domains" if names else "brand-names" if domains else "brand-sender"
        return Gap((missing,), partly=True)


def _related(name: str, domain: str) -> bool:
    """Whether a domain could be short for a name: a word, the initials or a run of its letters."""
    hosts = domain.lower().rsplit(".", 1)[0]
    words = re.findall(r"[a-z0-9]+", name.lower())
    own = label(domain).replace("-", "")
    if any(len(word) > 2 and word in plain(hosts) for word in words):
        return True
    initials = "".join(word[0] for word in words)
    if len(initials) > 1 and initials in plain(hosts):
        return True
    letters = iter("".join(words))
    return bool(words) and own[:1] == words[0][0] and all(letter in letters for letter in own)
