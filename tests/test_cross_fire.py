"""All rules over the good examples of all rules, kept as a snapshot that a reviewer reads.

What stands there is not wrong by itself: the good example of one rule may well break another. After
an intended change: ``UPDATE_GOLDEN=1 pytest tests/test_cross_fire.py`` and read the difference.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from apology_lint.engine import Linter
from apology_lint.examples import brand_of, email_of
from apology_lint.rulebook import load_rulebook
from apology_lint.settings import Settings

SNAPSHOT = Path(__file__).parent / "golden" / "cross-fire.txt"
INTRODUCTION = """\
Which rules fire on the good examples of other rules: rule, language, number of its example; then
each other rule with the words it flags. An example is a snippet, so the rules that miss something
in a whole mail fire on most; they are only counted."""


def lines() -> Iterator[str]:
    yield INTRODUCTION
    yield ""
    missing: Counter[str] = Counter()
    fired = []
    plain = Linter()
    total = 0
    for rule in load_rulebook().rules.values():
        for language, text in rule.texts.items():
            for number, example in enumerate(text.good, 1):
                total += 1
                brand = brand_of(example.table)
                linter = Linter(Settings(brand=brand)) if brand else plain
                for finding in linter.check(email_of(example.table)[0], language):
                    if finding.rule == rule.name:
                        continue
                    if finding.rule.startswith("missing-"):
                        missing[finding.rule] += 1
                    else:
                        words = " ".join((finding.text or "").split())
                        fired.append(f"{rule.name} {language} {number}: {finding.rule}: {words}")
    for name, count in sorted(missing.items()):
        yield f"{name}: {count} of {total}"
    yield ""
    yield from fired


def test_good_examples_under_all_rules() -> None:
    now = "\n".join(lines()) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        SNAPSHOT.write_text(now, encoding="utf-8")
    assert now == SNAPSHOT.read_text(encoding="utf-8")
