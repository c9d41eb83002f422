"""docs/incident.md describes every key, kind and rule, and its files are files of facts."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from apology_lint.checks import KINDS
from apology_lint.checks.facts import FactsCheck
from apology_lint.incident import incident_from, schema
from apology_lint.incident.starter import described, inner
from apology_lint.interface import say
from apology_lint.rulebook import load_rulebook

PAGE = (Path(__file__).parents[1] / "docs" / "incident.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.M | re.S)


def rows(heading: str) -> list[list[str]]:
    """The table of a section, without its head: cells of each row."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert section is not None
    lines = re.findall(r"^\| (.*) \|$", section[1], re.M)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines[1:]]


def test_every_key_is_described_in_the_order_of_the_schema() -> None:
    properties = schema()["properties"]
    tables = [name for name in properties if inner(described(name))]
    wanted = [name for name in properties if name not in tables]
    for name in tables:
        head = f"[[{name}]]" if described(name)["type"] == "array" else f"[{name}]"
        wanted += [head, *inner(described(name))]
    assert [row[0].strip("`") for row in rows("Keys")] == wanted


def test_every_kind_is_explained() -> None:
    meanings = {row[0].strip("`"): row[1] for row in rows("Kinds")}
    assert list(meanings) == described("kind")["enum"]
    for kind, meaning in meanings.items():
        assert meaning.startswith(say("en", f"kind-{kind}"))


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_is_a_file_of_facts(block: str) -> None:
    incident_from(tomllib.loads(block), "the page", Path())


def test_there_is_a_file_for_a_wrong_list_and_one_for_exposed_data() -> None:
    assert [tomllib.loads(block)["kind"] for block in BLOCKS] == ["wrong-list", "data-exposure"]


def test_every_rule_over_facts_is_listed() -> None:
    listed = {name for row in rows("Which rules need which facts") for name in re.findall("`(.+?)`", row[0])}
    rules = load_rulebook().rules
    over_facts = {name for name, rule in rules.items() if issubclass(KINDS[rule.kind], FactsCheck)}
    of_recipients = {name for name, rule in rules.items() if rule.category == "recipients"}
    assert over_facts | of_recipients <= listed <= set(rules)
