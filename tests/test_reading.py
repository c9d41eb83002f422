"""What a mail says as a whole decides what its sentences count for."""

from __future__ import annotations

from pathlib import Path

import pytest

from apology_lint import Settings, lint

ACT = """
about = "The sentence tells of the weather."
yes = []
no = []

[[frames]]
strength = "contextual"
match = ["the weather"]
"""
SORRY = "We are sorry that we charged your card twice."


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "acts" / "repair").mkdir(parents=True)
    (tmp_path / "acts" / "repair" / "en.toml").write_text(ACT)
    return tmp_path


@pytest.mark.parametrize(
    ("draft", "counted"),
    [
        (f"{SORRY} See the weather.", True),
        (f"See the weather. {SORRY}", False),  # before the fault it is preamble
        ("We met for lunch. See the weather.", False),  # no apology
    ],
)
def test_a_contextual_act_counts_after_the_fault_of_an_apology(pack: Path, draft: str, counted: bool) -> None:
    report = lint(draft, settings=Settings(rules=(pack,)), language="en")
    repairs = [act for act in report.acts if act.name == "repair" and "weather" in act.sentence.text]
    assert bool(repairs) == counted
    assert not any(act.sure for act in repairs)


def test_the_steps_of_an_advertisement_are_no_steps() -> None:
    step = "Please reset your password today."
    acts = [act.name for act in lint(f"Enjoy 30% off everything. {step}", language="en").acts]
    assert "promotion" in acts
    assert "instruction" not in acts
    for other in ("We met for lunch.", SORRY):
        assert "instruction" in [act.name for act in lint(f"{other} {step}", language="en").acts]
