"""Header fields, written: as they stand, as quoted strings (RFC 5322) or encoded-words (RFC 2047)."""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator
from unicodedata import category

from apology_lint.finding import Edit
from apology_lint.readers.charset import codec_for, writable
from apology_lint.readers.headers import ENCODED_WORD, Field, mailboxes
from apology_lint.source import HeaderSource, RawSource, Span

#: The longest encoded-word, and the longest line that has one (RFC 2047, 2).
_WORD, _LINE = 75, 76
#: With less room than this in its line an encoded-word begins a new one (our choice).
_ROOM = 30

_FIELD = re.compile(r"([!-9;-~]+)[ \t]*:[ \t]*")
_MAILBOXES = frozenset({"from", "sender", "reply-to", "to", "cc"})
#: Letters of a display name and of an address that need no quotes (RFC 5322, 3.2.3).
_PHRASE = re.compile(r"[\w!#$%&'*+/=?^`{|}~ -]*", re.A)
_ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~.@-]+", re.A)
#: What stands for itself in every encoded-word (RFC 2047, 5, rule 3).
_LITERAL = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
#: A byte order mark, which a message may begin with.
_MARK = codecs.BOM_UTF8.decode("latin-1")
_BLANK = " \t\r\n"

#: What a reader takes from a header: name and address of a mailbox, or a text and nothing.
_Read = tuple[str, str]


def reworded(span: Span, text: str) -> Edit | None:
    """An edit of the message after which the header characters at `span` read `text`.

    Args:
        span: characters of a `RawSource` inside a header value, or of a `HeaderSource`.
        text: what a reader is to see there.

    None if no way to write it reads back so, with everything else in the header as it was.
    """
    if any(category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text):
        return None
    source = span.source
    assert isinstance(source, RawSource | HeaderSource)  # noqa: S101 - for the type checker
    if isinstance(source, HeaderSource):
        header = _Header(source.raw, source.start)
        return header.reworded(span.start, span.end, text)
    header = _Header(source, span.start)
    return header.reworded(*header.characters(span.start, span.end), text)


