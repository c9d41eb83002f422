"""Flag a mail that the reader cannot recognise as the company's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar
from urllib.parse import urlsplit

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.email import Image, Link
from apology_lint.finding import Place
from apology_lint.reading import Reading
from apology_lint.source import Text

_LOGO = re.compile(r"logo|brand|wordmark", re.I)
_COMPANY = re.compile(
    r"(?:©|\(c\)|copyright)[\s\d,–-]*(?P<holder>(?![Aa]ll [Rr]ights)[^\d\W][^,.|·•\n]{1,60})"
    r"|(?P<firm>\b[A-Z][\w&'’. -]{1,60}?),?\s+"
    r"(?:Inc|Ltd|Limited|LLC|GmbH|PLC|plc|B\.?V|S\.?A|Pty|LLP|Corp)\b",
)
_ROLES = frozenset(
    "customer customers care service services support team help desk info news newsletter the your our "
    "order orders billing security privacy office sales hello contact mail mailer notifications".split()
)
_SECOND_LEVEL = frozenset("co com org net gov ac edu".split())


class Branding(Check):
    """Sender, logo, body, links and footer must be recognisably the brand's.

    With ``[brand]`` in the settings each is held against it. Without, the name is inferred from
    the sender, the logo's alt text and the footer, and only what follows from it is checked.
    """

    messages: ClassVar = {
        "sender-name": frozenset({"text", "brand"}),
        "sender-domain": frozenset({"text", "brand", "domains"}),
        "logo": frozenset({"brand"}),
        "logo-alt": frozenset({"text", "brand"}),
        "name": frozenset({"brand", "text"}),
        "link": frozenset({"text", "host", "brand", "domains"}),
        "footer": frozenset({"brand", "address", "text"}),
        "unknown": frozenset({"text"}),
    }
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        names, domains = self._identity(reading)
        if not names and not reading.email.has_markup:
            return  # plain text with no sender: nothing to know the company by, see `not_checked`
        if not names and not reading.email.images:
            place = _first(reading)
            yield Hit(place, "unknown", {"text": place.text if place else ""})
            return
        brand = names[0] if names else ""
        yield from self._sender(reading, names, domains)
        if reading.email.has_markup:
            yield from self._logo(reading, names)
        yield from self._name(reading, names)
        for link in _foreign(reading.email.links, domains):
            host = _host(link.href)
            values = {"text": link.text.shown(), "host": host, "brand": brand, "domains": ", ".join(domains)}
            yield Hit(Place("body", link.text, 0, len(link.text.value)), "link", values)
        yield from self._footer(reading, brand)

    def _identity(self, reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names and domains: the house's own, or what the mail says of itself."""
        if self.brand is not None and self.brand.names:
            return self.brand.names, self.brand.domains
        return inferred_names(reading), self.brand.domains if self.brand else ()

    def _sender(self, reading: Reading, names: tuple[str, ...], domains: tuple[str, ...]) -> Iterator[Hit]:
        sender = reading.email.sender
        if sender is None or self.brand is None:
            return
        name = sender.name
        if self.brand.names and not _mentions(name.value, names):
            shown = name if name.value else sender.address
            place = Place("sender", shown, 0, len(shown.value))
            yield Hit(place, "sender-name", {"text": place.text, "brand": names[0]})
        if domains and not _belongs(sender.domain, domains):
            place = Place("sender", sender.address, 0, len(sender.address.value))
            values = {"text": place.text, "brand": names[0] if names else "", "domains": ", ".join(domains)}
            yield Hit(place, "sender-domain", values)

    def _logo(self, reading: Reading, names: tuple[str, ...]) -> Iterator[Hit]:
        images = reading.email.images
        brand = names[0] if names else "your company"
        logo = self._find_logo(images, names)
        if logo is None and images and not (images[0].alt and images[0].alt.value):
            logo = images[0]  # the first picture, without a word: a header that is the logo
        if logo is None:
            yield Hit(_first(reading), "logo", {"brand": brand})
        elif logo.alt is None or (names and not _mentions(logo.alt.value, names)) or not logo.alt.value:
            place = Place("alt", logo.place, 0, len(logo.place.value))
            yield Hit(
                place,
                "logo-alt",
                {"text": logo.alt.shown() if logo.alt else "", "brand": brand},
            )

    def _find_logo(self, images: list[Image], names: tuple[str, ...]) -> Image | None:
        configured = self.brand.logo if self.brand else ""
        for image in images:
            if configured and configured in image.src:
                return image
        for image in images:
            if _LOGO.search(image.name) or (image.alt and _LOGO.search(image.alt.value)):
                return image
        for image in images:
            if image.alt and names and _mentions(image.alt.value, names):
                return image
        return None

    def _name(self, reading: Reading, names: tuple[str, ...]) -> Iterator[Hit]:
        blocks = [b for b in reading.email.blocks if b.where != "alt"]
        if names and blocks and not any(_mentions(block.text.value, names) for block in blocks):
            place = _first(reading)
            yield Hit(place, "name", {"brand": names[0], "text": place.text if place else ""})

    def _footer(self, reading: Reading, brand: str) -> Iterator[Hit]:
        address = self.brand.postal_address if self.brand else ""
        blocks = reading.email.blocks
        if not address or not blocks:
            return
        text = _plain(" ".join(block.text.value for block in blocks))
        if _plain(address) not in text:
            last = blocks[-1]
            place = Place(last.where, last.text, 0, len(last.text.value))
            yield Hit(place, "footer", {"brand": brand, "address": address, "text": place.text})

    def not_checked(self, reading: Reading) -> Gap | None:
        if not reading.email.has_markup and not inferred_names(reading) and self.brand is None:
            return Gap(("nameless-text",))
        missing = []
        if reading.email.sender is None:
            missing.append("brand-sender")
        if self.brand is None or not self.brand.domains:
            missing.append("brand-domains")
        if self.brand is None or not self.brand.postal_address:
            missing.append("brand-address")
        return Gap(tuple(missing), partly=True) if missing else None


