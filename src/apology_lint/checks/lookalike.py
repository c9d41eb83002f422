"""Flag letters that are not what they look like, and what hides inside words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from typing import ClassVar

from apology_lint.checks.base import Check, Hit
from apology_lint.checks.identity import belongs, host_place, web_links
from apology_lint.edits import Change, rewording, rewordings
from apology_lint.finding import Applicability, Edit, Fix, Place, Severity
from apology_lint.reading import Reading
from apology_lint.rulebook import Rule
from apology_lint.settings import Brand
from apology_lint.source import INVISIBLE, Span, Text

_UNSEEN = re.compile(f"[{INVISIBLE}]+")
_TAG = re.compile(r"<[^>]*>")
_WRITTEN_UNSEEN = re.compile(rf"[{INVISIBLE}]+|&#?\w{{1,31}};?")
_WORD = re.compile(r"[^\W\d_]+")
#: Mathematical alphabets (bold, script, double-struck …), as some write for want of markup.
_STYLED = re.compile("[\U0001d400-\U0001d7ff]{2,}(?:[ ,'’-]{1,2}[\U0001d400-\U0001d7ff]+)*")
#: What stands of a word around something hidden; no more than anybody writes as one word.
_BEGINNING_OF_WORD = re.compile(r"[^\W\d_]{1,100}\Z")
_REST_OF_WORD = re.compile(rf"(?:[^\W\d_]|[{INVISIBLE}](?=[^\W\d_])){{0,100}}")
_SOFT_HYPHEN = "\u00ad"
_JOINERS = "\u200c\u200d"  # which Persian and Arabic need inside words


class Lookalike(Check):
    """Words and hosts that mix alphabets, invisible characters inside words, mathematical letters.

    Hosts are what phishing imitates: theirs is the severity of the rule. In words it is a warning.

    Options:
        letters: pairs of a foreign letter and the Latin one it looks like.
    """

    messages: ClassVar = {
        "letters": frozenset({"text", "letters"}),
        "domain": frozenset({"text", "letters"}),
        "hidden": frozenset({"text"}),
        "styled": frozenset({"text", "plain"}),
    }
    options: ClassVar = {"letters": list}
    required = frozenset(options)
    needs_language = False

    def __init__(self, rule: Rule, brand: Brand | None) -> None:
        super().__init__(rule, brand)
        self._latin = {ord(pair[0]): pair[1] for pair in rule.options["letters"]}
        self._foreign = frozenset(map(chr, self._latin))
        self._mild = min(rule.severity, Severity.warning)

    def run(self, reading: Reading) -> Iterator[Hit]:
        yield from self._hosts(reading)
        seen: set[str] = set()
        for where, text in _texts(reading):
            other = where == "text-part"
            found = [*self._words(where, text), *_hidden(where, text, self._mild)]
            for hit in found:
                words = hit.place.text if hit.place else ""
                if not other or words not in seen:  # the same words stand in both versions
                    yield hit
                seen.add(words)

    def _words(self, where: str, text: Text) -> Iterator[Hit]:
        if text.value.isascii():
            return
        for match in _WORD.finditer(text.value):
            foreign = self._mixed(match[0])
            if foreign:
                place = Place(where, text, *match.span())
                values = {"text": place.text, "letters": foreign}
                fix = rewordings(text, self._as_latin(place), Applicability.safe)
                yield Hit(place, "letters", values, severity=self._mild, fix=fix)
        for match in _STYLED.finditer(text.value):
            place = Place(where, text, *match.span())
            plain = unicodedata.normalize("NFKC", match[0])
            fix = rewording(place, plain, Applicability.safe)
            yield Hit(place, "styled", {"text": place.text, "plain": plain}, severity=self._mild, fix=fix)

    def _hosts(self, reading: Reading) -> Iterator[Hit]:
        own = self.brand.domains if self.brand else ()
        places = [
            Place(where, address.address, address.address.value.rfind("@") + 1, len(address.address.value))
            for where, address in (("sender", reading.email.sender), ("reply-to", reading.email.reply_to))
            if address is not None
        ]
        seen: set[str] = set()
        for link, host in web_links(reading):
            place = host_place(link)
            if place is not None and host not in seen:
                places.append(place)
                seen.add(host)
        for place in places:
            host = place.text.lower()
            foreign = "" if belongs(host, own) else self._foreign_in_host(host)
            if foreign:
                fix = rewordings(place.content, self._as_latin(place), Applicability.display)
                yield Hit(place, "domain", {"text": place.text, "letters": foreign}, fix=fix)

    def _as_latin(self, place: Place) -> list[Change]:
        """Each foreign letter as the one that it looks like."""
        return [
            (at, at + 1, self._latin[ord(char)])
            for at, char in enumerate(place.text, place.start)
            if char in self._foreign
        ]

    def _mixed(self, word: str) -> str:
        """The foreign letters of a word that otherwise is Latin, if each looks like a Latin one."""
        if self._foreign.isdisjoint(word):
            return ""
        latin = sum(map(_is_latin, word))
        others = [char for char in word if not _is_latin(char)]
        return _named(others) if latin > 1 and self._foreign.issuperset(others) else ""

    def _foreign_in_host(self, host: str) -> str:
        """The foreign letters of a host that reads as Latin: in a label that mixes alphabets, or in
        one of lookalikes alone under an ending in Latin letters.

        Chinese, Japanese and Korean may stand beside Latin (Unicode UTS #39, highly restrictive).
        """
        *labels, ending = [_decoded(label) for label in host.split(".")[-10:]]
        for label in labels:
            letters = [char for char in label if char.isalpha()]
            others = [char for char in letters if not _is_latin(char)]
            mixed = len(others) < len(letters) and not all(map(_is_east_asian, others))
            if mixed or (others and ending.isascii() and self._foreign.issuperset(others)):
                return _named(others)
        return ""


def _texts(reading: Reading) -> Iterator[tuple[str, Text]]:
    email = reading.email
    head = [("subject", email.subject), ("preheader", email.preheader)]
    if email.sender is not None:
        head.append(("sender", email.sender.name))
    yield from ((where, text) for where, text in head if text is not None)
    yield from ((block.where, block.text) for block in (*email.blocks, *email.other_version))


def _hidden(where: str, text: Text, severity: Severity) -> Iterator[Hit]:
    """Words with something in them that no reader sees and every filter does."""
    breaks = [(match.start(), match.end(), match[0]) for match in _UNSEEN.finditer(text.value)]
    written: dict[int, str] = {}
    for at, left in text.left_out():
        if len(left) <= 300 and ("&" in left or _UNSEEN.search(left)):
            unseen = unescape(_TAG.sub("", left))
            if _UNSEEN.fullmatch(unseen):
                breaks.append((at, at, unseen))
                written[at] = left
    done = 0
    for before, after, unseen in sorted(breaks):
        if before < max(done, 1) or after >= len(text.value):
            continue
        if _is_inside_a_word(text.value[before - 1], text.value[after], unseen):
            start = before - len(_last_word(text.value[max(before - 100, 0) : before]))
            end = _word_end(text.value, after)
            if unseen.strip(_SOFT_HYPHEN) or before - start == 1 or end - after == 1:
                done = end
                place = Place(where, text, start, end)
                inside = {at: left for at, left in written.items() if start < at < end}
                yield Hit(place, "hidden", {"text": place.text}, severity=severity, fix=_bared(text, inside))


def _bared(text: Text, written: dict[int, str]) -> Fix | None:
    """A fix that takes out what no reader sees before some characters, as the source writes it."""
    edits: list[Edit] = []
    for at, left in sorted(written.items()):
        before = text.span(at - 1, at)
        if before is None or not text.source.is_file:
            return None
        edits += [
            Edit(Span(text.source, before.end + match.start(), before.end + match.end()), "")
            for match in _WRITTEN_UNSEEN.finditer(left)
            if _UNSEEN.fullmatch(unescape(match[0]))
        ]
    return Fix(Applicability.safe, tuple(edits)) if edits else None


def _is_inside_a_word(before: str, after: str, unseen: str) -> bool:
    if _is_latin(before) and _is_latin(after):
        return True
    return _is_arabic(before) and _is_arabic(after) and not set(unseen) <= {*_JOINERS, _SOFT_HYPHEN}


def _last_word(text: str) -> str:
    match = _BEGINNING_OF_WORD.search(text)
    return match[0] if match else ""


def _word_end(text: str, at: int) -> int:
    match = _REST_OF_WORD.match(text, at)
    return match.end() if match else at


def _is_latin(char: str) -> bool:
    return char.isalpha() and (char.isascii() or unicodedata.name(char, "").startswith("LATIN "))


def _is_arabic(char: str) -> bool:
    return char.isalpha() and unicodedata.name(char, "").startswith("ARABIC ")


def _is_east_asian(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("CJK ", "HIRAGANA ", "KATAKANA", "HANGUL ", "BOPOMOFO "))


def _decoded(label: str) -> str:
    """A label of a host as people read it: ``xn--…`` decoded."""
    if not label.startswith("xn--") or len(label) > 63:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _named(letters: list[str]) -> str:
    """Letters with their numbers, by which they can be told apart: ``а (U+0430)``."""
    return ", ".join(f"{char} (U+{ord(char):04X})" for char in dict.fromkeys(letters))
