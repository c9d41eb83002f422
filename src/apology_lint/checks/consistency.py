"""Flag what does not fit together within one mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import ClassVar

from apology_lint import arabic
from apology_lint.checks.base import Check, Hit
from apology_lint.checks.identity import inferred_names
from apology_lint.finding import Place
from apology_lint.language import Sentence
from apology_lint.pattern import CAPITAL
from apology_lint.reading import Reading


class Contradiction(Check):
    """The mail says one thing and asks for another.

    The wordings of the rule find what is said; each names its message. It is a fault if another
    sentence asks the reader for a step with a word of the list that goes with that message:
    ``steps`` for the main one.
    """

    messages: ClassVar = dict.fromkeys(("main", "password", "card"), frozenset({"text", "other"}))
    words = frozenset({"steps", "password", "card"})

    def run(self, reading: Reading) -> Iterator[Hit]:
        asked = [act.sentence for act in reading.performed("instruction")]
        for hit in reading.hits.get(self.rule.name, ()):
            name = hit.frame.message or "main"
            for step in asked:
                needed = "steps" if name == "main" else name
                if step is not hit.sentence and self.names_any(needed, step):
                    place = hit.sentence.place(hit.first, hit.after)
                    yield Hit(place, name, {"text": place.text, "other": step.text})
                    break


class PartMismatch(Check):
    """Two versions of the message, HTML and plain text or two languages, do not give the same figures.

    Figures are numbers of the running text: dates, times, amounts, counts, numbers to call, but not
    those that number a list, which HTML leaves to the reader's program. A version
    of another language counts as one only if the two have figures in common (otherwise it may
    be a summary), and only parts with at least three sentences are compared (our choice).
    """

    messages: ClassVar = {"text-part": frozenset({"text"}), "language": frozenset({"text"})}

    def run(self, reading: Reading) -> Iterator[Hit]:
        message = [s for s in reading.sentences if s.where in ("heading", "body", "button")]
        if reading.email.other_version:
            other = [s for s in reading.sentences if s.where == "text-part"]
            known = _figures(s for s in reading.sentences if s.where != "text-part")
            yield from self._differing(other, known, "text-part")
        parts = [[s for s in message if s.language == language] for language in ("en", "ar")]
        if all(len(part) >= 3 for part in parts):
            first, second = map(_figures, parts)
            if first & second:
                yield from self._differing(parts[0], second, "language")
                yield from self._differing(parts[1], first, "language")

    def _differing(self, part: list[Sentence], known: frozenset[str], kind: str) -> Iterator[Hit]:
        for sentence in part:
            for number, word in enumerate(sentence.line.words):
                figure = "" if number == 0 and _LISTED.match(sentence.text) else _figure(word)
                if figure and figure not in known:
                    place = sentence.place(number, number + 1)
                    yield Hit(place, kind, {"text": place.text})


_FIGURE = re.compile(r"\d[\d.,:/-]*")
#: "3) Sign in" and "3. Sign in".
_LISTED = re.compile(r"\d{1,2}[.)](?:\s|$)")
#: What stands in a piece of an address that a line break cut off: "54219.html", "id=83".
_ADDRESS = re.compile(r"http|[@=?&_]|[.][A-Za-z]{2}")


@lru_cache(maxsize=10_000)
def _figure(word: str) -> str:
    """A figure as it is compared: ``09:14`` as ``9:14``, ``1,000`` as ``1000``; empty if it is none."""
    match = _FIGURE.search(word)
    if match is None or _ADDRESS.search(word):
        return ""
    figure = re.sub(r"(?<=\d),(?=\d{3}\b)", "", match[0]).rstrip(".,:/-")
    return re.sub(r"(?<!\d)0+(?=\d)", "", figure)


def _figures(sentences: Iterable[Sentence]) -> frozenset[str]:
    return frozenset(_figure(word) for sentence in sentences for word in sentence.line.words) - {""}


class LeftoverLanguage(Check):
    """Words of one language were left in the text of another, or the digits change their script.

    In Arabic: Latin words in small letters, at least four long (names and acronyms begin with a
    capital), not in the language's list ``known``. In English: at least two Arabic words in a row
    outside quotation marks and brackets. The brand's name and address may be in any language.
    """

    messages: ClassVar = {"main": frozenset({"text"}), "digits": frozenset({"text"})}
    words = frozenset({"known"})

    def run(self, reading: Reading) -> Iterator[Hit]:
        own = " ".join((*inferred_names(reading), *self._brand())).lower()
        names = {arabic.normalise(word.strip(",،.")) for word in own.split()}
        for sentence in reading.sentences:
            if sentence.language == "en" and sentence.line.text.isascii():
                continue
            known = self.listed("known", sentence.language) | names
            foreign = [self._is_foreign(word, sentence.language, known) for word in sentence.line.words]
            for first, after in _runs(foreign):
                if sentence.language == "ar" or (after - first > 1 and not _is_quoted(sentence, first)):
                    place = sentence.place(first, after)
                    yield Hit(place, values={"text": place.text})
        yield from self._digits(reading)

    def _brand(self) -> tuple[str, ...]:
        return (*self.brand.names, self.brand.postal_address) if self.brand else ()

    def _is_foreign(self, word: str, language: str, known: frozenset[str]) -> bool:
        if language != "ar":
            return arabic.is_arabic(word) and word not in known
        return len(word) > 3 and word.isascii() and word.isalpha() and word.islower() and word not in known

    def _digits(self, reading: Reading) -> Iterator[Hit]:
        """The first number in the script of the fewer, where Arabic sentences have both."""
        found: dict[bool, list[Place]] = {True: [], False: []}
        for sentence in reading.sentences:
            if sentence.language == "ar" and sentence.where not in ("footer", "alt"):
                for number, word in enumerate(sentence.line.words):
                    # Longer ones are telephone numbers and codes, which keep their digits.
                    if re.fullmatch(r"\d{1,4}", word):
                        place = sentence.place(number, number + 1)
                        found[place.text.isascii()].append(place)
        fewer = min(found.values(), key=len)
        if fewer:
            yield Hit(fewer[0], "digits", {"text": fewer[0].text})


def _runs(marks: list[bool]) -> Iterator[tuple[int, int]]:
    """The stretches of true marks, as (first, after last)."""
    first = None
    for number, mark in enumerate([*marks, False]):
        if mark and first is None:
            first = number
        elif not mark and first is not None:
            yield first, number
            first = None


def _is_quoted(sentence: Sentence, first: int) -> bool:
    return first > 0 and sentence.line.words[first - 1].removeprefix(CAPITAL) in '"“«(['
