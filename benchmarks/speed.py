"""How fast apology-lint is, as ratios to peers and floors measured in the same run.

    python benchmarks/speed.py [--alex DIR]

--alex names a folder in which `npm install alex` was run; proselint is used if it is installed.
Absolute times depend on the machine; only the ratios say something.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bs4 import BeautifulSoup

from apology_lint import Linter
from apology_lint.readers import read

EXAMPLE = Path(__file__).parents[1] / "examples" / "outage" / "bad.html"


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


def median_ms(run: Callable[[], object], rounds: int) -> float:
    """Median milliseconds of a call, after three calls to warm up."""
    for _ in range(3):
        run()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def alternating(
    first: Callable[[], object], second: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """Medians of two calls made in turns, so that noise of the machine meets both."""
    for _ in range(3):
        first()
        second()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for run, kept in zip((first, second), times, strict=True):
            began = time.perf_counter()
            run()
            kept.append(time.perf_counter() - began)
    return statistics.median(times[0]) * 1000, statistics.median(times[1]) * 1000


def warm(linter: Linter) -> None:
    """One 20 KB draft against parsing it, and against peers on the same draft."""
    text = draft(20_000)
    data = text.encode()
    ours, parse = alternating(
        lambda: linter.check(read("draft.html", data)), lambda: BeautifulSoup(text, "html.parser"), 200
    )
    print(f"one draft of {len(data):,} bytes, warm")
    print(f"  apology-lint {ours:8.2f} ms   {ours / parse:5.2f} x beautifulsoup4 parsing it ({parse:.2f} ms)")
    for name, milliseconds in (proselint(text), alex(data)):
        if milliseconds is None:
            print(f"  {name}: not installed, not measured")
        else:
            print(f"  {name:12} {milliseconds:8.2f} ms   {milliseconds / ours:5.2f} x apology-lint")


def proselint(text: str) -> tuple[str, float | None]:
    """proselint on the draft; it reads HTML as if it were text."""
    try:
        from proselint.checks import __register__
        from proselint.registry import CheckRegistry
        from proselint.tools import LintFile
    except ImportError:
        return "proselint", None
    CheckRegistry().register_many(__register__)
    return "proselint", median_ms(lambda: LintFile("draft.html", text).lint(), 10)


def alex(data: bytes) -> tuple[str, float | None]:
    """alex in HTML mode, timed inside Node."""
    if ARGUMENTS.alex is None:
        return "alex (HTML)", None
    with tempfile.NamedTemporaryFile(suffix=".html") as file:
        file.write(data)
        file.flush()
        script = Path(__file__).with_name("alex-html.mjs")
        command = ["node", str(script), str(ARGUMENTS.alex), file.name, "30"]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return "alex (HTML)", float(output.split()[0])


def seconds(command: list[str], rounds: int = 7) -> float:
    """Median wall time of a whole process."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(command, check=False, capture_output=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def cold() -> None:
    """Start-up: --help, rules, explain and one check, against a bare Python and the heavy imports."""
    python = sys.executable
    tool = [python, "-m", "apology_lint"]
    bare = seconds([python, "-c", "pass"])
    heavy = seconds([python, "-c", "import spacy, textstat"])
    print(
        f"cold start; python -c pass {bare * 1000:.0f} ms, importing spacy and textstat {heavy * 1000:.0f} ms"
    )
    for name, arguments in (
        ("--help", ["--help"]),
        ("rules", ["rules"]),
        ("explain", ["explain", "humor"]),
        ("one check", [str(EXAMPLE)]),
    ):
        taken = seconds([*tool, *arguments])
        ratios = f"{taken / bare:6.1f} x bare python  {taken / heavy:5.2f} x the imports"
        print(f"  {name:10} {taken * 1000:6.0f} ms  {ratios}")


def scaling(linter: Linter) -> None:
    """From 1 KB to 1 MB: the ratio to parsing must not grow with the size."""
    print("size of the draft (memory is the peak of the whole process so far)")
    for size in (1_000, 10_000, 100_000, 1_000_000):
        text = draft(size)
        data = text.encode()
        rounds = 3 if size > 200_000 else 20
        ours, parse = alternating(
            lambda data=data: linter.check(read("draft.html", data)),  # type: ignore[misc]
            lambda text=text: BeautifulSoup(text, "html.parser"),  # type: ignore[misc]
            rounds,
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        each = f"{ours / len(data) * 1000:6.3f} ms a KB"
        ratio = f"{ours / parse:5.2f} x parsing it"
        print(f"  {len(data):>9,} bytes {ours:9.2f} ms  {each}  {ratio}  {peak:5.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--alex", type=Path, help="folder in which alex is installed")
    ARGUMENTS = parser.parse_args()
    LINTER = Linter()
    warm(LINTER)
    cold()
    scaling(LINTER)
