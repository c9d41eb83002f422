"""Options that several commands share, and the sections of ``--help``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from apology_lint.interface import LANGUAGES


class Option(click.Option):
    """An option with the `section` of ``--help`` it stands in."""

    def __init__(self, *args: Any, section: str = "Options", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section


def rule_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Names of bundled rules, for the shell to complete."""
    from apology_lint.bundled import rules_folder

    names = sorted(path.parent.name for path in rules_folder().glob("*/rule.toml"))
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


packs = click.option(
    "--rules",
    "packs",
    cls=Option,
    section="Which rules",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder of rules of your own; may be repeated.",
)
lang = click.option(
    "--lang",
    cls=Option,
    section="What is printed",
    type=click.Choice(LANGUAGES),
    help="Language of the report; by default that of the mail.",
)
incident = click.option(
    "--incident",
    cls=Option,
    section="What the draft itself does not have",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Facts about the incident; by default incident.toml beside the draft.",
)
config = click.option(
    "--config",
    cls=Option,
    section="Which rules",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Settings file; by default apology-lint.toml (or pyproject.toml) beside the draft or above.",
)
