"""Arabic words as the matcher compares them: spelling variants folded, glued particles known.

Arabic writes "and", "so", "by", "for", "the" and "our" as part of the word (``وبخطئنا`` is
and-by-mistake-our), leaves vowel marks out or in, and spells hamza as it likes. The folding is that of
Lucene's ``ArabicNormalizer`` (hamza on alef, teh marbuta, alef maksura, vowel marks, tatweel) and,
beyond it, hamza on waw and yeh, Persian letter forms, and letters drawn out (``أوووه``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_LETTER = re.compile("[\u0621-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]+")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_FOLDED = str.maketrans("أإآٱىةؤئکیھ", "اااايهويكيه")
#: Arabic-Indic and Persian digits and number marks; one character each, so positions stay.
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")

#: "and", "so": glued to any word; and with them "for the", "by", "like", "to", "the", "will".
AND = "[وف]?"
PARTICLES = "[وف]?(?:لل|[بكل]?(?:ال)?|س)"
_PARTICLE = re.compile(PARTICLES)
# The last is the alef that carries the mark of an indefinite object (رابطًا).
_PRONOUNS = "(?:نا|كما|كم|كن|ك|هما|هم|هن|ها|ه|ني|ي|ا)"
_PRONOUN = re.compile(_PRONOUNS)
_HAMZA = "اويء"


def is_arabic(word: str) -> bool:
    """Whether the word has an Arabic letter."""
    return _LETTER.search(word) is not None


def normalise(word: str) -> str:
    """The word as it is compared: one spelling for what readers take for the same word.

    >>> normalise("نعـــتذرُ") == normalise("نعتذر")
    True
    """
    word = _MARKS.sub("", unicodedata.normalize("NFKC", word)).translate(DIGITS).translate(_FOLDED)
    return _DRAWN_OUT.sub(r"\1\1", word)


def in_place(text: str) -> str:
    """A text with letters and digits folded one for one, so that what is found in it has its place.

    >>> in_place("٣ أيّار")
    '3 ايّار'
    """
    return text.translate(DIGITS).translate(_FOLDED)


def with_particles(word: str) -> tuple[str, str, str]:
    """The regexes of what may be glued before a word of a pattern, of the word, as written there,
    without what changes before an ending, and of its endings: particles, root, pronouns."""
    body = normalise(word)
    last = word[-1]
    if last == "ة":
        return PARTICLES, re.escape(body[:-1]), f"(?:ه|ت{_PRONOUNS})"
    if last in "أؤئء":
        return PARTICLES, re.escape(body[:-1]), f"(?:{body[-1]}|[{_HAMZA}]?{_PRONOUNS})"
    if last == "ى":
        return PARTICLES, re.escape(body[:-1]), f"(?:ي|[اي]{_PRONOUNS})"
    return PARTICLES, re.escape(body), f"{_PRONOUNS}?"


def unglued(word: str) -> Iterator[str]:
    """All that may be left of a normalised word without the particles before it, itself included."""
    yield word
    for length in range(1, 5):
        if length < len(word) - 1 and _PARTICLE.fullmatch(word, 0, length):
            yield word[length:]


def bare(word: str) -> Iterator[str]:
    """All words that `with_particles` could have been given for a normalised word."""
    for rest in unglued(word):
        yield rest
        for length in range(1, 4):
            if length < len(rest) - 1 and _PRONOUN.fullmatch(rest, len(rest) - length):
                root = rest[:-length]
                yield root
                if root[-1] == "ت":
                    yield root[:-1] + "ه"
                if root[-1] in _HAMZA:
                    yield from (root[:-1] + letter for letter in _HAMZA if letter != root[-1])
                yield root + "ء"
