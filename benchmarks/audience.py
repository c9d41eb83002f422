"""Time the counting of recipients, as ratios to the same joins by hand and to sort and comm.

usage: audience.py [--millions 1 10 …] [--rounds N] [--folder DIR]

For each size: so many million recipients, a fifth as many affected and half as many suppressed, in CSV files
made for the run. Each way is a process of its own; ways take turns, and the fastest of its rounds counts.

    bare       DuckDB SQL by hand: lower(trim(email)), GROUP BY, the three joins; no display names, no look at
               what can be delivered, no rows that cannot be read
    same       DuckDB SQL by hand that gives the same answer as the command: as above, and which addresses can
               be delivered to, counts and an example by segment, rows that cannot be read
    sort       tr, sort -u and comm on the column of the addresses
    command    apology-lint audience

The answers are held against each other before anything is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEMORY = "2500MB"
BARE = """
CREATE TEMP TABLE r AS SELECT lower(trim(email)) AS k, any_value(segment) AS segment, count(*) AS n
    FROM read_csv('{folder}/recipients.csv', header = true, all_varchar = true) GROUP BY 1;
CREATE TEMP TABLE a AS SELECT DISTINCT lower(trim(email)) AS k
    FROM read_csv('{folder}/affected.csv', header = true, all_varchar = true);
CREATE TEMP TABLE s AS SELECT DISTINCT lower(trim(email)) AS k
    FROM read_csv('{folder}/suppressed.csv', header = true, all_varchar = true);
CREATE TEMP TABLE answer AS SELECT segment, count(*) FILTER (a.k IS NULL), count(*) FILTER (s.k IS NOT NULL), sum(n - 1)
    FROM r LEFT JOIN a USING (k) LEFT JOIN s USING (k) GROUP BY 1;
CREATE TEMP TABLE missing AS SELECT count(*) FROM a ANTI JOIN r USING (k) ANTI JOIN s USING (k);
"""
SAME = """
CREATE MACRO valid(k) AS regexp_matches(k,
    '^[^\\s@<>(),;:]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?[.])+[a-z]([a-z0-9-]*[a-z0-9])$') AND length(k) <= 254
    AND NOT (suffix(k, '.invalid') OR suffix(k, '.test') OR suffix(k, '.localhost'));
CREATE TEMP TABLE r AS SELECT *, valid(k) AS ok FROM (
    SELECT lower(trim(email)) AS k, min(segment) AS segment, count(*) AS n
    FROM read_csv('{folder}/recipients.csv', header = true, all_varchar = true, store_rejects = true,
        rejects_limit = 0, rejects_table = 'bad_r', rejects_scan = 'scan_r') GROUP BY 1);
CREATE TEMP TABLE a AS SELECT *, valid(k) AS ok FROM (SELECT lower(trim(email)) AS k, count(*) AS n
    FROM read_csv('{folder}/affected.csv', header = true, all_varchar = true, store_rejects = true,
        rejects_limit = 0, rejects_table = 'bad_a', rejects_scan = 'scan_a') GROUP BY 1);
CREATE TEMP TABLE s AS SELECT *, valid(k) AS ok FROM (SELECT lower(trim(email)) AS k, count(*) AS n
    FROM read_csv('{folder}/suppressed.csv', header = true, all_varchar = true, store_rejects = true,
        rejects_limit = 0, rejects_table = 'bad_s', rejects_scan = 'scan_s') GROUP BY 1);
CREATE TEMP TABLE rows AS SELECT sum(n), count(*) FILTER (ok), sum(n) FILTER (NOT ok) FROM r
    UNION ALL SELECT sum(n), count(*) FILTER (ok), sum(n) FILTER (NOT ok) FROM a
    UNION ALL SELECT sum(n), count(*) FILTER (ok), sum(n) FILTER (NOT ok) FROM s;
CREATE TEMP TABLE answer AS SELECT segment, count(*) FILTER (ok AND b.k IS NULL),
    count(*) FILTER (ok AND t.k IS NOT NULL), sum(n - 1) FILTER (ok), sum(n) FILTER (NOT ok),
    count(*) FILTER (ok AND b.k IS NOT NULL AND t.k IS NULL), min(r.k) FILTER (ok AND b.k IS NULL),
    min(r.k) FILTER (ok AND t.k IS NOT NULL), min(r.k) FILTER (ok AND n > 1), min(r.k) FILTER (NOT ok)
    FROM r LEFT JOIN (SELECT k FROM a WHERE ok) b USING (k) LEFT JOIN (SELECT k FROM s WHERE ok) t USING (k) GROUP BY 1;
CREATE TEMP TABLE missing AS SELECT count(*), min(k) FROM a ANTI JOIN r USING (k) ANTI JOIN s USING (k) WHERE ok;
"""
HAND = """
import duckdb, json
con = duckdb.connect(config={{"memory_limit": "{memory}", "temp_directory": "{folder}/tmp", "preserve_insertion_order": False}})
con.execute("SET enable_progress_bar = false")
for statement in {sql!r}.split(";\\n")[:-1]:
    con.execute(statement)
