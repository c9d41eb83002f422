"""Flag a notice of exposed data that lacks what people must be told or what they can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.facts import FactsCheck, fact
from apology_lint.checks.notice import DATE, WORDS, Notice
from apology_lint.finding import Severity
from apology_lint.incident import Incident
from apology_lint.interface import LANGUAGES, joined
from apology_lint.laws import Element, Law
from apology_lint.reading import Act, Reading
from apology_lint.wording import Strength


class NoticeContents(Check):
    """A mail that surely performs the act, and in good part is about a fault, or one about exposed data by
    the facts, lacks an element; each missing one is a finding of its own.

    Where the facts name jurisdictions with a law that is known, the elements are those of all these laws,
    and `Notice` says what shows them; the finding names the laws, and is an error where one says "must".

    Otherwise an element is present if a sentence performs one of its acts, even likely, or, for ``when``
    and ``data``, if a sentence of the message has a date or a word of the language's list of that name.

    The values ``law`` and ``missing`` of the elements in the first line are there only by law.

    Options:
        act: what makes the mail such a notice.
        elements: the acts that stand for each element told by acts.
        anywhere, whole: what makes an address a no-reply one, as for `NoReply`.
        state_sites, federal_sites: sites of agencies in New York and the United States.
    """

    _plain: ClassVar = ("what", "when", "data", "measures", "steps", "contact")
    _by_law: ClassVar = (
        "discovered kinds consequences title headings heading-order credit-agencies identity-services "
        "other-accounts toll-free regulators police arabic email-agreed mailbox".split()
    )
    messages: ClassVar = dict.fromkeys((*_plain, *_by_law), frozenset({"text", "law", "missing"}))
    options: ClassVar = {
        "act": str,
        "elements": dict,
        "anywhere": list,
        "whole": list,
        "state_sites": list,
        "federal_sites": list,
    }
    required = frozenset(options)
    words = frozenset({"when", "data"}) | WORDS
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        incident = reading.incident
        if not self._is_notice(reading):
            return
        if incident is not None and reading.laws:
            yield from self._held_against_laws(reading, incident)
        else:
            for element in self._plain:
                if not self._is_present(element, reading):
                    yield pointing(reading, element, {})

    def _is_notice(self, reading: Reading) -> bool:
        return bool(self._telling(reading)) or (
            reading.incident is not None and reading.incident.data_exposed
        )

    def _telling(self, reading: Reading) -> list[Act]:
        """The sentences that make the mail a notice; a newsletter with news of a leak is none."""
        return reading.performed(self.rule.options["act"], least=Strength.sure) if reading.is_apology else []

    def _is_present(self, element: str, reading: Reading) -> bool:
        if element in self.words:
            return any(
                (element == "when" and DATE.search(sentence.line.text) is not None)
                or self.names_any(element, sentence)
                for sentence in reading.body
            )
        return bool(reading.performed(*self.rule.options["elements"][element]))

    def _held_against_laws(self, reading: Reading, incident: Incident) -> Iterator[Hit]:
        asked: dict[str, list[tuple[Law, Element]]] = {}
        for law in reading.laws:
            for element in law.elements:
                if _applies(element, incident):
                    asked.setdefault(element.needs, []).append((law, element))
        notice = Notice(self, reading, incident)
        for need, asking in asked.items():
            lack = notice.lack(need)
            if lack is not None:
                must = any(element.level == "must" for _, element in asking)
                severity = Severity.error if must else Severity.warning
                values = {"law": _cited(asking), "missing": lack.parts}
                yield pointing(reading, lack.message, values, severity)

    def not_checked(self, reading: Reading) -> Gap | None:
        if not self._is_notice(reading):
            return Gap(("no-breach",))
        if reading.incident is None:
            return None
        unknown = reading.unknown_jurisdictions
        reasons = list(_unknown_facts(reading.laws, reading.incident))
        if unknown:
            reasons.append("no-profile")
        return Gap(tuple(reasons), True, {"codes": ", ".join(unknown)}) if reasons else None


class MissingStep(FactsCheck):
    """Data was exposed against whose misuse a step helps, and no sentence that asks the reader for a step
    has anything of the list that goes with it; each missing step is a finding.

    Options:
        steps: each step, by the name of its message and its list, with the kinds of data it is for.
    """

    messages: ClassVar = dict.fromkeys(
        ("password", "mailbox", "card", "bank", "identity", "impostors"), frozenset({"text", "exposed"})
    )
    options: ClassVar = {"steps": dict}
    required = frozenset(options)
    words = frozenset(messages)
    needs_language = True

    def judge(self, incident: Incident, reading: Reading) -> Iterator[Hit]:
        data = incident.exposed.data if incident.exposed is not None else ()
        asked = [act.sentence for act in reading.performed("instruction")]
        for step, kinds in self.rule.options["steps"].items():
            exposed = tuple(f"data-{kind}" for kind in kinds if kind in data)
            if exposed and not any(self.places(step, sentence) for sentence in asked):
                yield pointing(reading, step, {"exposed": exposed})

    def lacks(self, incident: Incident, reading: Reading) -> Gap | None:  # noqa: ARG002
        known = incident.exposed is not None or not incident.data_exposed
        return None if known else Gap(("no-exposed-data",))


def pointing(reading: Reading, kind: str, values: Mapping[str, Any], severity: Severity | None = None) -> Hit:
    """What a notice lacks: at the sentence that tells of the exposure, or else at the first step it asks
    for, or else at the fact."""
    acts = (
        reading.performed("breach", least=Strength.sure)
        or reading.performed("breach")
        or reading.performed("instruction", least=Strength.sure)
    )
    if not acts and reading.incident is not None:
        return fact(reading.incident.kind, kind, {"text": reading.incident.kind, **values}, severity)
    place = acts[0].place
    return Hit(place, kind, {"text": place.text, **values}, severity)


def _applies(element: Element, incident: Incident) -> bool:
    """Whether the facts say that a law asks for the element here."""
    exposed = incident.exposed
    if element.if_data and (exposed is None or not set(element.if_data) & set(exposed.data)):
        return False
    true = {"by-us": exposed and exposed.by_us, "delayed-by-police": exposed and exposed.delayed_by_police}
    return not element.conditions or any(true[condition] for condition in element.conditions)


def _unknown_facts(laws: tuple[Law, ...], incident: Incident) -> Iterator[str]:
    """What the facts would have to say to know which elements are asked for, and what shows them."""
    exposed = incident.exposed
    if not incident.jurisdictions:
        yield "no-jurisdictions"
    if not laws:
        return
    if exposed is None:
        yield "no-exposed-data"
        return
    elements = [element for law in laws for element in law.elements]
    if exposed.by_us is None and any(
        "by-us" in element.conditions and set(element.if_data) & set(exposed.data) for element in elements
    ):
        yield "no-by-us"
    if exposed.email_agreed is None and any(element.needs == "email-agreed" for element in elements):
        yield "no-email-agreed"


def _cited(asking: list[tuple[Law, Element]]) -> dict[str, str]:
    """The laws and articles that ask for an element, in each language of reports."""
    return {
        lang: joined(lang, "list", dict.fromkeys(law.cited(element.source, lang) for law, element in asking))
        for lang in LANGUAGES
    }
