"""A rule explained, for ``apology-lint explain``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from apology_lint.interface import joined, say
from apology_lint.rulebook import Rule, Rulebook
from apology_lint.toml import written


def explanation(rule: Rule, book: Rulebook, width: int, lang: str) -> Iterator[str]:
    """Why a rule exists, on what it stands, examples, how to turn it off; lines of `width` columns."""
    text = rule.text(lang)

    def paragraph(content: str, lead: str = "") -> list[str]:
        return textwrap.wrap(
            " ".join(content.split()), width, initial_indent=lead, subsequent_indent=" " * len(lead)
        )

    severity = say(lang, rule.severity.name)
    yield f"{rule.name}: {text.title}"
    yield say(
        lang,
        "in-languages",
        severity=severity,
        category=rule.category,
        languages=joined(lang, "list", rule.texts),
    )
    yield ""
    yield from paragraph(text.why)
    yield ""
    if rule.guidance:
        yield say(lang, "serves")
        for point in rule.guidance:
            yield f"  - {book.points[point].text(lang)}"
        yield ""
    yield from paragraph(say(lang, "why-severity", severity=severity, because=text.because))
    fixes = [say(lang, f"fix-{fix}") for fix in rule.fixes]
    if fixes:
        yield ""
        yield from paragraph(say(lang, "fixes", kinds=joined(lang, "points", fixes)))
    if rule.sources:
        yield ""
        yield (
            say(lang, "sources-graded", grade=say(lang, rule.evidence))
            if rule.evidence
            else say(lang, "sources")
        )
        for source in rule.sources:
            yield from paragraph(source, "  - ")
    yield ""
    yield say(lang, "flagged")
    for example in text.bad[:3]:
        yield from _example(example.table, width, lang)
    yield say(lang, "fine")
    for example in text.good[:3]:
        yield from _example(example.table, width, lang)
    if rule.thresholds:
        yield say(lang, "thresholds")
        yield f"  [options.{rule.name}]"
        yield from (f"  {name} = {written(value)}" for name, value in rule.thresholds.items())
        yield ""
    yield say(lang, "turn-off")
    yield f'  {say(lang, "turn-off-file"):24}ignore = ["{rule.name}"]'
    yield f"  {say(lang, 'turn-off-line'):24}--ignore {rule.name}"
    yield f'  {say(lang, "turn-off-mild"):24}[severity]  {rule.name} = "info"'


def _example(table: Mapping[str, Any], width: int, lang: str) -> Iterator[str]:
    lead = "  > "
    for key in ("incident", "audience"):
        if key in table:
            facts = ", ".join(f"{name} = {written(value)}" for name, value in table[key].items())
            yield from textwrap.wrap(
                f"{say(lang, key)}: {facts}", width, initial_indent=lead, subsequent_indent="    "
            )
            lead = "    "
    for key in ("subject", "preheader", "sender", "reply_to", "text", "html", "eml", "fixed"):
        if key in table:
            label = "" if key in ("text", "html", "eml") else say(lang, key.replace("_", "-")) + ": "
            for part in str(table[key]).strip().split("\n\n"):
                content = label + " ".join(part.split())
                yield from textwrap.wrap(content, width, initial_indent=lead, subsequent_indent="    ")
                lead = "    "
    yield ""
