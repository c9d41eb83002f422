"""Reports for GitLab's Code Quality: the six keys that its documentation names, others are ignored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from apology_lint.finding import Severity
from apology_lint.fingerprint import distinct
from apology_lint.report import Report
from apology_lint.report.machine import described, elsewhere, relative, to_json

#: Our choice: the two steps above are kept for what stops a release, as an unreadable draft does.
_SEVERITY = {Severity.info: "info", Severity.warning: "minor", Severity.error: "major"}


def part(report: Report) -> list[dict[str, Any]]:
    """The findings in one mail; what has no line in the file stands at line 1."""
    path = relative(report.path)
    issues = []
    for finding, fingerprint in zip(report.findings, distinct(path, report.findings), strict=True):
        extent = None if elsewhere(finding, report.lang) else finding.extent
        issues.append(
            _issue(
                path,
                extent[0].line if extent else 1,
                finding.rule,
                _SEVERITY[finding.severity],
                described(finding, report.lang),
                fingerprint,
            )
        )
    return issues


def whole(parts: Sequence[list[dict[str, Any]]], failures: Sequence[tuple[str, str]]) -> str:
    """The array GitLab reads; a file that could not be read is an issue too, for want of any other place."""
    unreadable = []
    for number, (name, reason) in enumerate(failures):
        path = relative(name)
        identity = f"unreadable\0{number}\0{path}\0{reason}".encode("utf-8", "replace")
        fingerprint = hashlib.sha256(identity).hexdigest()[:32]
        unreadable.append(_issue(path, 1, "unreadable", "critical", reason, fingerprint))
    return to_json([issue for issues in parts for issue in issues] + unreadable)


def _issue(
    path: str, line: int, rule: str, severity: str, description: str, fingerprint: str
) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
