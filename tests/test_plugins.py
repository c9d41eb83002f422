"""Plugins: the example package is installed for real; every way to get one wrong is named."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from apology_lint import Linter, Settings, TableError, lint
from apology_lint.checks import KINDS
from apology_lint.plugins import load_plugins

EXAMPLE = Path(__file__).parents[1] / "examples" / "plugin"
DRAFT = (
    "Subject: We charged your card twice (INC-1041)\nFrom: Acme <care@acme.example>\n\n"
    "Dear valued customer,\n\nWe are sorry that we charged your card twice. You do not need to do anything: "
    "we refunded the second payment today. Questions? Reply to this mail and quote INC-1014.\n\nAcme\n"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed packages with the example plugin in it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--target", folder, EXAMPLE], check=True)
    return folder


def python(*arguments: str | Path, cwd: Path, site: Path | None = None) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, [str(site or ""), os.environ.get("PYTHONPATH", "")]))
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def concise(folder: Path, site: Path | None) -> subprocess.CompletedProcess[str]:
    (folder / "draft.eml").write_text(DRAFT, encoding="utf-8")
    return python("-m", "apology_lint", "draft.eml", "--output-format", "concise", cwd=folder, site=site)


def test_the_command_uses_an_installed_plugin_that_the_settings_name(tmp_path: Path, site: Path) -> None:
    (tmp_path / "apology-lint.toml").write_text('plugins = ["acme"]\n')
    done = concise(tmp_path, site)
    assert (done.returncode, done.stderr) == (1, "")
    number, greeting = (
        next(line for line in done.stdout.splitlines() if rule in line)
        for rule in ("acme-one-incident", "acme-valued-customer")
    )
    assert number.startswith("draft.eml:6:")
    assert '"INC-1014" is not the number' in number
    assert greeting.startswith("draft.eml:4:6: warning")


def test_an_installed_plugin_that_nobody_names_changes_nothing(tmp_path: Path, site: Path) -> None:
    alone = concise(tmp_path, None)
    beside = concise(tmp_path, site)
    assert alone.returncode == 0
    assert (alone.stdout, alone.returncode) == (beside.stdout, beside.returncode)


def test_a_plugin_that_changes_changes_the_findings(tmp_path: Path, site: Path) -> None:
    """Nothing of it is remembered between two runs of the command."""
    own = tmp_path / "site"
    shutil.copytree(site, own)
    (tmp_path / "apology-lint.toml").write_text('plugins = ["acme"]\n')
    assert '"INC-1014" is not the number' in concise(tmp_path, own).stdout
    code = own / "acme_apology_lint" / "incident.py"
    code.write_text(code.read_text().replace("!=", "=="))
    changed = concise(tmp_path, own).stdout
    assert '"INC-1041" is not the number' in changed
    assert '"INC-1014" is not the number' not in changed


def test_a_plugin_that_is_not_installed_stops_the_command(tmp_path: Path) -> None:
    (tmp_path / "apology-lint.toml").write_text('plugins = ["acme"]\n')
    done = concise(tmp_path, None)
    assert done.returncode == 2
    assert done.stdout == ""
    assert 'apology-lint.toml: plugin "acme" is not installed; these are: none' in done.stderr
    assert "Traceback" not in done.stderr


def test_the_plugins_own_tests_pass(tmp_path: Path, site: Path) -> None:
    done = python("-m", "pytest", "-p", "no:cacheprovider", EXAMPLE / "tests", cwd=tmp_path, site=site)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_the_settings_command_lists_the_rules_of_a_plugin(tmp_path: Path, site: Path) -> None:
    (tmp_path / "apology-lint.toml").write_text(
        'plugins = ["acme"]\n[severity]\nacme-one-incident = "info"\n'
    )
    (tmp_path / "draft.eml").write_text(DRAFT, encoding="utf-8")
    done = python("-m", "apology_lint", "settings", "draft.eml", cwd=tmp_path, site=site)
    assert done.returncode == 0, done.stderr
    assert 'acme-one-incident = "info"' in done.stdout
    assert 'acme-valued-customer = "warning"  # default' in done.stdout


def test_kinds_of_a_plugin_are_known_to_its_linter_only(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(site)
    before = dict(KINDS)
    with_plugin, without = Linter(Settings(plugins=("acme",))), Linter()
    assert "acme-one-incident" in with_plugin.rulebook.rules
    assert "acme-one-incident" not in without.rulebook.rules
    assert before == KINDS


def test_the_house_has_the_last_word_over_a_plugin(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack of the settings may use a plugin's kind of check, and replace its rules."""
    monkeypatch.syspath_prepend(site)
    rule = tmp_path / "acme-one-incident"
    rule.mkdir()
    theirs = site / "acme_apology_lint" / "rules" / rule.name
    (rule / "rule.toml").write_text((theirs / "rule.toml").read_text().replace('"INC"', '"CASE"'))
    (rule / "en.toml").write_text((theirs / "en.toml").read_text())
    settings = Settings(plugins=("acme",), rules=(tmp_path,), select=(rule.name,))
    found = [f.text for f in lint("We are sorry about INC-1, INC-2, CASE-1 and CASE-2.", settings=settings)]
    assert found == ["CASE-2"]


