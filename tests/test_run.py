"""A run over drafts: what is remembered, what runs in several processes, what is told of it."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from apology_lint import run as run_module
from apology_lint.cli import main
from apology_lint.run import Request, forget, run
from apology_lint.run import cache as cache_module
from apology_lint.run.cache import Cache, digest_of, name_of
from apology_lint.run.drafts import expand

OOPS = "<p>Oops! We are sorry that we at Acme charged your card twice.</p>"
#: Runs the command and tells which heavy modules it needed.
HEAVY = (
    "import sys; from apology_lint.cli import main\n"
    "try: main()\n"
    "finally: print(sorted({'spacy', 'textstat', 'bs4', 'click'} & set(sys.modules)), file=sys.stderr)"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of drafts of its own, and a cache of its own."""
    monkeypatch.setenv("APOLOGY_LINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    (drafts / "bad.html").write_text(OOPS)
    return drafts


def invoke(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def heavy(*arguments: str) -> tuple[str, str]:
    """What a new process prints, and the heavy modules it imported."""
    done = subprocess.run(
        [sys.executable, "-c", HEAVY, *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout, done.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", ["full", "concise", "json"])
def test_an_unchanged_draft_needs_nothing_heavy(folder: Path, name: str) -> None:
    arguments = ("drafts", "--output-format", name)
    first, modules = heavy(*arguments)
    assert "spacy" in modules
    second, modules = heavy(*arguments)
    assert modules == "['click']"
    assert second == first
    assert "humor" in first


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "bad.html").write_text(OOPS + " "),
        lambda folder: (folder / "apology-lint.toml").write_text('allow = ["nothing"]'),
        lambda folder: (folder / "bad.html").rename(folder / "other.html"),
    ],
    ids=["draft", "settings", "name"],
)
def test_what_an_outcome_depends_on(folder: Path, change: object) -> None:
    request = Request()
    [before] = run([str(next(folder.glob("*.html")))], request)
    change(folder)  # type: ignore[operator]
    [path] = folder.glob("*.html")
    forget()
    assert not _remembered(str(path), request)
    assert _remembered(str(path), request)
    [after] = run([str(path)], request)
    assert (after.counts, after.failed) == (before.counts, before.failed)


@pytest.mark.parametrize(
    "request_", [Request(values={"subject": "Oops"}), Request(width=50), Request(given={"lang": "ar"})]
)
def test_options_are_part_of_what_is_remembered(folder: Path, request_: Request) -> None:
    path = str(folder / "bad.html")
    list(run([path], Request()))
    assert not _remembered(path, request_)


def _remembered(path: str, request: Request) -> bool:
    """Whether an outcome comes from the cache: nothing is added to it then."""
    folder = Path(os.environ["APOLOGY_LINT_CACHE"])
    known = set(folder.iterdir())
    list(run([path], request))
    return set(folder.iterdir()) == known


@pytest.mark.parametrize("place", ["pack", "elsewhere"])
def test_a_changed_rule_of_a_pack_is_noticed(folder: Path, place: str) -> None:
    pack = folder / place / "no-pears"
    pack.mkdir(parents=True)
    if place != "pack":  # packs may share rules
        (folder / "pack").mkdir()
        (folder / "pack" / "no-pears").symlink_to(pack)
    (pack / "rule.toml").write_text(
        'category = "x"\nseverity = "error"\nguidance = ["clear"]\nkind = "phrase"'
    )
    text = (
        'title = "t"\nwhy = "w"\nbecause = "b"\nbad = []\ngood = []\n'
        '[messages.main]\nmessage = "m"\nhelp = "h"\n[[phrases]]\nmatch = ["{}"]'
    )
    (pack / "en.toml").write_text(text.replace("{}", "pears"))
    arguments = ("drafts/bad.html", "--rules", "drafts/pack", "--select", "no-pears")
    assert invoke(*arguments).exit_code == 0
    (pack / "en.toml").write_text(text.replace("{}", "card"))
    # a new process, as people run it: one process reads a rule file once
    assert "no-pears" in heavy(*arguments)[0]


def test_any_folder_may_be_named_as_a_pack(folder: Path) -> None:
    """Only what could be a rule is read of it, or a folder of anything would be read to its end."""
    deep = folder / "pack" / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (deep / "more.toml").write_text("a = 1")
    (folder / "pack" / "huge.bin").write_text("a")
    (folder / "pack" / "a" / "circle").symlink_to(folder / "pack")
    before = digest_of(folder / "pack", ".toml")
    (deep / "more.toml").write_text("a = 2")
    (folder / "pack" / "huge.bin").write_text("b")
    digest_of.cache_clear()
    assert digest_of(folder / "pack", ".toml") == before
    (folder / "pack" / "a" / "en.toml").write_text("a = 2")
    digest_of.cache_clear()
    assert digest_of(folder / "pack", ".toml") != before


def test_who_has_no_home_has_no_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("APOLOGY_LINT_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert invoke("drafts").exit_code == 1


def test_the_cache_is_for_its_owner_only(folder: Path) -> None:
    invoke("drafts")
    cache = Path("cache")
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    [entry] = cache.iterdir()
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600


def test_a_cache_that_cannot_be_used_is_as_good_as_none(folder: Path) -> None:
    expected = invoke("drafts").stdout
    [entry] = Path("cache").iterdir()
    for content in (b"{", b"[]", b"{}", b'{"a": 1}', b"\xff", b"[" * 100_000):
        entry.write_bytes(content)
        assert invoke("drafts").stdout == expected
    entry.unlink()
    Path("cache").rmdir()
    Path("cache").write_text("a file stands in the way")
    assert invoke("drafts").stdout == expected


def test_no_cache_leaves_nothing(folder: Path) -> None:
    invoke("drafts", "--no-cache")
    assert not Path("cache").exists()


def test_old_entries_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_MOST", 3)
    cache = Cache(tmp_path)
    names = [name_of(number) for number in range(5)]
    for number, name in enumerate(names):
        cache.put(name, {"n": number})
        os.utime(tmp_path / name, (number, number))
    (tmp_path / "letter.txt").touch()  # the folder may be one that has other files too
    os.utime(tmp_path / "letter.txt", (0, 0))
    assert cache.get(names[0]) == {"n": 0}  # used just now
    cache.close()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"letter.txt", names[0], names[3], names[4]}


def test_several_processes_say_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "_WORTH", 0)
    monkeypatch.setattr(run_module, "_SAMPLE", 2)
    for number in range(12):
        (folder / f"{number:02}.html").write_text(OOPS * (number + 1))
    (folder / "03.html").write_bytes(b"\xff\xfe\xfd")
    alone = invoke("drafts", "--output-format", "json", "-j", "1", "--no-cache")
    started: list[int] = []
    original = run_module._in_processes
    monkeypatch.setattr(
        run_module, "_in_processes", lambda paths, *rest: started.append(len(paths)) or original(paths, *rest)
    )
    together = invoke("drafts", "--output-format", "json", "-j", "2", "--no-cache")
    assert started == [10]
    assert together.stdout == alone.stdout
    assert together.exit_code == alone.exit_code == 2


