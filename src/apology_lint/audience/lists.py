"""The lists of an audience, wherever they are, ready to be counted in one database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import ibis
import ibis.expr.types as ir

from apology_lint.audience import AudienceError
from apology_lint.audience.addresses import (
    ascii_domains,
    beyond_ascii,
    domain_of,
    folded,
    is_plain,
    is_usable,
    normalised,
    with_ascii_domains,
)
from apology_lint.audience.engine import Duck, Engine, reading, told
from apology_lint.audience.shape import (
    Shape,
    address_column,
    find_files,
    form_of,
    open_text,
    refuse_twice,
    rows_of,
    segment_column,
    shape_of,
)
from apology_lint.incident import Lists

#: What each list is, in the order in which they are read.
ROLES = ("recipients", "affected", "suppressed", "apologised")
#: So many examples are named of anything (our choice).
SAMPLES = 5
#: No list may have more different domains beyond ASCII than this (our choice, bounds the size of a query).
_DOMAINS = 2000


@dataclass(slots=True)
class Part:
    """Entries of a list that are written alike: a table with `address` (or its hash), `times` it stands
    there, `segment` and whether it is `usable`."""

    form: str
    table: ir.Table


@dataclass(slots=True)
class Listed:
    """One list, read: its parts, how many rows it has, how many different usable entries, how many rows
    hold none, and where the first of those stand."""

    parts: list[Part] = field(default_factory=list)
    rows: int = 0
    people: int = 0
    unusable: int = 0
    slips: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Raw:
    """What is to be read of a list: a table with `raw` and `segment`, and the files it comes from."""

    table: ir.Table
    form: str
    place: str
    shape: Shape | None = None
    paths: tuple[Path, ...] = ()
    rejects: str = ""


def read_lists(
    engine: Engine, lists: Lists, tables: Mapping[str, ir.Table], progress: Any = None
) -> dict[str, Listed]:
    """Read every list that is given.

    Raises:
        AudienceError: a list cannot be used; the message names it.
    """
    sources = {role: [s for s in getattr(lists, role) if "://" not in s] for role in ROLES}
    files = {role: find_files(_option(role), paths) for role, paths in sources.items()}
    refuse_twice({_option(role): paths for role, paths in files.items()})
    found = {}
    for role in ROLES:
        raws = [*_files(engine, role, files[role], lists), *_tables(engine, role, lists, tables)]
        if raws:
            if progress is not None:
                progress(role)
            found[role] = _read(engine, role, raws, lists.same_mailbox)
    return found


def _option(role: str) -> str:
    return "already-apologised" if role == "apologised" else role


def _files(engine: Engine, role: str, paths: Sequence[Path], lists: Lists) -> Iterator[_Raw]:
    if not paths:
        return
    if not isinstance(engine, Duck):
        raise AudienceError(f"{_option(role)}: a file cannot be held against tables inside {engine.name}")
    segment = lists.segment_column if role == "recipients" else ""
    shapes: dict[Shape, list[Path]] = {}
    for path in paths:
        shapes.setdefault(shape_of(_option(role), path, lists.column, segment), []).append(path)
    for shape, alike in shapes.items():
        table, rejects = engine.files(shape, alike)
        table = table if role == "recipients" else table.drop("segment")
        yield _Raw(table, shape.form, str(alike[0]), shape, tuple(alike), rejects)


def _tables(engine: Engine, role: str, lists: Lists, tables: Mapping[str, ir.Table]) -> Iterator[_Raw]:
    given = [(f"{_option(role)}: the table", tables[role])] if role in tables else []
    given += [
        (f"{_option(role)}: {hidden(source)}", table_at(source))
        for source in getattr(lists, role)
        if "://" in source
    ]
    for place, table in given:
        yield _table(engine, place, role, table, lists)


def _table(engine: Engine, place: str, role: str, table: ir.Table, lists: Lists) -> _Raw:
    with told():
        sample = table.limit(1000).to_pyarrow().to_pylist()
    values = {name: [str(row[name] or "") for row in sample] for name in table.columns}
    address = address_column(place, table.columns, values, lists.column)
    segment = segment_column(place, table.columns, lists.segment_column if role == "recipients" else "")
    by = table[segment].cast("string").fill_null("") if segment else ibis.literal("")
    raw = table.select(raw=table[address].cast("string"), **({"segment": by} if role == "recipients" else {}))
    if table.get_backend() is not engine.con:
        assert isinstance(engine, Duck)  # noqa: S101 - only it takes what others have
        raw = engine.stream(raw)
    return _Raw(raw, form_of(values[address]), place.partition(": ")[2])


def table_at(source: str) -> ir.Table:
    """The table that an address such as ``postgres://host/database#schema.table`` names.

    Raises:
        AudienceError: it cannot be reached, or there is none.
    """
    connection, name = parted(source)
    database, _, table = name.rpartition(".")
    try:
        return connected(connection).table(table, database=database or None)
    except AudienceError:
        raise
    except Exception as error:
        raise AudienceError(f"{hidden(source)}: {str(error).strip().partition(chr(10))[0]}") from error


_connections: dict[str, Any] = {}


def connected(connection: str) -> Any:
    """The database at an address; one connection for each.

    Raises:
        AudienceError: it cannot be reached, or a package is missing.
    """
    if connection not in _connections:
        try:
            _connections[connection] = ibis.connect(connection)
        except Exception as error:  # each database has errors of its own
            text = str(error).strip().partition("\n")[0]
            raise AudienceError(f"{hidden(connection)}: cannot be reached: {text}") from error
    return _connections[connection]


def named(source: str) -> None:
    """Refuse the address of a database that names no table.

    Raises:
        AudienceError: see above.
    """
    if "://" in source and not parted(source)[1]:
        raise AudienceError(
            f"{hidden(source)}: which table? Write it behind a #: {hidden(source)}#recipients"
        )


def parted(source: str) -> tuple[str, str]:
    """The address of a database, and the table behind the ``#``."""
    parts = urlsplit(source)
    return urlunsplit(parts._replace(fragment="")), parts.fragment


