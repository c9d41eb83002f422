"""Flag a subject, and the line after it in the inbox, that do not say what the mail is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import ClassVar

from apology_lint import arabic
from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.identity import inferred_names
from apology_lint.edits import replacement, rewordings
from apology_lint.email import Email
from apology_lint.finding import Applicability, Fix, Place
from apology_lint.language import Sentence, forms
from apology_lint.reading import Reading
from apology_lint.settings import Brand
from apology_lint.source import PLACEHOLDER, Text
from apology_lint.wording import Strength

_WORD = re.compile(r"[^\W\d_]+")
_MARKS = re.compile(r"[!！]+")
_TATWEEL = re.compile(r"[^\W\d_]+?(\u0640+)[^\W\d_\u0640]")
#: Particles that stand before a foreign name with a tatweel between: ``لـ``, ``الـ``.
_PARTICLE = re.compile(r"و?(?:[فبلكس]|ال|لل)?")
_LIST_NAME = re.compile(r"\[[^\[\]]{1,100}\]")
#: "FROM_LIST" and "SHOP.EXAMPLE" are names too.
_JOINED = re.compile(r"\w+(?:[._]\w+)+")
_DRAWN_OUT = re.compile(r"([^\W\d_\u0640])\1{2,}", re.I)
_KASHIDA = "\u0640"
_STRETCH = re.compile(rf"{_KASHIDA}+|([^\W\d_])\1{{2,}}", re.I)


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
        names = _names(reading, self.brand)
        for sentence in reading.sentences:
            if sentence.where == "subject":
                empty = self.listed("empty", sentence.language)
                for word in sentence.line.words:
                    if not any(
                        form in empty or form in names or form == PLACEHOLDER or not form[:1].isalnum()
                        for form in forms(word)
                    ):
                        return
        place = Place("subject", subject, 0, len(subject.value))
        yield Hit(place, values={"text": place.text})

    def not_checked(self, reading: Reading) -> Gap | None:
        if reading.email.subject is None:
            return Gap(("no-subject",))
        return None


class MissingSubject(Check):
    """A whole message has no subject, or an empty one. Other drafts get theirs elsewhere."""

    messages: ClassVar = {"main": frozenset()}
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        email = reading.email
        if email.format == "eml" and not _has_subject(email):
            yield Hit(Place("subject", email.subject, 0, 0) if email.subject is not None else None)

    def not_checked(self, reading: Reading) -> Gap | None:
        email = reading.email
        return None if email.format == "eml" or _has_subject(email) else Gap(("no-subject",))


class Shouting(Check):
    """The subject raises its voice.

    Options:
        capitals: at most so many per cent of its letters stand in words of capitals, if two words
            or more do; brand names are not counted, nor is a pair of words as short as acronyms.
        signs: emoji that ring an alarm.
        exclamations: so many exclamation marks are fine.
        left_to: rules that may have flagged an exclamation mark already.
    """

    messages: ClassVar = {
        "capitals": frozenset({"text"}),
        "sign": frozenset({"text"}),
        "drawn-out": frozenset({"text"}),
        "exclamations": frozenset({"text", "count"}),
    }
    options: ClassVar = {"capitals": int, "signs": list, "exclamations": int, "left_to": list}
    required = frozenset({"capitals", "signs", "exclamations"})
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        subject = reading.email.subject
        if subject is None or not subject.value:
            return
        # "[Acme List]" at the beginning is the name of a mailing list, spelled as it likes.
        value = _LIST_NAME.sub(lambda match: " " * len(match[0]), subject.value)
        signs = "|".join(re.escape(sign) for sign in self.rule.options["signs"])
        for sign in re.finditer(f"(?:{signs})(?: ?(?:{signs}))*", value):
            changes = replacement(subject, *sign.span(), "")
            yield _hit(subject, "sign", sign.span(), rewordings(subject, changes, Applicability.safe))
        for words in self._capitals(reading, value):
            span = words[0].start(), words[-1].end()
            changes = [(*word.span(), _calm(word, value)) for word in words]
            yield _hit(subject, "capitals", span, rewordings(subject, changes, Applicability.unsafe))
        for word in _WORD.finditer(value):
            if _is_drawn_out(word[0]):
                yield _hit(subject, "drawn-out", word.span(), _drawn_in(subject, word))
        marks, count = self._exclamations(reading, value)
        if marks:
            changes = [
                change
                for start, end in marks
                for change in replacement(subject, start, end, "" if end == len(value) else ".")
            ]
            fix = rewordings(subject, changes, Applicability.safe)
            yield _hit(subject, "exclamations", marks[0], fix, count)

    def _capitals(self, reading: Reading, value: str) -> Iterator[list[re.Match[str]]]:
        """The words in capitals, if they are too many."""
        words = list(_WORD.finditer(_JOINED.sub(lambda match: " " * len(match[0]), value)))
        loud = [word for word in words if len(word[0]) > 1 and word[0].isupper()]
        if len(loud) < 2:
            return
        names = _names(reading, self.brand)
        words = [word for word in words if word[0].lower() not in names]
        loud = [word for word in loud if word[0].lower() not in names]
        letters = sum(len(word[0]) for word in words)
        share = 100 * sum(len(word[0]) for word in loud)
        # Two short ones are acronyms ("VAT ID"), as far as anybody can tell.
        is_speech = len(loud) > 2 or (len(loud) == 2 and max(len(word[0]) for word in loud) > 4)
        if is_speech and share > self.rule.options["capitals"] * letters:
            yield loud

    def _exclamations(self, reading: Reading, value: str) -> tuple[list[tuple[int, int]], int]:
        """The exclamation marks that are too many, and how many there are."""
        places = [
            hit.sentence.place(hit.first, hit.after)
            for rule in self.rule.options.get("left_to", ())
            for hit in reading.hits.get(rule, ())
            if hit.sentence.where == "subject"
        ]
        count, found = 0, list[tuple[int, int]]()
        for run in _MARKS.finditer(value):
            if not any(place.start < run.end() and run.start() < place.end for place in places):
                count += len(run[0])
                if count > self.rule.options["exclamations"]:
                    found.append(run.span())
        return found, count

    def not_checked(self, reading: Reading) -> Gap | None:
        return None if _has_subject(reading.email) else Gap(("no-subject",))


class LongSubject(Check):
    """The subject has more characters than phones show; what they cut off is flagged.

    A placeholder of a template counts as one character, the least it can show; one that is left in
    a whole message counts as it is written. Vowel marks take no room.

    Options:
        most: so many characters are fine.
    """

    messages: ClassVar = {"main": frozenset({"text", "characters", "most"})}
    options: ClassVar = {"most": int}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        subject, most = reading.email.subject, self.rule.options["most"]
        if subject is None:
            return
        final = reading.email.format == "eml"
        width, cut = 0, None
        for at, char in enumerate(subject.value):
            written = subject.shown(at, at + 1) if final else char
            width += sum(1 for c in written if not unicodedata.combining(c))
            if cut is None and width > most and char != " ":
                cut = at
        if cut is not None:
            place = Place("subject", subject, cut, len(subject.value))
            yield Hit(place, values={"text": place.text, "characters": width, "most": most})

    def not_checked(self, reading: Reading) -> Gap | None:
        return None if _has_subject(reading.email) else Gap(("no-subject",))


class MissingPreheader(Check):
    """Without a preheader the inbox shows the first words of the mail, and these say nothing.

    What a template will fill in wholly is taken to say enough.

    Options:
        acts: what the first words may do instead; likely is enough.
        characters: so many of them are shown.
    """

    messages: ClassVar = {"main": frozenset({"text", "preview"})}
    options: ClassVar = {"acts": list, "characters": int}
    required = frozenset(options)
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        email = reading.email
        if not email.has_markup or (email.preheader is not None and email.preheader.value):
            return
        news = {
            id(act.sentence) for act in reading.performed(*self.rule.options["acts"], least=Strength.likely)
        }
        most, length = self.rule.options["characters"], 0
        shown: list[Sentence] = []
        for sentence in reading.sentences:
            if sentence.where in ("subject", "text-part"):
                continue
            if length >= most:
                break
            if id(sentence) in news or (email.format != "eml" and sentence.line.words == [PLACEHOLDER]):
                return
            shown.append(sentence)
            length += sentence.end - sentence.start + 1
        if shown:
            place = next((s for s in shown if s.where != "alt"), shown[0]).place()
            preview = " ".join(" ".join(sentence.text for sentence in shown).split())
            yield Hit(place, values={"text": place.text, "preview": preview[:most].rstrip()})


def _has_subject(email: Email) -> bool:
    return email.subject is not None and bool(email.subject.value)


def _names(reading: Reading, brand: Brand | None) -> set[str]:
    """The words of the names by which the mail calls its sender."""
    names = inferred_names(reading) + (brand.names if brand else ())
    return {arabic.normalise(word) for name in names for word in name.lower().split()}


def _is_drawn_out(word: str) -> bool:
    """Whether letters are repeated or stretched: "sooo", ``عـــاجل``; not "www", "XXXL" or ``هـ``."""
    for stretch in _TATWEEL.finditer(word):
        before = word[: stretch.start(1)]
        if len(stretch[1]) > 1 or not _PARTICLE.fullmatch(before):
            return True
    repeated = _DRAWN_OUT.search(word)
    return repeated is not None and len(set(word.lower())) > 1 and not word.isupper()


def _hit(subject: Text, kind: str, span: tuple[int, int], fix: Fix | None, count: int = 0) -> Hit:
    place = Place("subject", subject, *span)
    return Hit(place, kind, {"text": place.text, "count": count}, fix=fix)


def _calm(word: re.Match[str], value: str) -> str:
    """A word of capitals in small letters; with one capital where the subject or a sentence begins."""
    before = value[: word.start()].rstrip()
    return word[0].capitalize() if not before or before[-1] in ".!?" else word[0].lower()


def _drawn_in(subject: Text, word: re.Match[str]) -> Fix | None:
    """A word with each of its letters once. That is how Arabic is spelled; in English it may be "too"
    that is drawn out, so there a person must look."""
    stretched = [*_STRETCH.finditer(subject.value, *word.span())]
    sure = all(arabic.is_arabic(stretch[0]) or stretch[0][0] == _KASHIDA for stretch in stretched)
    changes = [(*s.span(), "" if s[0][0] == _KASHIDA else s[0][0]) for s in stretched]
    return rewordings(subject, changes, Applicability.safe if sure else Applicability.display)
