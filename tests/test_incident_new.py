"""`incident new` asks on a terminal, in two languages, and writes a file that can be loaded or none."""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import stat
import subprocess
import sys
import time
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn

import jsonschema
import pytest
from click.testing import CliRunner, Result

from apology_lint import load_incident
from apology_lint.cli import main
from apology_lint.cli.incident import _Questions
from apology_lint.files import UnwritableError, create_bytes
from apology_lint.incident import schema
from apology_lint.incident.answers import UnclearError, day_of, one_of, read, time_of, zone_of
from apology_lint.incident.starter import described, inner, starter

RIYADH = timezone(timedelta(hours=3))
NOW = datetime(2026, 5, 4, 1, 0, tzinfo=RIYADH)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")  # so that no message is broken


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


#: The command, with its terminal as the one that Ctrl-C comes from.
_ON_A_TERMINAL = """
import fcntl, runpy, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("apology_lint", run_name="__main__", alter_sys=True)
"""


class Terminal:
    """The command on a terminal of its own, typed at as people do: each answer to the prompt that shows."""

    def __init__(self, *arguments: str) -> None:
        pty = pytest.importorskip("pty")
        self.leader, follower = pty.openpty()
        self.shown = ""
        self.child = subprocess.Popen(
            [sys.executable, "-c", _ON_A_TERMINAL, "incident", "new", *arguments],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            env=os.environ | {"PYTHONUTF8": "1"},
            start_new_session=True,
        )
        os.close(follower)

    def _read(self) -> bool:
        if not select.select([self.leader], [], [], 30)[0]:
            self.child.kill()
            pytest.fail(f"it waits for another answer: {self.shown}")
        try:
            piece = os.read(self.leader, 65536)
        except OSError:  # Linux says so when the other end is closed
            piece = b""
        self.shown += piece.decode(errors="replace").replace("\r\n", "\n")
        return bool(piece)

    def wait_for(self, text: str, start: int = 0) -> int:
        """Until `text` is shown, after `start`; where it ends."""
        while text not in self.shown[start:]:
            assert self._read(), self.shown
        return self.shown.index(text, start) + len(text)

    def answer(self, *pairs: tuple[str, str]) -> None:
        """Type the answers, each when its prompt is shown."""
        position = 0
        for prompt, answer in pairs:
            position = self.wait_for(f"{prompt}: ", position)
            os.write(self.leader, f"{answer}\n".encode())

    def end(self) -> int:
        while self._read():
            pass
        os.close(self.leader)
        return self.child.wait(60)


