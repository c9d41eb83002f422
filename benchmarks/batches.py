"""How fast record batches of drafts are checked, for each core, beside one plain process.

    python benchmarks/batches.py [DRAFTS]

Every row is warm: the processes have checked drafts before the clock starts. Only the ratios of one run say
something, those by the clock only on a quiet machine; Spark is measured where there is Java. Needs Linux.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from apology_lint import Linter
from apology_lint.batches import DDL, BatchLinter
from apology_lint.readers import read

EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = 4
ROWS = 200
LINTER = BatchLinter(keep=("id",))
#: Cores, and rows of a record batch.
SPARK = ((1, ROWS), (2, ROWS), (2, 10))


def drafts(count: int) -> Iterator[bytes]:
    """The examples in turns, each time with other figures and a sentence of words that no other has."""
    pages = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*/*.html"))]
    for number in range(count):
        page = pages[number % len(pages)]
        word = "".join("bdfgklmnrt"[int(digit)] + "aeiou"[number % 5] for digit in str(number))
        page = re.sub(r"(?<= )\d(?=\d? [a-z]+[ .,])", str(number % 8 + 2), page)
        yield page.replace("</p>", f" We told {word.title()} and team {word}s{number % 13}.</p>", 2).encode()


def write(folder: Path, count: int) -> list[Path]:
    """So many drafts in Parquet files, as wide as they would be in a warehouse."""
    table = pa.table({"id": range(count), "draft": pa.array(drafts(count), pa.binary())})
    paths = []
    for number in range(FILES):
        paths.append(folder / f"{number}.parquet")
        pq.write_table(table.slice(number * count // FILES, count // FILES), paths[-1])
    return paths


def plain(paths: Sequence[Path]) -> int:
    """Drafts checked by a loop over them."""
    linter = Linter()
    checked = [linter.check(read("draft", draft)).ok for path in paths for draft in _drafts(path)]
    return len(checked)


def _drafts(path: Path) -> list[bytes]:
    found: list[bytes] = pq.read_table(path)["draft"].to_pylist()
    return found


def in_batches(paths: Sequence[Path]) -> int:
    """Drafts checked batch by batch, with the outcomes written."""
    count = 0
    for path in paths:
        with pq.ParquetFile(path) as file:
            out = path.with_suffix(".checked")
            with pq.ParquetWriter(out, LINTER.schema(file.schema_arrow)) as writer:
                for outcome in LINTER(file.iter_batches(ROWS)):
                    writer.write_batch(outcome)
                    count += len(outcome)
    return count


def one_file(path: Path) -> int:
    return in_batches([path])


class Taken(NamedTuple):
    """What checking some drafts took: seconds by the clock, and of all processors together."""

    drafts: int
    clock: float
    computing: float


def computing() -> float:
    """Seconds that this process and all that it has started have computed (Linux tells)."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            fields = path.read_text().rpartition(")")[2].split()
            found[int(path.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    ours = {os.getpid()}
    for pid, (parent, _) in sorted(found.items()):
        if parent in ours:
            ours.add(pid)
    return sum(found[pid][1] for pid in ours) / os.sysconf("SC_CLK_TCK")


def timed(run: Callable[[], int]) -> Taken:
    clock, before = time.perf_counter(), computing()
    count = run()
    return Taken(count, time.perf_counter() - clock, computing() - before)


def warm(run: Callable[[Sequence[Path]], int], paths: Sequence[Path]) -> Taken:
    """A second run over what a first has warmed."""
    run(paths[:1])
    return timed(lambda: run(paths))


def in_a_pool(paths: Sequence[Path], processes: int) -> Taken:
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(one_file, paths[:processes]))
        return timed(lambda: sum(pool.map(one_file, paths)))


def in_spark(folder: Path, cores: str, rows: str) -> Taken:
    """In a Spark of this process, which can have only one."""
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    from pyspark.sql import SparkSession

    options = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(folder / "local"),
        "spark.log.level": "ERROR",
        "spark.sql.execution.arrow.maxRecordsPerBatch": rows,
        "spark.sql.files.maxPartitionBytes": str(
            max(path.stat().st_size for path in folder.glob("*.parquet"))
        ),
        "spark.sql.files.openCostInBytes": "0",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    spark = SparkSession.builder.master(f"local[{cores}]").config(map=options).getOrCreate()

    def run() -> int:
        found = spark.read.parquet(str(folder / "*.parquet")).mapInArrow(LINTER, f"id bigint, {DDL}")
        found.write.mode("overwrite").parquet(str(folder / "checked"))
        return spark.read.parquet(str(folder / "checked")).count()

    run()  # the machine of Java compiles what it runs often
    taken = timed(run)
    spark.stop()
    return taken


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        paths = write(folder, count)
        size = sum(map(len, drafts(100))) // 100
        print(f"{count:,} drafts of {size:,} bytes; load of the machine {os.getloadavg()[0]:.1f}")

        def show(name: str, cores: int, measure: Callable[[], Taken]) -> None:
            # The plain loop before and after it, so that other work on the machine meets both.
            before, taken, after = warm(plain, paths[:2]), measure(), warm(plain, paths[:2])
            both = before.drafts + after.drafts
            clock = taken.drafts / taken.clock / cores / (both / (before.clock + after.clock))
            computed = taken.drafts / taken.computing / (both / (before.computing + after.computing))
            print(f"  {name:36} {clock:5.2f} a core {computed:5.2f} a second of computing", flush=True)

        print("drafts checked, as a ratio to a plain loop in one process")
        show("the same again", 1, lambda: warm(plain, paths))
        show(f"batches of {ROWS}", 1, lambda: warm(in_batches, paths))
        show(f"batches of {ROWS}, pool of 2", 2, lambda: in_a_pool(paths, 2))
        for cores, rows in SPARK if shutil.which("java") else ():
            command = [sys.executable, __file__, "--spark", str(folder), str(cores), str(rows)]
            show(f"Spark on {cores}, batches of {rows}", cores, lambda command=command: told(command))
        print(f"load {os.getloadavg()[0]:.1f}")


def told(command: list[str]) -> Taken:
    """What another process prints that measures itself."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    count, clock, seconds = done.stdout.split()[-3:]
    return Taken(int(count), float(clock), float(seconds))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--spark"]:
        print(*in_spark(Path(sys.argv[2]), *sys.argv[3:]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
