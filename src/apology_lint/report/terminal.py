"""Reports for a terminal: `full` with the source line, `concise` with one line for each finding."""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from apology_lint.interface import harmless, joined, say
from apology_lint.report.mending import mending

if TYPE_CHECKING:
    from apology_lint.finding import Finding
    from apology_lint.report import Report
    from apology_lint.source import Span

_COLOURS = {"error": "31", "warning": "33", "info": "36"}
_MARKS = {"met": ("✓", "32"), "broken": ("✗", "31"), "not checked": ("–", "2")}
#: At most this much of a long source line is shown around the span, in columns.
_FRAME = 76
#: Findings of one rule that `full` shows in full, and places of others it lists (our choice: old markup
#: breaks some rules on every line, and would hide what the words do).
_SHOWN = 3
_LISTED = 12


def directed(text: str, lang: str) -> str:
    """A line of `lang` as terminals that order text by its first letter should see it: a line of
    Arabic that begins with a Latin name gets an invisible right-to-left mark before it."""
    if lang != "ar":
        return text
    first = next((char for char in text if unicodedata.bidirectional(char) in ("L", "R", "AL")), "")
    return f"\u200f{text}" if first and unicodedata.bidirectional(first) == "L" else text


class Style:
    """Colour or none; everything else about the output is the same either way."""

    def __init__(self, colour: bool, width: int = 100) -> None:
        self.colour = colour
        self.width = max(40, min(width, 100))

    def paint(self, text: str, code: str) -> str:
        """The text in a colour (an SGR code), where there is colour."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


class Concise:
    """One line for each finding, ``path:line:column: severity rule: message``; at the end one for each
    reason why rules could not be applied, with the number of drafts if it is more than one."""

    def __init__(self, style: Style) -> None:
        self.style = style

    def part(self, report: Report) -> dict[str, Any]:
        """The lines of one report; the rules that were not applied, by reason."""
        unchecked: dict[str, list[str]] = {}
        for gap in report.not_checked:
            if not gap.partly:
                unchecked.setdefault(gap.reason, []).append(gap.rule)
        lines = [*concise(report, self.style)]
        return {"lines": lines, "path": report.path, "lang": report.lang, "unchecked": unchecked}

    def whole(self, parts: Sequence[dict[str, Any]], failures: Sequence[tuple[str, str]]) -> str:  # noqa: ARG002
        """The lines of all of them."""
        lines = [line for part in parts for line in part["lines"]]
        drafts: dict[tuple[str, str], list[str]] = {}
        rules: dict[tuple[str, str], dict[str, None]] = {}
        for part in parts:
            for reason, names in part["unchecked"].items():
                drafts.setdefault((part["lang"], reason), []).append(part["path"])
                rules.setdefault((part["lang"], reason), {}).update(dict.fromkeys(names))
        for (lang, reason), paths in drafts.items():
            of = harmless(paths[0]) if len(paths) == 1 else say(lang, "drafts", count=len(paths))
            names = joined(lang, "list", rules[lang, reason])
            lines.append(f"{of}: {harmless(say(lang, 'unchecked-rules', rules=names, reason=reason))}")
        return "\n".join(lines)


class Full:
    """Each finding with its source line and what to write instead, then the checklist of the guidance."""

    def __init__(self, style: Style) -> None:
        self.style = style

    def part(self, report: Report) -> dict[str, list[str]]:
        """The findings of one report, what stands below them, and what is said once at the end."""
        return {
            "findings": [*full(report, self.style)],
            "below": [*recipients(report, self.style), *checklist(report, self.style), *notes(report), ""],
            "end": [*beyond(report, self.style), ""],
        }

    def whole(self, parts: Sequence[dict[str, list[str]]], failures: Sequence[tuple[str, str]]) -> str:  # noqa: ARG002
        """All of them; of several, the checklists of those with findings only."""
        lines: list[str] = []
        for part in parts:
            lines += part["findings"]
            if part["findings"] or len(parts) == 1:
                lines += part["below"]
        return "\n".join(lines + parts[0]["end"] if parts else lines)


def concise(report: Report, style: Style) -> Iterator[str]:
    """One line for each finding. What has no place in the file stands at its beginning, with a word on
    where it is: editors jump to lines."""
    path = harmless(report.path)
    for finding in report.findings:
        name, extent, where = finding.severity.name, finding.extent, ""
        start = f"{extent[0].line}:{extent[0].column}" if extent else "1:1"
        if extent is None or finding.decoded:
            where = f" ({finding.decoded or say(report.lang, finding.where or 'whole mail')})"
        yield (
            f"{style.paint(f'{path}:{start}', '1')}: "
            f"{style.paint(say(report.lang, name), _COLOURS[name])} {finding.rule}: "
            f"{harmless(directed(finding.message, report.lang))}{where}"
        )


def full(report: Report, style: Style) -> Iterator[str]:
    """Each finding with its source line and what to write instead; of a rule that is broken again and
    again the first few, then where the others stand. What a mail as a whole lacks is another thing each
    time, and all of it is said."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    seen: Counter[str] = Counter()
    for finding in report.findings:
        same = by_rule[finding.rule]
        seen[finding.rule] += 1
        if not finding.of_mail and len(same) > _SHOWN + 1 and seen[finding.rule] > _SHOWN:
            if seen[finding.rule] == _SHOWN + 1:
                yield from _more(same[_SHOWN:], report.lang, style)
            continue
        name = finding.severity.name
        yield (
            f"{style.paint(location(report, finding), '1')}  "
            f"{style.paint(say(report.lang, name), '1;' + _COLOURS[name])}  {style.paint(finding.rule, '1')}"
        )
        yield from _wrapped(directed(finding.message, report.lang), style, "  ")
        span = finding.place.span if finding.place else None
        if span is not None and span.end > span.start:
            yield from _frame(span, style, name)
        yield from _wrapped(say(report.lang, "help", text=finding.help), style, "  ", "        ")
        if finding.fix is not None:
            yield from _wrapped(
                directed(mending(finding.fix, report.lang), report.lang), style, "  ", "        "
            )
        yield ""


