"""The notation in which rules and acts describe wording, and its fast matcher.

A pattern is read word by word against one sentence:

========================  =====================================================
``we sent``               these words, in any case (``Sent`` with a capital
                          asks for that capital)
``sent|mailed``           one word or the other
``apolog*``               any word that begins like this
``(sign in | log in)``    one sequence or the other
``really?``               may be missing; ``{adverb}?3`` up to three times
``{adverb}``              a word class from ``rules/classes``
``_``                     any one word
``..3``                   a gap of up to three words
``#``                     a number
``Aa``                    any word with a capital letter
``^`` and ``$``           the start and the end of the sentence
``نعتذر``                 this Arabic word, also with "and" or "so" glued to it
``~خطأ``                  with any particle before it and any pronoun after it
========================  =====================================================

Contractions are written out (``we are`` matches "we're"), a hyphen is optional
nowhere (``mix-up`` is ``mix``, ``-``, ``up``) and ``email`` also matches "e-mail". Brackets of the
mail itself are written ``\\(`` and ``\\)``.

Each pattern compiles to one regular expression over the sentence's *line*: its
normalised words, one space before each and the marks of its word classes after it,
so gaps are bounded and nothing can backtrack beyond them. All patterns of a language
are indexed together by a word that each of them needs; a sentence runs only those
whose word it contains.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from apology_lint import arabic
from apology_lint.classes import SEAM, Classes, keys

#: Marks a word that began with a capital letter; control characters never occur in visible text.
CAPITAL = "\x02"

#: Words too common to be worth indexing by, if the pattern has any other.
COMMON = frozenset(
    "a an and are as at be been by can do for from had has have if in is it its not of on or our "
    "so that the this to us was we were will with you your i me my they them their "
    "في من علي الي ان لا ما هذا هذه تم قد عن مع او التي الذي كان كل اي بعد قبل".split()
)
_MAX_REPEAT = 8
_DEEPEST = 20
_LARGEST_CLASS = 200_000
#: A pattern may try this many ways at one place (our choice: the bundled ones need up to 5,292).
_MOST_WAYS = 20_000
_WORD = r"[^ ]+"
#: What stands in a line between a word and the next: the marks of its classes.
_MARKS = f"{SEAM}[^ ]*"
Owner = TypeVar("Owner")


class PatternError(ValueError):
    """A pattern that does not follow the notation; the message says where and why."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A compiled piece: its regex and, if it has one, the words of which one must be present."""

    regex: str
    anchors: frozenset[str] | None
    empty: bool = False  # can match no word at all
    needs: tuple[frozenset[str], ...] = ()  # of each of these sets one word must be present
    # If this is nothing but single words in any case: the anchor of each and the regexes of what is
    # glued before it, of the word itself and of its endings.
    words: tuple[tuple[str, tuple[str, str, str]], ...] = ()
    ways: int = 1  # in how many ways gaps and repeats can divide the words between them, at most
    cost: float = 1e9  # how often the anchors stand in a sentence, roughly
    length: int = 1  # how many words it matches, at most


def _lexemes(pattern: str) -> list[str]:
    """Split a pattern into words, brackets and bars: ``(a b|c)?3`` → ``( a b|c )?3``."""
    found = re.findall(r"\(|\)(?:\?\d?)?|(?:\\[()]|[^\s()])+", pattern)
    return [str(lexeme) for lexeme in found]


