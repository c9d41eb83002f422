"""Which files a command line means: files, folders, patterns, standard input."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from apology_lint.files import STDIN, format_of
from apology_lint.settings.layers import excluded

#: In a pattern, any number of folders within each other.
_SLASH = f"[/{re.escape(os.sep)}]"
_ANY_FOLDERS = re.compile(rf"(?:(?<={_SLASH})|\A)(?:\*\*(?:{_SLASH}+|\Z))+")
#: Folders that hold no drafts of anybody's own.
_FOREIGN = frozenset({"node_modules", "__pycache__"})


def expand(
    names: Sequence[str], config: Path | None, besides: Path | None = None
) -> Iterator[tuple[str, str | None]]:
    """Every file that the arguments name, once each, and why one names none.

    Hidden folders, what the settings exclude, and the file `besides` (the report) are passed over, unless
    they are named themselves.

    Yields:
        (path, None) for a file, (argument, reason) for an argument that brings none.
    """
    seen: set[str] = set()
    report = os.path.realpath(besides) if besides is not None else None

    def is_draft(path: str) -> bool:
        return not excluded(Path(path), config) and (report is None or os.path.realpath(path) != report)

    for name in names:
        reason = None
        found: list[str] = []
        if name == STDIN:
            found = [name]
        elif os.path.isdir(name):  # noqa: PTH112 - as written, not as Path writes it
            found = [path for path in _walk(name) if is_draft(path)]
            reason = "no mail in this folder (looked for .html, .mjml, .eml, .txt and templates of them)"
        elif os.path.exists(name):  # noqa: PTH110
            found = [name]
        elif glob.has_magic(name):
            found = [path for path in sorted(_matching(name)) if Path(path).is_file() and is_draft(path)]
            reason = "no file matches this pattern"
        else:
            reason = "no such file"
        if not found:
            yield name, reason
        for path in found:
            same = os.path.normpath(path)
            if same not in seen:
                seen.add(same)
                yield path, None


def _matching(pattern: str) -> Iterator[str]:
    """What a pattern means, as `glob` says, but for folders below ``**`` that are symbolic links: these
    may lead in circles."""
    head, *tail = _ANY_FOLDERS.split(pattern, 1)
    if not tail:
        yield from glob.iglob(pattern)  # noqa: PTH207 - takes absolute patterns too
        return
    for base in glob.iglob(head) if head else [""]:  # noqa: PTH207
        for parent, folders, _ in os.walk(base or os.curdir):
            folders[:] = [folder for folder in folders if not folder.startswith(".")]
            inside = os.path.relpath(parent) if not base else parent
            inside = "" if inside == os.curdir else glob.escape(inside)
            yield from _matching(os.path.join(inside, tail[0] or "*"))  # noqa: PTH118


def _walk(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _FOREIGN)
        for file in sorted(files):
            if format_of(file):
                yield str(Path(parent, file))
