"""What a fix does, in words."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from apology_lint.interface import joined, say

if TYPE_CHECKING:
    from apology_lint.finding import Fix

#: As much of what is deleted or put there is shown, in characters (our choice).
_SHOWN = 60


def mending(fix: Fix, lang: str) -> str:
    """One line: what goes, what comes instead, and how to have it done."""
    changes = [(_plain(edit.span.slice), _plain(edit.text)) for edit in fix.edits]
    shown = [_change(old, new, lang) for old, new in changes if old != new]
    return say(lang, f"fix-{fix.applicability.value}-does", changes=joined(lang, "points", shown))


def _change(old: str, new: str, lang: str) -> str:
    key = "change-delete" if not new else "change-insert" if not old else "change"
    return say(lang, key, old=_short(old), new=_short(new))


def _plain(text: str) -> str:
    """A piece of source on one line; encoded words of a header as they are read."""
    if "=?" in text:
        from email.errors import HeaderParseError
        from email.header import decode_header, make_header

        with contextlib.suppress(HeaderParseError, LookupError, UnicodeError, ValueError):
            text = str(make_header(decode_header(text)))
    return " ".join(text.split())


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
