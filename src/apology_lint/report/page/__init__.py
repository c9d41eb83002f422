"""Reports as one page for a browser: the draft as its reader sees it, marked, and the findings beside it.

The page stands alone. It loads nothing, sends nothing, and runs no script but its own, which it also
does without; the drafts on it can do neither (see `page.draft` and `page.safe`).
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apology_lint.email import LISTS
from apology_lint.finding import Severity
from apology_lint.interface import joined, say
from apology_lint.report import Report
from apology_lint.report.page.findings import acts, listed, ordered
from apology_lint.report.page.marks import escape, quoted, sentence

if TYPE_CHECKING:
    from apology_lint.report.page.draft import Draft

_LEVELS = tuple(severity.name for severity in sorted(Severity, reverse=True))
_SIGNS = {"met": "✓", "broken": "✗", "not checked": "–"}


def part(report: Report) -> dict[str, Any]:
    """One draft as data for `whole`: ``html`` its finished section, and what the overview says of it."""
    # Reading mail costs time to import, and a page of cached parts reads none.
    from apology_lint.report.page.draft import Draft

    key = "d" + hashlib.sha256(report.path.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    lang = report.lang
    draft = Draft(report, key)
    shown = draft.html()
    counts = Counter(finding.severity.name for finding in report.findings)
    html = (
        f'<article id="{key}" class="draft" lang="{lang}" dir="{_direction(lang)}" '
        f'aria-labelledby="{key}-name">'
        f'<header><h2 id="{key}-name"><bdi>{quoted(report.path)}</bdi></h2>'
        f'<p class="verdict">{_verdict(lang, counts)}</p></header>'
        f"{_mail(report, draft, shown)}"
        f'<section class="findings"><h3>{say(lang, "page-findings")}</h3>{_filter(lang, counts)}'
        f"{listed(report, key, draft.marks) or _nothing(lang)}</section></div>"
        f"{_recipients(report)}{_guidance(report, key)}{_remarks(report)}</article>"
    )
    beyond = [item.point.text(lang) for item in report.checklist if report.is_beyond(item)]
    return {
        "key": key,
        "path": report.path,
        "lang": lang,
        "counts": {name: counts[name] for name in _LEVELS},
        "beyond": beyond,
        "html": html,
    }


def whole(parts: Sequence[Any], failures: Sequence[tuple[str, str]], before: str = "") -> str:
    """The page, in the language of the first draft.

    Args:
        parts: what `part` returned for each draft.
        failures: (path, reason) of each file that could not be read.
        before: markup to stand above them.
    """
    lang = parts[0]["lang"] if parts else "en"
    script, title = _asset("page.js"), say(lang, "page-title")
    # The drafts need style attributes, and their frames inherit this policy: so style is let in, and
    # nothing else that could come from a draft. A style that may not load anything is only looks.
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'; "
        "base-uri 'none'; form-action 'none'"
    )
    names = joined(lang, "list", (one["path"] for one in parts))
    return (
        f'<!doctype html>\n<html lang="{lang}" dir="{_direction(lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta content="initial-scale=1, width=device-width" name="viewport">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{quoted(f'{title}: {names[:200]}' if names else title)}</title>\n"
        f"<style>{_asset('page.css')}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#report">{say(lang, "page-skip")}</a>\n'
        f'<header class="top"><p>apology-lint</p><h1>{title}</h1></header>\n'
        f'<main id="report" tabindex="-1">{before}{_overview(lang, parts, failures)}\n'
        + "\n".join(one["html"] for one in parts)
        + f"\n{_beyond(lang, parts)}</main>\n"
        f"<footer><p>{say(lang, 'page-private')}</p></footer>\n<script>{script}</script>\n</body>\n</html>"
    )


def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _direction(lang: str) -> str:
    return "rtl" if lang == "ar" else "ltr"


def _count(lang: str, name: str, count: int) -> str:
    return say(lang, f"count-{name}{'-one' if count == 1 else ''}", count=count)


def _verdict(lang: str, counts: Mapping[str, int]) -> str:
    if not any(counts.values()):
        return f'<span data-severity="none">{say(lang, "none")}</span>'
    return " ".join(
        f'<span data-severity="{name}">{_count(lang, name, counts[name])}</span>'
        for name in _LEVELS
        if counts[name]
    )


def _nothing(lang: str) -> str:
    return f"<p>{say(lang, 'none')}.</p>"


def _filter(lang: str, counts: Mapping[str, int]) -> str:
    """Boxes that hide the findings of a severity; the style sheet does the rest."""
    names = [name for name in _LEVELS if counts[name]]
    if len(names) < 2:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" checked data-filter="{name}"> '
        f"{_count(lang, name, counts[name])}</label>"
        for name in names
    )
    return f'<fieldset class="filter"><legend>{say(lang, "page-show")}</legend>{boxes}</fieldset>'


def _mail(report: Report, draft: Draft, shown: str) -> str:
    """The draft, what it does above it; only a frame where there is none, but lists of recipients."""
    if report.email.format == LISTS:
        return '<div class="sides">'
    lang = report.lang
    return (
        f'<section class="course"><h3>{say(lang, "page-acts")}</h3>{acts(report, draft.marks)}</section>'
        f'<div class="sides"><section class="mail"><h3>{say(lang, "page-mail")}</h3>{shown}</section>'
    )


def _recipients(report: Report) -> str:
    """The recipients in numbers, if they were counted."""
    if report.audience is None:
        return ""
    from apology_lint.report.audience import rows, segments  # most reports have none

    lang = report.lang
    counts = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(number)}</td></tr>'
        for name, number in rows(report.audience, lang)
    )
    tables = f"<table><tbody>{counts}</tbody></table>"
    head, *body = segments(report.audience, lang) or [()]
    if body:
        columns = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
        lines = "".join(
            f'<tr><th scope="row"><bdi>{quoted(name)}</bdi></th>'
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr>"
            for name, *cells in body
        )
        tables += f"<table><thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<section class="recipients"><h3>{say(lang, "page-recipients")}</h3>{tables}</section>'


def _guidance(report: Report, key: str) -> str:
    """The points a draft can answer."""
    lang = report.lang
    numbers: dict[str, list[int]] = {}
    for number, finding in enumerate(ordered(report), 1):
        numbers.setdefault(finding.rule, []).append(number)
    items = []
    for item in report.checklist:
        if report.is_beyond(item) or (item.status == "not checked" and not item.rules):
            continue
        found = (
            sorted(n for rule in item.rules for n in numbers.get(rule, ())) if item.status == "broken" else []
        )
        links = " ".join(
            f'<a href="#{key}-f{n}" aria-label="{say(lang, "page-finding", number=n)}">{n}</a>' for n in found
        )
        reason = f' <span class="reason">{sentence(item.reason, lang)}</span>' if item.reason else ""
        items.append(
            f'<li data-status="{item.status}">'
            f'<span class="sign" aria-hidden="true">{_SIGNS[item.status]}</span>'
            f"<div><p>{quoted(item.point.text(lang))}</p>"
            f'<p class="status">{say(lang, item.status)} {links}{reason}</p></div></li>'
        )
    return (
        f'<section class="guidance"><h3>{say(lang, "page-guidance")}</h3><ul>{"".join(items)}</ul></section>'
        if items
        else ""
    )


def _remarks(report: Report) -> str:
    """How the draft was read, and which rules could not be applied."""
    lang = report.lang
    reasons: dict[str, list[str]] = {}
    for gap in report.not_checked:
        partly = f" ({say(lang, 'page-partly')})" if gap.partly else ""
        reasons.setdefault(gap.reason, []).append(f"<code><bdi>{quoted(gap.rule)}</bdi></code>{partly}")
    read_as = [sentence(say(lang, note), lang) for note in report.notes]
    notes = _section(say(lang, "page-notes"), read_as)
    rows = [f"{sentence(reason, lang)}: {joined(lang, 'list', rules)}" for reason, rules in reasons.items()]
    return notes + _section(say(lang, "page-unchecked"), rows)


def _section(heading: str, rows: Iterable[str]) -> str:
    items = "".join(f"<li>{row}</li>" for row in rows)
    return f'<section class="remarks"><h3>{heading}</h3><ul>{items}</ul></section>' if items else ""


def _overview(lang: str, parts: Sequence[Any], failures: Sequence[tuple[str, str]]) -> str:
    """Which drafts are on the page, if more than one, and which are not."""
    out = ""
    if len(parts) > 1:
        head = "".join(f'<th scope="col">{say(lang, name)}</th>' for name in ("page-draft", *_LEVELS))
        rows = "".join(
            f'<tr><th scope="row"><a href="#{one["key"]}"><bdi>{quoted(one["path"])}</bdi></a></th>'
            + "".join(
                f'<td data-severity="{name}" data-count="{one["counts"][name]}">{one["counts"][name]}</td>'
                for name in _LEVELS
            )
            + "</tr>"
            for one in parts
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        out += f'<section class="overview"><h2>{say(lang, "page-overview")}</h2>{table}</section>'
    if failures:
        rows = "".join(
            f"<li><bdi>{quoted(path)}</bdi>: <bdi>{quoted(reason)}</bdi></li>" for path, reason in failures
        )
        out += f'<section class="failures"><h2>{say(lang, "page-unreadable")}</h2><ul>{rows}</ul></section>'
    return out


def _beyond(lang: str, parts: Sequence[Any]) -> str:
    """What has to be settled otherwise; the same for every draft."""
    points = "".join(f"<li>{escape(point)}</li>" for point in (parts[0]["beyond"] if parts else ()))
    return (
        f'<section class="beyond"><h2>{say(lang, "page-beyond")}</h2><ul>{points}</ul></section>'
        if points
        else ""
    )
