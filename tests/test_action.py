"""The GitHub Action: its steps are run by bash as the runner runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from guides import ROOT, accept, add_to, blocks, lay_out

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
GUIDE = blocks("github.md", "yaml")

pytestmark = pytest.mark.slow


class Runner:
    """What a job of GitHub is for one action: variables, a folder for temporary files, bash."""

    def __init__(self, temporary: Path, env: Mapping[str, str]) -> None:
        self.temporary = temporary
        self.env = {
            **env,
            "RUNNER_TEMP": str(temporary),
            "GITHUB_ACTION_PATH": str(ROOT),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}",  # its python3
        }

    def run(self, workspace: Path, given: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run the steps with inputs; the first that fails is the last."""
        inputs = {name: given.get(name, entry.get("default")) for name, entry in ACTION["inputs"].items()}
        assert given.keys() <= inputs.keys()
        assert None not in inputs.values()
        script = self.temporary / "step.sh"
        done = None
        for step in ACTION["runs"]["steps"]:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"], "an input in a script is code that a pull request may write"
            values = {
                name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: inputs[match[1]], value)
                for name, value in step["env"].items()
            }
            script.write_text(step["run"])
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
                cwd=workspace,
                env=self.env | values,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                break
        assert done is not None
        return done


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory, lent: dict[str, str]) -> Runner:
    return Runner(tmp_path_factory.mktemp("runner"), lent)


def with_of_the_workflow() -> dict[str, str]:
    *_, step = yaml.safe_load(GUIDE[0])["jobs"]["apology-lint"]["steps"]
    given: dict[str, str] = step["with"]
    return given


def test_a_bad_draft_fails_the_job_with_annotations(runner: Runner, tmp_path: Path) -> None:
    lay_out(tmp_path, "bad", "good")
    done = runner.run(tmp_path, with_of_the_workflow())
    assert done.returncode == 1, done.stderr
    assert re.search(r"^::error file=emails/apologies/bad\.html,line=\d+", done.stdout, re.M)
    assert "good.html" not in done.stdout


def test_what_is_older_than_the_rules_is_accepted_once(runner: Runner, tmp_path: Path) -> None:
    lay_out(tmp_path, "bad")
    accept(tmp_path, "github.md")
    given = yaml.safe_load(GUIDE[1])["with"]
    done = runner.run(tmp_path, given)
    assert (done.returncode, done.stderr) == (0, "")
    add_to(tmp_path / "emails" / "apologies" / "bad.html", "Oops!")
    done = runner.run(tmp_path, given)
    assert done.returncode == 1
    assert done.stdout.count("::error") == 1


def test_inputs_are_lines_and_never_code(runner: Runner, tmp_path: Path) -> None:
    """A name with spaces is one draft, an option with spaces one option, a command in a name a name."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "to  all.txt").write_text("We are sorry that we charged you twice.\n")
    (tmp_path / "-b.txt").write_text("We are sorry that we charged you twice.\n")
    given = {
        "drafts": "rules\n\nrules/to  all.txt\n-b.txt\n$(touch pwned)\n`touch pwned`; touch pwned",
        "options": '--subject=Oops! We charged "you" twice\n--select=humor',
        "output-format": "concise",
    }
    done = runner.run(tmp_path, given)
    assert done.stdout.count(": error humor: ") == 2
    assert done.stdout.splitlines()[1].startswith("rules/to  all.txt:1:1: ")
    assert done.returncode == 2
    assert "$(touch pwned): no such file" in done.stderr
    assert not (tmp_path / "pwned").exists()


def test_words_of_a_draft_are_no_commands(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "draft.html").write_text("<p>We are sorry. 😂</p>\n::set-output name=a::b\n")
    given = {"drafts": "draft.html", "options": "--diff\n--unsafe-fixes", "output-format": "full"}
    lines = runner.run(tmp_path, given).stdout.splitlines()
    assert " ::set-output name=a::b" in lines  # the runner takes commands behind spaces, too
    stopped = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", lines[0])
    assert stopped is not None
    assert lines[-1] == f"::{stopped[1]}::"
    assert not any(stopped[1] in line for line in lines[1:-1])


def test_a_python_that_is_not_there_fails_the_job(runner: Runner, tmp_path: Path) -> None:
    done = runner.run(tmp_path, {"drafts": ".", "python": "python0"})
    assert done.returncode != 0
    assert "python0" in done.stderr
