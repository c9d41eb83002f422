"""From a draft, wherever it comes from, to its report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from apology_lint.email import Address, Email
from apology_lint.engine import Linter
from apology_lint.files import format_of, read_bytes
from apology_lint.incident import Incident
from apology_lint.readers import read
from apology_lint.readers.headers import addresses
from apology_lint.readers.markup import with_placeholders
from apology_lint.report import Report
from apology_lint.settings import Settings
from apology_lint.source import Text


def lint(
    draft: str | Path,
    *,
    subject: str | None = None,
    sender: str | None = None,
    reply_to: str | None = None,
    preheader: str | None = None,
    language: str | None = None,
    settings: Settings | None = None,
    incident: Incident | None = None,
) -> Report:
    """Check one draft.

    Args:
        draft: a path (``Path``, or a text that names a file) or the draft itself: HTML, a whole
            message or plain text.
        subject, sender, reply_to, preheader: what the draft itself does not have.
        language: ``en`` or ``ar`` to force it.
        settings: what the house wants; the defaults if missing.
        incident: the facts about it, as `apology_lint.load_incident` reads them; without them the rules that
            need some are not checked.

    Raises:
        UnreadableError: the file is missing, empty, binary or not in the encoding it claims.
        TableError: the settings name an unknown rule, or a rule file is wrong.

    >>> report = lint("Oops! We sent you the wrong email. Please ignore it.", subject="Oops!")
    >>> [finding.rule for finding in report if finding.rule == "humor"]
    ['humor', 'humor']
    >>> report.ok
    False
    """
    email = load(draft)
    return Linter(settings).check(
        with_values(email, subject=subject, sender=sender, reply_to=reply_to, preheader=preheader),
        language,
        incident=incident,
    )


def load(draft: str | Path) -> Email:
    """Read a draft from a path or from its own text.

    A text on one line that names a file, a folder, or what could be the file of a draft
    (``late.html``) is a path: a name mistyped must not be checked as if it were a mail.

    Raises:
        UnreadableError: see `lint`.
    """
    if isinstance(draft, Path) or _is_path(draft):
        return read(str(draft), read_bytes(Path(draft)))
    return read("<text>", draft.encode("utf-8", "replace"), "utf-8")


def _is_path(draft: str) -> bool:
    if len(draft) >= 1000 or "\n" in draft or "<" in draft:
        return False
    try:
        return Path(draft).exists() or (format_of(draft) is not None and " " not in draft.strip())
    except (OSError, ValueError):
        return False


def with_values(
    email: Email,
    *,
    subject: str | None = None,
    sender: str | None = None,
    reply_to: str | None = None,
    preheader: str | None = None,
    to: str | None = None,
) -> Email:
    """The mail with values given from outside, where its file has none of its own."""
    given: dict[str, Any] = {}
    if subject is not None:
        given["subject"] = with_placeholders(Text.given(subject))
        given["notes"] = [note for note in email.notes if note != "subject-from-title"]
    if preheader is not None:
        given["preheader"] = with_placeholders(Text.given(preheader))
    if sender is not None:
        given["sender"] = _address(sender)
    if reply_to is not None:
        given["reply_to"] = _address(reply_to)
    if to is not None:
        given["to"] = addresses(Text.given(to))
    return replace(email, **given)


def _address(value: str) -> Address:
    found = addresses(Text.given(value))
    return found[0] if found else Address(Text.given(value), Text.given(""))
