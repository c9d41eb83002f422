"""Settings: what the house wants. Where they come from is `layers`' business."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apology_lint.finding import Severity

FAIL_ON = ("error", "warning", "info", "never")


@dataclass(frozen=True, slots=True)
class Brand:
    """Who sends: all that a reader can recognise the company by. Empty means unknown.

    `sender` is a mailbox that people read, `contact` a page where customers reach the company.
    """

    names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    logo: str = ""
    postal_address: str = ""
    sender: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Findings that a house accepts: of `rule` (a selector) on the words `text`, or inside them, and why.
    An empty `text` accepts the rule wherever it finds something."""

    rule: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the house wants.

    `select`, `ignore` and `severity` take names, tags and categories of rules and ``all``; the more
    specific wins. An empty `select` means every rule. `options` are those of single rules, by name.
    `allow` are terms no rule may flag. `language` is that of the mails, `lang` that of the report; None
    finds it from each mail. `origins` says where a value was written, for messages.
    """

    brand: Brand | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    suppress: tuple[Acceptance, ...] = ()
    rules: tuple[Path, ...] = ()
    plugins: tuple[str, ...] = ()
    fail_on: str = "error"
    baseline: Path | None = None
    language: str | None = None
    lang: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def origin(self, key: str, item: object = None) -> str:
        """Where a value, or one item of it, was written: a file, or the command line."""
        return self.origins.get(item_key(key, item)) or self.origins.get(key, "settings")


def item_key(key: str, item: object) -> str:
    """Under which name `Settings.origins` has one item of a list."""
    return f"{key}: {json.dumps(item, sort_keys=True)}"


def brand_from(table: Mapping[str, Any]) -> Brand:
    """A ``[brand]`` table that has been checked, as a `Brand`."""
    names = ([table["name"]] if "name" in table else []) + table.get("names", [])
    return Brand(
        tuple(names),
        tuple(domain.lower().lstrip("@.") for domain in table.get("domains", [])),
        table.get("logo", ""),
        table.get("postal-address", ""),
        table.get("sender", ""),
        table.get("contact", ""),
    )


def settings_from(values: Mapping[str, Any], origins: Mapping[str, str]) -> Settings:
    """Settings from checked values by their keys in a file; paths are absolute already."""
    from apology_lint.finding import Severity  # not needed to look up a remembered outcome

    return Settings(
        brand=brand_from(values["brand"]) if "brand" in values else None,
        select=tuple(values.get("select", ())),
        ignore=tuple(values.get("ignore", ())),
        severity={name: Severity[value] for name, value in values.get("severity", {}).items()},
        options=values.get("options", {}),
        allow=tuple(values.get("allow", ())),
        suppress=tuple(Acceptance(**{"text": "", **table}) for table in values.get("suppress", ())),
        rules=tuple(Path(name) for name in values.get("rules", ())),
        plugins=tuple(values.get("plugins", ())),
        fail_on=values.get("fail-on", "error"),
        baseline=Path(values["baseline"]) if "baseline" in values else None,
        language=values.get("language"),
        lang=values.get("lang"),
        origins=origins,
    )
