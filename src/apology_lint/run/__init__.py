"""One call of the command: from the drafts it names to what each of them came to.

A draft is a task of its own, whose outcome is plain data: it can be kept in the cache and can come from
another process. Nothing heavy is imported for a draft whose outcome is in the cache.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apology_lint.baseline import Baseline, Counts, counted
from apology_lint.bundled import rules_folder
from apology_lint.files import (
    STDIN,
    STDIN_NAME,
    UnreadableError,
    UnwritableError,
    read_bytes,
    read_stdin,
    write_bytes,
)
from apology_lint.incident import Incident, find_incident, load_incident
from apology_lint.report.formats import format_named
from apology_lint.run.cache import Cache, default_folder, digest_of, name_of, stamp_of
from apology_lint.settings.layers import Effective, effective
from apology_lint.version import __version__

if TYPE_CHECKING:
    from apology_lint.engine import Linter
    from apology_lint.report import Report

#: A pool of processes must save more seconds than this to be started (our choice): about what it takes
#: to start where processes share nothing, and twenty times what it takes where they are forked.
_WORTH = 2.0
#: So many drafts are read first, to know how long one takes; the very first pays for the imports.
_SAMPLE = 8


@dataclass(frozen=True, slots=True)
class Request:
    """What a run was asked for; the same for each of its drafts.

    Attributes:
        given: settings from the command line, by the keys of a settings file.
        config: the settings file to use instead of the nearest one.
        incident: the facts to use instead of the incident.toml beside each draft.
        values: subject, sender, reply_to and preheader for drafts that have none; None if not given.
        output_format: one of `report.formats.FORMATS`.
        colour, width: how a terminal shows it.
        cached: whether outcomes are kept between runs.
        mend: which fixes are applied: ``safe``, ``unsafe`` (and safe), or none.
        in_place: whether what was mended is written back; else it is only in the outcome.
        accepting: whether findings of the baseline are accepted.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    config: Path | None = None
    incident: Path | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    output_format: str = "full"
    colour: bool = False
    width: int = 100
    cached: bool = True
    mend: str | None = None
    in_place: bool = False
    accepting: bool = True


@dataclass(slots=True)
class Outcome:
    """What one draft came to: a `part` of the output, and what the end of the run must know.

    Attributes:
        path: its name.
        reason: why it could not be checked; everything else is empty then.
        part: what the output format made of the report.
        lang: language of the report.
        counts: findings by severity.
        rules: findings by rule.
        failed: whether there are findings from ``fail-on`` on.
        fixable: how many of them have a fix, by its applicability.
        accepted: how many more were accepted.
        stale: how many entries of the baseline it no longer has.
        prints: the findings as a baseline has them; `applied` are the rules that could judge the draft.
        entries: rule and text of the ``[[suppress]]`` entries it could have used, and whether it did.
        mended: how many fixes were applied, and `diff` what they changed.
        unwritten: why the mended draft could not be written; the outcome is then that of the old one.
        data: what standard input is after them, for whoever reads our output; None for a file.
    """

    path: str
    reason: str | None = None
    part: Any = None
    lang: str = "en"
    counts: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    failed: bool = False
    fixable: dict[str, int] = field(default_factory=dict)
    accepted: int = 0
    stale: int = 0
    prints: dict[str, dict[str, int]] = field(default_factory=dict)
    applied: list[str] = field(default_factory=list)
    entries: list[tuple[str, str, bool]] = field(default_factory=list)
    mended: int = 0
    data: bytes | None = None
    diff: str = ""
    unwritten: str | None = None


#: What of an outcome belongs to one run and is not remembered.
_OF_THE_RUN = ("mended", "data", "diff", "unwritten")


