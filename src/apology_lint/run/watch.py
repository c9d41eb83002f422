"""Noticing that a draft, a settings file or a rule has changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from glob import has_magic
from pathlib import Path

from apology_lint.files import format_of


def changes(drafts: Sequence[str], also: Sequence[Path] = (), besides: Path | None = None) -> Iterator[bool]:
    """Once at the beginning, and again after each change: whether settings or rules have changed.

    Args:
        drafts: files, folders and patterns, as on the command line.
        also: files and folders that matter too: settings, rules.
        besides: a file that does not matter: the report.
    """
    from watchfiles import watch

    yield False
    named = {Path(os.path.realpath(draft)) for draft in drafts}
    folders = {_folder(path) for path in (*named, *(Path(os.path.realpath(path)) for path in also))}

    def matters(_: object, changed: str) -> bool:
        path = Path(changed)
        if besides is not None and path == Path(os.path.realpath(besides)):
            return False
        return path in named or path.suffix == ".toml" or format_of(path.name) is not None

    for found in watch(*folders, watch_filter=matters, raise_interrupt=False):
        yield any(path.endswith(".toml") for _, path in found)


def _folder(path: Path) -> Path:
    """The nearest folder that exists and holds all that a path or pattern means."""
    while has_magic(str(path)) or not path.is_dir():
        path = path.parent
    return path
