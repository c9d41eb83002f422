"""Flag what takes too long to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.language import Sentence
from apology_lint.pattern import CAPITAL
from apology_lint.reading import Reading


class LongSentence(Check):
    """A sentence of an apology has more words than upset readers hold in mind.

    Options:
        most: so many words are fine, for each language.
    """

    messages: ClassVar = {"main": frozenset({"text", "words", "most"})}
    options: ClassVar = {"most": dict}
    required = frozenset(options)

    def run(self, reading: Reading) -> Iterator[Hit]:
        if not reading.is_apology:
            return
        for sentence in reading.body:
            most = self.rule.options["most"].get(sentence.language)
            words = sentence.word_count
            if most is not None and words > most and sentence.is_complete:
                place = sentence.place()
                yield Hit(place, values={"text": place.text, "words": words, "most": most})

    def not_checked(self, reading: Reading) -> Gap | None:
        return None if reading.is_apology else Gap(("not-an-apology",))


class Readability(Check):
    """An apology as a whole is hard to read; its hardest sentence is flagged.

    The measure is LIX (Björnsson 1968): words to a sentence plus per cent of words longer than six
    letters. It needs no syllables, so it works offline and for Arabic, vowel marks taken off.

    Options:
        most: so high a LIX is fine, for each language.
        words: fewer words than this are no sample.
    """

    messages: ClassVar = {"main": frozenset({"text", "lix", "most"})}
    options: ClassVar = {"most": dict, "words": int}
    required = frozenset(options)
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        most = self.rule.options["most"].get(reading.language)
        sentences = self._sample(reading)
        # textstat takes as long to import as ten drafts to check; most drafts are far from the limit.
        if most is None or self.not_checked(reading) or _lix(sentences) <= most:
            return
        import textstat  # type: ignore[import-untyped]

        score = round(textstat.lix(" ".join(_plain(sentence) for sentence in sentences)))
        if score > most:
            place = max(sentences, key=lambda sentence: _lix([sentence])).place()
            yield Hit(place, values={"text": place.text, "lix": score, "most": most})

    def _sample(self, reading: Reading) -> list[Sentence]:
        return [s for s in reading.body if s.is_complete and s.language == reading.language]

    def not_checked(self, reading: Reading) -> Gap | None:
        if not reading.is_apology:
            return Gap(("not-an-apology",))
        words = sum(sentence.word_count for sentence in self._sample(reading))
        return Gap(("too-short",)) if words < self.rule.options["words"] else None


def _letters(sentence: Sentence) -> list[str]:
    """The words of a sentence, without punctuation and placeholders."""
    words = [word.removeprefix(CAPITAL) for word in sentence.line.words]
    return [word for word in words if word[:1].isalpha()]


def _lix(sentences: list[Sentence]) -> float:
    words = [word for sentence in sentences for word in _letters(sentence)]
    long = sum(1 for word in words if len(word) > 6)
    return len(words) / max(len(sentences), 1) + 100 * long / max(len(words), 1)


def _plain(sentence: Sentence) -> str:
    return " ".join(_letters(sentence)) + "."
