"""`audience` and `presend` as people and pipelines call them."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import resource
import select
import signal
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
from click.testing import CliRunner

from apology_lint.cli import main
from apology_lint.report.formats import FORMATS
from lists import write

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "apology_lint"]
RECIPIENTS = [
    "amal@mail.example",
    "AMAL@mail.example",
    "basma@mail.example",
    "carim@mail.example",
    "nobody at home",
]
DRAFT = """<!doctype html><html lang="en"><head>
<title>We sent you a newsletter you had not asked for</title></head>
<body><img src="https://acme.example/logo.png" alt="Acme" width="120">
<p>On Sunday, 3 May, we sent you our newsletter although you had not subscribed to it. We are sorry.</p>
<p>It happened because we loaded the wrong list. It reached 3 customers. We have stopped the mailing and
corrected the list.</p><p>You do not need to do anything. If you have a question, reply to this email.</p>
<p>The customer team of Acme</p></body></html>
"""
FACTS = """
kind = "wrong-list"
what = "We sent the May newsletter to 3 people who had not subscribed to it."
started = 2026-05-03T09:14:00+03:00
detected = 2026-05-03T15:02:00+03:00
sending-stopped = 2026-05-03T15:20:00+03:00
planned-send = 2026-05-03T18:00:00+03:00
affected = 3
segment = "trial accounts"
owner = "Head of CRM"

