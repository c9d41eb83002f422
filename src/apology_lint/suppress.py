"""What a house accepts on purpose: directives in comments of a draft, a header field, settings.

``apology-lint: ignore-next RULE, RULE -- reason``    up to the end of the next visible block
``apology-lint: ignore-start RULE -- reason`` … ``apology-lint: ignore-end``
``apology-lint: ignore-file RULE -- reason``          the whole mail
``X-Apology-Lint: ignore RULE -- reason``             the whole mail, as a header field of a message
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import Any

from apology_lint.email import Email
from apology_lint.finding import Finding, Place
from apology_lint.settings import Acceptance
from apology_lint.source import Source, Span, Text

#: What begins every directive, as it should be written. The case does not matter, and the colon may be
#: forgotten before "ignore": what is meant as a directive must not be passed over in silence.
MARK = "apology-lint:"
_NAME_OF_TOOL = "apology-lint"
_MARK = rf"{_NAME_OF_TOOL}(?::|(?=\s+ignore))"
HEADER = "X-Apology-Lint"
#: No directive is longer than this many characters, no mail has more of them, and of no more selectors
#: is said that they are unknown (our choice).
_LONGEST = 2000
_MOST = 500
#: How the comments begin and end that may hold a directive, by what the engines document: HTML;
#: Handlebars; Blade; Go; Liquid and Django; Jinja and Twig; JSP; ERB and EJS; FreeMarker; Velocity;
#: Smarty; AMPscript.
_COMMENTS = (
    (r"<!--", r"-->"),
    (r"\{\{~?!--", r"--~?\}\}"),
    (r"\{\{--", r"--\}\}"),
    (r"\{\{~?!", r"~?\}\}"),
    (r"\{\{(?:-\s)?/\*", r"\*/(?:\s-)?\}\}"),
    (r"\{%-?\s*comment\b[^%\r\n]{0,100}%\}", r"\{%-?\s*endcomment\s*-?%\}"),
    (r"\{%-?\s*#", r"-?%\}"),
    (r"\{#-?", r"-?#\}"),
    (r"<%--", r"--%>"),
    (r"<%#", r"-?%>"),
    (r"<#--", r"-->"),
    (r"#\*\*?", r"\*#"),
    (r"\{\*", r"\*\}"),
    (r"%%\[\s*/\*", r"\*/\s*\]%%"),
)
_OPENERS = re.compile(f"(?:{'|'.join(f'({opener})' for opener, _ in _COMMENTS)})\\s*{_MARK}", re.I)
_CLOSERS = tuple(re.compile(closer) for _, closer in _COMMENTS)
_ATTEMPT = re.compile(rf"{_MARK}\s*ignore[\w-]*", re.I)
_VERB = re.compile(r"\s*([^\s,]*)")
#: What stands before the reason; some editors make a dash of two hyphens.
_BEFORE_REASON = re.compile(r"(?:^|\s)(?:--|–|—)(?:\s|$)")
_NAME = re.compile(r"[^\s,،]+")
#: Verbs that name rules, and whether they must say why: what covers much must.
_VERBS: Mapping[str, bool] = {"ignore-next": False, "ignore-start": True, "ignore-file": True}


@dataclass(frozen=True, slots=True)
class Selector:
    """A rule, a category or ``all`` as it is written, and the rules it names: none if unknown."""

    written: str
    rules: frozenset[str]


@dataclass(eq=False, slots=True)
class Directive:
    """A directive that was understood.

    `by` is ``comment`` or ``header``; `place` is the comment or header field itself, `closing` the
    comment that ends it, `listed` where its selectors stand. `covers` is a piece of a source; None is
    the whole mail.
    """

    by: str
    place: Place
    listed: Span | None
    selectors: tuple[Selector, ...]
    reason: str | None
    covers: Span | None = None
    closing: Place | None = None
    used: set[str] = field(default_factory=set)  # selectors that hid something, as written

    def hides(self, rule: str, span: Span | None) -> bool:
        """Whether the directive accepts what `rule` finds at `span`; remembers which selector did."""
        covers = self.covers
        if covers is not None and (
            span is None or not covers.start <= span.start < covers.end or span.source is not covers.source
        ):
            return False
        named = [selector.written for selector in self.selectors if rule in selector.rules]
        self.used.update(named)
        return bool(named)


@dataclass(frozen=True, slots=True)
class Problem:
    """A directive that hides nothing, or less than it says: which message, where, with which words."""

    kind: str
    place: Place
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Suppressions:
    """Everything that accepts findings in one mail.

    `comments` are all comments that hold a directive, with whether they are HTML and so are sent;
    `unused` is filled by `judge`: directives, each with its selectors that hid nothing.
    """

    directives: list[Directive] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    comments: list[tuple[Place, bool]] = field(default_factory=list)
    accepted: tuple[Accepted, ...] = ()
    unused: list[tuple[Directive, tuple[Selector, ...]]] = field(default_factory=list)

    def hides(self, finding: Finding) -> tuple[str, str | None] | None:
        """Who accepts a finding (``comment``, ``header``, ``settings``) and why; None if nobody does."""
        # Every directive is asked, so that two on the same words do not make each other unused.
        span = finding.place.span if self.directives and finding.place else None
        hiding = [directive for directive in self.directives if directive.hides(finding.rule, span)]
        if hiding:
            return hiding[0].by, hiding[0].reason
        for entry in self.accepted:
            if entry.hides(finding):
                return "settings", entry.reason
        return None

    def judge(self, selected: frozenset[str], applied: frozenset[str]) -> None:
        """Find out what was unused, after all findings have been asked for.

        A selector is judged only if its rules were all `selected`, and some of them could be
        `applied` to this mail: what a run did not look for it cannot miss.
        """
        for directive in self.directives:
            idle = tuple(
                selector
                for selector in directive.selectors
                if selector.written not in directive.used
                and selector.rules <= selected
                and selector.rules & applied
            )
            if idle:
                self.unused.append((directive, idle))


class Accepted:
    """An entry of the settings, ready to be compared with findings."""

    def __init__(self, entry: Acceptance, rules: Iterable[str]) -> None:
        self.reason = entry.reason
        self.rules = frozenset(rules)
        self._words = entry.text.casefold().split()
        # What a reader sees has one space between words; one and a line break are the most there can be.
        self._pattern = re.compile(r"\s{1,2}".join(map(re.escape, entry.text.split())), re.I)
        self._longest = len(entry.text) + len(self._words)

    def hides(self, finding: Finding) -> bool:
        """Whether a finding is one of those that the entry accepts."""
        if finding.rule not in self.rules:
            return False
        if not self._words:
            return True
        place = finding.place
        return place is not None and (
            place.text.casefold().split() == self._words or place.is_inside(self._pattern, self._longest)
        )


def suppressions(
    email: Email,
    accepted: tuple[Accepted, ...],
    names: Callable[[str], Collection[str]],
    known: Collection[str],
) -> Suppressions:
    """Read every directive of a mail.

    Args:
        email: the mail.
        accepted: what the settings accept.
        names: the rules that a selector stands for; none if it is unknown.
        known: every selector, to suggest the nearest.
    """
    found = Suppressions(accepted=accepted)
    reader = _Reader(email, found, names, known)
    for text in email.lint_headers:
        reader.read_header(text)
    for source in email.parts:
        if _NAME_OF_TOOL in source.text.lower():
            reader.read_source(source)
    return found


class _Reader:
    def __init__(
        self,
        email: Email,
        found: Suppressions,
        names: Callable[[str], Collection[str]],
        known: Collection[str],
    ) -> None:
        self.email = email
        self.found = found
        self.names = names
        self.known = known

    def read_header(self, text: Text) -> None:
        place = Place("header", text, 0, len(text.value))
        verb = _VERB.match(text.value)
        if verb is None or verb[1] != "ignore":
            self._problem("verb", place, verb=verb[1] if verb else "", write=f"{HEADER}: ignore RULE -- …")
            return
        directive = self._parse("header", place, None, text.value[verb.end() :], f"{HEADER}: ignore", True)
        if directive is not None:
            self.found.directives.append(directive)

    def read_source(self, source: Source) -> None:
        where = "text-part" if any(b.text.source is source for b in self.email.other_version) else "body"
        blocks = [block for block in self.email.blocks if block.where != "alt"]  # it stands inside one
        seen = [
            block.text.span() for block in (*blocks, *self.email.other_version) if block.text.source is source
        ]
        ends = [span.end for span in seen if span is not None]
        spans: list[tuple[int, int]] = []
        open_regions: list[Directive] = []
        for number, (start, body, stop, end, html) in enumerate(_comments(source.text)):
            place = _place(where, source, start, end)
            spans.append((start, end))
            if number == _MOST:
                self._problem("many", place, most=_MOST)
                break
            if stop is None:
                self._problem("unclosed", place)
                continue
            self.found.comments.append((place, html))
            next_end = ends[bisect_right(ends, end) :][:1] or [len(source.text)]
            self._read_comment(place, Span(source, body, stop), open_regions, next_end[0])
        else:
            for attempt in islice(_ATTEMPT.finditer(source.text), _MOST):
                index = bisect_right(spans, attempt.start(), key=lambda span: span[0]) - 1
                if index < 0 or spans[index][1] <= attempt.start():
                    self._problem("outside", _place(where, source, *attempt.span()))
        for directive in open_regions:
            self._problem("start", directive.place)

    def _read_comment(self, place: Place, body: Span, open_regions: list[Directive], next_end: int) -> None:
        content = body.slice
        found = _VERB.match(content)
        verb, rest = (found[1], content[found.end() :]) if found else ("", content)
        if verb == "ignore-end":
            if open_regions:
                self._close(open_regions.pop(), place)
            else:
                self._problem("end", place)
            return
        if verb not in _VERBS:
            self._problem("verb", place, verb=verb[:60], write=f"{MARK} ignore-next RULE")
            return
        listed = Span(body.source, body.end - len(rest), body.end)
        directive = self._parse("comment", place, listed, rest, f"{MARK} {verb}", _VERBS[verb])
        if directive is None:
            return
        if verb == "ignore-start":
            open_regions.append(directive)
            return
        if verb == "ignore-next":
            span = place.span
            assert span is not None  # noqa: S101 - a comment stands in a file
            directive.covers = Span(span.source, span.start, next_end)
        self.found.directives.append(directive)

    def _close(self, directive: Directive, end: Place) -> None:
        first, last = directive.place.span, end.span
        assert first is not None  # noqa: S101 - both are comments of one source
        assert last is not None  # noqa: S101
        directive.covers = Span(first.source, first.start, last.end)
        directive.closing = end
        self.found.directives.append(directive)

    def _parse(
        self, by: str, place: Place, listed: Span | None, rest: str, form: str, why: bool
    ) -> Directive | None:
        """The directive of `form` with what follows it; None, and a problem, if it cannot stand."""
        before, reason = _split(rest)
        matches = list(_NAME.finditer(before))
        written = list(dict.fromkeys(match[0] for match in matches))
        names = ", ".join(written)[:200] or "RULE"
        if why and not reason:
            self._problem("reason", place, write=f"{form} {names} -- …")
            return None
        if not written:
            self._problem("names", place, write=f"{form} RULE{' -- …' if reason else ''}")
            return None
        selectors = tuple(Selector(name, frozenset(self.names(name))) for name in written)
        for selector in selectors:
            if not selector.rules and len(self.found.problems) < _MOST:
                near = get_close_matches(selector.written, self.known, 1)
                values = {"near": near[0]} if near else {}
                self._problem("near" if near else "rule", place, name=selector.written[:60], **values)
        if listed is not None:
            first, after = matches[0].start(), matches[-1].end()
            listed = Span(listed.source, listed.start + first, listed.start + after)
        return Directive(by, place, listed, selectors, reason or None)

    def _problem(self, kind: str, place: Place, **values: object) -> None:
        self.found.problems.append(Problem(kind, place, values))


def _comments(text: str) -> Iterator[tuple[int, int, int | None, int, bool]]:
    """Each comment that begins with `MARK`: where it starts, where its body starts and stops, where
    it ends, and whether it is HTML. One that is never closed has no stop."""
    at = 0
    while found := _OPENERS.search(text, at):
        kind = found.lastindex or 1
        close = _CLOSERS[kind - 1].search(text, found.end(), found.end() + _LONGEST)
        at = close.end() if close else found.end()
        yield found.start(), found.end(), close.start() if close else None, at, kind == 1


def _split(rest: str) -> tuple[str, str]:
    """What stands before the reason, and the reason with its white space folded."""
    found = _BEFORE_REASON.search(rest)
    return (rest[: found.start()], " ".join(rest[found.end() :].split())) if found else (rest, "")


def _place(where: str, source: Source, start: int, end: int) -> Place:
    content = Text(source.text[start:end], source, [0], [(start, end)])
    return Place(where, content, 0, end - start)
