"""Edits of a file or of one part of a message, in the charset and transfer encoding that lie there."""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from typing import AnyStr

from apology_lint.finding import Edit
from apology_lint.readers.charset import decode
from apology_lint.readers.transfer import quoted_printable
from apology_lint.source import DecodedSource, HeaderSource, PartSource, RawSource, Source

#: Put these bytes in the place of those from the first to before the second offset of the file.
Patch = tuple[int, int, bytes]

#: The longest line, without its end, that mail may have (RFC 5321, 4.5.3.1.6), and the longest of
#: quoted-printable and base64 (RFC 2045, 6.7 and 6.8).
LONGEST = 998
_ENCODED = 76

#: Charsets in which what a byte means depends on bytes far before it, or that begin with a mark.
_STATEFUL = re.compile(r"iso2022|hz$|utf-7$|utf-16$|utf-32$|utf-8-sig$")
#: What may stand in a header: printable ASCII, and folds with something after them.
_HEADER_SAFE = re.compile(r"(?:[\t -~]|\r?\n[ \t]+(?=[!-~]))*")
_TOKEN = re.compile(rb"\r?\n|[\s\S]")


def splice(data: AnyStr, patches: Sequence[tuple[int, int, AnyStr]]) -> AnyStr:
    """`data` with every (start, end, new) of `patches`, which are in order and do not overlap."""
    at = 0
    out: list[AnyStr] = []
    for start, end, new in patches:
        out += [data[at:start], new]
        at = end
    out.append(data[at:])
    return data[:0].join(out)


def patches(source: Source, edits: Sequence[Edit]) -> list[Patch] | None:
    """The bytes that make `edits` of one source, which do not overlap.

    None if they cannot be made: a character that the charset has not, a line too long for mail, an
    encoding that could not be kept as it is. What is returned has been read back.
    """
    edits = sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
    if isinstance(source, RawSource):
        return _in_header(source, edits)
    if isinstance(source, HeaderSource) or not source.is_file or _STATEFUL.match(source.encoding):
        return None
    texts = [_encoded(source, edit.text) for edit in edits]
    changes = [
        (source.byte_at(edit.span.start), source.byte_at(edit.span.end), text)
        for edit, text in zip(edits, texts, strict=True)
        if text is not None
    ]
    if len(changes) < len(edits):
        return None
    data = splice(source.data, changes)
    shown = [
        (edit.span.start, edit.span.end, text.decode(source.encoding, "replace"))
        for edit, (_, _, text) in zip(edits, changes, strict=True)
    ]
    if decode(data, source.encoding)[0] != splice(source.text, shown):
        return None
    if isinstance(source, DecodedSource):
        return _in_base64(source, data)
    if not isinstance(source, PartSource):
        return [(start + len(source.mark), end + len(source.mark), text) for start, end, text in changes]
    places = [source.raw_range(edit.span.start, edit.span.end) for edit in edits]
    placed = [(*place, text) for place, (_, _, text) in zip(places, changes, strict=True)]
    if source.quoted:
        return _in_quoted_printable(source, placed, data)
    return placed if _short(source.raw.data, placed) else None


def _encoded(source: Source, text: str) -> bytes | None:
    """`text` in the charset of its source; None if it has no such characters and no references."""
    if re.search("[\ud800-\udfff\x00]", text):
        return None
    if "\n" in text:
        newline = "\r\n" if "\r\n" in source.text else "\n"
        text = re.sub(r"\r?\n", newline, text)
    try:
        return text.encode(source.writes, "xmlcharrefreplace" if source.is_markup else "strict")
    except UnicodeError:
        return None


def _in_header(source: RawSource, edits: Sequence[Edit]) -> list[Patch] | None:
    for edit in edits:
        line, start = source.line(edit.span.end)
        safe = _HEADER_SAFE.match(edit.text + line[edit.span.end - start :])
        if safe is None or safe.end() < len(edit.text):
            return None
    found = [(edit.span.start, edit.span.end, edit.text.encode("ascii")) for edit in edits]
    return found if _short(source.data, found) else None