def test_processes_only_start_where_they_pay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        (folder / f"{number:02}.html").write_text(OOPS)
    monkeypatch.setattr(run_module, "_in_processes", lambda *_: pytest.fail("a second's work"))
    assert invoke("drafts", "--no-cache").exit_code == 1


def test_statistics(folder: Path) -> None:
    (folder / "two.html").write_text(OOPS + "<p>Whoops, sorry again!</p>")
    (folder / "clean.html").write_text("<p>Hello</p>")
    lines = invoke("drafts", "--statistics", "--select", "humor").stdout.splitlines()
    assert [line.split() for line in lines] == [["findings", "drafts", "rule"], ["3", "2", "humor"]]


def test_a_report_in_a_file(folder: Path) -> None:
    result = invoke("drafts", "--output-format", "json", "-o", "report.json")
    assert result.exit_code == 1
    assert json.loads(Path("report.json").read_text())["files"][0]["path"] == "drafts/bad.html"
    assert "in 1 file checked." in result.stdout
    failed = invoke("drafts", "-o", "nowhere/report.txt")
    assert failed.exit_code == 2
    assert "nowhere/report.txt: cannot be written: No such file" in failed.stderr


def test_hidden_folders_and_node_modules_are_passed_over(folder: Path) -> None:
    for name in (".git", "node_modules"):
        (folder / name).mkdir()
        (folder / name / "x.html").write_text(OOPS)
    assert "1 file checked" in invoke("drafts").stdout
    assert "1 file checked" in invoke("drafts/.git").stdout