class _Parser:
    def __init__(self, pattern: str, classes: Mapping[str, _Node], known: dict[str, _Node]) -> None:
        self.pattern = pattern
        self.classes = classes
        self.known = known
        self.lexemes = _lexemes(pattern)
        self.at = 0
        self.depth = 0

    def fail(self, why: str) -> PatternError:
        return PatternError(f"pattern {self.pattern!r}: {why}")

    def parse(self) -> _Node:
        node = self.alternatives(nested=False)
        if self.at != len(self.lexemes):
            raise self.fail("a closing bracket without an opening one")
        return node

    def alternatives(self, nested: bool) -> _Node:
        branches = [self.sequence()]
        while self.at < len(self.lexemes) and self.lexemes[self.at] == "|":
            if not nested:
                raise self.fail("a bar with spaces belongs inside brackets")
            self.at += 1
            branches.append(self.sequence())
        return _alternation(branches)

    def sequence(self) -> _Node:
        nodes: list[_Node] = []
        while self.at < len(self.lexemes):
            lexeme = self.lexemes[self.at]
            if lexeme == "|" or lexeme.startswith(")"):
                break
            self.at += 1
            nodes.append(self.group() if lexeme == "(" else self.word(lexeme))
        if not nodes:
            raise self.fail("nothing to match")
        return _sequence(nodes)

    def group(self) -> _Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.fail("brackets nested too deeply")
        node = self.alternatives(nested=True)
        self.depth -= 1
        if self.at >= len(self.lexemes):
            raise self.fail("a bracket is not closed")
        close = self.lexemes[self.at]
        self.at += 1
        return self.repeated(node, close[1:])

    def repeated(self, node: _Node, suffix: str) -> _Node:
        if not suffix:
            return node
        times = int(suffix[1:] or 1)
        if not 1 <= times <= _MAX_REPEAT:
            raise self.fail(f"repeat 1 to {_MAX_REPEAT} times, not {times}")
        if node.empty and times > 1:
            raise self.fail("what is repeated could be nothing at all")
        ways, length = 1 + times * node.ways**times, times * node.length
        return _Node(f"(?:{node.regex}){{0,{times}}}", None, empty=True, ways=ways, length=length)

    def word(self, lexeme: str) -> _Node:
        node = self.known.get(lexeme)
        if node is None:
            node = self.known[lexeme] = self.read(lexeme)
        return node

    def read(self, lexeme: str) -> _Node:
        if lexeme.isalpha() and lexeme not in ("cannot", "Aa"):
            return _literal(lexeme)  # most of them
        gap = re.fullmatch(r"\.\.(\d)", lexeme)
        if gap:
            most = int(gap[1])
            return _Node(rf"(?: {_WORD}){{0,{most}}}?", None, empty=True, ways=most + 1, length=most)
        if lexeme in ("^", "$"):
            return _Node(r"\A" if lexeme == "^" else r"(?= \Z)", None, empty=True)
        suffix = re.search(r"(?<=.)\?\d?$", lexeme)
        if suffix:
            return self.repeated(self.word(lexeme[: suffix.start()]), suffix[0])
        if lexeme.startswith("{"):
            name = lexeme[1:-1]
            if not lexeme.endswith("}") or name not in self.classes:
                raise self.fail(f"unknown word class {lexeme}")
            return self.classes[name]
        if lexeme == "_":
            return _Node(f" {_WORD}", None)
        if lexeme == "#":
            return _Node(rf" \d{_WORD[:-1]}*", None)
        if lexeme == "Aa":
            return _Node(f" {CAPITAL}{_WORD}", None)
        if len(lexeme) > 1 and "|" in lexeme:
            parts = [self.word(part) for part in lexeme.split("|") if part]
            if not parts:
                raise self.fail("a bar with nothing on either side")
            return _alternation(parts)
        return _sequence([_literal(piece) for piece in _pieces(lexeme)])


#: What a sentence holds for the second half of a contraction, and for the first of one with "n't".
_WRITTEN_OUT = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am"}
_CUT_SHORT = {"ca": "can", "wo": "will", "sha": "shall"}


def _pieces(word: str) -> list[str]:
    """A written word as the tokens a sentence has: ``mix-up's`` → ``mix - up 's``."""
    if word.endswith("n't") and len(word) > 3:
        return [_CUT_SHORT.get(word[:-3].lower(), word[:-3]), "not"]
    if word == "cannot":
        return ["can", "not"]
    word = re.sub(r"^([eE])-(?=mail)", lambda match: match[1], word)  # as in a sentence
    word = word.replace("\\(", "(").replace("\\)", ")")
    pieces = re.split(r"(?<=\w)(-)(?=\w)|(?<=\w)(?='(?:s|re|ve|ll|d|m)$)", word)
    return [_WRITTEN_OUT.get(piece, piece) for piece in pieces if piece]


@lru_cache(maxsize=20_000)
def _literal(word: str) -> _Node:
    if arabic.is_arabic(word):
        return _arabic(word)
    stem = word.endswith("*") and len(word) > 1
    body = word[:-1] if stem else word
    capital = CAPITAL if body[:1].isupper() else f"{CAPITAL}?"
    body = body.lower()
    tail = "[^ ]*" if stem else _MARKS
    anchors = frozenset({body + "*" if stem else body})
    needs = () if stem else (anchors,)
    words = tuple((anchor, ("", re.escape(body), tail)) for anchor in anchors) if "?" in capital else ()
    return _Node(f" {capital}{re.escape(body)}{tail}", anchors, needs=needs, words=words, cost=_cost(body))


def _cost(word: str) -> float:
    return 9.01 if word in COMMON else 1.01 if word[0].isalnum() else 5.01


