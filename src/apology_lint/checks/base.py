"""What every kind of check is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from apology_lint import arabic
from apology_lint.finding import Fix, Place, Severity
from apology_lint.language import Sentence, forms
from apology_lint.pattern import Pattern, PatternError
from apology_lint.reading import Reading
from apology_lint.rulebook import Rule
from apology_lint.settings import Brand
from apology_lint.tables import TableError


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check found: which message of its rule (`kind`), where, with which words filled in.

    A value that is a tuple holds keys of `interface`, to be said in the language of the report; one that
    is a table has a text for each language.
    `severity` replaces that of the rule where the case differs. `fix` would mend it.
    """

    place: Place | None
    kind: str = "main"
    values: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What a check could not look at: `reasons` are keys of `interface`; `partly` if it could look
    at the rest; `values` are words filled in."""

    reasons: tuple[str, ...]
    partly: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


class Check(ABC):
    """A kind of check; a rule in `rules/` gives it its data.

    Class attributes:
        messages: the messages a rule of this kind must have, each with the values it may name;
            its wordings may name others, which have ``{text}``.
        options: the keys its ``[options]`` may have, with their types.
        required: those of `options` that a rule must give.
        words: the word lists its language files may have.
        needs_language: whether it reads sentences, so that the language must have a pack.
        of_mail: whether what it finds is a fault of the mail as a whole, whose place only shows where.
        last: whether it judges what the others found and somebody accepted.
        rewords: whether it does what the wordings of its rule say to write instead.
    """

    messages: ClassVar[Mapping[str, frozenset[str]]] = {"main": frozenset({"text"})}
    options: ClassVar[Mapping[str, type]] = {}
    required: ClassVar[frozenset[str]] = frozenset()
    words: ClassVar[frozenset[str]] = frozenset()
    needs_language: ClassVar[bool] = True
    of_mail: ClassVar[bool] = False
    last: ClassVar[bool] = False
    rewords: ClassVar[bool] = False

    def __init__(self, rule: Rule, brand: Brand | None) -> None:
        self.rule = rule
        self.brand = brand

    def listed(self, name: str, language: str) -> frozenset[str]:
        """A word list of the rule in one language, as words are compared; empty where it has none."""
        text = self.rule.texts.get(language)
        return _compared(text.words.get(name, ())) if text is not None else frozenset()

    def first(self, name: str, language: str) -> str:
        """The first entry of a word list, as it is written; nothing where the language has none."""
        text = self.rule.texts.get(language)
        return next(iter(text.words.get(name, ())), "") if text is not None else ""

    def names_any(self, name: str, sentence: Sentence) -> bool:
        """Whether a sentence has a word of the rule's list `name` in its language."""
        listed = self.listed(name, sentence.language)
        return any(form in listed for word in sentence.line.words for form in forms(word))

    def places(self, name: str, sentence: Sentence) -> list[tuple[int, int]]:
        """Where a sentence has what the rule's list `name` says in its language: a list whose entries are
        patterns of the notation, without word classes.

        Raises:
            TableError: an entry is wrong.
        """
        text = self.rule.texts.get(sentence.language)
        try:
            patterns = _compiled(text.words.get(name, ())) if text is not None else ()
        except PatternError as error:
            raise TableError(f"{self.rule.path}/{sentence.language}.toml: [words] {name}: {error}") from error
        return [place for pattern in patterns for place in sentence.line.find(pattern)]

    @abstractmethod
    def run(self, reading: Reading) -> Iterator[Hit]:
        """Every place where the mail breaks the rule, in any order."""

    def not_checked(self, reading: Reading) -> Gap | None:  # noqa: ARG002
        """Why this mail cannot be judged, wholly or in part; None if it can."""
        return None


@cache
def _compiled(words: tuple[str, ...]) -> tuple[Pattern, ...]:
    return tuple(Pattern(word) for word in words)


@cache  # rules have few lists, and a sentence is held against them word by word
def _compared(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(arabic.normalise(word) if arabic.is_arabic(word) else word for word in words)