class _Header:
    """The header field that stands around byte `at` of a message."""

    def __init__(self, raw: RawSource, at: int) -> None:
        self.raw = raw
        begin = raw.text.rfind("\n", 0, at) + 1
        while begin and raw.text[begin] in " \t":
            begin = raw.text.rfind("\n", 0, begin - 1) + 1
        name = _FIELD.match(raw.text, begin or (len(_MARK) if raw.text.startswith(_MARK) else 0))
        assert name is not None  # noqa: S101 - nothing else is read as a header
        self.has_mailboxes = name[1].lower() in _MAILBOXES
        self.start = name.end()
        end = raw.text.find("\n", self.start)
        while end >= 0 and raw.text[end + 1 : end + 2] in (" ", "\t"):
            end = raw.text.find("\n", end + 1)
        self.newline = "\r\n" if end > 0 and raw.text[end - 1] == "\r" else "\n"
        end = len(raw.text) if end < 0 else end
        self.end = max(self.start, end - (raw.text[end - 1 : end] == "\r"))
        self.old = Field(raw, self.start, self.end)

    def characters(self, start: int, end: int) -> tuple[int, int]:
        """The decoded characters that stand at `start` to `end` of the message."""
        places = self.old.places
        first = next((n for n, place in enumerate(places) if place[1] > start), len(places))
        last = next((n for n, place in enumerate(places) if place[0] >= end), len(places))
        return first, max(first, last)

    def reworded(self, first: int, last: int, text: str) -> Edit | None:
        """An edit that puts `text` in the place of the decoded characters `first` to `last`."""
        value = self.old.text
        if not self.has_mailboxes:
            wanted = [(_squeezed(value[:first] + text + value[last:]), "")]
            return self._first_to_read(wanted, self._in_text(first, last, text))
        boxes = mailboxes(value)
        for number, (name, address) in enumerate(boxes):
            for part, place in ((0, name), (1, address)):
                if place is None or not place[0] <= first <= last <= place[1]:
                    continue
                before, after = value[place[0] : first], value[last : place[1]]
                if (len(before) - len(before.rstrip("\\"))) % 2:  # the backslash of the first character
                    first, before = first - 1, before[:-1]
                new = _unquoted(before) + text + _unquoted(after)
                wanted = _mailboxes(value)
                wanted[number] = (wanted[number][0], new) if part else (_squeezed(new), wanted[number][1])
                ways = self._in_name(first, last, text, place, new)
                return self._first_to_read(wanted, self._in_place(first, last, text) if part else ways)
        return None

    def _first_to_read(self, wanted: list[_Read], ways: Iterator[Edit]) -> Edit | None:
        for edit in ways:
            start, end = edit.span.start, edit.span.end
            written = self.raw.text[self.start : start] + edit.text + self.raw.text[end : self.end]
            field = Field(RawSource("", written.encode("latin-1")), 0, len(written))
            if (_mailboxes(field.text) if self.has_mailboxes else [(_squeezed(field.text), "")]) == wanted:
                return edit
        return None

    def _in_place(self, first: int, last: int, text: str) -> Iterator[Edit]:
        """Plain letters among plain letters."""
        allowed = not self.has_mailboxes or _PHRASE.fullmatch(text) or _ADDRESS.fullmatch(text)
        start, end = self._places(first, last)
        glued = self.raw.text.endswith("?=", 0, start) or self.raw.text.startswith("=?", end)
        plain = allowed and not glued and text.isascii() and "=?" not in text
        if plain and self._widened(first, last) == (first, last):
            yield self._written(start, end, text)

    def _written(self, start: int, end: int, text: str) -> Edit:
        """An edit that leaves no line of white space alone, which some take for the end of a header."""
        line = self.raw.text.rfind("\n", 0, start) + 1
        rest = self.raw.text[end : self.end].partition("\n")[0]
        if line > self.start and not (self.raw.text[line:start] + text + rest).strip(_BLANK):
            start = self.start + len(self.raw.text[self.start : start].rstrip(_BLANK))
        return Edit(Span(self.raw, start, end), text)

    def _in_text(self, first: int, last: int, text: str) -> Iterator[Edit]:
        """In a header of plain text: in place, with the words around it, the whole value."""
        yield from self._in_place(first, last, text)
        value = self.old.text
        start, end = first, last
        while True:
            start, end = self._widened(start, end)
            if start and value[start - 1] not in _BLANK:
                start -= 1
            elif end < len(value) and value[end] not in _BLANK:
                end += 1
            else:
                break
        for begin, stop in ((start, end), (0, len(value))):
            yield from self._encoded(begin, stop, value[begin:first] + text + value[last:stop])

    def _in_name(self, first: int, last: int, text: str, place: tuple[int, int], new: str) -> Iterator[Edit]:
        """In a display name, which becomes `new`: in place, or the whole name."""
        yield from self._in_place(first, last, text)
        value, (start, end) = self.old.text, place
        quoted = value[start - 1 : start] == '"' == value[end : end + 1] if start else False
        if quoted:
            start, end = start - 1, end + 1
        elif re.search('["(]', value[start:end]):
            return  # a comment, or a name of several kinds of words
        if self._widened(start, end) != (start, end):
            return
        if not new.isascii() or "=?" in new:
            yield from self._encoded(start, end, new)
        elif quoted or not new or not _PHRASE.fullmatch(new):
            escaped = re.sub(r'(["\\])', r"\\\1", _unfolded(new))
            yield self._written(*self._places(start, end), f'"{escaped}"')
        else:
            yield self._written(*self._places(start, end), _unfolded(new))

    def _widened(self, first: int, last: int) -> tuple[int, int]:
        """The characters with all of the encoded-words that some of them stand in."""
        for begin, stop, _, _ in self.old.wholes:
            if begin < last and first < stop:
                first, last = min(first, begin), max(last, stop)
        return first, last

    def _places(self, first: int, last: int) -> tuple[int, int]:
        """Where the characters stand in the message, with the marks of whole encoded-words."""
        places = self.old.places
        begins = {whole[0]: whole[2] for whole in self.old.wholes if whole[0] < whole[1]}
        stops = {whole[1]: whole[3] for whole in self.old.wholes if whole[0] < whole[1]}
        if first < last:
            return begins.get(first, places[first][0]), stops.get(last, places[last - 1][1])
        at = begins.get(first, places[first][0]) if first < len(places) else self.end
        return at, at

    def _encoded(self, first: int, last: int, new: str) -> Iterator[Edit]:
        """The characters `first` to `last` as encoded-words that say `new`, folded as they need."""
        new = _unfolded(new)
        if "\ufffd" in new:
            return  # bytes that nobody could read would be lost
        text, (start, end) = self.raw.text, self._places(first, last)
        if not new.strip(_BLANK):
            yield self._written(start, end, "")
            return
        word = ENCODED_WORD.match(text, start)
        charset, how = (word[1].partition("*")[0], word[2]) if word else ("utf-8", "")
        column = start - text.rfind("\n", 0, start) - 1
        lead = "" if start == self.start or text[start - 1] in _BLANK else " "
        if column > _LINE - _ROOM and text[start - 1] in " \t":
            while text[start - 1] in " \t":
                start -= 1
            lead, column = self.newline + " ", 1
        words = _words(new, charset, how, min(_WORD, max(_LINE - column - len(lead.strip("\r\n")), _ROOM)))
        written = lead + (self.newline + " ").join(words)
        rest = text[end : self.end].partition("\n")[0].rstrip("\r")
        width = len(written.rpartition("\n")[2]) + (0 if "\n" in written else column)
        if rest.strip() and width + len(rest) > _LINE and rest[0] in " \t":
            written += self.newline
        elif rest and rest[0] not in " \t":
            written += " "
        yield Edit(Span(self.raw, start, end), written)


