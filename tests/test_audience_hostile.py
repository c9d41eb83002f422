"""Lists made to hurt: no row is lost without a word, nothing in them acts, and every failure is told."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from apology_lint.audience import Audience, AudienceError
from apology_lint.audience.check import check_lists
from apology_lint.audience.engine import private_folder, told
from apology_lint.cli import main
from apology_lint.incident import Lists
from apology_lint.report.audience import lines
from lists import written

A, B, C = "a@mail.example", "b@mail.example", "c@mail.example"
ROWS = f"email,x\n{A},1\n{B},2\n"


def counted(folder: Path, name: str, data: bytes | str, **more: object) -> Audience:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return check_lists(Lists((str(path),), **more))  # type: ignore[arg-type]


def slips(audience: Audience) -> list[str]:
    return [text.rpartition("/")[2] for text in audience.counts["undeliverable"].examples("en")]


@pytest.mark.parametrize(
    "name",
    [
        "a[1].csv",
        "a*.csv",
        "a?.csv",
        "{a,b}.csv",
        "'; DROP TABLE x; --.csv",
        "\") FROM read_text('x').csv",
        "getenv('HOME').csv",
        "two\nlines.csv",
        "-r.csv",
        "~/r.csv",
        "file:/r.csv",
        "s3:/r.csv",
        "a\\b.csv",
        "email=evil@mail.example/segment=evil/r.csv",
        b"\xff.csv".decode("utf-8", "surrogateescape"),
    ],
)
def test_a_name_means_nothing_to_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a1.csv").write_text("email\nz@mail.example\n")  # what the pattern would find
    Path("ab.csv").write_text("email\ny@mail.example\n")
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(ROWS)
    Path("affected.csv").write_text(f"email\n{A}\n{B}\n")
    found = check_lists(Lists((name,), ("affected.csv",)))
    assert (found.rows["recipients"], found.ready, found.segments) == (2, 2, ())


@pytest.mark.parametrize(
    "column",
    [
        'a"b',
        "a'b",
        "a\\b",
        "a;b",
        "{x}",
        "x) FROM t; --",
        "getenv('HOME')",
        "\x1b[31m",
        "%s",
        "?",
        "x" * 5000,
    ],
)
def test_a_column_means_nothing_to_the_database(tmp_path: Path, column: str) -> None:
    quoted = '"' + column.replace('"', '""') + '"'
    found = counted(tmp_path, "r.csv", f"id,{quoted}\n1,{A}\n2,oops\n", column=(column,))
    assert (found.people["recipients"], slips(found)) == (1, ["r.csv:3: “o***” is no address"])
    table = pyarrow.table({"id": [1], column: [A]})
    pyarrow.parquet.write_table(table, tmp_path / "r.parquet")
    assert check_lists(Lists((str(tmp_path / "r.parquet"),), column=(column,))).people["recipients"] == 1


def test_columns_that_differ_in_capitals_only(tmp_path: Path) -> None:
    found = counted(tmp_path, "r.csv", f"EMAIL,email,Email\nx,{A},y\n", column=("email",))
    assert found.people["recipients"] == 1
    table = pyarrow.Table.from_arrays([pyarrow.array([1]), pyarrow.array([A])], names=["email", "Email"])
    pyarrow.parquet.write_table(table, tmp_path / "r.parquet")
    assert check_lists(Lists((str(tmp_path / "r.parquet"),), column=("Email",))).people["recipients"] == 1


def test_parquet_files_whose_types_differ(tmp_path: Path) -> None:
    for name, mails, segments in (("a", [None], [1]), ("b", [A, B], ["x", "y"])):
        pyarrow.parquet.write_table(
            pyarrow.table({"email": mails, "segment": segments}), tmp_path / f"{name}.parquet"
        )
    found = check_lists(Lists((str(tmp_path / "*.parquet"),)))
    assert (found.people["recipients"], slips(found)) == (2, ["a.parquet: row 1: no address"])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f'email,x\n{A},"1\n' + f"{B},2\n" * 500, 2),
        (f'email,x\n{A},1\n"{B},2\n{C},3\n', 3),
        (f'email,x\n{A},"1\n{B},2\n{C},"3"\n', 2),
        (f'email\n{A}\n"{B}\n{C}\n', 3),
        (f'"email,x\n{A},1\n', 1),
        (f'email,x\n{A},"a\nb"\n{B},"2', 4),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_quotation_mark_that_is_never_closed(tmp_path: Path, text: str, line: int, packed: bool) -> None:
    """A database takes the rows behind it for one cell, and says of one row that it is broken."""
    name = "r.csv.gz" if packed else "r.csv"
    data = gzip.compress(text.encode()) if packed else text.encode()
    with pytest.raises(AudienceError, match=rf"r\.csv(\.gz)?:{line}: a quotation mark begins here"):
        counted(tmp_path, name, data)


def test_quotation_marks_that_only_spoil_their_own_row(tmp_path: Path) -> None:
    text = f'email,x\n{A},5" x 6"\n{B},"a"b\n"{C}",""\n\n"d@mail.example" , "a,b"\n'
    found = counted(tmp_path, "r.csv", text)
    assert (found.rows["recipients"], found.people["recipients"]) == (4, 3)
    assert slips(found) == ["r.csv:3: a quotation mark is missing or too many"]


def test_rows_that_a_database_would_lose_are_missed(tmp_path: Path) -> None:
    with pytest.raises(AudienceError, match=r"there are 5 rows, and \d could be told apart"):
        counted(
            tmp_path,
            "r.csv",
            f'email,x\n{A},","""\n",""\n\n",5",""","\n{B},1\n{C},""",a\na",5"\n, x,5\nd,4\n',
        )


