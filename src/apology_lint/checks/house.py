"""The house's own mailbox in the place of one that should not send: fixes of From and Reply-To."""

from __future__ import annotations

from apology_lint.checks.identity import belongs
from apology_lint.edits import insertion, rewording
from apology_lint.email import Address
from apology_lint.finding import Applicability, Edit, Fix, Place
from apology_lint.readers.headers import addresses
from apology_lint.settings import Brand
from apology_lint.source import RawSource, Span, Text


def house_mailbox(brand: Brand | None) -> Address | None:
    """The mailbox of the settings; None if they have none."""
    found = addresses(Text.given(brand.sender)) if brand is not None and brand.sender else []
    return found[0] if found else None


def house_name(brand: Brand | None) -> str:
    """The name that mail of the house comes from: that of its mailbox, or its own."""
    mailbox = house_mailbox(brand)
    named = mailbox.name.value if mailbox is not None else ""
    return named or (brand.names[0] if brand is not None and brand.names else "")


def readdressed(where: str, mailbox: Address, to: str | None) -> Fix | None:
    """A fix that puts the address `to` in the place of that of a mailbox; replies then go there."""
    text = mailbox.address
    place = Place(where, text, 0, len(text.value))
    return rewording(place, to, Applicability.unsafe) if to and to != text.value else None


def renamed(mailbox: Address, brand: Brand | None) -> Fix | None:
    """A fix that gives the sender the name of the house. That the house writes is no news if the address
    is its own and had no name; anything else is."""
    name, (before, address) = house_name(brand), (mailbox.name, mailbox.address)
    span = address.span()
    if not name or span is None or not isinstance(span.source, RawSource):
        return None
    own = brand is not None and belongs(mailbox.domain, brand.domains)
    says_nothing = not any(char.isalnum() for char in before.value)
    applicability = Applicability.safe if own and says_nothing else Applicability.unsafe
    if before.value:
        return rewording(Place("sender", before, 0, len(before.value)), name, applicability)
    written = _as_written(name)
    if span.source.text[span.start - 1 : span.start] == "<":
        return insertion(Span(span.source, span.start - 1, span.start), f"{written} ", applicability)
    return Fix(applicability, (Edit(span, f"{written} <{span.slice}>"),))


def _as_written(name: str) -> str:
    """A display name as a header has it: in quotation marks or encoded where it must be."""
    from email.utils import formataddr

    return formataddr((name, "a@b")).removesuffix(" <a@b>")
