"""Reports as SARIF 2.1.0 (OASIS, 2020), which code scanning and many editors read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from apology_lint.finding import Applicability, Finding, Fix, Severity
from apology_lint.fingerprint import distinct
from apology_lint.interface import joined, say
from apology_lint.report import Report
from apology_lint.report.machine import described, elsewhere, relative, to_json
from apology_lint.rulebook import Rule
from apology_lint.source import PartSource, Position, RawSource, Span
from apology_lint.version import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.info: "note", Severity.warning: "warning", Severity.error: "error"}

#: Not GitHub's ``primaryLocationLineHash``: its upload action computes that and warns of any other value.
_FINGERPRINT = "apologyLint/v1"

#: Surrogates that do not stand for a byte of a file name (PEP 383).
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def part(report: Report) -> dict[str, Any]:
    """The rules, results and notifications of one mail; `whole` numbers the rules."""
    artifact = _artifact(report.path)
    # No accepted findings: GitHub does not read "suppressions" and would open an alert for each.
    fingerprints = distinct(relative(report.path), report.findings)
    results = [
        _result(finding, report.lang, artifact, fingerprint)
        for finding, fingerprint in zip(report.findings, fingerprints, strict=True)
    ]
    gaps: dict[str, list[str]] = {}
    for gap in report.not_checked:
        gaps.setdefault(gap.reason, []).append(gap.rule)
    return {
        "lang": report.lang,
        "rules": [_facts(rule, report.lang) for rule in report.rules.values()],
        "results": results,
        "notifications": [
            _notification(
                "note",
                say(report.lang, "unchecked-rules", rules=joined(report.lang, "list", rules), reason=reason),
                artifact,
            )
            for reason, rules in gaps.items()
        ],
    }


def whole(parts: Sequence[dict[str, Any]], failures: Sequence[tuple[str, str]]) -> str:
    """One run over all files. Where drafts differ in language, a rule is described in that of the first."""
    rules: dict[str, dict[str, Any]] = {}
    for one in parts:
        for facts in one["rules"]:
            if facts["name"] not in rules:
                rules[facts["name"]] = _rule(facts, one["lang"])
    index = {name: number for number, name in enumerate(sorted(rules))}
    notifications = [notification for one in parts for notification in one["notifications"]]
    notifications += [_notification("error", reason, _artifact(path)) for path, reason in failures]
    run = {
        "tool": {
            "driver": {
                "name": "apology-lint",
                "version": __version__,
                "rules": [rules[name] for name in index],
            }
        },
        "language": parts[0]["lang"] if parts else "en",
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not failures, "toolExecutionNotifications": notifications}],
        "results": [
            {**result, "ruleIndex": index[result["ruleId"]]} for one in parts for result in one["results"]
        ],
    }
    return to_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _facts(rule: Rule, lang: str) -> dict[str, Any]:
    """What `whole` needs of a rule, each text once: parts are kept and sent."""
    text = rule.text(lang)
    severity = say(lang, rule.severity.name)
    return {
        "name": rule.name,
        "tags": [rule.category, *rule.tags],
        "level": _LEVELS[rule.severity],
        "title": text.title,
        "why": " ".join(text.why.split()),
        "because": say(lang, "why-severity", severity=severity, because=" ".join(text.because.split())),
        "sources": list(rule.sources),
    }


def _rule(facts: dict[str, Any], lang: str) -> dict[str, Any]:
    reasons = f"{facts['why']}\n\n{facts['because']}"
    heading = say(lang, "sources")
    sources = "\n".join(f"- {source}" for source in facts["sources"])
    return {
        "id": facts["name"],
        "shortDescription": {"text": facts["title"]},
        "fullDescription": {"text": facts["why"]},
        "help": {
            "text": f"{reasons}\n\n{heading}\n{sources}" if sources else reasons,
            "markdown": f"{reasons}\n\n**{heading}**\n\n{sources}" if sources else reasons,
        },
        "defaultConfiguration": {"level": facts["level"]},
        "properties": {"tags": facts["tags"]},
    }


def _result(finding: Finding, lang: str, artifact: dict[str, str], fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": _message(described(finding, lang)),
        "locations": [_location(finding, lang, artifact)],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
    if finding.fix is not None and _is_proposal(finding.fix):
        result["fixes"] = [_fix(finding.fix, artifact)]
    return result


def _location(finding: Finding, lang: str, artifact: dict[str, str]) -> dict[str, Any]:
    place = elsewhere(finding, lang)
    if place is None and finding.extent is not None:
        return {"physicalLocation": {"artifactLocation": artifact, "region": _region(*finding.extent)}}
    # GitHub shows no result without a line (its "SARIF support for code scanning").
    begin = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    return {
        "physicalLocation": {"artifactLocation": artifact, "region": begin},
        "logicalLocations": [{"name": place}],
    }


def _region(start: Position, end: Position) -> dict[str, int]:
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": start.offset,
        "byteLength": end.offset - start.offset,
    }


def _is_proposal(fix: Fix) -> bool:
    """Whether the edits can be written into the file as they are: not where a person must finish them,
    nor in a part of a message, whose transfer encoding they would have to follow."""
    return fix.applicability is not Applicability.display and all(_stands(edit.span) for edit in fix.edits)


def _stands(span: Span) -> bool:
    source = span.source
    return source.is_file and source.decoded is None and not isinstance(source, PartSource | RawSource)


def _fix(fix: Fix, artifact: dict[str, str]) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(*edit.span.extent()), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
    ]
    return {
        "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
        "properties": {"applicability": fix.applicability.value},
    }


def _notification(level: str, text: str, artifact: dict[str, str]) -> dict[str, Any]:
    return {
        "level": level,
        "message": _message(text),
        "locations": [{"physicalLocation": {"artifactLocation": artifact}}],
    }


def _message(text: str) -> dict[str, str]:
    """Plain text: what stands in a mail must not become a link, which ``[words](target)`` would (§3.11.6)."""
    return {"text": text.replace("](", "\\](")}


def _artifact(path: str) -> dict[str, str]:
    """Where a file lies; the base is where the command runs, which should be the root of the repository."""
    known = _NO_BYTE.sub("\ufffd", relative(path))
    if known.startswith("/") or known[1:3] == ":/":
        return {"uri": "file:///" + quote(known.lstrip("/"), safe="/:", errors="surrogateescape")}
    return {"uri": quote(known, errors="surrogateescape"), "uriBaseId": "%SRCROOT%"}
