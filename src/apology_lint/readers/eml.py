"""A whole message: headers, the part the reader sees, and the other version of it."""

from __future__ import annotations

from dataclasses import replace

from apology_lint.email import Block, Email
from apology_lint.readers import mime
from apology_lint.readers.charset import decode, meta_charset, writable
from apology_lint.readers.headers import addresses, header_text
from apology_lint.readers.html import read_markup
from apology_lint.readers.text import read_text
from apology_lint.readers.transfer import base64, quoted_printable
from apology_lint.source import DecodedSource, PartSource, RawSource, Source


def read_eml(path: str, data: bytes) -> Email:
    """Read a message. Never fails on structure; `notes` say what could not be read.

    Raises:
        TooLargeError: more text than any mail client would show.
    """
    raw = RawSource(path, data)
    structure = mime.parse(data)
    email = Email(raw, "eml")
    if structure.truncated:
        email.notes.append("parts-truncated")
    _read_headers(structure.root, raw, email)
    seen, other = _choose(structure.root)
    for part in seen:
        _read_part(part, raw, email)
    for part in other:
        version = Email(raw, "eml", size=email.size)
        _read_part(part, raw, version)
        email.size = version.size
        email.parts += version.parts
        email.other_version += [Block("text-part", block.text) for block in version.blocks]
        email.links += [replace(link, where="text-part") for link in version.links]
    return email


def _read_headers(root: mime.Part, raw: RawSource, email: Email) -> None:
    for header in root.headers:
        if header.name == "subject" and email.subject is None:
            email.subject = header_text(raw, header.start, header.end, "Subject")
        elif header.name == "from" and email.sender is None:
            email.sender = next(iter(addresses(header_text(raw, header.start, header.end, "From"))), None)
        elif header.name == "reply-to" and email.reply_to is None:
            found = addresses(header_text(raw, header.start, header.end, "Reply-To"))
            email.reply_to = next(iter(found), None)
        elif header.name in ("to", "cc"):
            found = addresses(header_text(raw, header.start, header.end, header.name.capitalize()))
            email.to = email.to or []
            email.to += found
        elif header.name in ("in-reply-to", "references"):
            email.is_reply = email.is_reply or bool(raw.text[header.start : header.end].strip())
        elif header.name == "x-apology-lint":
            email.lint_headers.append(header_text(raw, header.start, header.end, "X-Apology-Lint"))
        elif header.name == "content-language" and email.declared_language is None:
            email.declared_language = header_text(raw, header.start, header.end, "Content-Language").value


def _choose(part: mime.Part) -> tuple[list[mime.Part], list[mime.Part]]:
    """The leaves a reader sees, in order, and those that are another version of them."""
    if part.children is None:
        readable = part.content_type in ("text/plain", "text/html", "text/enriched") and not part.attachment
        return ([part] if readable else []), []
    choices = [_choose(child) for child in part.children]
    if part.content_type != "multipart/alternative":
        return [p for seen, _ in choices for p in seen], [p for _, other in choices for p in other]
    filled = [choice for choice in choices if choice[0]]
    if not filled:
        return [], []
    rich = [c for c in filled if any(leaf.content_type == "text/html" for leaf in c[0])]
    best = (rich or filled)[-1]
    other = [leaf for choice in filled if choice is not best for leaf in choice[0]]
    return best[0], best[1] + other


def _decode(part: mime.Part, decoded: bytes) -> tuple[str, str, str]:
    """The text of a part, the codec used, and the codec that new text may be written in."""
    label = part.charset
    if label is None and part.content_type == "text/html":
        label = meta_charset(decoded)
    text, codec = decode(decoded, label)
    plain = part.encoding not in ("base64", "quoted-printable", "8bit", "binary")
    if plain or (label is None and decoded.isascii()):  # 7bit, and us-ascii by default (RFC 2045)
        return text, codec, "ascii"
    return text, codec, writable(label, codec)


def _read_part(part: mime.Part, raw: RawSource, email: Email) -> None:
    body = raw.data[part.start : part.end]
    source: Source
    if part.encoding == "base64":
        decoded = base64(body)
        text, codec, writes = _decode(part, decoded)
        label = f"part {part.number} ({part.content_type}, base64)"
        source = DecodedSource(raw, part.start, part.end, decoded, text, codec, label, writes)
    else:
        quoted = part.encoding == "quoted-printable"
        decoded, runs = quoted_printable(body, part.start) if quoted else (body, [(0, part.start, 1)])
        text, codec, writes = _decode(part, decoded)
        source = PartSource(raw, decoded, text, codec, runs, part.end, quoted, writes)
    if part.content_type == "text/html":
        read_markup(source, email)
    else:
        read_text(source, email)
