"""Flag what the mail says otherwise than the facts: how many people, which day, which product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar

from apology_lint import arabic, wording
from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.naming import misspelled, named
from apology_lint.counts import Count, Numbers
from apology_lint.dates import MONTHS, WEEKDAYS, Calendar, Day
from apology_lint.finding import Place, Severity
from apology_lint.incident import Incident
from apology_lint.incident.days import Days
from apology_lint.language import Sentence, forms
from apology_lint.reading import Reading
from apology_lint.wording import Strength

_ACTS = ("explanation", "breach", "incident", "ownership", "apology")
_MESSAGE = frozenset({"subject", "preheader", "heading", "body", "button"})


class FactsMismatch(Check):
    """The mail contradicts the facts.

    Counts and days are compared in sentences that tell of the fault, by an act or by a word of the list
    ``telling``. Beside one that fits, in the same paragraph, others are of something else: "312 of our
    12,000 customers". The wordings of the rule find counts of people; its word lists hold the names of
    `MONTHS` and `WEEKDAYS` and

    * ``thousand``, ``million``: what a number may be followed by;
    * ``about``, ``at-least``, ``at-most``: what makes a number no exact one; ``others``: "311 other
      customers" and the reader are 312;
    * ``yesterday``, and ``on``: what stands before a day of the week that tells when;
    * ``dated``: words of things and deeds with a day of their own ("your order of 3 May"), which then
      is not compared; ``ahead``: words of a sentence about what is to come, where a day of the week
      is not compared;
    * ``spared``: words of a sentence that says of a product that it was not affected.
    """

    messages: ClassVar = {
        **dict.fromkeys(("count", "date", "weekday", "spelling"), frozenset({"text", "fact"})),
        "product": frozenset({"text"}),
    }
    words = frozenset(
        "thousand million about at-least at-most others telling yesterday on dated ahead spared".split()
    ) | {*MONTHS, *WEEKDAYS}

    def run(self, reading: Reading) -> Iterator[Hit]:
        incident = reading.incident
        if incident is None:
            return
        telling = self._telling(reading)
        days = {
            id(s): list(_calendar(self._written(s.language, *MONTHS, *WEEKDAYS)).find(_text(s)))
            for s in telling
        }
        if incident.affected is not None and not incident.affected_uncertain:
            yield from self._counts(reading, days, incident.affected)
        known = Days.of(incident)
        if known is not None:
            yield from self._days(telling, days, known)
        yield from self._products(telling, incident)
        for sentence in reading.sentences:
            if sentence.where in _MESSAGE:
                for place, name in misspelled(sentence, incident.products):
                    values = {"text": place.text, "fact": name}
                    yield Hit(place, "spelling", values, Severity.warning)

    def _telling(self, reading: Reading) -> list[Sentence]:
        """The sentences that tell of the fault; where only the rest of the mail shows that one does, it
        must do nothing else."""
        acts = {id(act.sentence) for act in reading.performed(*_ACTS, least=Strength.likely)}
        others = [act for act in reading.acts if act.name not in _ACTS]
        acts |= {id(act.sentence) for act in reading.performed(*_ACTS)} - {id(a.sentence) for a in others}
        other = {id(act.sentence) for act in others if act.strength >= Strength.likely}
        return [
            s
            for s in reading.sentences
            if s.where in _MESSAGE
            and (id(s) in acts or (id(s) not in other and self.names_any("telling", s)))
        ]

    def _written(self, language: str, *names: str) -> tuple[tuple[str, ...], ...]:
        """Word lists of the rule in one language, as they are written."""
        text = self.rule.texts.get(language)
        return tuple(text.words.get(name, ()) if text is not None else () for name in names)

    # Counts

    def _counts(self, reading: Reading, days: dict[int, list[Day]], affected: int) -> Iterator[Hit]:
        found: list[tuple[Place, bool]] = []
        for hit in reading.hits.get(self.rule.name, ()):
            if id(hit.sentence) not in days:
                continue
            count = self._count(hit, days[id(hit.sentence)])
            if count is not None:
                end = hit.sentence.place(hit.first, hit.after).end
                place = _place(hit.sentence, count.start, end - hit.sentence.start)
                found.append((place, self._fits(count, hit, affected)))
        for place in _off(found):
            yield Hit(place, "count", {"text": place.text, "fact": f"{affected:,}"})

    def _count(self, hit: wording.Hit, days: list[Day]) -> Count | None:
        """The number that a wording counts with: the first that ends in it, and is none of a date."""
        sentence = hit.sentence
        place = sentence.place(hit.first, hit.after)
        start, end = place.start - sentence.start, place.end - sentence.start
        scales = self._written(sentence.language, "thousand", "million")
        for count in _numbers(*scales).find(_text(sentence)):
            if start < count.end <= end:
                dated = any(day.start < count.end and count.start < day.end for day in days)
                return None if dated else count
        return None

    def _fits(self, count: Count, hit: wording.Hit, affected: int) -> bool:
        sentence = hit.sentence
        # What is glued to the number says nothing: "قرابة الـ300".
        before = re.findall(r"[^\W\d_]+(?=\s)|[~≈<>]", _folded(_text(sentence)[: count.start]))[-3:]
        how = "at-least" if count.open_ended else "about" if count.rounded else ""
        for length in range(1, len(before) + 1):  # the longest counts: "no more than" is not "more than"
            last = " ".join(before[-length:])
            for name in ("about", "at-least", "at-most"):
                how = name if last in self.listed(name, sentence.language) else how
        others = self.listed("others", sentence.language)
        facts = {affected}
        if any(word in others for word in sentence.line.words[hit.first : hit.after]):
            facts.add(affected - 1)
        if how == "about":
            return any(count.is_about(fact) for fact in facts)
        if how:
            return affected >= count.value if how == "at-least" else affected <= count.value
        return count.value in facts

    # Days

    def _days(self, telling: list[Sentence], days: dict[int, list[Day]], known: Days) -> Iterator[Hit]:
        found: list[tuple[Place, bool]] = []
        loose: list[tuple[Place, bool]] = []  # "on Sunday", "yesterday"
        for sentence in telling:
            for day in days[id(sentence)]:
                place = _place(sentence, day.start, day.end)
                if not day.readings:
                    fits = self._weekday_fits(sentence, day, place, known)
                else:
                    fits = None if self._is_dated(sentence, place) else known.fits(day)
                if fits is not None:
                    (found if day.readings else loose).append((place, fits))
                meant = known.weekday_meant(day)
                if meant is not None:
                    values = {"text": place.text, "fact": self.first(WEEKDAYS[meant], sentence.language)}
                    yield Hit(place, "weekday", values, Severity.warning)
            if known.planned is not None:
                went_on = known.planned > known.first
                loose += [(place, went_on) for place in self._yesterdays(sentence)]
        for severity, several in ((None, found), (Severity.warning, loose)):
            for place in _off(several):
                values = {"text": place.text, "fact": known.began.isoformat()}
                yield Hit(place, "date", values, severity)

    def _is_dated(self, sentence: Sentence, place: Place) -> bool:
        """Whether a day is that of a thing or deed of its own, named beside it."""
        before = sentence.block.value[sentence.start : place.start]
        after = sentence.block.value[place.end : sentence.end]
        beside = re.findall(r"[^\W_]+", _folded(before))[-6:] + re.findall(r"[^\W_]+", _folded(after))[:2]
        dated = self.listed("dated", sentence.language)
        return any(form in dated for word in beside for form in forms(word))

    def _weekday_fits(self, sentence: Sentence, day: Day, place: Place, known: Days) -> bool | None:
        """Whether one of the days is this day of the week; None where it may be one that is to come."""
        before = re.findall(r"[^\W\d_]+", _folded(_text(sentence)[: day.start]))[-1:]
        tells_when = any(
            form in self.listed("on", sentence.language) for word in before for form in forms(word)
        )
        if known.planned is None or not tells_when or day.weekday is None:
            return None
        if self.names_any("ahead", sentence) or self._is_dated(sentence, place):
            return None
        return known.has(day.weekday)

    def _yesterdays(self, sentence: Sentence) -> Iterator[Place]:
        words = sentence.line.words
        names = self.listed("yesterday", sentence.language)
        for at, word in enumerate(words):
            if any(form in names for form in forms(word)) and words[at + 1 : at + 2] != ["'s"]:
                place = sentence.place(at, at + 1)
                if not self._is_dated(sentence, place):
                    yield place

    # Products

    def _products(self, telling: list[Sentence], incident: Incident) -> Iterator[Hit]:
        for sentence in telling:
            if self.names_any("spared", sentence):
                continue
            found = named(sentence, (*incident.products, *incident.products_not_affected))
            if any(name in incident.products for _, name in found):
                continue  # two products are told apart
            for place, _ in found:
                yield Hit(place, "product", {"text": place.text})

    def not_checked(self, reading: Reading) -> Gap | None:
        incident = reading.incident
        if incident is None:
            return Gap(("no-incident",))
        names = incident.products or incident.products_not_affected
        lacks_all = incident.affected is None and incident.started is None and not names
        return Gap(("facts-nothing",)) if lacks_all else None


def _off(found: list[tuple[Place, bool]]) -> Iterator[Place]:
    """The places that do not fit, in paragraphs in which none does."""
    calm = {id(place.content) for place, fits in found if fits}
    for place, fits in found:
        if not fits and id(place.content) not in calm:
            yield place


def _text(sentence: Sentence) -> str:
    return sentence.block.value[sentence.start : sentence.end]


def _place(sentence: Sentence, start: int, end: int) -> Place:
    """The characters `start` to `end` of a sentence."""
    return Place(sentence.where, sentence.block, sentence.start + start, sentence.start + end)


def _folded(text: str) -> str:
    return arabic.normalise(text).lower()


@lru_cache(maxsize=20)
def _calendar(names: tuple[tuple[str, ...], ...]) -> Calendar:
    return Calendar(dict(zip((*MONTHS, *WEEKDAYS), names, strict=True)))


@lru_cache(maxsize=20)
def _numbers(thousand: tuple[str, ...], million: tuple[str, ...]) -> Numbers:
    return Numbers({1_000: thousand, 1_000_000: million})
