"""The lists of an audience, wherever they are, ready to be counted in one database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import ibis
import ibis.expr.types as ir
from ibis.common.exceptions import TableNotFound

from apology_lint.audience import SAMPLES, AudienceError, Slip
from apology_lint.audience.addresses import (
    ascii_domains,
    domain_of,
    entries,
    folded,
    grouped,
    needs_ascii,
    with_ascii_domains,
)
from apology_lint.audience.engine import Duck, Engine, told
from apology_lint.audience.shape import (
    Shape,
    address_column,
    find_files,
    form_of,
    refuse_twice,
    segment_column,
    shape_of,
)
from apology_lint.audience.slips import slip, unreadable, unusable
from apology_lint.incident import Lists

#: What each list is, in the order in which they are read.
ROLES = ("recipients", "affected", "suppressed", "apologised")
#: No list may have more different domains beyond ASCII than this (our choice, bounds the size of a query).
_DOMAINS = 2000
#: Databases that are files.
IN_FILES = ("duckdb://", "sqlite://")
#: What drivers take behind the question mark and nobody else should see.
_SECRET = re.compile("([?&][^=&#]*(?:pass|pwd|secret|token|key)[^=&#]*=)[^&#]*", re.I)


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
    slips: list[Slip] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Raw:
    """What is to be read of a list: a table with `raw` and `segment`, and the files it comes from, which
    have so many rows."""

    table: ir.Table
    form: str
    place: str
    shape: Shape | None = None
    paths: tuple[Path, ...] = ()
    rows: int = 0
    rejects: str = ""


def read_lists(
    engine: Engine,
    lists: Lists,
    tables: Mapping[str, ir.Table],
    progress: Any = None,
    *,
    as_written: bool = False,
) -> dict[str, Listed]:
    """Read every list that is given; `as_written` if entries are wanted in their own spelling, too, in a
    column `raw`.

    Raises:
        AudienceError: a list cannot be used; the message names it.
    """
    sources = {role: [s for s in getattr(lists, role) if "://" not in s] for role in ROLES}
    files = {role: find_files(_option(role), paths) for role, paths in sources.items()}
    refuse_twice({_option(role): paths for role, paths in files.items()})
    tables_given = [(role, s) for role in ROLES for s in getattr(lists, role) if "://" in s]
    for number, (role, source) in enumerate(tables_given):
        for other, same in tables_given[:number]:
            if same == source:
                where = _option(role) if role == other else f"{_option(other)} and {_option(role)}"
                raise AudienceError(f"{where}: {hidden(source)} is given twice; was another list meant?")
    found = {}
    for role in ROLES:
        raws = [*_files(engine, role, files[role], lists), *_tables(engine, role, lists, tables)]
        if raws:
            if progress is not None:
                progress(role)
            found[role] = _read(engine, role, raws, lists.same_mailbox, as_written)
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
    rows: Counter[Shape] = Counter()
    for path in paths:
        shape, count = shape_of(_option(role), path, lists.column, segment)
        shapes.setdefault(shape, []).append(path)
        rows[shape] += count
    for shape, alike in shapes.items():
        table, rejects = engine.files(shape, alike)
        table = table if role == "recipients" else table.drop("segment")
        yield _Raw(
            table,
            shape.form,
            str(alike[0]),
            shape,
            tuple(alike),
            rows[shape],
            "" if shape.format == "parquet" else rejects,
        )


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
    except TableNotFound as error:
        raise AudienceError(f"{hidden(source)}: there is no such table") from error
    except Exception as error:
        raise AudienceError(f"{hidden(source)}: {_reason(error, connection)}") from error


_connections: dict[str, Any] = {}


def connected(connection: str) -> Any:
    """The database at an address; one connection for each.

    Raises:
        AudienceError: it cannot be reached, or a package is missing.
    """
    if connection not in _connections:
        try:
            _connections[connection] = _connect(connection)
        except AudienceError:
            raise
        except Exception as error:  # each database has errors of its own
            raise AudienceError(
                f"{hidden(connection)}: cannot be reached: {_reason(error, connection)}"
            ) from error
    return _connections[connection]


def _connect(connection: str) -> Any:
    if not connection.startswith(IN_FILES):
        return ibis.connect(connection)
    # Both would make a database that is not there, and DuckDB fetch what an address or a view asks for.
    scheme, _, name = connection.partition("://")
    path = Path(name)
    if not path.is_file():
        raise AudienceError(f"{hidden(connection)}: no such file")
    if scheme == "sqlite":
        return ibis.sqlite.connect(path)
    return ibis.duckdb.connect(
        path, read_only=True, autoinstall_known_extensions=False, autoload_known_extensions=False
    )


def _reason(error: Exception, connection: str) -> str:
    """What a database says, without the password that some of them repeat."""
    text = str(error).strip().partition("\n")[0].replace(connection, hidden(connection))
    password = urlsplit(connection).password
    for secret in {password, unquote(password)} if password else ():
        text = text.replace(secret, "***")
    return text


def named(source: str) -> None:
    """Refuse the address of a database that names no table, or that nobody can read.

    Raises:
        AudienceError: see above.
    """
    if "://" not in source:
        return
    connection, table = parted(source)
    try:
        _ = urlsplit(connection).port
    except ValueError as error:
        raise AudienceError(
            f"{hidden(source)}: this is no address of a database; "
            "in a password write %23 for #, %2F for /, %3A for :, %3F for ?, %40 for @"
        ) from error
    if not table:
        raise AudienceError(
            f"{hidden(source)}: which table? Write it behind a #: {hidden(connection)}#recipients"
        )


def parted(source: str) -> tuple[str, str]:
    """The address of a database, and the table behind the ``#``."""
    connection, mark, table = source.rpartition("#")
    return (connection, table) if mark and "@" not in table else (source, "")


