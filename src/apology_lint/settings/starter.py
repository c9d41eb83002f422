"""The settings file that `init` writes: what the answers say, and everything else as comments."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from apology_lint.conform import conform
from apology_lint.settings.layers import schema
from apology_lint.tables import TableError
from apology_lint.toml import key, written

#: What `init` asks, by the key of ``[brand]``; an empty answer leaves it out.
BRAND_QUESTIONS: Mapping[str, str] = {
    "name": "Name your customers know you by",
    "domains": "Your domains (separated by spaces)",
    "sender": 'A mailbox that people read, as "Name <address>"',
    "contact": "Page where customers reach you",
    "logo": "Address of your logo, or a part of its file name",
    "postal-address": "Postal address for the footer",
}


def starter(answers: Mapping[str, str]) -> str:
    """A commented settings file.

    Args:
        answers: to `BRAND_QUESTIONS`; missing or empty ones become comments.
    """
    lines = [
        "# Settings of apology-lint. Uncomment what you need; `apology-lint settings DRAFT` shows the rest."
    ]
    properties = {name: _resolved(about) for name, about in schema()["properties"].items()}
    tables = {name for name, about in properties.items() if _is_table(about)}
    for name, about in properties.items():
        if name not in tables:
            lines += ["", *_comment(about["description"]), f"# {key(name)} = {written(about['examples'][0])}"]
    for name in sorted(tables, key=lambda table: table != "brand"):
        lines += ["", *_comment(properties[name]["description"])]
        lines += _brand(properties[name], answers) if name == "brand" else _example(name, properties[name])
    return "\n".join(lines) + "\n"


def mistake(key: str, answer: str) -> str | None:
    """What is wrong with an answer to one of `BRAND_QUESTIONS`; None if it can be used."""
    try:
        conform({"brand": {key: _value(key, answer)}} if answer else {}, schema(), "")
    except TableError as error:
        return str(error).removeprefix(": ")
    return None


def _value(key: str, answer: str) -> str | list[str]:
    is_list = schema()["$defs"]["brand"]["properties"][key]["type"] == "array"
    return answer.replace(",", " ").split() if is_list else answer


def _resolved(about: Mapping[str, Any]) -> dict[str, Any]:
    name = about.get("$ref", "").removeprefix("#/$defs/")
    return {**schema()["$defs"].get(name, {}), **about}


def _is_table(about: Mapping[str, Any]) -> bool:
    """Whether an example of it is a table, or a list of tables."""
    example = about["examples"][0]
    return isinstance(example[0] if isinstance(example, list) else example, dict)


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, 96, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _brand(about: Mapping[str, Any], answers: Mapping[str, str]) -> Iterator[str]:
    yield "[brand]" if any(answers.values()) else "# [brand]"
    for name in about["properties"]:
        answer = answers.get(name)
        if answer:
            yield f"{key(name)} = {written(_value(name, answer))}"
        else:
            yield f"# {key(name)} = {written(about['examples'][0][name])}"


def _example(name: str, about: Mapping[str, Any]) -> Iterator[str]:
    example = about["examples"][0]
    for table in example if isinstance(example, list) else [example]:
        plain = {inner: value for inner, value in table.items() if not isinstance(value, dict)}
        if plain:
            yield f"# [[{name}]]" if isinstance(example, list) else f"# [{name}]"
            yield from (f"# {key(inner)} = {written(value)}" for inner, value in plain.items())
        for inner, value in table.items():
            if isinstance(value, dict):
                yield f"# [{name}.{key(inner)}]"
                yield from (f"# {key(option)} = {written(item)}" for option, item in value.items())
