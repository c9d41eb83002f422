"""Lists made to hurt: no row is lost without a word, nothing in them acts, and every failure is told."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from apology_lint.audience import Audience, AudienceError
from apology_lint.audience.check import check_lists
from apology_lint.incident import Lists
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
    with pytest.raises(AudienceError, match="no whole UTF-16 file"):
        counted(tmp_path, "r.csv", text.encode(encoding, "surrogatepass") + b"x")
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
    recipients.write_text(
        "email\na.b+x@mail.example\nab@mail.example\n+x@mail.example\nc.d+1@BÜCHER.example\n"
    )
    affected = tmp_path / "a.csv"
    affected.write_text("email\nab@mail.example\nc.d+2@bücher.example\nz.z+3@mail.example\n")
    found = check_lists(
        Lists((str(recipients),), (str(affected),), same_mailbox=("plus-tags", "dots")),
        write=tmp_path / "out",
    )
    assert (found.ready, found.counts["duplicates"].number, found.counts["undeliverable"].number) == (2, 1, 0)
    assert written(tmp_path / "out", "ready") == {"a.b+x@mail.example", "c.d+1@xn--bcher-kva.example"}
    assert written(tmp_path / "out", "not-affected") == {"+x@mail.example"}
    assert written(tmp_path / "out", "left-out") == {"z.z+3@mail.example"}


@pytest.mark.parametrize("mark", ["\0", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066"])
def test_no_address_has_characters_that_steer_a_terminal(tmp_path: Path, mark: str) -> None:
    found = counted(tmp_path, "r.csv", f"email\n{A}\nx{mark}{B}\n{mark}x@mail.example\n")
    assert (found.people["recipients"], found.counts["undeliverable"].number) == (1, 2)
