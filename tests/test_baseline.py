"""The baseline: what was there before is left alone, what is new is reported."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apology_lint.baseline import Baseline, counted
from apology_lint.draft import load
from apology_lint.engine import Linter
from apology_lint.readers import read
from apology_lint.report import Report
from apology_lint.settings import Settings
from apology_lint.tables import TableError

LINTER = Linter()
DRAFT = "<p>Oops! We charged Dana's card twice: dana@acme.example.</p>"
FINGERPRINT = "0" * 32


def check(path: Path, baseline: Baseline | None = None, linter: Linter = LINTER) -> Report:
    return linter.check(load(path), "en", baseline.for_draft(path) if baseline else None)


def baseline_of(folder: Path, *paths: Path) -> Baseline:
    baseline = Baseline(folder / "baseline.json")
    for path in paths:
        report = check(path)
        baseline = baseline.with_draft(path, counted(report), report.applied)
    baseline.write()
    return Baseline.load(folder / "baseline.json")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.html"
    path.write_text(DRAFT)
    return path


def test_a_draft_with_its_baseline_is_clean(tmp_path: Path, draft: Path) -> None:
    found = check(draft)
    report = check(draft, baseline_of(tmp_path, draft))
    assert found.findings
    assert (report.findings, report.stale, report.ok) == ([], 0, True)
    assert [one.finding.rule for one in report.suppressed] == [f.rule for f in found]
    assert {(one.by, one.reason) for one in report.suppressed} == {("baseline", None)}
    assert report.to_dict()["suppressed"][0]["by"] == "baseline"


def test_lines_above_and_below_keep_it_clean_and_a_new_finding_is_reported(
    tmp_path: Path, draft: Path
) -> None:
    baseline = baseline_of(tmp_path, draft)
    draft.write_text(f"\n<p>Dear Dana,</p>\n\n{DRAFT}\n<p>Your order is on its way.</p>\n")
    assert [(f.rule, f.text) for f in check(draft, baseline)] == []
    draft.write_text(f"<p>Whoops!</p>{DRAFT}")
    assert [(f.rule, f.text) for f in check(draft, baseline)] == [("humor", "Whoops")]


@given(st.lists(st.sampled_from(["<p>Hello.</p>", "\n", "<hr>", "<!-- x -->", "<p>Your order is here.</p>"])))
def test_harmless_lines_never_bring_a_finding_back(lines: list[str]) -> None:
    plain = LINTER.check(read("a.html", DRAFT.encode()), "en")
    accepted = (
        Baseline(Path("b.json")).with_draft("a.html", counted(plain), plain.applied).for_draft("a.html")
    )
    for text in (f"{''.join(lines)}{DRAFT}", f"{DRAFT}{''.join(lines)}"):
        report = LINTER.check(read("a.html", text.encode()), "en", accepted)
        assert [f.rule for f in report if f.rule in ("humor", "over-apologizing")] == []


def test_of_the_same_words_once_more_the_last_are_reported(tmp_path: Path, draft: Path) -> None:
    draft.write_text("<p>Oops! A.</p><p>Oops! B.</p>")
    baseline = baseline_of(tmp_path, draft)
    counts = baseline.for_draft(draft)["humor"]
    assert list(counts.values()) == [2]
    draft.write_text("<p>Oops! A.</p><p>Oops! B.</p>\n<p>Oops! C.</p>")
    report = check(draft, baseline)
    (finding,) = [f for f in report if f.rule == "humor"]
    assert finding.extent is not None
    assert finding.extent[0].line == 2
    assert sum(one.finding.rule == "humor" for one in report.suppressed) == 2


def test_what_is_no_longer_there_is_stale_but_not_what_was_not_looked_for(
    tmp_path: Path, draft: Path
) -> None:
    draft.write_text("<p>Oops! A.</p><p>Oops! B.</p>")
    baseline = baseline_of(tmp_path, draft)
    draft.write_text("<p>Oops! A.</p>")
    assert check(draft, baseline).stale >= 1
    assert check(draft, baseline, Linter(Settings(select=("humor",)))).stale == 1
    assert check(draft, baseline, Linter(Settings(select=("minimizing",)))).stale == 0


def test_what_a_comment_accepts_needs_no_baseline(tmp_path: Path, draft: Path) -> None:
    draft.write_text(f"{{# apology-lint: ignore-next humor #}}{DRAFT}")
    assert "humor" not in baseline_of(tmp_path, draft).for_draft(draft)


# the file


def test_the_file_is_stable_and_says_nothing_of_the_draft(tmp_path: Path, draft: Path) -> None:
    other = tmp_path / "a" / "ñ.html"
    other.parent.mkdir()
    other.write_text("<p>Oops!</p>")
    baseline_of(tmp_path, draft, other)
    first = (tmp_path / "baseline.json").read_bytes()
    baseline_of(tmp_path, other, draft)
    assert (tmp_path / "baseline.json").read_bytes() == first
    assert first.endswith(b"}\n")
    assert b"\r" not in first
    text = first.decode()
    for word in ("Oops", "Dana", "acme", "card"):
        assert word not in text
    document = json.loads(text)
    assert document["version"] == 1
    assert list(document["drafts"]) == ["a/ñ.html", "draft.html"]
    assert list(document["drafts"]["draft.html"]) == sorted(document["drafts"]["draft.html"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "baseline.json", "draft.html"]


def test_drafts_are_named_from_the_folder_of_the_baseline(
    tmp_path: Path, draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lint"
    folder.mkdir()
    baseline_of(folder, draft)
    monkeypatch.chdir(folder)
    assert list(Baseline.load(Path("baseline.json")).drafts) == ["../draft.html"]
    assert check(Path("../draft.html"), Baseline.load(Path("baseline.json"))).findings == []
    monkeypatch.chdir(tmp_path)
    assert check(Path("draft.html"), Baseline.load(Path("lint/baseline.json"))).findings == []


def test_writing_some_drafts_keeps_the_others_that_still_exist(tmp_path: Path, draft: Path) -> None:
    gone, stays = tmp_path / "gone.html", tmp_path / "stays.html"
    gone.write_text(DRAFT)
    stays.write_text(DRAFT)
    baseline = baseline_of(tmp_path, draft, gone, stays)
    assert set(baseline.drafts) == {"draft.html", "gone.html", "stays.html"}
    gone.unlink()
    draft.write_text("<p>Whoops! Again.</p>")
    report = check(draft)
    count = baseline.with_draft(draft, counted(report), report.applied).write()
    again = Baseline.load(baseline.path)
    assert set(again.drafts) == {"draft.html", "stays.html"}
    assert again.for_draft(stays) == baseline.for_draft(stays)
    assert check(draft, again).findings == []
    known = [n for drafts in again.drafts.values() for counts in drafts.values() for n in counts.values()]
    assert count == sum(known) >= len(report.findings) + len(check(stays).findings)


def test_names_that_no_text_or_no_file_can_have(tmp_path: Path, draft: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9.html")
    odd.write_text(DRAFT)
    baseline = baseline_of(tmp_path, draft, odd)
    baseline.drafts["x" * 5000] = baseline.for_draft(draft)
    baseline.write()
    again = Baseline.load(baseline.path)
    assert set(again.drafts) == {"draft.html", odd.name}
    assert again.for_draft(odd) == baseline.for_draft(odd) != {}


def test_writing_with_some_rules_keeps_what_the_others_found(tmp_path: Path, draft: Path) -> None:
    baseline = baseline_of(tmp_path, draft)
    before = baseline.for_draft(draft)
    draft.write_text(DRAFT.replace("Oops", "Whoops"))
    report = check(draft, linter=Linter(Settings(select=("humor",))))
    after = baseline.with_draft(draft, counted(report), report.applied).for_draft(draft)
    assert set(after) == set(before)
    assert after["humor"] != before["humor"]
    assert {rule: after[rule] for rule in after if rule != "humor"} == {
        rule: before[rule] for rule in before if rule != "humor"
    }


def test_a_clean_draft_has_no_entry(tmp_path: Path, draft: Path) -> None:
    baseline = baseline_of(tmp_path, draft).with_draft(draft, {}, check(draft).applied)
    assert baseline.write() == 0
    assert Baseline.load(baseline.path).drafts == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "line 1, column 1"),
        ("{\n  oops", "line 2, column 3"),
        (b"\xff\xfe\x00", "not valid UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        (f'{{"version": {"1" * 5000}}}', "digits"),
        ("[]", "must be an object"),
        ("{}", '"version" must be 1'),
        ({"version": 2, "drafts": {}}, '"version" must be 1'),
        ({"version": 1}, '"drafts": must be an object'),
        ({"version": 1, "drafts": []}, '"drafts": must be an object'),
        ({"version": 1, "drafts": {"a.html": 3}}, '"a.html": must be an object'),
        ({"version": 1, "drafts": {"a.html": {"humor": ["x"]}}}, '"a.html": "humor": must be an object'),
        ({"version": 1, "drafts": {"a.html": {"humor": {"Oops": 1}}}}, '"Oops" is no fingerprint'),
        ({"version": 1, "drafts": {"a.html": {"humor": {FINGERPRINT: 0}}}}, "a number from 1"),
        ({"version": 1, "drafts": {"a.html": {"humor": {FINGERPRINT: True}}}}, "a number from 1"),
        ({"version": 1, "drafts": {"a.html": {"humor": {FINGERPRINT: 1.0}}}}, "a number from 1"),
        (b" " * 10_000_001, "larger than"),
    ],
)
def test_a_file_that_is_no_baseline_is_named_with_its_place(tmp_path: Path, content: Any, says: str) -> None:
    path = tmp_path / "baseline.json"
    if isinstance(content, dict):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(TableError) as caught:
        Baseline.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert says in str(caught.value)


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no such baseline; make it with --write-baseline"):
        Baseline.load(tmp_path / "baseline.json")
    with pytest.raises(TableError, match="cannot be read"):
        Baseline.load(tmp_path)
    with pytest.raises(TableError, match="cannot be written"):
        Baseline(tmp_path / "nowhere" / "baseline.json").write()
