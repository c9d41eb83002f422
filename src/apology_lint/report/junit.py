"""Reports as JUnit XML, for build servers that show tests: a draft is a suite, a rule a test.

GitLab takes only the first test of a name, and Jenkins shows only the first failure of a test: so a
rule is one test, with one failure that holds all of its findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from apology_lint.finding import Finding, Severity
from apology_lint.interface import harmless, joined, say
from apology_lint.report import Report
from apology_lint.report.machine import relative, writable
from apology_lint.report.terminal import location

_COUNTED = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def part(report: Report) -> dict[str, Any]:
    """One suite: its tests, each with the text of ``failure``, ``skipped`` and ``system-out`` if any.

    A finding that is only information is no failure: both servers count every failure as a broken
    test, and would turn red what `--fail-on` lets pass at its mildest. It stands in ``system-out``.
    """
    gaps = {gap.rule: gap for gap in report.not_checked}
    return {"path": relative(report.path), "tests": [_test(report, rule, gaps) for rule in report.rules]}


def _test(report: Report, rule: str, gaps: dict[str, Any]) -> dict[str, Any]:
    found = [finding for finding in report.findings if finding.rule == rule]
    broken = [finding for finding in found if finding.severity > Severity.info]
    said = [_described(report, finding) for finding in found if finding.severity == Severity.info]
    test: dict[str, Any] = {"rule": rule}
    if broken:
        messages = dict.fromkeys(harmless(finding.message) for finding in broken)
        test["failure"] = {
            "type": max(finding.severity for finding in broken).name,
            "message": joined(report.lang, "points", messages),
            "text": "\n".join(_described(report, finding) for finding in broken),
        }
    if rule in gaps:
        reason = harmless(gaps[rule].reason)
        if found or gaps[rule].partly:
            said.append(say(report.lang, "unchecked-rules", rules=rule, reason=reason))
        else:
            test["skipped"] = {"message": reason, "text": reason}
    if said:
        test["system-out"] = {"text": "\n".join(said)}
    return test


def _described(report: Report, finding: Finding) -> str:
    severity = say(report.lang, finding.severity.name)
    advice = harmless(say(report.lang, "help", text=finding.help))
    return f"{location(report, finding)}: {severity}: {harmless(finding.message)}\n{advice}"


def whole(parts: Sequence[dict[str, Any]], failures: Sequence[tuple[str, str]]) -> str:
    """The document; a file that could not be read is a suite with one test that has an error."""
    root = ET.Element("testsuites", name="apology-lint")
    total: Counter[str] = Counter()
    for one in parts:
        total += _suite(root, one["path"], one["tests"])
    for path, reason in failures:
        error = {"type": "unreadable", "message": harmless(reason), "text": harmless(reason)}
        total += _suite(root, relative(path), [{"rule": "unreadable", "error": error}])
    for key in ("tests", "failures", "errors"):
        root.set(key, str(total[key]))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + writable(ET.tostring(root, encoding="unicode"))


def _suite(root: ET.Element, path: str, tests: Sequence[dict[str, Any]]) -> Counter[str]:
    counts = Counter(_COUNTED[key] for test in tests for key in test if key in _COUNTED)
    counts["tests"] = len(tests)
    shown = {key: str(counts[key]) for key in ("tests", "failures", "errors", "skipped")}
    suite = ET.SubElement(root, "testsuite", {"name": harmless(path), **shown})
    for test in tests:
        case = ET.SubElement(suite, "testcase", classname=harmless(path), name=test["rule"])
        for key, outcome in test.items():
            if key != "rule":
                attributes = {name: value for name, value in outcome.items() if name != "text"}
                ET.SubElement(case, key, attributes).text = outcome["text"]
    return counts
