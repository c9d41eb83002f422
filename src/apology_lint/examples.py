"""The examples of a rule, as the mails they stand for.

A bad example marks what must be flagged: ``We [[goofed]].``
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

from apology_lint.audience import Audience, audience_from
from apology_lint.draft import with_values
from apology_lint.email import Email
from apology_lint.engine import Linter
from apology_lint.incident import FILE_NAME, Incident, incident_from
from apology_lint.readers import read
from apology_lint.rulebook import Example, Rule
from apology_lint.selection import SUPPRESSION
from apology_lint.settings import Brand, Settings, brand_from
from apology_lint.source import INVISIBLE

#: ``[[[NAME]]]`` marks "[NAME]", brackets and all.
MARK = re.compile(r"\[\[(.*?)\]\](?!\])", re.S)


def flagged(rule: Rule, language: str, example: Example, settings: Settings) -> list[str]:
    """What a rule flags in an example: the words of each finding, in reading order."""
    email, _ = email_of(example.table)
    alone = () if rule.category == SUPPRESSION else (rule.name,)  # those judge what the others find
    linter = Linter(replace(settings, brand=brand_of(example.table), select=alone))
    report = linter.check(
        email, language, incident=incident_of(example.table), audience=audience_of(example.table)
    )
    found = [finding for finding in report if finding.rule == rule.name]
    return [" ".join((finding.text or "").split()) for finding in found]


def email_of(example: Mapping[str, Any]) -> tuple[Email, list[str]]:
    """The mail of an example, and the marked texts in reading order (subject and sender first)."""
    _, marks = _unmarked_table(example.get("incident", {}))
    marks += _unmarked_table(example.get("audience", {}))[1]
    values: dict[str, str] = {}
    for key in ("subject", "preheader", "sender", "reply_to", "to"):
        if key in example:
            values[key], found = unmarked(example[key])
            marks += found
    kind = next((kind for kind in ("eml", "html", "text") if kind in example), "text")
    plain, found = unmarked(example.get(kind, ""))
    marks += found
    plain = plain.replace("<!--…-->", f"<!--{'-' * (example.get('padding', 8) - 8)} -->")
    name = f"example.{'txt' if kind == 'text' else kind}"
    email = read(name, plain.encode()) if plain.strip() else read("example.txt", b"-")
    return with_values(email, **values), marks


def brand_of(example: Mapping[str, Any]) -> Brand | None:
    """The brand that an example is written for, if it names one."""
    return brand_from(example["brand"]) if "brand" in example else None


def incident_of(example: Mapping[str, Any]) -> Incident | None:
    """The facts that an example is written for, if it gives some."""
    table = _unmarked_table(example["incident"])[0] if "incident" in example else None
    return incident_from(table, FILE_NAME, Path()) if table is not None else None


def audience_of(example: Mapping[str, Any]) -> Audience | None:
    """The recipients that an example is written for, if it gives some."""
    return audience_from(_unmarked_table(example["audience"])[0]) if "audience" in example else None


def _unmarked_table(table: Any) -> tuple[Any, list[str]]:
    """A table of facts without ``[[ ]]``, and what was marked in its texts."""
    if isinstance(table, str):
        return unmarked(table)
    items = (
        table.items() if isinstance(table, Mapping) else enumerate(table) if isinstance(table, list) else ()
    )
    marks: list[str] = []
    made = {}
    for key, value in items:
        made[key], found = _unmarked_table(value)
        marks += found
    if isinstance(table, list):
        return list(made.values()), marks
    return (made, marks) if isinstance(table, Mapping) else (table, marks)


def unmarked(value: str) -> tuple[str, list[str]]:
    """The value without ``[[ ]]``, and what was marked, as the reader sees it."""
    return MARK.sub(r"\1", value), [_shown(match[1]) for match in MARK.finditer(value)]


def _shown(marked: str) -> str:
    """What is seen of marked markup; a tag alone stands for itself."""
    if not re.fullmatch(r"<[^<>]*>", marked):
        marked = re.sub(f"[{INVISIBLE}]", "", unescape(re.sub(r"<[^>]*>", "", marked)))
    return " ".join(marked.split())
