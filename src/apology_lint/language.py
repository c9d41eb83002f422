"""Sentences and words of a mail, analysed once, with spaCy imported only when there is text.

The default works on ``spacy.blank()``: its tokenizer knows abbreviations, contractions (the norm of
``'ve`` is ``have``) and numbers, for each language, and gives the same answer on every machine.
"""

from __future__ import annotations

import re
import sys
import types
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from apology_lint import arabic
from apology_lint.finding import Place
from apology_lint.pattern import CAPITAL, Line
from apology_lint.source import PLACEHOLDER, Text

if TYPE_CHECKING:
    from spacy.language import Language

#: Characters analysed in one go; longer blocks are cut at a space (our choice, bounds memory).
_WINDOW = 50_000
#: A sentence is cut after this many words (our choice: the longest of the mails at hand has 140),
#: so that what matching a sentence costs has a bound.
_LONGEST = 300
#: spaCy's vocabulary never forgets a word; it is built anew after this many (our choice).
_VOCABULARY = 200_000

_ENDS = re.compile(r"[.!?…؟。]+$")
_CLOSERS = frozenset("\"'”’»)]")
#: Words that begin a sentence even after an abbreviation such as "p.m.".
_STARTERS = frozenset("We Our You Your If The This Please It I No To".split())
#: A line break, or a run without the white space that a `Text` can hold. spaCy's time grows with the
#: square of a run's length, so runs are cut (our choice: beyond words and nearly all addresses).
_RUN = re.compile(r"\n|[^ \n]{1,100}")
#: Full stops that spaCy's Arabic rules leave on the word: after two letters, after vowel marks, digits
#: and brackets. That of an abbreviation ("د.") stays.
_FULL_STOPS = (
    r"(?<=[^\W\d_][^\W\d_\u0640])\.",
    r"(?<=[\u064b-\u0652])\.",
    r"(?<=[\u064b-\u0652]\w)\.",
    r"(?<=[0-9a-z%)»”\"'’\]])\.",
)
_WORDS = re.compile(r"[^\W\d_]+")
#: What is left of a word in "can't", "won't", "shan't" and "dont".
_CUT_SHORT = frozenset({"ca", "wo", "sha", "nt"})
#: The commonest English function words: in running English about every third word is one of them.
_ENGLISH = frozenset(
    "the to and of a in is that for it you we our your this on with be are not have was as at by from "
    "or if will can has i us an all but do no any".split()
)
#: Those of the other languages that mail is most often written in, and of the filler text of templates.
_NOT_ENGLISH = frozenset(
    "de la le les et des du est pour dans que vous nous votre el los las y en un una por con su para der "
    "die das und ist nicht mit wir sie ihre von zu het een van je wij il di che per non vi o os da em "
    "você seu ve bir bu için sit dolor amet ut ad".split()
)
_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*")


class Sentence:
    """One sentence of a block, as text with a place and as a line for the matcher."""

    __slots__ = (
        "_ends",
        "_starts",
        "block",
        "end",
        "is_complete",
        "language",
        "line",
        "start",
        "where",
        "word_count",
    )

    def __init__(
        self, where: str, block: Text, language: str, words: list[str], starts: list[int], ends: list[int]
    ) -> None:
        self.where = where
        self.language = language
        self.block = block
        self.line = Line(words)
        self._starts = starts
        self._ends = ends
        self.start = starts[0]
        self.end = ends[-1]
        #: Words as a reader counts them: punctuation is none.
        self.word_count = sum([word[-1].isalnum() or word == PLACEHOLDER for word in words])
        last = next((word for word in reversed(words[-3:]) if word not in _CLOSERS), "")
        #: Whether it ends as sentences do, unlike a heading, a date or a line of an address.
        self.is_complete = _ENDS.match(last) is not None

    @property
    def text(self) -> str:
        """The sentence as the reader sees it."""
        return self.block.shown(self.start, self.end)

    def place(self, first: int = 0, after: int | None = None) -> Place:
        """Where the words `first` up to `after` stand."""
        after = len(self._starts) if after is None else after
        return Place(self.where, self.block, self._starts[first], self._ends[after - 1])

    def __repr__(self) -> str:
        return f"Sentence({self.text!r})"


def forms(word: str) -> Iterator[str]:
    """A word of a line as word lists have it: in small letters, Arabic also without what is glued to it."""
    word = word.removeprefix(CAPITAL)
    yield word
    if arabic.is_arabic(word):
        yield from arabic.bare(word)


