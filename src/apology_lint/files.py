"""Files that hold a mail: what their names promise, and their bytes."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath

#: Larger than any mail server takes (Gmail stops at 25 MB, Exchange Online at 150 MB by default 35).
MAX_BYTES = 40_000_000

#: File name endings that name a format; template endings are stripped first.
FORMATS = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mjml": "mjml",
    ".eml": "eml",
    ".txt": "text",
    ".text": "text",
}
TEMPLATES = frozenset(
    ".j2 .jinja .jinja2 .liquid .hbs .handlebars .mustache .twig .erb .ejs .njk .tpl .tmpl .ftl "
    ".blade".split()
)
#: What the command line calls standard input, and the name it has in reports.
STDIN = "-"
STDIN_NAME = "<stdin>"


class UnreadableError(ValueError):
    """A file that cannot be checked; the message says why and what to do."""


def format_of(path: str) -> str | None:
    """The format a file name promises: ``html``, ``mjml``, ``eml``, ``text``; None if it does not say."""
    suffixes = [suffix.lower() for suffix in PurePath(path).suffixes]
    template = False
    while suffixes and suffixes[-1] in TEMPLATES:
        suffixes.pop()
        template = True
    if suffixes and suffixes[-1] in FORMATS:
        return FORMATS[suffixes[-1]]
    return "html" if template else None


def read_bytes(path: Path) -> bytes:
    """The bytes of a draft; at most one more than `MAX_BYTES`.

    Raises:
        UnreadableError: there is no such file, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def read_stdin() -> bytes:
    """The bytes of a draft on standard input; nothing if it was closed by whoever called us."""
    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""
