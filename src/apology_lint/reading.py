"""A mail, read once for all rules: its language, its sentences and what each of them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from apology_lint.audience import Audience
from apology_lint.email import LISTS, Email
from apology_lint.finding import Place
from apology_lint.incident import Incident
from apology_lint.language import Sentence, detect, language_of_part, sentences
from apology_lint.laws import Law
from apology_lint.source import Text
from apology_lint.suppress import Suppressions
from apology_lint.wording import Hit, Lexicon, Strength

#: Parts of a mail that make up its message, in reading order.
BODY = frozenset({"heading", "body", "button"})
#: Acts of a mail about the sender's own fault, and the share of its sentences that must perform one
#: (our choice: a long newsletter with one stray apology is still a newsletter).
_OF_THE_FAULT = frozenset(
    {"apology", "ownership", "explanation", "breach", "repair", "prevention", "incident"}
)
_GOOD_PART = 0.04
#: Acts that tell of the fault, so that they may well be its first mention.
_TELLING = frozenset({"apology", "ownership", "explanation", "breach", "incident"})
#: Acts that are no part of the message: salutations and the lines every mail carries.
ASIDE = frozenset({"greeting", "boilerplate"})


@dataclass(frozen=True, slots=True)
class Act:
    """What a sentence does, and how surely."""

    name: str
    strength: Strength
    sentence: Sentence

    @property
    def sure(self) -> bool:
        """Whether rules that flag may rely on it."""
        return self.strength is Strength.sure

    @property
    def place(self) -> Place:
        """Where the sentence stands."""
        return self.sentence.place()


@dataclass
class Reading:
    """One mail analysed.

    `sentences` are all that a rule may look at, in reading order: subject, preheader, then the
    blocks, then the sentences of the text part that the HTML part does not have. `suppressions` are
    the findings that somebody accepts. `incident` are the facts about it, `laws` those of its
    jurisdictions that `rules/` knows, `audience` what the lists of recipients come to; None if not given.
    """

    email: Email
    language: str
    supported: bool
    sentences: list[Sentence] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    suppressions: Suppressions = field(default_factory=Suppressions)
    incident: Incident | None = None
    laws: tuple[Law, ...] = ()
    audience: Audience | None = None

    @cached_property
    def body(self) -> list[Sentence]:
        """The sentences of the message itself, without salutation and boilerplate."""
        aside = {id(act.sentence) for act in self.acts if act.name in ASIDE}
        return [s for s in self.sentences if s.where in BODY and id(s) not in aside]

    def performed(self, *names: str, least: Strength = Strength.contextual) -> list[Act]:
        """The acts of these names that are at least so sure, in reading order."""
        return [act for act in self.acts if act.name in names and act.strength >= least]

    @cached_property
    def unknown_jurisdictions(self) -> list[str]:
        """Those of the incident whose law is not known here."""
        named = self.incident.jurisdictions if self.incident is not None else ()
        return sorted(set(named) - {code for law in self.laws for code in (law.code, *law.also)})

    @cached_property
    def is_apology(self) -> bool:
        """Whether the mail, at least in good part, apologises for, corrects or discloses the
        sender's own fault."""
        seen = [act for act in self.acts if act.sentence.where not in ("footer", "alt")]
        names = {act.name for act in seen}
        sure = {act.name for act in seen if act.sure}
        claims = (
            "apology" in sure
            or "breach" in sure
            or ("apology" in names and names & {"ownership", "explanation", "repair", "breach"})
            or (sure & {"ownership", "explanation"} and names & {"repair", "instruction", "no-action"})
            or sure >= {"ownership", "explanation"}
            or ("incident" in names and names & {"explanation", "repair", "no-action", "breach"})
            or ("incident" in names and "instruction" in sure)
            or sum(act.name == "incident" for act in seen) > 1
        )
        about = {id(act.sentence) for act in seen if act.name in _OF_THE_FAULT}
        return bool(claims) and len(about) >= _GOOD_PART * len(self.body)


def analyse(email: Email, language: str | None, lexicon_for: Callable[[str], Lexicon | None]) -> Reading:
    """Read a mail: find its language (unless given), its sentences, their acts and wordings.

    A part in the script of another known language is read in that language.
    """
    found = language or detect(_sample(email), email.declared_language)
    if not email.blocks and email.format == LISTS:  # no words to judge: no wordings are compiled
        return Reading(email, found, True)
    reading = Reading(email, found, lexicon_for(found) is not None)
    if not reading.supported:
        return reading

    def split(where: str, text: Text) -> list[Sentence]:
        own = language_of_part(text.value, found)
        return sentences(where, text, own if lexicon_for(own) is not None else found)

    for where, text in _texts(email):
        reading.sentences += split(where, text)
    if email.other_version:
        known = {sentence.line.text.lower() for sentence in reading.sentences}
        for block in email.other_version:
            for sentence in split(block.where, block.text):
                if sentence.line.text.lower() not in known:
                    reading.sentences.append(sentence)
    contextual: list[Act] = []
    for sentence in reading.sentences:
        contextual += _read_sentence(reading, lexicon_for, sentence)
    if reading.is_apology:
        _add_contextual(reading, contextual)
    elif reading.performed("promotion", least=Strength.sure):
        # "Click here", says an advertisement: its steps are part of the offer, not what a reader must do.
        reading.acts = [act for act in reading.acts if act.name != "instruction"]
    return reading


def _add_contextual(reading: Reading, contextual: list[Act]) -> None:
    """Add the acts of the message that what else the mail says makes credible.

    What is done about a fault comes after its first mention: before it, the same words are preamble.
    """
    number = {id(sentence): at for at, sentence in enumerate(reading.sentences)}
    about = [act for act in reading.acts if act.name in _OF_THE_FAULT and act.sentence.where in BODY]
    first = min((number[id(act.sentence)] for act in about), default=0)
    credible = [
        act
        for act in contextual
        if act.sentence.where in BODY and (act.name in _TELLING or number[id(act.sentence)] >= first)
    ]
    reading.acts = sorted([*reading.acts, *credible], key=lambda act: number[id(act.sentence)])


def _read_sentence(
    reading: Reading, lexicon_for: Callable[[str], Lexicon | None], sentence: Sentence
) -> list[Act]:
    """Add what a sentence says and does; return what it does only if the mail is an apology."""
    acts: dict[str, Strength] = {}
    lexicon = lexicon_for(sentence.language)
    for hit in lexicon.find(sentence) if lexicon is not None else ():
        kind, name = hit.frame.owner
        if kind == "rule":
            reading.hits.setdefault(name, []).append(hit)
        else:
            acts[name] = max(hit.frame.strength, acts.get(name, hit.frame.strength))
    if sentence.where == "text-part":
        return []
    contextual: list[Act] = []
    for name, strength in acts.items():
        kept = reading.acts if strength > Strength.contextual else contextual
        kept.append(Act(name, strength, sentence))
    return contextual


def _texts(email: Email) -> list[tuple[str, Text]]:
    head = [("subject", email.subject), ("preheader", email.preheader)]
    texts = [(where, text) for where, text in head if text is not None and text.value]
    return texts + [(block.where, block.text) for block in email.blocks]


def _sample(email: Email) -> str:
    texts = [block.text.value for block in email.blocks if block.where != "footer"][:60]
    if email.subject is not None:
        texts.append(email.subject.value)
    return "\n".join(texts)
