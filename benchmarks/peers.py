"""apology-lint beside proselint, write-good, alex and textlint, all measured in the same run.

    python benchmarks/peers.py MESSAGES [--peers DIR] [--rounds 7]

MESSAGES is a folder of mail. DIR is where `make bench` installs the peers: a virtual environment of this
Python with proselint, and node_modules. A peer that is missing is named and left out.

Times are ratios to apology-lint = 1, medians of rounds in which every tool has its turn. The tools look for
different things: a number of findings says that a tool read the text, not how good it is.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from apology_lint import Linter, UnreadableError, __version__
from apology_lint.readers import read
from speed import EXAMPLE, draft, in_turns

NODE = Path(__file__).with_name("peers.mjs")
#: The npm packages that each peer needs; its version is that of the first.
PACKAGES = {
    "write-good": ("write-good",),
    "alex": ("alex",),
    "textlint": ("textlint", "textlint-plugin-html", "textlint-rule-write-good", "textlint-rule-alex"),
}
#: A finding as most linters print it, `file:line:column`; alex indents `line:column` under the file.
FINDING = r"^(?:[^:\n]+:| +)(\d+):(\d+)\b"
OUR_FINDING = r"^[^:\n]+(?::(\d+):(\d+))?[^:\n]*: (?:error|warning|info) "

#: Lines of HTML with a word in them, cut in three; the finding belongs where ^ stands.
PLACES = {
    "in <b> after an entity": "<p>Zo&euml; &amp; all, this was <b>^{head}{letter}{tail}</b> our fault.</p>",
    "after an entity": "<p>Zo&euml; &amp; all, this was ^{head}{letter}{tail} our fault.</p>",
    "broken by a tag": "<p>Dear all, this was ^{head}<i>{letter}</i>{tail} our fault.</p>",
    "an entity in it": "<p>Dear all, this was ^{head}&#{code};{tail} our fault.</p>",
}


@dataclass(frozen=True)
class Tool:
    """A linter and how its users call it.

    `html` and `text` are the command before the files, to read them as HTML or as text (for apology-lint:
    as what they are). `reads` says what it takes HTML for. `warm` starts what checks a draft in a running
    process and returns the number of findings. `word` is one that it flags, and names when it does.
    """

    name: str
    version: str
    help: list[str]
    html: list[str]
    text: list[str]
    reads: str
    warm: Callable[[Path], contextlib.AbstractContextManager[Callable[[], int]]]
    word: str = "obviously"
    finding: str = FINDING
    first_column: int = 1

    @property
    def label(self) -> str:
        return f"{self.name} {self.version}"

    def places(self, output: str) -> list[tuple[int, int] | None]:
        """Line and column, both from 1, of every finding printed; None for one without a place."""
        found = re.findall(self.finding, output, re.M)
        return [(int(line), int(column) + 1 - self.first_column) if line else None for line, column in found]


def ours() -> Tool:
    command = [sys.executable, "-m", "apology_lint"]
    check = [*command, "--no-cache", "--lang", "en", "--output-format", "concise"]  # nor do peers remember

    @contextlib.contextmanager
    def warm(path: Path) -> Iterator[Callable[[], int]]:
        linter, data = Linter(), path.read_bytes()
        yield lambda: len(linter.check(read(path.name, data)).findings)

    return Tool(
        "apology-lint",
        __version__,
        [*command, "--help"],
        check,
        check,
        "HTML",
        warm,
        word="oops",
        finding=OUR_FINDING,
    )


def proselint(peers: Path) -> Tool | None:
    packages = peers / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    command = str(peers / "bin" / "proselint")
    metadata = next(packages.glob("proselint-*.dist-info"), None)
    if metadata is None:
        return None
    sys.path.append(str(packages))
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    @contextlib.contextmanager
    def warm(path: Path) -> Iterator[Callable[[], int]]:
        CheckRegistry().register_many(__register__)
        text = path.read_text(encoding="utf-8")
        yield lambda: len(LintFile(path.name, text).lint())

    check = [command, "check", "--output-format", "compact"]
    version = metadata.name.removeprefix("proselint-").removesuffix(".dist-info")
    return Tool("proselint", version, [command, "--help"], check, check, "HTML as text", warm)


def node_tool(peers: Path, name: str) -> Tool | None:
    modules = (peers / "node_modules").resolve()
    if shutil.which("node") is None or not all((modules / package).is_dir() for package in PACKAGES[name]):
        return None
    version = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))["version"]
    command = str(modules / ".bin" / name)
    help_ = [command, "--help"]
    warm = partial(warm_in_node, modules.parent, name)
    if name == "write-good":
        check = [command, "--parse"]
        return Tool(name, version, help_, check, check, "HTML as text", warm, first_column=0)
    if name == "alex":
        return Tool(name, version, help_, [command, "--html"], [command, "--text"], "HTML", warm)
    check = [command, "--rules-base-directory", str(modules), "--format", "unix", "--plugin", "html"]
    check += ["--rule", "write-good", "--rule", "alex"]
    return Tool(name, f"{version} with write-good, alex", help_, check, check, "HTML", warm)


@contextlib.contextmanager
def warm_in_node(folder: Path, name: str, path: Path) -> Iterator[Callable[[], int]]:
    with subprocess.Popen(
        ["node", str(NODE), str(folder), name, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        question, answer = process.stdin, process.stdout

        def check() -> int:
            question.write("\n")
            return int(answer.readline())

        yield check


def output(tool: Tool, command: list[str]) -> str:
    """What a command prints. No findings and an exit status other than 0 is a tool that did not run."""
    result = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", errors="replace")
    printed = result.stdout + result.stderr
    if result.returncode and not tool.places(printed):
        raise SystemExit(f"{tool.name} failed with status {result.returncode}: {printed[-1000:]}")
    return printed


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print(f"\n{title}\n")
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def ratios(times: Sequence[float]) -> list[str]:
    """Each time as a ratio to the first, which is ours."""
    return [f"{taken / times[0]:.2f}" for taken in times]


def cold(tools: Sequence[Tool], rounds: int) -> None:
    """A process from its start to its end: the help, and one small draft."""
    helps = [partial(output, tool, tool.help) for tool in tools]
    checks = [partial(output, tool, [*tool.html, str(EXAMPLE)]) for tool in tools]
    taken = [time for time, _ in in_turns([*helps, *checks], rounds, warmups=1)]
    help_, check = taken[: len(tools)], taken[len(tools) :]
    rows = zip([tool.label for tool in tools], ratios(help_), ratios(check), strict=True)
    size = EXAMPLE.stat().st_size
    title = f"cold start (1 is {help_[0]:.0f} ms for --help, {check[0]:.0f} ms for a draft of {size:,} bytes)"
    table(title, ("", "--help", "one draft"), list(rows))


def repeated(check: Callable[[], int], times: int) -> int:
    return [check() for _ in range(times)][-1]


def warm(tools: Sequence[Tool], rounds: int) -> None:
    """One draft of 20 KB in a process that has checked it before.

    A turn is several checks: what ran between two turns has emptied the processor's caches.
    """
    turn = 5
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        path = Path(folder) / "draft.html"
        # Every tool is to have something to find, alex too.
        path.write_text(draft(19_000).replace("</p>", " This is obviously so.</p>"), encoding="utf-8")
        checks = [running.enter_context(tool.warm(path)) for tool in tools]
        measured = in_turns([partial(repeated, check, turn) for check in checks], rounds)
        size = path.stat().st_size
    times = ratios([taken for taken, _ in measured])
    rows = [
        (tool.label, tool.reads, str(findings), ratio)
        for tool, (_, findings), ratio in zip(tools, measured, times, strict=True)
    ]
    title = f"one draft of {size:,} bytes, warm (1 is {measured[0][0] / turn:.1f} ms)"
    table(title, ("", "read as", "findings", "time"), rows)


def many(tools: Sequence[Tool], messages: Path, rounds: int) -> None:
    """All files in one command. Peers read no mail: they are given its text, at no cost to them."""
    with tempfile.TemporaryDirectory() as folder:
        mails: list[str] = []
        texts: list[str] = []
        for path in sorted(path for path in messages.rglob("*") if path.is_file()):
            try:
                email = read(str(path), path.read_bytes())
            except UnreadableError as error:
                print(f"{path}: left out: {error}")
                continue
            seen = [email.subject, *(block.text for block in email.blocks)]
            text = Path(folder) / f"{len(texts)}.txt"
            text.write_text("\n\n".join(part.value for part in seen if part), encoding="utf-8")
            mails.append(str(path))
            texts.append(str(text))
        if not mails:
            raise SystemExit(f"{messages}: no mail in this folder")
        given = ["the files", *["their text, already taken out" for _ in tools[1:]]]
        files = [mails, *[texts for _ in tools[1:]]]
        calls = [
            partial(output, tool, [*tool.text, *paths]) for tool, paths in zip(tools, files, strict=True)
        ]
        measured = in_turns(calls, rounds, warmups=0)
    times = ratios([taken for taken, _ in measured])
    rows = [
        (tool.label, what, str(len(tool.places(printed))), ratio)
        for tool, what, (_, printed), ratio in zip(tools, given, measured, times, strict=True)
    ]
    title = f"files in one command: {len(mails):,} (1 is {measured[0][0] / 1000:.1f} s)"
    table(title, ("", "given", "findings", "time"), rows)


def place_draft(word: str) -> str:
    """The lines of `PLACES` with a word, after a line that has it only where no reader sees it."""
    parts = {"head": word[:2], "letter": word[2], "tail": word[3:], "code": ord(word[2])}
    lines = [line.replace("^", "").format(**parts) for line in PLACES.values()]
    return "\n".join([f'<div class="{word}"><!-- {word} --></div>', *lines, ""])


def places_kept(tool: Tool, printed: str) -> list[bool]:
    """For every line of `PLACES` whether all findings of the word, and at least one, begin exactly where
    the word does; last, whether nothing was found in the hidden line."""
    places = tool.places("\n".join(line for line in printed.splitlines() if tool.word in line))
    columns: dict[int, set[int]] = {}
    for line, column in filter(None, places):
        columns.setdefault(line, set()).add(column)
    expected = [{line.index("^") + 1} for line in PLACES.values()]
    return [*(columns.get(number) == there for number, there in enumerate(expected, 2)), 1 not in columns]


def exact(tools: Sequence[Tool]) -> None:
    """Whether line and column in HTML are those of the word."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.html"
        for tool in tools:
            path.write_text(place_draft(tool.word), encoding="utf-8")
            kept = places_kept(tool, output(tool, [*tool.html, str(path)]))
            rows.append((tool.label, tool.word, *("yes" if answer else "no" for answer in kept)))
    table("exact place in HTML", ("", "word", *PLACES, "silent in markup"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("messages", type=Path, help="folder of mail")
    parser.add_argument("--peers", type=Path, default=Path(".venv/peers"), help="where they are installed")
    parser.add_argument("--rounds", type=int, default=7, help="how often everything is measured")
    arguments = parser.parse_args()
    found = {"proselint": proselint(arguments.peers)}
    found |= {name: node_tool(arguments.peers, name) for name in PACKAGES}
    tools = [ours(), *(tool for tool in found.values() if tool is not None)]
    for name in (name for name, tool in found.items() if tool is None):
        print(f"{name}: not installed, not measured")
    exact(tools)
    cold(tools, arguments.rounds)
    warm(tools, arguments.rounds)
    many(tools, arguments.messages, min(arguments.rounds, 3))


if __name__ == "__main__":
    main()
