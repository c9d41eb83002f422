"""Fixes applied: what stands outside the edits of a file stays as it is, byte for byte."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from apology_lint.email import Email
from apology_lint.files import UnreadableError
from apology_lint.finding import Applicability, Edit, Finding, Fix
from apology_lint.fingerprint import fingerprint
from apology_lint.report import Report
from apology_lint.source import Source
from apology_lint.writers.bodies import Patch, patches, splice

#: How often a file is read again for what its fixes brought to light (as ruff does).
ROUNDS = 10
#: Fixes tried one by one where they cannot all be made together (our choice).
_ONE_BY_ONE = 100


@dataclass(frozen=True, slots=True)
class Mended:
    """A file after its fixes.

    Attributes:
        data: its bytes, as they were if nothing was applied.
        applied: the findings whose fixes were applied, in the order of the rounds.
        left: the findings of `report` whose fixes were wanted and could not be applied: their
            charset cannot hold them, or they undo each other.
        report: the report on `data`.
    """

    data: bytes
    applied: list[Finding]
    left: list[Finding]
    report: Report


def apply(email: Email, fixes: Sequence[Fix]) -> tuple[bytes, list[Fix]]:
    """The bytes of the file with as many of the fixes as can be made at once, and which these are.

    Left out, always as a whole: a fix that overlaps an earlier one, and one that the charset or
    the transfer encoding of its place cannot hold.

    Args:
        email: the mail as it was read from the file.
        fixes: edits of its sources, the most wanted first.
    """
    chosen = list(_apart(fixes))
    made = _made(chosen)
    if made is None:
        tried, chosen = chosen[:_ONE_BY_ONE], []
        made = []
        for fix in tried:
            more = _made([*chosen, fix])
            if more is not None:
                chosen, made = [*chosen, fix], more
    return splice(email.data, made), chosen


def _apart(fixes: Sequence[Fix]) -> Iterator[Fix]:
    """The fixes that do not overlap one before them."""
    taken: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for fix in fixes:
        ranges = [(id(edit.span.source), edit.span.start, edit.span.end) for edit in fix.edits]
        new: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for source, start, end in ranges:
            if not (_free(taken[source], start, end) and _free(new[source], start, end)):
                break
            insort(new[source], (start, end))
        else:
            for source, start, end in ranges:
                insort(taken[source], (start, end))
            yield fix


def _free(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether nothing that is taken overlaps `start` to `end`, or begins there too."""
    at = bisect_left(taken, (start, end))
    before = at == 0 or (taken[at - 1][1] <= start and taken[at - 1][0] < start)
    after = at == len(taken) or (end <= taken[at][0] and start < taken[at][0])
    return before and after


def _made(fixes: Sequence[Fix]) -> list[Patch] | None:
    """The patches that make all of these fixes, in order; None if some cannot be made."""
    by_source: dict[int, tuple[Source, list[Edit]]] = {}
    for fix in fixes:
        for edit in fix.edits:
            source = edit.span.source
            by_source.setdefault(id(source), (source, []))[1].append(edit)
    made: list[Patch] = []
    for source, edits in by_source.values():
        found = patches(source, edits)
        if found is None:
            return None
        made += found
    return sorted(made, key=lambda patch: patch[:2])


@dataclass(frozen=True, slots=True)
class _State:
    """One version of a file, and the findings whose fixes made it out of the version before."""

    data: bytes
    report: Report
    applied: list[Finding]


def mend(report: Report, read_again: Callable[[bytes], Report], *, unsafe: bool = False) -> Mended:
    """Apply the safe fixes of a report, read the result again, and so on until nothing changes.

    A fix that leaves its own finding, that makes the file unreadable, or that other fixes undo is
    taken back, and only tried again once another one has been applied, so that mending what was
    mended changes nothing.

    Args:
        report: the report on a file.
        read_again: the report on other bytes of that file; may raise `UnreadableError`.
        unsafe: apply the unsafe fixes too; those for display are never applied.
    """
    levels = {Applicability.safe, Applicability.unsafe} if unsafe else {Applicability.safe}
    states = [_State(report.email.data, report, [])]
    refused: set[str] = set()
    for _ in range(ROUNDS):
        now = states[-1]
        wanted = [found for found in _fixable(now.report, levels) if fingerprint(found) not in refused]
        new = _next(now, wanted, read_again)
        if new is None:
            break
        names = {fingerprint(found) for found in new.applied}
        same = next((number for number, state in enumerate(states) if state.data == new.data), None)
        if same is not None:  # in a circle, or nothing changed: back to where it began
            refused |= names.union(fingerprint(one) for state in states[same + 1 :] for one in state.applied)
            del states[same + 1 :]
            continue
        before, after = (Counter(map(fingerprint, one)) for one in (now.report, new.report))
        futile = {name for name in names if after[name] >= before[name]}
        refused |= futile
        if not futile:
            states.append(new)
            refused.clear()  # it may do now, and would be tried if all began here
    last = states[-1]
    applied = [found for state in states for found in state.applied]
    return Mended(last.data, applied, _fixable(last.report, levels), last.report)


def _fixable(report: Report, levels: set[Applicability]) -> list[Finding]:
    return [found for found in report if found.fix is not None and found.fix.applicability in levels]


def _next(now: _State, wanted: list[Finding], read_again: Callable[[bytes], Report]) -> _State | None:
    """The version after as many of the fixes as can be made at once; None if none can. If the first
    of them makes the file unreadable, what stands now, as if that fix had changed nothing."""
    while wanted:
        data, made = apply(now.report.email, [found.fix for found in wanted if found.fix is not None])
        done = {id(fix) for fix in made}
        wanted = [found for found in wanted if id(found.fix) in done]
        try:
            if wanted:
                report = read_again(data)
                if len(report.email.parts) != len(now.report.email.parts):
                    raise UnreadableError("it has other parts than before")  # a line became a boundary
                return _State(data, report, wanted)
        except UnreadableError:
            if len(wanted) == 1:
                return _State(now.data, now.report, wanted)
            wanted = wanted[: len(wanted) // 2]
    return None
