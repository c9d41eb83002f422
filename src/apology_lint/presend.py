"""Ready to send, or not: the draft, the facts about the incident and the recipients in one verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apology_lint.finding import Severity
from apology_lint.report import Report

#: Categories whose rules must have been checked: what they look at is why one asks before a send.
_MUST_BE_CHECKED = ("incident", "recipients")


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
    """Ready if there is no reason against it."""

    reasons: tuple[Reason, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing speaks against sending."""
        return not self.reasons


def verdict(reports: Iterable[Report], fail_on: str = "error") -> Verdict:
    """Whether drafts, of one mail in one or more languages, may go out.

    What was found at or above `fail_on` (a severity, or ``never``) is a reason against it, and so is a
    rule about facts or recipients, of that severity, that could not be checked at all: silence is no pass.
    """
    reasons: dict[Reason, None] = {}
    limit = Severity[fail_on] if fail_on != "never" else None
    for report in reports:
        if limit is None:
            continue
        for finding in report.at_least(limit):
            reasons[Reason(report.path, finding.rule, finding.severity, finding.message, True)] = None
        for gap in report.not_checked:
            rule = report.rules[gap.rule]
            if rule.category in _MUST_BE_CHECKED and rule.severity >= limit and not gap.partly:
                reasons[Reason(report.path, gap.rule, rule.severity, gap.reason, False)] = None
    return Verdict(tuple(reasons))
