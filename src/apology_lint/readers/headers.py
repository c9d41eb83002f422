"""Header fields: unfolding, encoded-words (RFC 2047) and mailboxes (RFC 5322), each with places."""

from __future__ import annotations

import binascii
import re

from apology_lint.email import Address
from apology_lint.readers.charset import decode
from apology_lint.readers.markup import with_placeholders
from apology_lint.source import ByteMap, HeaderSource, RawSource, Text, TextBuilder

#: More of a header than this no mail client shows (our choice).
LONGEST = 20_000
ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]{0,4000})\?=")
_QUOTED_RUN = re.compile(r"((?:=[0-9A-Fa-f]{2})+)|_")
#: A display name in quotes or bare, then an address in angle brackets or alone.
_SPECIALS = re.compile(r'"(?:[^"\\]|\\.)*"?|\([^()]*\)|<[^<>]*>?|[,;]|[^"(<,;]+')
#: The name of a group (RFC 5322, 3.4) before its first member.
_GROUP = re.compile(r"[^:@]*:\s*(?=\S|$)")


class Field:
    """A header value, decoded exactly: unseen characters and folds too, each with its raw range.

    `wholes` are runs of encoded-words, which only decode as a whole: (start, end) in `text`, then
    (start, end) in the message, marks included.
    """

    def __init__(self, raw: RawSource, start: int, end: int) -> None:
        self.text = ""
        self.places: list[tuple[int, int]] = []
        self.wholes: list[tuple[int, int, int, int]] = []
        self._parts: list[str] = []
        _decode_into(self, raw, start, end)
        self.text = "".join(self._parts)

    def __len__(self) -> int:
        return len(self.places)

    def add(self, data: str, start: int, end: int) -> None:
        """Add `data`, which stands at `start` to `end` of the message."""
        self._parts.append(data)
        if len(data) == end - start:
            self.places += [(at, at + 1) for at in range(start, end)]
        else:
            self.places += [(start, end)] * len(data)

    def whole(self, length: int, start: int, end: int) -> None:
        """Say that all since `length` characters stands, marks included, at `start` to `end`."""
        self.wholes.append((length, len(self), start, end))


def header_text(raw: RawSource, start: int, end: int, name: str) -> Text:
    """The value of a header field that lies at bytes `start` to `end` of the message.

    Where an encoded-word is base64, no character has a place of its own in the file: the whole
    value then becomes a decoded source, named so.
    """
    value = raw.text[start : min(end, start + LONGEST)]
    builder = TextBuilder(raw)
    if any(word[2] in "bB" for word in ENCODED_WORD.finditer(value)):
        exact = Field(raw, start, end).text
        label = f"{name} header (encoded-word, base64)"
        data = exact.encode("utf-8", "replace")
        builder = TextBuilder(HeaderSource(raw, start, end, data, exact, "utf-8", label))
        builder.add(exact, 0, len(exact))
    else:
        _decode_into(builder, raw, start, end)
    text = builder.build()
    if not text.value:
        return Text("", raw, [0], [(start, start)])  # an empty field has a place too
    return with_placeholders(text)


def _decode_into(builder: TextBuilder | Field, raw: RawSource, start: int, end: int) -> None:
    """Add the characters of a header value."""
    value = raw.text[start : min(end, start + LONGEST)]
    words = list(ENCODED_WORD.finditer(value))
    at = first = 0
    data, places = b"", list[tuple[int, int]]()
    for number, word in enumerate(words):
        between = value[at : word.start()]
        if at == 0 or between.strip(" \t\r\n"):  # space between two encoded-words is not text
            _add_raw(builder, between, start + at)
            first, data, places = word.start(), b"", []
        more, more_places = _decode_word(word, start)
        data, places, at = data + more, places + more_places, word.end()
        charset = word[1].partition("*")[0].lower()
        following = words[number + 1] if number + 1 < len(words) else None
        if (
            following
            and not value[at : following.start()].strip(" \t\r\n")
            and (following[1].partition("*")[0].lower() == charset)
        ):
            continue  # a character may begin in one and end in the next
        begun = len(builder)
        _add_bytes(builder, data, places, charset)
        builder.whole(begun, start + first, start + at)
        first, data, places = following.start() if following else at, b"", []
    _add_raw(builder, value[at:], start + at)


