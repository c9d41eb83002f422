"""The shipped examples teach what they say: each bad draft fails, each good twin is clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from apology_lint import lint

EXAMPLES = Path(__file__).parents[1] / "examples"

#: What each bad draft is there to show; it may well break other rules too.
TEACHES = {
    "billed-twice": "no-reply-sender vague-subject long-subject vague-wording buried-message missing-action "
    "conditional-apology",
    "billed-twice-ar": "no-reply-sender vague-subject vague-wording agentless-passive blame-shifting "
    "conditional-apology empty-promise missing-action missing-ownership",
    "broken-link": "humor buried-message missing-branding missing-action missing-repair",
    "data-exposure": "no-reply-sender vague-subject vague-wording missing-apology buried-message "
    "breach-reassurance empty-promise long-sentence missing-ownership",
    "data-exposure-bilingual": "ambiguous-wording asks-for-credentials breach-reassurance "
    "contradicting-action euphemism insecure-link minimizing missing-preheader part-mismatch shortened-link "
    "vague-link-text wrong-direction wrong-object",
    "out-of-stock": "missing-branding missing-apology missing-action buried-message promotion blame-shifting "
    "misleading-subject",
    "outage": "vague-subject vague-wording no-reply-sender missing-apology missing-action euphemism "
    "ambiguous-wording missing-explanation",
    "wrong-list": "humor vague-subject vague-wording missing-action conditional-apology empty-promise",
    "wrong-list-ar": "humor vague-wording minimizing promotion leftover-language misleading-subject "
    "missing-language wrong-direction no-reply-sender missing-action conditional-apology",
}


def test_every_example_is_listed() -> None:
    assert {path.parent.name for path in EXAMPLES.glob("*/bad.*")} == set(TEACHES)


@pytest.mark.parametrize("name", TEACHES)
def test_bad_draft_fails_for_the_reasons_it_teaches(name: str) -> None:
    (draft,) = (EXAMPLES / name).glob("bad.*")
    report = lint(draft)
    assert not report.ok
    assert set(TEACHES[name].split()) <= {finding.rule for finding in report}


@pytest.mark.parametrize("name", TEACHES)
def test_good_twin_is_clean(name: str) -> None:
    (draft,) = (EXAMPLES / name).glob("good.*")
    report = lint(draft)
    assert [(finding.rule, finding.text) for finding in report] == []
    assert report.is_apology