def _short(data: bytes, changes: Sequence[Patch]) -> bool:
    """Whether no changed line becomes longer than mail may have (and it was not so before)."""
    start, end = data.rfind(b"\n", 0, changes[0][0]) + 1, data.find(b"\n", changes[-1][1])
    before = data[start : end if end >= 0 else None]
    after = splice(before, [(first - start, last - start, new) for first, last, new in changes])
    longest = [max(len(line.rstrip(b"\r")) for line in text.split(b"\n")) for text in (before, after)]
    return longest[1] <= max(LONGEST, longest[0])


def _in_base64(source: DecodedSource, data: bytes) -> list[Patch] | None:
    """The whole body again, if it is written as plainly as this writes it."""
    start, end = source.start, source.end
    while source.raw.data[start : start + 1] in (b"\r", b"\n"):
        start += 1
    newline = b"\r\n" if source.raw.data.endswith(b"\r\n", 0, start) else b"\n"
    lines = source.raw.data[start:end].rstrip(b"\r\n")
    width = len(lines.partition(newline)[0]) if newline in lines else max(len(lines), _ENCODED)

    def written(decoded: bytes) -> bytes:
        whole = binascii.b2a_base64(decoded, newline=False)
        return newline.join(whole[at : at + width] for at in range(0, len(whole), width))

    if written(source.data) != lines:
        return None
    return [(start, start + len(lines), written(data))]


def _in_quoted_printable(source: PartSource, changes: Sequence[Patch], data: bytes) -> list[Patch] | None:
    """The lines from the first change to the last; what is not changed in them stays as it is."""
    raw = source.raw.data
    start = raw.rfind(b"\n", 0, changes[0][0]) + 1
    end = raw.find(b"\n", changes[-1][1], source.end) + 1 or source.end
    lines = _Lines(b"\r\n" if raw.endswith(b"\r\n", 0, start) else b"\n")
    lines.out += raw[start : changes[0][0]]
    for number, (_, last, new) in enumerate(changes):
        lines.put(new)
        following = changes[number + 1][0] if number + 1 < len(changes) else None
        lines.keep(raw[last : end if following is None else following], ends=following is None)
    patch = (start, end, bytes(lines.out))
    first = source.raw_range(0, 1)[0]
    first = raw.rfind(b"\n", 0, first) + 1
    body = splice(raw[first : source.end], [(start - first, end - first, patch[2])])
    return [patch] if quoted_printable(body, 0)[0] == data else None


class _Lines:
    """Quoted-printable text as it grows: what is new is escaped and broken, what is kept is not."""

    def __init__(self, newline: bytes) -> None:
        self.out = bytearray()
        self._break = b"=" + newline
        self._newline = newline

    @property
    def _column(self) -> int:
        return len(self.out) - self.out.rfind(b"\n") - 1

    def put(self, data: bytes) -> None:
        """Add `data`, decoded."""
        if data and self._column >= _ENCODED:  # no room for the sign of a soft line break
            self._again()
        for token in _TOKEN.findall(data):
            if token.endswith(b"\n"):
                self._protect()
                self.out += self._newline
            else:
                plain = b" " <= token <= b"~" and token != b"="
                self._add(token if plain else b"=%02X" % token[0])

    def keep(self, raw: bytes, ends: bool) -> None:
        """Add `raw` as it stands; `ends` says that no change follows in its last line."""
        line, newline, _ = raw.partition(b"\n")
        line = line.rstrip(b"\r") if newline else line
        whole = bool(newline) or ends
        if whole and not line.strip(b" \t"):
            self._protect()
        elif self._column + len(line) > (_ENCODED if whole else _ENCODED - 1):
            self.out += self._break
        self.out += raw

    def _add(self, atom: bytes) -> None:
        if self._column + len(atom) >= _ENCODED:
            self.out += self._break
        self.out += atom

    def _again(self) -> None:
        """Put what was added last behind a soft line break."""
        size = 3 if self.out[-3:-2] == b"=" else 1
        last = bytes(self.out[-size:])
        del self.out[-size:]
        self._add(last)

    def _protect(self) -> None:
        """White space at the end of a line is no text (RFC 2045, 6.7, rule 3) unless it is escaped."""
        if self.out.endswith((b" ", b"\t")):
            self._add(b"=%02X" % self.out.pop())