def test_without_plugins_nobody_looks_for_installed_packages(tmp_path: Path) -> None:
    code = "import sys; from apology_lint import Linter; Linter(); print('importlib.metadata' in sys.modules)"
    assert python("-c", code, cwd=tmp_path).stdout == "False\n"


Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Lay out a package as pip would: a module and its metadata with one entry point."""
    monkeypatch.syspath_prepend(tmp_path)

    def lay(plugin: str, code: str, package: str = "broken_pack", value: str = "plugin") -> None:
        module = f"{package}_{tmp_path.name}".replace("-", "_")  # nothing that Python has imported before
        (tmp_path / f"{module}.py").write_text(code)
        metadata = tmp_path / f"{package}-1.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
        entry = f"[apology_lint.plugins]\n{plugin} = {module}:{value}\n"
        (metadata / "entry_points.txt").write_text(entry)

    return lay


PLUGIN = "from pathlib import Path\nfrom apology_lint import Plugin\nfrom apology_lint.checks import Check\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import nowhere_at_all", "cannot be loaded: ModuleNotFoundError: No module named 'nowhere_at_all'"),
        ("raise SystemExit(3)", "cannot be loaded: SystemExit: 3"),
        ("raise ValueError('two\\nlines')", "cannot be loaded: ValueError: two lines"),
        ("def broken(:", "cannot be loaded: SyntaxError: "),
        ("other = 1", "cannot be loaded: AttributeError: "),
        ("plugin = 'rules'", "its entry point must be an apology_lint.Plugin, not 'rules'"),
        (PLUGIN + "plugin = Plugin(rules=Path('no-such-folder'))", "no-such-folder: no such folder of rules"),
        (PLUGIN + "plugin = Plugin(rules='rules')", "rules: no such folder of rules"),
        (PLUGIN + "plugin = Plugin(kinds={'phrase': Check})", 'kind "phrase" must be a subclass of Check'),
        (PLUGIN + "plugin = Plugin(kinds={'x': print})", 'kind "x" must be a subclass of Check'),
        (
            PLUGIN + "class Mine(Check):\n    def run(self, reading):\n        yield from ()\n"
            "plugin = Plugin(kinds={'phrase': Mine})",
            'there is a kind of check "phrase" already',
        ),
    ],
)
def test_mistakes_in_a_plugin(install: Install, code: str, message: str) -> None:
    install("broken", code)
    with pytest.raises(TableError) as caught:
        load_plugins({"broken": "apology-lint.toml"})
    assert str(caught.value).startswith('apology-lint.toml: plugin "broken"')
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_misspelt_plugin(install: Install) -> None:
    install("acme", "")
    with pytest.raises(
        TableError, match=r'"akme" is not installed \(did you mean "acme"\?\); these are: acme$'
    ):
        load_plugins({"akme": "settings"})


def test_two_packages_with_a_plugin_of_one_name(install: Install) -> None:
    install("acme", "", "first_pack")
    install("acme", "", "second_pack")
    with pytest.raises(TableError, match="more than one package: first_pack, second_pack"):
        load_plugins({"acme": "settings"})


def test_two_plugins_with_a_kind_of_one_name(install: Install) -> None:
    kind = PLUGIN + "class Mine(Check):\n    def run(self, reading):\n        yield from ()\n"
    install("one", kind + "plugin = Plugin(kinds={'mine': Mine})", "first_pack")
    install("two", kind + "plugin = Plugin(kinds={'mine': Mine})", "second_pack")
    with pytest.raises(TableError, match='plugin "two": there is a kind of check "mine" already'):
        load_plugins({"one": "settings", "two": "settings"})


def test_contributing_shows_the_example_as_it_is() -> None:
    text = (EXAMPLE.parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## Plugins\n")[2].partition("\n## ")[0]
    entry, module = re.findall(r"^```\w+\n(.*?)^```$", section, re.S | re.M)
    assert entry in (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8")
    assert module in (EXAMPLE / "src" / "acme_apology_lint" / "__init__.py").read_text(encoding="utf-8")
