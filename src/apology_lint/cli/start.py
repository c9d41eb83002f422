"""What a team types in its first hour: `init`, `settings`, `new`, `completion`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from apology_lint.cli import options
from apology_lint.cli.output import put, say_aside, stop
from apology_lint.interface import LANGUAGES, harmless, say
from apology_lint.new import INCIDENTS, notes, placeholders, write


@click.command()
@click.option("--force", is_flag=True, help="Replace a settings file that is there.")
def init(force: bool) -> None:
    """Write apology-lint.toml here, after a few questions; without them if nobody sits there."""
    from apology_lint.settings.layers import FILE_NAME
    from apology_lint.settings.starter import BRAND_QUESTIONS, mistake, starter

    path = Path(FILE_NAME)
    if path.exists() and not force:
        stop(f"{path}: there is one already; --force replaces it")
    brand: dict[str, str] = {}
    if sys.stdin is not None and sys.stdin.isatty():
        for key, question in BRAND_QUESTIONS.items():
            brand[key] = click.prompt(question, default="", show_default=False).strip()
            while (wrong := mistake(key, brand[key])) is not None:
                brand[key] = click.prompt(wrong, default="", show_default=False).strip()
    try:
        path.write_text(starter(brand), encoding="utf-8")
    except OSError as error:
        stop(f"{path}: cannot be written: {error.strerror}")
    put(f"Wrote {path}. Next: apology-lint FOLDER, then --write-baseline for drafts that are old.")


@click.command()
@click.argument("draft", required=False, type=click.Path(path_type=Path))
@options.config
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the settings file instead.")
def settings(draft: Path | None, config: Path | None, schema: bool) -> None:
    """Show every setting that applies to a draft, and where it comes from."""
    from apology_lint.cli.effective import effective_lines
    from apology_lint.settings import layers
    from apology_lint.tables import TableError

    if schema:
        put(json.dumps(layers.schema(), ensure_ascii=False, indent=2))
        return
    if draft is not None and not draft.exists():
        stop(f"{draft}: no such file")
    try:
        lines = list(effective_lines(layers.effective(draft, config, {})))
    except TableError as error:
        stop(str(error))
    for line in (f"# {draft or 'a draft in this folder'}", *lines):
        put("\n".join(map(harmless, line.split("\n"))))


@click.command()
@click.option("--incident", required=True, type=click.Choice(INCIDENTS), help="What went wrong.")
@click.option("--language", default="en", type=click.Choice(LANGUAGES), help="Language of the mail.")
@click.option("-o", "--output-file", type=click.Path(path_type=Path), help="Write to a file instead.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@options.lang
def new(incident: str, language: str, output_file: Path | None, force: bool, lang: str | None) -> None:
    """Write a first draft that passes every rule, with your [brand], and list what to fill in."""
    from apology_lint.settings.layers import settings_for
    from apology_lint.tables import TableError

    lang = lang or language
    if output_file is not None and output_file.exists() and not force:
        stop(f"{output_file}: there is one already; --force replaces it")
    try:
        draft = write(incident, language, settings_for(output_file).brand)
        if output_file is not None:
            output_file.write_text(draft, encoding="utf-8")
    except TableError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{output_file}: cannot be written: {error.strerror}")
    if output_file is None:
        put(draft)
    say_aside(say(lang, "fill-in"))
    for name, meaning in placeholders(draft, lang).items():
        say_aside(f"  {{{{ {name} }}}}  {meaning}")
    say_aside(say(lang, "decide"))
    for note in notes(incident, lang):
        say_aside(f"  - {note}")


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print what completes commands, options and rules in your shell."""
    from click import shell_completion

    from apology_lint.cli import main

    source = getattr(shell_completion, f"{shell.capitalize()}Complete")
    put(source(main, {}, "apology-lint", "_APOLOGY_LINT_COMPLETE").source())
