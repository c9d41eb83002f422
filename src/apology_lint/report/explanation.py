"""A rule explained, for ``apology-lint explain``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from apology_lint.rulebook import Rule, Rulebook

#: What an evidence grade means.
_GRADES = {
    "E1": "E1 of 5, theory or expert opinion",
    "E2": "E2 of 5, content analysis or survey",
    "E3": "E3 of 5, one or two experiments with imagined cases",
    "E4": "E4 of 5, several or replicated experiments",
    "E5": "E5 of 5, a large field experiment or meta-analysis",
}


def explanation(rule: Rule, book: Rulebook, width: int) -> Iterator[str]:
    """Why a rule exists, on what it stands, examples, how to turn it off; lines of `width` columns."""
    text = rule.text

    def paragraph(content: str, lead: str = "") -> list[str]:
        return textwrap.wrap(
            " ".join(content.split()), width, initial_indent=lead, subsequent_indent=" " * len(lead)
        )

    yield f"{rule.name}: {text.title}"
    yield f"{rule.severity.name}, {rule.category}; languages: {', '.join(rule.texts)}"
    yield ""
    yield from paragraph(text.why)
    yield ""
    yield "Serves the guidance:"
    for point in rule.guidance:
        yield f"  - {book.points[point].text['en']}"
    yield ""
    yield from paragraph(f"Why {rule.severity.name}: {rule.because}")
    if rule.sources:
        yield ""
        yield (
            "Sources"
            + (f" (evidence: {_GRADES.get(rule.evidence, rule.evidence)})" if rule.evidence else "")
            + ":"
        )
        for source in rule.sources:
            yield from paragraph(source, "  - ")
    yield ""
    yield "Flagged (the marked words):"
    for example in text.bad[:3]:
        yield from _example(example.table, width)
    yield "Fine:"
    for example in text.good[:3]:
        yield from _example(example.table, width)
    yield "To turn it off:"
    yield f'  in apology-lint.toml:   ignore = ["{rule.name}"]'
    yield f"  on the command line:    --ignore {rule.name}"
    yield f'  or make it milder:      [severity]  {rule.name} = "info"'


def _example(table: Mapping[str, Any], width: int) -> Iterator[str]:
    labels = {
        "subject": "Subject: ",
        "preheader": "Preheader: ",
        "sender": "From: ",
        "reply_to": "Reply-To: ",
        "text": "",
        "html": "",
    }
    lead = "  > "
    for key, label in labels.items():
        if key in table:
            for part in str(table[key]).strip().split("\n\n"):
                content = label + " ".join(part.split())
                yield from textwrap.wrap(content, width, initial_indent=lead, subsequent_indent="    ")
                lead = "    "
    yield ""
