"""Making fixes: from words that a reader sees to edits of the source they stand in."""

from __future__ import annotations

import re
from html import escape

from apology_lint.finding import Applicability, Edit, Fix, Place
from apology_lint.source import PLACEHOLDER, HeaderSource, RawSource, Span

_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")


def rewording(place: Place, text: str, applicability: Applicability) -> Fix | None:
    """A fix that puts `text` in the place of what the reader sees there.

    The markup between the words stays where it is. None for a value that stands in no file, for
    words with a template placeholder between them, and for a header or an attribute without quotes
    that cannot hold `text`.
    """
    span = place.span
    if span is None or PLACEHOLDER in place.content.value[place.start : place.end]:
        return None
    if isinstance(span.source, RawSource | HeaderSource):
        from apology_lint.writers.headers import reworded

        edit = reworded(span, text)
        return Fix(applicability, (edit,)) if edit is not None else None
    if span.source.is_markup and re.search("[\\s\"'`=<>]", text) and _in_bare_attribute(span):
        return None
    pieces = place.content.pieces(place.start, place.end)
    new = escape(text) if span.source.is_markup else text
    edits = [Edit(piece, "" if number else new) for number, piece in enumerate(pieces)]
    return Fix(applicability, tuple(edits))


def removal(span: Span) -> Edit:
    """An edit that takes away what no reader sees, with its whole line if nothing else stands there."""
    text = span.source.text
    start = text.rfind("\n", 0, span.start) + 1
    rest = re.compile(r"[ \t]*(?:\r?\n|\Z)").match(text, span.end)
    if rest is not None and not text[start : span.start].strip(" \t"):
        return Edit(Span(span.source, start, rest.end()), "")
    return Edit(span, "")


def insertion(span: Span, text: str, applicability: Applicability) -> Fix:
    """A fix that puts `text`, as the source writes it, before `span`."""
    return Fix(applicability, (Edit(Span(span.source, span.start, span.start), text),))


def _in_bare_attribute(span: Span) -> bool:
    """Whether a place in markup is in a tag and not between quotes."""
    text = span.source.text
    at = text.rfind("<", 0, span.start)
    tag = _QUOTED.sub("", text[at : span.start])
    return at >= 0 and not any(sign in tag for sign in ">\"'")
