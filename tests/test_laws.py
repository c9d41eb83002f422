"""What `rules/laws/` says: every figure has its source, and clocks run as the laws say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apology_lint.incident import schema
from apology_lint.interface import LANGUAGES
from apology_lint.laws import Law, load_law
from apology_lint.rulebook import load_rulebook
from apology_lint.tables import TableError

LAWS = load_rulebook().laws
SUNDAY = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "authority", "people"),
    [
        ("EU", timedelta(hours=72), None),
        ("GB", timedelta(hours=72), None),
        ("US-CA", None, timedelta(days=30)),
        ("US-NY", None, timedelta(days=30)),
        ("US-HIPAA", None, timedelta(days=60)),
        ("SA", timedelta(hours=72), None),
        ("AE", None, None),
        ("AE-DIFC", None, None),
        ("EG", timedelta(hours=72), None),
    ],
)
def test_clocks(code: str, authority: timedelta | None, people: timedelta | None) -> None:
    law = LAWS[code]
    for clock, limit in ((law.authority, authority), (law.people, people)):
        until = clock.until(SUNDAY) if clock is not None else None
        assert until == (SUNDAY + limit if limit is not None else None)


def test_every_jurisdiction_that_incident_toml_describes_has_a_law() -> None:
    described = schema()["properties"]["jurisdictions"]["description"]
    own = {law.code for law in LAWS.values()}
    assert {code for code in own if code in described} == own
    assert len(own) == 9


@pytest.mark.parametrize(
    ("reported", "until"),
    [
        (SUNDAY, datetime(2026, 5, 6, 9, 0, tzinfo=UTC)),
        (datetime(2026, 5, 6, 9, 0, tzinfo=UTC), datetime(2026, 5, 11, 9, 0, tzinfo=UTC)),
        (None, None),
    ],
)
def test_egypt_counts_working_days_from_the_report(reported: datetime | None, until: datetime | None) -> None:
    people = LAWS["EG"].people
    assert people is not None
    assert people.until(SUNDAY, reported) == until


@pytest.mark.parametrize("law", LAWS.values(), ids=lambda law: law.code)
def test_a_law_says_where_it_was_read(law: Law) -> None:
    assert law.sources
    datetime.fromisoformat(law.read)
    assert law.approvals == ("legal", "security")
    data = schema()["$defs"]["data"]["items"]["enum"]
    for element in law.elements:
        assert set(element.if_data) <= set(data)
    for lang in LANGUAGES:
        assert law.names[lang]
        assert "99" in law.cited("99", lang)
    for clock in (law.authority, law.people):
        assert clock is None or clock.source
    if law.authority is not None:
        assert law.authority.who is not None
        assert set(law.authority.who) == set(LANGUAGES)


GOOD = """
read = "2026-11-30"
sources = ["The law"]
[name]
en = "a law"
[cite]
en = "Law {source}"
[people]
days = 3
source = "1"
[[elements]]
needs = "what"
level = "must"
source = "2"
"""


def test_a_law_of_the_house(tmp_path: Path) -> None:
    path = tmp_path / "laws" / "BR.toml"
    path.parent.mkdir()
    path.write_text(GOOD)
    law = load_rulebook((tmp_path,)).laws_of(["XX", "BR"])[0]
    assert (law.code, law.name("ar"), law.cited("2", "ar")) == ("BR", "a law", "Law 2")
    assert law.people is not None
    assert law.people.until(SUNDAY) == SUNDAY + timedelta(days=3)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"must"', '"may"', '[[elements]] 1: "level": unknown "may"; known are must, should'),
        ('"what"', '"waht"', '[[elements]] 1: "needs": unknown "waht"'),
        ('level = "must"', 'level = "must"\nif = ["by-them"]', '"if": unknown "by-them"; known are by-us'),
        ("days = 3", 'days = "3"', '[people]: "days" must be a number'),
        ("days = 3", 'weekend = ["caturday"]', '"weekend" must be some of monday'),
        ("days = 3", "dais = 3", 'unknown key "dais" (did you mean "days"?)'),
        ('en = "a law"', 'de = "x"', "[name]"),
        ('read = "2026-11-30"', "", '"read" is missing'),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "BR.toml"
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(TableError) as caught:
        load_law(path)
    assert message in str(caught.value)
    assert "BR.toml" in str(caught.value)
