"""Rows of files that hold no address: which they are, and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from apology_lint.audience import SAMPLES, Slip
from apology_lint.audience.addresses import (
    ascii_domains,
    domain_of,
    entries,
    is_usable,
    needs_ascii,
    with_ascii_domains,
)
from apology_lint.audience.engine import Duck
from apology_lint.audience.shape import Shape, rows_of
from apology_lint.audience.text import open_text

#: What DuckDB calls the reasons why a row cannot be read.
_REASONS = {
    "MISSING COLUMNS": "few",
    "TOO MANY COLUMNS": "many",
    "UNQUOTED VALUE": "quote",
    "LINE SIZE OVER MAXIMUM": "long",
    "INVALID ENCODING": "encoding",
}
#: So many rows, and so many characters, are judged at once (our choice).
_TOGETHER, _LENGTH = 20_000, 10_000_000


def unreadable(engine: Duck, rejects: str) -> tuple[int, list[Slip]]:
    """How many rows of a scan could not be read, and the first of them."""
    count, rows = engine.rejected(rejects, SAMPLES)
    return count, [Slip(f"{file}:{line}", _REASONS.get(kind, "odd-row")) for file, line, kind in rows]


def unusable(engine: Duck, shape: Shape, path: Path, most: int) -> list[Slip]:
    """The first rows of a file that could be read and hold no address, or no hash."""
    where = f"{path}: row " if shape.format == "parquet" else f"{path}:"
    found: list[Slip] = []
    cells = _cells(shape, path)
    while len(found) < most and (together := list(_next(cells))):
        wrong = _wrong(engine, shape, [cell for _, cell in together])
        found += [slip(f"{where}{together[at][0]}", entry) for at, entry in wrong[: most - len(found)]]
    return found


def _next(cells: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """As many cells as are judged at once."""
    length = 0
    for line, cell in islice(cells, _TOGETHER):
        yield line, cell
        length += len(cell)
        if length > _LENGTH:
            return


def _wrong(engine: Duck, shape: Shape, cells: list[str]) -> list[tuple[int, str]]:
    """Which of the cells hold no address, and what they hold."""
    raw = engine.rows_given(shape, cells)
    marked = entries(raw.mutate(entry=raw.raw.fill_null("")), shape.form)
    wrong = engine.keep(marked.filter(~is_usable(marked.address, shape.form, marked.plain)))
    if shape.form == "plain":
        domains = wrong.select(domain=domain_of(wrong.address))
        odd = engine.rows(domains.filter(needs_ascii(domains.domain)).distinct())
        if forms := ascii_domains([row["domain"] for row in odd]):
            told = with_ascii_domains(wrong, forms)
            wrong = told.filter(~is_usable(told.address, shape.form, told.plain))
    return [(row["number"], row["entry"]) for row in engine.rows(wrong.order_by("number").limit(SAMPLES))]


def slip(place: str, entry: str) -> Slip:
    """What is wrong with an entry, without showing it: it may be a name or a mistyped address."""
    if "\ufffd" in entry:
        return Slip(place, "encoding")
    return Slip(place, "odd", f"{entry.strip()[0]}***") if entry.strip() else Slip(place, "none")


def _cells(shape: Shape, path: Path) -> Iterator[tuple[int, str]]:
    """The column of the addresses, row by row, each with the number of the line it begins on; of JSON
    Lines the whole lines."""
    if shape.format == "parquet":
        import pyarrow.parquet

        batches = pyarrow.parquet.ParquetFile(path).iter_batches(columns=[shape.address])
        values = (value for batch in batches for value in batch.column(0).to_pylist())
        for number, value in enumerate(values, 1):
            yield number, _written(value)
        return
    with open_text(path, shape.compression, shape.encoding) as file:
        if shape.format == "jsonl":
            for number, text in enumerate(file, 1):
                yield number, text.rstrip("\r\n")
            return
        reader = rows_of(file, shape.delimiter)
        at = shape.columns.index(shape.address)
        line = 1
        for number, row in enumerate(reader):
            cells = row or ([""] if len(shape.columns) == 1 else row)
            if len(cells) == len(shape.columns) and (number or not shape.header):
                yield line, cells[at]
            line = reader.line_num + 1


def _written(value: object) -> str:
    """A value of a Parquet file as text, as the database has it."""
    if isinstance(value, bytes):
        return value.decode("ascii", "backslashreplace")
    return "" if value is None else str(value)
