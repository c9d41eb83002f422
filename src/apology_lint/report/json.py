"""Reports as JSON; `docs/report.schema.json` is the published schema."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from apology_lint.finding import Fix, Place
from apology_lint.interface import say
from apology_lint.report import Report
from apology_lint.source import Position

#: Raised when a key changes its meaning or goes; new keys may come at any time.
FORMAT_VERSION = 1


def part(report: Report) -> dict[str, Any]:
    """One report as plain data."""
    return {
        "path": report.path,
        "language": report.language,
        "lang": report.lang,
        "is_apology": report.is_apology,
        "ok": report.ok,
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity.name,
                "message": finding.message,
                "help": finding.help,
                "where": finding.where,
                "text": finding.text,
                **_places(finding.place),
                "guidance": list(finding.guidance),
                "fix": _fix(finding.fix),
            }
            for finding in report.findings
        ],
        "suppressed": [
            {
                "rule": one.finding.rule,
                "by": one.by,
                "reason": one.reason,
                "severity": one.finding.severity.name,
                "where": one.finding.where,
                "text": one.finding.text,
                **_places(one.finding.place),
            }
            for one in report.suppressed
        ],
        "acts": [
            {
                "act": act.name,
                "sure": act.sure,
                "where": act.sentence.where,
                "text": act.sentence.text,
                **_places(act.place),
            }
            for act in report.acts
        ],
        "not_checked": [
            {"rule": item.rule, "reason": item.reason, "partly": item.partly} for item in report.not_checked
        ],
        "checklist": [
            {
                "point": item.point.id,
                "text": item.point.text(report.lang),
                "status": item.status,
                "rules": list(item.rules),
                "reason": item.reason,
                "accepted": item.accepted,
            }
            for item in report.checklist
        ],
        "incident": {"path": report.incident.path, "kind": report.incident.kind} if report.incident else None,
        "audience": report.audience.to_dict() if report.audience else None,
        "notes": [say(report.lang, note) for note in report.notes],
    }


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [
        {"start": _position(start), "end": _position(end), "text": edit.text}
        for edit in fix.edits
        for start, end in [edit.span.extent()]
    ]
    return {"applicability": fix.applicability.value, "edits": edits}


def _places(place: Place | None) -> dict[str, Any]:
    span = place.span if place else None
    if span is None:
        return {"start": None, "end": None, "decoded_part": None}
    start, end = span.extent()
    return {"start": _position(start), "end": _position(end), "decoded_part": span.source.decoded}


def _position(position: Position) -> dict[str, int]:
    return {"offset": position.offset, "line": position.line, "column": position.column}


def whole(parts: Sequence[dict[str, Any]], failures: Sequence[tuple[str, str]]) -> str:
    """The whole output: every file checked, and every file that could not be."""
    document = {
        "version": FORMAT_VERSION,
        "files": list(parts),
        "unreadable": [{"path": path, "reason": reason} for path, reason in failures],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
