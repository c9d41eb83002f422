"""Results of drafts that have not changed, kept between runs.

An entry is what one draft came to in one output format, under a name that holds everything it depends
on: the draft, the settings, the rules, this program. Entries are plain JSON in a folder that only the
user can read: they quote drafts.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from apology_lint.tables import MOST_BYTES

#: Folders within folders in which a file of the program or of a pack of rules lies at most.
_DEEPEST = 2
#: The name of an entry: the folder may be one that the user has other files in.
_NAME = re.compile("[0-9a-f]{64}")
#: So many entries are kept, the latest used (our choice: some 50 MB of ordinary drafts).
_MOST = 5000


def default_folder() -> Path | None:
    """Where the user's caches belong: ``$APOLOGY_LINT_CACHE``, ``$XDG_CACHE_HOME`` or ``~/.cache``; None
    for a user without a home."""
    own = os.environ.get("APOLOGY_LINT_CACHE")
    if own:
        return Path(own)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "apology-lint"
    except RuntimeError:
        return None


class Cache:
    """A folder of results. One that cannot be written or read is as good as empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._wrote = False

    def get(self, name: str) -> dict[str, Any] | None:
        """What was kept under a name."""
        try:
            found = json.loads((self._folder / name).read_bytes())
            os.utime(self._folder / name)
        except (OSError, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def put(self, name: str, result: dict[str, Any]) -> None:
        """Keep a result."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / f"{name}.{os.getpid()}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "surrogatepass"))
            path.replace(self._folder / name)
            self._wrote = True

    def close(self) -> None:
        """Drop the entries not used for longest, if there are too many and this run added some."""
        if not self._wrote:
            return
        with contextlib.suppress(OSError):
            own = (entry for entry in os.scandir(self._folder) if _NAME.fullmatch(entry.name))
            entries = sorted(own, key=lambda entry: entry.stat().st_mtime)
            for entry in entries[: max(len(entries) - _MOST, 0)]:
                Path(entry.path).unlink(missing_ok=True)


def name_of(*parts: object) -> str:
    """The name of the result that depends on these values, in their order: bytes, or anything that
    ``repr`` tells apart."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


@lru_cache(maxsize=16)
def digest_of(folder: Path, ending: str = "") -> str:
    """One value for the content of the files in a folder whose names end so.

    Neither what Python compiled of them, nor what lies deeper than any file of the program or of a pack
    of rules: a pack may be any folder that somebody names.
    """
    digest = hashlib.sha256(sys.version.encode())
    for path in _files(folder, ending, _DEEPEST):
        with contextlib.suppress(OSError):
            with Path(path).open("rb") as file:
                content = file.read(MOST_BYTES + 1)
            name = path[len(str(folder)) :]
            digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            digest.update(content)
    return digest.hexdigest()


@lru_cache(maxsize=4)
def stamp_of(folder: Path) -> str:
    """One value for when the files in a folder were written, and how long they are: enough for what an
    installation writes, and ten times quicker than reading it."""
    digest = hashlib.sha256(sys.version.encode())
    for path in _files(folder, "", _DEEPEST):
        with contextlib.suppress(OSError):
            found = os.stat(path)  # noqa: PTH116
            stamp = f"{path}\0{found.st_mtime_ns}\0{found.st_size}\0"
            digest.update(stamp.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(folder: Path | str, ending: str, deep: int) -> Iterator[str]:
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in sorted(found, key=lambda entry: entry.name):
            if entry.is_file():
                if entry.name.endswith(ending):
                    yield entry.path
            elif deep and entry.is_dir() and entry.name != "__pycache__":
                yield from _files(entry.path, ending, deep - 1)
