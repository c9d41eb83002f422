"""Flag what the facts about the incident speak against, or what they lack."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.finding import Place, Severity
from apology_lint.incident import Incident
from apology_lint.reading import Reading
from apology_lint.source import Text


class FactsCheck(Check):
    """A check of the facts alone; without facts it is not checked, never passed.

    What it finds points at the fact that speaks against the mail, or at the kind of incident where
    a fact is missing.
    """

    messages: ClassVar = {"main": frozenset[str]()}
    needs_language = False
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        if reading.incident is not None:
            yield from self.judge(reading.incident, reading)

    @abstractmethod
    def judge(self, incident: Incident, reading: Reading) -> Iterator[Hit]:
        """Every fact that breaks the rule."""

    def not_checked(self, reading: Reading) -> Gap | None:
        if reading.incident is None:
            return Gap(("no-incident",))
        return self.lacks(reading.incident, reading)

    def lacks(self, incident: Incident, reading: Reading) -> Gap | None:  # noqa: ARG002
        """Why these facts are not enough; None if they are."""
        return None


def fact(
    value: str, kind: str = "main", values: dict[str, Any] | None = None, severity: Severity | None = None
) -> Hit:
    """What speaks against the mail: a fact as the file has it."""
    return Hit(Place("incident", Text.given(value), 0, len(value)), kind, values or {}, severity)


class DoNotSend(FactsCheck):
    """An incident after which no apology should go out.

    Options:
        never: kinds of incident after which the very mail is the mistake again.
    """

    messages: ClassVar = {"main": frozenset[str](), "unnoticed": frozenset[str]()}
    options: ClassVar = {"never": list}
    required = frozenset(options)

    def judge(self, incident: Incident, reading: Reading) -> Iterator[Hit]:  # noqa: ARG002
        if incident.message == "notice":  # the law wants it sent, also to those who want no mail
            return
        if incident.kind in self.rule.options["never"]:
            yield fact(incident.kind)
        elif incident.noticed is False and not incident.data_exposed:
            yield fact(incident.kind, "unnoticed", severity=Severity.warning)
