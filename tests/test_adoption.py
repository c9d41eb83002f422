"""A team with two hundred templates adopts the tool on a Friday: init, baseline, fix, clean."""

from __future__ import annotations

import shutil
from itertools import cycle, islice
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from apology_lint.cli import main
from apology_lint.new import INCIDENTS, write

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "templates"
HOW_MANY = 200
#: What teams write into their templates, by the language of the template.
FAULTS = {
    "en": ["<p>Oops! 🙈</p>", "<p>We are sorry if this caused any inconvenience.</p>", '<img src="x.png">'],
    "ar": ["<p>أوبس! 🙈</p>", "<p>نعتذر عن أي إزعاج قد يكون سببه ذلك.</p>", '<img src="x.png">'],
}

pytestmark = pytest.mark.slow


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def our_own(folder: Path) -> None:
    """Drafts of our own with faults in them, in both languages."""
    kinds = [(incident, language) for incident in INCIDENTS for language in FAULTS]
    for number, (incident, language) in enumerate(islice(cycle(kinds), HOW_MANY)):
        fault = FAULTS[language][number % 3]
        draft = write(incident, language).replace("</h1>", f"</h1>{fault}" * (number // len(kinds) + 1), 1)
        (folder / f"{number:03}-{incident}-{language}.html").write_text(draft, encoding="utf-8")


def templates_of_others(folder: Path) -> None:
    """Real templates, where they are at hand; some twice, under other names."""
    if not CORPUS.is_dir():
        pytest.skip("the corpora are not part of the project; they lie beside it where it is developed")
    paths = sorted(CORPUS.rglob("*.html"))
    for number, path in enumerate(islice(cycle(paths), HOW_MANY)):
        shutil.copy(path, folder / f"{number:03}-{path.name}")


@pytest.mark.parametrize("fill", [our_own, templates_of_others])
def test_two_hundred_templates(fill: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APOLOGY_LINT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "emails"
    folder.mkdir()
    fill(folder)  # type: ignore[operator]
    assert len(list(folder.iterdir())) == HOW_MANY

    assert run("init").exit_code == 0
    before = run("emails", "--statistics").stdout
    assert len(before.splitlines()) > 3

    # Old templates do not block new work …
    settings = Path("apology-lint.toml")
    assert run("emails", "--write-baseline", "baseline.json").exit_code == 0
    old = settings.read_text(encoding="utf-8")
    settings.write_text(f'baseline = "baseline.json"\n{old}', encoding="utf-8")
    clean = run("emails", "--fail-on", "info")
    assert (clean.exit_code, "No findings" in clean.stdout) == (0, True)

    # … but what is new is told, in the template that has it.
    first = min(folder.iterdir())
    content = first.read_bytes()
    first.write_bytes(content.replace(b"</body>", "<p>Yikes! 😂😂</p></body>".encode(), 1))
    new = run("emails", "--output-format", "concise", "--select", "humor", "--fail-on", "info")
    assert new.exit_code == 1
    assert {line.split(":")[0] for line in new.stdout.splitlines() if " error humor: " in line} == {
        f"emails/{first.name}"
    }
    first.write_bytes(content)

    # What can be mended is mended once and for all, and only in the files that had it.
    settings.write_text(old, encoding="utf-8")
    findings = _count(run("emails", "--statistics").stdout)
    changes = run("emails", "--diff", "--unsafe-fixes")
    changed = {line[4:] for line in changes.stdout.splitlines() if line.startswith("+++ ")}
    untouched = {path: path.read_bytes() for path in folder.iterdir() if f"emails/{path.name}" not in changed}
    assert changed
    run("emails", "--fix", "--unsafe-fixes")
    assert all(path.read_bytes() == data for path, data in untouched.items())
    assert _count(run("emails", "--statistics").stdout) < findings
    assert run("emails", "--diff", "--unsafe-fixes").exit_code == 0

    # The baseline now has entries that nothing needs; written again it is exact.
    settings.write_text(f'baseline = "baseline.json"\n{old}', encoding="utf-8")
    mended = run("emails", "--fail-on", "info")
    assert "still in the baseline" in mended.stdout
    run("emails", "--write-baseline", "baseline.json")
    last = run("emails", "--fail-on", "info")
    assert last.exit_code == 0
    assert "still in the baseline" not in last.stdout


def _count(statistics: str) -> int:
    return sum(int(line.split()[0]) for line in statistics.splitlines()[1:])