def run(paths: Sequence[str], request: Request, jobs: int | None = None) -> Iterator[Outcome]:
    """Check drafts, in order.

    Args:
        paths: files, or ``-`` for standard input.
        request: what was asked for.
        jobs: processes to use at most; as many as there are processors if missing. More than one is
            only started where that saves time.

    Raises:
        TableError: settings or rules that cannot be used.
    """
    _current[:] = [Runner(request)]
    workers = jobs or _processors()
    began = time.perf_counter()
    for number, path in enumerate(paths):
        if workers > 1 and number > _SAMPLE:
            each = (time.perf_counter() - began) / (number - 1)
            if each * (len(paths) - number) * (1 - 1 / workers) > _WORTH:
                yield from _in_processes(paths[number:], request, workers)
                break
        yield _outcome(path)
        if number == 0:  # the first paid for the imports
            began = time.perf_counter()
    _runner().close()


def _in_processes(paths: Sequence[str], request: Request, workers: int) -> Iterator[Outcome]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Forked processes have the rules and word lists that this one has loaded.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(method)
    chunk = max(1, min(16, len(paths) // (workers * 8)))
    with ProcessPoolExecutor(workers, context, _start, (request,)) as pool:
        yield from pool.map(_outcome, paths, chunksize=chunk)


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


#: The runner of this process: a forked one inherits its parent's, with all that it has loaded.
_current: list[Runner] = []


def _start(request: Request) -> None:
    if not _current:
        _current[:] = [Runner(request)]


def _runner() -> Runner:
    return _current[0]


def _outcome(path: str) -> Outcome:
    return _runner().outcome(path)


def forget() -> None:
    """Read rules anew in the next run: they have changed under a process that stays."""
    from apology_lint.rulebook import load_rulebook

    digest_of.cache_clear()
    stamp_of.cache_clear()
    load_rulebook.cache_clear()


@dataclass(frozen=True, slots=True)
class _Task:
    """One draft: its name in reports, its path (None for standard input), the settings that apply to it,
    what its baseline accepts, and the facts about its incident."""

    name: str
    draft: Path | None
    found: Effective
    accepted: Counts | None
    incident: Incident | None


class Runner:
    """Checks one draft after the other as one request wants them."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self._format = format_named(request.output_format, colour=request.colour, width=request.width)
        folder = default_folder() if request.cached else None
        self._cache = Cache(folder) if folder is not None else None
        self._linters: dict[str, Linter] = {}
        self._baselines: dict[str, Baseline] = {}
        self._incidents: dict[Path, Incident] = {}

    def close(self) -> None:
        """Tidy up the cache."""
        if self._cache is not None:
            self._cache.close()

    def outcome(self, path: str) -> Outcome:
        """Check one draft, or remember what it came to.

        Raises:
            TableError: settings, rules or a baseline that cannot be used.
        """
        name = STDIN_NAME if path == STDIN else path
        try:
            data = read_stdin() if path == STDIN else read_bytes(Path(path))
            draft = None if path == STDIN else Path(path)
            found = effective(draft, self.request.config, self.request.given)
            task = _Task(name, draft, found, self._accepted(draft, found), self._incident(draft))
            kept = self._remembered(task, data)
            if kept is not None and not self._mendable(kept):
                outcome, mended = kept, data
            else:
                outcome, mended = self._check(task, data)
            outcome.data = mended if draft is None else None
            return outcome
        except UnreadableError as error:
            return Outcome(name, str(error))

    def _accepted(self, draft: Path | None, found: Effective) -> Counts | None:
        """What the baseline accepts in this draft; None without one."""
        path = found.values.get("baseline")
        if path is None or draft is None or not self.request.accepting:
            return None
        if path not in self._baselines:
            self._baselines[path] = Baseline.load(Path(path))
        return self._baselines[path].for_draft(draft)

    def _incident(self, draft: Path | None) -> Incident | None:
        """The facts about the incident that a draft is about; None without a file of them."""
        path = self.request.incident or find_incident(draft)
        if path is None:
            return None
        if path not in self._incidents:
            self._incidents[path] = load_incident(path)
        return self._incidents[path]

    def _mendable(self, outcome: Outcome) -> bool:
        wanted = {"safe": ("safe",), "unsafe": ("safe", "unsafe")}.get(self.request.mend or "", ())
        return any(outcome.fixable.get(level) for level in wanted)

    def _cache_for(self, task: _Task) -> Cache | None:
        # What the code of a plugin does may depend on anything: nothing of it is remembered.
        return None if task.found.values.get("plugins") else self._cache

    def _remembered(self, task: _Task, data: bytes) -> Outcome | None:
        cache = self._cache_for(task)
        kept = cache.get(self._key(task, data)) if cache is not None else None
        try:
            return Outcome(**kept) if kept is not None else None
        except TypeError:  # somebody else wrote it
            return None

    def _remember(self, task: _Task, data: bytes, outcome: Outcome) -> None:
        cache = self._cache_for(task)
        if cache is not None:
            kept = {each.name: getattr(outcome, each.name) for each in fields(outcome)}
            cache.put(self._key(task, data), {k: v for k, v in kept.items() if k not in _OF_THE_RUN})

    def _key(self, task: _Task, data: bytes) -> str:
        found = task.found.values
        request = replace(self.request, given={}, config=None, incident=None, mend=None, in_place=False)
        program = _program(found.get("rules", ()))
        return name_of(
            __version__, program, found, request, Path.cwd(), task.name, task.accepted, task.incident, data
        )

    def _check(self, task: _Task, data: bytes) -> tuple[Outcome, bytes]:
        """What a draft comes to, and its bytes, mended if the request wants that."""
        linter = self._linter(task.found)

        def report_on(data: bytes) -> Report:
            from apology_lint.draft import with_values
            from apology_lint.readers import read

            email = with_values(read(task.name, data), **self.request.values)
            return linter.check(email, accepted=task.accepted, incident=task.incident)

        report = report_on(data)
        outcome = self._outcome(task, linter, report)
        if self._mendable(outcome):
            from apology_lint.fix import mend
            from apology_lint.report.diff import diff

            mended = mend(report, report_on, unsafe=self.request.mend == "unsafe")
            if mended.data != data:
                if self.request.in_place and task.draft is not None:
                    try:
                        write_bytes(task.draft, mended.data)
                    except UnwritableError as error:
                        outcome.unwritten = str(error)
                        return outcome, data
                outcome = self._outcome(task, linter, mended.report)
                outcome.diff = diff(report.email, mended.data)
                outcome.mended, data = len(mended.applied), mended.data
        self._remember(task, data, outcome)
        return outcome, data

    def _outcome(self, task: _Task, linter: Linter, report: Report) -> Outcome:
        from apology_lint.finding import Severity

        fail_on = linter.settings.fail_on
        return Outcome(
            task.name,
            part=self._format.part(report),
            lang=report.lang,
            counts=dict(Counter(finding.severity.name for finding in report)),
            rules=dict(Counter(finding.rule for finding in report)),
            failed=fail_on != "never" and bool(report.at_least(Severity[fail_on])),
            fixable=dict(Counter(finding.fix.applicability.value for finding in report if finding.fix)),
            accepted=len(report.suppressed),
            stale=report.stale,
            prints=counted(report),
            applied=sorted(report.applied),
            entries=[(entry.rule, entry.text, used) for entry, used in linter.uses(report)],
        )

    def _linter(self, found: Effective) -> Linter:
        key = repr(found.values)
        if key not in self._linters:
            from apology_lint.engine import Linter

            self._linters[key] = Linter(found.settings())
        return self._linters[key]


def _program(packs: Iterable[str]) -> list[str]:
    """Everything besides draft and settings that an outcome depends on: this program, the rules, and when
    a package was last installed or removed (spaCy and others may have changed)."""
    installed = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return [
        stamp_of(Path(__file__).parents[1]),
        stamp_of(rules_folder()),
        *(digest_of(Path(pack), ".toml") for pack in packs),
        *(str(os.stat(path).st_mtime_ns) for path in installed if os.path.isdir(path)),  # noqa: PTH112, PTH116
    ]
