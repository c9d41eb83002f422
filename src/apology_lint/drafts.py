"""Which files a command line means: files, folders, patterns, standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from apology_lint.files import STDIN, format_of
from apology_lint.layers import excluded

#: Folders that hold no drafts of anybody's own.
_FOREIGN = frozenset({"node_modules", "__pycache__"})


def expand(names: Sequence[str], config: Path | None) -> Iterator[tuple[str, str | None]]:
    """Every file that the arguments name, once each, and why one names none.

    Hidden folders and what the settings exclude are passed over, unless they are named themselves.

    Yields:
        (path, None) for a file, (argument, reason) for an argument that brings none.
    """
    seen: set[str] = set()
    for name in names:
        reason = None
        found: list[str] = []
        if name == STDIN:
            found = [name]
        elif os.path.isdir(name):  # noqa: PTH112 - as written, not as Path writes it
            found = [path for path in _walk(name) if not excluded(Path(path), config)]
            reason = "no mail in this folder (looked for .html, .mjml, .eml, .txt and templates of them)"
        elif os.path.exists(name):  # noqa: PTH110
            found = [name]
        elif glob.has_magic(name):
            paths = sorted(glob.iglob(name, recursive=True))  # noqa: PTH207 - takes absolute patterns too
            found = [path for path in paths if Path(path).is_file() and not excluded(Path(path), config)]
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


def _walk(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _FOREIGN)
        for file in sorted(files):
            if format_of(file):
                yield str(Path(parent, file))
