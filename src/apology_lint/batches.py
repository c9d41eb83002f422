"""Millions of drafts: the linter over Arrow record batches, in this process, in a pool or in Spark.

Needs pyarrow, which nothing else here imports.

>>> import pyarrow as pa
>>> drafts = pa.record_batch({"id": [7], "draft": ["Oops! We sent you the wrong email."]})
>>> for outcome in BatchLinter(keep=("id",))([drafts]):
...     print(outcome["id"][0], outcome["ok"][0], outcome["findings"][0][0]["text"])
7 False Oops
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import pyarrow as pa

from apology_lint.draft import with_values
from apology_lint.engine import Linter
from apology_lint.files import UnreadableError
from apology_lint.finding import Finding
from apology_lint.incident import Incident
from apology_lint.language import primary
from apology_lint.readers import read
from apology_lint.report.machine import writable
from apology_lint.settings import Settings
from apology_lint.tables import nearest

#: The columns that are read besides `draft`; each may be missing, and each value null.
VALUES = ("name", "subject", "sender", "reply_to", "preheader", "language")

#: What each draft comes to, beside the columns that are kept.
SCHEMA = pa.schema(
    {
        "is_apology": pa.bool_(),
        "ok": pa.bool_(),
        "language": pa.string(),
        "errors": pa.int32(),
        "warnings": pa.int32(),
        "findings": pa.list_(
            pa.struct(
                {
                    "rule": pa.string(),
                    "severity": pa.string(),
                    "message": pa.string(),
                    "help": pa.string(),
                    "where": pa.string(),
                    "text": pa.string(),
                    "line": pa.int32(),
                    "column": pa.int32(),
                }
            )
        ),
        "unreadable": pa.string(),
    }
)

#: The same in the words of Spark.
DDL = (
    "is_apology boolean, ok boolean, language string, errors int, warnings int, "
    "findings array<struct<rule: string, severity: string, message: string, help: string, "
    "`where`: string, text: string, line: int, `column`: int>>, unreadable string"
)

_TEXT = ("string", "large_string", "string_view")
_BYTES = ("binary", "large_binary", "binary_view", "fixed_size_binary")
#: What a draft is called that has no name: no ending that would promise a format.
_NAMELESS = "<draft>"

#: The linters of this process. A worker of Spark unpickles a `BatchLinter` for every task, and may serve
#: jobs with different settings (our choice: rarely more than eight).
_linters: deque[Linter] = deque(maxlen=8)


@dataclass(frozen=True)
class BatchLinter:
    """Checks record batches of drafts: call it with an iterator of them, as Spark's `mapInArrow` does.

    It holds no more than plain data and goes to other processes by pickle. Each of them loads the rules
    once, with the first batch; one batch at a time is in memory.

    Args:
        settings: what the house wants; the defaults if missing.
        keep: columns that are carried through unchanged: the key of the draft, and what else the outcome
            is to have.
        incident: the facts about it, if it is the same for all drafts.
    """

    settings: Settings | None = None
    keep: Sequence[str] = ()
    incident: Incident | None = None

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The outcome of each batch, in order.

        Raises:
            ValueError: see `schema`.
            TableError: a setting names an unknown rule or plugin, or a rule file is wrong.
        """
        return map(self.check, batches)

    def check(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The outcome of one batch: a row for each of its rows, in order.

        Of a draft that cannot be read `unreadable` says why, `ok` is false and the others are null.

        Raises:
            ValueError, TableError: as above.
        """
        schema = self.schema(batch.schema)
        linter = _linter(self.settings or Settings())
        encoding = "utf-8" if _type(batch.schema, "draft") in _TEXT else None
        cells = (_cells(batch, name) for name in ("draft", *VALUES))
        rows = [self._outcome(linter, encoding, *row) for row in zip(*cells, strict=False)]
        outcome = pa.RecordBatch.from_pylist(rows, SCHEMA)
        return pa.RecordBatch.from_arrays(
            [*(batch.column(name) for name in self.keep), *outcome.columns], schema=schema
        )

    def schema(self, given: pa.Schema) -> pa.Schema:
        """The columns of the outcome, for batches with the columns `given`.

        Raises:
            ValueError: there is no `draft`, a column of the wrong type, one that is neither read nor kept,
                or a kept one that is not there or has the name of one of `SCHEMA`.
        """
        known = ("draft", *VALUES)
        for name in ("draft", *self.keep):
            if name not in given.names:
                there = ", ".join(given.names) or "none"
                raise ValueError(f'no column "{name}"{nearest(name, given.names)}; there are: {there}')
        for name in given.names:
            if name not in known and name not in self.keep:
                raise ValueError(
                    f'column "{name}" is not read{nearest(name.lower(), known)}: '
                    "name it in keep to carry it through, or leave it out"
                )
            if name in known and (kind := _type(given, name)) not in (*_TEXT, *_BYTES, "null"):
                raise ValueError(f'column "{name}" must hold text or bytes, not {kind}')
        for name in self.keep:
            if name in SCHEMA.names:
                raise ValueError(f'the outcome has a column "{name}" of its own: keep yours by another name')
        return pa.schema([*(given.field(name) for name in self.keep), *SCHEMA])

    def _outcome(
        self, linter: Linter, encoding: str | None, draft: bytes | None, *cells: bytes | None
    ) -> dict[str, Any]:
        values = dict(zip(VALUES, map(_text, cells), strict=True))
        name, language = values.pop("name") or _NAMELESS, values.pop("language")
        try:
            if draft is None:
                raise UnreadableError("the draft is null: there is nothing to check")
            email = with_values(read(name, draft, encoding), **values)
        except UnreadableError as error:
            return {"ok": False, "unreadable": str(error)}
        report = linter.check(email, primary(language) or None, incident=self.incident)
        severities = [finding.severity.name for finding in report]
        return {
            "is_apology": report.is_apology,
            "ok": report.ok,
            "language": writable(report.language),
            "errors": severities.count("error"),
            "warnings": severities.count("warning"),
            "findings": [_row(finding) for finding in report],
        }


def _linter(settings: Settings) -> Linter:
    for linter in tuple(_linters):
        if linter.settings == settings:
            return linter
    linter = Linter(settings)
    _linters.append(linter)
    return linter


def _type(schema: pa.Schema, name: str) -> str:
    """The type of a column; of a dictionary, that of its values."""
    kind = schema.field(name).type
    return str(kind.value_type if pa.types.is_dictionary(kind) else kind).partition("[")[0]


def _cells(batch: pa.RecordBatch, name: str) -> Iterator[bytes | None]:
    """The values of a column, one at a time; nulls without end if it is not there.

    As bytes, whatever the type: Arrow does not promise that a text is valid UTF-8, and Spark does not care.
    """
    if name not in batch.schema.names:
        return repeat(None)
    column = batch.column(name)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary.cast(pa.large_binary()).take(column.indices)
    return (cell.as_py() for cell in column.cast(pa.large_binary()))


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "replace")


def _row(finding: Finding) -> dict[str, Any]:
    start = finding.extent[0] if finding.extent else None
    return {
        "rule": finding.rule,
        "severity": finding.severity.name,
        "message": writable(finding.message),
        "help": writable(finding.help),
        "where": finding.where,
        "text": None if finding.text is None else writable(finding.text),
        "line": start.line if start else None,
        "column": start.column if start else None,
    }
