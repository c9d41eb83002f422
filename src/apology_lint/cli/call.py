"""One call of `check`: what it asks for, what it prints, with which status it ends."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from apology_lint.cli.output import columns, in_colour, put, put_bytes, put_document, say_aside, stop, warn
from apology_lint.files import STDIN
from apology_lint.interface import harmless, say
from apology_lint.report.formats import FOR_PEOPLE

if TYPE_CHECKING:
    from apology_lint.run import Outcome, Request


class Call:
    """One call of the command."""

    def __init__(self, drafts: tuple[str, ...], given: dict[str, Any]) -> None:
        self.drafts = drafts
        self.given = given
        self.to_screen = given["output_file"] is None
        #: With ``- --fix`` the mended draft goes to standard output, and everything else beside it.
        self.aside = given["fix"] and STDIN in drafts
        self.request = self._request()

    def _request(self) -> Request:
        from apology_lint.run import Request

        given = self.given
        settings = {
            "select": [name for names in given["select"] for name in names.split(",") if name],
            "ignore": [name for names in given["ignore"] for name in names.split(",") if name],
            "rules": [os.path.realpath(path) for path in given["packs"]],
            "baseline": os.path.realpath(given["baseline"]) if given["baseline"] else None,
            "fail-on": given["fail_on"],
            "language": given["language"],
            "lang": given["lang"],
        }
        mend = "unsafe" if given["unsafe_fixes"] else "safe"
        return Request(
            given={key: value for key, value in settings.items() if value},
            config=given["config"],
            incident=given["incident"],
            values={key: given[key] for key in ("subject", "preheader", "sender", "reply_to")},
            output_format=given["output_format"],
            colour=self.to_screen and in_colour(),
            width=columns(),
            cached=not given["no_cache"],
            mend=mend if given["fix"] or given["diff"] else None,
            in_place=given["fix"],
            accepting=not given["write_baseline"],
        )

    def once(self) -> int:
        """Check everything, print it, and say with which status to exit."""
        from apology_lint.run import run
        from apology_lint.run.drafts import expand
        from apology_lint.tables import TableError

        try:
            named = list(expand(self.drafts, self.given["config"], self.given["output_file"]))
            failures = [(path, reason + _meant(path)) for path, reason in named if reason is not None]
            paths = [path for path, reason in named if reason is None]
            self._spare(paths)
            outcomes = list(_with_progress(run(paths, self.request, self.given["jobs"]), len(paths)))
            failures += [(outcome.path, outcome.reason) for outcome in outcomes if outcome.reason is not None]
            checked = [outcome for outcome in outcomes if outcome.reason is None]
            if self.given["write_baseline"]:
                return self._write_baseline(checked, failures)
        except TableError as error:
            stop(str(error))
        if self.given["diff"]:
            return self._show_changes(checked, failures)
        for outcome in checked:
            if self.aside and outcome.data is not None:
                put_bytes(outcome.data)
        self._print(checked, failures)
        for outcome in checked:
            if outcome.unwritten is not None:
                warn(f"{outcome.path}: {outcome.unwritten}")
        if failures or any(outcome.unwritten is not None for outcome in checked):
            return 2
        return int(any(outcome.failed for outcome in checked))

    def _spare(self, paths: list[str]) -> None:
        """The report must not take the place of a draft, or of the facts."""
        from apology_lint.incident import find_incident

        report = self.given["output_file"]
        if report is None:
            return
        if os.path.realpath(report) in map(os.path.realpath, paths):
            stop(f"-o {report}: this is one of the drafts; write the report to another file")
        drafts = [None if path == STDIN else Path(path) for path in paths]
        facts = [self.request.incident, *map(find_incident, drafts)]
        if os.path.realpath(report) in [os.path.realpath(path) for path in facts if path is not None]:
            stop(f"-o {report}: these are the facts; write the report to another file")

    def watch(self) -> int:
        """Check again whenever something changes, until interrupted; then say what `once` said last."""
        from apology_lint.run import forget
        from apology_lint.run.watch import changes

        status = 0
        config = self.given["config"]
        also = [*self.given["packs"], *([config] if config else [])]
        for of_settings in changes(self.drafts, also, self.given["output_file"]):
            if of_settings:
                forget()
            if self.to_screen and sys.stdout.isatty():
                click.clear()
            try:
                status = self.once()
            except SystemExit:  # a slip in the settings is told, and may be mended
                status = 2
        return status

    def _write_baseline(self, checked: list[Outcome], failures: list[tuple[str, str]]) -> int:
        from apology_lint.baseline import Baseline
        from apology_lint.files import STDIN_NAME

        path: Path = self.given["write_baseline"]
        baseline = Baseline.load(path) if path.exists() else Baseline(path)
        for outcome in checked:
            if outcome.path != STDIN_NAME:
                baseline = baseline.with_draft(outcome.path, outcome.prints, outcome.applied)
        count = baseline.write()
        for draft, reason in failures:
            warn(f"{draft}: {reason}")
        put(say(self._lang(checked), "baseline-written", path=harmless(str(path)), count=count))
        return 2 if failures else 0

    def _show_changes(self, checked: list[Outcome], failures: list[tuple[str, str]]) -> int:
        changes = "".join(outcome.diff for outcome in checked)
        if not self.to_screen:
            self._write(changes)
        elif sys.stdout is not None and sys.stdout.isatty():
            for line in changes.splitlines():
                put(harmless(line))
        elif changes:
            put_document(changes.removesuffix("\n"))
        for path, reason in failures:
            warn(f"{path}: {reason}")
        count = sum(outcome.mended for outcome in checked)
        say_aside(say(self._lang(checked), "would-mend", count=count))
        return 2 if failures else int(bool(changes))

    def _print(self, checked: list[Outcome], failures: list[tuple[str, str]]) -> None:
        from apology_lint.report.formats import format_named

        name = self.request.output_format
        if self.given["statistics"]:
            text = _statistics(checked, name)
        else:
            form = format_named(name, colour=self.request.colour, width=self.request.width)
            text = form.whole([outcome.part for outcome in checked], failures)
        if not self.to_screen:
            self._write(text)
        elif name in FOR_PEOPLE or self.given["statistics"] or self.aside:
            put(text, err=self.aside)
        else:
            put_document(text)
        if name not in FOR_PEOPLE and self.to_screen:
            return
        for path, reason in failures:
            warn(f"{path}: {reason}")
        if not self.given["statistics"]:
            self._summarise(checked, failures)

    def _summarise(self, checked: list[Outcome], failures: list[tuple[str, str]]) -> None:
        from apology_lint.report import terminal

        counts = _total(outcome.counts for outcome in checked)
        fixable = _total(outcome.fixable for outcome in checked)
        lang = self._lang(checked)
        style = terminal.Style(self.request.colour, self.request.width)
        put(terminal.summary(lang, counts, len(checked), len(failures), style), err=self.aside)
        told = {
            "mended": sum(outcome.mended for outcome in checked),
            "fixable": fixable["safe"],
            "fixable-unsafe": fixable["unsafe"],
            "accepted-all": sum(outcome.accepted for outcome in checked),
            "stale": sum(outcome.stale for outcome in checked),
        }
        for key, count in told.items():
            if count:
                put(say(lang, key, count=count), err=self.aside)
        for rule, text in _idle(checked):
            put(say(lang, "idle-entry", rule=harmless(rule), text=harmless(text)), err=self.aside)

    def _lang(self, checked: list[Outcome]) -> str:
        return checked[0].lang if checked else self.given["lang"] or "en"

    def _write(self, text: str) -> None:
        path: Path = self.given["output_file"]
        try:
            path.write_text(text + "\n", encoding="utf-8", errors="replace", newline="\n")
        except OSError as error:
            stop(f"{path}: cannot be written: {error.strerror}")


def _total(counts: Iterable[dict[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return total


def _idle(checked: list[Outcome]) -> list[tuple[str, str]]:
    """Entries of ``[[suppress]]`` that no draft of a run over several had a use for."""
    if len(checked) < 2:
        return []
    used: dict[tuple[str, str], bool] = {}
    for outcome in checked:
        for rule, text, hid in outcome.entries:
            used[rule, text] = used.get((rule, text), False) or hid
    return [entry for entry, hid in used.items() if not hid]


def _statistics(checked: list[Outcome], output_format: str) -> str:
    """How often each rule was broken, and in how many drafts; the most frequent first."""
    findings = _total(outcome.rules for outcome in checked)
    drafts = Counter(rule for outcome in checked for rule in outcome.rules)
    rows = sorted(findings.items(), key=lambda row: (-row[1], row[0]))
    if output_format == "json":
        return json.dumps([{"rule": r, "findings": n, "drafts": drafts[r]} for r, n in rows], indent=2)
    lines = [("findings", "drafts", "rule"), *((str(n), str(drafts[r]), r) for r, n in rows)]
    return "\n".join(f"{n:>8}  {of:>6}  {rule}" for n, of, rule in lines)


def _meant(argument: str) -> str:
    """What an argument that names no file may have been meant as."""
    if os.sep in argument or "." in argument:
        return ""
    from apology_lint.tables import nearest

    commands = click.get_current_context().find_root().command
    assert isinstance(commands, click.Group)  # noqa: S101 - this is one of its commands
    return nearest(argument, commands.commands)


def _with_progress(outcomes: Iterable[Outcome], length: int) -> Iterable[Outcome]:
    """The outcomes, with a bar on standard error while many are made for somebody who watches."""
    if length < 20 or not sys.stderr.isatty():
        yield from outcomes
        return
    with click.progressbar(outcomes, length=length, file=sys.stderr, label="Checking") as bar:
        yield from bar
