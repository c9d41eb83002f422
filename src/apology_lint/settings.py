"""Settings: `apology-lint.toml`, found upwards from the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from apology_lint.finding import Severity
from apology_lint.interface import LANGUAGES
from apology_lint.tables import TableError, check, load, nearest

FILE_NAME = "apology-lint.toml"
_KEYS: Mapping[str, type] = {
    "brand": dict,
    "ignore": list,
    "select": list,
    "severity": dict,
    "allow": list,
    "rules": list,
    "fail-on": str,
    "language": str,
    "lang": str,
}
_BRAND_KEYS: Mapping[str, type] = {
    "name": str,
    "names": list,
    "domains": list,
    "logo": str,
    "postal-address": str,
}
FAIL_ON = ("error", "warning", "info", "never")


@dataclass(frozen=True, slots=True)
class Brand:
    """Who sends: all that a reader can recognise the company by. Empty means unknown."""

    names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    logo: str = ""
    postal_address: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the house wants. `select` empty means every rule; `allow` are terms no rule may flag.
    `language` is that of the mails, `lang` that of the report; None finds it from each mail."""

    brand: Brand | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    fail_on: str = "error"
    language: str | None = None
    lang: str | None = None
    path: Path | None = None


def brand_from(table: Mapping[str, Any], place: str) -> Brand:
    """Read a ``[brand]`` table.

    Raises:
        TableError: a key or value is wrong.
    """
    check(table, _BRAND_KEYS, place)
    names = ([table["name"]] if "name" in table else []) + table.get("names", [])
    return Brand(
        tuple(names),
        tuple(domain.lower().lstrip("@.") for domain in table.get("domains", [])),
        table.get("logo", ""),
        table.get("postal-address", ""),
    )


@lru_cache(maxsize=64)
def load_settings(path: Path) -> Settings:
    """Read a settings file.

    Raises:
        TableError: it cannot be read, a key is unknown, a value is wrong.
    """
    table = load(path)
    check(table, _KEYS, str(path))
    severity = {}
    for rule, value in table.get("severity", {}).items():
        if not isinstance(value, str) or value not in Severity.__members__:
            raise TableError(f'{path}: severity.{rule} must be error, warning or info, not "{value}"')
        severity[rule] = Severity[value]
    return Settings(
        brand=brand_from(table["brand"], f"{path}: [brand]") if "brand" in table else None,
        select=tuple(table.get("select", ())),
        ignore=tuple(table.get("ignore", ())),
        severity=severity,
        allow=tuple(table.get("allow", ())),
        rules=tuple((path.parent / name).resolve() for name in table.get("rules", ())),
        fail_on=_one_of(table, "fail-on", FAIL_ON, path) or "error",
        language=_one_of(table, "language", LANGUAGES, path),
        lang=_one_of(table, "lang", LANGUAGES, path),
        path=path,
    )


def _one_of(table: Mapping[str, Any], key: str, allowed: Sequence[str], path: Path) -> str | None:
    value = table.get(key)
    if value is not None and value not in allowed:
        raise TableError(f'{path}: "{key}" must be one of {", ".join(allowed)}{nearest(value, allowed)}')
    return value


def find_settings(start: Path) -> Path | None:
    """The nearest settings file in `start` or a folder above it."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        path = candidate / FILE_NAME
        if path.is_file():
            return path
    return None
