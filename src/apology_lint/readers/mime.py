"""The structure of a message (RFC 5322, RFC 2046) with the byte range of every piece.

The standard library parses structure well but forgets where it stood; this keeps nothing else.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

#: Bounds for hostile mail (our choice; real mail nests under 10 deep and has under 100 parts).
MAX_DEPTH = 20
MAX_PARTS = 1000
MAX_HEADERS = 1000

_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*")
_LINE = re.compile(rb"[^\n]*(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class Header:
    """One header field: its lower-case name and the byte range of its value, folds and all."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Part:
    """One MIME entity. `content` is None for a leaf, its children otherwise."""

    headers: list[Header]
    start: int
    end: int
    content_type: str = "text/plain"
    charset: str | None = None
    encoding: str = "7bit"
    attachment: bool = False
    children: list[Part] | None = None
    number: str = "1"


@dataclass(slots=True)
class Structure:
    """A message: its part tree, and whether parts were left out for their number."""

    root: Part
    truncated: bool = field(default=False)


def parse(data: bytes) -> Structure:
    """The part tree of a message. Never fails: what is broken is read as far as it goes."""
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    if data.startswith((b"From ", b">From "), start):
        start = data.find(b"\n") + 1
    count = [0]
    root = _entity(data, start, len(data), "1", 0, count, "text/plain")
    return Structure(root, truncated=count[0] > MAX_PARTS)


def _entity(
    data: bytes, start: int, end: int, number: str, depth: int, count: list[int], default_type: str
) -> Part:
    count[0] += 1
    headers, body = _headers(data, start, end)
    part = Part(headers, body, end, default_type, number=number)
    boundary = _describe(part, data)
    if boundary is not None and depth >= MAX_DEPTH:
        count[0] = MAX_PARTS + 1  # what lies deeper is left out, and said to be
    elif boundary is not None:
        child_type = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        part.children = []
        for index, (first, last) in enumerate(_split(data, body, end, boundary), 1):
            if count[0] > MAX_PARTS:
                break
            child = f"{number}.{index}" if depth else str(index)
            part.children.append(_entity(data, first, last, child, depth + 1, count, child_type))
    return part


def _headers(data: bytes, start: int, end: int) -> tuple[list[Header], int]:
    """The header fields and where the body begins."""
    headers: list[Header] = []
    at = start
    while at < end:
        line = _LINE.match(data, at, end)
        assert line is not None  # noqa: S101 - it matches the empty string too
        content = line[0].rstrip(b"\r\n")
        if not content:
            return headers, line.end()
        field_name = _HEADER.match(data, at, end)
        if content[:1] in b" \t" and headers:
            last = headers[-1]
            headers[-1] = Header(last.name, last.start, at + len(content))
        elif field_name and field_name.end() <= line.end():
            first = min(field_name.end(), at + len(content))
            if len(headers) < MAX_HEADERS:
                headers.append(Header(field_name[1].decode("ascii").lower(), first, at + len(content)))
        else:
            return headers, at  # a body without the empty line before it
        at = line.end()
    return headers, end


def _describe(part: Part, data: bytes) -> str | None:
    """Fill in type, charset, encoding and disposition; return the boundary of a multipart."""
    message: Message = Message()
    for header in part.headers:
        if (
            header.name in ("content-type", "content-transfer-encoding", "content-disposition")
            and header.name not in message
        ):
            value = data[header.start : header.end].decode("latin-1")
            message[header.name] = re.sub(r"\s+", " ", value)[:4000]
    try:
        if "content-type" in message:
            part.content_type = message.get_content_type()
        charset = message.get_param("charset")
        part.charset = charset[2] if isinstance(charset, tuple) else charset
        part.encoding = str(message.get("content-transfer-encoding", "7bit")).strip().lower()
        disposition = message.get_content_disposition()
        part.attachment = disposition == "attachment" or (
            message.get_filename() is not None and disposition != "inline"
        )
        boundary = message.get_boundary()
    except (ValueError, LookupError, TypeError, AttributeError):
        return None  # the standard library gives up on some parameters; the part is read as text
    if part.content_type.startswith("multipart/") and boundary:
        return boundary
    return None


def _split(data: bytes, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
    """The byte ranges between the boundary lines; an unclosed last part runs to the end."""
    mark = re.escape(boundary.encode("latin-1", "replace"))
    line = re.compile(rb"(?:\A|(?<=\n))--" + mark + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    first: int | None = None
    for match in line.finditer(data, start, end):
        if first is not None:
            last = match.start() - 1 if match.start() > first else first
            yield first, last - 1 if data[last - 1 : last] == b"\r" and last > first else max(last, first)
        first = match.end()
        if match[1]:
            return
    if first is not None:
        yield first, end