rows = con.sql("SELECT * FROM answer").fetchall()
print(json.dumps([*(int(sum(row[at] for row in rows)) for at in (1, 2, 3)), con.sql("FROM missing").fetchone()[0]]))
"""


def made(folder: Path, millions: int) -> None:
    """The lists. Every seventh address is in capitals; one in 100,000 stands twice, one in 50,000 is none."""
    import duckdb

    count = millions * 1_000_000
    con = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "tmp")})

    def write(name: str, sql: str) -> None:
        con.execute(f"COPY ({sql}) TO '{folder}/{name}.csv' (HEADER)")

    address = "'user' || {i} || '@mail' || ({i} % 997) || '.example'"
    one = address.format(i="i")
    write(
        "recipients",
        f"SELECT i AS id, CASE WHEN i % 7 = 0 THEN upper({one}) WHEN i % 50000 = 11 THEN 'nobody ' || i ELSE {one} "
        "END AS email, ['trial', 'paid', 'free', 'gone'][1 + i % 4] AS segment "
        f"FROM (SELECT CASE WHEN r % 100000 = 5 THEN r - 2 ELSE r END AS i FROM range({count}) t(r))",
    )
    write("affected", f"SELECT {one} AS email FROM range({count - count // 5}, {count + 100}) t(i)")
    write("suppressed", f"SELECT {address.format(i='(3 * i)')} AS email FROM range({count // 2}) t(i)")
    con.close()


def by_hand(folder: Path, sql: str) -> list[str]:
    """A process that counts in SQL written by hand and prints the counts."""
    program = HAND.format(memory=MEMORY, folder=folder, sql=sql.format(folder=folder))
    return [sys.executable, "-c", program]


SORT = """
set -e
export LC_ALL=C TMPDIR={folder}/tmp
sorted() {{ tail -n +2 "$1" | cut -d, -f"$2" | tr A-Z a-z | sort -u -S 1G --parallel=2; }}
sorted {folder}/recipients.csv 2 > {folder}/tmp/r
sorted {folder}/affected.csv 1 > {folder}/tmp/a
sorted {folder}/suppressed.csv 1 > {folder}/tmp/s
comm -23 {folder}/tmp/r {folder}/tmp/a | grep -c @
comm -12 {folder}/tmp/r {folder}/tmp/s | wc -l
comm -13 {folder}/tmp/r {folder}/tmp/a | comm -23 - {folder}/tmp/s | wc -l
"""


def timed(command: list[str], folder: Path) -> tuple[float, float, float, str]:
    """Seconds, seconds of processor, gigabytes at most (of one process), and what it printed."""
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
        process = subprocess.Popen(command, stdout=out, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6, out.read().decode()


def answers(name: str, printed: str) -> list[int]:
    """Not affected, suppressed, second rows, left out; sort does not know second rows."""
    if name == "command":
        counts = json.loads(printed)["files"][0]["audience"]["counts"]
        return [counts[key]["count"] for key in ("not-affected", "suppressed", "duplicates", "left-out")]
    if name == "sort":
        first, second, last = map(int, printed.split())
        return [first, second, -1, last]
    found: list[int] = json.loads(printed)
    return found


def measure(millions: int, rounds: int, folder: Path) -> None:
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    made(folder, millions)
    lists = [f"--{name}={folder}/{name}.csv" for name in ("recipients", "affected", "suppressed")]
    ways = {
        "bare": by_hand(folder, BARE),
        "same": by_hand(folder, SAME),
        "sort": ["bash", "-c", SORT.format(folder=folder)],
        "command": [sys.executable, "-m", "apology_lint", "audience", *lists, "--output-format", "json"],
    }
    clock: dict[str, list[float]] = {way: [] for way in ways}
    processor: dict[str, list[float]] = {way: [] for way in ways}
    most = 0.0
    found: dict[str, list[int]] = {}
    for _ in range(rounds):
        for name, command in ways.items():
            seconds, busy, gigabytes, printed = timed(command, folder)
            found[name] = answers(name, printed)
            clock[name].append(seconds)
            processor[name].append(busy)
            most = max(most, gigabytes if name == "command" else 0)
    for what, taken in (("clock", clock), ("processor", processor)):
        ours = min(taken["command"])
        ratios = ", ".join(f"{ours / min(taken[way]):.2f} x {way}" for way in ("bare", "same", "sort"))
        print(f"{millions:>3} million recipients, {what:9}: {ours:6.1f} s: {ratios}", flush=True)
    print(f"    at most {most:.2f} GB in memory", flush=True)
    agree = found["same"] == found["command"] and [found["sort"][at] for at in (0, 1, 3)] == [
        found["command"][at] for at in (0, 1, 3)
    ]
    print(f"    answers {found['command']} {'agree' if agree else f'DIFFER: {found}'}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--millions", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to make the lists; a new folder by default")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="apology-lint-bench-"))
    try:
        for millions in given.millions:
            measure(millions, given.rounds, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
