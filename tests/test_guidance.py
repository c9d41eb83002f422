"""The rules as a whole: every claim of the guidance is served, and no rule is stricter than it may be."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from apology_lint import arabic
from apology_lint.checks import KINDS
from apology_lint.engine import validate
from apology_lint.finding import Severity
from apology_lint.interface import LANGUAGES
from apology_lint.rulebook import Rule, load_rulebook

ROOT = Path(__file__).parents[1]
CORPORA = ROOT.parent / "shared" / "corpora"
BOOK = load_rulebook()
RULES = list(BOOK.rules.values())
CLAIMS = [f"S{number}" for number in range(1, 41) if number != 6] + [f"S6{part}" for part in "abcdef"]
#: The names that measurements refer to.
NAMED = """
missing-subject vague-subject misleading-subject shouting-subject long-subject missing-preheader
humor minimizing over-apologizing
vague-wording ambiguous-wording agentless-passive euphemism hard-to-read long-sentence
buried-message promotion
missing-apology conditional-apology missing-ownership missing-explanation blame-shifting
missing-action vague-link-text missing-contact missing-repair
no-reply-sender free-mail-sender sender-brand-mismatch missing-sender-name
missing-branding off-brand-link shortened-link link-text-mismatch asks-for-credentials insecure-link
lookalike-characters
unfilled-placeholder image-only missing-alt-text missing-text-part clipped-message missing-language
wrong-direction
contradicting-action part-mismatch contradicting-reply wrong-object empty-promise leftover-language
exposed-recipients
breach-notice-contents breach-reassurance
do-not-send sending-not-stopped late-apology missing-scope missing-owner missing-approval missing-monitoring
facts-mismatch missing-protective-step
""".split()


def test_every_claim_of_the_article_has_one_point() -> None:
    claims = [claim for point in BOOK.points.values() for claim in point.claims]
    assert sorted(claims) == sorted(CLAIMS)


@pytest.mark.parametrize("point", BOOK.points.values(), ids=lambda point: point.id)
def test_every_point_is_served_or_names_what_it_needs(point: object) -> None:
    serving = [rule.name for rule in RULES if point.id in rule.guidance]  # type: ignore[attr-defined]
    assert bool(serving) == (point.needs != "process")  # type: ignore[attr-defined]


def test_every_named_rule_exists() -> None:
    assert sorted(set(NAMED) - set(BOOK.rules)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_severity_is_no_stricter_than_the_evidence_allows(rule: Rule) -> None:
    """E1, opinion, carries a suggestion; E2 and E3 a warning; E4 and E5 an error; what the article, a
    law or a mail provider's written rule asks for may be stricter, and the rule names which."""
    most = {"E1": Severity.info, "E2": Severity.warning, "E3": Severity.warning}
    assert rule.sources
    if not rule.authority:
        assert rule.severity <= most.get(rule.evidence, Severity.error)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_speaks_both_languages_with_the_same_messages(rule: Rule) -> None:
    assert tuple(rule.texts) == LANGUAGES
    names = [sorted(text.messages) for text in rule.texts.values()]
    assert names[0] == names[1]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_gives_its_kind_of_check_what_it_needs(rule: Rule) -> None:
    validate(rule)


def test_every_kind_of_check_is_used() -> None:
    assert {rule.kind for rule in RULES} == set(KINDS)


def test_the_pages_of_the_rules_are_fresh() -> None:
    script = ROOT / "docs" / "rule_pages.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0


RUN = 8


def runs_of(text: str) -> Iterator[str]:
    words = [arabic.normalise(word) for word in re.findall(r"[^\W_]+", text.lower())]
    for at in range(len(words) - RUN + 1):
        yield " ".join(words[at : at + RUN])


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not part of the project")
def test_no_eight_words_in_a_row_are_taken_from_a_corpus() -> None:
    ours: dict[str, str] = {}
    for path in [*ROOT.glob("rules/**/*.toml"), *ROOT.glob("src/**/*.py")]:
        ours.update(dict.fromkeys(runs_of(path.read_text(encoding="utf-8")), path.name))
    taken = set()
    for path in CORPORA.rglob("*"):
        if path.is_file() and path.name != "README.md":
            text = path.read_bytes().decode("utf-8", "replace").replace("\\n", " ")
            taken |= {(ours[run], run) for run in runs_of(text) if run in ours}
    assert sorted(taken) == []
