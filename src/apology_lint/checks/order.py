"""Flag a message that comes too late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.finding import Severity
from apology_lint.reading import Reading
from apology_lint.wording import Strength


class Order(Check):
    """The first sentence that performs one of the acts comes after too much else.

    Options:
        acts: the acts that count as the message, likely ones too: on real apologies, sure ones alone
            called 8 of 44 buried where readers found at most 3, likely ones too 3.
        sentences, words: it is in time within the first `sentences`, or after at most `words`
            words of the body, salutation not counted.
        error_words: from this many words on it is an error, whatever the rule's severity.
        never_before: acts that must not come before it at all.
    """

    messages: ClassVar = {
        "late": frozenset({"text", "words", "obstacle"}),
        "preceded": frozenset({"text", "words", "obstacle"}),
    }
    options: ClassVar = {
        "acts": list,
        "sentences": int,
        "words": int,
        "error_words": int,
        "never_before": list,
    }
    required = frozenset(options)

    def run(self, reading: Reading) -> Iterator[Hit]:
        if not reading.is_apology:
            return
        options = self.rule.options
        body = reading.body
        wanted = {id(act.sentence) for act in reading.performed(*options["acts"], least=Strength.likely)}
        at = next((i for i, sentence in enumerate(body) if id(sentence) in wanted), None)
        if at is None:
            return
        words = sum(sentence.word_count for sentence in body[:at])
        forbidden = reading.performed(*options["never_before"], least=Strength.sure)
        offered = [s for s in body[:at] if any(act.sentence is s for act in forbidden)]
        late = at >= options["sentences"] and words > options["words"]
        if not late and not offered:
            return
        obstacle = offered[0] if offered else max(body[:at], key=lambda s: s.word_count)
        place = body[at].place()
        severe = bool(offered) or words >= options["error_words"]
        yield Hit(
            place,
            "preceded" if offered else "late",
            {"text": place.text, "words": words, "obstacle": _short(obstacle.text)},
            severity=Severity.error if severe else None,
        )

    def not_checked(self, reading: Reading) -> Gap | None:
        if not reading.is_apology:
            return Gap(("not-an-apology",))
        if reading.performed(*self.rule.options["acts"], least=Strength.likely):
            return None
        return Gap(("no-news",))


def _short(text: str, limit: int = 60) -> str:
    """The beginning of a sentence, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    return text[:limit].rpartition(" ")[0] + " …"
