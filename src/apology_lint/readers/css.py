"""Whether style hides an element from the reader.

tinycss2 reads the declarations, cssselect2 tells how specific a selector is, soupsieve matches
what is more than names, classes and ids against the tree. Everything is remembered by its text:
mails share their styles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bs4.element import Tag

#: property → (value, important)
Declarations = Mapping[str, tuple[str, bool]]

#: What an inline style must contain before it is worth parsing.
_WORTH_PARSING = re.compile(r"none|hidden|collapse|transparent|opacity|height\s*:\s*0", re.I)
_PROPERTIES = frozenset(
    {"display", "visibility", "opacity", "font-size", "max-height", "height", "overflow", "color"}
)

#: Ancestor steps one mail may spend on matching selectors (our choice; real mails need under 50,000).
_BUDGET = 2_000_000


def tame(css: str) -> str:
    """CSS without what tinycss2 fails on: numbers of thousands of digits, brackets nested as deep."""
    depth = deepest = 0
    for bracket in re.findall(r"[(\[{}\])]", css):
        depth = depth + 1 if bracket in "([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return re.sub(r"\d{300,}", "9", css) if deepest < 100 else ""


@lru_cache(maxsize=4096)
def declarations(style: str) -> Declarations:
    """The declarations of a style attribute that can hide something."""
    import tinycss2

    return _relevant(tinycss2.parse_blocks_contents(tame(style), skip_comments=True, skip_whitespace=True))


def _relevant(nodes: list[Any]) -> Declarations:
    import tinycss2

    found: dict[str, tuple[str, bool]] = {}
    for node in nodes:
        if node.type == "declaration" and node.lower_name in _PROPERTIES:
            value = tinycss2.serialize(node.value).strip().lower()
            if node.important or not found.get(node.lower_name, ("", False))[1]:
                found[node.lower_name] = (value, node.important)
    return found


@dataclass(frozen=True, slots=True)
class _Rule:
    matcher: Callable[[Tag], bool]
    specificity: tuple[int, int, int]
    combinators: int
    siblings: bool
    id: str | None
    class_name: str | None
    name: str | None
    declarations: Declarations


@lru_cache(maxsize=256)
def _rules(sheet: str) -> tuple[_Rule, ...]:
    """The rules of a style element that can hide or show something, in order."""
    import cssselect2
    import tinycss2

    found: list[_Rule] = []
    relevant: list[tuple[Any, Declarations]] = []
    nodes = tinycss2.parse_stylesheet(tame(sheet), skip_comments=True, skip_whitespace=True)
    for node in nodes:
        if node.type == "at-rule" and node.lower_at_keyword == "media" and node.content is not None:
            query = tinycss2.serialize(node.prelude).strip().lower()
            if query in ("", "all", "screen"):
                nodes.extend(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))
        if node.type == "qualified-rule":
            relevant.append((node, _relevant(tinycss2.parse_blocks_contents(node.content))))
    # What some rule conceals another may show again; nothing else is worth matching.
    pairs = [pair for _, declared in relevant for pair in declared.items()]
    concealed = {name for name, value in pairs if _conceals({name: value})}
    if any(name in ("height", "max-height") and _number(value[0]) == 0 for name, value in pairs):
        concealed |= {"height", "max-height", "overflow"}
    for node, declared in relevant:
        wanted = {name: value for name, value in declared.items() if value[1] or name in concealed}
        if not wanted:
            continue
        try:
            selectors = cssselect2.compile_selector_list(node.prelude)
        except (cssselect2.SelectorError, RecursionError):
            continue
        texts = tinycss2.serialize(node.prelude).split(",")
        if len(texts) != len(selectors):
            continue
        for text, selector in zip(texts, selectors, strict=True):
            if selector.pseudo_element is not None or ":" in text:
                continue
            matcher = _simple(text.strip()) or _full(text.strip())
            if matcher is None:
                continue
            combinators = len(re.findall(r"[^\s>+~](?:\s*[>+~]\s*|\s+)(?=[^\s>+~])", text.strip()))
            found.append(
                _Rule(
                    matcher,
                    selector.specificity,
                    combinators,
                    "~" in text or "+" in text,
                    selector.id,
                    selector.class_name,
                    selector.local_name,
                    wanted,
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Compound:
    """``p``, ``.preheader``, ``td.hidden#top``."""

    name: str
    classes: frozenset[str]
    ids: tuple[str, ...]

    def fits(self, tag: Tag) -> bool:
        if self.name and self.name != tag.name:
            return False
        if any(tag.attrs.get("id") != each for each in self.ids):
            return False
        return not self.classes or self.classes.issubset(tag.attrs.get("class") or ())


@dataclass(frozen=True, slots=True)
class _Simple:
    """Compounds inside one another (``.foot p``): what nearly all rules that hide text are written with.
    The first selector that soupsieve compiles costs more than the rest of the reading of a mail."""

    compounds: tuple[_Compound, ...]

    def __call__(self, tag: Tag) -> bool:
        *outer, last = self.compounds
        if not last.fits(tag):
            return False
        around = tag.parent
        while outer and around is not None:
            if outer[-1].fits(around):
                outer.pop()
            around = around.parent
        return not outer


