"""The rules prove themselves by their examples; the kind of check has a test of its own."""

from __future__ import annotations

from pathlib import Path

import acme_apology_lint
from apology_lint import Settings, lint
from apology_lint.testing import check_examples

RULES = Path(acme_apology_lint.__file__).parent / "rules"


def test_every_rule_does_what_its_examples_say() -> None:
    check_examples(RULES, plugins=("acme",))


def test_every_other_number_is_found() -> None:
    settings = Settings(plugins=("acme",), select=("acme-one-incident",))
    report = lint("We are sorry about INC-1, not INC-2 and not INC-3, that is INC-001.", settings=settings)
    assert [finding.text for finding in report] == ["INC-2", "INC-3"]
