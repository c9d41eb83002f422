"""Exact places in a file.

A `Source` is a text that positions refer to; a `Text` is what a reader sees, with a map back
into its source. Everything that becomes a finding is cut out of a `Text`, so no rule ever
computes a line or searches the file for a string it has seen before.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

#: Stands in a `Text` for one template placeholder such as ``{{ name }}``.
PLACEHOLDER = "\ufffc"

#: Characters no reader sees: zero-width spaces and joiners, bidi controls, soft hyphens, fillers.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
)
_SPACE = " \t\n\r\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPECIAL = re.compile(f"[{INVISIBLE}]+|[{_SPACE}]{{2,}}|[{_SPACE[1:]}]|[\ud800-\udfff]")
_INVISIBLE_RUN = re.compile(f"[{INVISIBLE}]+")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file: `offset` in bytes from 0, `line` and `column` (in characters) from 1."""

    offset: int
    line: int
    column: int


class ByteMap:
    """Which byte each character of a decoded text begins at."""

    def __init__(self, data: bytes, text: str, encoding: str) -> None:
        self._data = data
        self._text = text
        self._encoding = encoding
        self._one_byte_each = len(data) == len(text)

    def byte_at(self, char: int) -> int:
        """Byte offset of character `char`; the length of the data at the end of the text."""
        if self._one_byte_each:
            return char
        if self._encoding == "utf-8":
            line, starts = bisect_right(self._line_chars, char) - 1, self._line_bytes
            return starts[line] + len(_utf8(self._text[self._line_chars[line] : char]))
        return self._table[min(char, len(self._table) - 1)]

    @cached_property
    def _line_chars(self) -> list[int]:
        # Blocks of at most 4,000 characters keep one very long line from costing more each time.
        return list(range(0, len(self._text) + 1, 4000))

    @cached_property
    def _line_bytes(self) -> list[int]:
        at, starts = 0, []
        for start in self._line_chars:
            starts.append(at)
            at += len(_utf8(self._text[start : start + 4000]))
        return starts

    @cached_property
    def _table(self) -> list[int]:
        """For charsets whose bytes cannot be computed back: decode byte by byte and watch."""
        decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        table: list[int] = []
        began = 0
        for number in range(len(self._data)):
            made = decoder.decode(self._data[number : number + 1])
            if made:
                table.extend([began] * len(made))
                began = number + 1
        table.extend([began] * len(decoder.decode(b"", True)))
        return [*table, len(self._data)]


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


class Source:
    """The exact text of one file, or of one part that only exists decoded.

    Args:
        path: the name to show.
        data: the bytes of `text`, without a byte order mark.
        text: `data` decoded; undecodable bytes as lone surrogates or U+FFFD.
        encoding: the Python codec that was used.
        mark: the bytes before `data` in the file (the byte order mark).
        writes: the codec that new text may be written in, where it is narrower than `encoding`.
        is_file: False for a value given as an option, which has no place in any file.

    `is_markup` says whether the text is HTML or MJML, so that what is put into it must be escaped.
    """

    #: The name of a part or header that only exists decoded: positions are then positions in it.
    decoded: str | None = None

    def __init__(
        self,
        path: str,
        data: bytes,
        text: str,
        encoding: str,
        mark: bytes = b"",
        writes: str | None = None,
        is_file: bool = True,
    ) -> None:
        self.path = path
        self.is_file = is_file
        self.text = text
        self.data = data
        self.encoding = encoding
        self.mark = mark
        self.writes = writes or encoding
        self.is_markup = False
        self._bytes = ByteMap(data, text, encoding)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.text))]

    def _position(self, offset: int) -> Position:
        line = bisect_right(self._line_starts, offset)
        column = offset - self._line_starts[line - 1] + 1
        return Position(self._bytes.byte_at(offset) + len(self.mark), line, column)

    def extent(self, start: int, end: int) -> tuple[Position, Position]:
        """Start and end (exclusive) of the characters `start` to `end` of `text`."""
        return self._position(start), self._position(end)

    def byte_at(self, offset: int) -> int:
        """The byte of `data` at which character `offset` of `text` begins."""
        return self._bytes.byte_at(offset)

    def line(self, offset: int) -> tuple[str, int]:
        """The line that holds character `offset`, and where in `text` that line begins."""
        start = self._line_starts[bisect_right(self._line_starts, offset) - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else None].rstrip("\r"), start


class RawSource(Source):
    """A message as it lies on the wire: offsets are bytes, lines may mix encodings."""

    def __init__(self, path: str, data: bytes) -> None:
        super().__init__(path, data, data.decode("latin-1"), "latin-1")
        # Places met in the line asked for last, with their columns: a line of a megabyte with
        # thousands of findings must not be decoded from its beginning each time.
        self._met: list[tuple[int, int]] = []

    def _position(self, offset: int) -> Position:
        line = bisect_right(self._line_starts, offset)
        start = self._line_starts[line - 1]
        if not self._met or self._met[0][0] != start:
            self._met = [(start, 1)]
        near = bisect_right(self._met, (offset, len(self.data) + 1)) - 1
        at, column = self._met[near]
        column += len(self.data[at:offset].decode("utf-8", "surrogateescape"))
        if near == len(self._met) - 1 and offset > at + 4000:
            self._met.append((offset, column))
        return Position(offset, line, column)


