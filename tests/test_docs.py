"""The documents say what the tool does: every option, key, tag, format and fix."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from apology_lint.cli import main
from apology_lint.report.formats import FORMATS
from apology_lint.rulebook import load_rulebook
from apology_lint.settings.layers import schema

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
RULES = load_rulebook().rules.values()
ONES = "one two three four five six seven eight nine".split()
NUMBERS = {70: "Seventy", 80: "Eighty"} | {70 + n: f"Seventy-{one}" for n, one in enumerate(ONES, 1)}


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_option_and_command_is_described() -> None:
    text = page("options.md")
    for name, command in main.commands.items():
        assert name == "check" or f"`{name}" in text
        for param in command.params:
            if isinstance(param, click.Option) and name == "check":
                assert all(f"`{opt}" in text for opt in param.opts), param.opts
    assert (
        not set(re.findall(r"`(--[\w-]+)", text))
        - {
            opt
            for command in (main, *main.commands.values())
            for param in command.params
            for opt in param.opts
        }
        - {"--help"}
    )


def test_every_setting_is_described() -> None:
    text = page("settings.md")
    for key in schema()["properties"]:
        assert re.search(rf"`\[*{key}[\]`.]", text), key
    for key in schema()["$defs"]["brand"]["properties"]:
        assert f"`{key}`" in text


def test_every_tag_is_described() -> None:
    described = re.findall(r"^\| `([\w-]+)` \| (?!.*\|.*\|)", page("settings.md"), re.M)
    tags = {tag for rule in RULES for tag in rule.tags}
    assert tags <= set(described)


def test_every_format_is_described() -> None:
    assert all(f"| `{name}` |" in page("formats.md") for name in FORMATS)


def test_the_table_of_fixes_is_what_the_rules_have() -> None:
    columns = ("safe", "unsafe", "display")
    described = {}
    for row in re.findall(r"^\| (`.*) \|$", page("fixes.md"), re.M):
        names, *cells = (cell.strip() for cell in row.split("|"))
        for name in re.findall(r"`([\w-]+)`", names):
            described[name] = tuple(c for c, cell in zip(columns, cells, strict=True) if cell)
    assert described == {rule.name: rule.fixes for rule in RULES if rule.fixes}


def test_the_readme_counts_the_rules() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{NUMBERS[len(list(RULES))]} rules" in text


@pytest.mark.parametrize(
    "path",
    [*ROOT.glob("*.md"), *DOCS.glob("*.md"), *DOCS.glob("guides/*.md"), *ROOT.glob("benchmarks/*.md")],
    ids=lambda path: path.name,
)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