def primary(tag: str | None) -> str:
    """The language of a tag, without region or script: ``en`` of "en-GB"; empty if there is none."""
    return (tag or "").strip().lower().replace("_", "-").partition("-")[0]


def detect(text: str, declared: str | None) -> str:
    """The language of `text`: ``en``, ``ar``, what the mail declares, or ``und`` (undetermined).

    Arabic by its script (more than 40 % of the words), English by its function words (12 % of the
    words, or 5 % and twice those of other languages: terse mail; all our choice, measured on the mails
    at hand), else the declared language.
    """
    words = _WORDS.findall(_ADDRESS.sub(" ", text[:2500]))
    tag = primary(declared)
    if not words:
        return tag or "en"  # a mail of images alone lacks its words in any language
    if _arabic_share(words) > 0.4:
        return tag if tag in ("fa", "ur", "ps", "ckb") else "ar"
    if _reads_as_english(words):
        return "en"
    if len(words) < 12 and tag in ("", "en"):
        return "en" if all(word.isascii() for word in words) else "und"
    return tag if tag and tag != "en" else "und"


def language_of_part(text: str, language: str) -> str:
    """The language of one block of a mail in `language`: its own, if its script shows another one.

    At least three words decide: a name or a product in other letters makes no part (our choice).
    """
    if language not in ("en", "ar") or (language == "en" and text.isascii()):
        return language
    words = _WORDS.findall(text[:1000])
    if len(words) < 3:
        return language
    share = _arabic_share(words)
    if language == "en":
        return "ar" if share > 0.5 else "en"
    return "en" if share < 0.2 and _reads_as_english(words) else "ar"


def _arabic_share(words: list[str]) -> float:
    return sum(1 for word in words if arabic.is_arabic(word[0])) / len(words)


def _reads_as_english(words: list[str]) -> bool:
    small = [word.lower() for word in words]
    english = sum([word in _ENGLISH for word in small])
    other = sum([word in _NOT_ENGLISH for word in small])
    return english >= 0.05 * len(words) and english > (other if english >= 0.12 * len(words) else 2 * other)


def sentences(where: str, text: Text, language: str) -> list[Sentence]:
    """Split one block into sentences."""
    if len(text.value) <= _WINDOW:
        return _split(where, text, 0, len(text.value), language)
    return [s for first, after in _windows(text.value) for s in _split(where, text, first, after, language)]


