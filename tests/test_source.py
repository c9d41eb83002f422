"""Offsets, lines and columns, and texts cut out of a source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apology_lint.email import Email
from apology_lint.readers import read
from apology_lint.source import PLACEHOLDER, Position, Source, Text, TextBuilder


def at(text: str, offset: int, encoding: str = "utf-8", skipped: int = 0) -> Position:
    source = Source("x", text.encode(encoding, "surrogateescape"), text, encoding, b"\0" * skipped)
    return source.extent(offset, offset)[0]


def word(email: Email, written: str) -> Position:
    """Where a word of the only block begins."""
    text = email.blocks[0].text
    span = text.span(text.value.index(written), text.value.index(written) + len(written))
    assert span is not None
    assert span.slice == written
    return span.extent()[0]


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("abc", 0, Position(0, 1, 1)),
        ("abc", 3, Position(3, 1, 4)),
        ("a\nbc", 2, Position(2, 2, 1)),
        ("a\r\nbc", 4, Position(4, 2, 2)),
        ("a\n\n", 3, Position(3, 3, 1)),
        ("é€🙈x", 1, Position(2, 1, 2)),
        ("é€🙈x", 2, Position(5, 1, 3)),
        ("é€🙈x", 3, Position(9, 1, 4)),
        ("é\r\n€x", 4, Position(7, 2, 2)),
        ("a\udce9b", 2, Position(2, 1, 3)),
        ("é\udce9\udcffb", 3, Position(4, 1, 4)),
        ("a\u2028b\x0bc", 4, Position(6, 1, 5)),
    ],
)
def test_utf_8(text: str, offset: int, expected: Position) -> None:
    assert at(text, offset) == expected


@pytest.mark.parametrize("length", [3999, 4000, 4001, 8000, 12345])
def test_a_long_line(length: int) -> None:
    text = "é" * length + "x"
    assert at(text, length) == Position(2 * length, 1, length + 1)
    assert at("€\n" + text, length + 2) == Position(2 * length + 4, 2, length + 1)


@pytest.mark.parametrize(
    ("encoding", "offset", "expected"),
    [
        ("utf-16-le", 2, 4),
        ("utf-16-le", 3, 8),
        ("utf-32-be", 3, 12),
        ("gb18030", 2, 4),
        ("utf-7", 0, 0),
        ("cp1252", 5, 5),
    ],
)
def test_other_charsets(encoding: str, offset: int, expected: int) -> None:
    text = "na\xefve" if encoding == "cp1252" else "我们🙈x"
    assert at(text, offset, encoding).offset == expected
    assert at(text, len(text), encoding).offset == len(text.encode(encoding))


def test_a_byte_order_mark_counts() -> None:
    assert at("é x", 2, skipped=3) == Position(6, 1, 3)


@given(st.text(max_size=80), st.sampled_from(["utf-8", "utf-16-le", "utf-32-be", "gb18030"]))
def test_every_character_lies_where_its_bytes_are(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")
    text = data.decode(encoding)
    source = Source("x", data, text, encoding)
    for index, char in enumerate(text):
        start, end = source.extent(index, index + 1)
        assert data[start.offset : end.offset].decode(encoding) == char


def test_the_line_of_an_offset() -> None:
    source = Source("x", b"one\r\ntwo\nthree", "one\r\ntwo\nthree", "utf-8")
    assert [source.line(offset) for offset in (0, 4, 5, 10)] == [
        ("one", 0),
        ("one", 0),
        ("two", 5),
        ("three", 9),
    ]


def test_lines_and_columns_in_a_file() -> None:
    data = "<p>\r\n  Désolé 🙈,\r\n  <b>we</b> are sorry</p>".encode()
    email = read("draft.html", data)
    assert word(email, "are") == Position(data.index(b"are"), 3, 13)
    assert word(email, "we") == Position(data.index(b"we"), 3, 6)


def test_a_message_with_mixed_encodings_keeps_its_columns() -> None:
    data = b"Subject: caf\xe9 \xc3\xa9 oops\n\nHi"
    email = read("draft.eml", data)
    assert email.subject is not None
    span = email.subject.span(email.subject.value.index("oops"))
    assert span is not None
    assert span.extent()[0] == Position(data.index(b"oops"), 1, 17)


def built(*pieces: tuple[str, int, int], text: str) -> Text:
    builder = TextBuilder(Source("x", text.encode(), text, "utf-8"))
    for piece in pieces:
        builder.add(*piece)
    return builder.build()


def test_white_space_and_invisible_characters() -> None:
    raw = " \u200b a\u00a0 \t b\u00adc\ufeff  "
    text = built((raw, 0, len(raw)), text=raw)
    assert text.value == "a bc"
    slices = [text.span(i, i + 1) for i in range(4)]
    assert [s and s.slice for s in slices] == ["a", "\u00a0 \t ", "b", "c"]
    assert built((" \u200b ", 0, 3), text=" \u200b ").value == ""


def test_lone_surrogates_become_replacement_characters() -> None:
    text = built(("a\udce9b", 0, 3), text="a?b")
    assert text.value == "a\ufffdb"
    span = text.span(2, 3)
    assert span is not None
    assert (span.start, span.end) == (2, 3)


def test_cut_keeps_places() -> None:
    text = built(
        ("Hi ", 0, 3),
        (PLACEHOLDER, 3, 8),
        (", a", 8, 11),
        ("&", 11, 16),
        ("b", 16, 17),
        text="Hi {{n}}, a&amp;b",
    )
    assert text.shown() == "Hi {{n}}, a&b"
    assert text.shown(3, 4) == "{{n}}"
    assert text.shown(5) == " a&b"
    cut = text.cut(3, 8)
    assert (cut.value, cut.shown()) == (f"{PLACEHOLDER}, a&", "{{n}}, a&")
    for index, expected in enumerate(["{{n}}", ",", " ", "a", "&amp;"]):
        span = cut.span(index, index + 1)
        assert span is not None
        assert span.slice == expected
    again = cut.cut(1, 5).span(3)
    assert again is not None
    assert again.slice == "&amp;"


def test_an_empty_piece_has_a_place_but_no_extent() -> None:
    text = built(("abc", 5, 8), text="     abc")
    for start, expected in ((1, 6), (9, 7)):
        span = text.span(start, start)
        assert span is not None
        assert (span.start, span.end, span.slice) == (expected, expected, "")
    empty = text.cut(2, 2)
    assert (empty.value, empty.span(), empty.shown()) == ("", None, "")


def test_an_empty_range_of_a_message() -> None:
    email = read("draft.eml", b"Content-Transfer-Encoding: quoted-printable\n\n=41bc")
    span = email.blocks[0].text.span(1, 1)
    assert span is not None
    start, end = span.extent()
    assert start == end == Position(48, 3, 4)


def test_a_given_text_is_no_file() -> None:
    text = Text.given("Désolé, Ann")
    span = text.span(0, 6)
    assert span is not None
    assert (span.slice, span.source.is_file, repr(text)) == ("Désolé", False, "Text('Désolé, Ann')")
    assert read("x.txt", b"x").source.is_file
