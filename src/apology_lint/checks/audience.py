"""Flag recipients who should not be among them, and who is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from apology_lint.audience import Count
from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.finding import Place, Severity
from apology_lint.interface import LANGUAGES, joined
from apology_lint.reading import Reading
from apology_lint.source import Text

_VALUES = frozenset({"count", "people", "samples"})
#: The list that a count needs besides the recipients.
_NEEDS = {
    "not-affected": "affected",
    "left-out": "affected",
    "suppressed": "suppressed",
    "already-apologised": "apologised",
}


def _uncounted(reading: Reading) -> str:
    """Why there are no numbers: no lists, or a check that does not count them."""
    named = reading.incident is not None and reading.incident.lists.recipients
    return "not-counted" if named else "no-audience"


class Counted(Check):
    """Something of which the lists should hold none.

    Options:
        count: one of `audience.COUNTS`.
        optional: whether a house need not have the list that it takes.
    """

    messages: ClassVar = {"main": _VALUES}
    options: ClassVar = {"count": str, "optional": bool}
    required = frozenset({"count"})
    needs_language = False
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        found = self._count(reading)
        if found is not None and found.number:
            kind, severity = self.case(reading)
            people = reading.audience.people["recipients"] if reading.audience else 0
            text = str(found.number)
            values = {
                "count": f"{found.number:,}",
                "people": f"{people:,}",
                "samples": {lang: joined(lang, "points", found.examples(lang)) for lang in LANGUAGES},
            }
            yield Hit(Place("recipients", Text.given(text), 0, len(text)), kind, values, severity)

    def case(self, reading: Reading) -> tuple[str, Severity | None]:  # noqa: ARG002
        """Which message fits, and how severe it is here; None for the severity of the rule."""
        return "main", None

    def _count(self, reading: Reading) -> Count | None:
        return reading.audience.counts.get(self.rule.options["count"]) if reading.audience else None

    def not_checked(self, reading: Reading) -> Gap | None:
        if reading.audience is None:
            return Gap((_uncounted(reading),))
        if self._count(reading) is None:
            return Gap((f"no-list-{_NEEDS[self.rule.options['count']]}",))
        return None


class AffectedNumber(Check):
    """The facts and the list of those affected give different numbers of them."""

    messages: ClassVar = {"main": frozenset({"facts", "list"})}
    needs_language = False
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        facts, listed = self._numbers(reading)
        if facts is not None and listed is not None and facts != listed:
            text = str(listed)
            values = {"facts": f"{facts:,}", "list": f"{listed:,}"}
            yield Hit(Place("recipients", Text.given(text), 0, len(text)), values=values)

    def _numbers(self, reading: Reading) -> tuple[int | None, int | None]:
        facts = reading.incident.affected if reading.incident is not None else None
        return facts, reading.audience.people.get("affected") if reading.audience is not None else None

    def not_checked(self, reading: Reading) -> Gap | None:
        if reading.audience is None:
            return Gap((_uncounted(reading),))
        facts, listed = self._numbers(reading)
        if listed is None:
            return Gap(("no-list-affected",))
        return Gap(("no-affected-number",)) if facts is None else None


class NotAffected(Counted):
    """Recipients who were not affected; where they cannot be told apart, better one too many."""

    messages: ClassVar = {"main": _VALUES, "uncertain": _VALUES}

    def case(self, reading: Reading) -> tuple[str, Severity | None]:
        if reading.incident is not None and reading.incident.affected_uncertain:
            return "uncertain", Severity.info
        return "main", None


class ForNotices(Counted):
    """A count that means something else where the law asks for the mail.

    Options:
        notice: the severity of the finding in a notice.
    """

    messages: ClassVar = {"main": _VALUES, "notice": _VALUES}
    options: ClassVar = {"count": str, "notice": str}
    required = frozenset(options)

    def case(self, reading: Reading) -> tuple[str, Severity | None]:
        if reading.incident is not None and reading.incident.message == "notice":
            return "notice", Severity[self.rule.options["notice"]]
        return "main", None