def _windows(value: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(value):
        end = min(at + _WINDOW, len(value))
        if end < len(value):
            space = value.rfind(" ", at + 1, end)
            end = space + 1 if space > at else end
        yield at, end
        at = end


def _split(where: str, text: Text, first: int, after: int, language: str) -> list[Sentence]:
    value = text.value
    found: list[Sentence] = []
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def finish() -> None:
        nonlocal words, starts, ends
        found.append(Sentence(where, text, language, words, starts, ends))
        words, starts, ends = [], [], []

    ending = newline = False
    pipeline = _pipeline(language)
    for run in _RUN.finditer(value, first, after):
        if run[0] == "\n":
            newline = True
            continue
        chunk = pipeline.known.get(run[0])
        if chunk is None:
            pipeline.learn(value[run.start() : after])
            chunk = pipeline.known[run[0]]
        if len(words) >= _LONGEST:
            finish()
        at = run.start()
        for form, offset in chunk:
            if form.plain and not ending and not newline:
                pass  # most words: they decide nothing
            elif words and not form.closer:
                if ending and not form.lower and not form.ends:
                    finish()
                elif newline and (words[-1][-1] in ".,:;!?؟،؛" or not form.lower):
                    finish()  # a line break ends a sentence after punctuation or before a capital
                elif form.starter and len(words[-1]) > 2 and words[-1][-1] == ".":
                    finish()  # "at 3 p.m. We …"
            newline = False
            if not form.closer:
                ending = form.ends
            words.append(form.word)
            starts.append(at + offset)
            ends.append(at + offset + form.length)
    if words:
        finish()
    return found


@dataclass(frozen=True, slots=True)
class _Form:
    """A token as the matcher's line holds it, and what decides where sentences end."""

    word: str
    length: int
    ends: bool
    closer: bool
    lower: bool
    starter: bool
    plain: bool  # none of these but `lower`


#: The tokens of a run of characters without white space, each with its offset in the run.
_Chunk = tuple[tuple[_Form, int], ...]


class _Pipeline:
    """A blank spaCy pipeline and what it made of every run of characters it has met.

    spaCy's tokenizer treats each run between white space on its own, so its answer for a run can
    be kept: the words of mail repeat. New runs of a text go to spaCy together, in one call.
    """

    def __init__(self, language: str) -> None:
        spacy = _import_spacy()
        self.nlp: Language = spacy.blank(language if language in ("en", "ar") else "xx")
        if language == "ar":
            suffixes = [*(self.nlp.Defaults.suffixes or ()), *_FULL_STOPS]
            self.nlp.tokenizer.suffix_search = spacy.util.compile_suffix_regex(suffixes).search
        self.known: dict[str, _Chunk] = {}

    def learn(self, text: str) -> None:
        """Let spaCy read all runs of `text` that it has not seen yet."""
        runs = dict.fromkeys(run for run in _RUN.findall(text) if run not in self.known)
        joined = " ".join(run for run in runs if run != "\n")
        # spaCy parts a full stop from a year only if the year is in ASCII digits.
        readable = joined if joined.isascii() else joined.translate(arabic.DIGITS)
        tokens = iter([(t.text, t.norm_, t.idx) for t in self.nlp.tokenizer(readable) if not t.is_space])
        begin = 0
        token = next(tokens, None)
        for run in joined.split(" "):
            end = begin + len(run)
            made = []
            while token is not None and token[2] < end:
                made.append((_form(token[0], token[1]), token[2] - begin))
                token = next(tokens, None)
            self.known[run] = _with_email(made)
            begin = end + 1


def _form(raw: str, norm: str) -> _Form:
    if arabic.is_arabic(raw):
        word = arabic.normalise(raw) or raw
        return _Form(word, len(raw), ends=False, closer=False, lower=False, starter=False, plain=True)
    # The norm of "'ve" is "have"; that of the "did" in "didn't" would be "do", and lose the tense.
    word = raw if raw.isalpha() and raw.lower() not in _CUT_SHORT else norm
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word).replace("’", "'").replace("‑", "-")
    word = word.lower().replace(" ", "") or raw
    ends, closer, starter = bool(_ENDS.match(raw)), raw in _CLOSERS, raw in _STARTERS
    return _Form(
        CAPITAL + word if raw[0].isupper() else word,
        len(raw),
        ends,
        closer,
        raw[0].islower(),
        starter,
        not (ends or closer or starter),
    )


def _with_email(tokens: list[tuple[_Form, int]]) -> _Chunk:
    """The tokens with ``e - mail`` as one word, ``email``."""
    made: list[tuple[_Form, int]] = []
    for form, offset in tokens:
        if len(made) > 1 and made[-1][0].word == "-" and form.word.startswith("mail"):
            first, at = made[-2]
            if first.word in ("e", CAPITAL + "e"):
                word = first.word + form.word
                made[-2:] = [(replace(first, word=word, length=offset + form.length - at), at)]
                continue
        made.append((form, offset))
    return tuple(made)


_pipelines: dict[str, _Pipeline] = {}


def _pipeline(language: str) -> _Pipeline:
    pipeline = _pipelines.get(language)
    if pipeline is None or len(pipeline.known) > _VOCABULARY:
        pipeline = _pipelines[language] = _Pipeline(language)
    return pipeline


def _import_spacy() -> types.ModuleType:
    """Import spaCy without its command line, which is a third of the time and of no use here.

    ``spacy/__init__`` wants one name from ``spacy.cli.info``; for the time of the import an empty
    module stands in. Whoever imports ``spacy.cli`` afterwards gets the real one.
    """
    if "spacy" in sys.modules:
        return sys.modules["spacy"]
    stand_ins = {name: types.ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    stand_ins["spacy.cli"].__path__ = []
    stand_ins["spacy.cli.info"].info = None  # type: ignore[attr-defined]
    sys.modules.update(stand_ins)
    try:
        import spacy
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
    spacy.info = _spacy_info  # type: ignore[attr-defined]
    return spacy


def _spacy_info(*args: Any, **kwargs: Any) -> Any:
    """What ``spacy.info`` would have been, for a program that uses spaCy beside us."""
    from spacy.cli.info import info

    return info(*args, **kwargs)
