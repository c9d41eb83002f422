"""Facts about the incident that no draft can show: ``incident.toml`` beside it.

``schema.json`` says what may stand in the file; `starter` writes one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from apology_lint.conform import conform
from apology_lint.tables import TableError, load

FILE_NAME = "incident.toml"
#: What the sources of a list may be in a file: paths relative to it, patterns, ``scheme://…``.
_LISTS = ("list", "affected", "suppressed", "already-apologised")
#: What cannot come before what.
_ORDER = (
    ("started", "detected"),
    ("started", "sending-stopped"),
    ("started", "resolved"),
    ("started", "planned-send"),
    ("detected", "planned-send"),
)


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody agreed to the draft: `role` such as ``legal``, `name`, and when."""

    role: str
    name: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exposure:
    """Personal data that got out, and kinds that certainly did not.

    `by_us` says whether the sender was the source; `delayed_by_police` whether law enforcement asked to
    wait; `email_agreed` whether the people agreed to be told by email. None means unknown.
    """

    data: tuple[str, ...] = ()
    not_touched: tuple[str, ...] = ()
    by_us: bool | None = None
    delayed_by_police: bool = False
    email_agreed: bool | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """What the data protection authority was told: when, or why not, and why late."""

    told: datetime | None = None
    not_needed: str = ""
    late_because: str = ""


@dataclass(frozen=True, slots=True)
class Monitoring:
    """How the effect on later mail is watched: `what`, `by` whom, `until` when."""

    what: tuple[str, ...] = ()
    by: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """Where the lists of addresses are: paths, patterns or tables; none means not given.

    Attributes:
        recipients: who will receive the draft.
        affected: who was affected.
        suppressed: who must not be mailed.
        apologised: who has had an apology already.
        column: columns of the addresses, of which each list has one; empty to find it.
        segment_column: the column of what is counted by; empty to find it.
        same_mailbox: ``plus-tags`` and ``dots`` if addresses that differ in them count as one.
    """

    recipients: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    suppressed: tuple[str, ...] = ()
    apologised: tuple[str, ...] = ()
    column: tuple[str, ...] = ()
    segment_column: str = ""
    same_mailbox: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """The facts. What is None or empty is not known; times have their zone."""

    kind: str
    what: str = ""
    message: str = "apology"
    noticed: bool | None = None
    started: datetime | None = None
    detected: datetime | None = None
    sending_stopped: datetime | None = None
    resolved: datetime | None = None
    planned_send: datetime | None = None
    next_update: datetime | None = None
    affected: int | None = None
    affected_uncertain: bool = False
    segment: str = ""
    products: tuple[str, ...] = ()
    products_not_affected: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    owner: str = ""
    exposed: Exposure | None = None
    authority: Authority = field(default_factory=Authority)
    approvals: tuple[Approval, ...] = ()
    monitoring: Monitoring = field(default_factory=Monitoring)
    lists: Lists = field(default_factory=Lists)
    path: str = FILE_NAME

    @property
    def data_exposed(self) -> bool:
        """Whether personal data got out, whatever kind of incident it was."""
        return self.kind == "data-exposure" or self.exposed is not None


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "schema.json").read_text("utf-8"))
    return found


def find_incident(draft: Path | None) -> Path | None:
    """The ``incident.toml`` beside a draft; for one on standard input, in the current folder."""
    path = (draft.parent if draft is not None else Path()) / FILE_NAME
    return path if path.is_file() else None


def load_incident(path: str | Path) -> Incident:
    """Read a file of facts.

    Raises:
        TableError: it cannot be read, a key is unknown, a value is wrong; the message names the place.
    """
    path = Path(path)
    return incident_from(load(path), str(path), path.parent)


def incident_from(table: Mapping[str, Any], place: str, folder: Path) -> Incident:
    """The facts of a table as `load` reads it.

    Args:
        table: keys and values of the file.
        place: what messages call the file.
        folder: what its lists are relative to.

    Raises:
        TableError: see `load_incident`.
    """
    conform(table, schema(), place)
    values = {name.replace("-", "_"): _value(value) for name, value in table.items()}
    for name, kind in (("exposed", Exposure), ("authority", Authority), ("monitoring", Monitoring)):
        if name in table:
            values[name] = kind(**_snake(table[name]))
    values["approvals"] = tuple(Approval(**_snake(one)) for one in table.get("approvals", ()))
    recipients = dict(table.get("recipients", {}))
    for name in _LISTS:
        if name in recipients:
            recipients[name] = [source_in(folder, source) for source in recipients[name]]
    values.pop("recipients", None)
    renamed = {"list": "recipients", "already-apologised": "apologised"}
    for old, new in renamed.items():
        if old in recipients:
            recipients[new] = recipients.pop(old)
    values["lists"] = Lists(**_snake(recipients))
    if wrong := disorder(table):
        raise TableError(f'{place}: "{wrong[0]}" lies before "{wrong[1]}"')
    return Incident(**values, path=place)


def source_in(folder: Path, source: str) -> str:
    """Where a list is that a file in `folder` names: addresses of tables stay as they are."""
    return source if "://" in source else str(folder / source)


def _snake(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("-", "_"): _value(value) for name, value in table.items()}


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def disorder(table: Mapping[str, Any]) -> tuple[str, str] | None:
    """Two keys whose times cannot be in that order, the later one first; None if all can.

    A slip of the pen in a date is common.
    """
    for earlier, later in _ORDER:
        if earlier in table and later in table and table[later] < table[earlier]:
            return later, earlier
    return None
