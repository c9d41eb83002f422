"""Rows of files that hold no address: which they are, and why."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from apology_lint.audience import SAMPLES, Slip
from apology_lint.audience.addresses import normalised_here
from apology_lint.audience.engine import Duck
from apology_lint.audience.shape import Shape, open_text, rows_of

#: What DuckDB calls the reasons why a row cannot be read.
_REASONS = {
    "MISSING COLUMNS": "few",
    "TOO MANY COLUMNS": "many",
    "UNQUOTED VALUE": "quote",
    "LINE SIZE OVER MAXIMUM": "long",
    "INVALID ENCODING": "encoding",
}


def unreadable(engine: Duck, rejects: str) -> tuple[int, list[Slip]]:
    """How many rows of a scan could not be read, and the first of them."""
    count, rows = engine.rejected(rejects, SAMPLES)
    return count, [Slip(f"{file}:{line}", _REASONS.get(kind, "odd-row")) for file, line, kind in rows]


def unusable(shape: Shape, path: Path, broken: Collection[str], most: int) -> list[Slip]:
    """The first rows of a file whose entries are `broken`, as they are compared; at most so many.

    The file is read once more, row by row, up to the last of them: a database does not say which line a
    row stood on.
    """

    def is_broken(entry: str) -> bool:
        return (entry.strip().lower() if shape.form != "plain" else normalised_here(entry)) in broken

    where = f"{path}: " if shape.format == "parquet" else f"{path}:"
    found = (slip(f"{where}{number}", entry) for number, entry in _cells(shape, path) if is_broken(entry))
    return list(islice(found, most)) if most > 0 else []


def slip(place: str, entry: str) -> Slip:
    """What is wrong with an entry, without showing it: it may be a name or a mistyped address."""
    return Slip(place, "odd", f"{entry.strip()[0]}***") if entry.strip() else Slip(place, "none")


def _cells(shape: Shape, path: Path) -> Iterator[tuple[str, str]]:
    """The column of the addresses, row by row, each with the line it ends on."""
    if shape.format == "parquet":
        import pyarrow.parquet

        batches = pyarrow.parquet.ParquetFile(path).iter_batches(columns=[shape.address])
        values = (value for batch in batches for value in batch.column(0).to_pylist())
        for number, value in enumerate(values, 1):
            yield f"row {number}", "" if value is None else str(value)
        return
    with open_text(path, shape.compression, shape.encoding) as file:
        if shape.format == "jsonl":
            for number, line in enumerate(file, 1):
                yield str(number), _json_cell(line, shape.address)
            return
        reader = rows_of(file, shape.delimiter)
        at = shape.columns.index(shape.address)
        for number, read in enumerate(reader):
            row = read or [""]  # an empty line, which DuckDB takes for an empty entry
            if len(row) == len(shape.columns) and (number or not shape.header):
                yield str(reader.line_num), row[at]


def _json_cell(line: str, name: str) -> str:
    try:
        value = json.loads(line)[name]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