def _more(findings: Sequence[Finding], lang: str, style: Style) -> Iterator[str]:
    extents = [finding.extent for finding in findings]
    places = [f"{extent[0].line}:{extent[0].column}" for extent in extents[:_LISTED] if extent is not None]
    if len(findings) > _LISTED:
        places.append("…")
    text = say(lang, "more", count=len(findings), rule=findings[0].rule, places=joined(lang, "list", places))
    yield from _wrapped(directed(text, lang), style, "  ")
    yield ""


def location(report: Report, finding: Finding) -> str:
    """Where a finding stands, as editors jump to it: ``path:line:column``."""
    path, extent = harmless(report.path), finding.extent
    if extent is None:
        return f"{path} ({say(report.lang, finding.where or 'whole mail')})"
    start = extent[0]
    where = f"{path}:{start.line}:{start.column}"
    return say(report.lang, "in-part", place=where, part=finding.decoded) if finding.decoded else where


def _wrapped(text: str, style: Style, lead: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        harmless(text),
        style.width,
        initial_indent=lead,
        subsequent_indent=lead if rest is None else rest,
        break_on_hyphens=False,
    )


def _frame(span: Span, style: Style, severity: str) -> Iterator[str]:
    """The source line with the span underlined.

    Under right-to-left text a line of carets would stand in the wrong place on terminals that
    reorder it and in the right place on others: there the span itself is marked.
    """
    line, line_start = span.source.line(span.start)
    number = str(span.extent()[0].line)
    first = span.start - line_start
    after = min(span.end - line_start, len(line))
    columns = min(_FRAME, style.width - len(number) - 5)
    before, marked, rest = _window(line, first, after, columns)
    gutter = " " * len(number)
    bar = style.paint("|", "2")
    right_to_left = any(unicodedata.bidirectional(char) in ("R", "AL") for char in before + marked + rest)
    colour = _COLOURS[severity]
    if right_to_left:  # and no line of its own for the bar: it would stand on the other side
        shown = style.paint(marked, "4;" + colour) if style.colour else f"⟦{marked}⟧"
        yield f"  {style.paint(number, '2')} {bar} {before}{shown}{rest}"
    else:
        yield f"  {gutter} {bar}"
        yield f"  {style.paint(number, '2')} {bar} {before}{marked}{rest}"
        carets = "^" * max(_width(marked), 1)
        yield f"  {gutter} {bar} {' ' * _width(before)}{style.paint(carets, colour)}"


