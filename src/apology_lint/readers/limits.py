"""How much text one mail may have."""

from __future__ import annotations

from apology_lint.email import Email
from apology_lint.source import Source

#: Characters of HTML and text in one mail (our choice: Gmail cuts a mail off at 102 KB).
LIMIT = 2_000_000


class TooLargeError(ValueError):
    """The mail has more text than any mail client would show."""


def take(source: Source, email: Email) -> None:
    """Take one part into the mail and count its text towards the limit.

    Raises:
        TooLargeError: the mail has more than `LIMIT` characters so far.
    """
    email.parts.append(source)
    email.size += len(source.text)
    if email.size > LIMIT:
        raise TooLargeError(f"{email.size:,} characters of HTML and text; the limit is {LIMIT:,}")
