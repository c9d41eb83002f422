"""Bytes to text, with whatever label the mail carries."""

from __future__ import annotations

import codecs
import re

#: Python codecs that are no charset of mail, or whose decoding is quadratic in the input.
_NOT_CHARSETS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"}
)

#: Mail that says ascii or latin-1 means the superset (as the WHATWG Encoding Standard maps them).
_ALIASES = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
}
#: What mail that says one of these may mean, if neither that nor UTF-8 explains it (same standard).
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
#: The byte order marks by which the codecs "utf-16" and "utf-32" know how to go on.
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.I)


#: Hebrew and Arabic labels may say how direction is written: "iso-8859-8-i".
_DIRECTION = re.compile(r"(?<=^iso-8859-[68])-[ie]$", re.I)


def meta_charset(data: bytes) -> str | None:
    """The charset that a page declares. A <meta> that could be read is not UTF-16 (HTML Standard)."""
    declared = _META_CHARSET.search(data[:4000])
    label = declared[1].decode("ascii") if declared else None
    codec = codec_for(label)
    return None if codec is None or codec.startswith(("utf-16", "utf-32")) else label


def codec_for(label: str | None) -> str | None:
    """The Python codec for a charset label, or None if the label is no charset."""
    name = _named(label)
    return None if name is None else _ALIASES.get(name, name)


def _named(label: str | None) -> str | None:
    try:
        info = codecs.lookup(_DIRECTION.sub("", (label or "").strip().strip("\"'")))
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding and info.name not in _NOT_CHARSETS else None


def writable(label: str | None, codec: str) -> str:
    """The codec to write new text in, where `decode` took `codec` for bytes labelled so: what every
    reader of the label understands, and ASCII alone where the label is wrong."""
    name = _named(label)
    if name is None:
        return codec
    return name if _ALIASES.get(name, name) == codec else "ascii"


def decode(data: bytes, label: str | None) -> tuple[str, str]:
    """`data` as text, and the codec used. Never fails: what no charset explains becomes U+FFFD
    (or a lone surrogate in UTF-8, so that every byte keeps its place)."""
    codec = codec_for(label) or "utf-8"
    if codec in ("utf-16", "utf-32") and not data.startswith(_MARKS):
        codec += "-le"  # as the WHATWG Encoding Standard takes "utf-16"
    for candidate in (codec, "utf-8", _SUPERSETS.get(codec, codec)):
        try:
            return data.decode(candidate), candidate
        except (UnicodeError, ValueError):
            continue
    if codec == "utf-8":
        return data.decode("utf-8", "surrogateescape"), "utf-8"
    try:
        return data.decode(codec, "replace"), codec
    except (UnicodeError, ValueError):
        return data.decode("utf-8", "surrogateescape"), "utf-8"
