"""Which word classes a word belongs to: found once for each word, instead of tried by each pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from apology_lint import arabic

#: Stands between a word of a line and the marks of its classes; no visible text holds it.
SEAM = "\x03"
#: The mark of the first class; a class has one private-use character of its own.
_FIRST_MARK = 0xE000
_MOST_CLASSES = 6400


@dataclass(slots=True)
class Classes:
    """The single words of all classes of a language, by what a sentence's word is looked up by.

    A class's entries of several words are no business of this table: they stay in the patterns.
    """

    marks: dict[str, str] = field(default_factory=dict)  # the mark of each class
    _words: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _stems: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def add(self, name: str) -> str:
        """A mark for a new class.

        Raises:
            ValueError: there are more classes than marks.
        """
        if len(self.marks) >= _MOST_CLASSES:
            raise ValueError("too many word classes")
        return self.marks.setdefault(name, chr(_FIRST_MARK + len(self.marks)))

    def put(self, mark: str, anchor: str, regex: str) -> None:
        """Make the words that have the `anchor` and match the `regex` members of a class."""
        stem = anchor.endswith("*") and len(anchor) > 1
        table = self._stems if stem else self._words
        # A plain word is found by itself; only glued ones need a second look.
        member = (mark, regex if anchor[0] == "~" else "")
        table.setdefault(anchor[:-1] if stem else anchor, []).append(member)

    def of(self, word: str) -> str:
        """The marks of the classes that a word (in small letters) belongs to."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > 50_000:  # bounded memory over millions of messages
                self._known.clear()
            known = self._known[word] = "".join(dict.fromkeys(self._find(word)))
        return known

    def _find(self, word: str) -> Iterator[str]:
        for key in keys(word):
            found = list(self._words.get(key, ()))
            if self._stems:
                for length in range(1, len(key) + 1):
                    found += self._stems.get(key[:length], ())
            for mark, regex in found:
                if not regex or re.fullmatch(regex, word):
                    yield mark


def keys(word: str) -> Iterator[str]:
    """What a word of a sentence is looked up by: itself, and Arabic without what is glued to it."""
    yield word
    if arabic.is_arabic(word):
        if word[0] in "وف" and len(word) > 2:
            yield word[1:]
        for body in arabic.bare(word):
            yield f"~{body}"
