"""What a notice of exposed data shows of the elements that laws ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from apology_lint.checks.base import Check
from apology_lint.checks.sender import is_refusing
from apology_lint.incident import Incident
from apology_lint.language import Sentence
from apology_lint.reading import BODY, Reading
from apology_lint.wording import Strength

#: Kinds of data that a draft can be seen to name; ``other`` may be called anything.
KINDS = (
    "name email phone postal-address birth-date password mailbox-password card bank-account national-id "
    "driving-licence passport health location orders messages photos salary"
).split()
#: The headings that California asks for, in their order.
HEADINGS = "heading-happened heading-involved heading-doing heading-can-do heading-more".split()
_AGENCIES = "equifax experian transunion".split()
#: Lists of patterns: a sentence of the draft with any of them shows what the list is named after.
WORDS = frozenset(
    "dates discovered same-day unharmed but no-data consequences title police period identity-services "
    "other-accounts toll-free".split()
) | {*KINDS, *HEADINGS, *_AGENCIES}

#: Acts that tell of the exposure: what such a sentence names was exposed.
_TELLING = frozenset({"breach", "explanation", "ownership", "incident"})
#: Acts whose sentences name data and days for other reasons: "call us", "change your password".
_OTHERWISE = frozenset({"instruction", "no-action", "contact", "repair", "prevention", "compensation"})
#: Acts beside which an act of the element that is no surer than this does not count: "write to us" is no
#: step to protect oneself.
_WEAKER = {
    "what": (frozenset({"instruction", "repair"}), Strength.contextual),
    "measures": (frozenset({"instruction"}), Strength.contextual),
    "steps": (frozenset({"contact"}), Strength.likely),
}
_ADDRESS = re.compile(r"[\w.+-]{1,64}(?=@\w)")
DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}:\d{2}")
#: A number to call, as people write it: seven to fifteen digits.
_TELEPHONE = re.compile(r"(?<![\w@.])\+?\(?\d(?:[\s().-]{0,2}\d){6,14}(?!\w)")
#: A North American number that costs nothing to call; letters are those of a key pad.
_TOLL_FREE = re.compile(
    r"(?<!\d)8(?:00|33|44|55|66|77|88)\)?[\s.-]{0,2}(?:\d{3}[\s.-]?\d{4}|[A-Z][A-Z-]{5,})"
)


class Lack(NamedTuple):
    """What is missing: the message that says so, and its parts by their names in `interface`."""

    message: str
    parts: tuple[str, ...] = ()


class Notice:
    """A draft as a notice. `lack` answers for each element of `laws.NEEDS`: what the text surely lacks of
    it, and None both where it is there and where no text can tell.

    Args:
        check: whose rule has the lists and options.
        reading: the draft.
        incident: what is known.
    """

    def __init__(self, check: Check, reading: Reading, incident: Incident) -> None:
        self.check = check
        self.options = check.rule.options
        self.reading = reading
        self.incident = incident
        self.data = incident.exposed.data if incident.exposed is not None else ()
        self._seen = [s for s in reading.sentences if s.where in BODY or s.where == "footer"]
        self._headings_seen = {
            id(s) for s in self._seen if any(check.places(name, s) for name in ("title", *HEADINGS))
        }
        self._acts: dict[int, set[str]] = {}
        for act in reading.acts:
            self._acts.setdefault(id(act.sentence), set()).add(act.name)

    def lack(self, need: str) -> Lack | None:
        """What the draft lacks of an element."""
        found: Lack | None = getattr(self, "_" + need.replace("-", "_"))()
        return found

    # What the sentences do

    def _what(self) -> Lack | None:
        return self._unless("what", any(self._performing("what")))

    def _measures(self) -> Lack | None:
        return self._unless("measures", any(self._performing("measures")))

    def _steps(self) -> Lack | None:
        return self._unless("steps", any(self._performing("steps")))

    def _contact(self) -> Lack | None:
        return self._unless("contact", not all(map(self._refuses, self._performing("contact"))))

    def _performing(self, need: str) -> Iterator[Sentence]:
        """The sentences that perform an act of the element; "What We Are Doing" above nothing is no
        measure."""
        for act in self.reading.performed(*self.options["elements"][need]):
            others, weak = _WEAKER.get(need, (frozenset(), act.strength))
            doubtful = act.strength <= weak and others & self._acts[id(act.sentence)]
            if not doubtful and id(act.sentence) not in self._headings_seen:
                yield act.sentence

    def _refuses(self, sentence: Sentence) -> bool:
        """Whether all addresses that the sentence gives are such that nobody reads."""
        addresses = _ADDRESS.findall(sentence.text)
        return bool(addresses) and all(is_refusing(each, self.options) for each in addresses)

    # When it happened, and when it was noticed

    def _when(self) -> Lack | None:
        count = 0
        for sentence in self._telling():
            count += self._dates(sentence)
            if self.check.places("discovered", sentence) and not self.check.places("same-day", sentence):
                count -= self._dates(sentence) > 0  # one of them is when it was noticed
        return self._unless("when", count > 0)

    def _discovered(self) -> Lack | None:
        noticed = [s for s in self.reading.body if self.check.places("discovered", s)]
        told = any(self._dates(s) or self.check.places("same-day", s) for s in noticed)
        return self._unless("discovered", told)

    def _dates(self, sentence: Sentence) -> int:
        count = len(DATE.findall(sentence.line.text))
        end = 0
        for first, after in sorted(self.check.places("dates", sentence)):
            count += first >= end  # "3 May" and "May 2026" of "3 May 2026" are one
            end = max(after, end)
        return count

    def _telling(self) -> Iterator[Sentence]:
        """Sentences that may say what was exposed and when: not those that only give steps, contacts or
        remedies, and not the line with the date of the notice."""
        for sentence in self.reading.body:
            acts = self._acts.get(id(sentence), set())
            dated = sentence.word_count <= 3 and self._dates(sentence)
            if not dated and (acts & _TELLING or not acts & _OTHERWISE):
                yield sentence

    # Which data, and what may come of it

    def _data(self) -> Lack | None:
        if not self.data:
            return self._unless("data", any(self.check.names_any("data", s) for s in self._telling()))
        named = {kind for sentence in self._telling() for kind in self._named(sentence)} | {"other"}
        missing = tuple(f"data-{kind}" for kind in self.data if kind not in named)
        return Lack("kinds", missing) if missing else None

    def _named(self, sentence: Sentence) -> set[str]:
        """The kinds of data that a sentence names as exposed: "email address" names no postal one, and
        "in our name" none."""
        if self._spares(sentence):
            return set()
        found = [
            (kind, *place) for kind in (*KINDS, "no-data") for place in self.check.places(kind, sentence)
        ]
        return {
            kind
            for kind, first, after in found
            if not any(a <= first and after <= b and b - a > after - first for _, a, b in found)
        }

    def _spares(self, sentence: Sentence) -> bool:
        """Whether all that the sentence says of data is that it was not exposed."""
        return (
            "breach" not in self._acts.get(id(sentence), ())
            and bool(self.check.places("unharmed", sentence))
            and not self.check.places("but", sentence)
        )

    def _consequences(self) -> Lack | None:
        told = [s for s in self._seen if "contact" not in self._acts.get(id(s), ())]  # "you may call us"
        return self._unless("consequences", any(self.check.places("consequences", s) for s in told))

    # The form that California asks for

    def _title(self) -> Lack | None:
        return self._unless("title", self._says("title"))

    def _headings(self) -> Lack | None:
        lines = list(enumerate(self._seen))
        at = {
            name: next((number for number, s in lines if self.check.places(name, s)), None)
            for name in HEADINGS
        }
        missing = tuple(name for name in HEADINGS if at[name] is None)
        if missing:
            return Lack("headings", missing)
        order = list(at.values())
        return self._unless("heading-order", order == sorted(order, key=lambda number: number or 0))

    # Helpers whom the reader can turn to

    def _credit_agencies(self) -> Lack | None:
        missing = tuple(f"agency-{name}" for name in _AGENCIES if not self._says(name))
        return Lack("credit-agencies", missing) if missing else None

    def _identity_services(self) -> Lack | None:
        offered = self._says("identity-services") and self._says("period")
        return self._unless("identity-services", offered)

    def _regulators(self) -> Lack | None:
        hosts = [link.host for link in self.reading.email.links]
        seen = " ".join([*(sentence.text.lower() for sentence in self._seen), *hosts])
        named = all(
            any(site in seen for site in self.options[sites]) for sites in ("state_sites", "federal_sites")
        )
        numbers = sum(len(_TELEPHONE.findall(sentence.text)) for sentence in self._seen)
        return self._unless("regulators", named and numbers > 1)

    def _toll_free(self) -> Lack | None:
        called = any(_TOLL_FREE.search(sentence.text) for sentence in self._seen)
        return self._unless("toll-free", called or self._says("toll-free"))

    def _other_accounts(self) -> Lack | None:
        return self._unless("other-accounts", self._says("other-accounts"))

    def _police(self) -> Lack | None:
        return self._unless("police", self._says("police"))

    # To whom it goes, and how

    def _arabic(self) -> Lack | None:
        return self._unless("arabic", any(sentence.language == "ar" for sentence in self.reading.body))

    def _email_agreed(self) -> Lack | None:
        agreed = self.incident.exposed.email_agreed if self.incident.exposed is not None else None
        return self._unless("email-agreed", agreed is not False)

    def _mailbox(self) -> Lack | None:
        return Lack("mailbox")  # a draft of an email goes to a mailbox, whatever it says

    def _says(self, name: str) -> bool:
        return any(self.check.places(name, sentence) for sentence in self._seen)

    def _unless(self, message: str, present: bool) -> Lack | None:
        return None if present else Lack(message)
