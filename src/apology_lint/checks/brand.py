"""Flag a mail that the reader cannot recognise as the company's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.identity import house_names, inferred_names, mentions, plain
from apology_lint.checks.images import find_logo
from apology_lint.edits import attribute
from apology_lint.finding import Applicability, Place
from apology_lint.reading import Reading


class Branding(Check):
    """Logo, body and footer must be recognisably the brand's.

    With ``[brand]`` in the settings each is held against it. Without, the name is inferred from
    the sender, the logo's alt text and the footer, and only what follows from it is checked.
    """

    messages: ClassVar = {
        "logo": frozenset({"brand"}),
        "logo-alt": frozenset({"text", "brand"}),
        "logo-unnamed": frozenset({"text"}),
        "name": frozenset({"brand", "text"}),
        "footer": frozenset({"brand", "address", "text"}),
        "unknown": frozenset({"text"}),
    }
    needs_language = False
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        names = house_names(reading, self.brand)
        if not names and not reading.email.has_markup:
            return  # plain text with no sender: nothing to know the company by, see `not_checked`
        if not names and not reading.email.images:
            place = _first(reading)
            yield Hit(place, "unknown", {"text": _text(place)})
            return
        if reading.email.has_markup:
            yield from self._logo(reading, names)
        yield from self._name(reading, names)
        yield from self._footer(reading, names[0] if names else "")

    def _logo(self, reading: Reading, names: tuple[str, ...]) -> Iterator[Hit]:
        logo = find_logo(reading, self.brand)
        first = next(iter(reading.email.images), None)
        if logo is None and first is not None and not (first.alt and first.alt.value):
            return  # a header without a word may well be the logo; a rule of its own asks for the word
        alt = logo.alt if logo else None
        if logo is None:
            place = _first(reading)
            kind, values = ("logo", {"brand": names[0]}) if names else ("unknown", {"text": _text(place)})
            yield Hit(place, kind, values)
        elif alt is None or not alt.value or (names and not mentions(alt.value, names)):
            place = Place("alt", logo.place, 0, len(logo.place.value))
            values = {"text": alt.shown() if alt else "", "brand": names[0] if names else ""}
            own = self.brand.names[0] if self.brand and self.brand.names else ""
            tag = logo.place.span()
            fix = attribute(tag, "alt", own, Applicability.unsafe) if own and tag is not None else None
            yield Hit(place, "logo-alt" if names else "logo-unnamed", values, fix=fix)

    def _name(self, reading: Reading, names: tuple[str, ...]) -> Iterator[Hit]:
        blocks = [b for b in reading.email.blocks if b.where != "alt"]
        if names and blocks and not any(mentions(block.text.value, names) for block in blocks):
            place = _first(reading)
            yield Hit(place, "name", {"brand": names[0], "text": _text(place)})

    def _footer(self, reading: Reading, brand: str) -> Iterator[Hit]:
        address = self.brand.postal_address if self.brand else ""
        blocks = reading.email.blocks
        if not address or not blocks:
            return
        text = plain(" ".join(block.text.value for block in blocks))
        if plain(address) not in text:
            last = blocks[-1]
            place = Place(last.where, last.text, 0, len(last.text.value))
            yield Hit(place, "footer", {"brand": brand, "address": address, "text": place.text})

    def not_checked(self, reading: Reading) -> Gap | None:
        if not reading.email.has_markup and not inferred_names(reading) and self.brand is None:
            return Gap(("nameless-text",))
        if self.brand is None or not self.brand.postal_address:
            return Gap(("brand-address",), partly=True)
        return None


def _first(reading: Reading) -> Place | None:
    blocks = [b for b in reading.email.blocks if b.where in ("heading", "body")] or reading.email.blocks
    return Place(blocks[0].where, blocks[0].text, 0, len(blocks[0].text.value)) if blocks else None


def _text(place: Place | None) -> str:
    return place.text if place else ""