def inferred_names(reading: Reading) -> tuple[str, ...]:
    """What the mail calls its sender: a logo's alt text, the company in the footer, the sender."""
    names = [
        re.sub(r"\s*\blogo\b\s*", " ", image.alt.value, flags=re.I).strip()
        for image in reading.email.images
        if image.alt and (_LOGO.search(image.name) or _LOGO.search(image.alt.value))
    ]
    for block in reversed(reading.email.blocks):
        if block.where != "alt":
            match = _COMPANY.search(block.text.value)
            if match:
                names.append((match["holder"] or match["firm"]).strip())
                break
    sender = reading.email.sender
    if sender is not None and "@" not in sender.name.value:
        words = re.findall(r"[^\W_]+", sender.name.value.lower())
        if not _ROLES.issuperset(words):  # "Customer Care" is nobody's name
            names.append(sender.name.value)
    hosts = [_host(image.src) for image in reading.email.images if _LOGO.search(image.name)]
    names += [_label(host) for host in ([sender.domain] if sender is not None else hosts)]
    return tuple(name for name in dict.fromkeys(names) if 1 < len(name) <= 200)[:20]


def _label(domain: str) -> str:
    """The part of a domain that people read as the name: ``vellacoe`` of ``mail.vellacoe.co.uk``."""
    labels = domain.split(".")
    if len(labels) < 2:
        return ""
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2:
        return labels[-3]
    return labels[-2]


def _mentions(text: str, names: tuple[str, ...]) -> bool:
    """Whether the text has one of the names, however it is spaced, or begins one of them."""
    plain = _plain(text)
    for name in names:
        wanted = _plain(name)
        if wanted and (wanted in plain or (len(plain) > 3 and plain in wanted)):
            return True
    return False


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.replace("&", " and ")).casefold()


def _first(reading: Reading) -> Place | None:
    blocks = [b for b in reading.email.blocks if b.where in ("heading", "body")] or reading.email.blocks
    if not blocks:
        return None
    text: Text = blocks[0].text
    return Place(blocks[0].where, text, 0, len(text.value))


def _host(href: str | None) -> str:
    try:
        parts = urlsplit(href or "")
        return (parts.hostname or "").rstrip(".") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _belongs(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def _foreign(links: list[Link], domains: tuple[str, ...]) -> Iterator[Link]:
    if not domains:
        return
    for link in links:
        host = _host(link.href)
        if host and not _belongs(host, domains):
            yield link