@pytest.mark.parametrize("name", ["suppressed", "affected"])
def test_bytes_that_are_no_text(tmp_path: Path, name: str) -> None:
    """In the column of the addresses they spoil the row, elsewhere they do no harm."""
    recipients, other = tmp_path / "r.csv", tmp_path / "o.csv"
    recipients.write_text(ROWS)
    lines = f"n\xe9,{A},\xe9\nx,\xe9{B},y\nx,{C}\xe9,y\nn\xe9,d@mail.ex\xe9mple,z\n"
    other.write_bytes(f"name,email,y\n{lines}".encode("latin-1"))
    found = check_lists(Lists((str(recipients),), **{name: (str(other),)}))  # type: ignore[arg-type]
    assert (found.people[name], found.counts["unusable"].number) == (1, 3)
    assert [text.rpartition("/")[2] for text in found.counts["unusable"].examples("en")] == [
        f"o.csv:{line}: not valid UTF-8: save the file as UTF-8" for line in (3, 4, 5)
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_of_several_lines(tmp_path: Path, delimiter: str) -> None:
    text = f'x,email,y\n1,{A},"a\nb"\n"c\nd",{B},"e\n\nf"\n2,oops,\n'
    found = counted(tmp_path, "r.csv", text.replace(",", delimiter))
    assert (found.rows["recipients"], slips(found)) == (3, ["r.csv:8: “o***” is no address"])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_within_cells_are_no_rows(tmp_path: Path, end: str) -> None:
    """Threads that read a file from its middle would take them for some."""
    cells = (f'p{n}@mail.example,"{f"z@mail.example,1{end}" * 3}z"{end}' for n in range(250_000))
    found = counted(tmp_path, "r.csv", f"email,x{end}" + "".join(cells))
    assert (found.rows["recipients"], found.people["recipients"]) == (250_000, 250_000)


@pytest.mark.parametrize(
    "text",
    [
        f"email,x\r{A},1\r{B},2\roops,3\r",
        f"email,x\n{A},1\r\n{B},2\noops,3\r\n",
        f"email,x\r\n{A},1\n{B},2\r\noops,3",
        f"email,x\n{A},1\r{B},2\noops,3\r\n",
        f'"email","x"\r\n{A},"a\nb"\r\n',
    ],
)
def test_lines_may_end_in_any_way(tmp_path: Path, text: str) -> None:
    found = counted(tmp_path, "r.csv", text)
    if "oops" in text:
        assert (found.rows["recipients"], found.people["recipients"]) == (3, 2)
        assert slips(found) == ["r.csv:4: “o***” is no address"]
    else:
        assert found.people["recipients"] == 1


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_both_kinds_of_utf_16(tmp_path: Path, encoding: str) -> None:
    text = f"\ufeffemail,x\n{A},é\nü@mail.example,😀\n{C}\n\ud800@mail.example,1\noops,4\n"
    found = counted(tmp_path, "r.csv", text.encode(encoding, "surrogatepass"))
    assert found.people["recipients"] == 2
    assert slips(found) == [
        "r.csv:4: fewer columns than the header",
        "r.csv:5: not valid UTF-8: save the file as UTF-8",
        "r.csv:6: “o***” is no address",
    ]
    cut = counted(tmp_path, "r.csv", text.encode(encoding, "surrogatepass") + b"x")
    assert cut.counts["undeliverable"].number == 4
    with pytest.raises(AudienceError, match="nor in UTF-16 with a byte order mark"):
        counted(tmp_path, "r.csv", text[1:].encode(encoding, "surrogatepass"))


def test_broken_rows_are_named_by_the_lines_of_the_file(tmp_path: Path) -> None:
    text = f'\ufeffemail,x\n{A},"a\nb\nc"\n\n{B}\n{C},"a\nb"\n{C},1,1\noops,"a\nb"\n'
    assert slips(counted(tmp_path, "r.csv", text)) == [
        "r.csv:6: fewer columns than the header",
        "r.csv:9: more columns than the header",
        "r.csv:10: “o***” is no address",
    ]


def test_long_lines(tmp_path: Path) -> None:
    for length, reason in ((200_000, []), (3_000_000, ["r.csv:2: the line is too long"])):
        found = counted(tmp_path, "r.csv", f"email,x\n{A},{'y' * length}\n{B},2\n")
        assert (found.rows["recipients"], slips(found)) == (2, reason)
    with pytest.raises(AudienceError, match="a line of more than 16 MB"):
        counted(tmp_path, "r.csv", f"email,x\n{A},{'y' * 50_000_000}\n{B},2\n")
    bomb = gzip.compress(b"\0" * 200_000_000)
    with pytest.raises(AudienceError, match=r"no text in UTF-8|more than 16 MB"):
        counted(tmp_path, "r.txt.gz", bomb)


def test_json_lines_of_every_kind(tmp_path: Path) -> None:
    rows = [
        f'{{"email": "{A}", "x": "\u2028"}}',
        f'{{"email": {{"v": "{B}"}}}}',
        f'{{"email": ["{B}"]}}',
        f'{{"email": "oops", "email": "{B}"}}',
        f'["{B}"]',
        '{"email": 1e400}',
        f'{{"email": "\\ud800{B}"}}',
        f'{{"email": "{C}", "x": ' + "[" * 5000 + "]" * 5000 + "}",
    ]
    found = counted(tmp_path, "r.jsonl", "\n".join(rows))
    assert (found.rows["recipients"], found.people["recipients"]) == (8, 2)
    assert [slip.partition(":")[2].partition(":")[0] for slip in slips(found)] == ["2", "3", "4", "5", "6"]
    assert counted(tmp_path, "s.jsonl", json.dumps({"a\0'b": A}), column=("a\0'b",)).people["recipients"] == 1


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("x" * 300 + ".csv", "File name too long"),
        ("fifo.csv", "no file that can be read twice"),
        ("zero.csv", "no file that can be read twice"),
        ("loop.csv", "no such file"),
    ],
)
def test_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, reason: str) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo.csv")
    Path("zero.csv").symlink_to("/dev/zero")
    Path("loop.csv").symlink_to("loop.csv")
    with pytest.raises(AudienceError, match=reason):
        check_lists(Lists((source,)))


