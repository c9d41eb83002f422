"""The database that counts: DuckDB inside this process, or the one where the lists already are.

Both are spoken to through Ibis, with the same expressions. What is DuckDB's own is here: reading files,
and how far a query is.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import os
import re
import secrets
import shutil
import stat
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from apology_lint.audience import AudienceError
from apology_lint.audience.shape import Shape
from apology_lint.audience.text import WHOLE_LINE, line_at, pieces, uniform

#: What DuckDB may hold in memory before it writes to disk (our choice: a small machine is enough).
_MEMORY = "2500MB"
#: Seconds between two looks at how far a query is.
_LOOK = 0.1
#: What an address may be in the message of a database, all of it before the @, and what it quotes.
_ADDRESS = re.compile(r"""([^\s@"'(<])[^\s@"'(<]*@""")
_QUOTED = re.compile(r"""\b(value|string) ["'].*""")
#: Told how far the current step is, from 0 to 1; None where the database does not tell.
Progress = Callable[[float | None], None]


class Engine:
    """A database, through Ibis.

    Args:
        con: an Ibis connection.
        progress: called while queries run.
    """

    def __init__(self, con: Any, progress: Progress | None = None) -> None:
        self.con = con
        self.name: str = con.name
        self._progress = progress
        self._cached: list[Any] = []

    def keep(self, table: ir.Table) -> ir.Table:
        """The table computed and kept for the time of this run."""
        kept: ir.Table = self._watched(lambda: self._temporary(table))
        return kept

    def _temporary(self, table: ir.Table) -> ir.Table:
        if self.name == "pyspark":  # it has no temporary tables; what it caches goes with the session
            self._cached.append(table.cache())
            return self._cached[-1]
        return self.con.create_table(f"apology_lint_{uuid.uuid4().hex}", table, temp=True)

    def close(self) -> None:
        """Let go of what was kept."""
        for table in self._cached:
            table.release()

    def rows(self, table: ir.Table) -> list[dict[str, Any]]:
        """A small table."""
        found: list[dict[str, Any]] = self._watched(lambda: table.to_pyarrow().to_pylist())
        return found

    def row(self, table: ir.Table) -> dict[str, Any]:
        """The only row of a table."""
        return self.rows(table)[0]

    def batches(self, table: ir.Table) -> Iterator[Any]:
        """A table of any size, piece by piece."""
        with told():
            yield from table.to_pyarrow_batches(chunk_size=100_000)

    def _watched(self, work: Callable[[], Any]) -> Any:
        """Do it, telling how far it is."""
        done: list[Any] = []
        failed: list[BaseException] = []

        def run() -> None:
            try:
                done.append(work())
            except BaseException as error:  # raised again below, in the thread that asked
                failed.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                thread.join(_LOOK)
                if self._progress is not None:
                    self._progress(self._share())
        except BaseException:  # somebody wants us to end: let go of the database first
            self._interrupt()
            thread.join()
            raise
        with told():
            if failed:
                raise failed[0]
        return done[0]

    def _share(self) -> float | None:
        return None

    def _interrupt(self) -> None:
        """Let the query that runs end early, where that is possible."""


class Duck(Engine):
    """DuckDB in this process. Use it as a context: what it writes to disk is then removed."""

    def __init__(self, progress: Progress | None = None) -> None:
        # What does not fit into memory are addresses, too: only their owner may read them.
        self._private = private_folder(Path(tempfile.gettempdir()), "apology-lint")
        try:
            self._folder = self._private.__enter__()
            super().__init__(
                ibis.duckdb.connect(
                    ":memory:",
                    temp_directory=os.fspath(self._folder),
                    memory_limit=_MEMORY,
                    preserve_insertion_order=False,
                    autoinstall_known_extensions=False,  # nothing is fetched
                ),
                progress,
            )
            self._raw = self.con.con
            self._raw.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        except OSError as error:
            self._private.__exit__(None, None, None)
            raise AudienceError(
                f"there is no folder for what does not fit into memory ({error.strerror}); "
                "set TMPDIR to one that you may write to"
            ) from error
        except BaseException:  # somebody may want us to end just now
            self._private.__exit__(None, None, None)
            raise
        self._scans = 0
        self._given: dict[str, tuple[Path, str | None]] = {}

    def __enter__(self) -> Duck:
        return self

    def __exit__(self, *error: object) -> None:
        self._raw.close()
        self._private.__exit__(None, None, None)

    def _watched(self, work: Callable[[], Any]) -> Any:
        try:
            return super()._watched(work)
        except AudienceError as error:  # it knows our names for the files
            text = str(error)
            for ours, (path, _) in reversed(self._given.items()):
                text = text.replace(ours, str(path))
            raise AudienceError(text) from error

    def rows(self, table: ir.Table) -> list[dict[str, Any]]:
        """A small table, without what it takes to import Arrow and pandas."""
        sql = self.con.compile(table)
        found: list[tuple[Any, ...]] = self._watched(lambda: self._raw.execute(sql).fetchall())
        return [dict(zip(table.columns, row, strict=True)) for row in found]

    def _share(self) -> float | None:
        percent: float = self._raw.query_progress()
        return percent / 100 if percent >= 0 else None

    def _interrupt(self) -> None:
        self._raw.interrupt()

    def files(self, shape: Shape, paths: Sequence[Path]) -> tuple[ir.Table, str]:
        """Files of one shape as a table with `raw` and `segment`, and the name of the table that will
        hold the rows that could not be read."""
        self._scans += 1
        name = f"rejects_{self._scans}"
        with told():
            ours = [self._ours(shape, path) for path in paths]
            return self.con.sql(reading(shape, ours, name)), name

    def _ours(self, shape: Shape, path: Path) -> str:
        """A name for a file, or for a copy of it, that means nothing to the database: it would take
        brackets for patterns and ``email=x/`` for a column."""
        ours = self._folder / f"list_{len(self._given)}"
        if shape.copied:
            with ours.open("wb") as file:
                file.writelines(uniform(pieces(path, shape.compression, shape.encoding)))
        else:
            ours.symlink_to(path.absolute())
        self._given[os.fspath(ours)] = (path, None if shape.copied else shape.compression)
        return os.fspath(ours)

    def rows_given(self, shape: Shape, cells: Sequence[str]) -> ir.Table:
        """What stands in the column of the addresses, as Python read it (the whole line of JSON Lines),
        as a table with `raw` and its `number`."""
        import pyarrow

        self._scans += 1
        name = f"given_{self._scans}"
        columns = {"cell": pyarrow.array(cells, pyarrow.string()), "number": range(len(cells))}
        raw = _from_json("cell", shape.address) if shape.format == "jsonl" else "cell"
        with told():
            self._raw.register(f"{name}_reader", pyarrow.table(columns))
            self._raw.execute(
                f"CREATE TEMP TABLE {name} AS SELECT number, {raw} AS raw FROM {name}_reader"  # noqa: S608
            )
            self._raw.unregister(f"{name}_reader")
            return self.con.table(name)

    def stream(self, table: ir.Table) -> ir.Table:
        """A table of another database, brought here piece by piece."""
        self._scans += 1
        name = f"brought_{self._scans}"
        self._raw.register(f"{name}_reader", table.to_pyarrow_batches())
        sql = f"CREATE TEMP TABLE {name} AS SELECT * FROM {name}_reader"  # noqa: S608 - a name of our own
        self._watched(lambda: self._raw.execute(sql))
        self._raw.unregister(f"{name}_reader")
        brought: ir.Table = self.con.table(name)
        return brought

    def rejected(self, name: str, limit: int) -> tuple[int, list[tuple[Path, int, str]]]:
        """How many rows of a scan could not be read, and the first: file, line, reason."""
        with told():
            count = self._raw.execute(
                f'SELECT count(*) FROM (SELECT DISTINCT file_id, line_byte_position FROM "{name}")'  # noqa: S608
            ).fetchone()[0]
            rows = self._raw.execute(
                f"SELECT s.file_path, e.line_byte_position, min(e.error_type::VARCHAR) "  # noqa: S608
                f'FROM "{name}" e JOIN "{name}_scans" s USING (scan_id, file_id) '
                f"GROUP BY 1, 2 ORDER BY min(file_id), 2 LIMIT {int(limit)}"
            ).fetchall()
            found = []
            for ours, at, reason in rows:
                path, compression = self._given[ours]
                found.append((path, line_at(Path(ours), compression, at - 1), reason))
        return count, found


@contextlib.contextmanager
def private_folder(parent: Path, name: str) -> Iterator[Path]:
    """A new folder for addresses on their way, which only its owner may read and which is gone at the end.
    Those that a process left when it was killed are removed first.

    Raises:
        OSError: it cannot be made.
    """
    for old in parent.glob(f"{glob.escape(name)}-*-*"):
        found = re.fullmatch(r"-(\d{1,9})-[a-z0-9_]{8}", old.name.removeprefix(name))
        if found and not _runs(int(found[1])) and _is_left(old):
            shutil.rmtree(old, ignore_errors=True)
    # The name is known before there is anything: whenever a signal ends this, it can be removed.
    folder = parent / f"{name}-{os.getpid()}-{secrets.token_hex(4)}"
    held = -1
    try:
        folder.mkdir(mode=0o700)
        with contextlib.suppress(OSError):  # not every file system has locks
            held = os.open(folder, os.O_RDONLY)  # until this process ends, however it does
            fcntl.flock(held, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held >= 0:
            os.close(held)


def _runs(number: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        return True
    return True


def _is_left(folder: Path) -> bool:
    """Whether a folder is one of ours, and no process holds it, not in another container either."""
    try:
        about = folder.lstat()
        if not stat.S_ISDIR(about.st_mode) or stat.S_IMODE(about.st_mode) != 0o700:
            return False
        if about.st_uid != os.geteuid():
            return False
        number = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(number)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def told() -> Iterator[None]:
    """What a database says went wrong, as our own error; it may quote an address."""
    try:
        yield
    except AudienceError:
        raise
    except Exception as error:
        text = _QUOTED.sub(r"\1 ***", str(error).strip().partition("\n")[0])
        text = _ADDRESS.sub(r"\1***@", text)
        if "No space left" in str(error):
            text = "no space is left on the disk for what does not fit into memory; set TMPDIR to another one"
        raise AudienceError(f"the database could not count: {text or type(error).__name__}") from error


def reading(shape: Shape, files: Sequence[str], rejects: str) -> str:
    """The SQL that reads files of one shape: `raw`, what stands in the column of the addresses, and
    `segment`. Rows that cannot be read go to the table `rejects`."""
    if shape.format == "parquet":
        names = ", ".join(f"c{at}" for at in range(len(shape.columns)))
        return " UNION ALL ".join(  # one by one: their types may differ
            _selected(shape, f"read_parquet({_text(file)}, hive_partitioning = false) AS t({names})")
            for file in files
        )
    plain = shape.delimiter == WHOLE_LINE
    columns = ("line",) if shape.format == "jsonl" else shape.columns
    options = [
        "auto_detect = false, hive_partitioning = false",
        f"header = {str(shape.header).lower()}",
        f"delim = {_text(shape.delimiter)}",
        "quote = '', escape = ''" if plain else "quote = '\"', escape = '\"'",
        "columns = {" + ", ".join(f"c{at}: 'VARCHAR'" for at in range(len(columns))) + "}",
        f"compression = {_text('none' if shape.copied else shape.compression or 'none')}",
        "strict_mode = true, null_padding = false, nullstr = ''",
        # Threads that begin within a cell of several lines would take its lines for rows.
        f"parallel = {str(not shape.quoted).lower()}",
        "store_rejects = true, rejects_limit = 0",
        f"rejects_table = {_text(rejects)}, rejects_scan = {_text(rejects + '_scans')}",
    ]
    listed = ", ".join(map(_text, files))
    return _selected(shape, f"read_csv([{listed}], {', '.join(options)})")


def _selected(shape: Shape, source: str) -> str:
    if shape.format == "jsonl":
        raw = _from_json("c0", shape.address)
        segment = _from_json("c0", shape.segment) if shape.segment else "''"
    else:
        raw = _column(shape, shape.address)
        segment = _column(shape, shape.segment) if shape.segment else "''"
    return f"SELECT {raw} AS raw, coalesce({segment}, '') AS segment FROM {source}"  # noqa: S608


def _column(shape: Shape, name: str) -> str:
    """A column by its place: names may be empty, or differ in capitals only."""
    return f"CAST(c{shape.columns.index(name)} AS VARCHAR)"


def _from_json(line: str, name: str) -> str:
    return f"CASE WHEN json_valid({line}) THEN json_extract_string({line}, {_text(_pointer(name))}) END"


def _pointer(name: str) -> str:
    """A key of a JSON object, as a JSON pointer (RFC 6901)."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''").replace("\0", "' || chr(0) || '") + "'"
