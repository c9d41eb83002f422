"""Flag what is wrong with directives that accept findings: `suppress` says what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Hit
from apology_lint.edits import removal
from apology_lint.finding import Applicability, Edit, Fix
from apology_lint.reading import Reading
from apology_lint.suppress import Directive, Selector

_TEXT = frozenset({"text"})


class MalformedSuppression(Check):
    """A directive that accepts nothing, or less than it says, because of how it is written."""

    messages: ClassVar = {
        "verb": _TEXT | {"verb", "write"},
        "rule": _TEXT | {"name"},
        "near": _TEXT | {"name", "near"},
        "names": _TEXT | {"write"},
        "reason": _TEXT | {"write"},
        "end": _TEXT,
        "start": _TEXT,
        "unclosed": _TEXT,
        "outside": _TEXT,
        "many": _TEXT | {"most"},
    }
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        for problem in reading.suppressions.problems:
            yield Hit(problem.place, problem.kind, {"text": problem.place.text, **problem.values})


class SuppressionComment(Check):
    """A directive that the customer receives: in an HTML comment of a draft (``main``), in any comment
    of a finished message, where a template comment even shows (``raw``)."""

    messages: ClassVar = {"main": _TEXT, "final": _TEXT, "raw": _TEXT}
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        email = reading.email
        final = email.format == "eml"
        for place, html in reading.suppressions.comments:
            span = place.span
            # MJML builds nothing from what stands before its root, and keeps every other comment.
            dropped = email.format == "mjml" and span is not None and "<mjml" in span.source.text[span.end :]
            if (html or final) and not dropped:
                kind = "main" if not final else "final" if html else "raw"
                yield Hit(place, kind, {"text": place.text})


class UnusedSuppression(Check):
    """A directive that hid nothing in this run, though what it names was looked for."""

    messages: ClassVar = {"main": _TEXT, "partly": _TEXT | {"rules"}}
    needs_language = False
    last = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        for directive, idle in reading.suppressions.unused:
            text = directive.place.text
            if len(idle) == len(directive.selectors):
                yield Hit(directive.place, "main", {"text": text}, fix=_without(directive))
            else:
                rules = ", ".join(selector.written for selector in idle)
                values = {"text": text, "rules": rules}
                yield Hit(directive.place, "partly", values, fix=_shortened(directive, idle))


def _without(directive: Directive) -> Fix | None:
    """A fix that takes the comments of a directive away; a header field is left to a person."""
    if directive.by == "header":
        return None
    places = [place for place in (directive.place, directive.closing) if place is not None]
    spans = [place.span for place in places]
    return Fix(Applicability.safe, tuple(removal(span) for span in spans if span is not None))


def _shortened(directive: Directive, idle: tuple[Selector, ...]) -> Fix | None:
    if directive.listed is None:
        return None
    kept = ", ".join(selector.written for selector in directive.selectors if selector not in idle)
    return Fix(Applicability.safe, (Edit(directive.listed, kept),))
