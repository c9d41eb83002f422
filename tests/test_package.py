"""What is shipped: sdist, wheel and editable install find every rule."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RULES = sorted(path.parent.name for path in ROOT.glob("rules/*/rule.toml"))


def run(*command: str | Path, cwd: Path | None = None) -> str:
    return subprocess.run(list(map(str, command)), cwd=cwd, check=True, capture_output=True, text=True).stdout


def rules_of(python: Path, cwd: Path) -> list[str]:
    listing = run(python, "-m", "apology_lint", "rules", cwd=cwd)
    return sorted(line.split()[0] for line in listing.splitlines()[1:])


@pytest.mark.slow
def test_wheel_from_sdist_in_a_clean_environment(tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--sdist", "--wheel", "--outdir", tmp_path, ROOT)
    (sdist,) = tmp_path.glob("*.tar.gz")
    (wheel,) = tmp_path.glob("*.whl")
    data = sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("rules/**/*") if p.is_file())
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    assert set(data) <= packed
    with zipfile.ZipFile(wheel) as archive:
        assert {f"apology_lint/{name}" for name in data} <= set(archive.namelist())
        assert "apology_lint/py.typed" in archive.namelist()

    environment = tmp_path / "venv"
    run(sys.executable, "-m", "venv", environment)
    python = environment / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", wheel)
    # The dependencies are lent by this environment: a path file, so nothing editable comes along.
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = run(python, "-c", "import apology_lint; print(apology_lint.__file__)", cwd=tmp_path)
    assert str(environment) in where
    assert rules_of(python, tmp_path) == RULES
    checked = subprocess.run(
        [python, "-m", "apology_lint", ROOT / "examples" / "outage" / "good.html"], cwd=tmp_path, check=False
    )
    assert checked.returncode == 0


def test_editable_install_reads_the_rules_of_the_checkout(tmp_path: Path) -> None:
    assert rules_of(Path(sys.executable), tmp_path) == RULES


def test_command_is_installed() -> None:
    command = Path(sys.executable).with_name("apology-lint")
    assert run(command, "--version").startswith("apology-lint ")