def test_the_exact_lists_hold_addresses_that_stand_in_the_lists(tmp_path: Path) -> None:
    """Where tags and dots are put aside, mail still goes to the address with them."""
    recipients = tmp_path / "r.csv"
    rows = ("a.b+x@mail.example", "ab@mail.example", "+x@mail.example", "c.d+1@BÜCHER.example")
    broken = (
        "ab+x y@mail.example",
        f"ab+{'x' * 70}@mail.example",
        "a..b@mail.example",
        "ab+(x)@bücher.example",
    )
    recipients.write_text("\n".join(("email", *rows, *broken)))
    affected = tmp_path / "a.csv"
    affected.write_text("email\nab@mail.example\nc.d+2@bücher.example\nz.z+3@mail.example\n")
    found = check_lists(
        Lists((str(recipients),), (str(affected),), same_mailbox=("plus-tags", "dots")),
        write=tmp_path / "out",
    )
    assert (found.ready, found.counts["duplicates"].number, found.counts["undeliverable"].number) == (2, 1, 4)
    assert written(tmp_path / "out", "ready") == {"a.b+x@mail.example", "c.d+1@xn--bcher-kva.example"}
    assert written(tmp_path / "out", "not-affected") == {"+x@mail.example"}
    assert written(tmp_path / "out", "left-out") == {"z.z+3@mail.example"}


