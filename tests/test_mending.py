"""`--fix`, `--diff`, `--baseline`: what a team types on its own drafts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from apology_lint import run as run_module
from apology_lint.cli import main
from apology_lint.files import UnwritableError

EXAMPLES = Path(__file__).parents[1] / "examples"
DRAFT = """<html lang="en">
<title>Re: Your bill</title>\r
<p>Whoops, we at Acme charged your card twice 🙈 on 3 May.</p>
<p>We are sorry if this caused any inconvenience.</p>
"""
SAFE = DRAFT.replace("Re: ", "").replace(" 🙈", "")
UNSAFE = SAFE.replace("Whoops, we", "We").replace("if this caused any", "for the")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APOLOGY_LINT_CACHE", str(tmp_path / "cache"))
    Path("draft.html").write_bytes(DRAFT.encode())


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(main, arguments, input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_fix_applies_what_is_safe_and_says_what_is_left() -> None:
    result = run("draft.html", "--fix")
    assert Path("draft.html").read_bytes() == SAFE.encode()
    assert "2 mended." in result.stdout
    assert "2 can be mended with --fix --unsafe-fixes" in result.stdout
    assert "🙈" not in result.stdout
    assert result.exit_code == 1


def test_unsafe_fixes_are_asked_for() -> None:
    run("draft.html", "--fix", "--unsafe-fixes")
    assert Path("draft.html").read_bytes() == UNSAFE.encode()


@pytest.mark.parametrize("more", [[], ["--unsafe-fixes"]])
def test_fixing_twice_changes_nothing(more: list[str]) -> None:
    run("draft.html", "--fix", *more)
    once = Path("draft.html").read_bytes()
    again = run("draft.html", "--fix", *more)
    assert Path("draft.html").read_bytes() == once
    assert "mended." not in again.stdout


def test_a_remembered_outcome_is_no_reason_not_to_mend() -> None:
    run("draft.html")
    run("draft.html", "--diff")
    run("draft.html", "--fix")
    assert Path("draft.html").read_bytes() == SAFE.encode()


def test_diff_shows_and_writes_nothing() -> None:
    result = run("draft.html", "--diff")
    assert Path("draft.html").read_bytes() == DRAFT.encode()
    assert "-<p>Whoops, we at Acme charged your card twice 🙈 on 3 May.</p>\n" in result.stdout
    assert "+<p>Whoops, we at Acme charged your card twice on 3 May.</p>\n" in result.stdout
    assert result.stderr == "2 would be mended.\n"
    assert result.exit_code == 1
    run("draft.html", "--fix")
    assert run("draft.html", "--diff").exit_code == 0


def test_standard_input_is_mended_to_standard_output() -> None:
    result = run("-", "--fix", stdin=DRAFT.encode())
    assert result.stdout_bytes == SAFE.encode()
    assert "2 mended." in result.stderr
    assert run("-", "--fix", stdin=SAFE.encode()).stdout_bytes == SAFE.encode()


def test_a_file_that_cannot_be_written_is_told_with_its_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy("draft.html", "other.html")
    closed = run_module.write_bytes

    def write(path: Path, data: bytes) -> None:  # root may write everything
        if path.name == "draft.html":
            raise UnwritableError("cannot be written: Permission denied")
        closed(path, data)

    monkeypatch.setattr(run_module, "write_bytes", write)
    result = run("draft.html", "other.html", "--fix")
    assert result.exit_code == 2
    assert "draft.html: cannot be written: Permission denied" in result.stderr
    assert "🙈" in result.stdout  # what was found in it is reported as it was
    assert "2 files checked" in result.stdout
    assert Path("other.html").read_bytes() == SAFE.encode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fix", "--diff"], "choose one of them"),
        (["--unsafe-fixes"], "--unsafe-fixes needs --fix or --diff"),
        (["--baseline", "a", "--write-baseline", "b"], "choose one of them"),
        (["--baseline", "nowhere.json"], "nowhere.json: no such baseline; make it with --write-baseline"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    result = run("draft.html", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_a_baseline_hides_what_is_old_and_nothing_else() -> None:
    written = run("draft.html", "--write-baseline", "base.json")
    assert (written.exit_code, written.stdout.startswith("Wrote base.json. ")) == (0, True)
    clean = run("draft.html", "--baseline", "base.json", "--fail-on", "info")
    assert clean.exit_code == 0
    assert "No findings" in clean.stdout
    assert "accepted in comments, settings or the baseline" in clean.stdout
    Path("draft.html").write_text(f"<p>A new line.</p>\n{DRAFT}<p>Yikes!</p>")
    new = run("draft.html", "--baseline", "base.json", "--output-format", "json")
    assert [f["text"] for f in json.loads(new.stdout)["files"][0]["findings"] if f["rule"] == "humor"] == [
        "Yikes"
    ]


def test_a_baseline_of_the_settings_and_what_is_stale_in_it() -> None:
    Path("apology-lint.toml").write_text('baseline = "base.json"')
    Path("other.html").write_bytes(DRAFT.encode())
    assert run("draft.html", "other.html", "--write-baseline", "base.json").exit_code == 0
    assert "No findings" in run("draft.html").stdout
    Path("draft.html").write_bytes(SAFE.encode())
    assert "still in the baseline: 2" in run("draft.html").stdout
    run("draft.html", "--write-baseline", "base.json")
    assert "still in the baseline" not in run("draft.html").stdout
    assert "No findings" in run("other.html").stdout  # its entries were kept


def test_entries_of_the_settings_that_nothing_uses_are_told() -> None:
    Path("apology-lint.toml").write_text(
        '[[suppress]]\nrule = "humor"\ntext = "Whoops"\nreason = "a name"\n'
        '[[suppress]]\nrule = "humor"\ntext = "Yikes"\nreason = "gone"\n'
    )
    Path("other.html").write_text("<p>Hello</p>")
    told = run("draft.html", "other.html").stdout
    assert "rule “humor”, text “Yikes”: these drafts have nothing that it accepts" in told
    assert "text “Whoops”" not in told
    assert "nothing that it accepts" not in run("draft.html").stdout  # another draft may need it


@pytest.mark.parametrize("unsafe", [False, True])
def test_every_example_is_mended_once_and_for_all(unsafe: bool) -> None:
    shutil.copytree(EXAMPLES, "examples", ignore=shutil.ignore_patterns("plugin"))
    more = ["--unsafe-fixes"] if unsafe else []
    before = json.loads(run("examples", "--output-format", "json").stdout)["files"]
    run("examples", "--fix", *more)
    after = json.loads(run("examples", "--output-format", "json").stdout)["files"]
    assert all(len(new["findings"]) <= len(old["findings"]) for old, new in zip(before, after, strict=True))
    assert sum(len(file["findings"]) for file in after) < sum(len(file["findings"]) for file in before)
    assert run("examples", "--diff", *more).exit_code == 0
    for path in Path("examples").rglob("good.*"):
        assert path.read_bytes() == (EXAMPLES / path.relative_to("examples")).read_bytes()
