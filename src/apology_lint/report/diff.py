"""What fixes change in a file, as a unified diff."""

from __future__ import annotations

import os
import re
from difflib import SequenceMatcher
from itertools import pairwise

from apology_lint.email import Email
from apology_lint.source import RawSource

#: Lines around a change; changed lines up to which what they share is searched for (our choice:
#: the search is quadratic).
_AROUND, _SEARCHED = 3, 5000

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\]')

#: Lines that differ: (start, end) in the old file, then (start, end) in the new one.
_Change = tuple[int, int, int, int]


def diff(email: Email, after: bytes) -> str:
    """What changes in a file; ``patch -p0`` and ``git apply -p0`` take it if the file is UTF-8.

    Args:
        email: the mail as it was read from the file.
        after: the new bytes of the file.

    Empty if nothing changes. Lines keep their carriage returns, and a message is shown as it lies
    there, transfer encoding and all.
    """
    codec = "utf-8" if isinstance(email.source, RawSource) else email.source.encoding
    old, new = (_LINE.findall(data.decode(codec, "replace")) for data in (email.data, after))
    changes = _changes(old, new)
    name = _named(email.path)
    out = [f"--- {name}\n", f"+++ {name}\n"] if changes else []
    for group in _groups(changes):
        (first, _, begin, _), (_, last, _, stop) = group[0], group[-1]
        before, after_it = min(_AROUND, first), min(_AROUND, len(old) - last)
        ranges = _range(first - before, last + after_it), _range(begin - before, stop + after_it)
        out.append(f"@@ -{ranges[0]} +{ranges[1]} @@\n")
        at = first - before
        for first, last, begin, stop in group:
            out += [f" {line}" for line in old[at:first]]
            out += [f"-{line}" for line in old[first:last]]
            out += [f"+{line}" for line in new[begin:stop]]
            at = last
        out += [f" {line}" for line in old[at : at + after_it]]
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in out)


def _changes(old: list[str], new: list[str]) -> list[_Change]:
    shortest = min(len(old), len(new))
    head = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    tail = next((n for n in range(shortest - head) if old[-1 - n] != new[-1 - n]), shortest - head)
    last, stop = len(old) - tail, len(new) - tail
    if max(last, stop) - head > _SEARCHED:
        return [(head, last, head, stop)]
    found = SequenceMatcher(None, old[head:last], new[head:stop]).get_opcodes()
    return [(a + head, b + head, c + head, d + head) for kind, a, b, c, d in found if kind != "equal"]


def _groups(changes: list[_Change]) -> list[list[_Change]]:
    """The changes that share the lines around them."""
    groups = [[change] for change in changes[:1]]
    for before, change in pairwise(changes):
        if change[0] - before[1] <= 2 * _AROUND:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _range(first: int, last: int) -> str:
    """Lines as their first, from 1, and their number; the line before them if there are none."""
    return f"{first + (last > first)},{last - first}"


def _named(path: str) -> str:
    """A file name as diffs write it: in quotes if it has letters that would end it."""
    path = path.replace(os.sep, "/")
    if _UNSAFE.search(path):
        return '"' + _UNSAFE.sub(lambda match: f"\\{ord(match[0]):03o}", path) + '"'
    return f"{path}\t" if " " in path else path
