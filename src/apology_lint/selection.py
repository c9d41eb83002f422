"""Which rules apply, and how severe they are: by name, tag, category or ``all``.

Of two selectors that both mean a rule the more specific decides: its name before one of its tags, a
tag before its category, the category before ``all``. Between two as specific, to leave out wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apology_lint.rulebook import Rule
from apology_lint.tables import nearest

ALL = "all"
#: The category of the rules about directives.
SUPPRESSION = "suppression"


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a rule applies, and the selector that says so (empty if none does)."""

    applies: bool
    by: str


def specificity(rule: Rule, selector: str) -> int:
    """How closely a selector means a rule: 4 by its name to 1 for ``all``; 0 if it does not."""
    if selector == rule.name:
        return 4
    if selector in rule.tags:
        return 3
    if selector == rule.category:
        return 2
    return 1 if selector == ALL else 0


def choose(rule: Rule, select: Sequence[str], ignore: Sequence[str]) -> Choice:
    """Whether a rule applies; every rule does that nothing speaks against if `select` is empty."""
    wanted = closest(rule, select)
    unwanted = closest(rule, ignore)
    if unwanted is not None and (wanted is None or specificity(rule, unwanted) >= specificity(rule, wanted)):
        return Choice(False, unwanted)
    if wanted is None:
        return Choice(not select, "")
    return Choice(True, wanted)


def closest(rule: Rule, selectors: Iterable[str]) -> str | None:
    """The most specific of the selectors that mean the rule."""
    meant = [selector for selector in selectors if specificity(rule, selector)]
    return max(meant, key=lambda selector: specificity(rule, selector), default=None)


def meanings(rules: Iterable[Rule]) -> dict[str, frozenset[str]]:
    """Everything a selector can say, and the names of the rules it means in a directive of a draft.

    The rules about suppression are only meant there where they or their category are named: otherwise
    ``all`` would hide what is wrong with directives.
    """
    meant: dict[str, set[str]] = {ALL: set()}
    for rule in rules:
        general = () if rule.category == SUPPRESSION else (ALL,)
        for selector in (rule.name, rule.category, *rule.tags, *general):
            meant.setdefault(selector, set()).add(rule.name)
    return {selector: frozenset(names) for selector, names in meant.items()}


def unknown(selector: str, known: Iterable[str]) -> str:
    """What to tell somebody who wrote a selector that means nothing."""
    return f'unknown rule, tag or category "{selector}"{nearest(selector, known)}'
