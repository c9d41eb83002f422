"""The exact lists, for whoever asks: whole or not at all, readable by their owner only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import ibis.expr.types as ir

from apology_lint.audience import COUNTS, AudienceError
from apology_lint.audience.addresses import naming
from apology_lint.audience.counting import judged, left_out
from apology_lint.audience.engine import Engine, private_folder
from apology_lint.audience.lists import Listed


def write_lists(engine: Engine, lists: Mapping[str, Listed], notice: bool, folder: Path) -> None:
    """Write a CSV file for each count, with the addresses it counted as the list has them, and ``ready.csv``
    with those that nothing speaks against.

    They are written beside `folder` and moved there together: nobody finds half a list.

    Raises:
        AudienceError: the folder is not empty, or cannot be written.
    """
    refuse_full(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with private_folder(folder.parent, f".{folder.name}") as made:
            for name, table in _exact(engine, lists, notice).items():
                _write(engine, table, made / f"{name}.csv")
            made.replace(folder)
    except OSError as error:
        raise AudienceError(f"{folder}: cannot be written: {error.strerror or error}") from error


def refuse_full(folder: Path) -> None:
    """Refuse a folder that has something in it, before anything is counted for it.

    Raises:
        AudienceError: see above.
    """
    try:
        full = folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir())))
    except OSError as error:
        raise AudienceError(f"{folder}: cannot be written: {error.strerror}") from error
    if full or not folder.name:
        raise AudienceError(f"{folder}: there is something already; name an empty folder")


def _exact(engine: Engine, lists: Mapping[str, Listed], notice: bool) -> dict[str, ir.Table]:
    people = engine.keep(judged(engine, lists, notice))
    names = [name for name in (*COUNTS, "ready") if name.replace("-", "_") in people.columns]
    if "affected" not in lists:
        names.remove("ready")
    found = {
        name: people.filter(people[name.replace("-", "_")]).select(*_told(people), "segment", "times")
        for name in names
    }
    if "affected" in lists:
        missing = left_out(engine, lists, notice)
        found["left-out"] = missing.select(*_told(missing))
    return found


def _told(table: ir.Table) -> list[ir.Value]:
    """The address that mail can go to, and the entry as the list has it."""
    return [table[naming(table)[-1]].name("address"), table.raw.name("entry")]


def _write(engine: Engine, table: ir.Table, path: Path) -> None:
    import pyarrow
    import pyarrow.csv

    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        schema = table.schema().to_pyarrow()
        with pyarrow.csv.CSVWriter(file, schema) as writer:
            for batch in engine.batches(table):
                writer.write_table(pyarrow.Table.from_batches([batch]).cast(schema))
        file.flush()
        os.fsync(file.fileno())
