"""The shipped examples teach what they say: each bad draft fails, each good twin is clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from apology_lint import lint

EXAMPLES = Path(__file__).parents[1] / "examples"

#: What each bad draft is there to show.
TEACHES = {
    "billed-twice": {
        "no-reply-sender",
        "vague-subject",
        "long-subject",
        "vague-wording",
        "buried-message",
        "missing-action",
    },
    "broken-link": {"humor", "buried-message", "missing-branding", "missing-action"},
    "data-exposure": {
        "no-reply-sender",
        "vague-subject",
        "vague-wording",
        "missing-apology",
        "buried-message",
    },
    "out-of-stock": {"missing-branding", "missing-apology", "missing-action", "buried-message"},
    "outage": {"vague-subject", "vague-wording", "no-reply-sender", "missing-apology", "missing-action"},
    "wrong-list": {"humor", "vague-subject", "vague-wording", "missing-action"},
}


def test_every_example_is_listed() -> None:
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == set(TEACHES)


@pytest.mark.parametrize("name", TEACHES)
def test_bad_draft_fails_for_the_reasons_it_teaches(name: str) -> None:
    (draft,) = (EXAMPLES / name).glob("bad.*")
    report = lint(draft)
    assert not report.ok
    assert {finding.rule for finding in report} == TEACHES[name]


@pytest.mark.parametrize("name", TEACHES)
def test_good_twin_is_clean(name: str) -> None:
    (draft,) = (EXAMPLES / name).glob("good.*")
    report = lint(draft)
    assert [(finding.rule, finding.text) for finding in report] == []
    assert report.is_apology
