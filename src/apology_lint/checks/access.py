"""Flag what keeps a mail from being read aloud, or from being read in the right direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from apology_lint import arabic
from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.edits import attribute, together
from apology_lint.email import Block
from apology_lint.finding import Applicability, Fix, Place
from apology_lint.language import primary
from apology_lint.reading import Reading
from apology_lint.source import Span, Text

_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGE = re.compile(r"""(?<![\w:-])lang\s*=\s*(?:"\s*[^"\s]|'\s*[^'\s]|[^"'\s>])""", re.I)
#: Arabic, Hebrew and their relatives.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
#: A block element that begins there, and what may stand between it and its text.
_BEFORE = re.compile(
    r"(<(?:p|td|th|div|h[1-6]|li|blockquote)\b[^<>]{0,1000}>)"
    r"\s*(?:<(?:b|strong|i|em|span|font|a|u)\b[^<>]{0,500}>\s*){0,5}\Z",
    re.I,
)
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
        declared = primary(email.declared_language)
        place = Place("body", tag, 0, len(tag.value)) if tag is not None else None
        code = "…" if reading.language == "und" else reading.language
        values = {"text": place.text if place else "", "code": code}
        if declared:
            found = reading.language
            if declared != found and found in _TOLD_APART and (found == "ar" or declared in _TOLD_APART):
                named = (f"language-{found}",)
                said = {"declared": email.declared_language, "language": named}
                yield Hit(place, "differs", {**values, **said}, fix=_named(tag, code))
        elif tag is not None and not _LANGUAGE.search(tag.value):  # a template may fill it in
            name = re.match(r"<([\w-]+)", tag.value)
            values = {**values, "tag": name[1].lower() if name else "html"}
            yield Hit(place, "missing", values, fix=_named(tag, code))

    def not_checked(self, reading: Reading) -> Gap | None:
        email = reading.email
        framed = email.language_place is not None or email.declared_language
        return None if framed or not email.has_markup else Gap(("no-frame",))


def _named(tag: Text | None, code: str) -> Fix | None:
    span = tag.span() if tag is not None else None
    known = Applicability.display if code == "…" else Applicability.safe
    return attribute(span, "lang", code, known) if span is not None else None


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
            values = {"text": place.text, "count": len(blocks)}
            yield Hit(place, kind, values, fix=self._turned(reading, blocks, kind))

    def _turned(self, reading: Reading, wrong: list[Block], kind: str) -> Fix | None:
        """The direction on the first tag of the mail, if all of it then reads well, else on the tag
        before each of the blocks; None if one of them has none."""
        direction, frame = ("rtl" if kind == "right-to-left" else "ltr"), reading.email.language_place
        span = frame.span() if frame is not None else None
        after = [replace(block, direction=direction) for block in reading.email.blocks]
        free = all(block.direction is None for block in reading.email.blocks)
        if span is not None and free and not any(map(self._wrong, after)):
            return attribute(span, "dir", direction, Applicability.safe)
        tags = [_tag_before(block) for block in wrong]
        return together(
            (attribute(tag, "dir", direction, Applicability.safe) if tag else None for tag in tags),
            Applicability.safe,
        )

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


def _tag_before(block: Block) -> Span | None:
    """The start tag whose text the block begins: a block element, or one inside it."""
    span = block.text.span()
    if span is None:
        return None
    found = _BEFORE.search(span.source.text, max(span.start - 2000, 0), span.start)
    return Span(span.source, *found.span(1)) if found else None