def plain(value: Any) -> Any:
    """A table as JSON has it: times are texts."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def written(path: str = "incident.toml") -> dict[str, Any]:
    """What stands in the file, which can be loaded and follows the schema."""
    load_incident(Path(path))
    table = tomllib.loads(Path(path).read_text("utf-8"))
    checker = jsonschema.FormatChecker()
    jsonschema.validate(plain(table), json.loads(run("incident", "schema").stdout), format_checker=checker)
    return table


# On a terminal


def test_a_wrong_list_in_english() -> None:
    terminal = Terminal()
    terminal.answer(
        ("kind", "1"),
        ("what", 'We sent the "May" newsletter to C:\\people.'),
        ("zone", "Riyadh"),
        ("started", "2026-05-03 9:14"),
        ("detected", "3 May 2026 3:02 pm"),
        ("sending-stopped", "2026-05-03T12:20Z"),
        ("planned-send", "May 3, 2026 18:00"),
        ("affected", "4,812"),
        ("segment", "trial accounts in Jordan"),
        ("exposed", "no"),
        ("owner", "Head of CRM"),
        ("approvals.role", "legal"),
        ("approvals.name", "Head of Legal"),
        ("approvals.at", "3 may 2026 17:10"),
        ("approvals.role", "security"),
        ("approvals.name", "Head of IT"),
        ("approvals.at", ""),
        ("approvals.role", ""),
        ("monitoring.what", "bounces, 1"),
        ("monitoring.by", "Deliverability lead"),
        ("monitoring.until", "17 May 2026"),
        ("recipients.list", "recipients.csv, more people.csv"),
        ("recipients.affected", "affected.csv"),
        ("recipients.suppressed", ""),
        ("recipients.already-apologised", ""),
    )
    assert terminal.end() == 0

    def at(text: str) -> datetime:
        return datetime.fromisoformat(f"2026-05-03T{text}+03:00")

    assert written() == {
        "kind": "wrong-list",
        "what": 'We sent the "May" newsletter to C:\\people.',
        "started": at("09:14"),
        "detected": at("15:02"),
        "sending-stopped": at("15:20"),
        "planned-send": at("18:00"),
        "affected": 4812,
        "segment": "trial accounts in Jordan",
        "owner": "Head of CRM",
        "approvals": [
            {"role": "legal", "name": "Head of Legal", "at": at("17:10")},
            {"role": "security", "name": "Head of IT"},
        ],
        "monitoring": {
            "what": ["bounces", "inbox-placement"],
            "by": "Deliverability lead",
            "until": date(2026, 5, 17),
        },
        "recipients": {"list": ["recipients.csv", "more people.csv"], "affected": ["affected.csv"]},
    }
    assert described("what")["description"] in terminal.shown
    assert "a mail reached people it was not meant for" in terminal.shown
    assert "= 2026-05-03 15:02 +03:00" in terminal.shown  # what was understood
    assert "Wrote incident.toml" in terminal.shown
    for unasked in ("resolved: ", "jurisdictions: ", "authority.told: ", "noticed: "):
        assert unasked not in terminal.shown
    assert '# suppressed = ["suppressed/*.csv.gz"]' in Path("incident.toml").read_text("utf-8")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_file_of_another_name_must_be_named_to_be_read(lang: str) -> None:
    assert "--incident 3-may.toml" in run("incident", "new", "--lang", lang, "-o", "3-may.toml").output
    assert "--incident" not in run("incident", "new", "--lang", lang).output


def test_no_name_is_broken_at_its_hyphen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for width in range(40, 110):
        monkeypatch.setenv("COLUMNS", str(width))
        _Questions("en")._say(described("jurisdictions")["description"])
    assert not [line for line in capsys.readouterr().out.splitlines() if line.endswith("-")]


def test_exposed_data_in_arabic() -> None:
    terminal = Terminal("--lang", "ar", "-o", "وقائع.toml")
    terminal.answer(
        ("kind", "data-exposure"),
        ("what", "كان ملف بأسماء عملائنا متاحًا للجميع."),
        ("zone", "+٣"),
        ("started", "يوم ١ مايو ٢٠٢٦ الساعة ٩:٤٠ مساءً"),
        ("detected", "٣ أيار ٢٠٢٦، ١٠:٥٥ ص"),
        ("resolved", "٢٠٢٦-٠٥-٠٣ ١١:١٥"),
        ("planned-send", "غدًا ٩:٠٠"),
        ("affected", "١٬٩٤٠"),
        ("segment", "عملاء الاستلام من المتجر"),
        ("message", "notice"),
        ("exposed.data", "name، phone"),
        ("exposed.not-touched", "٦، ٨"),
        ("jurisdictions", "sa، eu"),
        ("authority.told", "3 مايو 2026 18:30"),
        ("owner", "مسؤول حماية البيانات"),
        ("approvals.role", ""),
        ("monitoring.what", ""),
        ("recipients.list", ""),
    )
    assert terminal.end() == 0
    table = written("وقائع.toml")
    assert table.pop("planned-send").time().isoformat() == "09:00:00"
    assert plain(table) == {
        "kind": "data-exposure",
        "message": "notice",
        "what": "كان ملف بأسماء عملائنا متاحًا للجميع.",
        "started": "2026-05-01T21:40:00+03:00",
        "detected": "2026-05-03T10:55:00+03:00",
        "resolved": "2026-05-03T11:15:00+03:00",
        "affected": 1940,
        "segment": "عملاء الاستلام من المتجر",
        "exposed": {"data": ["name", "phone"], "not-touched": ["password", "card"]},
        "jurisdictions": ["SA", "EU"],
        "authority": {"told": "2026-05-03T18:30:00+03:00"},
        "owner": "مسؤول حماية البيانات",
    }
    assert "ما الذي حدث، في جملة واحدة" in terminal.shown
    assert "كُتب وقائع.toml" in terminal.shown
    assert "sending-stopped: " not in terminal.shown
    text = Path("وقائع.toml").read_text("utf-8")
    assert "# من وافق على إرسال هذه المسودة." in text
    assert "What went wrong" not in terminal.shown + text


#: What is typed at the first prompt, what is said to it, what is typed then.
MISTAKES = [
    ("en", "kind", "wrong lst", "“wrong lst” is none of them. Did you mean wrong-list?", "wrong list"),
    ("en", "kind", "", "This one is needed.", "WRONG_LIST"),
    ("en", "zone", "Mars", "No such time zone", "UTC+3"),
    ("en", "started", "3/5/2026 9:00", "Write day and time", "2026-05-03 9:00"),
    ("en", "detected", "2 May 2026 9:00", "That lies before “started” (2026-05-03 09:00 +03:00).", ""),
    ("en", "affected", "about 300", "Write a number, such as 312.", "300"),
    ("en", "exposed", "perhaps", "Write yes or no.", "yes"),
    ("en", "exposed.data", "emial", "Did you mean email?", "email"),
    ("en", "jurisdictions", "Germany", "Write it like US-CA.", "de, us-ca"),
    ("en", "monitoring.until", "soon", "Write a day", "2026-06-01"),
    ("en", "owner", "\x1b[A", "Some characters did not arrive whole.", "Me"),
    ("ar", "kind", "wrong lst", "هل تقصدون wrong-list؟", "wrong-list"),
    ("ar", "kind", "99", "«99» ليس منها.", "1"),
    ("ar", "zone", "المريخ", "لا نعرف هذه المنطقة الزمنية", "Asia/Riyadh"),
    ("ar", "detected", "أول أمس", "اكتبوا اليوم والساعة", "أمس ٩:٠٠"),
    ("ar", "affected", "كثيرون", "اكتبوا عددًا", "٣٠٠"),
    ("ar", "exposed", "ربما", "اكتبوا نعم أو لا", "لا"),
]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_wrong_answer_is_told_and_asked_again(lang: str) -> None:
    mistakes = [mistake for of, *mistake in MISTAKES if of == lang]
    order = "kind what zone started detected sending-stopped planned-send affected segment exposed".split()
    if lang == "en":  # there the answer is yes
        order += ["message", "exposed.data", "exposed.not-touched", "jurisdictions"]
        order += ["exposed.by-us", "exposed.email-agreed", "exposed.delayed-by-police", "authority.told"]
    order += [
        "owner",
        "approvals.role",
        "monitoring.what",
        "monitoring.by",
        "monitoring.until",
        "recipients.list",
    ]
    typed = []
    for prompt in order:
        bad = [(prompt, answer) for at, answer, _, _ in mistakes if at == prompt]
        good = [answer for at, _, _, answer in mistakes if at == prompt]
        typed += [*bad, (prompt, good[-1] if good else "1" if prompt == "monitoring.what" else "")]
    terminal = Terminal("--lang", lang)
    terminal.answer(*typed)
    assert terminal.end() == 0
    for _, _, message, _ in mistakes:
        assert message in terminal.shown
    table = written()
    assert (table["kind"], table["affected"]) == ("wrong-list", 300)
    if lang == "en":
        assert "detected" not in table
        assert plain(table["started"]) == "2026-05-03T09:00:00+03:00"
        assert (table["exposed"], table["jurisdictions"]) == ({"data": ["email"]}, ["DE", "US-CA"])
        assert (table["owner"], table["monitoring"]["until"]) == ("Me", date(2026, 6, 1))


def test_what_readers_may_have_overlooked_is_asked() -> None:
    terminal = Terminal()
    terminal.answer(("kind", "wrong-content"), ("what", ""), ("noticed", "no"))
    terminal.answer(*[(prompt, "") for prompt in "zone started detected sending-stopped".split()])
    terminal.answer(
        *[(prompt, "") for prompt in "planned-send affected next-update segment exposed owner".split()]
    )
    terminal.answer(("approvals.role", ""), ("monitoring.what", ""), ("recipients.list", ""))
    assert terminal.end() == 0
    assert written() == {"kind": "wrong-content", "noticed": False}


def test_the_zone_is_that_of_the_machine_unless_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    terminal = Terminal()
    terminal.answer(
        ("kind", "outage"),
        ("what", ""),
        ("zone", ""),
        ("started", "2026-01-15 12:00"),
        ("detected", "2026-07-15 12:00"),
        *[
            (prompt, "")
            for prompt in "resolved planned-send affected next-update segment exposed owner".split()
        ],
        *[(prompt, "") for prompt in "approvals.role monitoring.what recipients.list".split()],
    )
    assert terminal.end() == 0
    table = written()
    assert plain(table["started"]) == "2026-01-15T12:00:00+01:00"
    assert plain(table["detected"]) == "2026-07-15T12:00:00+02:00"  # summer
    assert "that of this machine, +0" in terminal.shown


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_ctrl_c_and_ctrl_d_leave_nothing_behind(key: str) -> None:
    terminal = Terminal()
    terminal.answer(("kind", "billing"))
    terminal.wait_for("what: ")
    time.sleep(0.3)  # Python may show the prompt and not yet wait for the answer
    os.write(terminal.leader, key.encode())
    assert terminal.end() not in (0, -signal.SIGINT)
    assert "Traceback" not in terminal.shown
    assert list(Path().iterdir()) == []


def test_answers_are_shown_if_they_cannot_be_written() -> None:
    terminal = Terminal()
    terminal.answer(("kind", "billing"), ("what", "We charged twice."))
    Path("incident.toml").write_text("of somebody else")
    rest = "zone started detected resolved planned-send affected next-update segment exposed owner"
    terminal.answer(*[(prompt, "") for prompt in rest.split()])
    terminal.answer(*[(prompt, "") for prompt in ("approvals.role", "monitoring.what", "recipients.list")])
    assert terminal.end() == 2
    assert 'what = "We charged twice."' in terminal.shown
    assert "incident.toml: cannot be written: there is one already" in terminal.shown
    assert Path("incident.toml").read_text() == "of somebody else"


# Without a terminal


def test_without_a_terminal_it_asks_nothing() -> None:
    result = run("incident", "new")
    assert result.exit_code == 0
    assert result.stdout.startswith("Wrote incident.toml.")
    assert written() == {"kind": "other"}
    again = run("incident", "new")
    assert again.exit_code == 2
    assert "incident.toml: there is one already; --force replaces it" in again.stderr
    Path("incident.toml").write_text("x")
    assert run("incident", "new", "--force", "--lang", "ar").exit_code == 0
    assert written() == {"kind": "other"}
    assert "وقائع الحادثة" in Path("incident.toml").read_text("utf-8")
    assert list(Path().iterdir()) == [Path("incident.toml")]


def test_the_command_in_a_pipe() -> None:
    command = [sys.executable, "-m", "apology_lint", "incident", "new", "-o", "facts.toml"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert written("facts.toml") == {"kind": "other"}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_commented_example_can_be_used(lang: str) -> None:
    lines = []
    for line in starter({}, lang).splitlines():
        bare = line.removeprefix("# ")
        try:
            tomllib.loads(bare)
        except tomllib.TOMLDecodeError:
            continue
        lines.append(bare)
    Path("incident.toml").write_text("\n".join(lines), encoding="utf-8")
    table = written()
    assert set(table) == set(schema()["properties"])
    for name, value in table.items():
        if keys := inner(described(name)):
            assert set(value[0] if isinstance(value, list) else value) == set(keys)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("none/incident.toml", "none is no folder that you may write to"),
        ("folder", "folder: there is one already"),
        ("circle", "circle: cannot be written"),
    ],
)
def test_a_file_that_cannot_be_written(target: str, message: str) -> None:
    Path("folder").mkdir()
    Path("circle").symlink_to("circle")
    result = run("incident", "new", "-o", target)
    assert result.exit_code == 2
    assert message in result.stderr
    assert {path.name for path in Path().iterdir()} == {"folder", "circle"}


def test_a_disk_that_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = run("incident", "new")
    assert result.exit_code == 2
    assert result.stderr == "apology-lint: incident.toml: cannot be written: No space left on device\n"
    assert list(Path().iterdir()) == []
    Path("incident.toml").write_text("old")
    assert run("incident", "new", "--force").exit_code == 2
    assert Path("incident.toml").read_text() == "old"
    assert len(list(Path().iterdir())) == 1


def test_what_would_not_load_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apology_lint.incident.starter.starter", lambda *_: 'kind = "nonsense"\n')
    result = run("incident", "new")
    assert result.exit_code == 2
    assert 'incident.toml: "kind" must be one of' in result.stderr
    assert not Path("incident.toml").exists()


def test_a_new_file_has_the_permissions_that_files_have_here() -> None:
    old = os.umask(0o027)
    try:
        create_bytes(Path("new.toml"), b"new")
    finally:
        os.umask(old)
    assert Path("new.toml").read_bytes() == b"new"
    assert stat.S_IMODE(Path("new.toml").stat().st_mode) == 0o640
    with pytest.raises(UnwritableError, match="there is one already"):
        create_bytes(Path("new.toml"), b"other")
    assert Path("new.toml").read_bytes() == b"new"
    assert len(list(Path().iterdir())) == 1


def test_the_schema_command_serves_other_tools() -> None:
    Path("schema.json").write_text(run("incident", "schema").stdout, encoding="utf-8")
    assert json.loads(Path("schema.json").read_text("utf-8")) == schema()
    run("incident", "new")
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", "schema.json", "incident.toml"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    Path("incident.toml").write_text('kind = "nonsense"')
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys; from apology_lint.cli import main\n"
        "main(['incident', 'new', '--help'], standalone_mode=False)\n"
        "print([name for name in sys.modules if name.startswith(('apology_lint.incident', 'spacy'))])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--force" in result.stdout
    assert result.stdout.splitlines()[-1] == "[]"


# Answers


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("2026-05-03 15:20", "2026-05-03T15:20:00+03:00"),
        ("2026-05-03T15:20:07", "2026-05-03T15:20:07+03:00"),
        ("2026-05-03T15:20:00Z", "2026-05-03T15:20:00+00:00"),
        ("2026-05-03 15:20 +05:30", "2026-05-03T15:20:00+05:30"),
        ("3 May 2026 15:20", "2026-05-03T15:20:00+03:00"),
        ("on 3 May 2026 at 15.20", "2026-05-03T15:20:00+03:00"),
        ("Sept 3, 2026 12:05 am", "2026-09-03T00:05:00+03:00"),
        ("3 december 2026 12:05 PM", "2026-12-03T12:05:00+03:00"),
        ("today 15:20", "2026-05-04T15:20:00+03:00"),
        ("Yesterday 9:00", "2026-05-03T09:00:00+03:00"),
        ("tomorrow 9:00", "2026-05-05T09:00:00+03:00"),
        ("yesterday 9:00 UTC", "2026-05-02T09:00:00+00:00"),  # in UTC it is still the third
        ("٣ مايو ٢٠٢٦ ١٥:٢٠", "2026-05-03T15:20:00+03:00"),
        ("٣ كانون الثاني ٢٠٢٦ ٣:٢٠ م", "2026-01-03T15:20:00+03:00"),
        ("3 أغسطس 2026، 3:20 صباحًا", "2026-08-03T03:20:00+03:00"),
        ("٣ تشرين الأول ٢٠٢٦ ٨:٠٠", "2026-10-03T08:00:00+03:00"),
        ("امس ٩:٠٠", "2026-05-03T09:00:00+03:00"),
        ("غدا 9:00", "2026-05-05T09:00:00+03:00"),
    ],
)
def test_times_as_people_write_them(answer: str, wanted: str) -> None:
    assert time_of(answer, RIYADH, NOW).isoformat() == wanted


@pytest.mark.parametrize(
    "answer",
    [
        "3 May 2026",  # no time of day
        "15:20",
        "3/5/2026 15:20",
        "31 April 2026 15:20",
        "3 May 2026 25:00",
        "3 May 2026 13:00 pm",
        "3 Ma 2026 15:20",  # March or May
        "3 Mai 2026 15:20",
        "3 May 26 15:20",
        "1026-05-03 15:20",
        "9999-05-03 15:20",
        "2026-05-03 15:20 +99:00",
        "yesterday",
        "x" * 5000,
    ],
)
def test_times_that_are_none(answer: str) -> None:
    with pytest.raises(UnclearError) as caught:
        time_of(answer, RIYADH, NOW)
    assert caught.value.key == "answer-time"


def test_days() -> None:
    assert day_of("17 May 2026", NOW) == day_of("٢٠٢٦-٠٥-١٧", NOW) == date(2026, 5, 17)
    assert day_of("tomorrow", NOW) == date(2026, 5, 5)
    with pytest.raises(UnclearError):
        day_of("17 May 2026 15:20", NOW)


def test_zones() -> None:
    summer = datetime(2026, 7, 1)  # noqa: DTZ001
    for answer, hours in (("+03:00", 3), ("+3", 3), ("-0430", -4.5), ("GMT+3", 3), ("+٣", 3)):
        assert zone_of(answer).utcoffset(summer) == timedelta(hours=hours)
    assert zone_of("z") is zone_of("utc") is UTC
    for answer in ("Asia/Riyadh", "riyadh", "RIYADH"):
        assert zone_of(answer).utcoffset(summer) == timedelta(hours=3)
    assert zone_of("new york").utcoffset(summer) == timedelta(hours=-4)
    for answer in ("Mars", "+30:00", "3", "../../etc/passwd", "/etc/localtime"):
        with pytest.raises(UnclearError):
            zone_of(answer)


def test_numbers_and_names() -> None:
    count = described("affected")
    for answer, number in (("312", 312), ("4,812", 4812), ("4.812", 4812), ("4 812", 4812), ("٤٬٨١٢", 4812)):
        assert read(answer, count, None, NOW) == number
    for answer in ("-1", "1,2", "12 people", "1e3", "9" * 20):
        with pytest.raises(UnclearError):
            read(answer, count, None, NOW)
    kinds = described("kind")["enum"]
    assert one_of("٢", kinds) == "wrong-content"
    assert read("Broken link", described("kind"), None, NOW) == "broken-link"
    for answer in ("0", "12", "nothing of it"):
        with pytest.raises(UnclearError):
            one_of(answer, kinds)
    data = described("exposed.data")
    assert read("email, phone،email 1", data, None, NOW) == ["email", "phone", "name"]
    lists = described("recipients.list")
    assert read(" a b.csv, c.csv ,", lists, None, NOW) == ["a b.csv", "c.csv"]
