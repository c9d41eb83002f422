"""How fast apology-lint is, as ratios to floors measured in the same run; `peers.py` has other linters.

    python benchmarks/speed.py

Absolute times depend on the machine; only the ratios say something.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from bs4 import BeautifulSoup

from apology_lint import Linter
from apology_lint.readers import read

EXAMPLE = Path(__file__).parents[1] / "examples" / "outage" / "bad.html"
_Result = TypeVar("_Result")


def draft(size: int) -> str:
    """A draft of about `size` characters: an example whose message is repeated, every time a little
    different so that no cache of words makes it cheaper than real mail."""
    text = EXAMPLE.read_text(encoding="utf-8")
    begin = text.index("<p")
    end = text.rindex("</p>") + len("</p>")
    head, body, tail = text[:begin], text[begin:end], text[end:]
    if size <= len(text):
        return head + body[: max(size - len(head) - len(tail), 200)] + tail
    parts = []
    length = len(head) + len(tail)
    number = 0
    while length < size:
        part = body.replace("we ", f"we {number} ").replace("your", f"your{number % 97}")
        parts.append(part)
        length += len(part)
        number += 1
    return (head + "".join(parts))[: size - len(tail)] + tail


def in_turns(
    calls: Sequence[Callable[[], _Result]], rounds: int, warmups: int = 3
) -> list[tuple[float, _Result]]:
    """Median milliseconds and last result of calls made in turns, so that noise of the machine meets all."""
    times: list[list[float]] = [[] for _ in calls]
    results: list[_Result] = []
    for number in range(warmups + rounds):
        results = []
        for call, kept in zip(calls, times, strict=True):
            began = time.perf_counter()
            results.append(call())
            if number >= warmups:
                kept.append(time.perf_counter() - began)
    return [(statistics.median(kept) * 1000, result) for kept, result in zip(times, results, strict=True)]


def against_parsing(linter: Linter, data: bytes, rounds: int) -> tuple[float, float]:
    """Milliseconds of checking a draft, and of beautifulsoup4 only parsing it."""
    text = data.decode()
    calls = (lambda: linter.check(read("draft.html", data)), lambda: BeautifulSoup(text, "html.parser"))
    (ours, _), (parse, _) = in_turns(calls, rounds)
    return ours, parse


def warm(linter: Linter) -> None:
    """One 20 KB draft against parsing it."""
    data = draft(20_000).encode()
    ours, parse = against_parsing(linter, data, 200)
    print(f"one draft of {len(data):,} bytes, warm")
    print(f"  apology-lint {ours:8.2f} ms   {ours / parse:5.2f} x beautifulsoup4 parsing it ({parse:.2f} ms)")


def cold() -> None:
    """Start-up: --help, rules, explain, one draft that is new and one that is remembered, against a bare
    Python, the heavy imports and --help."""
    runs = {
        "bare": ["-c", "pass"],
        "heavy": ["-c", "import spacy, textstat"],
        "--help": ["-m", "apology_lint", "--help"],
        "rules": ["-m", "apology_lint", "rules"],
        "explain": ["-m", "apology_lint", "explain", "humor"],
        "new draft": ["-m", "apology_lint", str(EXAMPLE), "--no-cache"],
        "unchanged": ["-m", "apology_lint", str(EXAMPLE)],
    }
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "APOLOGY_LINT_CACHE": cache}
        calls = [
            partial(subprocess.run, [sys.executable, *arguments], capture_output=True, env=environment)
            for arguments in runs.values()
        ]
        (bare, _), (heavy, _), *ours = in_turns(calls, 7, warmups=1)
    print(f"cold start; python -c pass {bare:.0f} ms, importing spacy and textstat {heavy:.0f} ms")
    help_page = ours[0][0]
    for name, (taken, _) in zip(list(runs)[2:], ours, strict=True):
        ratios = f"{taken / bare:6.1f} x bare python  {taken / heavy:5.2f} x the imports"
        print(f"  {name:10} {taken:6.0f} ms  {ratios}  {taken / help_page:5.2f} x --help")


def scaling(linter: Linter) -> None:
    """From 1 KB to 1 MB: the ratio to parsing must not grow with the size."""
    print("size of the draft (memory is the peak of the whole process so far)")
    for size in (1_000, 10_000, 100_000, 1_000_000):
        data = draft(size).encode()
        ours, parse = against_parsing(linter, data, 3 if size > 200_000 else 20)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        each = f"{ours / len(data) * 1000:6.3f} ms a KB"
        ratio = f"{ours / parse:5.2f} x parsing it"
        print(f"  {len(data):>9,} bytes {ours:9.2f} ms  {each}  {ratio}  {peak:5.0f} MB")


if __name__ == "__main__":
    LINTER = Linter()
    warm(LINTER)
    cold()
    scaling(LINTER)
