"""The effective settings of a draft as TOML that could be a settings file, each value with its origin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apology_lint.plugins import load_plugins, packs
from apology_lint.rulebook import Rule, load_rulebook
from apology_lint.selection import choose, closest
from apology_lint.settings import Settings, item_key
from apology_lint.settings.layers import Effective, schema
from apology_lint.toml import key, written

_DEFAULT = "default"
#: Tables stand below the plain values, as TOML wants it.
_TABLES = ("suppress", "severity", "options", "brand")


def effective_lines(found: Effective) -> Iterator[str]:
    """The lines, without the name of the draft.

    Raises:
        TableError: a house pack cannot be used.
    """
    settings = found.settings()
    for name, about in schema()["properties"].items():
        if name not in ("extend", "per-file", *_TABLES):
            yield from _plain(name, found, about.get("default"))
    for table in found.values.get("suppress", ()):
        yield f"\n[[suppress]]  # {found.origins.get(item_key('suppress', table), _DEFAULT)}"
        yield from (f"{key(name)} = {written(value)}" for name, value in table.items())
    yield from _table("brand", found)
    plugins = load_plugins({name: settings.origin("plugins", name) for name in settings.plugins})
    rules = load_rulebook(packs(plugins, settings.rules)).rules.values()
    yield "\n[severity]"
    for rule in rules:
        yield _severity(rule, settings)
    for rule in rules:
        yield from _options(rule, settings)


def _plain(name: str, found: Effective, default: Any) -> Iterator[str]:
    value = found.values.get(name, default)
    if value is None:
        yield f"# {name}: not set"
    elif isinstance(value, list) and value and item_key(name, value[0]) in found.origins:
        yield f"{name} = ["
        for item in value:
            yield f"  {written(item)},  # {found.origins[item_key(name, item)]}"
        yield "]"
    else:
        yield f"{name} = {written(value)}  # {found.origins.get(name, _DEFAULT)}"


def _table(name: str, found: Effective) -> Iterator[str]:
    table = found.values.get(name)
    if not table:
        yield f"# [{name}]: not set"
        return
    yield f"\n[{name}]"
    for inner, value in table.items():
        yield f"{key(inner)} = {written(value)}  # {found.origins[f'{name}.{inner}']}"


def _severity(rule: Rule, settings: Settings) -> str:
    choice = choose(rule, settings.select, settings.ignore)
    if not choice.applies:
        why = f'ignore "{choice.by}"' if choice.by else "not selected"
        place = settings.origin("ignore" if choice.by else "select", choice.by)
        return f"# {rule.name}: off: {why}, {place}"
    by = closest(rule, settings.severity)
    if by is None:
        return f'{key(rule.name)} = "{rule.severity.name}"  # {_DEFAULT}'
    named = "" if by == rule.name else f', "{by}"'
    severity = settings.severity[by].name
    return f'{key(rule.name)} = "{severity}"  # {settings.origin(f"severity.{by}")}{named}'


def _options(rule: Rule, settings: Settings) -> Iterator[str]:
    """The thresholds of a rule, and whatever else the settings say of it."""
    given = settings.options.get(rule.name, {})
    shown = {**rule.thresholds, **given}
    if not shown or not choose(rule, settings.select, settings.ignore).applies:
        return
    yield f"\n[options.{key(rule.name)}]"
    for name, value in shown.items():
        default = rule.options.get(name)
        if isinstance(default, Mapping) and isinstance(value, Mapping):
            value = {**default, **value}  # noqa: PLW2901
        origin = settings.origin(f"options.{rule.name}.{name}") if name in given else _DEFAULT
        yield f"{key(name)} = {written(value)}  # {origin}"
