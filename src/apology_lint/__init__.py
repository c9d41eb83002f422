"""apology-lint: the linter for the email nobody wants to send.

>>> from apology_lint import lint
>>> report = lint("<p>Oops! We sent you the wrong email.</p>", subject="Oops!")
>>> report.findings[0].rule, report.findings[0].where
('humor', 'subject')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from apology_lint.version import __version__ as __version__

if TYPE_CHECKING:
    from apology_lint.draft import lint
    from apology_lint.email import Email
    from apology_lint.engine import Linter
    from apology_lint.files import UnreadableError
    from apology_lint.finding import Finding, Severity
    from apology_lint.incident import Incident, load_incident
    from apology_lint.plugins import Plugin
    from apology_lint.report import Report
    from apology_lint.settings import Brand, Settings
    from apology_lint.settings.layers import settings_for
    from apology_lint.tables import TableError

#: Where each public name lives; imported on first use, so that ``--help`` needs none of it.
_HOMES = {
    "Brand": "settings",
    "Email": "email",
    "Finding": "finding",
    "Incident": "incident",
    "Linter": "engine",
    "Plugin": "plugins",
    "Report": "report",
    "Settings": "settings",
    "Severity": "finding",
    "TableError": "tables",
    "UnreadableError": "files",
    "lint": "draft",
    "load_incident": "incident",
    "settings_for": "settings.layers",
}

__all__ = [
    "Brand",
    "Email",
    "Finding",
    "Incident",
    "Linter",
    "Plugin",
    "Report",
    "Settings",
    "Severity",
    "TableError",
    "UnreadableError",
    "lint",
    "load_incident",
    "settings_for",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"apology_lint.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'apology_lint' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
