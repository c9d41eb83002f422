"""`incident`: asking for the facts that no draft can show."""

from __future__ import annotations

import json
import os
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import click

from apology_lint.cli.output import columns, put, put_document, stop
from apology_lint.interface import LANGUAGES, harmless, named, say

#: What ends an incident, by its kind: a mail is stopped, a fault is put right. Both for a link, whose
#: target can be mended while the mail still goes out.
_SENDINGS = (
    "wrong-list",
    "wrong-content",
    "broken-link",
    "duplicate-send",
    "price-error",
    "suppression-list",
    "offensive-content",
)
_MENDED = ("broken-link", "billing", "outage", "price-error", "data-exposure", "other")
#: Faults that readers may have overlooked.
_OVERLOOKED = ("wrong-content", "broken-link")
#: Times that may lie in the future; everything else has happened.
_TO_COME = ("planned-send", "next-update")
#: How the lists of possible answers are explained.
_NAMES = {
    "kind": "kind",
    "exposed.data": "data",
    "exposed.not-touched": "data",
    "monitoring.what": "watch",
}


@click.group()
def incident() -> None:
    """Write incident.toml, the facts about an incident that the rules ask for."""


@incident.command()
@click.option(
    "-o",
    "--output-file",
    default="incident.toml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Write to another file.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option(
    "--lang", default="en", type=click.Choice(LANGUAGES), help="Language of the questions and comments."
)
def new(output_file: Path, force: bool, lang: str) -> None:
    """Ask what happened and write it down; a file to fill in if nobody sits there."""
    from apology_lint.files import UnwritableError, create_bytes, write_bytes
    from apology_lint.incident import FILE_NAME, incident_from
    from apology_lint.incident.starter import starter
    from apology_lint.tables import TableError

    there = output_file.exists()
    if there and not force:
        stop(f"{output_file}: there is one already; --force replaces it")
    if not os.access(output_file.parent, os.W_OK):  # said before the questions, not after
        stop(f"{output_file}: cannot be written: {output_file.parent} is no folder that you may write to")
    asked = sys.stdin is not None and sys.stdin.isatty()
    text = starter(_Questions(lang).ask() if asked else {}, lang)
    try:
        import tomllib

        incident_from(tomllib.loads(text), str(output_file), output_file.parent)
        (write_bytes if there else create_bytes)(output_file, text.encode())
    except (TableError, UnwritableError) as error:
        if asked:  # nobody answers twenty questions twice
            put(text)
        stop(str(error) if isinstance(error, TableError) else f"{output_file}: {error}")
    written = "facts-written" if output_file.name == FILE_NAME else "facts-written-apart"
    put(say(lang, written, path=harmless(str(output_file))))


@incident.command("schema")
def show_schema() -> None:
    """Print the JSON Schema of incident.toml."""
    from apology_lint.incident import schema

    put_document(json.dumps(schema(), ensure_ascii=False, indent=2))


