"""The command as people type it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from apology_lint import UnreadableError, lint
from apology_lint.cli import main

CALM = "<p>You do not need to do anything.</p>"
GOOD = f"<p>Hello,</p><p>We are sorry: we at Acme charged your card twice on 3 May.</p>{CALM}"
BAD = f"<p>Hello,</p><p>Oops! We are sorry that we at Acme charged your card twice.</p>{CALM}"
OPTIONS = ["--subject", "We charged your card twice", "--from", "Acme <care@acme.example>"]


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(main, arguments, input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.html").write_text(GOOD)
    Path("bad.html").write_text(BAD)


def test_a_bare_path_is_the_check() -> None:
    result = run("bad.html", *OPTIONS)
    assert result.exit_code == 1
    assert "bad.html:1:17  error  humor" in result.stdout
    assert run("check", "bad.html", *OPTIONS).stdout == result.stdout


def test_a_clean_draft_exits_with_0() -> None:
    result = run("good.html", *OPTIONS)
    assert result.exit_code == 0
    assert result.stdout.rstrip().endswith("2 warnings, 1 info in 1 file checked.")  # no logo, nobody to ask


@pytest.mark.parametrize(
    ("fail_on", "good", "bad"), [("error", 0, 1), ("warning", 1, 1), ("info", 1, 1), ("never", 0, 0)]
)
def test_fail_on(fail_on: str, good: int, bad: int) -> None:
    assert run("good.html", *OPTIONS, "--fail-on", fail_on).exit_code == good
    assert run("bad.html", *OPTIONS, "--fail-on", fail_on).exit_code == bad


def test_options_before_the_path() -> None:
    assert run("--fail-on", "never", "bad.html").exit_code == 0


def test_standard_input() -> None:
    result = run("-", stdin=BAD)
    assert "<stdin>:1:17  error  humor" in result.stdout


def test_folder_glob_and_repeated_file() -> None:
    Path("more").mkdir()
    Path("more/a.html.j2").write_text(BAD)
    Path("more/notes.md").write_text("no mail")
    assert "1 file checked" in run("more").stdout
    assert "2 files checked" in run("*.html").stdout
    assert "2 files checked" in run("*.html", "bad.html", "./bad.html", "good.html", "bad.html").stdout


def test_values_given_have_no_place_in_a_file() -> None:
    result = run(
        "good.html", "--subject", "Oops!", "--from", "no-reply@acme.example", "--preheader", "Yikes!"
    )
    assert "good.html (subject)" in result.stdout
    assert "good.html (sender)" in result.stdout
    assert "good.html (preheader)" in result.stdout


def test_reply_to_softens_a_no_reply_sender() -> None:
    sender = ["--from", "Acme <no-reply@acme.example>"]
    assert run("good.html", *sender, "--select", "no-reply-sender").exit_code == 1
    softened = run("good.html", *sender, "--reply-to", "care@acme.example", "--select", "no-reply-sender")
    assert softened.exit_code == 0
    assert "warning" in softened.stdout


def test_select_and_ignore() -> None:
    assert run("bad.html", "--select", "humor").stdout.count("error  ") == 1
    assert "humor" not in run("bad.html", "--ignore", "humor").stdout


def test_concise_says_what_was_not_checked() -> None:
    result = run("good.html", "--output-format", "concise")
    line = next(line for line in result.stdout.splitlines() if "the draft has no subject" in line)
    assert line.startswith("good.html: not checked: ")
    assert "vague-subject" in line


def test_language_can_be_forced() -> None:
    Path("fr.html").write_text(
        "<html lang=fr><p>Bonjour, nous sommes désolés de cette erreur dans votre facture.</p>"
    )
    assert "the language “fr”" in " ".join(run("fr.html").stdout.split())
    assert "the language “fr”" not in run("fr.html", "--language", "en").stdout


# Bad input: a clear message with file and place, exit 2, and the other files still checked.


def write_empty() -> None:
    Path("draft.html").write_bytes(b" \n")


def write_binary() -> None:
    Path("draft.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


def write_undecodable() -> None:
    Path("draft.html").write_bytes(b"<p>\n<p>caf\xe9</p>")


def write_folder() -> None:
    Path("draft.html").mkdir()


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda: None, "draft.html: no such file"),
        (write_empty, "draft.html: the file is empty"),
        (write_binary, "draft.html: this looks like a binary file"),
        (write_undecodable, "draft.html: line 2, byte 10: not valid UTF-8"),
        (write_folder, "draft.html: no mail in this folder"),
    ],
)
def test_unreadable_input(prepare: object, message: str) -> None:
    prepare()  # type: ignore[operator]
    result = run("draft.html", "bad.html")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "bad.html:1:17" in result.stdout
    assert "1 could not be read" in result.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission() -> None:
    Path("bad.html").chmod(0)
    assert "cannot be read: Permission denied" in run("bad.html").stderr


def test_nothing_of_a_mail_or_of_settings_acts_on_the_terminal() -> None:
    Path("bad.html").write_text(
        "<html lang='fr\x1b]0;P\x07'><p>Nous sommes désolés de cette erreur, oops \x1b[31m"
    )
    Path("apology-lint.toml").write_text('"\\u001b]0;P\\u0007" = 1')
    for arguments in (["bad.html"], ["bad.html", "--ignore", "\x1b[31m"], ["explain", "\x1b[31m"]):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "\x1b" not in result.output
    Path("apology-lint.toml").unlink()
    Path("\x1b[31m").mkdir()
    Path("\x1b[31m", "bad.html").write_text(BAD)
    Path("\x1b[31m", "apology-lint.toml").write_text('allow = ["\\u009b31m"]')
    for style in ("full", "concise", "github"):
        assert "\x1b" not in run("bad.html", "\x1b[31m", "--output-format", style).output
    shown = run("settings", "\x1b[31m/bad.html").output
    assert not {"\x1b", "\x9b"} & set(shown)


def test_pattern_without_match() -> None:
    result = run("*.eml")
    assert (result.exit_code, "*.eml: no file matches this pattern" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["bad.html", "--ignore", "humour"],
            'unknown rule, tag or category "humour" (did you mean "humor"?)',
        ),
        (["bad.html", "--select", "zzz"], 'command line: unknown rule, tag or category "zzz"'),
        (["explain", "no-reply"], 'unknown rule "no-reply"'),
        (["bad.html", "--config", "nowhere.toml"], "nowhere.toml: cannot be read: No such file"),
        (["bad.html", "--rules", "nowhere"], "nowhere: no such folder of rules"),
        (["rules", "--rules", "nowhere"], "nowhere: no such folder of rules"),
        (["bad.html", "--output-format", "pdf"], "'pdf' is not one of 'full', 'concise', 'json'"),
        (["bad.html", "--colour"], "No such option"),
        (["check"], "Missing argument"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_nothing_typed_shows_the_help() -> None:
    result = run()
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: apology-lint DRAFT...")


def test_settings_are_found_above_the_draft() -> None:
    Path("apology-lint.toml").write_text('ignore = ["humor"]\nfail-on = "never"\n')
    Path("a/b").mkdir(parents=True)
    Path("a/b/draft.html").write_text(BAD)
    result = run("a/b/draft.html")
    assert result.exit_code == 0
    assert "humor" not in result.stdout


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "apology_lint", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_no_colour_in_a_pipe() -> None:
    assert "\x1b[" not in process("bad.html").stdout


def on_a_terminal(stream: str, *arguments: str, **environment: str) -> tuple[int, bytes]:
    """Run the command with its ``stdout`` or ``stderr`` on a terminal: its status and what that shows."""
    pty = pytest.importorskip("pty")
    env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"} | environment
    leader, follower = pty.openpty()
    streams: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: follower}
    child = subprocess.Popen([sys.executable, "-m", "apology_lint", *arguments], env=env, **streams)
    os.close(follower)
    output = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:
            break
        if not piece:
            break
        output += piece
    os.close(leader)
    return child.wait(), output


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal(environment: dict[str, str], coloured: bool) -> None:
    status, output = on_a_terminal("stdout", "bad.html", **environment)
    assert status == 1
    assert (b"\x1b[1;31merror" in output) is coloured


@pytest.mark.parametrize(("drafts", "shown"), [(25, True), (5, False)])
def test_a_bar_while_many_drafts_are_checked(drafts: int, shown: bool) -> None:
    Path("many").mkdir()
    for number in range(drafts):
        Path(f"many/{number}.html").write_text(BAD)
    _, output = on_a_terminal("stderr", "many")
    assert (b"Checking" in output and b"100%" in output) is shown


def test_init_asks_on_a_terminal() -> None:
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "apology_lint", "init"]
    child = subprocess.Popen(command, stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    os.close(follower)
    os.write(leader, b"Acme\nacme.example shop.example\nAcme\nAcme <care@acme.example>\n\n\n\n")
    output, _ = child.communicate(timeout=30)
    os.close(leader)
    assert b"Name your customers know you by" in output
    assert b'must be like "Acme Bakery <care@acme.example>"' in output
    brand = tomllib.loads(Path("apology-lint.toml").read_text())["brand"]
    assert brand == {
        "name": "Acme",
        "domains": ["acme.example", "shop.example"],
        "sender": "Acme <care@acme.example>",
    }


def test_a_closed_output_still_has_an_exit_status() -> None:
    command = f"{sys.executable} -m apology_lint bad.html >&-"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
@pytest.mark.parametrize("arguments", ["bad.html", "bad.html --output-format json", "rules"])
def test_an_output_that_is_full_is_no_finding(arguments: str) -> None:
    command = f"{sys.executable} -m apology_lint {arguments} > /dev/full"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr == "apology-lint: the output cannot be written: No space left on device\n"


def test_a_folder_that_is_gone_is_said() -> None:
    command = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m apology_lint ../bad.html"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "apology-lint: the current folder cannot be found" in result.stderr
    assert "Traceback" not in result.stderr


def test_links_that_lead_to_themselves() -> None:
    Path("circle.html").symlink_to("circle.html")
    for arguments in (["."], ["bad.html", "--config"], ["bad.html", "--rules"], ["bad.html", "--baseline"]):
        result = run(*arguments, *["circle.html"] * (len(arguments) - 1))
        assert result.exit_code == 2
        assert "circle.html: " in result.stderr
    assert run("new", "--incident", "billing", "-o", "circle.html").exit_code == 2
    for setting in ('extend = "circle.html"', 'rules = ["circle.html"]', 'baseline = "circle.html"'):
        Path("apology-lint.toml").write_text(setting)
        assert "circle.html: " in run("bad.html").stderr


def test_any_terminal_encoding_can_show_it() -> None:
    Path("bad.html").write_text(BAD.replace("Oops!", "Oops! 🙈"), encoding="utf-8")
    result = process("bad.html", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["rules"], ["explain", "humor"], ["--version"]])
def test_start_up_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom apology_lint.cli import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        "print([m for m in ('spacy', 'textstat', 'nltk', 'numpy', 'bs4') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.endswith("[]\n")


def test_names_may_be_joined_with_commas() -> None:
    output = run("bad.html", "--select", "humor,missing-repair", "--output-format", "concise").stdout
    assert {line.split()[2].rstrip(":") for line in output.splitlines()[:2]} == {"humor", "missing-repair"}


def test_a_mistyped_command_is_recognised() -> None:
    assert 'explan: no such file (did you mean "explain"?)' in run("explan", "humor").stderr
    assert "did you mean" not in run("rules.html").stderr


def test_no_file_checked_is_no_clean_bill() -> None:
    result = run("nowhere.html")
    assert "No findings" not in result.stdout
    assert "0 files checked, 1 could not be read." in result.stdout


def test_a_mistyped_path_is_no_mail() -> None:
    with pytest.raises(UnreadableError, match="No such file"):
        lint("nowhere.html")
    with pytest.raises(UnreadableError, match="Is a directory"):
        lint(".")
    assert lint("We are sorry for draft.html").is_apology
