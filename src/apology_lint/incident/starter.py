"""The file that `incident new` writes: the facts that are known, and everything else as comments."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from apology_lint.incident import schema
from apology_lint.interface import joined, say
from apology_lint.tables import load
from apology_lint.toml import key, written


def starter(facts: Mapping[str, Any], lang: str) -> str:
    """A commented file of facts.

    Args:
        facts: as `load_incident` reads them; what is missing becomes a comment. Without a kind, which
            no file can lack, it is ``other``.
        lang: ``en`` or ``ar``: the language of the comments.
    """
    lines = [*_comment(say(lang, "facts-head"))]
    tables = []
    for name in schema()["properties"]:
        about = described(name)
        if inner(about):
            tables.append((name, about))
            continue
        lines += ["", *_comment(description(name, lang))]
        if name == "kind":
            lines += _comment(say(lang, "one-of", names=joined(lang, "list", about["enum"])))
            lines += [] if name in facts else _comment(say(lang, "facts-kind"))
        lines.append(_line(name, {"kind": "other", **facts}, about))
    for name, about in tables:
        lines += ["", *_comment(description(name, lang))]
        lines += _table(name, about, facts.get(name), lang)
    return "\n".join(lines) + "\n"


def described(path: str) -> Mapping[str, Any]:
    """What the schema says of a key: ``kind``, ``exposed.data``, ``approvals.role``."""
    name, _, rest = path.partition(".")
    about: dict[str, Any] = schema()["properties"][name]
    if rest:
        about = inner(about)[rest]
    return {**schema()["$defs"].get(about.get("$ref", "").removeprefix("#/$defs/"), {}), **about}


def inner(about: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keys of a table, or of the tables of a list; none of anything else."""
    found: Mapping[str, Any] = about.get("items", about).get("properties", {})
    return found


def description(path: str, lang: str) -> str:
    """What a key means, in `lang`."""
    text: str = _arabic()[path] if lang == "ar" else described(path)["description"]
    return text


@lru_cache(maxsize=1)
def _arabic() -> Mapping[str, str]:
    return load(Path(__file__).parent / "ar.toml")


def _table(name: str, about: Mapping[str, Any], given: Any, lang: str) -> Iterator[str]:
    """A table, or one for each entry of a list of tables; as an example if nothing is given."""
    head = f"[[{name}]]" if about["type"] == "array" else f"[{name}]"
    for number, table in enumerate(given if isinstance(given, list) else [given or {}]):
        yield from [""] if number else []
        yield head if table else f"# {head}"
        listed: list[str] = []
        for item in inner(about):
            path = f"{name}.{item}"
            known = described(path)
            names = known.get("items", {}).get("enum", [])
            if number == 0:
                yield from _comment(description(path, lang))
                if names and names != listed:  # said once for two keys in a row
                    yield from _comment(say(lang, "one-of", names=joined(lang, "list", names)))
                    listed = names
            if number == 0 or item in table:
                yield _line(item, table, known)


def _line(name: str, given: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    if name in given:
        return f"{key(name)} = {written(given[name])}"
    return f"# {key(name)} = {written(_example(about))}"


def _example(about: Mapping[str, Any]) -> Any:
    """JSON has no times: in a schema they are texts."""
    example = about["examples"][0]
    kinds = {"date": date, "date-time": datetime}
    return kinds[about["format"]].fromisoformat(example) if "format" in about else example


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, 96, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