def hidden(source: str) -> str:
    """The address of a database as it may be shown: without its password, whatever characters it has."""
    scheme, mark, rest = source.partition("://")
    if not mark:
        return source
    shown = re.sub(r"^([^:@]*):.*@", r"\1:***@", rest, flags=re.S)
    if "@" not in rest:  # a password may be cut off, and be no port
        shown = re.sub(r"^([^:/?#\[\]]*):(?!\d{0,5}([/?#]|$)).*", r"\1:***", rest, flags=re.S)
    return scheme + mark + _SECRET.sub(r"\1***", shown)


def _read(
    engine: Engine, role: str, raws: Sequence[_Raw], same_mailbox: Sequence[str], as_written: bool
) -> Listed:
    listed = Listed()
    for form in dict.fromkeys(raw.form for raw in raws):
        if form != "plain" and role == "recipients":
            raise AudienceError("recipients: this list holds hashes; mail goes to addresses")
        if form != "plain" and same_mailbox:
            raise AudienceError(
                f"{_option(role)}: a list of hashes does not show tags or dots; leave same-mailbox out"
            )
        alike = [raw for raw in raws if raw.form == form]
        part = _part(engine, form, [raw.table for raw in alike], same_mailbox, ("raw",) if as_written else ())
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
        if isinstance(engine, Duck):
            _account(engine, role, listed, alike, totals["rows"] or 0, totals["unusable"] or 0)
        if totals["unusable"] and not listed.slips:
            first = engine.row(table.aggregate(address=table.address.min(where=~table.usable)))["address"]
            listed.slips.append(slip(alike[0].place, first))
    if not listed.people:
        raise AudienceError(
            f'{_option(role)}: there is no address in this list; an empty list is no "all clear"'
            + (f" (first: {listed.slips[0].said('en')})" if listed.slips else "")
        )
    return listed


def _part(
    engine: Engine, form: str, raws: Sequence[ir.Table], same_mailbox: Sequence[str], more: Sequence[str]
) -> Part:
    raw = reduce(lambda one, other: one.union(other), raws)
    table = engine.keep(grouped(entries(raw, form, same_mailbox), form, *more))
    if form == "plain":
        forms = ascii_domains(_domains(engine, table))
        if forms:
            table = folded(with_ascii_domains(table.drop("usable"), forms), same_mailbox)
            table = engine.keep(grouped(table, form, *more))
    return Part(form, table)


def _domains(engine: Engine, table: ir.Table) -> list[str]:
    """Domains beyond ASCII: what stands in the way of delivery, as the list has it."""
    odd = table.filter(~table.usable).select(domain=domain_of(table.address))
    names = odd.filter(needs_ascii(odd.domain)).distinct()
    found = [row["domain"] for row in engine.rows(names.limit(_DOMAINS + 1))]
    if len(found) > _DOMAINS:
        raise AudienceError(
            f"more than {_DOMAINS:,} different domains beyond ASCII; write them in their ASCII form (xn--…)"
        )
    return found


def _account(engine: Duck, role: str, listed: Listed, raws: Sequence[_Raw], read: int, wrong: int) -> None:
    """Count the rows of files that could not be read, see that none was lost on the way, and name the
    first of those and of those that hold no address.

    Args:
        read: how many rows came from these files.
        wrong: how many of them hold no address.
    """
    for raw in raws:
        if raw.rejects:
            count, rows = unreadable(engine, raw.rejects)
            listed.rows += count
            listed.unusable += count
            listed.slips += rows[: SAMPLES - len(listed.slips)]
            read += count
    written = sum(raw.rows for raw in raws)
    if all(raw.shape for raw in raws) and read != written:
        names = ", ".join(dict.fromkeys(raw.place for raw in raws))
        raise AudienceError(
            f"{_option(role)}: {names}: there are {written:,} rows, and {read:,} could be told apart; "
            "look for a quotation mark that is missing or too many"
        )
    for raw in raws:
        for path in raw.paths if wrong and raw.shape is not None else ():
            most = min(SAMPLES - len(listed.slips), wrong)
            with told():
                found = unusable(engine, raw.shape, path, most) if raw.shape is not None else []
            listed.slips += found
            wrong -= len(found)