def _words(text: str, charset: str, how: str, room: int) -> list[str]:
    """Encoded-words of at most 75 characters, the first of at most `room`; spaces end one where they can.

    (Some parsers put a space of their own between two of them in a display name.)
    """
    codec = writable(charset, codec_for(charset) or "utf-8")
    try:
        kept = codec_for(charset) is not None and text.encode(codec).decode(codec) == text
    except UnicodeError:
        kept = False
    if not kept:
        charset, codec = "utf-8", "utf-8"

    def written(chunk: str, kind: str) -> str:
        data = chunk.encode(codec)
        if kind in "bB":
            return binascii.b2a_base64(data, newline=False).decode("ascii")
        return "".join(chr(b) if b in _LITERAL else "_" if b == 32 else f"={b:02X}" for b in data)

    how = how or ("Q" if sum(map(str.isascii, text)) * 2 > len(text) else "B")
    words: list[str] = []
    chunk = ""
    for char in text:
        longest = (_WORD if words else room) - len(f"=?{charset}?{how}??=")
        if chunk and len(written(chunk + char, how)) > longest:
            end = chunk.rfind(" ") + 1 or len(chunk)
            words.append(written(chunk[:end], how))
            chunk = chunk[end:]
        chunk += char
    words.append(written(chunk, how))
    return [f"=?{charset}?{how}?{word}?=" for word in words]


def _unfolded(value: str) -> str:
    return re.sub(r"\r?\n", "", value)


def _squeezed(value: str) -> str:
    return " ".join(re.split(f"[{_BLANK}]+", value.strip(_BLANK)))


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value, flags=re.S)


def _mailboxes(value: str) -> list[_Read]:
    """Names and addresses, as they are read."""
    return [
        (_squeezed(_unquoted(value[slice(*(name or (0, 0)))])), value[slice(*(address or (0, 0)))])
        for name, address in mailboxes(value)
    ]
