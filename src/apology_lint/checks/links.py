"""Flag links that lead elsewhere than the reader expects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar
from urllib.parse import unquote

from apology_lint import arabic
from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.identity import belongs, host_place, registrable, web_links
from apology_lint.edits import rewording, together
from apology_lint.email import Link
from apology_lint.finding import Applicability, Fix, Place, Severity
from apology_lint.reading import Reading
from apology_lint.source import PLACEHOLDER

#: An address in running text: of a page or of a mailbox.
_SHOWN = re.compile(
    r"(?<![\w@.-])(?P<scheme>https?://)?(?P<user>[\w.+-]{1,64}@)?"
    r"(?P<host>(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24})(?![\w@])(?:[/?#][^\s<>\"')\]]*)?",
    re.I,
)


class OffBrandLink(Check):
    """A link leads to a host that is not on the brand's ``domains``; each host is reported once.

    Options:
        elsewhere: domains that a company may well link to, such as those of its app or an authority.
        hosts: hosts that another rule reports.
    """

    messages: ClassVar = {"main": frozenset({"text", "host", "domains", "count"})}
    options: ClassVar = {"elsewhere": list, "hosts": list}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        own = self.brand.domains if self.brand else ()
        if not own:
            return
        known = (*own, *self.rule.options["elsewhere"], *self.rule.options["hosts"])
        found = [(link, host) for link, host in web_links(reading) if not belongs(host, known)]
        for link, host, count in _once(found):
            place = _place(link)
            values = {"text": place.text, "host": host, "domains": ", ".join(own), "count": count}
            yield Hit(place, "main", values)

    def not_checked(self, reading: Reading) -> Gap | None:  # noqa: ARG002
        return None if self.brand and self.brand.domains else Gap(("brand-links",))


class ListedLink(Check):
    """A link leads to a host on the list of the rule, unless it is the brand's own.

    Options:
        hosts: the hosts, each with its parts.
    """

    messages: ClassVar = {"main": frozenset({"text", "host"})}
    options: ClassVar = {"hosts": list}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        own = self.brand.domains if self.brand else ()
        seen = set()
        for link, host in web_links(reading):
            place = host_place(link)
            url = link.url.value if link.url else ""
            if belongs(host, self.rule.options["hosts"]) and not belongs(host, own) and url not in seen:
                seen.add(url)
                yield Hit(place, "main", {"text": place.text if place else "", "host": host})


class InsecureLink(Check):
    """A link leads to a page without encryption; each host is reported once.

    Options:
        local: hosts that no other computer reaches, where it does not matter.
    """

    messages: ClassVar = {"main": frozenset({"text", "host", "count"})}
    options: ClassVar = {"local": list}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        found = [
            (link, host)
            for link, host in web_links(reading)
            if "." in host
            and not belongs(host, self.rule.options["local"])
            and link.url is not None
            and link.url.value.lstrip()[:5].lower() == "http:"
        ]
        for link, host, count in _once(found):
            end = host_place(link)
            if link.url is not None and end is not None:
                start = len(link.url.value) - len(link.url.value.lstrip())
                place = Place(link.where, link.url, start, end.end)
                values = {"text": place.text, "host": host, "count": count}
                yield Hit(place, "main", values, fix=self._secured(found, host))

    def _secured(self, found: list[tuple[Link, str]], host: str) -> Fix | None:
        """The links to a host with ``https``; only of its own does the house know that it answers so."""
        own = belongs(host, self.brand.domains) if self.brand else False
        applicability = Applicability.safe if own else Applicability.display
        fixes = []
        for link, to_host in found:
            if to_host == host and link.url is not None:
                start = len(link.url.value) - len(link.url.value.lstrip())
                fixes.append(rewording(Place(link.where, link.url, start, start + 4), "https", applicability))
        return together(fixes, applicability)


class LinkText(Check):
    """The text of a link shows an address, and the link leads to another one.

    The milder ``tracked``: the address shown is a part of the one it leads to, as in links that count
    clicks.

    Options:
        endings: endings of domains by which an address in small letters is known without
            ``https`` or ``www``.
    """

    messages: ClassVar = {
        "main": frozenset({"text", "target"}),
        "tracked": frozenset({"text", "target"}),
        "mailbox": frozenset({"text", "target"}),
    }
    options: ClassVar = {"endings": list}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        hosts = {id(link): host for link, host in web_links(reading)}
        for link in reading.email.links:
            if link.url is None or link.text.value == link.url.value:
                continue
            mailbox = _mailbox(link.url.value)
            target = hosts.get(id(link)) or mailbox.rpartition("@")[2]
            shown = [match for match in _SHOWN.finditer(link.text.value) if self._is_address(match)]
            if not target or not shown or any(self._same(m, target, mailbox) for m in shown):
                continue
            place = Place(link.where, link.text, *shown[0].span())
            values = {"text": place.text, "target": mailbox or target}
            if mailbox:
                yield Hit(place, "mailbox", values)
            elif registrable(_host_of(shown[0])) in unquote(link.url.value).lower():
                yield Hit(place, "tracked", values, severity=min(self.rule.severity, Severity.warning))
            else:
                yield Hit(place, "main", values)

    def _is_address(self, match: re.Match[str]) -> bool:
        host = match["host"]
        if match["scheme"] or match["user"] or host.lower().startswith("www."):
            return True
        # With capitals it is a name that has a dot ("ASP.NET") or a missing space ("all.In").
        return host.islower() and host.rpartition(".")[2] in self.rule.options["endings"]

    def _same(self, shown: re.Match[str], target: str, mailbox: str) -> bool:
        host = _host_of(shown)
        if shown["user"] and mailbox:
            return f"{shown['user']}{host}".lower() == mailbox
        own = self.brand.domains if self.brand else ()
        return registrable(host) == registrable(target) or (belongs(host, own) and belongs(target, own))


class VagueLink(Check):
    """The whole text of a link says nothing of where it leads.

    The word list ``vague`` of each language holds such texts, as they are read: without signs.
    """

    messages: ClassVar = {"main": frozenset({"text"})}
    words = frozenset({"vague"})
    needs_language = False

    @cached_property
    def _vague(self) -> frozenset[tuple[str, ...]]:
        texts = [text for language in self.rule.texts for text in self.listed("vague", language)]
        return frozenset(map(_words, texts))

    def run(self, reading: Reading) -> Iterator[Hit]:
        for link in reading.email.links:
            if (
                link.text.value
                and len(link.text.value) < 80
                and _words(link.label or link.text.value) in self._vague
            ):
                place = Place(link.where, link.text, 0, len(link.text.value))
                yield Hit(place, "main", {"text": place.text})

    def not_checked(self, reading: Reading) -> Gap | None:
        return None if reading.language in self.rule.texts else Gap(("text-language",))


def _place(link: Link) -> Place:
    """The text of a link; its address where it has no text."""
    text = link.text if link.text.value or link.url is None else link.url
    return Place(link.where, text, 0, len(text.value))


def _once(found: list[tuple[Link, str]]) -> Iterator[tuple[Link, str, int]]:
    """The first link to each host, and how many there are."""
    counts = Counter(host for _, host in found)
    for link, host in found:
        if host in counts:
            yield link, host, counts.pop(host)


def _mailbox(url: str) -> str:
    """The address of a ``mailto`` link; nothing if it is none or a template fills it in."""
    scheme, _, rest = url.strip().partition(":")
    found = unquote(rest.partition("?")[0]).strip().lower() if scheme.lower() == "mailto" else ""
    return "" if PLACEHOLDER in found or "," in found else found


def _host_of(shown: re.Match[str]) -> str:
    return shown["host"].lower()


def _words(text: str) -> tuple[str, ...]:
    """The words of a link as they are heard."""
    return tuple(re.findall(r"[^\W_]+", arabic.normalise(text.casefold())))
