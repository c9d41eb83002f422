"""Printing, and stopping with a message."""

from __future__ import annotations

import os
import shutil
import sys
from typing import NoReturn

import click

from apology_lint.interface import harmless


def stop(reason: str) -> NoReturn:
    """End with a message and exit status 2: wrong usage, or a file that cannot be used."""
    warn(reason)
    sys.exit(2)


def warn(text: str) -> None:
    """What went wrong, on standard error."""
    say_aside(f"apology-lint: {text}")


def say_aside(text: str) -> None:
    """A line on standard error, beside what the command was asked for."""
    click.echo(harmless(text), err=True)


def put(text: str, *, err: bool = False) -> None:
    """Print whatever the mail holds, on whatever the terminal can show."""
    stream = sys.stderr if err else sys.stdout
    if stream is None:  # closed by whoever called us: the exit status still tells
        return
    encoding = stream.encoding or "utf-8"
    _echo(text.encode(encoding, "replace").decode(encoding, "replace"), color=True, err=err)


def put_bytes(data: bytes) -> None:
    """Print a draft as it is."""
    if sys.stdout is not None:
        _echo(data, nl=False)


def put_document(text: str) -> None:
    """Print what a program reads: always UTF-8, whatever the terminal has."""
    if sys.stdout is not None:
        _echo(text.encode("utf-8", "replace"))


def _echo(message: str | bytes, *, nl: bool = True, err: bool = False, color: bool | None = None) -> None:
    try:
        click.echo(message, nl=nl, err=err, color=color)
    except BrokenPipeError:  # whoever reads us has seen enough: click ends the command
        raise
    except OSError as error:
        sys.stdout = None  # nothing more goes there
        stop(f"the output cannot be written: {error.strerror}")


def in_colour() -> bool:
    """Whether standard output shows colour."""
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and "NO_COLOR" not in os.environ
        and os.environ.get("TERM") != "dumb"
    )


def columns() -> int:
    """The width of the terminal."""
    return shutil.get_terminal_size((100, 24)).columns
