"""Header fields: unfolding, encoded-words (RFC 2047) and mailboxes (RFC 5322), each with places."""

from __future__ import annotations

import binascii
import re

from apology_lint.email import Address
from apology_lint.readers.charset import decode
from apology_lint.readers.markup import with_placeholders
from apology_lint.source import RawSource, Source, Text, TextBuilder

#: More of a header than this no mail client shows (our choice).
_LONGEST = 20_000
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]{0,4000})\?=")
_QUOTED_RUN = re.compile(r"((?:=[0-9A-Fa-f]{2})+)|_")
#: A display name in quotes or bare, then an address in angle brackets or alone.
_SPECIALS = re.compile(r'"(?:[^"\\]|\\.)*"?|\([^()]*\)|<[^<>]*>?|,|[^"(<,]+')


def header_text(raw: RawSource, start: int, end: int, name: str) -> Text:
    """The value of a header field that lies at bytes `start` to `end` of the message.

    Where an encoded-word is base64, no character has a place of its own in the file: the whole
    value then becomes a decoded source, named so.
    """
    value = raw.text[start : min(end, start + _LONGEST)]
    words = list(_ENCODED_WORD.finditer(value))
    builder = TextBuilder(raw)
    at = 0
    for word in words:
        between = value[at : word.start()]
        if at == 0 or between.strip(" \t\r\n"):  # space between two encoded-words is not text
            _add_raw(builder, between, start + at)
        data, places = _decode_word(word, start)
        begun = len(builder)
        _add_bytes(builder, data, places, word[1].partition("*")[0])
        builder.whole(begun, start + word.start(), start + word.end())
        at = word.end()
    _add_raw(builder, value[at:], start + at)
    text = builder.build()
    if not any(word[2] in "bB" for word in words):
        return with_placeholders(text)
    decoded = Source(
        raw.path,
        text.value.encode("utf-8", "replace"),
        text.value,
        "utf-8",
        decoded=f"{name} header (encoded-word, base64)",
    )
    plain = TextBuilder(decoded)
    plain.add(text.value, 0, len(text.value))
    return with_placeholders(plain.build())


def _add_raw(builder: TextBuilder, value: str, start: int) -> None:
    """Raw header characters are bytes; unencoded UTF-8 among them becomes its characters."""
    data = value.encode("latin-1")
    if data.isascii():
        builder.add(value, start, start + len(value))
    else:
        _add_bytes(builder, data, [(start + i, start + i + 1) for i in range(len(data))], None)


def _add_bytes(builder: TextBuilder, data: bytes, places: list[tuple[int, int]], charset: str | None) -> None:
    """Add decoded bytes, each with its raw range, as the characters they make."""
    text, codec = decode(data, charset)
    if len(text) == len(data):
        for char, (begin, end) in zip(text, places, strict=True):
            builder.add(char, begin, end)
        return
    at = 0
    for char in text:
        size = (
            len(char.encode(codec, "replace"))
            if codec != "utf-8"
            else len(char.encode("utf-8", "surrogateescape"))
        )
        last = min(at + size, len(places)) - 1
        if last < 0:
            return
        builder.add(char, places[min(at, last)][0], places[last][1])
        at += size


def _decode_word(word: re.Match[str], base: int) -> tuple[bytes, list[tuple[int, int]]]:
    body, start = word[3], base + word.start(3)
    if word[2] in "bB":
        clean = re.sub(r"[^A-Za-z0-9+/]", "", body)
        clean = clean[:-1] if len(clean) % 4 == 1 else clean
        data = binascii.a2b_base64(clean + "=" * (-len(clean) % 4))
        return data, [(base + word.start(), base + word.end())] * len(data)
    out = bytearray()
    places: list[tuple[int, int]] = []
    at = 0
    for run in _QUOTED_RUN.finditer(body):
        out += body[at : run.start()].encode("latin-1")
        places += [(start + i, start + i + 1) for i in range(at, run.start())]
        if run[1]:
            out += binascii.unhexlify(run[1].replace("=", ""))
            places += [(start + i, start + i + 3) for i in range(run.start(), run.end(), 3)]
        else:
            out += b" "
            places.append((start + run.start(), start + run.end()))
        at = run.end()
    out += body[at:].encode("latin-1")
    places += [(start + i, start + i + 1) for i in range(at, len(body))]
    return bytes(out), places


def addresses(text: Text) -> list[Address]:
    """The mailboxes of a From or Reply-To header, in order; group syntax is read as its members."""
    found: list[Address] = []
    name: list[tuple[int, int]] = []
    angle: tuple[int, int] | None = None

    def finish() -> None:
        nonlocal angle
        if angle is None and name and "@" in text.value[name[0][0] : name[-1][1]]:
            angle = name.pop()
        if angle is not None or name:
            found.append(_mailbox(text, name, angle))
        name.clear()
        angle = None

    for match in _SPECIALS.finditer(text.value):
        piece, (start, end) = match[0], match.span()
        if piece == ",":
            finish()
        elif piece[0] == "<":
            angle = (start + 1, end - piece.endswith(">"))
        elif piece[0] == '"':
            name.append((start + 1, end - (len(piece) > 1 and piece.endswith('"'))))
        elif piece[0] == "(":  # a comment, which many clients show as part of the name
            name.append((start, end))
        elif piece.strip():
            lead = len(piece) - len(piece.lstrip())
            name.append((start + lead, start + len(piece.rstrip())))
    finish()
    return found


def _mailbox(text: Text, name: list[tuple[int, int]], angle: tuple[int, int] | None) -> Address:
    shown = text.cut(name[0][0], name[-1][1]) if name else Text.given("")
    return Address(shown, text.cut(*angle) if angle else Text.given(""))
