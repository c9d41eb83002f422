"""Transfer encodings with a map back to the raw bytes."""

from __future__ import annotations

import binascii
import re

#: (first decoded byte, first raw byte, raw bytes for each decoded byte)
Runs = list[tuple[int, int, int]]

_QUOTED = re.compile(rb"((?:=[0-9A-Fa-f]{2})+)|(=[ \t]*(?:\r?\n|\Z))|((?<![ \t])[ \t]+(?=\r?\n|\Z))")


def quoted_printable(raw: bytes, base: int) -> tuple[bytes, Runs]:
    """Decode `raw`, which begins at byte `base` of the message."""
    out: list[bytes] = []
    runs: Runs = []
    length = 0
    at = 0

    def literal(end: int) -> None:
        nonlocal length
        if end > at:
            runs.append((length, base + at, 1))
            out.append(raw[at:end])
            length += end - at

    for match in _QUOTED.finditer(raw):
        literal(match.start())
        if match[1]:
            decoded = binascii.unhexlify(match[1].replace(b"=", b""))
            runs.append((length, base + match.start(), 3))
            out.append(decoded)
            length += len(decoded)
        at = match.end()
    literal(len(raw))
    return b"".join(out), runs


def base64(raw: bytes) -> bytes:
    """Decode what can be decoded; a broken end is dropped."""
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", raw.partition(b"=")[0] if raw.count(b"=") > 2 else raw)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
