"""Flag what keeps a mail from being read aloud, or from being read in the right direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from apology_lint import arabic
from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.email import Block
from apology_lint.finding import Place
from apology_lint.reading import Reading

_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGE = re.compile(r"""(?<![\w:-])lang\s*=\s*(?:"\s*[^"\s]|'\s*[^'\s]|[^"'\s>])""", re.I)
#: Arabic, Hebrew and their relatives.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
#: Languages that the reader of a mail tells from every other one (`language.detect`).
_TOLD_APART = ("en", "ar")


class DeclaredLanguage(Check):
    """The markup names no language around its text, or Arabic for English text, or not Arabic for
    Arabic text. Other languages are believed: they are not told apart."""

    messages: ClassVar = {
        "missing": frozenset({"text", "tag", "code"}),
        "differs": frozenset({"text", "declared", "language", "code"}),
    }
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        email = reading.email
        tag = email.language_place
        if not email.has_markup or self.not_checked(reading):
            return
        declared = (email.declared_language or "").strip().lower().replace("_", "-").partition("-")[0]
        place = Place("body", tag, 0, len(tag.value)) if tag is not None else None
        code = "…" if reading.language == "und" else reading.language
        values = {"text": place.text if place else "", "code": code}
        if declared:
            found = reading.language
            if declared != found and found in _TOLD_APART and (found == "ar" or declared in _TOLD_APART):
                named = (f"language-{found}",)
                yield Hit(
                    place, "differs", {**values, "declared": email.declared_language, "language": named}
                )
        elif tag is not None and not _LANGUAGE.search(tag.value):  # a template may fill it in
            name = re.match(r"<([\w-]+)", tag.value)
            yield Hit(place, "missing", {**values, "tag": name[1].lower() if name else "html"})

    def not_checked(self, reading: Reading) -> Gap | None:
        email = reading.email
        framed = email.language_place is not None or email.declared_language
        return None if framed or not email.has_markup else Gap(("no-frame",))


class Direction(Check):
    """A text stands in the direction of the other script; the first one is flagged, with their number.

    Options:
        words: so many words make a text, not a name.
    """

    messages: ClassVar = {
        "right-to-left": frozenset({"text", "count"}),
        "left-to-right": frozenset({"text", "count"}),
    }
    options: ClassVar = {"words": int}
    required = frozenset(options)
    needs_language = False
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        if not reading.email.has_markup:
            return
        wrong: dict[str, list[Block]] = {}
        for block in reading.email.blocks:
            kind = self._wrong(block)
            if kind is not None:
                wrong.setdefault(kind, []).append(block)
        for kind, blocks in wrong.items():
            text = blocks[0].text
            place = Place(blocks[0].where, text, 0, len(text.value))
            yield Hit(place, kind, {"text": place.text, "count": len(blocks)})

    def _wrong(self, block: Block) -> str | None:
        value, framed = block.text.value, block.direction == "rtl"
        if block.where == "alt" or block.direction == "auto" or framed == bool(_RIGHT_TO_LEFT.search(value)):
            return None
        words = _WORD.findall(value)
        if len(words) < self.rule.options["words"]:
            return None
        if framed:
            return "left-to-right"
        share = sum(1 for word in words if arabic.is_arabic(word)) / len(words)
        return "right-to-left" if share > 0.5 else None
