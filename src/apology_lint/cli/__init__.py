"""The command line. Nothing heavy is imported until a draft is checked."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from apology_lint import __version__
from apology_lint.cli.check import check
from apology_lint.cli.incident import incident
from apology_lint.cli.options import Option
from apology_lint.cli.output import stop
from apology_lint.cli.recipients import audience, presend
from apology_lint.cli.rules import explain, rules
from apology_lint.cli.start import completion, init, new, settings


class _Commands(click.Group):
    """A group whose default command is `check`: a bare path is the check."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "check", self.commands["check"], args

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "--help", "-h", "--version"):
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete what `check` takes, too: a bare path is the check. Where a command begins so, no files
        are offered: shells take either."""
        found = super().shell_complete(ctx, incomplete)
        if incomplete[:1] != "-":
            return found if incomplete and found else [CompletionItem(incomplete, type="file")]
        with click.Context(self.commands["check"], ctx, "check", resilient_parsing=True) as inner:
            return [*found, *self.commands["check"].shell_complete(inner, incomplete)]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One page answers: what `check` takes belongs on the first screen."""
        formatter.write_usage("apology-lint", "DRAFT... [OPTIONS]")
        formatter.write_usage("apology-lint", "COMMAND [OPTIONS]", prefix="   or: ")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(" ".join((self.help or "").split()))
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.commands["check"].params:
            if isinstance(param, Option):
                sections.setdefault(param.section, []).append(param.get_help_record(ctx) or ("", ""))
        for section, records in sections.items():
            with formatter.section(section):
                formatter.write_dl(records)
        with formatter.section("Other commands (each has --help)"):
            formatter.write_dl(
                [(name, c.get_short_help_str(100)) for name, c in self.commands.items() if name != "check"]
            )
        with formatter.section("Exit status"):
            formatter.write_dl(
                [
                    ("0", "nothing found at or above --fail-on"),
                    ("1", "something found, or --diff shows changes"),
                    ("2", "wrong usage, or a file that could not be read (the others are still checked)"),
                ]
            )


@click.group(
    cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, message="apology-lint %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Read an apology email before it goes out, and say at the exact character what will make it
    worse and what to write instead. A DRAFT is an HTML, MJML, .eml or text file, a folder, a
    pattern such as "drafts/*.html", or - for standard input.
    """
    try:
        Path.cwd()
    except OSError as error:
        stop(f"the current folder cannot be found: {error.strerror}")
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for command in (check, presend, audience, rules, explain, settings, init, new, incident, completion):
    main.add_command(command)
