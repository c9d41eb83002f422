"""Where settings come from: files found upwards from the draft, what they extend, the command line.

A layer is one place that says something; a later layer goes before an earlier one. Lists of things to
leave out add up, tables merge key by key, everything else is replaced. Each value keeps its origin.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from apology_lint.conform import conform
from apology_lint.settings import Settings, item_key, settings_from
from apology_lint.tables import TableError, load

FILE_NAME = "apology-lint.toml"
_SHARED_FILE = "pyproject.toml"
_TABLE = "apology-lint"
#: Keys whose values add up over layers, and those that merge key by key.
_ADDING = ("ignore", "allow", "suppress", "rules", "plugins", "exclude")
_MERGING = ("severity", "options", "brand")
#: Keys that hold paths relative to their file.
_PATHS = ("rules", "baseline")
#: A file that extends a file that extends … so many are enough (our choice).
_DEEPEST = 10
#: So many asterisks may stand in one part of a pattern, and so many ``**`` in all (our choice).
_ASTERISKS = 4
COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Layer:
    """What one place says: checked values by key, and the place's name."""

    origin: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """One settings file, checked. `per_file` are its entries for some drafts: patterns and values."""

    path: Path
    values: Mapping[str, Any]
    per_file: tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]

    def layers(self, draft: Path | None) -> Iterator[Layer]:
        """What the file says of every draft, then what it says of this one."""
        yield Layer(str(self.path), self.values)
        for number, (patterns, values) in enumerate(self.per_file, 1):
            if draft is not None and matches(draft, patterns, self.path.parent):
                yield Layer(f"{self.path}, [[per-file]] {number}", values)


@dataclass(slots=True)
class Effective:
    """All values that apply to a draft; `origins` says where each comes from: by key (``fail-on``,
    ``severity.humor``), or by key and item (``ignore: humor``)."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def add(self, layer: Layer) -> None:
        """Put a layer over what is there."""
        if "select" in layer.values:  # starts over
            self.values.pop("ignore", None)
            self.origins = {
                key: origin for key, origin in self.origins.items() if not key.startswith("ignore: ")
            }
        for key, value in layer.values.items():
            if key in _MERGING:
                self._merge(key, value, layer.origin)
            elif key in _ADDING:
                self.origins[key] = layer.origin
                kept = self.values.setdefault(key, [])
                self.values[key] = kept + [item for item in value if item not in kept]
                for item in value:
                    self.origins.setdefault(item_key(key, item), layer.origin)
            else:
                self.values[key] = value
                self.origins[key] = layer.origin

    def _merge(self, key: str, table: Mapping[str, Any], origin: str) -> None:
        merged = self.values[key] = dict(self.values.get(key, {}))
        for name, value in table.items():
            if isinstance(value, dict):
                merged[name] = {**merged.get(name, {}), **value}
                self.origins.update({f"{key}.{name}.{option}": origin for option in value})
            else:
                merged[name] = value
                self.origins[f"{key}.{name}"] = origin

    def settings(self) -> Settings:
        """The values as the engine takes them."""
        return settings_from(self.values, self.origins)


def find_settings(folder: Path) -> Path | None:
    """The nearest settings file in `folder` or above it: ``apology-lint.toml``, or a
    ``pyproject.toml`` with ``[tool.apology-lint]``.

    Raises:
        TableError: a pyproject.toml on the way cannot be read.
    """
    folder = _real(folder)
    for candidate in (folder, *folder.parents):
        if (candidate / FILE_NAME).is_file():
            return candidate / FILE_NAME
        shared = candidate / _SHARED_FILE
        if shared.is_file() and _ours(shared, _stamp(shared)) is not None:
            return shared
    return None


def _stamp(path: Path) -> tuple[int, int] | None:
    """What tells one content of a file from the next: many drafts ask for the same settings."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=256)
def _ours(path: Path, stamp: object) -> Mapping[str, Any] | None:  # noqa: ARG001
    """What a file says to us: all of it, or our table of pyproject.toml."""
    table: Any = load(path)
    if path.name == _SHARED_FILE:
        tools = table.get("tool", {})
        table = tools.get(_TABLE) if isinstance(tools, dict) else None
    return cast("Mapping[str, Any] | None", table)


