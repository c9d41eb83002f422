"""The command line. Nothing heavy is imported until a draft is checked."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from apology_lint import __version__
from apology_lint.interface import LANGUAGES, say

if TYPE_CHECKING:
    from apology_lint.engine import Linter
    from apology_lint.report import Report
    from apology_lint.rulebook import Rulebook

FAIL_ON = ("error", "warning", "info", "never")
OUTPUT_FORMATS = ("full", "concise", "json")


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

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One page answers: what `check` takes belongs on the first screen."""
        formatter.write_usage("apology-lint", "DRAFT... [OPTIONS]")
        formatter.write_usage("apology-lint", "rules | explain RULE", prefix="   or: ")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(" ".join((self.help or "").split()))
        params = (*self.commands["check"].params, *self.get_params(ctx))
        records = [param.get_help_record(ctx) for param in params if isinstance(param, click.Option)]
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record is not None])
        with formatter.section("Other commands"):
            formatter.write_dl(
                [(name, c.get_short_help_str(70)) for name, c in self.commands.items() if name != "check"]
            )
        with formatter.section("Exit status"):
            formatter.write_dl(
                [
                    ("0", "nothing found at or above --fail-on"),
                    ("1", "something found"),
                    ("2", "wrong usage, or a file that could not be read (the others are still checked)"),
                ]
            )


_packs_option = click.option(
    "--rules",
    "packs",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder of rules of your own; may be repeated.",
)


_lang_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the report; by default that of the mail."
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
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@main.command()
@click.argument("drafts", nargs=-1, required=True)
@click.option("--subject", help="Subject, where the draft has none.")
@click.option("--preheader", help="Preheader (preview text), where the draft has none.")
@click.option("--from", "sender", help='Sender, as "Name <address>", where the draft has none.')
@click.option("--reply-to", help="Reply-To address, where the draft has none.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Language of the mail; found from the mail if missing.",
)
@_lang_option
@click.option("--ignore", multiple=True, metavar="RULE", help="Leave a rule out; may be repeated.")
@click.option("--select", multiple=True, metavar="RULE", help="Apply only this rule; may be repeated.")
@_packs_option
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Settings file; by default apology-lint.toml beside the draft or above.",
)
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), help="Exit with 1 from this severity on (default: error)."
)
@click.option(
    "--output-format", type=click.Choice(OUTPUT_FORMATS), default="full", help="How to print (default: full)."
)
def check(drafts: tuple[str, ...], output_format: str, **options: Any) -> None:
    """Check drafts (the default command)."""
    from apology_lint.tables import TableError

    try:
        run = _Run(options)
        for draft in _expand(drafts, run.fail):
            run.check(draft)
    except TableError as error:
        _stop(str(error))
    run.finish(output_format)


