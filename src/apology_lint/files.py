"""Files that hold a mail: what their names promise, and their bytes."""

from __future__ import annotations

import contextlib
import os
import stat
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


class UnwritableError(ValueError):
    """A file that cannot be written; the message says why."""


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


def create_bytes(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, wholly or not at all, with the permissions new files have here.

    Raises:
        UnwritableError: it cannot be written, or has been by somebody else meanwhile; nothing is left of it.
    """
    try:
        target = Path(os.path.realpath(path))
        import secrets  # not every run writes

        beside = target.with_name(f".{target.name[:50]}.{secrets.token_hex(4)}")
        try:
            with beside.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if os.path.lexists(target):
                raise OSError("there is one already")
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise UnwritableError(f"cannot be written: {getattr(error, 'strerror', None) or error}") from error


def write_bytes(path: Path, data: bytes) -> None:
    """Put `data` in the place of a file, wholly or not at all.

    Owner and permissions stay as they are; of a symbolic link the file that it leads to is replaced.

    Raises:
        UnwritableError: the file cannot be replaced; it is then as it was.
    """
    try:
        target = Path(os.path.realpath(path))
        old = target.stat()
        if not stat.S_ISREG(old.st_mode):
            raise OSError("it is no plain file")
        target.open("r+b").close()  # a file that may not be written is not replaced either
        import tempfile  # not every run writes

        number, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if hasattr(os, "chown"):
                with contextlib.suppress(OSError):  # only its owner may give a file away
                    os.chown(name, old.st_uid, old.st_gid)
            Path(name).chmod(stat.S_IMODE(old.st_mode))
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise UnwritableError(f"cannot be written: {getattr(error, 'strerror', None) or error}") from error
