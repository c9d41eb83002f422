"""The pre-commit hook, run by pre-commit itself in the environment that it builds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from apology_lint.files import FORMATS, TEMPLATES, format_of
from guides import ROOT, accept, add_to, blocks, git, lay_out, published

CONFIGURATIONS = blocks("pre-commit.md", "yaml")


class Project:
    """A repository whose commits pre-commit guards.

    Args:
        folder: the project.
        configuration: as the guide prints it.
        repository: where apology-lint comes from, instead of the address in the guide.
        env: variables, among them where pre-commit keeps its environments.
    """

    def __init__(self, folder: Path, configuration: str, repository: str, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env
        pasted = configuration.replace("https://github.com/OWNER/apology-lint", repository)
        assert pasted != configuration
        (folder / ".pre-commit-config.yaml").write_text(pasted)
        git(folder, "init")

    def run(self) -> subprocess.CompletedProcess[str]:
        git(self.folder, "add", ".")
        return self.pre_commit("run", "--all-files", "--verbose")

    def pre_commit(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.env, check=False, capture_output=True, text=True
        )


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> str:
    return published(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, lent: dict[str, str]) -> dict[str, str]:
    """One store of environments for all tests, as on a developer's machine."""
    return lent | {"PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("store")), "PRE_COMMIT_COLOR": "never"}


@pytest.mark.slow
def test_a_commit_with_a_bad_draft_is_refused(tmp_path: Path, repository: str, store: dict[str, str]) -> None:
    lay_out(tmp_path, "good")
    (tmp_path / "requirements.txt").write_text("Oops! No mail, and not in the folder.\n")
    project = Project(tmp_path, CONFIGURATIONS[0], repository, store)
    passing = project.run()
    assert passing.returncode == 0, passing.stdout + passing.stderr
    assert "No findings, 1 file checked." in passing.stdout

    emails = tmp_path / "emails" / "apologies"
    (emails / "bad.html").write_bytes((ROOT / "examples" / "outage" / "bad.html").read_bytes())
    failing = project.run()
    assert failing.returncode == 1
    assert "- exit code: 1\n" in failing.stdout
    assert re.search(r"emails/apologies/bad\.html:\d+:\d+  error  missing-apology", failing.stdout)
    assert failing.stdout.count("2 files checked.") == 1

    for draft in emails.glob("*.html"):
        draft.unlink()
    without = project.run()
    assert without.returncode == 0
    assert "no files to check" in without.stdout


@pytest.mark.slow
def test_mending_and_a_baseline(tmp_path: Path, repository: str, store: dict[str, str]) -> None:
    lay_out(tmp_path, "bad")
    project = Project(tmp_path, CONFIGURATIONS[1], repository, store)
    accept(tmp_path, "pre-commit.md")
    project.run()  # it may mend something: pre-commit then stops, to let one look and commit again
    accepted = project.run()
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    add_to(tmp_path / "emails" / "apologies" / "bad.html", "Please reply with your password.")
    refused = project.run()
    assert refused.returncode == 1
    assert re.findall(r"bad\.html:\d+:\d+  error  (\S+)", refused.stdout) == ["asks-for-credentials"]


@pytest.mark.slow
def test_pre_commit_takes_the_files(tmp_path: Path, store: dict[str, str]) -> None:
    project = Project(tmp_path, CONFIGURATIONS[0], "https://git.acme.example/apology-lint", store)
    assert project.pre_commit("validate-config").returncode == 0
    assert project.pre_commit("validate-manifest", ROOT / ".pre-commit-hooks.yaml").returncode == 0


def test_the_hook_takes_the_endings_that_the_readers_know() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    drafts = [f"a/b{ending}" for ending in FORMATS] + [f"a.b{ending}" for ending in TEMPLATES]
    drafts += [f"a{ending}{template}" for ending in FORMATS for template in TEMPLATES] + ["A.HTML", "a.Eml"]
    others = ["a.css", "html", "a.html.png", "a.mjml/b.json", "a.j2.yaml", "eml", "a.htmlx", "xeml"]
    for name in (*drafts, *others):
        assert (format_of(name) is not None) is (re.search(hook["exclude"], name) is None), name