def load_settings(path: Path) -> tuple[SettingsFile, ...]:
    """A settings file and all it extends, the first of them first.

    Raises:
        TableError: a file cannot be read, a key is unknown, a value is wrong, files extend each other.
    """
    files: list[SettingsFile] = []
    seen: list[Path] = []
    following: Path | None = path
    while following is not None:
        if seen and not following.is_file():
            raise TableError(f'{seen[-1]}: "extend": {following}: no such file')
        if _real(following) in seen or len(seen) >= _DEEPEST:
            raise TableError(f'{path}: "extend" leads in a circle, or over more than {_DEEPEST} files')
        seen.append(_real(following))
        file, following = _read(following, _stamp(following))
        files.append(file)
    return tuple(reversed(files))


@lru_cache(maxsize=256)
def _read(path: Path, stamp: object) -> tuple[SettingsFile, Path | None]:
    table = _ours(path, stamp) or {}
    conform(table, schema(), str(path))
    values = {key: _absolute(key, value, path.parent) for key, value in table.items()}
    extended = values.pop("extend", None)
    for patterns in (table.get("exclude", ()), *(entry["files"] for entry in table.get("per-file", ()))):
        _check_patterns(patterns, str(path))
    entries = tuple(
        (tuple(entry["files"]), {key: value for key, value in entry.items() if key != "files"})
        for entry in values.pop("per-file", ())
    )
    return SettingsFile(path, values, entries), None if extended is None else path.parent / extended


def _absolute(key: str, value: Any, folder: Path) -> Any:
    if key not in _PATHS:
        return value
    return str(_real(folder / value)) if key == "baseline" else [str(_real(folder / v)) for v in value]


def _real(path: Path) -> Path:
    """The path without symbolic links; unlike `Path.resolve`, also of one that leads to itself."""
    return Path(os.path.realpath(path))


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema of a settings file."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "schema.json").read_text("utf-8"))
    return found


def matches(path: Path, patterns: Sequence[str], folder: Path) -> bool:
    """Whether a file is meant by patterns as in .gitignore, relative to `folder`."""
    from pathspec import GitIgnoreSpec  # only where a settings file has patterns

    try:
        inside = _real(path).relative_to(_real(folder))
    except ValueError:
        return False
    try:
        return GitIgnoreSpec.from_lines(patterns).match_file(inside)
    except ValueError as error:
        raise TableError(f"{folder}: a pattern of the settings: {error}") from error


def _check_patterns(patterns: Sequence[str], place: str) -> None:
    """So many asterisks are enough: each more multiplies the time that a long name takes to match."""
    for pattern in patterns:
        parts = pattern.split("/")
        if parts.count("**") > _ASTERISKS or any(part.count("*") > _ASTERISKS for part in parts):
            raise TableError(f'{place}: too many asterisks in "{pattern[:60]}"')


def effective(draft: Path | None, config: Path | None, given: Mapping[str, Any]) -> Effective:
    """Everything that applies to one draft.

    Args:
        draft: its path; None for standard input, which belongs to the current folder.
        config: a settings file to use instead of the nearest one.
        given: what the command line says, by the keys of a settings file.

    Raises:
        TableError: see `load_settings`.
    """
    found = Effective()
    path = config or find_settings(_real(draft).parent if draft is not None else Path())
    for file in load_settings(path) if path is not None else ():
        for layer in file.layers(draft):
            found.add(layer)
    found.add(Layer(COMMAND_LINE, given))
    return found


def settings_for(draft: str | Path | None = None) -> Settings:
    """The settings that the command would use for a draft; for one on standard input if missing.

    Raises:
        TableError: see `load_settings`.
    """
    return effective(Path(draft) if draft is not None else None, None, {}).settings()


def excluded(path: Path, config: Path | None) -> bool:
    """Whether the settings keep this file out of a folder or pattern."""
    settings = config or find_settings(_real(path).parent)
    return settings is not None and any(
        matches(path, file.values["exclude"], file.path.parent)
        for file in load_settings(settings)
        if "exclude" in file.values
    )
