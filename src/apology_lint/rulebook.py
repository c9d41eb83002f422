"""The rulebook: everything `rules/` says, loaded and checked.

``rules/guidance.toml``             the numbered points of the guidance
``rules/classes/<language>.toml``   word classes for patterns
``rules/acts/<act>/<language>.toml``  frames of what a sentence does
``rules/laws/<jurisdiction>.toml``  what a law asks of a notice, and until when
``rules/<rule>/rule.toml``          a rule: severity, guidance, kind, options, evidence
``rules/<rule>/<language>.toml``    its messages, wordings and examples in one language
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from apology_lint.bundled import rules_folder
from apology_lint.finding import Applicability, Severity
from apology_lint.interface import LANGUAGES
from apology_lint.laws import Law, load_law
from apology_lint.pattern import PatternError, Vocabulary, compile_classes
from apology_lint.tables import TableError, check, load, nearest
from apology_lint.wording import FIX_KEYS, FRAME_KEYS, Frame, Lexicon, Strength, frame_from

_RULE_KEYS: Mapping[str, type] = {
    "category": str,
    "tags": list,
    "severity": str,
    "authority": str,
    "guidance": list,
    "kind": str,
    "evidence": str,
    "sources": list,
    "fixes": list,
    "options": dict,
}
_GRADES = {"evidence": ("E1", "E2", "E3", "E4", "E5"), "authority": ("article", "law", "provider")}
_EXAMPLE_KEYS: Mapping[str, type] = {
    "text": str,
    "html": str,
    "eml": str,
    "subject": str,
    "preheader": str,
    "sender": str,
    "reply_to": str,
    "to": str,
    "padding": int,  # so many bytes stand for the "…" of a comment <!--…-->
    "brand": dict,
    "incident": dict,  # as incident.toml has it
    "audience": dict,  # counts by the names of `audience.COUNTS`, and people
    "fixed": str,  # what the marked part becomes
    "note": str,
}
_LANGUAGE_KEYS: Mapping[str, type] = {
    "title": str,
    "why": str,
    "because": str,
    "messages": dict,
    "phrases": list,
    "words": dict,
    "bad": list,
    "good": list,
}
_POINT_KEYS: Mapping[str, type] = {"en": str, "ar": str, "claims": list, "needs": str}


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the guidance. `claims` numbers what the article says (``S6b``); `needs` is
    ``text`` if a draft alone can answer the point."""

    id: str
    texts: Mapping[str, str]
    claims: tuple[str, ...]
    needs: str

    def text(self, lang: str) -> str:
        """The point in `lang`, or in English."""
        return self.texts.get(lang, self.texts["en"])


@dataclass(frozen=True, slots=True)
class Example:
    """A small mail that a rule flags (at the marked spans) or must leave alone."""

    table: Mapping[str, Any]
    note: str | None