@pytest.mark.parametrize("mark", ["\0", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066"])
def test_no_address_has_characters_that_steer_a_terminal(tmp_path: Path, mark: str) -> None:
    found = counted(tmp_path, "r.csv", f"email\n{A}\nx{mark}{B}\n{mark}x@mail.example\n")
    assert (found.people["recipients"], found.counts["undeliverable"].number) == (1, 2)


@pytest.mark.parametrize(
    "source",
    [
        "postgres://u:sec#ret@127.0.0.1:1/d#t",
        "postgres://u:sec#ret@127.0.0.1:1/d",
        "postgres://u:sec/ret@127.0.0.1:1/d#t",
        "postgres://u:sec?ret@127.0.0.1:1/d#t",
        "postgres://u:sec@ret@127.0.0.1:1/d#t",
        "postgres://u:secret@127.0.0.1:99999/d#t",
        "postgres://u:secret@127.0.0.1:port/d#t",
        "postgres://u:secret@[::1/d#t",
        "postgres://u:secret",
        "postgres://127.0.0.1:1/d?user=u&password=secret#t",
        "nothing://u:secret@127.0.0.1/d#t",
        "duckdb://md:secret#t",
        "s3://u:secret@127.0.0.1/x.csv",
    ],
)
def test_no_message_shows_a_password(source: str) -> None:
    with pytest.raises(AudienceError) as caught:
        check_lists(Lists((source,)))
    assert not [part for part in ("sec", "ret") if part in str(caught.value)], str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_database_that_is_a_file_is_only_read(tmp_path: Path) -> None:
    path = tmp_path / "crm.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("CREATE TABLE people AS SELECT 'a@mail.example' AS email UNION ALL SELECT 'oops'")
    before = path.read_bytes()
    found = check_lists(Lists((f"duckdb://{path}#people",)))
    assert (found.engine, found.people["recipients"]) == ("duckdb", 1)
    for source, reason in (
        (f"duckdb://{path}#nobody", "there is no such table"),
        (f"duckdb://{path}#x; DROP TABLE people", "there is no such table"),
        (f"duckdb://{path}?extensions=httpfs#people", "no such file"),
        (f"duckdb://{tmp_path}/new.duckdb#people", "no such file"),
        (f"sqlite://{tmp_path}/new.sqlite#people", "no such file"),
    ):
        with pytest.raises(AudienceError, match=reason):
            check_lists(Lists((source,)))
    with pytest.raises(AudienceError, match=r"recipients and affected: .* is given twice"):
        check_lists(Lists((f"duckdb://{path}#people",), (f"duckdb://{path}#people",)))
    assert path.read_bytes() == before
    assert [name.name for name in tmp_path.iterdir()] == ["crm.duckdb"]


def test_what_a_database_says_shows_no_address() -> None:
    with pytest.raises(AudienceError, match=r"Could not convert string \*\*\*$"), told():
        duckdb.execute("SELECT CAST('amal@mail.example' AS INTEGER)").fetchall()
    with pytest.raises(AudienceError, match=r"no a\*\*\*@mail\.example here$"), told():
        raise ValueError("no amal@mail.example here\nnor there")


def test_parquet_with_columns_that_python_cannot_show(tmp_path: Path) -> None:
    times = pyarrow.array([2**62], pyarrow.timestamp("us"))
    table = pyarrow.table({"email": [A], "at": times, "nested": [[{"a": [b"\xff"]}]]})
    pyarrow.parquet.write_table(table, tmp_path / "r.parquet")
    assert check_lists(Lists((str(tmp_path / "r.parquet"),))).people["recipients"] == 1


def test_only_folders_that_a_run_left_are_removed(tmp_path: Path) -> None:
    def made(name: str, mode: int = 0o700) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        folder.chmod(mode)
        return folder

    gone = 2**22 + 1  # no process has this number
    left = made(f"x-{gone}-abcd1234")
    kept = [
        made(f"x-{gone}-notes"),
        made(f"x-{gone}-abcd12345"),
        made(f"x-{gone}-abcd5678", 0o755),
        made(f"x-{os.getpid()}-abcd1234"),
        made(f"y-{gone}-abcd1234"),
    ]
    (tmp_path / f"x-{gone}-abcd9999").symlink_to(kept[0])
    held = made(f"x-{gone}-held1234")  # by a process of another container
    number = os.open(held, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)
    with private_folder(tmp_path, "x") as ours:
        os.close(number)
        assert not left.exists()
        assert all(folder.exists() for folder in (*kept, held, ours))
    assert not ours.exists()


def test_a_folder_that_is_full_is_refused_before_anything_is_counted(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    for name in ("full", "full/x", "link"):
        with pytest.raises(AudienceError, match="name an empty folder"):
            check_lists(Lists(("nothing.csv",)), write=tmp_path / name)
    with pytest.raises(AudienceError, match="cannot be written"):
        check_lists(Lists(("nothing.csv",)), write=tmp_path / ("x" * 300))


def test_without_a_folder_for_what_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/nowhere")
    with pytest.raises(AudienceError, match="set TMPDIR"):
        check_lists(Lists(("nothing.csv",)))


def test_a_signal_while_the_private_folder_is_made_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object) -> None:  # the folder is there, and nobody has been told its name
        assert list((tmp_path / "spill").iterdir())
        raise SystemExit(143)

    (tmp_path / "spill").mkdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "spill"))
    monkeypatch.setattr("fcntl.flock", end)
    recipients = tmp_path / "r.csv"
    recipients.write_text(f"email\n{A}\n")
    with pytest.raises(SystemExit):
        check_lists(Lists((str(recipients),)))
    assert list((tmp_path / "spill").iterdir()) == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_nothing_is_left_when_a_run_is_ended(tmp_path: Path, name: str) -> None:
    for folder in ("spill", "out"):
        (tmp_path / folder).mkdir()
    rows = "".join(f"p{number}@mail.example\n" for number in range(400_000))
    (tmp_path / "r.csv").write_text(f"email\n{rows}")
    program = (  # whoever started the tests may have chosen not to be interrupted
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from apology_lint.cli import main; "
        "main(['audience', '--recipients', 'r.csv', '--write', 'out/lists'])"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "spill")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    for _ in range(3000):
        if any((tmp_path / "spill").glob("apology-lint-*")):
            break
        time.sleep(0.01)
    run.send_signal(getattr(signal, name))
    said = run.communicate(timeout=60)[1]
    assert run.returncode not in (0, -2)
    assert b"Traceback" not in said
    assert [*(tmp_path / "spill").iterdir(), *(tmp_path / "out").iterdir()] == []


