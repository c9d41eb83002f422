"""Mails with the labels of two readers, and what apology-lint answers; `accuracy.py` compares them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, NamedTuple

from apology_lint import Linter
from apology_lint.checks import KINDS
from apology_lint.draft import with_values
from apology_lint.finding import Place
from apology_lint.readers import read
from apology_lint.rulebook import Rulebook
from apology_lint.source import INVISIBLE

IS_APOLOGY = "is_apology_email"
#: What answers a label: one hit of any of these is the linter's yes. The report itself says whether the mail
#: is an apology; the acts named there are what its answer rests on.
ANSWERS: dict[str, tuple[str, ...]] = {
    IS_APOLOGY: ("act apology", "act ownership", "act explanation", "act breach", "act incident"),
    "apology_present": ("act apology",),
    "conditional_apology": ("rule conditional-apology",),
    "takes_responsibility": ("act ownership",),
    "explains_what_happened": ("act explanation",),
    "vague_wording": ("rule vague-wording",),
    "humor": ("rule humor",),
    "buried_lede": ("rule buried-message",),
    "actionable_steps": ("act instruction", "act no-action"),
    "contact_offered": ("act contact",),
    "no_reply_mentioned": ("rule no-reply-sender",),
    "repair_or_prevention": ("act repair", "act prevention"),
    "blame_shift": ("rule blame-shifting",),
    "promo_content": ("rule promotion", "act promotion"),
    "compensation": ("act compensation",),
    "personal_data_exposed": ("act breach",),
    "minimizing": ("rule minimizing",),
    "vague_subject": ("rule vague-subject",),
}
READERS = ("reader1", "reader2")
QUOTED_AS = {"action": "actionable_steps", "vague": "vague_wording"}  # the others bear their label's name

_UNSEEN = re.compile(f"[\\s{INVISIBLE}]+")
_QUOTATION = str.maketrans(dict.fromkeys("’‘‚ʼ`´", "'") | dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True, slots=True)
class Mail:
    """One labelled mail; labels and quotes by reader, then by label."""

    id: str
    lang: str
    kind: str
    subject: str | None
    sender: str | None
    body: str
    labels: dict[str, dict[str, bool | None]]
    quotes: dict[str, dict[str, list[str]]]

    @property
    def cluster(self) -> str:
        """The domain of the sender, else its name: its mails are alike, no independent evidence."""
        sender = " ".join((self.sender or "").lower().split())
        domain = parseaddr(sender)[1].rpartition("@")[2] if "@" in sender else ""
        return f"@{domain}" if domain else sender or f"mail {self.id}"


def mail_from(data: Any) -> Mail:
    """The mail in a decoded JSON file.

    Raises:
        ValueError: something is missing or of another type.
    """

    def need(fits: bool, what: str) -> None:
        if not fits:
            raise ValueError(f"{what} is missing or of the wrong type")

    need(isinstance(data, dict), "the object")
    for key in ("id", "lang", "kind", "body"):
        need(isinstance(data.get(key), str), key)
    for key in ("subject", "sender"):
        need(isinstance(data.get(key), str | None), key)
    for key in ("labels", "quotes"):
        need(isinstance(data.get(key), dict), key)
    quotes = {}
    for reader in READERS:
        given = data["labels"].get(reader)
        need(isinstance(given, dict), f"labels.{reader}")
        for name, value in given.items():
            need(isinstance(value, bool | None), f"labels.{reader}.{name}")
        given = data["quotes"].get(reader)
        need(isinstance(given, dict), f"quotes.{reader}")
        for name, listed in given.items():
            fits = isinstance(listed, list) and all(isinstance(quote, str) for quote in listed)
            need(fits, f"quotes.{reader}.{name}")
        quotes[reader] = {QUOTED_AS.get(name, name): listed for name, listed in given.items()}
    subject, sender = data.get("subject"), data.get("sender")
    return Mail(data["id"], data["lang"], data["kind"], subject, sender, data["body"], data["labels"], quotes)


class Stretch(NamedTuple):
    """Characters of the folded subject or body."""

    field: str
    start: int
    after: int

    def overlaps(self, other: Stretch) -> bool:
        return self.field == other.field and self.start < other.after and other.start < self.after


class Hit(NamedTuple):
    """What the linter points at; no stretch if it stands in neither subject nor body."""

    by: str
    where: str
    text: str
    stretch: Stretch | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A mail and what the linter says about it."""

    mail: Mail
    language: str
    is_apology: bool
    hits: list[Hit]

    def hits_for(self, label: str) -> list[Hit]:
        return [hit for hit in self.hits if hit.by in ANSWERS[label]]

    def says(self, label: str) -> bool:
        return self.is_apology if label == IS_APOLOGY else bool(self.hits_for(label))


def fold(text: str) -> str:
    """Text without what readers do not copy faithfully: white space, the form of quotes, case. Each
    character is folded on its own, so folding what stands before a place finds the place again."""
    return _UNSEEN.sub("", text).translate(_QUOTATION).casefold()


def occurrences(text: str, mail: Mail) -> list[Stretch]:
    """Every place where a text stands in a mail, folded."""
    wanted = fold(text)
    return [
        Stretch(field, found.start(), found.start() + len(wanted))
        for field, whole in (("subject", mail.subject or ""), ("body", mail.body))
        for found in re.finditer(f"(?={re.escape(wanted)})", fold(whole))
        if wanted
    ]


def judge(linter: Linter, mail: Mail) -> Judged:
    """Let the linter read one mail.

    Raises:
        UnreadableError: there is nothing to read.
    """
    # The empty line keeps a body that begins with "From:" from being taken for a message with headers.
    data = b"\n" + mail.body.encode("utf-8", "replace")
    report = linter.check(with_values(read("mail.txt", data), subject=mail.subject, sender=mail.sender))

    def hit(by: str, place: Place | None) -> Hit:
        if place is None:
            return Hit(by, "", "", None)
        if place.span is not None:  # in the body the place is known, elsewhere it is looked up
            before, through = (data[: at.offset].decode("utf-8", "replace") for at in place.span.extent())
            stretch = Stretch("body", len(fold(before)), len(fold(through)))
            return Hit(by, place.where, place.text, stretch)
        found = [s for s in occurrences(place.text, mail) if s.field == place.where]
        return Hit(by, place.where, place.text, found[0] if found else None)

    hits = [hit(f"rule {finding.rule}", finding.place) for finding in report]
    hits += [hit(f"act {a.name}", a.place) for a in report.acts if a.sentence.where not in ("footer", "alt")]
    return Judged(mail, report.language, report.is_apology, hits)


def available(rulebook: Rulebook, languages: Collection[str]) -> set[str]:
    """All rules and acts that there are in these languages, named as in `ANSWERS`."""
    rules = {
        f"rule {name}"
        for name, rule in rulebook.rules.items()
        if not KINDS[rule.kind].needs_language or rule.texts.keys() & set(languages)
    }
    acts = (path for folder in rulebook.directories for path in folder.glob("acts/*/*.toml"))
    return rules | {f"act {path.parent.name}" for path in acts if path.stem in languages}
