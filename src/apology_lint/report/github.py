"""Reports as workflow commands, which GitHub Actions turns into annotations of the lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from apology_lint.finding import Finding, Severity
from apology_lint.interface import harmless, say
from apology_lint.report import Report
from apology_lint.report.machine import described, elsewhere, relative, writable

_COMMANDS = {Severity.info: "notice", Severity.warning: "warning", Severity.error: "error"}

#: So many annotations of each kind GitHub shows for a step (actions/toolkit, docs/problem-matchers.md).
_SHOWN = 10

# The runner undoes exactly these (actions/toolkit, packages/core/src/command.ts).
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def part(report: Report) -> dict[str, Any]:
    """The commands for one mail, as (kind, command), and the language of the report."""
    path = harmless(relative(report.path))
    commands = []
    for finding in report.findings:
        kind = _COMMANDS[finding.severity]
        message = "\n".join(harmless(line) for line in described(finding, report.lang).split("\n"))
        place = _place(finding, report.lang)
        commands.append([kind, _command(kind, {"file": path, **place, "title": finding.rule}, message)])
    return {"lang": report.lang, "commands": commands}


def whole(parts: Sequence[dict[str, Any]], failures: Sequence[tuple[str, str]]) -> str:
    """One command a line. Files that could not be read come first: of too many annotations GitHub
    drops the last, and says so nowhere; the log then does."""
    commands = [
        ["error", _command("error", {"file": harmless(relative(path))}, harmless(reason))]
        for path, reason in failures
    ]
    commands += [command for one in parts for command in one["commands"]]
    lines = [line for _, line in commands]
    if any(count > _SHOWN for count in Counter(kind for kind, _ in commands).values()):
        lang = parts[0]["lang"] if parts else "en"
        lines.append(say(lang, "annotations", shown=_SHOWN, count=len(commands)))
    return writable("\n".join(lines))


def _place(finding: Finding, lang: str) -> dict[str, int]:
    """Line and column, both ends inclusive; the runner drops columns that stand in different lines."""
    if finding.extent is None or elsewhere(finding, lang):
        return {}
    start, end = finding.extent
    if start.line != end.line:
        return {"line": start.line, "endLine": end.line}
    columns = {"col": start.column, "endColumn": max(end.column - 1, start.column)}
    return {"line": start.line, "endLine": end.line, **columns}


def _command(kind: str, properties: dict[str, Any], message: str) -> str:
    named = ",".join(f"{key}={str(value).translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{kind} {named}::{message.translate(_DATA)}"
