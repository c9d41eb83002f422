"""Run apology-lint over a folder of mail and check its promises file by file.

    python benchmarks/corpus.py DIR [--seconds 10] [--sample RULE]

For every file: no crash, no hang, and for every finding and act the source slice, decoded by
means that share nothing with apology-lint (the standard library), is the text it names. Prints
counts, the slowest and the hungriest file, rules by hits; exits with 1 if a promise was broken.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import contextlib
import email
import email.header
import html
import quopri
import re
import resource
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from apology_lint import Linter, UnreadableError
from apology_lint.readers import read
from apology_lint.report import Report
from apology_lint.source import INVISIBLE

TEMPLATE = re.compile(
    r"\{%-?\s*comment.*?endcomment\s*-?%\}|\{\{!--.*?--\}\}|\{#.*?#\}|\{%.*?%\}|\{\{[#/!^~].*?\}\}|<%[^=-].*?%>"
    r"|\{\{\s*else\s*\}\}|\*\|(?:IF|ELSE|END:).*?\|\*",
    re.S,
)


class TextOnly(HTMLParser):
    """The text between tags, by the standard library alone."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None:  # inside script and style nothing is seen
            self.found.append(data)


def without_markup(text: str) -> str:
    parser = TextOnly()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError:  # the standard library gives up on "<![="
        return text
    return "".join(parser.found)


def squeezed(text: str) -> str:
    """Text without anything two decoders may rightly differ in: white space and unseen characters."""
    return re.sub(f"[\\s\ufffd{INVISIBLE}]+|[\ud800-\udfff]", "", text)


def readings(raw: bytes, charsets: list[str]) -> Iterator[str]:
    """Every way to read a slice: transfer decoding, charset, markup."""
    for data in {raw, quopri.decodestring(raw), quopri.decodestring(raw, header=True)}:
        for charset in charsets:
            try:
                text = data.decode(charset, "replace")
            except LookupError:
                continue
            yield text
            yield html.unescape(text)
            yield without_markup(TEMPLATE.sub("", text))
    words = email.header.decode_header(raw.decode("latin-1"))
    yield "".join(w if isinstance(w, str) else w.decode(c or "latin-1", "replace") for w, c in words)


def decoded_part(data: bytes, label: str) -> bytes | None:
    """The decoded bytes of a base64 part, found by the standard library."""
    number = re.match(r"part ([\d.]+) ", label)
    if number is None:
        return None
    body = data
    part = email.message_from_bytes(data)
    for index in number[1].split("."):
        if part.is_multipart():
            part = part.get_payload()[int(index) - 1]
    body = str(part.get_payload()).encode("ascii", "replace")
    try:
        return base64.b64decode(body)
    except binascii.Error:
        return None


def broken_promises(data: bytes, report: Report) -> Iterator[str]:
    """What is wrong with the places in a report."""
    charsets = ["utf-8", *charsets_of(data), "cp1252", "latin-1"]
    result = report.to_dict()
    for item in result["findings"] + result["acts"]:
        if item["start"] is None:
            continue
        if item["decoded_part"] is not None:
            part = decoded_part(data, item["decoded_part"])
            if part is None:
                continue
        else:
            part = data
        first, after = item["start"]["offset"], item["end"]["offset"]
        wanted = squeezed(item["text"])
        if not any(squeezed(text) == wanted for text in readings(part[first:after], charsets)):
            yield f"{item.get('rule') or item['act']}: slice {part[first:after]!r} is not {item['text']!r}"
        line = part.count(b"\n", 0, first) + 1
        if b"\0" not in part[:200] and line != item["start"]["line"]:
            yield f"line {item['start']['line']}, counted {line}"


def charsets_of(data: bytes) -> list[str]:
    """The charsets a file names, also in a page that is quoted-printable."""
    data = data.replace(b"charset=3D", b"charset=")
    found = re.findall(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)|=\?([\w.:-]+)\?[bq]\?", data, re.I)
    return list(dict.fromkeys((a or b).decode("ascii") for a, b in found))


def main() -> int:
    """Run; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0, help="longest a file may take (default 10)")
    parser.add_argument("--sample", metavar="RULE", help="print what one rule flags")
    arguments = parser.parse_args()

    linter = Linter()
    linter.check(read("warm.txt", b"We are sorry."))
    files = sorted(p for p in arguments.folder.rglob("*") if p.is_file())
    counts: Counter[str] = Counter()
    mails: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    times: list[tuple[float, Path]] = []
    failures = 0
    for path in files:
        data = path.read_bytes()
        began = time.perf_counter()
        try:
            report = linter.check(read(path.name, data))
        except UnreadableError as error:
            counts["refused: " + re.sub(r"^line .*: ", "", str(error)).partition(".")[0][:50]] += 1
            continue
        except Exception as error:  # the very thing this program looks for
            failures += 1
            print(f"CRASH {path}: {error!r}")
            continue
        finally:
            times.append((time.perf_counter() - began, path))
        counts[f"checked as {report.email.format}, language {report.language}"] += 1
        for rule in {finding.rule for finding in report}:
            mails[rule] += 1
        hits.update(finding.rule for finding in report)
        for problem in broken_promises(data, report):
            failures += 1
            print(f"WRONG {path}: {problem}")
        for finding in report:
            if finding.rule == arguments.sample:
                print(f"{path.name}: {finding.where}: {finding.text!r}")
    times.sort(reverse=True)
    for seconds, path in times:
        if seconds > arguments.seconds:
            failures += 1
            print(f"SLOW {path}: {seconds:.1f} s")

    print(f"{len(files)} files")
    for name, count in counts.most_common():
        print(f"  {count:6}  {name}")
    print("slowest")
    for seconds, path in times[:3]:
        print(f"  {seconds * 1000:6.0f} ms  {described(path, arguments.folder)}")
    print("most memory (the three slowest and the three largest, each alone)")
    largest = sorted(files, key=lambda p: -p.stat().st_size)[:3]
    hungriest = {*largest, *(path for _, path in times[:3])}
    for peak, path in sorted(((peak_of(linter, path), path) for path in hungriest), reverse=True)[:3]:
        print(f"  {peak / 1e6:6.1f} MB  {described(path, arguments.folder)}")
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {resident:6.0f} MB  resident at the peak, whole run")
    print("rules: findings, mails")
    for rule, count in hits.most_common():
        print(f"  {count:6} {mails[rule]:6}  {rule}")
    print(f"{failures} broken promises" if failures else "every promise kept")
    return int(bool(failures))


def described(path: Path, folder: Path) -> str:
    """Size and name of a file."""
    return f"{path.stat().st_size:>9,} bytes  {path.relative_to(folder)}"


def peak_of(linter: Linter, path: Path) -> int:
    """Peak memory that checking one file allocates, in bytes."""
    tracemalloc.start()
    with contextlib.suppress(UnreadableError):
        linter.check(read(path.name, path.read_bytes()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    sys.exit(main())