class _Questions:
    """The questions in their order, and the facts so far."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.now = datetime.now().astimezone()  # what "today" means, and "now"
        self.zone: tzinfo | None = None
        self.facts: dict[str, Any] = {}

    def ask(self) -> dict[str, Any]:
        """Every fact that was answered, as the file has it."""
        self._say(say(self.lang, "ask-first"))
        facts = self.facts
        self._fact("kind", needed=True)
        kind = facts["kind"]
        self._fact("what")
        if kind in _OVERLOOKED:
            self._fact("noticed")
        self._ask_zone()
        for key in ("started", "detected"):
            self._fact(key)
        if kind in _SENDINGS:
            self._fact("sending-stopped")
        if kind in _MENDED:
            self._fact("resolved")
        for key in ("planned-send", "affected"):
            self._fact(key)
        if "affected" not in facts:
            self._fact("next-update")
        self._fact("segment")
        if kind == "data-exposure" or self._yes("ask-exposed"):
            self._ask_exposure()
        self._fact("owner")
        self._approvals()
        self._table("monitoring", "what", "by", "until")
        self._table("recipients", "list", "affected", "suppressed", "already-apologised")
        return facts

    def _ask_exposure(self) -> None:
        """What the laws depend on; in the United States on more than elsewhere."""
        self._fact("message")
        self._table("exposed", "data", "not-touched")
        self._fact("jurisdictions")
        codes = self.facts.get("jurisdictions", ())
        if "exposed" in self.facts and any(code.startswith("US-") for code in codes):
            for key in ("by-us", "email-agreed", "delayed-by-police"):
                value = self._value(f"exposed.{key}")
                if value is not None:
                    self.facts["exposed"][key] = value
        self._table("authority", "told")

    def _fact(self, key: str, *, needed: bool = False) -> None:
        value = self._value(key, needed=needed)
        if value is not None:
            self.facts[key] = value

    def _table(self, name: str, *keys: str) -> None:
        """Some keys of a table; the others only if the first has an answer."""
        table: dict[str, Any] = {}
        for key in keys:
            value = self._value(f"{name}.{key}")
            if value is not None:
                table[key] = value
            if not table:
                return
        self.facts[name] = table

    def _approvals(self) -> None:
        from apology_lint.incident.starter import description

        self._ask(description("approvals", self.lang))
        found = []
        while role := self._value("approvals.role"):
            one = {"role": role, "name": self._value("approvals.name", needed=True)}
            at = self._value("approvals.at")
            found.append(one if at is None else {**one, "at": at})
            self._ask(say(self.lang, "ask-more"))
        if found:
            self.facts["approvals"] = found

    def _value(self, path: str, *, needed: bool = False) -> Any:
        """One answer as a value of the file; None for none."""
        from apology_lint.incident.answers import UnclearError, read
        from apology_lint.incident.said import time_said
        from apology_lint.incident.starter import described, description

        about = described(path)
        self._ask(description(path, self.lang))
        self._possible(path, about.get("enum") or about.get("items", {}).get("enum", ()))
        if about.get("type") == "array":
            self._say(say(self.lang, "ask-many"))

        def understood(answer: str) -> Any:
            value = read(answer, about, self.zone, self.now)
            if isinstance(value, datetime) and path not in _TO_COME and value > self.now:
                raise UnclearError("answer-future", time=time_said(value))
            self._check_order(path, value)
            return value

        return self._answer(path, understood, needed=needed)

    def _possible(self, path: str, names: Sequence[str]) -> None:
        for number, name in enumerate(names, 1):
            meaning = f"  {named(self.lang, f'{_NAMES[path]}-{name}')}" if path in _NAMES else ""
            put(f"  {number:2} {name:<18}{meaning}".rstrip())

    def _check_order(self, key: str, value: Any) -> None:
        from apology_lint.incident import disorder
        from apology_lint.incident.answers import UnclearError
        from apology_lint.incident.said import time_said

        if wrong := disorder({**self.facts, key: value}):
            other = wrong[1] if key == wrong[0] else wrong[0]
            which = "answer-before" if key == wrong[0] else "answer-after"
            raise UnclearError(which, other=other, time=time_said(self.facts[other]))

    def _ask_zone(self) -> None:
        from apology_lint.incident.answers import zone_of

        here = self.now.strftime("%z")
        self._ask(say(self.lang, "ask-times"))
        self._say(say(self.lang, "ask-zone", zone=f"{here[:3]}:{here[3:5]}"))
        self.zone = self._answer("zone", zone_of)

    def _yes(self, question: str) -> bool:
        from apology_lint.incident.answers import yes_or_no

        self._ask(say(self.lang, question))
        return bool(self._answer("exposed", yes_or_no))

    def _ask(self, text: str) -> None:
        put("")
        self._say(text)

    @staticmethod
    def _say(text: str, indent: str = "") -> None:
        for line in textwrap.wrap(
            text, columns() - 1, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        ):  # "US-HIPAA" stays whole
            put(line)

    def _answer(self, prompt: str, understood: Callable[[str], Any], *, needed: bool = False) -> Any:
        """Ask until an answer can be used; None for an empty one."""
        from apology_lint.incident.answers import UnclearError
        from apology_lint.incident.said import time_said

        while True:
            answer = click.prompt(prompt, default="", show_default=False).strip()
            try:
                if not answer and needed:
                    raise UnclearError("answer-needed")
                if not answer:
                    return None
                if not _is_text(answer):
                    raise UnclearError("answer-illegible")
                value = understood(answer)
            except UnclearError as error:
                self._say(harmless(say(self.lang, error.key, **error.values)), indent="  ")
                continue
            if isinstance(value, datetime):
                put(f"  = {time_said(value)}")
            return value


def _is_text(answer: str) -> bool:
    """Whether all of it was letters: no bytes that are no UTF-8, no arrow keys."""
    return not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in answer)
