"""Flag what the facts about the incident speak against, or what they lack."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.finding import Place, Severity
from apology_lint.incident import Incident
from apology_lint.incident.said import time_said
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


def is_after(time: datetime | None, other: datetime | None) -> bool:
    """Whether one time lies after another; what is not known lies nowhere."""
    return time is not None and other is not None and time > other


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


class SendingNotStopped(FactsCheck):
    """The apology goes out while the faulty sending still runs, or while exposed data lies open.

    Options:
        sendings: kinds of incident that are a sending; of the others only exposed data can be stopped.
    """

    messages: ClassVar = {
        "main": frozenset[str](),
        "late": frozenset({"stopped", "planned"}),
        "open": frozenset[str](),
    }
    options: ClassVar = {"sendings": list}
    required = frozenset(options)

    def judge(self, incident: Incident, reading: Reading) -> Iterator[Hit]:  # noqa: ARG002
        stopped, planned = self._stopped(incident), incident.planned_send
        if not self._can_be_stopped(incident) or (stopped is not None and not is_after(stopped, planned)):
            return
        if not self._is_sending(incident):
            yield fact(incident.kind, "open")
        elif stopped is None:
            yield fact(incident.kind)
        else:
            values = {"stopped": time_said(stopped), "planned": time_said(planned)}
            yield fact(incident.kind, "late", values)

    def _is_sending(self, incident: Incident) -> bool:
        return incident.kind in self.rule.options["sendings"]

    def _can_be_stopped(self, incident: Incident) -> bool:
        return incident.data_exposed or self._is_sending(incident)

    def _stopped(self, incident: Incident) -> datetime | None:
        """A sending has stopped when somebody stopped it; a leak also when it was closed."""
        ends = [incident.sending_stopped, None if self._is_sending(incident) else incident.resolved]
        return min((end for end in ends if end is not None), default=None)

    def lacks(self, incident: Incident, reading: Reading) -> Gap | None:  # noqa: ARG002
        needed = self._can_be_stopped(incident) and self._stopped(incident) is not None
        return Gap(("no-planned-send",), partly=True) if needed and incident.planned_send is None else None


class MissingScope(FactsCheck):
    """The facts do not say whom and what the incident hit; each missing one is a finding of its own."""

    messages: ClassVar = dict.fromkeys(("affected", "segment", "data", "jurisdictions"), frozenset[str]())

    def judge(self, incident: Incident, reading: Reading) -> Iterator[Hit]:  # noqa: ARG002
        if incident.affected is None and incident.next_update is None:
            yield fact(incident.kind, "affected")
        if not incident.segment.strip():
            yield fact(incident.kind, "segment")
        if not incident.data_exposed:
            return
        if incident.exposed is None or not incident.exposed.data:
            yield fact(incident.kind, "data", severity=Severity.error)
        if not incident.jurisdictions:
            yield fact(incident.kind, "jurisdictions", severity=Severity.error)


class MissingOwner(FactsCheck):
    """Nobody answers for the incident."""

    def judge(self, incident: Incident, reading: Reading) -> Iterator[Hit]:  # noqa: ARG002
        if not incident.owner.strip():
            yield fact(incident.kind)


class MissingMonitoring(FactsCheck):
    """What the incident does to later mail is not watched: not all of it, by nobody, or not long enough.

    Options:
        watch: what must be watched, by the names of ``incident.toml``.
    """

    messages: ClassVar = {
        "main": frozenset({"what"}),
        "by": frozenset[str](),
        "until": frozenset[str](),
        "early": frozenset({"until", "planned"}),
    }
    options: ClassVar = {"watch": list}
    required = frozenset(options)

    def judge(self, incident: Incident, reading: Reading) -> Iterator[Hit]:  # noqa: ARG002
        watched, planned = incident.monitoring, incident.planned_send
        left_out = [what for what in self.rule.options["watch"] if what not in watched.what]
        if left_out:
            yield fact(incident.kind, "main", {"what": tuple(f"watch-{what}" for what in left_out)})
        if not watched.what:
            return  # nobody watches nothing until no day: said once
        if not watched.by.strip():
            yield fact(incident.kind, "by")
        if watched.until is None:
            yield fact(incident.kind, "until")
        elif planned is not None and watched.until < planned.date():
            values = {"until": watched.until.isoformat(), "planned": time_said(planned)}
            yield fact(incident.kind, "early", values)

    def lacks(self, incident: Incident, reading: Reading) -> Gap | None:  # noqa: ARG002
        needed = incident.monitoring.until is not None and incident.planned_send is None
        return Gap(("no-planned-send",), partly=True) if needed else None
