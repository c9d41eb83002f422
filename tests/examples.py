"""Examples that stand in rule files, as mails with marked spans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from apology_lint.draft import with_values
from apology_lint.email import Email
from apology_lint.readers import read
from apology_lint.settings import Brand, brand_from
from apology_lint.source import INVISIBLE

#: ``[[[NAME]]]`` marks "[NAME]", brackets and all.
MARK = re.compile(r"\[\[(.*?)\]\](?!\])", re.S)


def unmarked(value: str) -> tuple[str, list[str]]:
    """The value without ``[[ ]]``, and what was marked, as the reader sees it."""
    return MARK.sub(r"\1", value), [shown(match[1]) for match in MARK.finditer(value)]


def shown(marked: str) -> str:
    """What is seen of marked markup; a tag alone stands for itself."""
    if not re.fullmatch(r"<[^<>]*>", marked):
        marked = re.sub(f"[{INVISIBLE}]", "", unescape(re.sub(r"<[^>]*>", "", marked)))
    return " ".join(marked.split())


def email_of(example: Mapping[str, Any]) -> tuple[Email, list[str]]:
    """The mail of an example, and the marked texts in reading order (subject and sender first)."""
    marks: list[str] = []
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
    return brand_from(example["brand"]) if "brand" in example else None
