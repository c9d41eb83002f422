"""Flag a wording that stands in the mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.instead import Rewriter
from apology_lint.language import Sentence, forms
from apology_lint.reading import BODY, Reading
from apology_lint.wording import Strength


class Phrase(Check):
    """The phrases of the rule, each where it stands.

    Options:
        where: parts of the mail to look in; all visible ones if missing.
        apologies_only: whether the phrase is harmless in a mail that is no apology.
        calmed_by_figures: whether a number in the same sentence (a date, a time, an amount, a
            count) makes the phrase concrete enough.
        calmed_by: acts that, where a sentence anywhere in the mail surely performs one, make the
            phrase harmless.
        calmed_nearby: acts that make the phrase harmless if the next sentence of the same block surely
            performs one (what its own sentence may say, the guards of a wording know better).
        harmless_after: acts that make the phrase harmless if the sentence before it in the same block
            performs one.
        in_every: an act; the phrase is only a fault if each sentence of the message that performs the
            act has it. One of nothing but words of the list ``bare`` says not what for, and is passed
            over unless the sentence before it performs one of `told_by`.
        told_by: see `in_every`.
        not_in_replies: messages of the rule that are not meant for a mail that answers another one.
    """

    words = frozenset({"bare"})
    rewords = True

    options: ClassVar = {
        "where": list,
        "apologies_only": bool,
        "calmed_by_figures": bool,
        "calmed_by": list,
        "calmed_nearby": list,
        "harmless_after": list,
        "in_every": str,
        "told_by": list,
        "not_in_replies": list,
    }

    def run(self, reading: Reading) -> Iterator[Hit]:
        options = self.rule.options
        hits = reading.hits.get(self.rule.name, [])
        if not hits or self._is_harmless(reading):
            return
        calm, rewriter = self._calm(reading), Rewriter()
        for hit in hits:
            sentence = hit.sentence
            if id(sentence) in calm:
                continue
            if sentence.where not in options.get("where", (sentence.where,)):
                continue
            if options.get("calmed_by_figures") and re.search(r"\d", sentence.line.text):
                continue
            name = hit.frame.message or "main"
            if reading.email.is_reply and name in options.get("not_in_replies", ()):
                continue
            place = sentence.place(_beginning(sentence, hit.first), hit.after)
            yield Hit(place, name, {"text": place.text}, fix=rewriter.fix(hit, place))

    def _is_harmless(self, reading: Reading) -> bool:
        options = self.rule.options
        if options.get("apologies_only") and not reading.is_apology:
            return True
        if reading.performed(*options.get("calmed_by", ()), least=Strength.sure):
            return True
        return "in_every" in options and self._is_done_elsewhere(reading)

    def _is_done_elsewhere(self, reading: Reading) -> bool:
        """Whether a sentence performs the act of `in_every` without the phrase, and says what for."""
        having = {id(hit.sentence) for hit in reading.hits[self.rule.name]}
        acts = reading.performed(self.rule.options["in_every"])
        lacking = [act.sentence for act in acts if id(act.sentence) not in having]
        told = self._beside(reading, "told_by", 1, same_block=False) if lacking else set()
        return any(
            sentence.where in BODY and (id(sentence) in told or not self._is_bare(sentence))
            for sentence in lacking
        )

    def _is_bare(self, sentence: Sentence) -> bool:
        bare = self.listed("bare", sentence.language)
        return all(
            any(form in bare for form in forms(word)) for word in sentence.line.words if word[-1].isalnum()
        )

    def _calm(self, reading: Reading) -> set[int]:
        """The sentences, by id, in which the phrase is harmless for what is said beside them."""
        return self._beside(reading, "harmless_after", 1) | self._beside(reading, "calmed_nearby", -1)

    def _beside(self, reading: Reading, option: str, step: int, *, same_block: bool = True) -> set[int]:
        """The sentences, by id, next to one that performs an act of the option: after it if `step` is
        1, before it if -1."""
        names = self.rule.options.get(option)
        if not names:
            return set()
        doing = {id(act.sentence) for act in reading.performed(*names, least=Strength.sure)}
        beside: set[int] = set()
        for pair in pairwise(reading.sentences):
            doer, other = pair[::step]
            if id(doer) in doing and (not same_block or other.block is doer.block):
                beside.add(id(other))
        return beside

    def not_checked(self, reading: Reading) -> Gap | None:
        if self.rule.options.get("apologies_only") and not reading.is_apology:
            return Gap(("not-an-apology",))
        return None


def _beginning(sentence: Sentence, first: int) -> int:
    """The word at which a phrase begins that begins with the "not" of "haven't" or "cannot"."""
    glued = (
        first > 0
        and sentence.line.words[first] == "not"
        and sentence.place(first - 1, first).end == sentence.place(first, first + 1).start
    )
    return first - 1 if glued else first
