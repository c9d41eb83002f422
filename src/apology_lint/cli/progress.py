"""A bar on standard error while a database counts, for whoever watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click

_WIDTH = 30
#: Seconds before anything is shown: what is quick needs no bar.
_PATIENCE = 0.5


class Bar:
    """Shows the step and how far it is; use it as a context, after which nothing of it is left.

    Args:
        name: what a step is called.
    """

    def __init__(self, name: Callable[[str], str]) -> None:
        self._name = name
        self._watched = sys.stderr is not None and sys.stderr.isatty()
        self._began = time.monotonic()
        self._shown = False

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *error: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

    def show(self, step: str, share: float | None) -> None:
        """Show a step, from 0 to 1; None if nobody knows how far it is."""
        if not self._watched or time.monotonic() - self._began < _PATIENCE:
            return
        self._shown = True
        done = round(min(max(share or 0, 0), 1) * _WIDTH)
        bar = f"[{'#' * done}{'-' * (_WIDTH - done)}] {share:>4.0%}" if share is not None else "…"
        click.echo(f"\r\x1b[K{self._name(step)} {bar}", nl=False, err=True)