class PartSource(Source):
    """One decoded part of a message whose every byte is known in the raw message.

    `runs` are (first decoded byte, first raw byte, raw bytes for each decoded byte), in order; the
    part ends before raw byte `end`, and `quoted` says that it is quoted-printable.
    """

    def __init__(
        self,
        raw: RawSource,
        data: bytes,
        text: str,
        encoding: str,
        runs: list[tuple[int, int, int]],
        end: int,
        quoted: bool = False,
        writes: str | None = None,
    ) -> None:
        super().__init__(raw.path, data, text, encoding, writes=writes)
        self.raw = raw
        self.end = end
        self.quoted = quoted
        self._runs = runs
        self._run_starts = [run[0] for run in runs]

    def _raw_at(self, byte: int) -> int:
        if not self._runs:
            return 0
        first, raw, width = self._runs[max(bisect_right(self._run_starts, byte) - 1, 0)]
        return raw + (byte - first) * width

    def raw_range(self, start: int, end: int) -> tuple[int, int]:
        """The bytes of the raw message that hold the characters `start` to `end` of the part."""
        first = self._raw_at(self._bytes.byte_at(start))
        if end <= start:
            return first, first
        # The end is taken from the last byte inside, so that a soft line break after it stays out.
        last = self._bytes.byte_at(end) - 1
        run = self._runs[max(bisect_right(self._run_starts, last) - 1, 0)] if self._runs else (0, 0, 1)
        return first, self._raw_at(last) + run[2]

    def extent(self, start: int, end: int) -> tuple[Position, Position]:
        """Start and end in the raw message of the characters `start` to `end` of the part."""
        return self.raw.extent(*self.raw_range(start, end))


class DecodedSource(Source):
    """A part or header whose characters have no bytes of their own in the message (base64).

    It lies at bytes `start` to `end` of `raw`; `decoded` is its name.
    """

    def __init__(
        self,
        raw: RawSource,
        start: int,
        end: int,
        data: bytes,
        text: str,
        encoding: str,
        decoded: str,
        writes: str | None = None,
    ) -> None:
        super().__init__(raw.path, data, text, encoding, writes=writes)
        self.raw = raw
        self.start = start
        self.end = end
        self.decoded = decoded


