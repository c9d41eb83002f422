"""Names of products in a mail, and spellings that are nearly theirs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from apology_lint import arabic
from apology_lint.finding import Place
from apology_lint.language import Sentence

#: What an Arabic name may have glued before it.
_GLUED = "(?:[وف]?[بلك]?\u0640?)"
_JOINTS = " \u00a0\\-‐‑–"
#: Shorter names, without spaces, are letters that stand in other words too (our choice).
_SHORTEST = 4


def named(sentence: Sentence, names: tuple[str, ...]) -> list[tuple[Place, str]]:
    """The names that stand in a sentence as they are written; of two in one place the longer."""
    found: list[tuple[Place, str]] = []
    for name in sorted(filter(str.strip, names), key=len, reverse=True):
        for match in _spelled(name).finditer(sentence.block.value, sentence.start, sentence.end):
            start, end = match.span("name")
            if not any(place.start < end and start < place.end for place, _ in found):
                found.append((Place(sentence.where, sentence.block, start, end), name))
    return found


def misspelled(sentence: Sentence, names: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
    """What has the letters of a name and other spaces, hyphens, marks or inner capitals."""
    for name in names:
        if len(_letters(name)) < _SHORTEST:
            continue
        for match in _alike(name).finditer(sentence.block.value, sentence.start, sentence.end):
            if _is_other(match["name"], name) and not any(_is_same(match["name"], one) for one in names):
                yield Place(sentence.where, sentence.block, *match.span("name")), name


def _is_other(text: str, name: str) -> bool:
    """Whether a text with the letters of a name is a misspelling, no matter of capitals and vowel marks.

    "Pay later" in small letters is no Pay-Later.
    """
    if _plain(text) == _plain(name):
        return text != name and _is_camel(name) and not text.isupper()
    words = re.split(f"[{_JOINTS}]", text)
    fewer = len(words) <= len(name.split())
    return fewer or name.islower() or all(not word[0].islower() for word in words)


def _is_same(text: str, name: str) -> bool:
    return text == name or (_plain(text) == _plain(name) and not _is_camel(name))


def _is_camel(name: str) -> bool:
    """Whether the name has a capital inside a word, as PayPal has, unlike an acronym."""
    return re.search(r"[^\W\d_A-Z][A-Z]", name) is not None


def _plain(text: str) -> str:
    return arabic.normalise(text).casefold()


def _letters(text: str) -> str:
    """The letters alone, without case and marks."""
    decomposed = unicodedata.normalize("NFKD", arabic.normalise(text)).casefold()
    return "".join(letter for letter in decomposed if letter.isalnum())


@lru_cache(maxsize=200)
def _spelled(name: str) -> re.Pattern[str]:
    return _bounded(re.escape(name))


@lru_cache(maxsize=200)
def _alike(name: str) -> re.Pattern[str]:
    """The letters of a name with a joint or none between two, and marks on any."""
    marks = "[\u0300-\u036f\u0640\u064b-\u0652]*"
    letters = (f"{_any_form(letter)}{marks}" for letter in _letters(name))
    return _bounded(f"[{_JOINTS}]?".join(letters), re.I)


@lru_cache(maxsize=500)
def _any_form(letter: str) -> str:
    """The letter with or without a mark: é for e, أ for ا."""
    forms = [chr(code) for code in (*range(0xC0, 0x250), *range(0x621, 0x64B))]
    return f"[{letter}{''.join(form for form in forms if _letters(form) == letter)}]"


def _bounded(expression: str, flags: int = 0) -> re.Pattern[str]:
    """The expression where it is no part of a word, an address or a longer compound."""
    before = rf"(?<![\w@/#.-]){_GLUED}"
    return re.compile(rf"{before}(?P<name>{expression})(?![\w@/]|-\w|\.\w)", flags)
