"""The comparison with other linters: it runs without them, and what it says of places is true."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from apology_lint import lint

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "benchmarks" / "peers.py"
DRAFT = ROOT / "examples" / "outage" / "bad.html"

sys.path.append(str(SCRIPT.parent))
import peers  # noqa: E402


def test_without_peers_it_names_them_and_measures_the_rest(tmp_path: Path) -> None:
    mail = tmp_path / "mail"
    mail.mkdir()
    shutil.copy(DRAFT, mail)
    (mail / "empty.html").touch()
    result = subprocess.run(
        [sys.executable, SCRIPT, mail, "--peers", tmp_path, "--rounds", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    for peer in ("proselint", "write-good", "alex", "textlint"):
        assert f"{peer}: not installed, not measured" in result.stdout
    assert "empty.html: left out" in result.stdout
    assert "files in one command: 1 " in result.stdout
    rows = [line.split() for line in result.stdout.splitlines() if line.startswith("  apology-lint ")]
    places, cold, warm, many = (row[2:] for row in rows)
    assert places == ["oops", *["yes"] * (len(peers.PLACES) + 1)]
    assert cold == ["1.00", "1.00"]
    assert warm[0] == "HTML"
    assert int(warm[1]) > 0
    assert many == ["the", "files", str(len(lint(DRAFT).findings)), "1.00"]


def printed(*places: tuple[int, int]) -> str:
    return "\n".join(f"draft.html:{line}:{column}: oops" for line, column in places)


def test_a_place_is_exact_only_where_the_word_begins() -> None:
    tool = peers.ours()
    tool = replace(tool, finding=peers.FINDING)
    columns = [line.index("oops") + 1 for line in peers.place_draft("oops").splitlines()[1:3]]
    right = [(2, columns[0]), (3, columns[1])]
    assert peers.places_kept(tool, printed(*right)) == [True, True, False, False, True]
    assert peers.places_kept(tool, printed((2, columns[0] + 1))) == [False, False, False, False, True]
    # One finding of two in the wrong place, and one where no reader sees the word.
    assert peers.places_kept(tool, printed(*right, (3, 24), (1, 13))) == [True, False, False, False, False]
    from_zero = [(line, column - 1) for line, column in right]
    counting = replace(tool, first_column=0)
    assert peers.places_kept(counting, printed(*from_zero)) == [True, True, False, False, True]


def test_findings_are_counted_in_every_form_that_a_tool_prints() -> None:
    ours = peers.ours()
    lines = [
        "draft.html:5:10: error humor: no",
        "draft.html (whole mail): warning missing-subject: at 10:30",
        "draft.html: not checked: humor: no 3:4",
        "3 errors, 1 warning in 1 file checked.",
    ]
    assert ours.places("\n".join(lines)) == [(5, 10), None]
    alex = replace(ours, finding=peers.FINDING)
    assert alex.places("draft.html\n  4:45-4:54  warning  `oops`  oops\n\n2 warnings") == [(4, 45)]
