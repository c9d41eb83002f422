"""Flag what comes too late, and who has not agreed or been told: the clocks of the house and of the law."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import ClassVar

from apology_lint import arabic
from apology_lint.checks.base import Gap, Hit
from apology_lint.checks.facts import FactsCheck, fact, is_after
from apology_lint.finding import Severity
from apology_lint.incident import Approval, Incident
from apology_lint.incident.said import span_said, time_said
from apology_lint.interface import LANGUAGES
from apology_lint.language import forms
from apology_lint.laws import Clock, Law
from apology_lint.reading import Reading


class LateApology(FactsCheck):
    """The mail goes out long after the incident was noticed, or after the last moment of a law.

    Options:
        hours: how long may lie between, for each kind of incident.
    """

    messages: ClassVar = {
        "main": frozenset({"time"}),
        "law": frozenset({"article", "until", "planned"}),
    }
    options: ClassVar = {"hours": dict}
    required = frozenset(options)

    def judge(self, incident: Incident, reading: Reading) -> Iterator[Hit]:
        noticed, planned = incident.detected, incident.planned_send
        if noticed is None or planned is None or _may_wait(incident):
            return
        missed = []
        for law in reading.laws if incident.data_exposed else ():
            until = law.people.until(noticed, incident.authority.told) if law.people else None
            if law.people is not None and until is not None and until < planned:
                missed.append((until, law, law.people))
        for until, law, clock in sorted(missed, key=lambda one: one[0]):
            values = {
                "article": _cited(law, clock),
                "until": time_said(until),
                "planned": time_said(planned),
            }
            yield fact(incident.kind, "law", values, Severity.error)
        most = self.rule.options["hours"].get(incident.kind)
        if not missed and most is not None and planned - noticed > timedelta(hours=most):
            yield fact(incident.kind, "main", {"time": span_said(planned - noticed)})

    def lacks(self, incident: Incident, reading: Reading) -> Gap | None:
        if _may_wait(incident):
            return Gap(("delayed-by-police",))
        times = {"no-detected": incident.detected, "no-planned-send": incident.planned_send}
        missing = tuple(reason for reason, time in times.items() if time is None)
        reasons, codes = _unknown_law(incident, reading)
        return Gap(missing + reasons, not missing, codes) if missing or reasons else None


class MissingApproval(FactsCheck):
    """Somebody who must agree has not, or an authority that must be told was not, or was told late.

    Who must agree to a notice of exposed data is what the options say and, beyond it, what the laws do.
    An approval from before the incident was noticed, or from after the send, is none.

    Options:
        roles: who must agree, for each kind of incident; those of ``data-exposure`` wherever data got out.
    """

    messages: ClassVar = {
        "main": frozenset({"roles"}),
        "dated": frozenset({"roles", "name", "at"}),
        "authority": frozenset({"who", "article", "until"}),
        "untold": frozenset({"who", "article"}),
        "late": frozenset({"who", "article", "until", "told"}),
    }
    options: ClassVar = {"roles": dict}
    required = frozenset(options)
    words = frozenset({"legal", "security"})

    def judge(self, incident: Incident, reading: Reading) -> Iterator[Hit]:
        missing = []
        for role in self._roles(incident, reading.laws):
            given = [one for one in incident.approvals if self._speaks_for(role, one)]
            if not given:
                missing.append(role)
            elif not any(_is_of_this_draft(one, incident) for one in given):
                values = {"roles": (f"role-{role}",), "name": given[-1].name, "at": time_said(given[-1].at)}
                yield fact(given[-1].role, "dated", values, self._severity(incident))
        if missing:
            roles = tuple(f"role-{role}" for role in missing)
            yield fact(incident.kind, "main", {"roles": roles}, self._severity(incident))
        if incident.data_exposed and not incident.authority.not_needed.strip():
            for law in reading.laws:
                if law.authority is not None:
                    yield from _told(incident, law, law.authority)

    def _severity(self, incident: Incident) -> Severity:
        return self.rule.severity if incident.data_exposed else Severity.warning

    def _roles(self, incident: Incident, laws: tuple[Law, ...]) -> list[str]:
        of_kind = self.rule.options["roles"]
        roles = [*of_kind.get(incident.kind, ())]
        if incident.data_exposed:
            roles += of_kind.get("data-exposure", ())
            roles += [role for law in laws for role in law.approvals]
        return list(dict.fromkeys(roles))

    def _speaks_for(self, role: str, approval: Approval) -> bool:
        """Whether an approval is of a role, by its name or by a word for it in any language."""
        heard = {form for word in _words(approval.role) for form in forms(word)}
        listed = [*self.listed(role, "en"), *self.listed(role, "ar")]
        return bool(approval.name.strip()) and any(
            set(_words(name)) <= heard for name in (role, *listed) if _words(name)
        )

    def lacks(self, incident: Incident, reading: Reading) -> Gap | None:
        reasons, codes = _unknown_law(incident, reading)
        silent = [law.code for law in reading.laws if law.authority is None]
        if incident.data_exposed and silent and not incident.authority.not_needed.strip():
            reasons, codes = (*reasons, "no-authority"), {**codes, "silent": ", ".join(silent)}
        clocks = [law.authority for law in reading.laws if law.authority is not None]
        counted = incident.data_exposed and any(clock.limit or clock.working_days for clock in clocks)
        if counted and incident.detected is None and not incident.authority.not_needed.strip():
            reasons += ("no-detected",)
        return Gap(reasons, True, codes) if reasons else None


def _told(incident: Incident, law: Law, clock: Clock) -> Iterator[Hit]:
    """What is open with the authority of one law."""
    told, planned, excused = incident.authority.told, incident.planned_send, incident.authority.late_because
    until = clock.until(incident.detected) if incident.detected is not None else None
    values = {"who": clock.who or ("authority",), "article": _cited(law, clock), "until": time_said(until)}
    late = is_after(told or planned, until) and not excused.strip()
    if told is not None:
        if late:
            yield fact(incident.kind, "late", {**values, "told": time_said(told)})
    elif until is None:
        yield fact(incident.kind, "untold", values, Severity.warning)
    else:
        yield fact(incident.kind, "authority", values, Severity.error if late else Severity.warning)


def _is_of_this_draft(approval: Approval, incident: Incident) -> bool:
    return not is_after(incident.detected, approval.at) and not is_after(approval.at, incident.planned_send)


def _may_wait(incident: Incident) -> bool:
    """Whether the police asked to wait: then no clock that we know runs."""
    return incident.exposed is not None and incident.exposed.delayed_by_police


def _unknown_law(incident: Incident, reading: Reading) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Why not every clock of the law could be looked at, and the jurisdictions concerned."""
    if not incident.data_exposed:
        return (), {}
    if not incident.jurisdictions:
        return ("no-jurisdictions",), {}
    codes = reading.unknown_jurisdictions
    return ("no-profile",) if codes else (), {"codes": ", ".join(codes)}


def _cited(law: Law, clock: Clock) -> Mapping[str, str]:
    return {lang: law.cited(clock.source, lang) for lang in LANGUAGES}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", arabic.normalise(text.casefold()))
