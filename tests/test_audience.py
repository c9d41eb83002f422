"""Who will receive the draft: counted right, from whatever file the list is in."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import random
import stat
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from apology_lint.audience import Audience, AudienceError, masked
from apology_lint.audience.check import check_lists
from apology_lint.incident import Lists
from lists import dirty, people, write, written


def lists(folder: Path, **rows: list[str]) -> Lists:
    made = {
        role: (write(folder / f"{role}.csv", [(row, "all") for row in given]),)
        for role, given in rows.items()
    }
    return Lists(**made)  # type: ignore[arg-type]


def numbers(audience: Audience) -> dict[str, int]:
    return {name: count.number for name, count in audience.counts.items()}


def test_each_kind_of_recipient_is_counted(tmp_path: Path) -> None:
    found = check_lists(
        lists(
            tmp_path,
            recipients=[
                "amal@mail.example",
                "AMAL@mail.example",
                "b@mail.example",
                "c@mail.example",
                "oops",
                "d@mail.example",
            ],
            affected=[
                "amal@mail.example",
                "c@mail.example",
                "d@mail.example",
                "left@mail.example",
                "gone@mail.example",
            ],
            suppressed=["c@mail.example", "gone@mail.example", "nobody@mail.example"],
            apologised=["d@mail.example"],
        )
    )
    assert numbers(found) == {
        "not-affected": 1,
        "left-out": 1,  # "gone" asked for no mail: nobody left it out
        "suppressed": 1,
        "already-apologised": 1,
        "duplicates": 1,
        "undeliverable": 1,
        "unusable": 0,
    }
    assert found.ready == 1
    assert found.rows["recipients"] == 6
    assert found.people["recipients"] == 4


def test_a_notice_leaves_no_suppressed_person_out(tmp_path: Path) -> None:
    given = lists(
        tmp_path,
        recipients=["a@mail.example"],
        affected=["a@mail.example", "b@mail.example"],
        suppressed=["b@mail.example"],
    )
    assert numbers(check_lists(given))["left-out"] == 0
    assert numbers(check_lists(given, notice=True))["left-out"] == 1


@pytest.mark.parametrize(
    ("raw", "same"),
    [
        (" A@Mail.Example ", "a@mail.example"),
        ("Amal <a@mail.example>", "a@mail.example"),
        ('"<x>" <a@mail.example>', "a@mail.example"),
        ("a@BÜCHER.example", "a@xn--bcher-kva.example"),
        ("ü@mail.example", "ü@mail.example"),
        ("\ufeffa@mail.example\u200b", "a@mail.example"),
        ("a@عربي.example", "a@xn--ngbrx4e.example"),
    ],
)
def test_spellings_of_one_address(tmp_path: Path, raw: str, same: str) -> None:
    found = check_lists(lists(tmp_path, recipients=[raw], affected=[same]))
    assert (found.ready, numbers(found)["not-affected"]) == (1, 0)


@pytest.mark.parametrize(
    ("raw", "other"),
    [
        ("a+news@mail.example", "a@mail.example"),
        ("a.b@mail.example", "ab@mail.example"),
        ("Ü@mail.example", "ü@mail.example"),
        ("a@mail.example", "a@www.mail.example"),
    ],
)
def test_what_counts_as_two_addresses_unless_asked(tmp_path: Path, raw: str, other: str) -> None:
    assert check_lists(lists(tmp_path, recipients=[raw], affected=[other])).ready == 0


def test_tags_and_dots_can_be_put_aside(tmp_path: Path) -> None:
    given = lists(
        tmp_path,
        recipients=["a.b+news@mail.example", "ab@mail.example", "c@mail.example"],
        affected=["ab@mail.example"],
    )
    found = check_lists(Lists(given.recipients, given.affected, same_mailbox=("plus-tags", "dots")))
    assert (found.ready, numbers(found)["duplicates"], numbers(found)["not-affected"]) == (1, 1, 1)
    tags_only = check_lists(Lists(given.recipients, given.affected, same_mailbox=("plus-tags",)))
    assert numbers(tags_only)["duplicates"] == 0


@pytest.mark.parametrize("form", ["md5", "sha256"])
def test_hashed_lists(tmp_path: Path, form: str) -> None:
    hashes = [
        hashlib.new(form, one.encode()).hexdigest()
        for one in ("c@mail.example", "zz@mail.example", "ü@xn--bcher-kva.example")
    ]
    hashes[0] = hashes[0].upper()
    (tmp_path / "hashes.txt").write_text("\n".join(hashes) + "\n")
    plain = lists(
        tmp_path,
        recipients=["C@mail.example", "d@mail.example", "ü@bücher.example"],
        affected=["c@mail.example", "zz@mail.example"],
    )
    found = check_lists(Lists(plain.recipients, plain.affected, (str(tmp_path / "hashes.txt"),)))
    assert numbers(found)["suppressed"] == 2
    assert numbers(found)["left-out"] == 0  # zz is suppressed, as its hash says
    turned = check_lists(Lists(plain.recipients, (str(tmp_path / "hashes.txt"),), plain.affected))
    assert numbers(turned)["left-out"] == 0  # the affected hash of zz is suppressed in the plain list
    alone = check_lists(Lists(plain.recipients, (str(tmp_path / "hashes.txt"),)))
    assert numbers(alone) | {} == numbers(alone)
    assert (numbers(alone)["left-out"], numbers(alone)["not-affected"]) == (1, 1)


def test_plain_and_hashed_files_of_one_list(tmp_path: Path) -> None:
    plain = lists(
        tmp_path,
        recipients=["a@mail.example", "b@mail.example", "c@mail.example"],
        suppressed=["a@mail.example"],
    )
    digest = tmp_path / "more.txt"
    digest.write_text(hashlib.md5(b"b@mail.example").hexdigest() + "\n")
    found = check_lists(Lists(plain.recipients, suppressed=(*plain.suppressed, str(digest))))
    assert numbers(found)["suppressed"] == 2
    assert "not-affected" not in found.counts  # nobody said who was affected


def test_every_kind_of_file(tmp_path: Path) -> None:
    given = people(200)
    text = "id;E-Mail\r\n" + "".join(f"{n};{one}\r\n" for n, one in enumerate(given))
    (tmp_path / "a.csv").write_text(text, encoding="utf-8-sig")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "c.tsv").write_text(text.replace(";", "\t"), encoding="utf-16")
    (tmp_path / "d.jsonl").write_text("".join(json.dumps({"n": 1, "email": one}) + "\n" for one in given))
    (tmp_path / "e.ndjson.gz").write_bytes(gzip.compress((tmp_path / "d.jsonl").read_bytes()))
    table = pyarrow.table({"البريد الإلكتروني": given, "id": list(range(200))})
    pyarrow.parquet.write_table(table, tmp_path / "f.parquet")
    (tmp_path / "g.txt").write_text("\n".join(given))
    with pyarrow.CompressedOutputStream(str(tmp_path / "h.csv.zst"), "zstd") as file:
        file.write(text.encode())
    affected = write(tmp_path / "affected.csv", [(one, "") for one in given])
    for path in sorted(tmp_path.glob("[a-h].*")):
        found = check_lists(Lists((str(path),), (affected,)))
        assert (found.ready, found.rows["recipients"], numbers(found)["undeliverable"]) == (200, 200, 0), path
    every = check_lists(Lists((f"{tmp_path}/[b-h].*",), (affected,)))
    assert (every.ready, numbers(every)["duplicates"]) == (200, 6 * 200)


def test_lines_of_text_hold_display_names_with_commas(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text('"Doe, Jane" <jane@mail.example>\njoe@mail.example\n')
    assert check_lists(Lists((str(tmp_path / "list.txt"),))).people == {"recipients": 2}


def test_rows_that_cannot_be_read_are_named_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(
        b"id,email,segment\n1,a@mail.example,s\n2,b@mail.example\n3,c@mail.example,s,extra\n"
        b'4,\xff\xfe@mail.example,s\n5,"two\nlines",s\n6,,s\n7,d@mail.example,s\n'
    )
    found = check_lists(Lists((str(path),)))
    count = found.counts["undeliverable"]
    assert found.rows["recipients"] == 7
    assert found.people["recipients"] == 2
    assert count.number == 5
    assert tuple(slip.said("en") for slip in count.slips) == (
        f"{path}:3: fewer columns than the header",
        f"{path}:4: more columns than the header",
        f"{path}:5: not valid UTF-8: save the file as UTF-8",
        f"{path}:6: “t***” is no address",  # where the row begins
        f"{path}:8: no address",
    )


def test_rows_of_json_lines_and_parquet_are_named_too(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text('{"email": "a@mail.example"}\n{"email": \n{"mail": 1}\n{"email": "b@mail.example"}\n')
    table = pyarrow.table({"email": ["c@mail.example", None, "nobody"]})
    pyarrow.parquet.write_table(table, tmp_path / "t.parquet")
    recipients = write(tmp_path / "r.csv", [("a@mail.example", "")])
    found = check_lists(Lists((recipients,), suppressed=(str(path), str(tmp_path / "t.parquet"))))
    assert found.rows["suppressed"] == 7
    assert found.people["suppressed"] == 3
    assert found.counts["unusable"].number == 4
    assert {slip.said("en") for slip in found.counts["unusable"].slips} == {
        f"{path}:2: no address",
        f"{path}:3: no address",
        f"{tmp_path}/t.parquet: row 2: no address",
        f"{tmp_path}/t.parquet: row 3: “n***” is no address",
    }


def test_a_suppressed_list_larger_than_the_recipients(tmp_path: Path) -> None:
    everybody = people(3000)
    found = check_lists(
        lists(tmp_path, recipients=everybody[:5], affected=everybody[:5], suppressed=everybody[4:])
    )
    assert (numbers(found)["suppressed"], found.ready) == (1, 4)


@pytest.mark.parametrize(
    ("files", "arguments", "message"),
    [
        (
            {"r.csv": "id,name\n1,x\n"},
            {"recipients": ["r.csv"]},
            'its columns are "id", "name"; say which with --column',
        ),
        (
            {"r.csv": "id,point\n1,a@mail.example\n"},
            {"recipients": ["r.csv"]},
            '"point" looks like it: --column "point"',
        ),
        (
            {"r.csv": "email\na@mail.example\n"},
            {"recipients": ["r.csv"], "column": ["emial"]},
            'no column "emial" (did you mean "email"?)',
        ),
        (
            {"r.csv": "email\na@mail.example\n"},
            {"recipients": ["r.csv"], "segment_column": "x"},
            'no column "x" to count by',
        ),
        ({"r.csv": ""}, {"recipients": ["r.csv"]}, "is empty"),
        ({"r.csv": "email\n"}, {"recipients": ["r.csv"]}, 'an empty list is no "all clear"'),
        (
            {"r.csv": "email\na@mail.example\n", "a.csv": "email\nnobody\n"},
            {"recipients": ["r.csv"], "affected": ["a.csv"]},
            "affected: there is no address in this list",
        ),
        ({"r.csv": "email\na@mail.example\n"}, {"recipients": ["r.csv", "r.csv"]}, "is given twice"),
        (
            {"r.csv": "email\na@mail.example\n"},
            {"recipients": ["r.csv"], "affected": ["r.csv"]},
            "recipients and affected:",
        ),
        (
            {"r.csv": "email\na@mail.example\n", "a.csv": "email\na@mail.example\n"},
            {"recipients": ["r.csv"], "suppressed": ["a.csv"]},
            "have the same content",
        ),
        ({"r.csv": "x"}, {"recipients": ["R.cvs"]}, "no such file"),
        ({"recipients.csv": "x"}, {"recipients": ["recipient.csv"]}, 'did you mean "recipients.csv"?'),
        ({"r.doc": "x"}, {"recipients": ["r.doc"]}, "not known what kind of file this is"),
        ({"r.csv.gz": "email\n"}, {"recipients": ["r.csv.gz"]}, "no whole gzip file"),
        ({"r.parquet": "email\n"}, {"recipients": ["r.parquet"]}, "no Parquet file"),
        ({"r.txt": f"{'0' * 32}\n"}, {"recipients": ["r.txt"]}, "this list holds hashes"),
        ({}, {}, "who will receive the draft?"),
        ({"r.csv": "email\na@mail.example\n"}, {"recipients": ["."]}, "is a folder"),
        (
            {},
            {"recipients": ["postgres://u:secret@127.0.0.1:1/d#t"]},
            "u:***@127.0.0.1:1/d: cannot be reached",
        ),
        ({}, {"recipients": ["postgres://127.0.0.1:1/d"]}, "which table?"),
    ],
)
def test_lists_that_cannot_be_used(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, str],
    arguments: dict[str, object],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in arguments.items()}
    with pytest.raises(AudienceError) as caught:
        check_lists(Lists(**given))  # type: ignore[arg-type]
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_hashes_do_not_show_tags(tmp_path: Path) -> None:
    given = lists(tmp_path, recipients=["a@mail.example"])
    (tmp_path / "s.txt").write_text("0" * 32 + "\n")
    with pytest.raises(AudienceError, match="does not show tags"):
        check_lists(Lists(given.recipients, suppressed=(str(tmp_path / "s.txt"),), same_mailbox=("dots",)))


def test_a_compressed_file_that_ends_early(tmp_path: Path) -> None:
    text = "email\n" + "".join(f"p{random.random()}@mail.example\n" for _ in range(50_000))
    whole = gzip.compress(text.encode())
    (tmp_path / "r.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AudienceError):
        check_lists(Lists((str(tmp_path / "r.csv.gz"),)))
    (tmp_path / "r.csv.bz2").write_bytes(bz2.compress(text.encode()))
    with pytest.raises(AudienceError, match=r"\.gz or \.zst"):
        check_lists(Lists((str(tmp_path / "r.csv.bz2"),)))


def test_segments(tmp_path: Path) -> None:
    path = write(
        tmp_path / "r.csv",
        [
            ("a@mail.example", "trial"),
            ("b@mail.example", "paid"),
            ("c@mail.example", "trial"),
            ("A@mail.example", "paid"),
            ("x", "paid"),
        ],
    )
    affected = write(tmp_path / "a.csv", [("a@mail.example", "")])
    found = check_lists(Lists((path,), (affected,)))
    assert {one.name: (one.people, dict(one.counts)) for one in found.segments} == {
        "paid": (2, {"not-affected": 1, "duplicates": 1, "undeliverable": 1}),
        "trial": (1, {"not-affected": 1, "duplicates": 0, "undeliverable": 0}),
    }


def test_the_exact_lists_are_written_for_their_owner_only(tmp_path: Path) -> None:
    rows = dirty(2000)
    given = Lists(**{role: (write(tmp_path / f"{role}.csv", part),) for role, part in rows.items()})  # type: ignore[arg-type]
    folder = tmp_path / "out"
    found = check_lists(given, write=folder)
    raw = {role: [row for row, _ in part] for role, part in rows.items()}
    slow = oracle.count(rows["recipients"], raw["affected"], raw["suppressed"], raw["apologised"])
    for name in ("not-affected", "left-out", "suppressed", "already-apologised", "duplicates", "ready"):
        assert written(folder, name) == slow[name], name
        if name in found.counts and name != "duplicates":
            assert found.counts[name].number == len(slow[name])  # type: ignore[arg-type]
    assert found.counts["duplicates"].number == slow["second rows"]
    assert found.counts["undeliverable"].number == slow["undeliverable rows"]
    assert {one.name: one.people for one in found.segments} == slow["segments"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    with pytest.raises(AudienceError, match="name an empty folder"):
        check_lists(given, write=folder)


@pytest.mark.slow
def test_a_hundred_thousand_are_counted_as_slowly_by_hand(tmp_path: Path) -> None:
    rows = dirty(100_000, seed=7)
    given = Lists(**{role: (write(tmp_path / f"{role}.csv", part),) for role, part in rows.items()})  # type: ignore[arg-type]
    found = check_lists(given, write=tmp_path / "out")
    raw = {role: [row for row, _ in part] for role, part in rows.items()}
    slow = oracle.count(rows["recipients"], raw["affected"], raw["suppressed"], raw["apologised"])
    for name in ("not-affected", "left-out", "suppressed", "already-apologised", "duplicates", "ready"):
        assert written(tmp_path / "out", name) == slow[name], name
    assert found.counts["undeliverable"].number == slow["undeliverable rows"]
    assert found.counts["duplicates"].number == slow["second rows"]
    assert {one.name: one.people for one in found.segments} == slow["segments"]


ENTRIES = st.lists(
    st.one_of(
        st.text(st.sampled_from("aAbB.@+<>\"' ,;üÜ-1\t\u00a0éا"), max_size=12),
        st.builds(
            "{}{}@{}.{}".format,
            st.sampled_from(["", " ", "X <", '"a" <']),
            st.text(st.sampled_from("abA.+üé-"), min_size=1, max_size=6),
            st.sampled_from(["mail", "MAIL", "bücher", "-x", "عربي", "a.b"]),
            st.sampled_from(["example", "Example>", "test", "x", "c0m", "1a"]),
        ),
    ),
    min_size=1,
    max_size=40,
)


@given(ENTRIES)
def test_entries_are_read_as_the_oracle_reads_them(entries: list[str]) -> None:
    import ibis

    from apology_lint.audience.addresses import (
        ascii_domains,
        is_plain,
        is_usable,
        normalised,
        with_ascii_domains,
    )

    con = ibis.duckdb.connect()
    con.con.register("t", pyarrow.table({"raw": pyarrow.array(entries, pyarrow.string())}))
    table = con.table("t")
    table = table.mutate(plain=is_plain(table.raw))
    table = table.mutate(address=normalised(table.raw, table.plain))
    forms = ascii_domains(
        {oracle.normal(one).rpartition("@")[2] for one in entries}
        | {row.rpartition("@")[2] for row in table.address.to_pyarrow().to_pylist() if not row.isascii()}
    )
    table = with_ascii_domains(
        table, {name: form for name, form in forms.items() if not name.isascii()} or {"ü": "ü"}
    )
    table = table.mutate(usable=is_usable(table.address, "plain", table.plain))
    for row in table.to_pyarrow().to_pylist():
        assert row["address"] == oracle.normal(row["raw"]), row
        assert row["usable"] == (oracle.entry(row["raw"]) is not None), row
    con.disconnect()


def test_masks() -> None:
    assert masked("amal@mail.example") == "a***@mail.example"
    assert masked("0" * 32) == "000000***"
    assert "b" not in masked("ab@mail.example").partition("@")[0]


def test_duckdb_is_one_that_ibis_works_with() -> None:
    assert int(duckdb.__version__.partition(".")[0]) < 2
