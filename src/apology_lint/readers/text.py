"""Plain text: paragraphs between empty lines, list items and short lines on their own."""

from __future__ import annotations

import re

from apology_lint.email import Block, Email, Link
from apology_lint.readers.limits import take
from apology_lint.readers.markup import add_masked
from apology_lint.readers.placeholders import CONTROL, mask
from apology_lint.source import Source, TextBuilder

_LINE = re.compile(r"[^\n]*\n?")
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+\S")
_QUOTE = re.compile(r"\s*>")
_RULE = re.compile(r"\s*[-=_*~#]{3,}\s*$")
_SIGNATURE = re.compile(r"-- ?\r?\n?$")
_URL = re.compile(r"https?://[^\s<>\"')\]]+", re.I)


def read_text(source: Source, email: Email) -> None:
    """Fill `email` from plain text: blocks and links. Quoted replies are not the sender's words.

    Raises:
        TooLargeError: more text than any mail client would show.
    """
    take(source, email)
    markup = mask(source.text)
    builder = TextBuilder(source)
    where = "body"

    def flush() -> None:
        nonlocal builder
        if builder:
            text = builder.build()
            if text.value:
                email.blocks.append(Block(where, text))
            builder = TextBuilder(source)

    short = False
    for line in _LINE.finditer(markup):
        content = line[0]
        if not content:
            break
        if CONTROL in content:
            content = content.replace(CONTROL, "")
            if not content.strip():
                continue  # the template leaves nothing of this line
        if _SIGNATURE.match(content):
            flush()
            where = "footer"
        elif not content.strip() or _QUOTE.match(content) or _RULE.match(content):
            flush()
        else:
            if _ITEM.match(content):
                flush()
            elif short and builder:
                builder.line_break(line.start(), line.start() + 1)
            add_masked(builder, line[0], line.start())
            short = len(content.rstrip()) < 50  # a line that was not wrapped ends what it says
    flush()
    for url in _URL.finditer(markup):
        written = url[0].rstrip(".,;:!?،؛؟…")
        if CONTROL not in written:
            link = TextBuilder(source)
            add_masked(link, written, url.start())
            text = link.build()
            email.links.append(Link(text, text))
