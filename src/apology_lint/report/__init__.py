"""The report on one mail, and its output formats: one module each, from reports to text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the command imports this module for drafts whose outcome it remembers, too
    from apology_lint.audience import Audience
    from apology_lint.email import Email
    from apology_lint.finding import Finding, Severity
    from apology_lint.incident import Incident
    from apology_lint.reading import Act
    from apology_lint.rulebook import Point, Rule


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A rule that could not be applied, wholly or `partly`, and why."""

    rule: str
    reason: str
    partly: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One point of the guidance: ``met``, ``broken`` or ``not checked``; `reason` says what was not
    checked and why, `accepted` how many findings of a point that is met somebody accepted and why."""

    point: Point
    status: str
    rules: tuple[str, ...]
    reason: str | None = None
    accepted: str | None = None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that somebody has accepted: `by` a ``comment``, a ``header``, the ``settings`` or the
    ``baseline``, with the `reason` they gave."""

    finding: Finding
    by: str
    reason: str | None = None


def applied(rules: Iterable[str], not_checked: Iterable[NotChecked]) -> frozenset[str]:
    """Those of the rules that could judge the mail, at least in part."""
    return frozenset(rules) - {gap.rule for gap in not_checked if not gap.partly}


@dataclass(slots=True)
class Report:
    """What was found in one mail; iterate over it for the findings in reading order.

    `language` is that of the mail, `lang` that of messages and reasons: ``en`` or ``ar``. `rules`
    are those that were applied, by name; `suppressed` are findings that somebody accepted, `stale`
    counts what the baseline accepts and this mail no longer has. `incident` and `audience` are the facts
    and the recipients that it was held against, None if not given.
    """

    email: Email
    language: str
    lang: str
    is_apology: bool
    findings: list[Finding]
    acts: list[Act]
    not_checked: list[NotChecked]
    checklist: list[ChecklistItem]
    rules: Mapping[str, Rule]
    suppressed: list[Suppressed]
    stale: int = 0
    incident: Incident | None = None
    audience: Audience | None = None

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    @property
    def path(self) -> str:
        """The name of the file that was checked."""
        return self.email.path

    @property
    def applied(self) -> frozenset[str]:
        """The names of the rules that could judge this mail, at least in part."""
        return applied(self.rules, self.not_checked)

    @property
    def notes(self) -> list[str]:
        """Keys of `interface`: what must be said once about this report."""
        by_law = self.incident is not None and any(
            "legal" in self.rules[finding.rule].tags for finding in self.findings
        )
        return [*self.email.notes, *(["no-legal-advice"] if by_law else [])]

    @property
    def ok(self) -> bool:
        """Whether nothing was found that is an error."""
        return not any(finding.severity.name == "error" for finding in self.findings)

    def at_least(self, severity: Severity) -> list[Finding]:
        """The findings of this severity and above."""
        return [finding for finding in self.findings if finding.severity >= severity]

    def to_dict(self) -> dict[str, Any]:
        """The report as the JSON output has it (see docs/json.md)."""
        from apology_lint.report.json import part

        return part(self)
