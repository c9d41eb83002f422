"""Positions are a promise: the source slice of what was found, decoded, is the text it names."""

from __future__ import annotations

import base64
import contextlib
import html
import quopri
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apology_lint import UnreadableError
from apology_lint.engine import Linter
from apology_lint.finding import Finding
from apology_lint.readers import read
from apology_lint.source import INVISIBLE

LINTER = Linter()

WORDS = st.sampled_from(
    "Oops we’re sorry café naïve 链接 نعتذر 🙈 € & < > \" ' that the link was sent , . ! e-mail don't".split()
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


class TextOnly(HTMLParser):
    """Character data by the standard library: an independent second opinion."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def visible(markup: str) -> str:
    parser = TextOnly()
    parser.feed(markup)
    parser.close()
    return squeezed("".join(parser.found))


def squeezed(text: str) -> str:
    return re.sub(f"[\\s{INVISIBLE}]+", "", text)


def slice_of(data: bytes, finding: Finding) -> bytes:
    assert finding.extent is not None
    start, end = finding.extent
    return data[start.offset : end.offset]


def check(name: str, data: bytes) -> list[Finding]:
    return LINTER.check(read(name, data), "en").findings


# One character as HTML may write it, and what may stand between two characters unseen.
WRITTEN = st.sampled_from(["plain", "named", "decimal", "hex"])
BETWEEN = st.sampled_from(
    ["", "", "", "", "<!-- x -->", "&zwnj;", "\u200b", "<b>", "</b>", "&shy;", "{% if a < b %}"]
)


def spelled(char: str, how: str) -> str:
    if how == "decimal":
        return f"&#{ord(char)};"
    if how == "hex":
        return f"&#x{ord(char):X};"
    return html.escape(char) if how == "named" or char in "&<>" else char


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """A visible text and one of the ways to write it as HTML."""
    text = draw(SENTENCES)
    out = []
    for char in text:
        out.append(
            draw(st.sampled_from([" ", "\n", "\r\n", "  "])) if char == " " else spelled(char, draw(WRITTEN))
        )
        out.append(draw(BETWEEN))
    return text, "".join(out)


#: Rules that may point at a tag, which no reader sees.
AT_A_TAG = ("missing-branding", "missing-language")


@given(st.lists(written(), min_size=1, max_size=4))
def test_every_sentence_and_finding_slices_to_its_text(pieces: list[tuple[str, str]]) -> None:
    markup = "<html><body>" + "".join(f"<p class=x>{piece}</p>" for _, piece in pieces)
    data = markup.encode()
    report = LINTER.check(read("draft.html", data), "en")
    for finding in report:
        if finding.extent is not None and finding.rule not in AT_A_TAG:
            text = slice_of(data, finding).decode()
            assert visible(text.replace("{% if a < b %}", "")) == squeezed(finding.text or "")
            start = finding.extent[0]
            before = data[: start.offset].decode()
            assert start.line == before.count("\n") + 1
            assert start.column == len(before.rpartition("\n")[2]) + 1


@given(st.lists(written(), min_size=1, max_size=4))
def test_blocks_are_what_the_reader_sees(pieces: list[tuple[str, str]]) -> None:
    markup = "".join(f"<p>{piece}</p>" for _, piece in pieces)
    email = read("draft.html", markup.encode())
    assert [squeezed(b.text.value) for b in email.blocks] == [
        squeezed(text) for text, _ in pieces if squeezed(text)
    ]


PLAIN = st.lists(
    st.sampled_from(
        "Oops we sent the wrong link . ! please delete it technical issue some customers".split()
    ),
    min_size=1,
    max_size=15,
).map(" ".join)


def rules_and_texts(markup: str) -> list[tuple[str, str]]:
    found = check("draft.html", markup.encode())
    return [(f.rule, squeezed(f.text or "")) for f in found if f.rule != "missing-branding"]


@given(PLAIN, st.integers(0, 200), st.sampled_from(["bold", "entity", "comment", "attribute"]))
def test_markup_changes_no_finding_but_its_place(text: str, at: int, change: str) -> None:
    words = text.split(" ")
    number = at % len(words)
    word = words[number]
    changed = {
        "bold": f"<b>{word}</b>",
        "entity": f"&#{ord(word[0])};{word[1:]}",
        "comment": f"{word[0]}<!-- unseen -->{word[1:]}",
        "attribute": f'<span title="Oops">{word}</span>',
    }[change]
    other = " ".join([*words[:number], changed, *words[number + 1 :]])
    assert rules_and_texts(f"<p>{other}</p>") == rules_and_texts(f"<p>{text}</p>")


@given(st.lists(PLAIN, min_size=1, max_size=3))
def test_line_endings_change_no_finding_but_its_place(paragraphs: list[str]) -> None:
    markup = "\n".join(f"<p>{p.replace(' ', chr(10), 2)}</p>" for p in paragraphs)
    assert rules_and_texts(markup) == rules_and_texts(markup.replace("\n", "\r\n"))


HEADER = "From: A <a@b.example>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def message(body: bytes, charset: str, encoding: str, kind: str = "html") -> bytes:
    head = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return (HEADER + head).encode() + body


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "iso-2022-jp", "utf-16", "gb18030", "koi8-r"])
@given(text=SENTENCES)
@settings(max_examples=30)
def test_message_parts_map_back_to_the_raw_bytes(charset: str, text: str) -> None:
    shown = text.encode(charset, "ignore").decode(charset)
    markup = f"<p>Oops! {html.escape(shown)}</p>"
    body = markup.encode(charset)
    for encoding, raw in (
        ("8bit", body),
        ("quoted-printable", quopri.encodestring(body).replace(b"\n", b"\r\n")),
    ):
        if encoding == "8bit" and charset == "utf-16":
            continue
        data = message(raw, charset, encoding)
        for finding in check("m.eml", data):
            if finding.where == "body" and finding.rule == "humor" and (finding.text or "") == "Oops":
                cut = slice_of(data, finding)
                decoded = quopri.decodestring(cut) if encoding == "quoted-printable" else cut
                if charset not in ("utf-16", "iso-2022-jp"):
                    assert decoded.decode(charset) == "Oops"
                break
        else:
            pytest.fail("the joke was not found")


def test_base64_positions_are_those_of_the_decoded_part() -> None:
    body = "<p>نعتذر. Oops!</p>".encode()
    data = message(base64.encodebytes(body), "utf-8", "base64")
    joke = next(f for f in check("m.eml", data) if f.rule == "humor")
    assert joke.decoded == "part 1 (text/html, base64)"
    assert joke.extent is not None
    assert body[joke.extent[0].offset : joke.extent[1].offset] == b"Oops"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for name in ("x.eml", "x.html", "x.txt", "x.mjml", "x"):
        with contextlib.suppress(UnreadableError):  # and nothing else
            LINTER.check(read(name, data))


MARKUP_NOISE = st.lists(
    st.sampled_from(
        '< > </ <! <!-- --> <![ <![= <? ?> <p <p> </p> <b a=" \' " & &# &#x &#1 &amp &zz; {{ }} {% %} <% %> '
        "[[ ]] <style> </style> <script> <a href= <br/> oops \x00 \ufffc \ue000 = / x".split(" ")
    ),
    max_size=40,
).map("".join)


@given(MARKUP_NOISE)
def test_broken_markup_is_read(markup: str) -> None:
    data = f"Subject: x\n\n{markup}".encode()
    LINTER.check(read("x.eml", data))
    try:
        report = LINTER.check(read("x.html", markup.encode()))
    except ValueError:
        return
    for finding in report:
        assert finding.extent is None or finding.extent[0].offset <= finding.extent[1].offset <= len(
            markup.encode()
        )
