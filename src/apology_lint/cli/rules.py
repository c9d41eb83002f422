"""`rules` and `explain`: what the tool looks for, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from apology_lint.cli import options
from apology_lint.cli.output import columns, put, stop
from apology_lint.interface import say

if TYPE_CHECKING:
    from apology_lint.rulebook import Rulebook


@click.command()
@options.packs
@options.lang
def rules(packs: tuple[Path, ...], lang: str | None) -> None:
    """List every rule."""
    from wcwidth import wcswidth

    lang = lang or "en"
    rows = [
        (
            rule.name,
            say(lang, rule.severity.name),
            " ".join((rule.category, *rule.tags)),
            " ".join(rule.texts),
            rule.text(lang).title,
        )
        for rule in _book(packs).rules.values()
    ]
    headings = ("rule", "severity", "category-tags", "languages", "asks-for")
    table = [tuple(say(lang, heading) for heading in headings), *rows]
    widths = [max(wcswidth(row[i]) for row in table) for i in range(4)]
    for row in table:
        cells = [cell + " " * (width - wcswidth(cell)) for cell, width in zip(row, widths, strict=False)]
        put("  ".join((*cells, row[4])))


@click.command()
@click.argument("rule", shell_complete=options.rule_names)
@options.packs
@options.lang
def explain(rule: str, packs: tuple[Path, ...], lang: str | None) -> None:
    """Say why a rule exists, with examples and how to turn it off."""
    from apology_lint.report.explanation import explanation
    from apology_lint.tables import nearest

    book = _book(packs)
    if rule not in book.rules:
        stop(f'unknown rule "{rule}"{nearest(rule, book.rules)}; "apology-lint rules" lists them')
    for line in explanation(book.rules[rule], book, min(columns(), 90), lang or "en"):
        put(line)


def _book(packs: tuple[Path, ...]) -> Rulebook:
    from apology_lint.rulebook import load_rulebook
    from apology_lint.tables import TableError

    try:
        return load_rulebook(packs)
    except TableError as error:
        stop(str(error))
