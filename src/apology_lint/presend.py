"""Ready to send, or not: the draft, the facts about the incident and the recipients in one verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from apology_lint.finding import Severity
from apology_lint.incident.said import time_said
from apology_lint.interface import say
from apology_lint.report import Report

#: Categories whose rules must have been checked: what they look at is why one asks before a send.
_MUST_BE_CHECKED = ("incident", "recipients")
#: Categories whose rules are told of where they could only look at a part.
_TOLD = (*_MUST_BE_CHECKED, "breach")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a draft is not ready: what a rule found, or (`checked` false) that it could not look."""

    path: str
    rule: str
    severity: Severity
    text: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Ready if there is no reason against it; `gaps` are what was left unchecked all the same."""

    reasons: tuple[Reason, ...]
    gaps: tuple[Reason, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing speaks against sending."""
        return not self.reasons


def verdict(reports: Iterable[Report], fail_on: str = "error", now: datetime | None = None) -> Verdict:
    """Whether drafts, of one mail in one or more languages, may go out.

    What was found at or above `fail_on` is a reason against it, and so is a rule about facts or recipients,
    of that severity, that could not be checked at all: silence is no pass. (A rule whose list not every
    house has says so with its option ``optional``.) What was judged by a planned time of sending that has
    passed by `now` is a gap.

    Args:
        reports: what was found.
        fail_on: a severity; ``never`` counts as ``error``.
        now: the time; without it nothing is compared with it.
    """
    reasons: dict[Reason, None] = {}
    gaps: dict[Reason, None] = {}
    limit = Severity[fail_on] if fail_on != "never" else Severity.error
    for report in reports:
        for finding in report.at_least(limit):
            reasons[Reason(report.path, finding.rule, finding.severity, finding.message, True)] = None
        planned = report.incident.planned_send if report.incident is not None else None
        if now is not None and planned is not None and planned < now:
            text = say(report.lang, "planned-passed", time=time_said(planned))
            gaps[Reason(report.path, "late-apology", Severity.warning, text, False)] = None
        for gap in report.not_checked:
            rule = report.rules[gap.rule]
            reason = Reason(report.path, gap.rule, rule.severity, gap.reason, False)
            needed = rule.category in _MUST_BE_CHECKED and not rule.options.get("optional", False)
            if needed and rule.severity >= limit and not gap.partly:
                reasons[reason] = None
            elif rule.category in _TOLD and gap.partly:
                gaps[reason] = None
    return Verdict(tuple(reasons), tuple(gaps))