def _add_raw(builder: TextBuilder | Field, value: str, start: int) -> None:
    """Raw header characters are bytes; unencoded UTF-8 among them becomes its characters."""
    data = value.encode("latin-1")
    if data.isascii():
        builder.add(value, start, start + len(value))
    else:
        _add_bytes(builder, data, [(start + i, start + i + 1) for i in range(len(data))], None)


def _add_bytes(
    builder: TextBuilder | Field, data: bytes, places: list[tuple[int, int]], charset: str | None
) -> None:
    """Add decoded bytes, each with its raw range, as the characters they make."""
    text, codec = decode(data, charset)
    bytes_of = ByteMap(data, text, codec)
    for index, char in enumerate(text):
        first = min(bytes_of.byte_at(index), len(places) - 1)
        last = max(bytes_of.byte_at(index + 1) - 1, first)
        shown = "\ufffd" if "\ud800" <= char <= "\udfff" else char
        builder.add(shown, places[first][0], places[last][1])


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


#: The characters of a display name and of an address, as (start, end); None where one is missing.
Mailbox = tuple[tuple[int, int] | None, tuple[int, int] | None]


def addresses(text: Text) -> list[Address]:
    """The mailboxes of a From or Reply-To header, in order; group syntax is read as its members."""
    none = Text.given("")
    return [
        Address(_unescaped(text.cut(*name)) if name else none, text.cut(*angle) if angle else none)
        for name, angle in mailboxes(text.value)
    ]


def mailboxes(value: str) -> list[Mailbox]:
    """Where the mailboxes of a From or Reply-To header stand in it, in order."""
    found: list[Mailbox] = []
    name: list[tuple[int, int]] = []
    angle: tuple[int, int] | None = None

    seen = False  # an address among the pieces of `name`

    def finish() -> None:
        nonlocal angle, seen
        if angle is None:  # an address without brackets, before or after a comment
            bare = [place for place in name if "@" in value[slice(*place)]]
            if bare:
                angle = bare[-1]
                name.remove(angle)
        if angle is not None or name:
            found.append(((name[0][0], name[-1][1]) if name else None, angle))
        name.clear()
        angle, seen = None, False

    for match in _SPECIALS.finditer(value):
        piece, (start, end) = match[0], match.span()
        seen = seen or (piece[0] != "<" and "@" in piece)
        if piece in (",", ";"):
            # "Acme, Inc. <a@b>": a comma before any address belongs to the name
            if angle is not None or seen:
                finish()
        elif piece[0] == "<":
            angle = (start + 1, end - piece.endswith(">"))
        elif angle is not None:
            continue  # a comment after the address
        elif piece[0] == '"':
            name.append((start + 1, end - (len(piece) > 1 and piece.endswith('"'))))
        elif piece[0] == "(":  # a comment, which many clients show as part of the name
            name.append((start, end))
        elif piece.strip():
            group = _GROUP.match(piece) if ";" in value else None
            lead = group.end() if group else len(piece) - len(piece.lstrip())
            if lead < len(piece.rstrip()):
                name.append((start + lead, start + len(piece.rstrip())))
    finish()
    return found


def _unescaped(text: Text) -> Text:
    """A quoted string without its backslashes."""
    if "\\" not in text.value:
        return text
    builder = TextBuilder(text.source)
    for match in re.finditer(r"\\?(.)", text.value, re.S):
        span = text.span(*match.span(1))
        if span is not None:
            builder.add(match[1], span.start, span.end)
    return builder.build()
