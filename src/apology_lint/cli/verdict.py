"""A verdict before a send, written down: as data, as lines of a terminal, as a part of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from apology_lint.interface import harmless, say
from apology_lint.report.page.marks import quoted, sentence
from apology_lint.report.terminal import Style, directed

if TYPE_CHECKING:
    from apology_lint.presend import Reason, Verdict


def data(verdict: Verdict) -> dict[str, Any]:
    """What the JSON of a pipeline begins with."""
    return {
        "ready": verdict.ready,
        "reasons": [
            {
                "path": reason.path,
                "rule": reason.rule,
                "severity": reason.severity.name,
                "text": reason.text,
                "checked": reason.checked,
            }
            for reason in verdict.reasons
        ],
    }


def lines(verdict: Verdict, lang: str, style: Style) -> Iterator[str]:
    """One line, then one for each reason and for each thing left unchecked."""
    yield ""
    yield style.paint(_head(verdict, lang), "1;32" if verdict.ready else "1;31")
    several = len({reason.path for reason in (*verdict.reasons, *verdict.gaps)}) > 1
    for sign, found in (("✗", verdict.reasons), ("–", verdict.gaps)):
        for reason in found:
            where = f"{reason.path}: " if several else ""
            yield directed(harmless(f"  {sign} {where}{reason.rule}: {_text(reason, lang)}"), lang)


def page(verdict: Verdict, lang: str) -> str:
    """The same at the top of the page."""
    items = "".join(
        f'<li data-status="{status}"><code><bdi>{quoted(reason.rule)}</bdi></code>: '
        f"{sentence(_text(reason, lang), lang)}</li>"
        for status, found in (("broken", verdict.reasons), ("not checked", verdict.gaps))
        for reason in found
    )
    state = "ready" if verdict.ready else "not-ready"
    head = f"<h2>{_head(verdict, lang)}</h2>"
    return f'<section class="presend" data-state="{state}">{head}<ul>{items}</ul></section>'


def _head(verdict: Verdict, lang: str) -> str:
    if not verdict.ready:
        return say(lang, "not-ready", count=len(verdict.reasons))
    return say(lang, "ready-as-far" if verdict.gaps else "ready")


def _text(reason: Reason, lang: str) -> str:
    return reason.text if reason.checked else say(lang, "unchecked-reason", reason=reason.text)
