"""Flag a subject that does not say what the mail is about."""

from __future__ import annotations

from collections.abc import Iterator

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.identity import inferred_names
from apology_lint.finding import Place
from apology_lint.pattern import CAPITAL
from apology_lint.reading import Reading
from apology_lint.source import PLACEHOLDER


class Subject(Check):
    """Nothing is left of the subject once the words that say nothing are taken away.

    The word list ``empty`` of the language holds them. Brand names, placeholders, punctuation and
    emoji say nothing of what happened either.
    """

    words = frozenset({"empty"})

    def run(self, reading: Reading) -> Iterator[Hit]:
        subject = reading.email.subject
        if subject is None or not subject.value:
            return
        names = {word for name in self._names(reading) for word in name.lower().split()}
        for sentence in reading.sentences:
            if sentence.where == "subject":
                empty = self.listed("empty", sentence.language)
                for marked in sentence.line.words:
                    word = marked.removeprefix(CAPITAL)
                    says_nothing = (
                        word in empty or word in names or word == PLACEHOLDER or not word[:1].isalnum()
                    )
                    if not says_nothing:
                        return
        place = Place("subject", subject, 0, len(subject.value))
        yield Hit(place, values={"text": place.text})

    def _names(self, reading: Reading) -> tuple[str, ...]:
        return inferred_names(reading) + (self.brand.names if self.brand else ())

    def not_checked(self, reading: Reading) -> Gap | None:
        if reading.email.subject is None:
            return Gap(("no-subject",))
        return None
