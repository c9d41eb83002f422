"""From lists to an `Audience`: the way in for commands and programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from apology_lint.audience import Audience, AudienceError
from apology_lint.incident import Lists

if TYPE_CHECKING:
    import ibis.expr.types as ir


def check_lists(
    lists: Lists,
    *,
    tables: Mapping[str, ir.Table] | None = None,
    notice: bool = False,
    write: Path | None = None,
    progress: Callable[[str, float | None], None] | None = None,
) -> Audience:
    """Hold the recipients against the lists of who was affected and who must not be mailed.

    Args:
        lists: where they are: files, or addresses of tables.
        tables: tables of a database that Ibis is connected to, instead, by role: ``recipients``,
            ``affected``, ``suppressed``, ``apologised``.
        notice: whether the draft is a notice that the law asks for.
        write: a folder, not there yet or empty, that gets the exact lists.
        progress: told the step, and how far it is from 0 to 1, where the database tells.

    Raises:
        AudienceError: a list cannot be used, or a package is missing; the message says what to do.
    """
    try:
        import ibis  # noqa: F401 - part of an extra
    except ImportError as error:
        raise AudienceError(
            "lists of recipients need a database engine: pip install 'apology-lint[audience]'"
        ) from error
    from apology_lint.audience.counting import count
    from apology_lint.audience.engine import Duck, Engine
    from apology_lint.audience.lists import ROLES, connected, named, read_lists
    from apology_lint.audience.writing import refuse_full, write_lists

    step = ""

    def tell(share: float | None) -> None:
        if progress is not None:
            progress(step, share)

    def begin(name: str) -> None:
        nonlocal step
        step = name

    def run(engine: Engine) -> Audience:
        found = read_lists(engine, lists, tables or {}, begin, as_written=write is not None)
        begin("counting")
        audience = count(engine, found, notice)
        if write is not None:
            begin("writing")
            write_lists(engine, found, notice, write)
        return audience

    for role in ROLES:
        for source in getattr(lists, role):
            named(source)
    if "recipients" not in (tables or {}) and not lists.recipients:
        raise AudienceError(
            "who will receive the draft? Name the list with --recipients, or in incident.toml"
        )
    if write is not None:
        refuse_full(write)
    home = _home(lists, tables or {})
    if home is not None:
        engine = Engine(connected(home) if isinstance(home, str) else home, tell)
        try:
            return run(engine)
        finally:
            engine.close()
    with Duck(tell) as duck:
        return run(duck)


def _home(lists: Lists, tables: Mapping[str, ir.Table]) -> object:
    """The database that has all the lists; None if they are files, or in several places."""
    # What DuckDB and SQLite have in a file is counted in our own database, which bounds memory and cleans up.
    from apology_lint.audience.lists import IN_FILES, ROLES, parted

    sources = [source for role in ROLES for source in getattr(lists, role)]
    addresses = {parted(source)[0] if "://" in source else "" for source in sources}
    if tables:
        backends = {id(table.get_backend()): table.get_backend() for table in tables.values()}
        return None if sources or len(backends) > 1 else next(iter(backends.values()))
    [only] = addresses if len(addresses) == 1 else [""]
    return only if only and not only.startswith(IN_FILES) else None
