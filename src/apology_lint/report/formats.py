"""The output formats by name.

A format is a module, or an object, with two functions: ``part(report)`` makes JSON-able data of one
report, and ``whole(parts, failures)`` makes the output of them. A part is what is kept in the cache and
what crosses from one process to another: a report itself does neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from apology_lint.report import Report

#: Where each format lives, imported when it is asked for.
_HOMES = {
    "full": "terminal",
    "concise": "terminal",
    "json": "json",
    "sarif": "sarif",
    "github": "github",
    "junit": "junit",
    "gitlab": "gitlab",
    "html": "page",
}
FORMATS = tuple(_HOMES)
#: Formats for people at a terminal: a summary follows, and what could not be read is told apart.
FOR_PEOPLE = ("full", "concise")


class Format(Protocol):
    """How reports are written down."""

    def part(self, report: Report) -> Any:
        """One report."""

    def whole(self, parts: Sequence[Any], failures: Sequence[tuple[str, str]]) -> str:
        """All that was made of the reports, and (path, reason) of each file that could not be read."""


def format_named(name: str, *, colour: bool = False, width: int = 100) -> Format:
    """The format of this name; `colour` and `width` (in columns) are for those in `FOR_PEOPLE`."""
    home = import_module(f"apology_lint.report.{_HOMES[name]}")
    if name in FOR_PEOPLE:
        return cast(Format, getattr(home, name.capitalize())(home.Style(colour, width)))
    return cast(Format, home)
