"""Flag what the sentences of a mail do, or do not do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.edits import replacement, rewordings
from apology_lint.email import WHERE
from apology_lint.finding import Applicability, Severity
from apology_lint.language import Sentence
from apology_lint.reading import BODY, Reading
from apology_lint.wording import Strength


class Absence(Check):
    """No sentence performs any of the acts, not even likely.

    Options:
        acts: the acts, one of which is enough.
        anchor: which sentence to point at: ``first`` of the message, ``last``, or the first that
            performs the act of this name.
        apologies_only: whether a mail that is no apology needs none.
    """

    options: ClassVar = {"acts": list, "anchor": str, "apologies_only": bool}
    required = frozenset({"acts"})
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        if self.not_checked(reading) or reading.performed(*self.rule.options["acts"]):
            return
        sentence = self._anchor(reading)
        place = sentence.place() if sentence else None
        yield Hit(place, values={"text": place.text if place else ""})

    def _anchor(self, reading: Reading) -> Sentence | None:
        anchor = self.rule.options.get("anchor", "first")
        if anchor not in ("first", "last"):
            acts = [act.sentence for act in reading.performed(anchor) if act.sentence.where in BODY]
            if acts:
                return acts[0]
        body = reading.body or reading.sentences
        # Names, dates and addresses stand at both ends of a mail; a full sentence ends with a stop.
        body = [s for s in body if s.is_complete and s.word_count > 1] or body  # "2." is the number of a step
        if not body:
            return None
        return body[-1] if anchor == "last" else body[0]

    def not_checked(self, reading: Reading) -> Gap | None:
        if self.rule.options.get("apologies_only") and not reading.is_apology:
            return Gap(("not-an-apology",))
        return None


class Presence(Check):
    """A sentence of an apology surely performs an act that has no place there; one finding a block.

    Options:
        act: the act.
        error_with: acts in whose company it is an error, whatever the rule's severity.
        where: parts of the mail to look in; all visible ones if missing.
    """

    options: ClassVar = {"act": str, "error_with": list, "where": list}
    required = frozenset({"act"})

    def run(self, reading: Reading) -> Iterator[Hit]:
        if not reading.is_apology:
            return
        severe = reading.performed(*self.rule.options.get("error_with", ()), least=Strength.sure)
        parts = self.rule.options.get("where", WHERE)
        flagged: set[int] = set()
        for act in reading.performed(self.rule.options["act"], least=Strength.sure):
            if act.sentence.where in parts and id(act.sentence.block) not in flagged:
                flagged.add(id(act.sentence.block))
                place = act.place
                yield Hit(place, values={"text": place.text}, severity=Severity.error if severe else None)

    def not_checked(self, reading: Reading) -> Gap | None:
        return None if reading.is_apology else Gap(("not-an-apology",))


class Repetition(Check):
    """More sentences than `most` of the message surely perform an act; the first too many is flagged.

    Options:
        act: the act.
        most: so many are fine.
    """

    messages: ClassVar = {"main": frozenset({"text", "count"})}
    options: ClassVar = {"act": str, "most": int}
    required = frozenset(options)

    def run(self, reading: Reading) -> Iterator[Hit]:
        acts = [
            act
            for act in reading.performed(self.rule.options["act"], least=Strength.sure)
            if act.sentence.where in BODY
        ]
        most = self.rule.options["most"]
        if len(acts) > most:
            place = acts[most].place
            changes = replacement(place.content, place.start, place.end, "")
            fix = rewordings(place.content, changes, Applicability.display)
            yield Hit(place, values={"text": place.text, "count": len(acts)}, fix=fix)