class HeaderSource(DecodedSource):
    """The value of a header field with base64 in it, every character decoded, folds and all."""


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start` to `end` (exclusive) of a source."""

    source: Source
    start: int
    end: int

    @property
    def slice(self) -> str:
        """The source text as it stands there, markup and all."""
        return self.source.text[self.start : self.end]

    def extent(self) -> tuple[Position, Position]:
        """Start and end (exclusive) in the file."""
        return self.source.extent(self.start, self.end)


class Text:
    """What a reader sees, and where each character of it comes from.

    A value given as an option has a source that is no file: `Source.is_file` says so.

    `wholes` are pieces that only decode as a whole, such as the encoded-words of a header: (start,
    end) of the visible text, then (start, end) of the source with the marks around it.
    """

    __slots__ = ("_origins", "_starts", "_wholes", "source", "value")

    def __init__(
        self,
        value: str,
        source: Source,
        starts: list[int],
        origins: list[tuple[int, int]],
        wholes: Sequence[tuple[int, int, int, int]] = (),
    ) -> None:
        self.value = value
        self.source = source
        self._starts = starts
        self._origins = origins
        self._wholes = wholes

    @classmethod
    def given(cls, value: str) -> Text:
        """A text that was handed over as an option or argument."""
        value = re.sub("[\ud800-\udfff]", "\ufffd", value)
        source = Source("", value.encode("utf-8", "surrogatepass"), value, "utf-8", is_file=False)
        return cls(value, source, [0], [(0, len(value))])

    def __repr__(self) -> str:
        return f"Text({self.value!r})"

    def _origin(self, index: int) -> tuple[int, int]:
        """Source range of the character `index`."""
        segment = bisect_right(self._starts, index) - 1
        first = self._starts[segment]
        after = self._starts[segment + 1] if segment + 1 < len(self._starts) else len(self.value)
        begin, end = self._origins[segment]
        if end - begin == after - first:  # character for character
            return begin + index - first, begin + index - first + 1
        return begin, end

    def cut(self, start: int, end: int) -> Text:
        """The characters `start` to `end` as a text of its own."""
        if end <= start:
            return Text("", self.source, [], [])
        starts, origins = [], []
        segment = bisect_right(self._starts, start) - 1
        while segment < len(self._starts) and self._starts[segment] < end:
            first = max(self._starts[segment], start)
            after = self._starts[segment + 1] if segment + 1 < len(self._starts) else len(self.value)
            starts.append(first - start)
            origins.append((self._origin(first)[0], self._origin(min(after, end) - 1)[1]))
            segment += 1
        return Text(self.value[start:end], self.source, starts, origins)

    def span(self, start: int = 0, end: int | None = None) -> Span | None:
        """Where the characters `start` to `end` of the visible text stand in the source."""
        end = len(self.value) if end is None else end
        if not self._starts:
            return None
        if end <= start:
            at = self._origin(min(start, len(self.value) - 1))[0] if self.value else self._origins[0][0]
            return Span(self.source, at, at)
        first, after = self._origin(start)[0], self._origin(end - 1)[1]
        if self._wholes:
            begins = [begin for at, _, begin, _ in self._wholes if at == start]
            stops = [stop for _, at, _, stop in self._wholes if at == end]
            if begins and stops:  # from the first mark to the last: the slice decodes by itself
                first, after = begins[0], stops[0]
        return Span(self.source, first, after)

    def pieces(self, start: int, end: int) -> list[Span]:
        """The ranges of the source that hold the characters `start` to `end`, without what stands
        between them and no reader sees."""
        cut = self.cut(start, end)
        return [Span(self.source, *origin) for origin in cut._origins]

    def left_out(self) -> Iterator[tuple[int, str]]:
        """What the source has between two visible characters and no reader sees: before which
        character, and the source as it stands there (markup, invisible characters)."""
        for segment in range(1, len(self._starts)):
            before, after = self._origins[segment - 1][1], self._origins[segment][0]
            if after > before:
                yield self._starts[segment], self.source.text[before:after]

    def shown(self, start: int = 0, end: int | None = None) -> str:
        """The visible text, with template placeholders as they are written."""
        end = len(self.value) if end is None else end
        piece = self.value[start:end]
        if PLACEHOLDER not in piece:
            return piece
        out = []
        for index, char in enumerate(piece, start):
            begin, stop = self._origin(index)
            out.append(self.source.text[begin:stop] if char == PLACEHOLDER else char)
        return "".join(out)


class TextBuilder:
    """Collects pieces of source into a `Text` as a mail client would show them:
    runs of white space become one space, invisible characters disappear."""

    __slots__ = ("_last", "_length", "_origins", "_parts", "_source", "_starts", "_wholes")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._origins: list[tuple[int, int]] = []
        self._length = 0
        self._last = " "
        self._wholes: list[tuple[int, int, int, int]] = []

    def whole(self, length: int, start: int, end: int) -> None:
        """Say that all since `length` characters stands, marks included, at `start` to `end`."""
        self._wholes.append((length, self._length, start, end))

    def __len__(self) -> int:
        return self._length

    def add(self, data: str, start: int, end: int) -> None:
        """Add `data`, which stands at `start` to `end` of the source: character for character if
        it is as long as that range, as a whole (an entity, a placeholder) otherwise."""
        if len(data) != end - start:
            data = _INVISIBLE_RUN.sub("", data)
            if data:
                self._put(" " if data.isspace() else data, start, end)
            return
        at = 0
        for match in _SPECIAL.finditer(data):
            first, after = match.span()
            if first > at:
                self._put(data[at:first], start + at, start + first)
            char = data[first]
            if "\ud800" <= char <= "\udfff":
                self._put("\ufffd", start + first, start + after)
            elif char.isspace():
                self._put(" ", start + first, start + after)
            at = after
        if at < len(data):
            self._put(data[at:] if at else data, start + at, end)

    def line_break(self, start: int, end: int) -> None:
        """A ``<br>``: a new line inside the same block."""
        if self._length and self._last != "\n":
            self._put("\n", start, end)

    def _put(self, data: str, start: int, end: int) -> None:
        if self._last in " \n" and data[0] == " ":
            if len(data) == 1:
                return
            data, start = data[1:], start + 1
        previous = self._origins[-1] if self._origins else None
        if (
            previous is not None
            and previous[1] == start
            and len(data) == end - start
            and previous[1] - previous[0] == self._length - self._starts[-1]
        ):
            self._origins[-1] = (previous[0], end)
        else:
            self._starts.append(self._length)
            self._origins.append((start, end))
        self._parts.append(data)
        self._length += len(data)
        self._last = data[-1]

    def build(self) -> Text:
        """The finished text, without white space at its end."""
        value = "".join(self._parts).rstrip(" \n")
        end = self._length
        while self._starts and self._starts[-1] >= len(value):
            end = self._starts.pop()
            self._origins.pop()
        if self._starts and end > len(value):  # a space at the end of the last segment
            first, (begin, stop) = self._starts[-1], self._origins[-1]
            if stop - begin == end - first:
                self._origins[-1] = (begin, begin + len(value) - first)
        return Text(value, self._source, self._starts, self._origins, self._wholes)
