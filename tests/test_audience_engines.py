"""The same lists, counted where they are: DuckDB, PostgreSQL and Spark agree row for row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import oracle
import pg
from apology_lint.audience import Audience, AudienceError
from apology_lint.audience.check import check_lists
from apology_lint.incident import Lists
from lists import dirty, write, written

pytestmark = pytest.mark.slow
NAMES = (
    "not-affected",
    "left-out",
    "suppressed",
    "already-apologised",
    "duplicates",
    "undeliverable",
    "ready",
)
ROWS = dirty(3000, seed=3)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    if pg.programs() is None:
        pytest.skip("no PostgreSQL server is installed")
    with pg.server() as address:
        fill(address)
        yield address


def fill(address: str) -> None:
    import psycopg

    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        for role, rows in ROWS.items():
            cursor.execute(f'CREATE TABLE "{role}" (id serial, email text, segment text)')
            with cursor.copy(f'COPY "{role}" (email, segment) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.execute("CREATE SCHEMA crm")
        cursor.execute("CREATE TABLE crm.hashes (md5 text)")
        with cursor.copy("COPY crm.hashes (md5) FROM STDIN") as copy:
            for value in hashes("md5"):
                copy.write_row([value])


def hashes(form: str) -> list[str]:
    return [
        hashlib.new(form, a.encode()).hexdigest() for row, _ in ROWS["suppressed"] if (a := oracle.entry(row))
    ]


def in_files(folder: Path, **more: Any) -> tuple[Audience, dict[str, set[str]]]:
    folder.mkdir()
    given = Lists(**{role: (write(folder / f"{role}.csv", rows),) for role, rows in ROWS.items()})  # type: ignore[arg-type]
    found = check_lists(given, write=folder / "out", **more)
    return found, all_written(folder / "out")


def all_written(folder: Path) -> dict[str, set[str]]:
    return {name: written(folder, name) for name in NAMES}


def same(one: Audience, other: Audience) -> None:
    assert one.rows == other.rows
    assert one.people == other.people
    assert one.ready == other.ready
    assert one.segments == other.segments
    assert {n: c.number for n, c in one.counts.items()} == {n: c.number for n, c in other.counts.items()}


def test_postgres_counts_as_duckdb_does(postgres: str, tmp_path: Path) -> None:
    duck, rows = in_files(tmp_path / "duck")
    tables = {role: (f"{postgres}#{role}",) for role in ROWS}
    found = check_lists(Lists(**tables), write=tmp_path / "pg")  # type: ignore[arg-type]
    assert (duck.engine, found.engine) == ("duckdb", "postgres")
    same(duck, found)
    assert all_written(tmp_path / "pg") == rows


def test_postgres_holds_addresses_against_hashes(postgres: str) -> None:
    plain = check_lists(Lists((f"{postgres}#recipients",), suppressed=(f"{postgres}#suppressed",)))
    hashed = check_lists(Lists((f"{postgres}#recipients",), suppressed=(f"{postgres}#crm.hashes",)))
    assert hashed.engine == "postgres"
    assert hashed.counts["suppressed"].number == plain.counts["suppressed"].number > 0


def test_a_table_and_a_file_are_counted_here(postgres: str, tmp_path: Path) -> None:
    path = write(tmp_path / "affected.csv", ROWS["affected"])
    digests = tmp_path / "suppressed.txt"
    digests.write_text("\n".join(hashes("sha256")))
    found = check_lists(Lists((f"{postgres}#recipients",), (path,), (str(digests),)))
    wanted = oracle.count(
        ROWS["recipients"], [row for row, _ in ROWS["affected"]], hashes("sha256"), suppressed_form="sha256"
    )
    assert found.engine == "duckdb"
    for name in ("not-affected", "left-out", "suppressed"):
        assert found.counts[name].number == len(wanted[name])  # type: ignore[arg-type]
    assert found.rows["recipients"] == len(ROWS["recipients"])


def test_a_table_that_is_not_there(postgres: str) -> None:
    with pytest.raises(AudienceError, match="#nobody"):
        check_lists(Lists((f"{postgres}#nobody",)))


def test_a_user_without_permission(postgres: str) -> None:
    import psycopg

    with psycopg.connect(postgres) as connection:
        connection.execute("CREATE USER guest")
    with pytest.raises(AudienceError, match="permission denied"):
        check_lists(Lists((postgres.replace("lint@", "guest@") + "#recipients",)))


def test_spark_counts_as_duckdb_does(spark: Any, tmp_path: Path) -> None:
    import ibis

    duck, rows = in_files(tmp_path / "duck")
    con = ibis.pyspark.connect(spark)
    for role, given in ROWS.items():
        spark.createDataFrame(given, "email string, segment string").createOrReplaceTempView(role)
    digests = [(value,) for value in hashes("sha256")]
    spark.createDataFrame(digests, "sha256 string").createOrReplaceTempView("hashes")
    tables = {role: con.table(role) for role in ROWS}
    found = check_lists(Lists(), tables=tables, write=tmp_path / "spark")
    assert found.engine == "pyspark"
    same(duck, found)
    assert all_written(tmp_path / "spark") == rows
    hashed = check_lists(
        Lists(), tables={"recipients": tables["recipients"], "suppressed": con.table("hashes")}
    )
    assert hashed.counts["suppressed"].number == duck.counts["suppressed"].number
