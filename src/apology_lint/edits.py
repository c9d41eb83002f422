"""Making fixes: from words that a reader sees to edits of the source they stand in."""

from __future__ import annotations

import re
from html import escape

from apology_lint.finding import Applicability, Edit, Fix, Place
from apology_lint.source import PLACEHOLDER, Span


def rewording(place: Place, text: str, applicability: Applicability) -> Fix | None:
    """A fix that puts `text` in the place of what the reader sees there.

    The markup between the words stays where it is. None for a value that stands in no file and for
    words with a template placeholder between them.
    """
    span = place.span
    if span is None or PLACEHOLDER in place.content.value[place.start : place.end]:
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