def hidden(source: str) -> str:
    """The address of a database as it may be shown: without its password."""
    parts = urlsplit(source)
    if parts.password is None:
        return source
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:***@{host}"))


def _read(engine: Engine, role: str, raws: Sequence[_Raw], same_mailbox: Sequence[str]) -> Listed:
    listed = Listed()
    for form in dict.fromkeys(raw.form for raw in raws):
        if form != "plain" and role == "recipients":
            raise AudienceError("recipients: this list holds hashes; mail goes to addresses")
        if form != "plain" and same_mailbox:
            raise AudienceError(
                f"{_option(role)}: a list of hashes does not show tags or dots; leave same-mailbox out"
            )
        alike = [raw for raw in raws if raw.form == form]
        part = _part(engine, form, [raw.table for raw in alike], same_mailbox)
        listed.parts.append(part)
        table = part.table
        totals = engine.row(
            table.aggregate(
                rows=table.times.sum(),
                people=table.usable.sum(),
                unusable=table.times.sum(where=~table.usable),
            )
        )
        listed.rows += totals["rows"] or 0
        listed.people += totals["people"] or 0
        listed.unusable += totals["unusable"] or 0
        for raw in alike:
            _tell_slips(engine, listed, raw, bool(totals["unusable"]))
        if totals["unusable"] and not listed.slips:
            first = engine.row(table.aggregate(address=table.address.min(where=~table.usable)))["address"]
            listed.slips.append(f"{alike[0].place}: {_slip(first)}")
    if not listed.people:
        raise AudienceError(
            f'{_option(role)}: there is no address in this list; an empty list is no "all clear"'
            + (f" (first: {listed.slips[0]})" if listed.slips else "")
        )
    return listed


def _part(engine: Engine, form: str, raws: Sequence[ir.Table], same_mailbox: Sequence[str]) -> Part:
    raw = reduce(lambda one, other: one.union(other), raws)
    table = engine.keep(_grouped(_entries(raw, form, same_mailbox), form))
    if form == "plain":
        forms = ascii_domains(_domains(engine, table))
        if forms:
            table = engine.keep(_grouped(with_ascii_domains(table.drop("usable"), forms), form))
    return Part(form, table)


def _entries(raw: ir.Table, form: str, same_mailbox: Sequence[str] = ()) -> ir.Table:
    """The entries of a list as they are compared, each as often as it stands there."""
    if form != "plain":
        return raw.mutate(address=raw.raw.fill_null("").strip().lower(), plain=True).drop("raw")
    raw = raw.mutate(plain=is_plain(raw.raw))
    return raw.mutate(address=folded(normalised(raw.raw, raw.plain), same_mailbox)).drop("raw")