class _Run:
    """One call of the command: what was checked, what could not be, with which settings."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        self.reports: list[Report] = []
        self.failures: list[tuple[str, str]] = []
        self.failed = False
        self._by_folder: dict[Path, tuple[Linter, str]] = {}
        self._linter_for(Path.cwd())  # settings that cannot be used stop the run before any output

    def fail(self, path: str, reason: str) -> None:
        self.failures.append((path, reason))

    def check(self, draft: str) -> None:
        from apology_lint.draft import load, with_values
        from apology_lint.readers import MAX_BYTES, UnreadableError, read

        try:
            email = (
                read("<stdin>", sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b"")
                if draft == "-"
                else load(Path(draft))
            )
        except UnreadableError as error:
            self.fail("<stdin>" if draft == "-" else draft, str(error))
            return
        options = self.options
        email = with_values(
            email,
            subject=options["subject"],
            sender=options["sender"],
            reply_to=options["reply_to"],
            preheader=options["preheader"],
        )
        folder = Path.cwd() if draft == "-" else Path(draft).resolve().parent
        linter, fail_on = self._linter_for(folder)
        report = linter.check(email, options["language"])
        self.reports.append(report)
        if fail_on != "never":
            from apology_lint.finding import Severity

            self.failed = self.failed or bool(report.at_least(Severity[fail_on]))

    def _linter_for(self, folder: Path) -> tuple[Linter, str]:
        if folder not in self._by_folder:
            from apology_lint.engine import Linter
            from apology_lint.settings import Settings, find_settings, load_settings

            options = self.options
            path = options["config"] or find_settings(folder)
            settings = load_settings(path) if path else Settings()
            settings = replace(
                settings,
                select=options["select"] or settings.select,
                ignore=(*settings.ignore, *options["ignore"]),
                rules=(*settings.rules, *options["packs"]),
                fail_on=options["fail_on"] or settings.fail_on,
                lang=options["lang"] or settings.lang,
            )
            self._by_folder[folder] = (Linter(settings), settings.fail_on)
        return self._by_folder[folder]

    def finish(self, output_format: str) -> NoReturn:
        """Print everything and leave with the right status."""
        if output_format == "json":
            from apology_lint.report.json import part, whole

            _print(whole([part(report) for report in self.reports], self.failures))
        else:
            self._print_text(output_format)
        sys.exit(2 if self.failures else int(self.failed))

    def _print_text(self, output_format: str) -> None:
        from apology_lint.report import terminal

        style = terminal.Style(_colour(), _columns())
        for report in self.reports:
            if output_format == "concise":
                lines = [*terminal.concise(report, style)]
            else:
                lines = [*terminal.full(report, style)]
                if report.findings or len(self.reports) == 1:
                    lines += [*terminal.checklist(report, style), *terminal.notes(report), ""]
            for line in lines:
                _print(line)
        if output_format == "full" and self.reports:
            for line in (*terminal.beyond(self.reports[0], style), ""):
                _print(line)
        for path, reason in self.failures:
            click.echo(terminal.harmless(f"apology-lint: {path}: {reason}"), err=True)
        _print(terminal.summary(self.reports, len(self.failures), style))


def _expand(drafts: Sequence[str], fail: Any) -> Iterator[str]:
    """Every file that the arguments name, once each, folders and patterns opened."""
    from apology_lint.readers import format_of

    seen: set[str] = set()
    for draft in drafts:
        if draft == "-":
            found = ["-"]
        elif Path(draft).is_dir():
            found = sorted(str(p) for p in Path(draft).rglob("*") if p.is_file() and format_of(p.name))
            if not found:
                fail(
                    draft,
                    "no mail in this folder (looked for .html, .mjml, .eml, .txt and templates of them)",
                )
        elif glob.has_magic(draft) and not Path(draft).exists():
            found = sorted(
                name
                for name in glob.iglob(draft, recursive=True)  # noqa: PTH207 - takes absolute patterns too
                if Path(name).is_file()
            )
            if not found:
                fail(draft, "no file matches this pattern")
        elif Path(draft).exists():
            found = [draft]
        else:
            fail(draft, "no such file")
            found = []
        for name in found:
            same = os.path.normpath(name)
            if same not in seen:
                seen.add(same)
                yield name


@main.command()
@_packs_option
@_lang_option
def rules(packs: tuple[Path, ...], lang: str | None) -> None:
    """List every rule."""
    from wcwidth import wcswidth

    lang = lang or "en"
    book = _book(packs)
    rows = [
        (rule.name, say(lang, rule.severity.name), rule.category, " ".join(rule.texts), rule.text(lang).title)
        for rule in book.rules.values()
    ]
    headings = ("rule", "severity", "category", "languages", "asks-for")
    table = [tuple(say(lang, heading) for heading in headings), *rows]
    widths = [max(wcswidth(row[i]) for row in table) for i in range(4)]
    for row in table:
        cells = [cell + " " * (width - wcswidth(cell)) for cell, width in zip(row, widths, strict=False)]
        _print("  ".join((*cells, row[4])))


@main.command()
@click.argument("rule")
@_packs_option
@_lang_option
def explain(rule: str, packs: tuple[Path, ...], lang: str | None) -> None:
    """Say why a rule exists, with examples and how to turn it off."""
    from apology_lint.tables import nearest

    book = _book(packs)
    if rule not in book.rules:
        _stop(f'unknown rule "{rule}"{nearest(rule, book.rules)}; "apology-lint rules" lists them')
    from apology_lint.report.explanation import explanation

    for line in explanation(book.rules[rule], book, min(_columns(), 90), lang or "en"):
        _print(line)


def _book(packs: tuple[Path, ...]) -> Rulebook:
    from apology_lint.rulebook import load_rulebook
    from apology_lint.tables import TableError

    try:
        return load_rulebook(packs)
    except TableError as error:
        _stop(str(error))


def _stop(reason: str) -> NoReturn:
    from apology_lint.report.terminal import harmless

    click.echo(harmless(f"apology-lint: {reason}"), err=True)
    sys.exit(2)


def _print(text: str) -> None:
    """Print whatever the mail holds, on whatever the terminal can show."""
    if sys.stdout is None:  # closed by whoever called us: the exit status still tells
        return
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(encoding, "replace").decode(encoding, "replace"), color=True)


def _colour() -> bool:
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and "NO_COLOR" not in os.environ
        and os.environ.get("TERM") != "dumb"
    )


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns
