"""The findings of one draft as a list: what facts and recipients speak against first, then what the words
say, then how the mail arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apology_lint.finding import Finding
from apology_lint.interface import named, say
from apology_lint.report import Report
from apology_lint.report.mending import mending
from apology_lint.report.page.marks import quoted, sentence

#: Points of the guidance about how the mail arrives and looks, not about what it says.
_ARRIVAL = frozenset({"answerable", "branded", "legible", "private", "trusted"})
#: Where a finding stands that no word of the draft is to blame for.
_BESIDE = frozenset({"incident", "recipients"})
_HEADINGS = ("page-before", "page-words", "page-arrival")
#: A rule that was broken more often is one entry that opens (our choice).
_MOST = 3
#: As much of the words in question is quoted, in characters (our choice).
_QUOTED = 160


def ordered(report: Report) -> list[Finding]:
    """The findings in the order in which the page numbers them: by group, then by severity; those of one
    rule together, and otherwise as they come in the mail."""
    first: dict[tuple[str, int, str], int] = {}
    for at, finding in enumerate(report.findings):
        first.setdefault(_group(finding), at)
    return sorted(
        report.findings, key=lambda f: (_HEADINGS.index(_heading(f)), -f.severity, first[_group(f)])
    )


def _group(finding: Finding) -> tuple[str, int, str]:
    return _heading(finding), -finding.severity, finding.rule


def _heading(finding: Finding) -> str:
    """Under which of `_HEADINGS` a finding stands."""
    if finding.where in _BESIDE:
        return "page-before"
    arrives = bool(finding.guidance) and _ARRIVAL.issuperset(finding.guidance)
    return "page-arrival" if arrives else "page-words"


def listed(report: Report, key: str, marks: Mapping[tuple[str, int], str]) -> str:
    """The list of findings.

    Args:
        report: what was found.
        key: what every id on the page begins with.
        marks: the id of the element in which a (kind, number) is marked.
    """
    out = []
    entries = [*enumerate(ordered(report), 1)]
    for heading in _HEADINGS:
        rest = [entry for entry in entries if _heading(entry[1]) == heading]
        if not rest:
            continue
        items = []
        while rest:
            same = [entry for entry in rest if _group(entry[1]) == _group(rest[0][1])]
            rest = rest[len(same) :]
            shown = [_item(report.lang, key, number, finding, marks) for number, finding in same]
            items.append(_opening(report.lang, same, shown) if len(same) > _MOST else "".join(shown))
        out.append(f"<h4>{say(report.lang, heading)}</h4><ul>{''.join(items)}</ul>")
    return "".join(out)


def _opening(lang: str, same: Sequence[tuple[int, Finding]], shown: Sequence[str]) -> str:
    """Many findings of one rule, behind the first of them."""
    finding = same[0][1]
    count = say(lang, "page-times", count=len(same))
    return (
        f'<li class="group" data-severity="{finding.severity.name}"><details><summary>'
        f"{_kind(lang, finding)} <strong>{count}</strong></summary>"
        f"<ul>{''.join(shown)}</ul></details></li>"
    )


def _kind(lang: str, finding: Finding) -> str:
    name = finding.severity.name
    return (
        f'<span class="severity" data-severity="{name}">{say(lang, name)}</span> '
        f"<code><bdi>{quoted(finding.rule)}</bdi></code>"
    )


def _item(lang: str, key: str, number: int, finding: Finding, marks: Mapping[tuple[str, int], str]) -> str:
    text, name = finding.text or "", finding.severity.name
    mark = marks.get(("finding", number))
    message = sentence(finding.message, lang)
    if mark is not None:
        message = f'<a href="#{mark}" data-finding="{number}">{message}</a>'
    words = ""
    if text and text not in finding.message:  # most messages quote the words themselves
        clipped = text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
        words = f"<blockquote dir=auto>{quoted(clipped)}</blockquote>"
    return (
        f'<li class="finding" id="{key}-f{number}" data-severity="{name}" tabindex="-1">'
        f'<p class="kind"><span class="number" data-severity="{name}">{number}</span> {_kind(lang, finding)} '
        f'<span class="where">{where(lang, finding.where)}</span></p>'
        f'<p class="message">{message}</p>{words}'
        f'<p class="instead"><b>{say(lang, "page-instead")}:</b> {sentence(finding.help, lang)}</p>'
        f"{_fix(lang, finding)}</li>"
    )


def _fix(lang: str, finding: Finding) -> str:
    if finding.fix is None:
        return ""
    return f'<p class="fix" dir=auto>{sentence(mending(finding.fix, lang), lang)}</p>'


def where(lang: str, part: str | None) -> str:
    """A part of the mail by its name; the whole of it if None."""
    return quoted(say(lang, part or "whole mail"))


def acts(report: Report, marks: Mapping[tuple[str, int], str]) -> str:
    """What the mail does from its first sentence to its last; neighbours that do the same are one.

    Args:
        report: what was found.
        marks: the id of the element in which a (kind, number) is marked.
    """
    lang = report.lang
    runs: list[tuple[str, bool, int]] = []
    for number, act in enumerate(report.acts, 1):
        if runs and runs[-1][0] == act.name:
            runs[-1] = (act.name, runs[-1][1] or act.sure, runs[-1][2])
        else:
            runs.append((act.name, act.sure, number))
    if not runs:
        return f"<p>{say(lang, 'page-no-acts')}</p>"
    items = []
    for name, sure, number in runs:
        likely = "" if sure else f' <span class="likely">({say(lang, "page-likely")})</span>'
        words = f"{quoted(named(lang, f'act-{name}'))}{likely}"
        mark = marks.get(("act", number))
        link = f'<a href="#{mark}" data-act="{number}">{words}</a>' if mark else words
        items.append(f'<li data-act-name="{quoted(name)}">{link}</li>')
    return f'<ol class="acts">{"".join(items)}</ol>'