class Message(NamedTuple):
    """What a finding says: what is wrong, and what to write instead; `known` says that where the facts
    about the incident hold all that it names."""

    message: str
    help: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule in one language: `because` says why it is as severe as it is, `messages` are those that its
    kind of check or its wordings name, `words` holds the lists its kind of check uses."""

    title: str
    why: str
    because: str
    messages: Mapping[str, Message]
    phrases: tuple[Mapping[str, Any], ...]
    words: Mapping[str, tuple[str, ...]]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    path: Path


class Texts(Mapping[str, RuleText]):
    """The texts of a rule by language, each read when it is first asked for: most runs need one."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = paths
        self._read: dict[str, RuleText] = {}

    def __getitem__(self, language: str) -> RuleText:
        if language not in self._read:
            self._read[language] = _text(self._paths[language])
        return self._read[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `texts` maps each language that the rule supports to its text; `path` is its folder.

    `evidence` is a grade from E1 to E5 ; `authority` names what asks for more than that
    grade would allow: ``article``, ``law`` or ``provider``. `fixes` says how far those that it has
    may be trusted: ``safe``, ``unsafe``, ``display``.
    """

    name: str
    category: str
    tags: tuple[str, ...]
    severity: Severity
    authority: str
    guidance: tuple[str, ...]
    kind: str
    evidence: str
    sources: tuple[str, ...]
    fixes: tuple[str, ...]
    options: Mapping[str, Any]
    texts: Mapping[str, RuleText]
    path: Path

    @property
    def thresholds(self) -> dict[str, Any]:
        """The options that are a number, or one for each language or kind: what a house wants otherwise."""
        return {
            name: value
            for name, value in self.options.items()
            if isinstance(value, int)
            or (isinstance(value, Mapping) and all(isinstance(item, int) for item in value.values()))
        }

    def text(self, lang: str) -> RuleText:
        """What describes the rule to a reader of `lang`: in English or else the first language it
        has where it lacks that one."""
        return self.texts.get(lang) or self.texts.get("en") or next(iter(self.texts.values()))


@dataclass(frozen=True)
class Rulebook:
    """All rules, acts and points, by name."""

    rules: Mapping[str, Rule]
    points: Mapping[str, Point]
    directories: tuple[Path, ...]
    _lexicons: dict[str, Lexicon] = field(default_factory=dict, compare=False)

    @cached_property
    def languages(self) -> frozenset[str]:
        """Languages in which sentences can be judged: those with acts."""
        return frozenset(
            lang for lang in LANGUAGES for d in self.directories if any(d.glob(f"acts/*/{lang}.toml"))
        )

    @cached_property
    def laws(self) -> Mapping[str, Law]:
        """What is known of the law, by jurisdiction; that of a later folder goes before an earlier one.

        Raises:
            TableError: a file is wrong.
        """
        paths = [path for folder in self.directories for path in sorted(folder.glob("laws/*.toml"))]
        found = [load_law(path) for path in paths]
        return {code: law for law in found for code in (*law.also, law.code)}

    def laws_of(self, jurisdictions: Iterable[str]) -> tuple[Law, ...]:
        """The laws of those of the jurisdictions that are known here."""
        codes = dict.fromkeys(self.laws[code].code for code in jurisdictions if code in self.laws)
        return tuple(self.laws[code] for code in codes)

    def lexicon(self, language: str) -> Lexicon:
        """The frames of all acts and all phrase rules of one language, compiled together.

        Raises:
            TableError: a frame or word class is wrong; the message names its file.
        """
        if language not in self._lexicons:
            self._lexicons[language] = Lexicon(tuple(self._frames(language)))
        return self._lexicons[language]

    def _frames(self, language: str) -> Iterable[Frame]:
        vocabulary = self._vocabulary(language)
        for directory in self.directories:
            for path in sorted(directory.glob(f"acts/*/{language}.toml")):
                table = load(path)
                check(table, {"frames": list, "yes": list, "no": list, "about": str}, str(path), ["frames"])
                yield from frames(path, table["frames"], ("act", path.parent.name), vocabulary)
        for rule in self.rules.values():
            text = rule.texts.get(language)
            if text is not None:
                yield from frames(text.path, text.phrases, ("rule", rule.name), vocabulary)

    def _vocabulary(self, language: str) -> Vocabulary:
        words: dict[str, list[str]] = {}
        for directory in self.directories:
            path = directory / "classes" / f"{language}.toml"
            if path.exists():
                table = load(path)
                check(table, dict.fromkeys(table, list), str(path))
                words.update(table)
        try:
            return compile_classes(words)
        except PatternError as error:
            raise TableError(f"rules/classes/{language}.toml: {error}") from error


def frames(
    path: Path, tables: Iterable[Mapping[str, Any]], owner: tuple[str, str], vocabulary: Vocabulary
) -> Iterable[Frame]:
    """The frames of one file, in order.

    Raises:
        TableError: a key or a pattern is wrong.
    """
    for number, table in enumerate(tables, 1):
        place = f"{path}: wording {number}"
        check(table, {**FRAME_KEYS, **FIX_KEYS} if owner[0] == "rule" else FRAME_KEYS, place, ["match"])
        _check_fix(table, place)
        if table.get("strength", "sure") not in Strength.__members__:
            raise TableError(f'{place}: "strength" must be "sure", "likely" or "contextual"')
        try:
            yield frame_from(table, owner, vocabulary)
        except PatternError as error:
            raise TableError(f"{place}: {error}") from error


def _check_fix(table: Mapping[str, Any], place: str) -> None:
    instead = table.get("instead", "")
    texts = instead.values() if isinstance(instead, dict) else [instead]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise TableError(f'{place}: "instead" must be a text, or a table with a text for each pattern')
    if "safe" in table and "instead" not in table:
        raise TableError(f'{place}: "safe" says what "instead" is, which is missing')


@lru_cache(maxsize=8)
def load_rulebook(extra: tuple[Path, ...] = ()) -> Rulebook:
    """Load the bundled rules and, after them, the packs in `extra`; a pack's rule replaces a
    bundled one of the same name.

    Raises:
        TableError: a file is missing or wrong; the message names file, place and remedy.
    """
    directories = (rules_folder(), *extra)
    rules: dict[str, Rule] = {}
    points: dict[str, Point] = {}
    for directory in directories:
        if not directory.is_dir():
            raise TableError(f"{directory}: no such folder of rules")
        guidance = directory / "guidance.toml"
        if guidance.exists():
            points.update(_points(guidance))
        for path in sorted(directory.glob("*/rule.toml")):
            rules[path.parent.name] = _rule(path, points)
    return Rulebook({name: _with_lists(rules[name], rules) for name in sorted(rules)}, points, directories)


def _with_lists(rule: Rule, rules: Mapping[str, Rule]) -> Rule:
    """The rule with the options it takes from another: ``domains = { of = "free-mail-sender" }``."""
    taken = {}
    for key, value in rule.options.items():
        if isinstance(value, dict) and "of" in value:
            place = f"{rule.path}/rule.toml: [options] {key}"
            check(value, {"of": str}, place, ["of"])
            other = rules.get(value["of"])
            if other is None:
                raise TableError(f'{place}: unknown rule "{value["of"]}"{nearest(value["of"], rules)}')
            if isinstance(other.options.get(key, {}), dict):
                raise TableError(f'{place}: the rule "{other.name}" has no such option of its own')
            taken[key] = other.options[key]
    return replace(rule, options={**rule.options, **taken}) if taken else rule


def _points(path: Path) -> dict[str, Point]:
    points = {}
    for name, table in load(path).items():
        place = f"{path}: [{name}]"
        if not isinstance(table, dict):
            raise TableError(f"{place}: must be a table")
        check(table, _POINT_KEYS, place, ["en", "needs"])
        texts = {lang: table[lang] for lang in LANGUAGES if lang in table}
        points[name] = Point(name, texts, tuple(table.get("claims", ())), table["needs"])
    return points


def _rule(path: Path, points: Mapping[str, Point]) -> Rule:
    table = load(path)
    check(table, _RULE_KEYS, str(path), ["category", "severity", "guidance", "kind"])
    if table["severity"] not in Severity.__members__:
        raise TableError(f'{path}: "severity" must be error, warning or info')
    for key, allowed in _GRADES.items():
        if key in table and table[key] not in allowed:
            raise TableError(f'{path}: "{key}" must be one of {", ".join(allowed)}')
    for fix in table.get("fixes", ()):
        if fix not in Applicability.__members__:
            raise TableError(f'{path}: "fixes" may hold {", ".join(Applicability.__members__)}, not "{fix}"')
    for point in table["guidance"]:
        if point not in points:
            raise TableError(f'{path}: no point "{point}" in guidance.toml')
    paths = {language: path.parent / f"{language}.toml" for language in LANGUAGES}
    texts = Texts({language: file for language, file in paths.items() if file.exists()})
    if not texts:
        raise TableError(f"{path}: the rule has no language file beside it (en.toml)")
    return Rule(
        path.parent.name,
        table["category"],
        tuple(table.get("tags", ())),
        Severity[table["severity"]],
        table.get("authority", ""),
        tuple(table["guidance"]),
        table["kind"],
        table.get("evidence", ""),
        tuple(table.get("sources", ())),
        tuple(table.get("fixes", ())),
        table.get("options", {}),
        texts,
        path.parent,
    )


def _text(path: Path) -> RuleText:
    table = load(path)
    check(table, _LANGUAGE_KEYS, str(path), ["title", "why", "because", "messages", "bad", "good"])
    messages: dict[str, Message] = {}
    for name, pair in table["messages"].items():
        place = f"{path}: messages.{name}"
        if not isinstance(pair, dict):
            raise TableError(f"{place}: must be a table")
        # A wording that only needs other advice says what is wrong in the words of the main message.
        keys = {"message": str, "help": str, "known": str}
        check(pair, keys, place, ["help"] if messages else ["message", "help"])
        said = pair.get("message") or next(iter(messages.values())).message
        messages[name] = Message(said, pair["help"], pair.get("known", ""))
    return RuleText(
        table["title"],
        table["why"],
        table["because"],
        messages,
        tuple(table.get("phrases", ())),
        {name: tuple(words) for name, words in table.get("words", {}).items()},
        _examples(path, table, "bad"),
        _examples(path, table, "good"),
        path,
    )


def _examples(path: Path, table: Mapping[str, Any], key: str) -> tuple[Example, ...]:
    examples = []
    for number, example in enumerate(table[key], 1):
        place = f"{path}: {key} example {number}"
        keys = {"text": example} if isinstance(example, str) else example
        check(keys, _EXAMPLE_KEYS, place)
        examples.append(Example({k: v for k, v in keys.items() if k != "note"}, keys.get("note")))
    return tuple(examples)
