"""`check`, the default command."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from apology_lint.cli import options
from apology_lint.cli.call import Call
from apology_lint.cli.options import Option
from apology_lint.interface import LANGUAGES
from apology_lint.report.formats import FORMATS
from apology_lint.settings import FAIL_ON

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _option(section: str, *names: str, **kwargs: Any) -> Callable[[_Command], _Command]:
    return click.option(*names, cls=Option, section=section, **kwargs)


_LACKS, _RULES, _MENDING, _PRINTED, _RUN = (
    "What the draft itself does not have",
    "Which rules",
    "Mending",
    "What is printed",
    "How it runs",
)


@click.command()
@click.argument("drafts", nargs=-1, required=True, type=click.Path())
@_option(_LACKS, "--subject", help="Subject, where the draft has none.")
@_option(_LACKS, "--preheader", help="Preheader (preview text), where the draft has none.")
@_option(_LACKS, "--from", "sender", help='Sender, as "Name <address>", where the draft has none.')
@_option(_LACKS, "--reply-to", help="Reply-To address, where the draft has none.")
@_option(
    _LACKS,
    "--language",
    type=click.Choice(LANGUAGES),
    help="Language of the mail; found from the mail if missing.",
)
@options.incident
@_option(
    _RULES,
    "--select",
    multiple=True,
    metavar="RULE",
    shell_complete=options.rule_names,
    help="Apply only this rule, tag or category; may be repeated.",
)
@_option(
    _RULES,
    "--ignore",
    multiple=True,
    metavar="RULE",
    shell_complete=options.rule_names,
    help="Leave a rule, tag or category out; may be repeated.",
)
@options.packs
@options.config
@_option(
    _RULES,
    "--baseline",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Do not report what this file has.",
)
@_option(
    _RULES,
    "--write-baseline",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Put all findings there are into this file.",
)
@_option(_MENDING, "--fix", is_flag=True, help="Apply the fixes that leave what the mail says as it is.")
@_option(_MENDING, "--unsafe-fixes", is_flag=True, help="Apply, or show, those that change it, too.")
@_option(_MENDING, "--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@_option(
    _PRINTED,
    "--output-format",
    type=click.Choice(FORMATS),
    default="full",
    metavar="FORMAT",
    help=f"How to print: {', '.join(FORMATS)} (default: full).",
)
@_option(
    _PRINTED,
    "-o",
    "--output-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the report to a file instead of the screen.",
)
@options.lang
@_option(_PRINTED, "--statistics", is_flag=True, help="Count findings by rule instead of printing them.")
@_option(
    _RUN,
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="Exit with 1 from this severity on (default: error).",
)
@_option(_RUN, "-j", "--jobs", type=click.IntRange(1), metavar="N", help="Processes at most (default: all).")
@_option(_RUN, "--no-cache", is_flag=True, help="Check unchanged drafts again.")
@_option(_RUN, "--watch", is_flag=True, help="Check again whenever a draft changes; stop with Ctrl-C.")
def check(drafts: tuple[str, ...], watch: bool, **given: Any) -> None:
    """Check drafts (the default command)."""
    if given["fix"] and given["diff"]:
        raise click.UsageError("--fix writes and --diff only shows: choose one of them")
    if given["unsafe_fixes"] and not (given["fix"] or given["diff"]):
        raise click.UsageError("--unsafe-fixes needs --fix or --diff")
    if given["baseline"] and given["write_baseline"]:
        raise click.UsageError("--baseline reads and --write-baseline writes: choose one of them")
    call = Call(drafts, given)
    sys.exit(call.watch() if watch else call.once())
