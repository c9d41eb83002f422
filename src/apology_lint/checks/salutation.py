"""Salutations and the name that a template puts into them, or does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import ClassVar

from apology_lint import arabic
from apology_lint.checks.base import Check, Hit
from apology_lint.edits import rewording, together
from apology_lint.email import Block
from apology_lint.finding import Applicability, Edit, Fix, Place
from apology_lint.readers.placeholders import CONTROL, mask
from apology_lint.reading import Reading
from apology_lint.source import PLACEHOLDER, Text

#: What ends a salutation.
_STOPS = ",!:.،"
_END = re.compile(rf" ?(?:[{_STOPS}\n]|\Z)")
#: A placeholder that is nothing but a variable.
_BARE = re.compile(r"\{\{\s*(?P<name>[\w.]+)\s*\}\}|<%=\s*(?P<ruby>@?[\w.]+)\s*-?%>")
#: The beginning of a condition, and markup after it: the salutation is one of several.
_CONDITION = re.compile(
    r"(?:\{%-?\s*(?:if|unless|case|when|elsif|elif|else)\b[^%]{0,200}%\}|\{\{\s*[#^][^{}]{0,200}\}\}"
    r"|\{\{\s*else\s*\}\}|<%-?\s*(?:if|unless|case|when|elsif|else)\b[^%]{0,200}%>)"
    r"\s*(?:<[^<>]{0,300}>\s*){0,5}\Z"
)
#: The word lists of a rule: salutations, and what to fall back on after each of them.
_FALLBACKS = {"greeting": "there", "address": "customer", "address-to-her": "customer-she"}
#: How template languages, by the ending of the file name, say what to write where a variable has
#: nothing. Liquid and Twig also do so for an empty text; Jinja and Nunjucks only if told ("true").
_FILTERS: Mapping[str, str] = {
    ".liquid": '{{{{ {name} | default: "{word}" }}}}',
    ".twig": '{{{{ {name} | default("{word}") }}}}',
    **dict.fromkeys((".j2", ".jinja", ".jinja2", ".njk"), '{{{{ {name} | default("{word}", true) }}}}'),
}
#: Those in which it depends on more than the file whether that works.
_SKETCHES: Mapping[str, str] = {
    **dict.fromkeys((".hbs", ".handlebars"), "{{{{#if {name}}}}}{{{{{name}}}}}{{{{else}}}}{word}{{{{/if}}}}"),
    ".erb": '<%= {name}.presence || "{word}" %>',
}


def without_name(place: Place, lists: Iterator[tuple[frozenset[str], frozenset[str], str]]) -> Fix | None:
    """A salutation without the gap that is all it has for a name; None if the gap stands elsewhere.

    Args:
        place: the gap, or the whole salutation.
        lists: for each language the words that stand alone ("hi"), those that need a name ("dear"),
            and what is said instead of these ("Hello").
    """
    value, content = place.content.value[:300], place.content
    if place.span is None:
        return None
    word = value[: place.start].rstrip() if place.start else value.partition(" ")[0]
    stop = place.end - 1 if value[place.end - 1 : place.end] in _STOPS else place.end
    if not _END.match(value, stop) or "\n" in value[len(word) : stop]:
        return None
    known = arabic.normalise(word.lower())
    rest = Fix(Applicability.unsafe, tuple(Edit(piece, "") for piece in content.pieces(len(word), stop)))
    for greeting, address, hello in lists:
        if known in greeting:
            return rest
        if known in address and hello:
            first = rewording(Place(place.where, content, 0, len(word)), hello, Applicability.unsafe)
            return together([first, rest], Applicability.unsafe)
    return None


class Fallback(Check):
    """A salutation of a template whose name has nothing to stand in for it.

    In a whole message it is filled in, and elsewhere a condition around it may decide.

    Options:
        names: what variables with the name of a reader are called, without signs and capitals.
    """

    messages: ClassVar = {"main": frozenset({"text", "greeting", "word"})}
    options: ClassVar = {"names": list}
    required = frozenset(options)
    words = frozenset([*_FALLBACKS, *_FALLBACKS.values()])
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        if reading.email.format == "eml":
            return
        for block in reading.email.blocks:
            found = self._bare(block)
            if found is None:
                continue
            at, name, greeting, word = found
            place = Place(block.where, block.text, at, at + 1)
            values = {"text": place.text, "greeting": greeting, "word": word}
            yield Hit(place, values=values, fix=_filled(reading.email.path, place, name, word))

    def _bare(self, block: Block) -> tuple[int, str, str, str] | None:
        """Where the variable stands, its name, the salutation before it and the word to fall back on."""
        value = block.text.value
        at = value.find(PLACEHOLDER, 0, 100)
        if at <= 0 or not _END.match(value, at + 1):
            return None
        written = _BARE.fullmatch(block.text.shown(at, at + 1))
        name = (written["name"] or written["ruby"]) if written else ""
        called = re.sub(r"[\W_]+", "", name.rpartition(".")[2]).lower()
        if called not in self.rule.options["names"] or _is_conditional(block.text, at):
            return None
        greeting = value[:at].strip()
        known = arabic.normalise(greeting.lower())
        for language in self.rule.texts:
            for words, instead in _FALLBACKS.items():
                word = self.first(instead, language)
                if word and known in self.listed(words, language):
                    return at, name, greeting, word
        return None


def _is_conditional(text: Text, at: int) -> bool:
    span = text.span(0, at + 1)
    if span is None:
        return True
    before = span.source.text[max(span.start - 1500, 0) : span.start]
    return CONTROL in mask(span.slice) or _CONDITION.search(before) is not None


def _filled(path: str, place: Place, name: str, word: str) -> Fix | None:
    """The variable with its word, as the template language has it; None where that is not known."""
    span = place.span
    endings = [ending.lower() for ending in PurePath(path).suffixes]
    for known, applicability in ((_FILTERS, Applicability.unsafe), (_SKETCHES, Applicability.display)):
        for ending in endings:
            if ending in known and span is not None:
                return Fix(applicability, (Edit(span, known[ending].format(name=name, word=word)),))
    return None
