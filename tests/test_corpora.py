"""Real mail, where it is at hand: no crash, no hang, every slice what it says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORPORA = ROOT.parent / "shared" / "corpora"
SCRIPT = ROOT / "benchmarks" / "corpus.py"


def test_the_corpus_command_on_our_own_examples(tmp_path: Path) -> None:
    no_mail = shutil.ignore_patterns("plugin", "*.toml", "*.csv")
    mails = shutil.copytree(ROOT / "examples", tmp_path / "mails", ignore=no_mail)
    result = subprocess.run(
        [sys.executable, SCRIPT, mails, "--sample", "humor"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    assert result.stdout.splitlines()[-1] == "every promise kept"
    assert "18 files" in result.stdout
    assert "bad.html: subject: 'Oops'" in result.stdout


@pytest.mark.parametrize("folder", ["templates", "messages", "hostile"])
def test_real_mail(folder: str) -> None:
    if not (CORPORA / folder).is_dir():
        pytest.skip("the corpora are not part of the project; they lie beside it where it is developed")
    result = subprocess.run(
        [sys.executable, SCRIPT, CORPORA / folder], capture_output=True, text=True, check=False, timeout=500
    )
    assert result.returncode == 0, result.stdout[-3000:]