def _arabic(word: str) -> _Node:
    glued, stem = word.startswith("~"), word.endswith("*")
    body = word.removeprefix("~").removesuffix("*")
    plain = arabic.normalise(body)
    anchors = frozenset({f"{'~' if glued else ''}{plain}{'*' if stem else ''}"})
    if stem:
        parts = (arabic.PARTICLES if glued else arabic.AND, re.escape(plain), "[^ ]*")
    else:
        before, root, after = arabic.with_particles(body) if glued else (arabic.AND, re.escape(plain), "")
        parts = (before, root, after + _MARKS)
    needs = () if stem else (anchors,)
    words = tuple((anchor, parts) for anchor in anchors)
    return _Node(f" {''.join(parts)}", anchors, needs=needs, words=words, cost=_cost(plain))


def _sequence(nodes: Sequence[_Node]) -> _Node:
    if len(nodes) == 1:
        return nodes[0]
    best = min(nodes, key=lambda node: node.cost)
    needs = tuple(dict.fromkeys(need for node in nodes if not node.empty for need in node.needs))
    ways = math.prod(node.ways for node in nodes)
    regex = "".join(node.regex for node in nodes)
    empty = all(node.empty for node in nodes)
    length = sum(node.length for node in nodes)
    return _Node(regex, best.anchors, empty, needs, ways=ways, cost=best.cost, length=length)


def _alternation(branches: Sequence[_Node]) -> _Node:
    if len(branches) == 1:
        return branches[0]
    anchors: frozenset[str] | None = frozenset()
    for branch in branches:
        anchors = None if anchors is None or branch.anchors is None else anchors | branch.anchors
    # Single words share what may be glued to each of them: half the regex in English, a third in Arabic.
    words = tuple(word for branch in branches for word in branch.words)
    groups: dict[tuple[str, str], list[str]] = {}
    for _, (before, word, after) in words:
        groups.setdefault((before, after), []).append(word)
    choices = [branch.regex for branch in branches if not branch.words]  # first what may be longer
    choices += [f" {CAPITAL}?{b}(?:{'|'.join(group)}){a}" for (b, a), group in groups.items()]
    regex = f"(?:{'|'.join(choices)})" if len(choices) > 1 else choices[0]
    needs: tuple[frozenset[str], ...] = ()
    if anchors and all(branch.needs for branch in branches):
        needs = (frozenset().union(*(min(branch.needs, key=len) for branch in branches)),)
    ways = max(branch.ways for branch in branches)
    empty = any(branch.empty for branch in branches)
    words = words if all(branch.words for branch in branches) else ()
    length = max(branch.length for branch in branches)
    return _Node(regex, anchors, empty, needs, words, ways, _either(branches), length)


def _either(branches: Sequence[_Node]) -> float:
    """The cost of anchors of which each stands for one branch."""
    return max(branch.cost for branch in branches) + (len(branches) - 1) / 100


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The compiled word classes of a language."""

    nodes: Mapping[str, _Node]
    classes: Classes
    known: dict[str, _Node]  # every word met in a pattern so far: the same ones stand in many


_NO_CLASSES = Vocabulary({}, Classes(), {})


def compile_classes(words: Mapping[str, Sequence[str]]) -> Vocabulary:
    """Compile word classes (name → patterns). A class may use those written above it.

    Raises:
        PatternError: a class is empty or one of its patterns is wrong.
    """
    classes = Classes()
    nodes: dict[str, _Node] = {}
    known: dict[str, _Node] = {}
    for name, patterns in words.items():
        if not patterns:
            raise PatternError(f"word class {{{name}}} is empty")
        branches = [_Parser(pattern, nodes, known).parse() for pattern in patterns]
        nodes[name] = _class(name, branches, classes)
        if len(nodes[name].regex) > _LARGEST_CLASS:
            raise PatternError(f"word class {{{name}}} is too large")
    return Vocabulary(nodes, classes, known)


def _class(name: str, branches: Sequence[_Node], classes: Classes) -> _Node:
    """A class as one node: its single words by their mark, what has several words as it is."""
    try:
        mark = classes.add(name)
    except ValueError as error:
        raise PatternError(str(error)) from error
    # Longer entries first, so that "very sorry" is not cut short by "very".
    longer = sorted((b for b in branches if not b.words), key=lambda node: -node.length)
    single = [branch for branch in branches if branch.words]
    for branch in single:
        for anchor, parts in branch.words:
            classes.put(mark, anchor, "".join(parts).removesuffix(_MARKS))
    if not single:
        return _alternation(longer)
    key = frozenset({SEAM + mark})
    node = _Node(f" [^ ]*{SEAM}[^ ]*{mark}[^ ]*", key, needs=(key,), cost=_either(single))
    return _alternation([*longer, node])


class Pattern:
    """One compiled pattern.

    Raises:
        PatternError: the notation is wrong, or the pattern holds no fixed word.
    """

    def __init__(self, written: str, vocabulary: Vocabulary = _NO_CLASSES) -> None:
        node = _Parser(written, vocabulary.nodes, vocabulary.known).parse()
        if node.ways > _MOST_WAYS:
            raise PatternError(f"pattern {written!r}: too many gaps and repeats, it could take forever")
        if node.empty or node.anchors is None:
            raise PatternError(f"pattern {written!r}: it needs at least one fixed word")
        self.written = written
        self.classes = vocabulary.classes
        self.anchors = node.anchors
        self.required = node.needs
        self.needs = tuple(need for need in node.needs if need != node.anchors)
        self._regex = node.regex + "(?= )"

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled on first use: most patterns never meet their word in a given draft."""
        return re.compile(self._regex)

    def is_possible(self, words: set[str]) -> bool:
        """Whether a sentence of these words, one of its anchors among them, can match: cheaper
        than the regular expression, and the answer for most candidates is no."""
        for need in self.needs:  # noqa: SIM110 - any() costs more than the loop
            if words.isdisjoint(need):
                return False
        return True

    def can_guard(self, words: set[str]) -> bool:
        """`is_possible` for a sentence that may have none of its anchors."""
        for need in self.required:  # noqa: SIM110
            if words.isdisjoint(need):
                return False
        return True

    def __repr__(self) -> str:
        return f"Pattern({self.written!r})"


