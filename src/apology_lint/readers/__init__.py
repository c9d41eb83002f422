"""Reading a draft, whatever it is: HTML, MJML, a whole message, plain text."""

from __future__ import annotations

import codecs
import re

import apology_lint.lazily  # noqa: F401 - before anything imports beautifulsoup4
from apology_lint.email import Email
from apology_lint.files import MAX_BYTES, UnreadableError, format_of
from apology_lint.readers.charset import codec_for, meta_charset, writable
from apology_lint.readers.eml import read_eml
from apology_lint.readers.html import read_markup
from apology_lint.readers.limits import TooLargeError
from apology_lint.readers.text import read_text
from apology_lint.source import Source

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN_HEADER = re.compile(
    rb"(?:from|to|subject|date|received|return-path|mime-version|content-type|message-id|reply-to"
    rb"|delivered-to|x-[\w-]+):[ \t]",
    re.I,
)
_ANY_HEADER = re.compile(rb"[!-9;-~]+:")
_TAG = re.compile(r"<(?:!doctype|html|head|body|table|div|p|span|br|a|td|h[1-6]|img|center|ul|style)\b", re.I)


def read(path: str, data: bytes, encoding: str | None = None) -> Email:
    """Read one draft.

    Args:
        path: its name, for messages; its ending tells the format where the content does not.
        data: its bytes.
        encoding: the codec of its bytes where that is known, as of a text that somebody has decoded: what a
            page then declares was true of its file.

    Raises:
        UnreadableError: empty, binary, not in the encoding it claims, or larger than any mail.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"larger than any mail server takes ({MAX_BYTES:,} bytes)")
    if not data.strip():
        raise UnreadableError("the file is empty: there is nothing to check")
    kind = format_of(path)
    try:
        if kind == "eml" or (kind in (None, "text") and _looks_like_message(data)):
            return read_eml(path, data)
        source = _decoded(path, data, encoding)
        if kind is None:
            head = source.text[:20_000]
            kind = "mjml" if "<mjml" in head.lower() else "html" if _TAG.search(head) else "text"
        email = Email(source, kind)
        if kind == "text":
            read_text(source, email)
        else:
            read_markup(source, email)
    except TooLargeError as error:
        raise UnreadableError(f"{error}. Gmail cuts a mail off at 102 KB: is this the right file?") from error
    return email


def _looks_like_message(data: bytes) -> bool:
    """Whether the first lines are header fields, at least one of them a known one."""
    lines = data[:4000].splitlines()
    if len(data) > 4000 and len(lines) > 1:
        lines.pop()  # it may be cut inside a name
    if lines and lines[0].startswith((b"From ", b">From ")):
        lines = lines[1:]
    if not lines or not _ANY_HEADER.match(lines[0]):
        return False
    known = 0
    for line in lines[:40]:
        if not line.strip():
            break
        if _KNOWN_HEADER.match(line):
            known += 1
        elif line[:1] not in b" \t" and not _ANY_HEADER.match(line):
            return False
    return known > 0


def _decoded(path: str, data: bytes, known: str | None) -> Source:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(path, data[len(bom) :], encoding, bom)
    if b"\0" in data[:8000]:
        raise UnreadableError("this looks like a binary file, not a mail")
    label = known or meta_charset(data)
    encoding = codec_for(label) or "utf-8"
    return _strict(path, data, encoding, b"", writable(label, encoding))


def _strict(path: str, data: bytes, encoding: str, mark: bytes, writes: str | None = None) -> Source:
    try:
        return Source(path, data, data.decode(encoding), encoding, mark, writes)
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, at) + 1
        raise UnreadableError(
            f"line {line}, byte {at + len(mark)}: not valid {encoding.upper()}. "
            "Save the file as UTF-8, or declare its charset with <meta charset>"
        ) from error