[monitoring]
what = ["inbox-placement", "reputation", "bounces", "complaints"]
by = "Deliverability lead"
until = 2026-05-17
"""
LISTS = """
[recipients]
list = ["recipients.csv"]
affected = ["affected.csv"]
suppressed = ["suppressed.csv"]
"""


class Done(NamedTuple):
    """How a call ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: object, cwd: Path) -> Done:
    """The command in this process: importing a database takes a second."""
    with contextlib.chdir(cwd):
        result = CliRunner().invoke(main, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def process(*arguments: object, cwd: Path, **more: Any) -> Done:
    """The command as a process of its own."""
    command = [*COMMAND, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False, **more)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A draft without fault, complete facts, and lists with a fault of each kind."""
    write(tmp_path / "recipients.csv", [(one, "trial") for one in RECIPIENTS])
    write(tmp_path / "affected.csv", [(f"{one}@mail.example", "") for one in ("amal", "carim", "dina")])
    write(tmp_path / "suppressed.csv", [("carim@mail.example", "")])
    (tmp_path / "incident.toml").write_text(FACTS + LISTS)
    (tmp_path / "draft.html").write_text(DRAFT, encoding="utf-8")
    return tmp_path


def clean(folder: Path) -> None:
    write(folder / "recipients.csv", [("amal@mail.example", "trial"), ("dina@mail.example", "trial")])


def test_presend_gives_every_reason(folder: Path) -> None:
    done = process("presend", "draft.html", cwd=folder)
    assert done.returncode == 1, done.stdout
    assert done.stderr == ""
    verdict = done.stdout.partition("NOT READY. Reasons: 2")[2]
    assert [line.split()[:2] for line in verdict.strip().splitlines()] == [
        ["✗", "suppressed-recipients:"],
        ["✗", "unaffected-recipients:"],
        ["–", "late-apology:"],  # the time planned has passed
    ]


def test_presend_is_ready_when_nothing_speaks_against_it(folder: Path) -> None:
    clean(folder)
    done = run("presend", "draft.html", cwd=folder)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "READY, as far as it was checked" in done.stdout
    assert (
        "– late-apology: not checked: the planned time of sending, 2026-05-03 18:00 +03:00, has passed"
        in (done.stdout)
    )
    soon = datetime.now(UTC).replace(microsecond=0)
    times = {"detected": soon, "sending-stopped": soon, "planned-send": soon + timedelta(hours=2)}
    facts = (folder / "incident.toml").read_text()
    for name, moment in {"started": soon - timedelta(hours=1), **times}.items():
        facts = re.sub(f"^{name} = .*$", f"{name} = {moment.isoformat()}", facts, flags=re.M)
    facts = re.sub("^until = .*$", f"until = {(soon + timedelta(days=14)).date()}", facts, flags=re.M)
    (folder / "incident.toml").write_text(facts)
    (folder / "draft.html").write_text(DRAFT.replace("On Sunday, 3 May, we", "Today we"))
    done = run("presend", "draft.html", cwd=folder)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "READY: we found no reason against sending.",
    )


def test_presend_speaks_arabic(folder: Path) -> None:
    done = run("presend", "draft.html", "--lang", "ar", cwd=folder)
    assert "ليست جاهزة للإرسال. الأسباب: 2" in done.stdout
    clean(folder)
    assert "جاهزة للإرسال بقدر ما فُحص" in run("presend", "draft.html", "--lang", "ar", cwd=folder).stdout


def test_presend_in_json(folder: Path) -> None:
    done = run("presend", "draft.html", "--output-format", "json", cwd=folder)
    document = json.loads(done.stdout)
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    assert document["ready"] is False
    assert [(reason["rule"], reason["checked"]) for reason in document["reasons"]] == [
        ("suppressed-recipients", True),
        ("unaffected-recipients", True),
    ]
    assert document["files"][0]["incident"] == {"path": "incident.toml", "kind": "wrong-list"}
    counts = document["files"][0]["audience"]["counts"]
    assert {name: count["count"] for name, count in counts.items()} == {
        "not-affected": 1,
        "left-out": 1,
        "suppressed": 1,
        "duplicates": 1,
        "undeliverable": 1,
        "unusable": 0,
    }
    assert document["files"][0]["audience"]["ready"] == 1


def test_without_lists_it_is_not_ready_and_says_why(folder: Path) -> None:
    (folder / "incident.toml").write_text(FACTS)
    document = json.loads(run("presend", "draft.html", "--output-format", "json", cwd=folder).stdout)
    assert {(reason["rule"], reason["checked"]) for reason in document["reasons"]} == {
        ("suppressed-recipients", False),
        ("unaffected-recipients", False),
    }


def test_without_facts_presend_refuses(folder: Path) -> None:
    (folder / "incident.toml").unlink()
    done = run("presend", "draft.html", cwd=folder)
    assert done.returncode == 2
    assert "incident new" in done.stderr


def test_do_not_send_after_a_suppression_list_was_mailed(folder: Path) -> None:
    clean(folder)
    (folder / "incident.toml").write_text(FACTS.replace("wrong-list", "suppression-list") + LISTS)
    done = run("presend", "draft.html", cwd=folder)
    assert done.returncode == 1
    assert "✗ do-not-send: Do not send this mail." in done.stdout


def test_fail_on_and_severities_decide(folder: Path) -> None:
    clean(folder)
    write(folder / "recipients.csv", [("amal@mail.example", "trial"), ("Amal@mail.example", "trial")])
    assert run("presend", "draft.html", cwd=folder).returncode == 0
    assert run("presend", "draft.html", "--fail-on", "warning", cwd=folder).returncode == 1
    (folder / "apology-lint.toml").write_text('[severity]\nduplicate-recipients = "error"\n')
    assert run("presend", "draft.html", cwd=folder).returncode == 1
    assert run("audience", cwd=folder).returncode == 1
    assert run("audience", "--fail-on", "never", cwd=folder).returncode == 0


def test_several_drafts_share_facts_and_recipients(folder: Path) -> None:
    clean(folder)
    (folder / "second.html").write_text(
        (folder / "draft.html").read_text("utf-8").replace("sorry", "sorry (oops!)"), "utf-8"
    )
    document = json.loads(
        run("presend", "draft.html", "second.html", "--output-format", "json", cwd=folder).stdout
    )
    assert [file["path"] for file in document["files"]] == ["draft.html", "second.html"]
    assert {reason["path"] for reason in document["reasons"]} == {"second.html"}


def test_options_go_before_the_file(folder: Path) -> None:
    other = write(folder / "other.csv", [("dina@mail.example", "")])
    done = run("audience", "--recipients", other, "--output-format", "json", cwd=folder)
    assert json.loads(done.stdout)["files"][0]["audience"]["ready"] == 1
    assert json.loads(done.stdout)["files"][0]["path"] == other


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("command", [("audience",), ("presend", "draft.html")])
def test_no_format_shows_an_address(folder: Path, name: str, command: tuple[str, ...]) -> None:
    for lang in ("en", "ar"):
        done = run(*command, "--output-format", name, "--lang", lang, cwd=folder)
        assert (done.returncode, done.stderr) == (1, "")
        for word in ("amal@", "basma", "carim", "dina@", "nobody at"):
            assert word not in done.stdout.lower(), word
        assert "b***@mail.example" in done.stdout


def test_the_check_reads_facts_but_no_lists(folder: Path) -> None:
    document = json.loads(run("draft.html", "--output-format", "json", cwd=folder).stdout)
    (file,) = document["files"]
    unchecked = {gap["rule"] for gap in file["not_checked"] if "presend" in gap["reason"]}
    assert {"unaffected-recipients", "suppressed-recipients"} <= unchecked
    assert "do-not-send" not in {gap["rule"] for gap in file["not_checked"]}
    assert file["audience"] is None


def test_what_an_outcome_depends_on_includes_the_facts(folder: Path) -> None:
    def rules() -> set[str]:
        document = json.loads(run("draft.html", "--output-format", "json", cwd=folder).stdout)
        return {finding["rule"] for finding in document["files"][0]["findings"]}

    assert "missing-owner" not in rules()
    (folder / "incident.toml").write_text(FACTS.replace('owner = "Head of CRM"', ""))
    assert "missing-owner" in rules()


def test_facts_beside_each_draft_must_be_the_same(folder: Path) -> None:
    (folder / "ar").mkdir()
    (folder / "ar" / "draft.html").write_text(DRAFT)
    (folder / "ar" / "incident.toml").write_text(FACTS)
    done = run("presend", "draft.html", "ar/draft.html", cwd=folder)
    assert (done.returncode, "different facts" in done.stderr) == (2, True)
    same = run("presend", "draft.html", "ar/draft.html", "--incident", "incident.toml", cwd=folder)
    assert same.returncode == 1


def test_never_failing_still_says_what_speaks_against_it(folder: Path) -> None:
    done = run("presend", "draft.html", "--fail-on", "never", cwd=folder)
    assert (done.returncode, "NOT READY. Reasons: 2" in done.stdout) == (0, True)


def test_a_first_apology_needs_no_list_of_earlier_ones(folder: Path) -> None:
    clean(folder)
    document = json.loads(
        run("presend", "draft.html", "--fail-on", "warning", "--output-format", "json", cwd=folder).stdout
    )
    assert "already-apologised" not in {reason["rule"] for reason in document["reasons"]}


def test_rules_can_be_left_out(folder: Path) -> None:
    done = run("presend", "draft.html", "--ignore", "recipients", cwd=folder)
    assert done.returncode == 0


def test_counting_alone_fails_only_for_what_it_finds(folder: Path) -> None:
    clean(folder)
    (folder / "incident.toml").write_text(FACTS + LISTS.replace('suppressed = ["suppressed.csv"]', ""))
    write(folder / "affected.csv", [(f"{one}@mail.example", "") for one in ("amal", "dina", "x")])
    assert run("audience", cwd=folder).returncode == 0
    assert run("presend", "draft.html", cwd=folder).returncode == 1


def test_the_page_begins_with_the_verdict(folder: Path) -> None:
    done = run("presend", "draft.html", "--output-format", "html", cwd=folder)
    assert "<h2>NOT READY. Reasons: 2</h2>" in done.stdout.partition("<article")[0]


def test_lists_with_columns_of_different_names(folder: Path) -> None:
    write(folder / "affected.csv", [("amal@mail.example", "x")], ("Kontakt", "Land"))
    write(folder / "recipients.csv", [("amal@mail.example", "x")], ("contact point", "segment"))
    assert run("audience", cwd=folder).returncode == 2
    done = run(
        "audience", "--column", "Kontakt", "--column", "contact point", "--column", "email", cwd=folder
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("presend", "draft.html", "-o", "draft.html"), "this is what is checked"),
        (("presend", "draft.html", "-o", "incident.toml"), "this is what is checked"),
        (("audience", "-o", "affected.csv"), "this is what is checked"),
        (("draft.html", "-o", "incident.toml"), "these are the facts"),
        (("audience", "--recipients", "nowhere.csv"), "recipients: nowhere.csv: no such file"),
        (("audience", "--column", "mail"), 'no column "mail"'),
        (("audience", "--suppressed", "recipients.csv"), "given twice"),
        (("audience", "--incident", "nowhere.toml"), "nowhere.toml: cannot be read"),
        (("presend", "nowhere.html"), "nowhere.html: cannot be read"),
        (("presend", "draft.html", "--write", "."), "name an empty folder"),
        (("presend", "draft.html", "-o", "nowhere/report.txt"), "cannot be written"),
        (("audience", "--recipients", "postgres://a:geheim@127.0.0.1:1/b#c"), "a:***@127.0.0.1"),
    ],
)
def test_wrong_usage_ends_with_two_and_a_reason(
    folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = run(*arguments, cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr


def test_a_list_of_recipients_is_needed(folder: Path) -> None:
    (folder / "incident.toml").write_text(FACTS)
    done = run("audience", cwd=folder)
    assert done.returncode == 2
    assert "--recipients" in done.stderr
    assert run("presend", "draft.html", "--write", "out", cwd=folder).returncode == 2


def test_write_gives_the_list_to_send_to(folder: Path) -> None:
    done = run("audience", "--write", "out", cwd=folder)
    assert done.returncode == 1
    assert (
        (folder / "out" / "ready.csv").read_text()
        == '"address","entry","segment","times"\n"amal@mail.example","AMAL@mail.example","trial",2\n'
    )
    assert stat.S_IMODE((folder / "out").stat().st_mode) == 0o700


def test_a_terminal_sees_a_bar(folder: Path) -> None:
    rows = "".join(f"p{number}@mail.example\n" for number in range(1_500_000))
    (folder / "recipients.csv").write_text("email\n" + rows)
    master, slave = pty.openpty()
    done = subprocess.Popen([*COMMAND, "audience"], cwd=folder, stderr=slave, stdout=subprocess.DEVNULL)
    os.close(slave)
    seen = b""
    while done.poll() is None:
        if select.select([master], [], [], 0.1)[0]:
            with contextlib.suppress(OSError):  # nobody writes there any more
                seen += os.read(master, 4096)
    os.close(master)
    assert re.search(rb"Reading recipients \[#*-*\] +\d+%", seen)


def big(folder: Path) -> None:
    rows = "".join(f"p{number}@mail{number % 97}.example,trial\n" for number in range(1_500_000))
    (folder / "recipients.csv").write_text("email,segment\n" + rows)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_killed_half_way_nothing_half_written_stays(folder: Path, number: signal.Signals) -> None:
    big(folder)
    temporary = folder / "tmp"
    temporary.mkdir()
    names = {path.name for path in folder.iterdir()}
    environment = {**os.environ, "TMPDIR": str(temporary)}
    child = subprocess.Popen(
        [*COMMAND, "audience", "--write", "out"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not list(folder.glob(".out-*/*.csv")) and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)  # until the first list is being written
    child.send_signal(number)
    _, errors = child.communicate(timeout=60)
    assert child.returncode != 0
    assert b"Traceback" not in errors
    assert not (folder / "out").exists()
    if number is not signal.SIGKILL:
        assert {path.name for path in folder.iterdir()} == names
        assert list(temporary.iterdir()) == []
    # Whatever could not be removed is removed by the next one.
    write(folder / "recipients.csv", [("amal@mail.example", "trial")])
    assert process("audience", "--write", "out", cwd=folder, env=environment).returncode in (0, 1)
    assert {path.name for path in folder.iterdir()} == {*names, "out"}
    assert list(temporary.iterdir()) == []


def test_a_full_disk_is_said_and_leaves_nothing(folder: Path) -> None:
    rows = "".join(f"p{number}@mail{number % 97}.example,trial\n" for number in range(50_000))
    (folder / "recipients.csv").write_text("email,segment\n" + rows)
    names = {path.name for path in folder.iterdir()}

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = process("audience", "--write", "out", cwd=folder, preexec_fn=limit)
    assert done.returncode == 2
    assert "out: cannot be written: File too large" in done.stderr
    assert {path.name for path in folder.iterdir()} == names


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission_to_write(folder: Path) -> None:
    (folder / "locked").mkdir(mode=0o500)
    done = run("audience", "--write", "locked/out", cwd=folder)
    assert (done.returncode, "Permission denied" in done.stderr) == (2, True)


def test_help_imports_no_database() -> None:
    heavy = {"ibis", "duckdb", "pandas", "pyarrow", "spacy"}
    program = f"import sys, apology_lint.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