class Line:
    """One sentence as the matcher sees it: ``" \x02we sent it twice "``."""

    __slots__ = ("_classes", "_marked", "text", "words")

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.text = f" {' '.join(words)} "
        self._classes: Classes | None = None
        self._marked = ""

    def marked(self, classes: Classes) -> str:
        """The text with the marks of its classes behind each word."""
        if self._classes is not classes:
            of = classes.of
            parts = [f" {word}{SEAM}{of(word.removeprefix(CAPITAL))}" for word in self.words]
            self._classes, self._marked = classes, "".join(parts) + " "
        return self._marked

    def find(self, pattern: Pattern) -> list[tuple[int, int]]:
        """Where the pattern matches, as (first word, after last word), left to right."""
        text = self.marked(pattern.classes)  # one space before each word: counting them numbers the words
        return [
            (text.count(" ", 0, match.start()), text.count(" ", 0, match.end()))
            for match in pattern.regex.finditer(text)
        ]


class Index(Generic[Owner]):
    """Patterns with what they belong to, found by the words of a sentence."""

    def __init__(self, entries: Iterable[tuple[Pattern, Owner]], guards: Iterable[Pattern] = ()) -> None:
        self.entries = list(entries)
        #: What the guards must know of the sentence that was looked at last.
        self.present: set[str] = set()
        self._words: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        needs = [need for p, _ in self.entries for need in p.needs]
        needs += [need for guard in guards for need in guard.required]
        self._vocabulary = frozenset(word for need in needs for word in need)
        for number, (pattern, _) in enumerate(self.entries):
            for anchor in pattern.anchors:
                stem = anchor.endswith("*") and len(anchor) > 1
                table = self._stems if stem else self._words
                table.setdefault(anchor[:-1] if stem else anchor, []).append(number)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._classes = self.entries[0][0].classes if self.entries else _NO_CLASSES.classes
        self._seen: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {}

    def _learn(self, word: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The needs a word meets, and the patterns it may be the anchor of."""
        words = dict.fromkeys([*keys(word), *(SEAM + mark for mark in self._classes.of(word))])
        numbers: dict[int, None] = {}
        for key in words:
            numbers.update(dict.fromkeys(self._words.get(key, ())))
            for length in self._stem_lengths:
                if length > len(key):
                    break
                numbers.update(dict.fromkeys(self._stems.get(key[:length], ())))
        return tuple(key for key in words if key in self._vocabulary), tuple(numbers)

    def find(self, line: Line) -> list[tuple[Owner, int, int]]:
        """Every match in the sentence: owner, first word, after last word; in pattern order."""
        seen = self._seen
        if len(seen) > 50_000:  # bounded memory over millions of messages
            seen.clear()
        numbers: set[int] = set()
        present = self.present = set()
        for word in line.words:
            known = seen.get(word)
            if known is None:
                known = seen[word] = self._learn(word.removeprefix(CAPITAL))
            if known[0]:
                present.update(known[0])
            if known[1]:
                numbers.update(known[1])
        found: list[tuple[Owner, int, int]] = []
        text = line.marked(self._classes) if numbers else ""
        for number in sorted(numbers):
            pattern, owner = self.entries[number]
            if pattern.is_possible(present) and pattern.regex.search(text):
                found += [(owner, start, end) for start, end in line.find(pattern)]
        return found