def _grouped(entries: ir.Table, form: str) -> ir.Table:
    """Each entry once. Who stands in two segments counts in the first by name."""
    segment = {"segment": entries.segment.min()} if "segment" in entries.columns else {}
    times = entries.times.sum().cast("int64") if "times" in entries.columns else entries.count()
    grouped = entries.group_by("address").aggregate(times=times, plain=entries.plain.any(), **segment)
    return grouped.mutate(usable=is_usable(grouped.address, form, grouped.plain))


def _domains(engine: Engine, table: ir.Table) -> list[str]:
    """Domains beyond ASCII: what stands in the way of delivery, as the list has it."""
    odd = table.filter(~table.usable & beyond_ascii(table.address))
    names = odd.select(domain=domain_of(odd.address)).distinct()
    found = [row["domain"] for row in engine.rows(names.limit(_DOMAINS + 1)) if row["domain"]]
    if len(found) > _DOMAINS:
        raise AudienceError(
            f"more than {_DOMAINS:,} different domains beyond ASCII; write them in their ASCII form (xn--…)"
        )
    return found


_REASONS = {
    "MISSING COLUMNS": "fewer columns than the header",
    "TOO MANY COLUMNS": "more columns than the header",
    "UNQUOTED VALUE": "a quotation mark is missing or too many",
    "LINE SIZE OVER MAXIMUM": "the line is too long",
    "INVALID ENCODING": "not valid UTF-8: save the file as UTF-8",
}


def _tell_slips(engine: Engine, listed: Listed, raw: _Raw, has_unusable: bool) -> None:
    """Count and name the rows of files that could not be read or hold no address."""
    if raw.shape is None:
        return
    assert isinstance(engine, Duck)  # noqa: S101 - only it reads files
    room = SAMPLES - len(listed.slips)
    if raw.shape.format != "parquet":
        count, rows = engine.rejected(raw.rejects, max(room, 1))
        listed.rows += count
        listed.unusable += count
        listed.slips += [f"{file}:{line}: {_REASONS.get(kind, kind.lower())}" for file, line, kind in rows][
            :room
        ]
    if has_unusable and len(listed.slips) < SAMPLES:
        for path in raw.paths:
            listed.slips += _lines(engine, raw, path, SAMPLES - len(listed.slips))


def _lines(engine: Duck, raw: _Raw, path: Path, most: int) -> Iterator[str]:
    """Where the first rows of a file stand that hold no address: ``file:line: reason``."""
    assert raw.shape is not None  # noqa: S101 - asked of files only
    table = engine.con.sql(reading(raw.shape, [path], None))
    marked = _entries(table.mutate(given=table.raw), raw.form)
    wrong = marked.filter(~is_usable(marked.address, raw.form, marked.plain))
    wrong = wrong.select(raw=wrong.given).distinct().order_by("raw")
    values = {row["raw"] or None for row in engine.rows(wrong.limit(1000))}
    domains = ascii_domains([v.rpartition("@")[2] for v in values if v and not v.isascii()])
    values = {v for v in values if not (v and v.rpartition("@")[2] in domains)}
    if not values or most <= 0:
        return
    where = "row" if raw.shape.format == "parquet" else "line"
    for number, value in _cells(raw.shape, path):
        if (value or None) in values:
            yield (
                f"{path}:{number}: {_slip(value)}"
                if where == "line"
                else f"{path}: row {number}: {_slip(value)}"
            )
            most -= 1
            if most <= 0:
                return


def _slip(value: str) -> str:
    """What is wrong with an entry, without showing it: it may be a name or a mistyped address."""
    return f'"{value.strip()[:1]}***" is no address' if value.strip() else "no address"


def _cells(shape: Shape, path: Path) -> Iterator[tuple[int, str]]:
    """The column of the addresses, row by row, each with the line it ends on."""
    if shape.format == "parquet":
        import pyarrow.parquet

        number = 0
        for batch in pyarrow.parquet.ParquetFile(path).iter_batches(columns=[shape.address]):
            for value in batch.column(0).to_pylist():
                number += 1
                yield number, str(value) if value is not None else ""
        return
    with open_text(path, shape.compression, shape.encoding) as file:
        if shape.format == "jsonl":
            for number, line in enumerate(file, 1):
                yield number, _json_cell(line, shape.address)
            return
        reader = rows_of(file, shape.delimiter)
        at = shape.columns.index(shape.address)
        for row in reader:
            if len(row) == len(shape.columns) and not (shape.header and reader.line_num == 1):
                yield reader.line_num, row[at]


def _json_cell(line: str, name: str) -> str:
    try:
        value = json.loads(line)[name]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return value if isinstance(value, str) else json.dumps(value)
