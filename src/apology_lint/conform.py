"""Holding a table that somebody wrote against a JSON Schema, with messages for that somebody.

Only what our own schemas use: ``type``, ``enum``, ``pattern``, ``minimum``, ``maximum``, ``format``
(``date`` and ``date-time``, which TOML has as values of their own), ``items``, ``minItems``, ``properties``,
``required``, ``additionalProperties`` and ``$ref`` into ``$defs``; a ``hint`` says what to do instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from apology_lint.tables import TableError, nearest

_TYPES: Mapping[str, tuple[type, str]] = {
    "string": (str, "a text"),
    "boolean": (bool, "true or false"),
    "integer": (int, "a number"),
    "array": (list, "a list"),
    "object": (dict, "a table"),
}
#: Years that a time may lie in (our choice).
_YEARS = range(1900, 2200)


def conform(value: Any, schema: Mapping[str, Any], place: str) -> None:
    """Check a value of a TOML or JSON file.

    Args:
        value: what was read.
        schema: the whole schema, with its ``$defs``.
        place: the file, for messages.

    Raises:
        TableError: names the key, what it may be, and the nearest known name.
    """
    try:
        _conform(value, schema, place, "", schema.get("$defs", {}))
    except RecursionError as error:  # dotted keys nest as deep as they are long
        raise TableError(f"{place}: nested too deeply") from error


def _conform(value: Any, schema: Mapping[str, Any], place: str, key: str, defs: Mapping[str, Any]) -> None:
    if "$ref" in schema:
        schema = defs[schema["$ref"].removeprefix("#/$defs/")]
    if "enum" in schema and value not in schema["enum"]:
        allowed = f"{', '.join(schema['enum'])}{nearest(str(value), schema['enum'])}"
        raise TableError(f'{place}: "{key}" must be one of {allowed}{_hint(schema)}')
    if "format" in schema:
        _conform_time(value, schema["format"], place, key)
    elif "type" in schema:
        wanted, name = _TYPES[schema["type"]]
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            raise TableError(f"{place}: {_quoted(key)} must be {name}, not {_kind(value)}")
    if "minimum" in schema and value < schema["minimum"]:
        raise TableError(f"{place}: {_quoted(key)} must be {schema['minimum']} or more, not {value}")
    if "maximum" in schema and value > schema["maximum"]:  # it may have more digits than can be shown
        raise TableError(f"{place}: {_quoted(key)} must be {schema['maximum']:,} or less")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        raise TableError(f'{place}: {_quoted(key)} must be like "{schema["examples"][0]}"')
    if isinstance(value, str) and "\0" in value:  # no path and no mail can hold one
        raise TableError(f"{place}: {_quoted(key)} must not hold the character U+0000")
    if isinstance(value, list) and len(value) < schema.get("minItems", 0):
        raise TableError(f"{place}: {_quoted(key)} must not be empty{_hint(schema)}")
    if isinstance(value, list):
        for number, item in enumerate(value, 1):
            _conform(item, schema.get("items", {}), place, f"{key}, entry {number}", defs)
    elif isinstance(value, dict):
        _conform_table(value, schema, place, key, defs)


def _conform_time(value: Any, form: str, place: str, key: str) -> None:
    if form == "date":
        if not isinstance(value, date) or isinstance(value, datetime):
            raise TableError(f"{place}: {_quoted(key)} must be a day, without quotation marks: 2026-05-17")
        _conform_year(value, place, key)
    elif not isinstance(value, datetime):
        raise TableError(
            f"{place}: {_quoted(key)} must be a time with its zone, without quotation marks: "
            "2026-05-03T15:20:00+03:00"
        )
    elif value.tzinfo is None:
        raise TableError(
            f"{place}: {_quoted(key)} lacks its time zone: write {value.isoformat()}+03:00 for Riyadh, "
            f"{value.isoformat()}Z for UTC"
        )
    else:
        _conform_year(value, place, key)


def _conform_year(value: date, place: str, key: str) -> None:
    """A year far off is a slip of the pen, and beyond the first and the last nobody can count."""
    if value.year not in _YEARS:
        raise TableError(
            f"{place}: {_quoted(key)} lies in the year {value.year}; it must be one from "
            f"{_YEARS.start} to {_YEARS.stop - 1}"
        )


def _conform_table(
    table: Mapping[str, Any], schema: Mapping[str, Any], place: str, key: str, defs: Mapping[str, Any]
) -> None:
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", {})
    for name, value in table.items():
        inner = f"{key}.{name}" if key else name
        if name in known:
            _conform(value, known[name], place, inner, defs)
        elif others is False:
            where = f" in {_quoted(key)}" if key else ""
            raise TableError(f'{place}: unknown key "{name}"{where}{nearest(name, known)}')
        else:
            _conform(value, others, place, inner, defs)
    for name in schema.get("required", ()):
        if name not in table:
            raise TableError(f'{place}: "{name}" is missing in {_quoted(key)}')


def _hint(schema: Mapping[str, Any]) -> str:
    return f"; {schema['hint']}" if "hint" in schema else ""


def _quoted(key: str) -> str:
    return f'"{key}"' if key else "the file"


def _kind(value: Any) -> str:
    return next((name for kind, name in _TYPES.values() if type(value) is kind), "that")