def _window(line: str, first: int, after: int, columns: int) -> tuple[str, str, str]:
    """The part of a line around a span that fits `columns`: before, span, after."""
    begin = max(first - 1000, 0)  # a line may be a megabyte, the frame is 76 columns
    line, first, after = line[begin : after + 1000], first - begin, after - begin
    line = harmless(line.replace("\t", " "))
    line = line.replace("\ufffc", " ")
    marked = line[first:after]
    if _width(marked) > columns - 14:  # leave room for what stands before
        marked = _clip(marked, columns - 15) + "…"
        after = len(line)
    room = columns - _width(marked)
    before = line[:first].lstrip()
    if _width(before) > max(room // 2, 12):
        before = "…" + _clip(before[::-1], max(room // 2, 12) - 1)[::-1]
    rest = line[after:].rstrip()
    room -= _width(before)
    if _width(rest) > max(room, 0):
        rest = _clip(rest, max(room - 1, 0)) + "…"
    return before, marked, rest


def _clip(text: str, columns: int) -> str:
    from wcwidth import wcwidth  # not needed to print what is remembered

    used = 0
    for index, char in enumerate(text):
        used += max(wcwidth(char), 0)
        if used > columns:
            return text[:index]
    return text


def _width(text: str) -> int:
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def recipients(report: Report, style: Style) -> Iterator[str]:
    """The recipients in numbers, if they were counted."""
    if report.audience is not None:
        from apology_lint.report.audience import lines  # most reports have none

        yield style.paint(say(report.lang, "page-recipients"), "1")
        yield from (directed(line, report.lang) for line in lines(report.audience, report.lang))
        yield ""


def checklist(report: Report, style: Style) -> Iterator[str]:
    """The points of the guidance that a draft can answer: met, broken, not checked and why."""
    lang = report.lang
    yield style.paint(say(lang, "guidance", path=harmless(report.path)), "1")
    unchecked: dict[str, list[str]] = {}
    for item in report.checklist:
        text = item.point.text(lang)
        if item.status == "not checked":
            # What was switched off is no news; what `beyond` names is not said twice.
            if item.rules and (_is_for_some_rules(report) or not report.is_beyond(item)):
                unchecked.setdefault(item.reason or "", []).append(text)
        elif item.status == "broken":
            yield from _item(item.status, f"{text}  ({joined(lang, 'list', item.rules)})", style)
        else:
            if item.reason:
                text = say(lang, "unchecked", text=text, reason=item.reason)
            if item.accepted:
                text = f"{text}  ({item.accepted})"
            yield from _item(item.status, text, style)
    for reason, points in unchecked.items():
        text = say(lang, "unchecked", text=joined(lang, "points", points), reason=reason)
        yield from _item("not checked", text, style)


def _item(status: str, text: str, style: Style) -> Iterator[str]:
    mark, code = _MARKS[status]
    first, *rest = textwrap.wrap(harmless(text), style.width - 4, break_on_hyphens=False)
    yield f"  {style.paint(mark, code)} {first}"
    for line in rest:
        yield f"    {line}"


def beyond(report: Report, style: Style) -> Iterator[str]:
    """The points that no draft can answer, and how to have them checked. Nothing in a run for some rules."""
    if _is_for_some_rules(report):
        return
    points = [item.point.text(report.lang) for item in report.checklist if report.is_beyond(item)]
    if points:
        named = joined(report.lang, "points", (point[0].lower() + point[1:] for point in points))
        yield from _wrapped(say(report.lang, "beyond", points=named), style, "")
    if report.incident is None:
        yield from _wrapped(say(report.lang, "beyond-facts"), style, "")


def _is_for_some_rules(report: Report) -> bool:
    return any(item.point.needs == "text" and not item.rules for item in report.checklist)


def notes(report: Report) -> Iterator[str]:
    """What the reader of the report must know: how the file was read, what the report is not."""
    for note in report.notes:
        yield say(report.lang, "note", path=harmless(report.path), text=say(report.lang, note))


def summary(lang: str, counts: Mapping[str, int], files: int, failures: int, style: Style) -> str:
    """The one line at the end: how many findings of each severity, in how many files."""
    checked = say(lang, "files-one" if files == 1 else "files", count=files)
    if not files:
        text = checked
    elif not any(counts.values()):
        text = joined(lang, "list", [style.paint(say(lang, "none"), "1;32"), checked])
    else:
        named = [
            say(lang, f"count-{name}{'-one' if counts[name] == 1 else ''}", count=counts[name])
            for name in ("error", "warning", "info")
            if counts.get(name)
        ]
        text = say(lang, "found", found=style.paint(joined(lang, "list", named), "1"), files=checked)
    unreadable = [say(lang, "unreadable", count=failures)] if failures else []
    return joined(lang, "list", [text, *unreadable]) + "."
