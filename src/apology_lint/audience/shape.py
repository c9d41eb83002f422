"""What a file of addresses looks like: its format, its columns, how its entries are written.

Only the first rows are read here; whole lists are read by the database.
"""

from __future__ import annotations

import codecs
import csv
import glob
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from apology_lint.arabic import normalise
from apology_lint.audience import AudienceError
from apology_lint.audience.text import (
    CUT,
    LONGEST_LINE,
    WHOLE_LINE,
    TextError,
    look_through,
    open_text,
    opened,
    pieces,
)
from apology_lint.tables import nearest

#: Endings of compressed files, as DuckDB names the compressions.
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
_FORMATS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
#: So much of a file is looked at to know its columns and how its entries are written (our choice).
_HEAD = 262_144
_DELIMITERS = ",;\t|"
#: What the column of the addresses is called, in letters and digits alone.
_ADDRESS_COLUMNS = (
    "email emailaddress mail mailaddress emailid useremail customeremail subscriberemail recipientemail "
    "contactemail recipient address emailmd5 emailsha256 md5 sha256 md5hash sha256hash emailhash "
    "hashedemail hash "
    "البريدالالكتروني بريدالكتروني البريد بريد الايميل ايميل عنوانالبريد عنوانالبريدالالكتروني"
).split()
_HEX = {"md5": re.compile("[0-9a-fA-F]{32}"), "sha256": re.compile("[0-9a-fA-F]{64}")}
_SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read.

    Attributes:
        format: ``csv`` (whatever its delimiter), ``jsonl``, ``parquet``.
        compression: ``gzip``, ``zstd``, or none.
        encoding: of text: ``utf-8`` or ``utf-16``.
        delimiter, header: of CSV.
        columns: in their order; those of JSON Lines as far as the first rows show them.
        address: the column of the addresses.
        segment: the column to count by; None without one.
        form: how the entries are written: one of `addresses.FORMS`.
        quoted: whether cells stand in quotation marks.
        copied: whether a database gets a copy of it, in UTF-8 all through and with lines that end alike.
    """

    format: str
    compression: str | None
    encoding: str
    delimiter: str
    header: bool
    columns: tuple[str, ...]
    address: str
    segment: str | None
    form: str
    quoted: bool = False
    copied: bool = False


def find_files(role: str, sources: Sequence[str]) -> list[Path]:
    """The files that the paths and patterns of a list mean, each once.

    Raises:
        AudienceError: there is none, it cannot be read, or the same file or content is given twice.
    """
    found: list[Path] = []
    for source in sources:
        try:
            found += _matching(role, source)
        except OSError as error:
            raise AudienceError(f"{role}: {source}: cannot be read: {error.strerror}") from error
    return found


def _matching(role: str, source: str) -> list[Path]:
    path = Path(source)
    if path.is_file():
        return [path]
    if path.is_dir():
        raise AudienceError(f'{role}: {source} is a folder; name its files: "{source}/*.csv"')
    if path.exists():
        raise AudienceError(f"{role}: {source} is no file that can be read twice; write the list into one")
    names = glob.glob(source, recursive=True)  # noqa: PTH207 - patterns may be absolute
    matching = sorted(name for name in map(Path, names) if name.is_file())
    if not matching:
        raise AudienceError(f"{role}: {source}: no such file{_near(path)}")
    return matching


def _near(path: Path) -> str:
    try:
        return nearest(path.name, [other.name for other in path.parent.iterdir()])
    except OSError:
        return ""


def refuse_twice(files: Mapping[str, Sequence[Path]]) -> None:
    """Whoever gives a list twice, in one role or in two, meant another one. Only recipients may well be, in
    a file of their own, just those who were affected.

    Raises:
        AudienceError: names both, or one that cannot be read.
    """
    by_size: dict[int, list[tuple[str, Path]]] = {}
    for role, paths in files.items():
        for path in paths:
            by_size.setdefault(_size(path), []).append((role, path))
    for size, candidates in by_size.items():
        if size == 0 or len(candidates) < 2:
            continue
        seen: dict[bytes, tuple[str, Path]] = {}
        for role, path in candidates:
            digest = _digest(path)
            if digest in seen:
                other_role, other = seen[digest]
                where = f"{other_role} and {role}" if other_role != role else role
                if path.samefile(other):
                    raise AudienceError(f"{where}: {path} is given twice; was another list meant?")
                if {role, other_role} == {"recipients", "affected"}:
                    continue
                raise AudienceError(
                    f"{where}: {path} and {other} have the same content; was another list meant?"
                )
            seen[digest] = (role, path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise AudienceError(f"{path}: cannot be read: {error.strerror}") from error


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").digest()
    except OSError as error:
        raise AudienceError(f"{path}: cannot be read: {error.strerror}") from error


def shape_of(role: str, path: Path, column: Sequence[str], segment: str) -> tuple[Shape, int]:
    """Look at a file: its shape, and how many rows it has without the header.

    Args:
        role: of the list, for messages.
        path: the file.
        column, segment: the columns to use; empty to find them.

    Raises:
        AudienceError: it cannot be read, is empty, or has no such column; the message names candidates.
    """
    suffixes = [suffix.lower() for suffix in PurePath(path).suffixes]
    compression = _COMPRESSIONS.get(suffixes[-1]) if suffixes else None
    if compression:
        suffixes.pop()
    ending = suffixes[-1] if suffixes else ""
    if ending not in _FORMATS:
        raise AudienceError(
            f"{role}: {path}: not known what kind of file this is; it should end in "
            f"{', '.join(_FORMATS)}, perhaps with {' or '.join(_COMPRESSIONS)}; save a spreadsheet as CSV"
        )
    try:
        if _FORMATS[ending] == "parquet":
            return _parquet(role, path, column, segment)
        return _text_file(role, path, compression, ending, column, segment)
    except CUT as error:
        raise AudienceError(f"{role}: {path}: this is no whole {compression} file: {error}") from error
    except OSError as error:
        reason = (error.strerror or str(error)).strip().partition("\n")[0]
        raise AudienceError(f"{role}: {path}: cannot be read: {reason}") from error
    except csv.Error as error:
        raise AudienceError(f"{role}: {path}: its first rows cannot be read: {error}") from error
    except TextError as error:
        line = f":{error.line}" if error.line else ""
        raise AudienceError(f"{role}: {path}{line}: {error}") from error


def _text_file(
    role: str, path: Path, compression: str | None, ending: str, column: Sequence[str], segment: str
) -> tuple[Shape, int]:
    place = f"{role}: {path}"
    text, encoding = _head(path, compression)
    if not text.strip():
        raise AudienceError(f'{place} is empty; an empty list is no "all clear"')
    if "\0" in _first(text):
        raise AudienceError(f"{place}: this is no text in UTF-8, nor in UTF-16 with a byte order mark")
    columns: tuple[str, ...]
    if _FORMATS[ending] == "jsonl":
        rows = list(_objects(text))
        columns = tuple(dict.fromkeys(name for row in rows for name in row))
        values = {name: [str(row.get(name) or "") for row in rows] for name in columns}
        header, delimiter, width = False, WHOLE_LINE, 1
    else:
        delimiter = "\t" if ending in (".tsv", ".tab") else _delimiter(text, ending)
        table = list(rows_of(io.StringIO(text, newline=""), delimiter))
        first = table[0] if table else []
        header = not any("@" in cell or form_of([cell]) != "plain" for cell in first)
        columns = tuple(first) if header else tuple(f"column{number}" for number in range(1, len(first) + 1))
        columns = _distinct(columns)
        rest = table[1:] if header else table
        values = {name: [row[at] for row in rest if len(row) > at] for at, name in enumerate(columns)}
        width = len(columns)
    address = address_column(place, columns, values, column)
    by = segment_column(place, columns, segment)
    found = look_through(pieces(path, compression, encoding), delimiter, width)
    shape = Shape(
        _FORMATS[ending],
        compression,
        encoding,
        delimiter,
        header,
        columns,
        address,
        by,
        form_of(values[address]),
        found.quoted,
        encoding != "utf-8" or found.broken or len(found.ends) > 1,
    )
    return shape, found.rows - header


def _parquet(role: str, path: Path, column: Sequence[str], segment: str) -> tuple[Shape, int]:
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(path)
        columns = tuple(file.schema_arrow.names)
        batch = next(file.iter_batches(1000), None)
    except pyarrow.ArrowException as error:
        reason = str(error).strip().partition("\n")[0]
        raise AudienceError(f"{role}: {path}: this is no Parquet file: {reason}") from error
    rows = batch.to_pylist() if batch is not None else []
    values = {name: [str(row[name] or "") for row in rows] for name in columns}
    place = f"{role}: {path}"
    address = address_column(place, columns, values, column)
    found = segment_column(place, columns, segment)
    shape = Shape("parquet", None, "", "", True, columns, address, found, form_of(values[address]))
    return shape, file.metadata.num_rows


def rows_of(file: Iterable[str], delimiter: str) -> Any:
    """The rows of a CSV file as DuckDB reads them; a reader that knows its ``line_num``."""
    csv.field_size_limit(2 * LONGEST_LINE)  # the one of the module is smaller than our lines
    if delimiter == WHOLE_LINE:
        return csv.reader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(file, delimiter=delimiter, skipinitialspace=True)


def _head(path: Path, compression: str | None) -> tuple[str, str]:
    """The first whole lines of a file, and its encoding."""
    with opened(path, compression) as file:
        mark = file.read(2)
    encoding = "utf-16" if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
    with open_text(path, compression, encoding) as text_file:
        return text_file.read(_HEAD) + text_file.readline(LONGEST_LINE), encoding


def _delimiter(text: str, ending: str) -> str:
    """The commonest in the first line; a .txt without tabs has an entry on each line, commas and all."""
    first = _first(text)
    if ending == ".txt" and "\t" not in first:
        return WHOLE_LINE
    return max(_DELIMITERS, key=re.sub('"[^"]*"', "", first).count)


def _first(text: str) -> str:
    return re.split("[\r\n]", text, maxsplit=1)[0]


def _distinct(columns: Sequence[str]) -> tuple[str, ...]:
    """Column names as they can be asked for: none empty, none twice."""
    made: list[str] = []
    for number, written in enumerate(columns, 1):
        name = written.strip() or f"column{number}"
        made.append(name if name not in made else f"{name} ({number})")
    return tuple(made)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    for line in re.split("[\r\n]+", text, maxsplit=1000)[:1000]:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            yield row


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", normalise(name.casefold()))


def address_column(
    place: str, columns: Sequence[str], values: Mapping[str, Sequence[str]], wanted: Sequence[str]
) -> str:
    """The column of the addresses: the one asked for, one with a name that says so, or the only one.

    Raises:
        AudienceError: there is none; the message names candidates.
    """
    if wanted:
        found = next((name for name in wanted if name in columns), None)
        if found is not None:
            return found
        names = " or ".join(f'"{name}"{nearest(name, columns)}' for name in wanted)
        raise AudienceError(f"{place}: no column {names}; {_listed(columns)}")
    known = {_key(name): order for order, name in enumerate(_ADDRESS_COLUMNS)}
    named = sorted((known[_key(name)], at) for at, name in enumerate(columns) if _key(name) in known)
    likely = [name for name in columns if _looks_like(values.get(name, ()))]
    if named:
        by_name = [columns[at] for _, at in named]
        return next((name for name in by_name if name in likely), by_name[0])
    if len(columns) == 1:
        return columns[0]
    advice = (
        f'; "{likely[0]}" looks like it: --column "{likely[0]}"' if likely else "; say which with --column"
    )
    raise AudienceError(f"{place}: no column is called email or the like; {_listed(columns)}{advice}")


def segment_column(place: str, columns: Sequence[str], wanted: str) -> str | None:
    """The column to count by, if there is one.

    Raises:
        AudienceError: there is none of the name asked for.
    """
    if wanted and wanted not in columns:
        raise AudienceError(
            f'{place}: no column "{wanted}" to count by{nearest(wanted, columns)}; {_listed(columns)}'
        )
    return wanted or next((name for name in columns if _key(name) == _SEGMENT), None)


def _looks_like(values: Sequence[str]) -> bool:
    """Whether most of the values could be addresses, or are hashes."""
    given = [value for value in values if value.strip()]
    fitting = sum("@" in value for value in given)
    return bool(given) and (fitting * 2 > len(given) or form_of(given) != "plain")


def form_of(values: Sequence[str]) -> str:
    """How entries are written, if nine of ten agree (our choice): some rows of any list are broken."""
    given = [value.strip() for value in values if value.strip()]
    for form, digits in _HEX.items():
        if given and sum(digits.fullmatch(value) is not None for value in given) >= 0.9 * len(given):
            return form
    return "plain"


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in columns[:12])
    return f"its columns are {shown}{' …' if len(columns) > 12 else ''}" if columns else "it has no columns"
