"""Plugins: installed packages that bring rules and kinds of check of their own.

A plugin is only loaded where the settings name it: the same draft must give the same findings on
every machine, whatever else is installed there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apology_lint.checks import KINDS, Check
from apology_lint.tables import TableError, nearest

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints

#: The entry points of a package in this group are its plugins.
GROUP = "apology_lint.plugins"


@dataclass(frozen=True, slots=True)
class Plugin:
    """What a package adds.

    Args:
        rules: a folder of rules, laid out as ``rules/`` is; None if it brings none.
        kinds: kinds of check, by the name that rules give as their ``kind``. Where the plugin is
            named, rules of other packs may use them too.
    """

    rules: Path | None = None
    kinds: Mapping[str, type[Check]] = field(default_factory=dict)


def load_plugins(named: Mapping[str, str]) -> list[Plugin]:
    """Load plugins, in order.

    Args:
        named: names of entry points in the group ``apology_lint.plugins``, each with the place that
            names it, for messages.

    Raises:
        TableError: a plugin is not installed, stands in two packages, fails when it is imported, is
            no `Plugin`, or its rules or kinds of check cannot be used.
    """
    if not named:
        return []
    from importlib.metadata import entry_points

    installed = entry_points(group=GROUP)
    plugins = []
    taken = set(KINDS)
    for name, place in named.items():
        where = f'{place}: plugin "{name}"'
        plugin = _usable(_loaded(_find(name, installed, where), where), where)
        for kind in plugin.kinds:
            if kind in taken:
                raise TableError(f'{where}: there is a kind of check "{kind}" already')
            taken.add(kind)
        plugins.append(plugin)
    return plugins


def packs(plugins: Iterable[Plugin], own: Iterable[Path]) -> tuple[Path, ...]:
    """The folders of rules to load, each once: those of plugins, then those of the house, which
    therefore has the last word."""
    brought = (plugin.rules for plugin in plugins if plugin.rules is not None)
    return tuple(dict.fromkeys((*brought, *own)))


def _find(name: str, installed: EntryPoints, where: str) -> EntryPoint:
    found = [entry for entry in installed if entry.name == name]
    if not found:
        known = sorted(installed.names)
        raise TableError(
            f"{where} is not installed{nearest(name, known)}; these are: {', '.join(known) or 'none'}"
        )
    if len(found) > 1:
        packages = ", ".join(sorted(entry.dist.name for entry in found if entry.dist is not None))
        raise TableError(f"{where} stands in more than one package: {packages}")
    return found[0]


def _loaded(entry: EntryPoint, where: str) -> Any:
    try:
        return entry.load()
    except (Exception, SystemExit) as error:  # the code of somebody else may raise anything
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise TableError(f"{where}: {entry.value} cannot be loaded: {reason}") from error


def _usable(plugin: Any, where: str) -> Plugin:
    if not isinstance(plugin, Plugin):
        raise TableError(f"{where}: its entry point must be an apology_lint.Plugin, not {plugin!r:.60}")
    if plugin.rules is not None and not (isinstance(plugin.rules, Path) and plugin.rules.is_dir()):
        raise TableError(f"{where}: {plugin.rules}: no such folder of rules")
    for name, kind in plugin.kinds.items():
        if not (isinstance(kind, type) and issubclass(kind, Check)) or kind.__abstractmethods__:
            raise TableError(f'{where}: kind "{name}" must be a subclass of Check that has run()')
    return plugin