def test_the_report_takes_the_place_of_no_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    texts = {
        "r.csv": ROWS,
        "a.csv": f"email\n{A}\n",
        "draft.txt": "We are sorry.",
        "incident.toml": 'kind = "other"\n[recipients]\nlist = ["*.csv"]\n',
    }
    for name, text in texts.items():
        Path(name).write_text(text)
    Path("link.csv").symlink_to("r.csv")
    for command in (["audience", "--recipients", "r.csv"], ["presend", "draft.txt"]):
        for name in ("r.csv", "link.csv", "incident.toml"):
            done = CliRunner().invoke(main, [*command, "-o", name])
            assert (done.exit_code, "write the report to another file" in done.output) == (2, True)
    assert CliRunner().invoke(main, ["presend", "draft.txt", "-o", "draft.txt"]).exit_code == 2
    assert {name: Path(name).read_text() for name in texts} == texts


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ('baseline = "nothing.json"', "no such baseline"),
        ('rules = ["nothing"]', "no such folder of rules"),
        ('ignore = ["nothing"]', "unknown rule"),
    ],
)
def test_settings_that_cannot_be_used_end_presend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text(ROWS)
    Path("draft.txt").write_text("We are sorry.")
    Path("incident.toml").write_text('kind = "other"\n[recipients]\nlist = ["r.csv"]\n')
    Path("apology-lint.toml").write_text(settings)
    done = CliRunner().invoke(main, ["presend", "draft.txt"])
    assert (done.exit_code, reason in done.output) == (2, True)


def test_what_is_no_domain_counts_for_none(tmp_path: Path) -> None:
    """Only so many domains beyond ASCII can be looked up; broken entries must not use them up."""
    rows = "".join(f"a@é é{number}\nno {number} é\n" for number in range(3000))
    long = f"a@{'é' * 500_000}.example\n"
    found = counted(tmp_path, "r.csv", f"email\n{A}\nb@bücher.example\n{long}{rows}")
    assert (found.people["recipients"], found.counts["undeliverable"].number) == (2, 6001)
    domains = "".join(f"a@bücher{number}.example\n" for number in range(2001))
    with pytest.raises(AudienceError, match="more than 2,000 different domains beyond ASCII"):
        counted(tmp_path, "r.csv", f"email\n{domains}")


def test_a_long_segment_leaves_room_for_its_numbers(tmp_path: Path) -> None:
    rows = f"email,segment\n{A},{'s' * 5000}\n{B},\x1b[31mred\n"
    found = counted(tmp_path, "r.csv", rows)
    told_lines = list(lines(found, "en"))
    assert max(map(len, told_lines)) < 100
    assert "\x1b" not in "".join(told_lines)
    assert found.to_dict()["segments"][1]["name"] == "s" * 5000