def test_patterns_do_not_follow_links_in_circles(folder: Path) -> None:
    deep = folder / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "deep.html").write_text(OOPS)
    for name in ("one", "two", "three"):  # followed, these are 3 ** 40 folders
        (folder / name).symlink_to(folder)
    found = {
        "drafts/**/*.html": ["drafts/a/b/deep.html", "drafts/bad.html"],
        "**/*.html": ["drafts/a/b/deep.html", "drafts/bad.html"],
        "**/a/**": ["drafts/a/b/deep.html"],
        "./**/**/b/*.html": ["./drafts/a/b/deep.html"],
        "drafts/one/*.html": ["drafts/one/bad.html"],
    }
    for pattern, paths in found.items():
        assert [path for path, _ in expand([pattern], None)] == paths


def test_watch_checks_again_when_a_draft_changes(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "apology_lint", "drafts", "--watch", "--output-format", "concise"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        first = _until_summary(process)
        assert "bad.html:1:4" in first
        time.sleep(0.5)
        (folder / "bad.html").write_text("<p>Well. Oops!</p>")
        assert "bad.html:1:10: error humor" in _until_summary(process)
        time.sleep(0.5)
        (folder / "apology-lint.toml").write_text('ignore = ["humor"]')
        assert "humor" not in _until_summary(process)
    finally:
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=20)
    assert "Traceback" not in errors
    assert "checked" not in rest  # an interrupt ends it, and is no change


def _until_summary(process: subprocess.Popen[str]) -> str:
    """What is printed up to the line that ends one round; the test's own limit ends a wait in vain."""
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if line.rstrip().endswith("file checked."):
            break
    return "".join(lines)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    assert "_APOLOGY_LINT_COMPLETE" in invoke("completion", shell).stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("apology-lint exp", "explain"),
        ("apology-lint explain hum", "humor"),
        ("apology-lint --ign", "--ignore"),
        ("apology-lint draft.html --select no-re", "no-reply-sender"),
        ("apology-lint draft.html --output-format sa", "sarif"),
    ],
)
def test_what_the_shell_is_told(words: str, expected: str) -> None:
    environment = {
        **os.environ,
        "_APOLOGY_LINT_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    command = [sys.executable, "-c", "from apology_lint.cli import main; main(prog_name='apology-lint')"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert f"plain,{expected}" in done.stdout.splitlines()


def test_new_writes_a_draft_that_passes(folder: Path) -> None:
    Path("apology-lint.toml").write_text('[brand]\nname = "Acme"\ndomains = ["acme.example"]')
    result = invoke("new", "--incident", "billing", "--language", "ar", "-o", "draft.html")
    assert result.exit_code == 0
    assert "املؤوا:" in result.stderr
    assert "{{ cause }}" in result.stderr
    assert invoke("draft.html", "--fail-on", "info").exit_code == 0
    again = invoke("new", "--incident", "billing", "-o", "draft.html")
    assert (again.exit_code, again.stderr) == (
        2,
        "apology-lint: draft.html: there is one already; --force replaces it\n",
    )
    printed = invoke("new", "--incident", "outage", "--lang", "ar")
    assert printed.stdout.startswith("<!doctype html>")
    assert "املؤوا:" in printed.stderr


def test_statistics_as_json(folder: Path) -> None:
    output = invoke("drafts", "--statistics", "--select", "humor", "--output-format", "json").stdout
    assert json.loads(output) == [{"rule": "humor", "findings": 1, "drafts": 1}]


def test_the_report_never_takes_the_place_of_a_draft(folder: Path) -> None:
    result = invoke("drafts/bad.html", "-o", "drafts/../drafts/bad.html")
    assert (result.exit_code, "this is one of the drafts" in result.stderr) == (2, True)
    assert (folder / "bad.html").read_text() == OOPS


def test_a_report_among_the_drafts_is_none(folder: Path) -> None:
    for _ in range(2):
        result = invoke("drafts", "--output-format", "html", "-o", "drafts/report.html")
        assert "in 1 file checked" in result.stdout


def test_the_shell_completes_commands_and_else_files(folder: Path) -> None:
    def told(words: str, number: int) -> list[str]:
        words_ = {"COMP_WORDS": words, "COMP_CWORD": str(number)}
        environment = {**os.environ, "_APOLOGY_LINT_COMPLETE": "bash_complete", **words_}
        command = [sys.executable, "-c", "from apology_lint.cli import main; main(prog_name='apology-lint')"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    assert told("apology-lint exp", 1) == ["plain,explain"]  # a file beside it would win
    assert told("apology-lint dra", 1) == ["file,dra"]
