"""Text files of addresses, unpacked and looked through once before a database reads them.

A database that reads CSV splits a file among its threads and guesses where rows begin; one quotation mark
that is never closed then takes thousands of rows along without a word. So the rows are counted here, and
whoever reads the file must come to the same number.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

#: What reading a compressed file raises that is damaged or ends early.
CUT = (EOFError, gzip.BadGzipFile, zlib.error)
#: The delimiter of files that have none: no text holds it.
WHOLE_LINE = "\x1f"
#: No line may be longer, in bytes: DuckDB drops one that is longer than its buffers.
LONGEST_LINE = 16_000_000
_PIECE = 1 << 20
_BROKEN = "\ufffd".encode()
#: A cell in quotation marks on one line, between delimiters: nothing has to be known of those.
_CELL = r'(?<=[\n%s])"[^"\n]*(?:""[^"\n]*)*"(?=[\n%s])'
_MARK = re.compile(rb'"|\n')
_EMPTY = re.compile(rb"\n(?=\n)")


class TextError(ValueError):
    """A file that nobody can split into rows, and the line where that shows; 0 if it is not known."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(slots=True)
class Written:
    """How the text of a file is written.

    Attributes:
        rows: how many there are, the header among them; lines without anything count only where there is
            one column.
        quoted: whether it has quotation marks that mean something.
        broken: whether something in it is no text.
        ends: how its lines end, as bytes.
    """

    rows: int = 0
    quoted: bool = False
    broken: bool = False
    ends: set[bytes] = field(default_factory=set)


def open_text(path: Path, compression: str | None, encoding: str) -> IO[str]:
    """A file of text for reading line by line."""
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    return io.TextIOWrapper(opened(path, compression), encoding=codec, errors="replace", newline="")


def opened(path: Path, compression: str | None) -> Any:
    """A file for reading, unpacked."""
    if compression == "gzip":
        return gzip.open(path, "rb")
    if compression == "zstd":
        import pyarrow

        return io.BufferedReader(pyarrow.CompressedInputStream(path.open("rb"), "zstd"))
    return path.open("rb")


def pieces(path: Path, compression: str | None, encoding: str) -> Iterator[bytes]:
    """A file of text piece by piece, in UTF-8, with U+FFFD for what is no text."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with opened(path, compression) as file:
        while data := file.read(_PIECE):
            yield decoder.decode(data).encode()
    yield decoder.decode(b"", final=True).encode()


def uniform(data: Iterator[bytes]) -> Iterator[bytes]:
    """The same text with ``\\n`` at the end of each line."""
    return (lines for lines, _ in _lines(data))


def look_through(data: Iterator[bytes], delimiter: str, columns: int) -> Written:
    """Count the rows of a file.

    Args:
        data: the file piece by piece, in UTF-8.
        delimiter: between its cells; `WHOLE_LINE` where a line is an entry and quotation marks mean nothing.
        columns: how many it has.

    Raises:
        TextError: a line is too long, or a quotation mark is never closed.
    """
    found = Written()
    mark = re.escape(delimiter).encode()
    rows = _Rows(delimiter.encode(), columns > 1, re.compile(_CELL.encode() % (mark, mark)))
    for lines, ends in _lines(data):
        found.ends |= ends
        found.broken |= _BROKEN in lines
        quoted = delimiter != WHOLE_LINE and b'"' in lines
        found.quoted |= quoted
        rows.take(lines, quoted)
    if rows.inside:
        raise TextError(rows.opened, _UNCLOSED)
    found.rows = rows.number
    return found


def line_at(path: Path, compression: str | None, at: int) -> int:
    """The number of the line at a byte of a file, and behind it where nothing stands on that line."""
    ends = {b"\n": 0, b"\r": 0}  # all lines end alike, some with both
    for piece in pieces(path, compression, "utf-8"):
        head = piece[: max(at, 0)]
        tail = piece[len(head) :]
        head += tail[: len(tail) - len(tail.lstrip(b"\r\n"))]
        for end in ends:
            ends[end] += head.count(end)
        at -= len(piece)
        if len(head) < len(piece):
            break
    return 1 + max(ends.values())


_UNCLOSED = (
    "a quotation mark begins here that is not closed in its row: nobody can tell which rows it takes along; "
    "mend this line"
)


class _Rows:
    """Counts rows of CSV as DuckDB reads it: a quotation mark means something where a cell begins, also
    behind one space."""

    def __init__(self, delimiter: bytes, several: bool, cell: re.Pattern[bytes]) -> None:
        self.number = 0
        self.inside = False
        self.opened = 0
        self._line = 1
        self._delimiter = delimiter
        self._several = several
        self._cell = cell

    def take(self, lines: bytes, quoted: bool) -> None:
        """The next lines; only the last of a file may be without its end."""
        count = lines.count(b"\n")
        if quoted:
            lines = self._cell.sub(b"x", b"\n" + lines)[1:]
        if self.inside or (quoted and b'"' in lines):
            self._slowly(lines)
        else:
            self.number += count + (not lines.endswith(b"\n"))
            if self._several and (lines.startswith(b"\n") or b"\n\n" in lines):
                self.number -= lines.startswith(b"\n") + len(_EMPTY.findall(lines))
        self._line += count

    def _slowly(self, lines: bytes) -> None:
        line, begin, escaped = self._line, 0, -1
        for found in _MARK.finditer(lines):
            at = found.start()
            if found[0] == b"\n":
                line += 1
                if not self.inside:
                    self.number += at > begin or not self._several
                begin = at + 1
            elif self.inside:
                if at == escaped:
                    continue
                if lines[at + 1 : at + 2] == b'"':
                    escaped = at + 1
                    continue
                self.inside = False
                if lines[at + 1 : at + 2] not in (b"", b"\n", b" ", self._delimiter) and self.opened < line:
                    raise TextError(self.opened, _UNCLOSED)
            elif self._begins_cell(lines, at):
                self.inside, self.opened = True, line
        if not self.inside:
            self.number += len(lines) > begin

    def _begins_cell(self, lines: bytes, at: int) -> bool:
        before = at - (lines[at - 1 : at] == b" ")
        return before == 0 or lines[before - 1 : before] in (b"\n", self._delimiter)


def _lines(data: Iterator[bytes]) -> Iterator[tuple[bytes, set[bytes]]]:
    """Whole lines in pieces, each ending with ``\\n``, and how they ended before."""
    left, first = b"", True
    for piece in data:
        if first:
            piece = piece.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901 - the mark is no part of the text
            first = False
        text = left + piece
        # A \r at the very end may have its \n in the next piece.
        cut = max(text.rfind(b"\n"), text.rfind(b"\r", 0, len(text) - 1)) + 1
        lines, left = text[:cut], text[cut:]
        if len(left) > LONGEST_LINE:
            raise TextError(0, f"a line of more than {LONGEST_LINE // 1_000_000} MB: this is no list")
        if lines:
            yield _ended(lines)
    if left:
        yield _ended(left)


def _ended(lines: bytes) -> tuple[bytes, set[bytes]]:
    if b"\r" not in lines:
        return lines, {b"\n"} if b"\n" in lines else set()
    both = lines.count(b"\r\n")
    counts = {b"\r\n": both, b"\n": lines.count(b"\n") - both, b"\r": lines.count(b"\r") - both}
    same = lines.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return same, {end for end, count in counts.items() if count}