_COMPOUND = re.compile(r"(?P<name>[a-zA-Z][\w-]*)?(?P<rest>(?:[.#][a-zA-Z_][\w-]*)*)", re.ASCII)


def _simple(selector: str) -> _Simple | None:
    compounds = []
    for written in selector.split():
        match = _COMPOUND.fullmatch(written)
        if match is None:
            return None
        parts = re.findall(r"([.#])([\w-]+)", match["rest"], re.ASCII)
        classes = frozenset(name for sign, name in parts if sign == ".")
        ids = tuple(name for sign, name in parts if sign == "#")
        compounds.append(_Compound((match["name"] or "").lower(), classes, ids))
    return _Simple(tuple(compounds)) if compounds else None


def _full(selector: str) -> Callable[[Tag], bool] | None:
    import soupsieve

    try:
        matcher: Callable[[Tag], bool] = soupsieve.compile(selector).match
    except (soupsieve.SelectorSyntaxError, NotImplementedError, ValueError, RecursionError):
        return None
    return matcher


def _number(value: str) -> float | None:
    match = re.match(r"(\d*\.?\d+)(px|pt|em|rem|%)?$", value)
    return float(match[1]) if match else None


def _conceals(style: Declarations) -> bool:
    """Whether these declarations hide an element whatever stands inside it."""
    value = {name: pair[0] for name, pair in style.items()}
    height = [_number(value[name]) for name in ("height", "max-height") if name in value]
    return (
        value.get("display") == "none"
        or value.get("visibility") in ("hidden", "collapse")
        or _number(value.get("opacity", "")) == 0
        or (0 in height and value.get("overflow") == "hidden")
        or value.get("color") == "transparent"
    )


@lru_cache(maxsize=4096)
def _inline_conceals(style: str) -> bool:
    return bool(_WORTH_PARSING.search(style)) and _conceals(declarations(style))


#: Pixels of a unit at the default font size, to tell text from text nobody can see.
_PIXELS = {"em": 16.0, "rem": 16.0, "pt": 4 / 3, "%": 0.16}


@lru_cache(maxsize=4096)
def inline_font_size(style: str) -> float | None:
    """The font size that an inline style gives, about in pixels; None if it gives none."""
    if "font" not in style.lower():
        return None
    value = declarations(style).get("font-size", ("", False))[0]
    number = _number(value)
    return None if number is None else number * _PIXELS.get(value.lstrip("0123456789."), 1)


class Styles:
    """The style sheets of one mail, asked tag by tag."""

    def __init__(self, sheets: list[str]) -> None:
        # Rules by the one thing their selector cannot do without; order is what the cascade needs.
        self._rules: dict[str, list[tuple[int, _Rule]]] = {}
        rules = [rule for sheet in sheets for rule in _rules(sheet)]
        for order, rule in enumerate(rules):
            key = f"#{rule.id}" if rule.id else f".{rule.class_name}" if rule.class_name else rule.name or "*"
            self._rules.setdefault(key, []).append((order, rule))
        self._budget = _BUDGET

    @property
    def exhausted(self) -> bool:
        """Whether the style sheets were too costly to apply to the whole mail."""
        return self._budget <= 0

    def hides(self, tag: Tag, depth: int) -> bool:
        """Whether `tag`, `depth` elements deep, and all inside it is hidden."""
        attributes = tag.attrs
        if "hidden" in attributes:
            return True
        style = attributes.get("style")
        matched = self._matched(tag, depth) if self._rules else None
        if not matched:
            return isinstance(style, str) and _inline_conceals(style)
        return _conceals(_cascade(matched, declarations(style) if isinstance(style, str) else {}))

    def _matched(self, tag: Tag, depth: int) -> list[tuple[int, _Rule]]:
        rules = self._rules
        if self._budget <= 0:
            return []
        candidates = [*rules.get(tag.name, ()), *rules.get("*", ())]
        attributes = tag.attrs
        if "class" in attributes:
            classes = attributes["class"]
            for name in (classes,) if isinstance(classes, str) else dict.fromkeys(classes):
                candidates += rules.get("." + name, ())
        if "id" in attributes:
            candidates += rules.get(f"#{attributes['id']}", ())
        matched = []
        for order, rule in candidates:
            steps = max(depth, len(tag.parent.contents) if rule.siblings and tag.parent else 1)
            self._budget -= 10 + steps ** max(rule.combinators, 1)
            if self._budget <= 0:
                break
            if rule.matcher(tag):
                matched.append((order, rule))
        return matched


def _cascade(matched: list[tuple[int, _Rule]], inline: Declarations) -> Declarations:
    """What holds of several declarations: importance, then specificity, then order."""
    layers = [(rule.specificity, order, rule.declarations) for order, rule in matched]
    layers.append(((9, 0, 0), 0, inline))
    best: dict[str, tuple[bool, tuple[int, int, int], int]] = {}
    result: dict[str, tuple[str, bool]] = {}
    for specificity, order, layer in layers:
        for name, (value, important) in layer.items():
            rank = (important, specificity, order)
            if name not in best or rank >= best[name]:
                best[name] = rank
                result[name] = (value, important)
    return result
