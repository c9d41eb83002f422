"""Fixes applied to files: what is edited reads as meant, and every other byte stays as it was."""

from __future__ import annotations

import base64
import binascii
import codecs
import email as stdlib
import html
import os
import re
import stat
import subprocess
from collections.abc import Callable, Iterator, Sequence
from email import policy
from email.header import Header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apology_lint.edits import insertion, rewording
from apology_lint.email import Email
from apology_lint.files import UnwritableError, write_bytes
from apology_lint.finding import Applicability, Edit, Finding, Fix, Place, Severity
from apology_lint.fix import ROUNDS, apply, mend
from apology_lint.readers import UnreadableError, read
from apology_lint.report import Report
from apology_lint.report.diff import diff
from apology_lint.source import INVISIBLE, Source, Span, Text

SAFE = Applicability.safe


def texts(email: Email) -> list[tuple[str, Text]]:
    """The visible texts of a mail's body, with the part of the mail they stand in."""
    return [(block.where, block.text) for block in (*email.blocks, *email.other_version)]


def replacing(email: Email, old: str, new: str, level: Applicability = SAFE) -> Fix:
    """A fix of the first text that has `old`."""
    found = [("subject", email.subject)] if email.subject is not None else []
    if email.sender is not None:
        found += [("sender", email.sender.name), ("sender", email.sender.address)]
    for where, text in (*found, *texts(email)):
        if old in text.value:
            at = text.value.index(old)
            fix = rewording(Place(where, text, at, at + len(old)), new, level)
            assert fix is not None
            return fix
    pytest.fail(f"no {old!r} in this mail")


def changed(name: str, data: bytes, *pairs: tuple[str, str]) -> bytes:
    email = read(name, data)
    fixes = [replacing(email, old, new) for old, new in pairs]
    new, made = apply(email, fixes)
    assert made == fixes
    return new


def squeezed(value: str) -> str:
    return " ".join(re.sub(f"[{INVISIBLE}]", "", value).split())


# A plain file

NEW = st.lists(
    st.sampled_from("sorry é € 链接 نعتذر 🙈 & < > \" ' a=b ' don’t الرابط".split()), min_size=1, max_size=6
).map(" ".join)
OLD = "Oops we sent naïve café &amp; &#8217; the &eacute; link <b>bold</b> <i>x</i>y . !".split()
BOMS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, str]:
    """An HTML file and its encoding."""
    words = OLD + draw(st.sampled_from([[], ["نعتذر"], ["<!-- \u00fc -->"]]))
    lines = draw(st.lists(st.lists(st.sampled_from(words), min_size=1, max_size=8), min_size=1, max_size=4))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    codec = draw(
        st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "windows-1256", "iso-8859-1", "gb18030"])
    )
    meta = "" if codec.startswith("utf") else f"<meta charset={codec}>"
    bom = BOMS[codec] if codec.startswith("utf-16") or (codec == "utf-8" and draw(st.booleans())) else b""
    markup = newline.join(
        [meta, *(f"<p>{draw(st.sampled_from([' ', newline])).join(line)}</p>" for line in lines)]
    )
    return bom + markup.encode(codec, "xmlcharrefreplace"), codec


def drawn(email: Email, data: st.DataObject) -> list[tuple[Fix, Text, int, int, str]]:
    """Fixes of random words of a mail, at most one for each text."""
    out = []
    for where, text in texts(email):
        if data.draw(st.booleans()):
            start = data.draw(st.integers(0, len(text.value) - 1))
            end = data.draw(st.integers(start + 1, len(text.value)))
            new = data.draw(NEW)
            fix = rewording(Place(where, text, start, end), new, SAFE)
            assert fix is not None
            out.append((fix, text, start, end, new))
    return out


def by_hand(source: Source, fixes: Sequence[Fix], codec: str) -> str:
    """The text of a source with the edits of it, spliced the simplest way."""
    text = source.text
    edits = [edit for fix in fixes for edit in fix.edits if edit.span.source is source]
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        new = edit.text.encode(codec, "xmlcharrefreplace").decode(codec)
        text = text[: edit.span.start] + new + text[edit.span.end :]
    return text


@given(files(), st.data())
def test_all_but_the_edits_of_a_file_stays(file: tuple[bytes, str], data: st.DataObject) -> None:
    before, codec = file
    email = read("draft.html", before)
    chosen = drawn(email, data)
    fixes = [fix for fix, *_ in chosen]
    after, made = apply(email, fixes)
    assert made == fixes
    bom = BOMS.get(codec, b"") if before.startswith(BOMS.get(codec, b"-")) else b""
    assert after == bom + by_hand(email.source, fixes, codec).encode(codec)
    wanted = {id(text): text.value for _, text in texts(email)}
    for _, text, start, end, new in chosen:
        wanted[id(text)] = text.value[:start] + new + text.value[end:]
    shown = [squeezed(text.value) for _, text in texts(read("draft.html", after))]
    # What is replaced may have hidden a space after it, so spaces are not compared.
    assert [re.sub(" ", "", text) for text in shown] == [re.sub(r"\s", "", text) for text in wanted.values()]


def test_characters_that_a_charset_has_not() -> None:
    page = "<meta charset=iso-8859-1>\r\n<p>Oops \xe9</p>".encode("latin-1")
    assert changed("a.html", page, ("Oops", "Don’t é <")) == (
        "<meta charset=iso-8859-1>\r\n<p>Don&#8217;t \xe9 &lt; \xe9</p>".encode("latin-1")
    )


def test_insertions_take_the_newlines_of_the_file() -> None:
    email = read("a.html", b"<body>\r\n<p>Hi</p>")
    fix = insertion(Span(email.source, 8, 8), "<hr>\n", SAFE)
    assert apply(email, [fix]) == (b"<body>\r\n<hr>\r\n<p>Hi</p>", [fix])


def test_overlapping_fixes_wait() -> None:
    email = read("a.txt", b"one two three four")

    def at(*edits: tuple[int, int, str]) -> Fix:
        return Fix(SAFE, tuple(Edit(Span(email.source, start, end), new) for start, end, new in edits))

    first, inside, touching = at((0, 3, "1"), (8, 13, "3")), at((10, 11, "x"), (14, 18, "4")), at((3, 4, "_"))
    same, before, itself = at((8, 8, "x")), at((14, 14, "x")), at((14, 17, "x"), (15, 18, "y"))
    after, made = apply(email, [first, inside, touching, same, before, itself])
    assert (after, made) == (b"1_two 3 xfour", [first, touching, before])
    assert apply(email, [inside, first])[0] == b"one two thxee 4"


def test_words_that_are_not_all_in_the_file() -> None:
    given_text = Text.given("Oops")
    assert rewording(Place("subject", given_text, 0, 4), "Sorry", SAFE) is None
    (block,) = read("a.html", b"<p>Oops {{ name }}</p>").blocks
    assert rewording(Place("body", block.text, 0, 6), "Sorry", SAFE) is None


def test_attributes() -> None:
    page = b"<img src=\"a>b\" alt=%s width=90 title='it is'>"
    for quote in (b'"', b"'"):
        written = quote + b"Oops now" + quote
        assert changed("a.html", page % written, ("Oops", "so 'x\"")) == page % (
            quote + b"so &#x27;x&quot; now" + quote
        )
    assert changed("a.html", page % b"Oops", ("Oops", "Sorry")) == page % b"Sorry"
    (image,) = read("a.html", page % b"Oops").images
    assert image.alt is not None
    assert rewording(Place("alt", image.alt, 0, 4), "Sorry now", SAFE) is None


def test_a_value_given_as_an_option_is_in_no_file() -> None:
    email = read("a.txt", b"hello")
    elsewhere = Text.given("Oops")
    span = elsewhere.span()
    assert span is not None
    assert apply(email, [Fix(SAFE, (Edit(span, "Sorry"),))]) == (b"hello", [])


@pytest.mark.parametrize("new", ["\ud800", "a\x00b"])
def test_what_no_file_can_hold(new: str) -> None:
    email = read("a.html", b"<p>one <b>two</b></p>")
    bad, good = replacing(email, "one", new), replacing(email, "two", "2")
    assert apply(email, [bad, good]) == (b"<p>one <b>2</b></p>", [good])


# Messages

CHARSETS = st.sampled_from(["us-ascii", "utf-8", "windows-1256", "iso-8859-1"])
ENCODINGS = st.sampled_from(["7bit", "8bit", "quoted-printable", "base64"])


def transferred(body: bytes, encoding: str, newline: bytes, width: int) -> bytes:
    if encoding == "quoted-printable":
        return re.sub(rb"\r?\n", newline, binascii.b2a_qp(body, istext=True))
    if encoding == "base64":
        whole = base64.b64encode(body)
        return newline.join(whole[at : at + width] for at in range(0, len(whole), width)) + newline
    return body


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """A message with a text part, an HTML part and an attachment, each written some way."""
    newline = draw(st.sampled_from(["\r\n", "\n"]))
    leaves = []
    for kind in ("plain", "html"):
        charset, encoding = draw(CHARSETS), draw(ENCODINGS)
        words = st.lists(st.sampled_from([*"Oops we sent the link = é نعتذر".split(), "x" * 30]), min_size=1)
        lines = [" ".join(draw(words)) for _ in range(draw(st.integers(1, 4)))]
        body = newline.join(f"<p>{line}</p>" if kind == "html" else line + newline for line in lines)
        body += draw(st.sampled_from(["", newline, " " + newline]))
        data = body.encode("us-ascii" if encoding == "7bit" else charset, "ignore")
        assume(data.strip())
        leaves.append(
            f"Content-Type: text/{kind}; charset={charset}{newline}"
            f"Content-Transfer-Encoding: {encoding}{newline}{newline}".encode()
            + transferred(data, encoding, newline.encode(), draw(st.sampled_from([76, 60, 64])))
        )
    lines_of = {
        "top": "From: Acme <care@acme.example>\nSubject: Oops\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="out"\n\nPreamble\n--out\n'
        "Content-Type: multipart/alternative; boundary=in\n\n--in\n",
        "middle": "\n--in\n",
        "end": "\n--in--\n\n--out\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
        'Content-Disposition: attachment; filename="x.png"\n\nAAAA\nBB==\n--out--\nEpilogue\n',
    }
    top, middle, end = (value.replace("\n", newline).encode() for value in lines_of.values())
    return top + leaves[0] + middle + leaves[1] + end


def parsed(data: bytes) -> EmailMessage:
    message = stdlib.message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def shape(message: EmailMessage) -> list[tuple[list[tuple[str, str]], object, object]]:
    """Headers, boundary, and what stands around the parts of each part."""
    return [
        (
            [(key, str(value)) for key, value in part.items()],
            part.get_boundary(),
            (part.preamble, part.epilogue),
        )
        for part in message.walk()
    ]


@given(messages(), st.data())
def test_all_but_the_edits_of_a_message_stays(before: bytes, data: st.DataObject) -> None:
    email = read("m.eml", before)
    chosen = drawn(email, data)
    after, made = apply(email, [fix for fix, *_ in chosen])
    old, new = parsed(before), parsed(after)
    assert shape(new) == shape(old)
    for was, now in zip(old.walk(), new.walk(), strict=True):
        if was.get_content_maintype() != "text":
            assert was.is_multipart() or was.get_payload() == now.get_payload()
            continue
        charset = str(was.get_param("charset"))
        bodies = [bytes(part.get_payload(decode=True)) for part in (was, now)]  # type: ignore[arg-type]
        text = bodies[0].decode(charset)
        own = [fix for fix in made if fix.edits[0].span.source.text == text]
        if own:
            narrow = was["Content-Transfer-Encoding"] == "7bit"
            source = own[0].edits[0].span.source
            expected = by_hand(source, own, "us-ascii" if narrow else charset)
            assert bodies[1].decode(charset) == expected
        else:
            assert now.get_payload() == was.get_payload()
        if was["Content-Transfer-Encoding"] in ("base64", "quoted-printable"):
            longest = [max(map(len, str(part.get_payload()).splitlines())) for part in (was, now)]
            assert longest[1] <= max(76, longest[0])
    for fix, *_ in chosen:
        source = fix.edits[0].span.source
        if fix not in made:  # nothing but the charset stands in the way
            assert not source.is_markup
            with pytest.raises(UnicodeEncodeError):
                "".join(edit.text for edit in fix.edits).encode(source.writes)


def part(body: bytes, encoding: str, charset: str = "utf-8", kind: str = "plain") -> bytes:
    head = f"Subject: x\r\nContent-Type: text/{kind}; charset={charset}\r\n"
    return f"{head}Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        (b"Oops =D9=86=D8=B9\r\nx=3Dy", "Oops", "a=b", b"a=3Db =D9=86=D8=B9\r\nx=3Dy"),
        (b"Hello Oops\r\n\r\nmore", "Oops", "", b"Hello=20\r\n\r\nmore"),
        (b"Hello Oops  \r\n\r\nmore", "Oops", "", b"Hello=20  \r\n\r\nmore"),
        (b"Oo=\r\nps =\r\nx", "Oops", "Sorry", b"Sorry =\r\nx"),
        (b"Oops " + b"x" * 70, "Oops", "Sorry then", b"Sorry then=\r\n " + b"x" * 70),
        (b"x" * 72 + b"Oops", "Oops", "no", b"x" * 72 + b"no"),
        (b"x" * 72 + b"Oops\r\n", "Oops", "Sorry", b"x" * 72 + b"Sor=\r\nry\r\n"),
        (b"Oops", "Oops", "\u00e9\tx", b"=C3=A9=09x"),
    ],
)
def test_quoted_printable(before: bytes, old: str, new: str, after: bytes) -> None:
    assert changed("m.eml", part(before, "quoted-printable"), (old, new)) == part(after, "quoted-printable")


def test_an_insertion_behind_a_full_line_of_quoted_printable() -> None:
    email = read("m.eml", part(b"x" * 73 + b"=3D\r\nend", "quoted-printable"))
    source = email.blocks[0].text.source
    for new, expected in (
        ("y", b"x" * 73 + b"=\r\n=3Dy\r\nend"),
        ("\n", b"x" * 73 + b"=\r\n=3D\r\n\r\nend"),
    ):
        fix = insertion(Span(source, 74, 74), new, SAFE)
        assert apply(email, [fix]) == (part(expected, "quoted-printable"), [fix])


def test_quoted_printable_that_would_not_read_back() -> None:
    email = read("m.eml", part(b"a =Oops b", "quoted-printable"))  # a lone "="
    bad, good = replacing(email, "Oops", "41"), replacing(email, "b", "c")
    assert apply(email, [bad, good]) == (part(b"a =Oops c", "quoted-printable"), [good])


def test_a_broken_character_swallows_nothing() -> None:
    """0x81 alone is no character of GB 18030; 0x81 0x4F is one."""
    email = read("m.eml", part(b"a \x81!Oops", "8bit", "gb18030"))
    bad, good = replacing(email, "!", ""), replacing(email, "a", "b")
    assert apply(email, [bad, good]) == (part(b"b \x81!Oops", "8bit", "gb18030"), [good])


def test_base64_keeps_its_lines() -> None:
    text = ("نعتذر عن الخطأ. " * 20 + "Oops. " + "x" * 100).encode()
    whole = base64.b64encode(text)
    lines = b"\r\n".join(whole[at : at + 60] for at in range(0, len(whole), 60)) + b"\r\n\r\n"
    before = part(lines, "base64")
    after = changed("m.eml", before, ("Oops", "عذرًا"))
    body = after.partition(b"\r\n\r\n")[2]
    assert base64.b64decode(body) == text.replace(b"Oops", "عذرًا".encode())
    assert {len(line) for line in body.rstrip().split(b"\r\n")[:-1]} == {60}
    assert body.endswith(b"\r\n\r\n")
    edited = before.index(b"\r\n\r\n") + 4 + text.index(b"Oops") // 45 * 62
    assert after[:edited] == before[:edited]


def test_base64_after_empty_lines() -> None:
    before = part(b"\n\n" + base64.b64encode(b"Oops, we failed.") + b"\n", "base64")
    email = read("m.eml", before)
    [place] = [Place("body", email.blocks[0].text, 0, 4)]
    fix = rewording(place, "Sorry", Applicability.safe)
    assert fix is not None
    after, made = apply(email, [fix])
    assert made == [fix]
    assert after == part(b"\n\n" + base64.b64encode(b"Sorry, we failed.") + b"\n", "base64")


@pytest.mark.parametrize("body", [b"T29w\r\n\r\ncw==\r\n", b"T29w\ncw==\n", b" T29wcw==", b"T29wcw"])
def test_base64_that_is_written_some_other_way_is_left_alone(body: bytes) -> None:
    email = read("m.eml", part(body, "base64"))
    fix = replacing(email, "Oops", "Sorry")
    after, made = apply(email, [fix])
    assert (after, made) == (email.data, [])


@pytest.mark.parametrize(
    ("charset", "encoding", "kind", "made"),
    [
        ("us-ascii", "7bit", "plain", False),
        ("us-ascii", "7bit", "html", True),
        ("utf-8", "7bit", "plain", False),
        ("utf-8", "8bit", "plain", True),
        ("us-ascii", "base64", "plain", False),
        ("iso-2022-jp", "8bit", "html", False),
        ("iso-8859-1", "quoted-printable", "plain", False),
        ("no-such", "8bit", "html", True),
    ],
)
def test_what_a_part_can_hold(charset: str, encoding: str, kind: str, made: bool) -> None:
    raw = base64.b64encode(b"Oops") if encoding == "base64" else b"Oops"
    email = read("m.eml", part(raw, encoding, charset, kind))
    after, done = apply(email, [replacing(email, "Oops", "“أ”")])
    assert bool(done) is made
    assert (after == email.data) is not made
    if made:
        assert read("m.eml", after).blocks[0].text.value == "“أ”"


def test_a_wrong_label_gets_references() -> None:
    """Bytes that are UTF-8 under another label: new characters must read right under both."""
    body = "<p>Oops \u0081 نعتذر</p>".encode()
    after = changed("m.eml", part(body, "8bit", "windows-1252", "html"), ("Oops", "é"))
    assert b"<p>&#233; " in after


def test_no_line_becomes_longer_than_mail_may_have() -> None:
    email = read("m.eml", part(b"Oops " + b"x" * 990 + b"\r\nmore", "8bit"))
    short, long, more = (
        replacing(email, *pair) for pair in (("Oops", "Sorry.."), ("Oops", "Sorry..."), ("more", ""))
    )
    assert apply(email, [short])[0].endswith(b"\r\nSorry.. " + b"x" * 990 + b"\r\nmore")
    after, made = apply(email, [long, more])
    assert (after, made) == (email.data[:-4], [more])
    page = read("a.html", b"<p>Oops " + b"x" * 2000 + b"</p>")
    assert apply(page, [replacing(page, "Oops", "Sorry")])[0].startswith(b"<p>Sorry x")


# Headers

SUBJECTS = st.lists(
    st.sampled_from('Oops wrong link café نعتذر 🙈 (1) don’t a,b "x" =?'.split()), min_size=1
).map(" ".join)


def q_word(text: str, charset: str = "utf-8") -> str:
    data = text.encode(charset)
    return f"=?{charset}?q?{''.join(f'={b:02X}' if b != 32 else '_' for b in data)}?="


def b_word(text: str, charset: str = "utf-8") -> str:
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


@st.composite
def subjects(draw: st.DrawFn) -> str:
    """The value of a subject header, written some way, with LF for the newlines."""
    ways: list[Callable[[str], str]] = [
        lambda text: text.encode("ascii", "ignore").decode(),
        lambda text: Header(text, "utf-8").encode(),
        lambda text: Header(text, "utf-8", maxlinelen=40).encode(),
        q_word,
        b_word,
        lambda text: b_word(text.encode("cp1256", "ignore").decode("cp1256"), "windows-1256"),
    ]
    pieces = [draw(st.sampled_from(ways))(draw(SUBJECTS)) for _ in range(draw(st.integers(1, 3)))]
    return draw(st.sampled_from([" ", "\n "])).join(piece for piece in pieces if piece.strip())


def with_header(name: str, value: str, newline: str) -> bytes:
    lines = f"To: b@b.example\n{name}: {value}\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n\nHello =?x?="
    return lines.replace("\n", newline).encode()


def others(message: EmailMessage, name: str) -> list[tuple[str, str]]:
    return [(key, str(value)) for key, value in message.items() if key != name]


@given(subjects(), st.data(), NEW | st.just(""), st.sampled_from(["\n", "\r\n"]))
def test_any_subject_reads_as_meant(value: str, data: st.DataObject, new: str, newline: str) -> None:
    before = with_header("Subject", value, newline)
    email = read("m.eml", before)
    assert email.subject is not None
    shown = email.subject.value
    assume(shown and squeezed(str(parsed(before)["Subject"])) == squeezed(shown))
    start = data.draw(st.integers(0, len(shown) - 1))
    end = data.draw(st.integers(start + 1, len(shown)))
    fix = rewording(Place("subject", email.subject, start, end), new, SAFE)
    assert fix is not None
    after, made = apply(email, [fix])
    assert made == [fix]
    message = parsed(after)
    assert squeezed(str(message["Subject"])) == squeezed(shown[:start] + new + shown[end:])
    assert others(message, "Subject") == others(parsed(before), "Subject")
    assert after.partition(newline.encode() * 2)[2] == b"Hello =?x?="
    again = read("m.eml", after).subject
    assert squeezed(again.value if again else "") == squeezed(shown[:start] + new + shown[end:])
    for line in fix.edits[0].text.split("\n"):
        assert len(line.strip()) <= 75 or "=?" not in line
    assert newline == "\n" or not re.search(rb"(?<!\r)\n", after)
    assert not re.search(rb"\n[ \t]+\r?\n", after)


NAMES = st.sampled_from(
    [
        "Acme Care",
        '"Acme, Inc."',
        '"Acme \\"Best\\" Care"',
        q_word("Acmé Care"),
        b_word("أكمي للدعم"),
        '"' + b_word("أكمي") + '"',
        "Acme " + q_word("Café"),
        b_word("أكمي للدعم") + "\n " + b_word(" Acme"),
        "Acme Care\n of Ludlow",
    ]
)


@given(
    NAMES,
    st.data(),
    NEW | st.sampled_from(["", "Acme", "a, b <c@d.example>", "x\\", "(y)", ";:@", "=?utf-8?q?x?="]),
)
def test_a_display_name_stays_a_name(name: str, data: st.DataObject, new: str) -> None:
    newline = data.draw(st.sampled_from(["\n", "\r\n"]))
    before = with_header("From", f"{name} <care@acme.example>", newline)
    email = read("m.eml", before)
    assert email.sender is not None
    shown = email.sender.name.value
    start = data.draw(st.integers(0, len(shown) - 1))
    end = data.draw(st.integers(start + 1, len(shown)))
    wanted = squeezed(shown[:start] + new + shown[end:])
    fix = rewording(Place("sender", email.sender.name, start, end), new, SAFE)
    if fix is None:  # encoded-words are read before quotes are
        assert re.search(r'["<>;(\\]', wanted)
        assert re.search("[^ -~]|=[?]", wanted)
        return
    after, made = apply(email, [fix])
    assert made == [fix]
    message = parsed(after)
    (address,) = message["From"].addresses
    assert address.addr_spec == "care@acme.example"
    assert squeezed(address.display_name) == wanted
    assert others(message, "From") == others(parsed(before), "From")


@pytest.mark.parametrize(
    ("name", "before", "old", "new", "after"),
    [
        ("Subject", "Oops: the link", "Oops", "Sorry", "Sorry: the link"),
        ("Subject", "Oops: the link", "Oops", "Désolé", "=?utf-8?Q?D=C3=A9sol=C3=A9=3A?= the link"),
        ("Subject", "", "", "Sorry", "Sorry"),
        ("Subject", "a\n Oops\n\tb", "Oops", "", "a\n\tb"),
        ("Subject", "=?utf-8?q?a?=\n =?x?q?Oops?=", "Oops", "", "=?utf-8?q?a?="),
        ("Subject", "Re: =?utf-8?q?=C3=A9?= and =?utf-8?q?b?=", "and", "", "=?utf-8?Q?Re=3A_=C3=A9__b?="),
        ("Subject", "=?utf-8?q?caf=C3=A9?= Oops", "Oops", "Sorry", "=?utf-8?q?caf=C3=A9?= Sorry"),
        ("Subject", "=?utf-8?q?caf=C3=A9?= Oops", "Oops", "né", "=?utf-8?q?caf=C3=A9_n=C3=A9?="),
        (
            "Subject",
            "=?utf-8?q?=E2=9A=A0=EF=B8=8F_Oops?= x",
            "Oops",
            "No",
            "=?utf-8?q?=E2=9A=A0=EF=B8=8F_No?= x",
        ),
        ("Subject", b_word("نعتذر", "windows-1256"), "نعتذر", "آسفون", b_word("آسفون", "windows-1256")),
        ("Subject", b_word("نعتذر", "windows-1256"), "نعتذر", "我们", b_word("我们")),
        (
            "From",
            "Acme =?utf-8?q?Caf=C3=A9?= <a@b.example>",
            "cme ",
            "",
            "=?utf-8?Q?ACaf=C3=A9?= <a@b.example>",
        ),
        ("From", "Acme <a@b.example>", "Acme", "Acme, Inc", '"Acme, Inc" <a@b.example>'),
        ("From", '"Acme"<a@b.example>', "Acme", "Café", "=?utf-8?Q?Caf=C3=A9?= <a@b.example>"),
        ("From", "=?utf-8?q?Caf=C3=A9?= <a@b.example>", "é", "e", "Cafe <a@b.example>"),
        ("From", "x:Acme<a@b.example>;", "Acme", "Café", "x: =?utf-8?Q?Caf=C3=A9?= <a@b.example>;"),
        ("From", "Acme <a@b.example>", "a@b", "c@d", "Acme <c@d.example>"),
        ("From", b_word("أكمي") + " <a@b.example>", "a@b", "c@d", b_word("أكمي") + " <c@d.example>"),
        ("From", "Acme (Oops) <a@b.example>", "Oops", "Care", "Acme (Care) <a@b.example>"),
        ("From", '"Acme \\"Oops\\"" <a@b.example>', '"Oops', "x", '"Acme x\\"" <a@b.example>'),
        (
            "From",
            '"Acme, Inc" <a@b.example>, Bob <c@d.example>',
            "Inc",
            "“x”",
            "=?utf-8?Q?Acme=2C_=E2=80=9Cx=E2=80=9D?=\n <a@b.example>, Bob <c@d.example>",
        ),
    ],
)
def test_headers(name: str, before: str, old: str, new: str, after: str) -> None:
    data = with_header(name, before, "\n")
    assert changed("m.eml", data, (old, new)) == with_header(name, after, "\n")


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("Subject", "Oops", "Oops", "x\nBcc: everybody@acme.example"),
        ("Subject", "Oops", "Oops", "x\r\n y"),
        ("Subject", b_word("Oops é"), "Oops", "x\u2028y"),
        ("Subject", "Oops", "Oops", "\ud800"),
        ("Subject", "=?utf-8?q?Oops=FF?=", "Oops", "Sorry"),
        ("From", "Oops <a@b.example>", "a@b.example", "a@b.example>, <c@d.example"),
        ("From", "Oops <a@b.example>", "a@b.example", "é@b.example"),
        ("From", "Acme (Oops) <a@b.example>", "Oops", "a)b"),
        ("From", "Acme (Oops) <a@b.example>", "Oops", "é"),
        ("From", q_word("Oops <a@b.example>"), "Oops", "Sorry, all"),
        ("From", q_word("Café <a@b.example>"), "a@b", "c@d"),
    ],
)
def test_what_a_header_must_not_hold(name: str, value: str, old: str, new: str) -> None:
    email = read("m.eml", with_header(name, value, "\n"))
    text = email.subject if name == "Subject" else None
    if email.sender is not None:
        text = next(t for t in (email.sender.name, email.sender.address) if old in t.value)
    assert text is not None
    at = text.value.index(old)
    assert rewording(Place("subject", text, at, at + len(old)), new, SAFE) is None


@pytest.mark.parametrize("new", ["x\nBcc: c@d.example", "x\n", "x\n\n y", "\r", "é", "x\x1b"])
def test_an_edit_made_by_hand_breaks_no_header(new: str) -> None:
    email = read("m.eml", with_header("Subject", "Oops", "\n"))
    span = email.subject.span() if email.subject else None
    assert span is not None
    assert apply(email, [Fix(SAFE, (Edit(span, new),))]) == (email.data, [])
    decoded = read("m.eml", with_header("Subject", b_word("Oops"), "\n"))
    span = decoded.subject.span() if decoded.subject else None
    assert span is not None
    assert apply(decoded, [Fix(SAFE, (Edit(span, "x"),))]) == (decoded.data, [])


def test_a_byte_order_mark_before_a_header() -> None:
    data = codecs.BOM_UTF8 + b"Subject: =?utf-8?B?T29wcyE=?=\n\nHello"
    new = changed("a.eml", data, ("Oops", "Sorry"))
    assert new == codecs.BOM_UTF8 + b"Subject: =?utf-8?B?U29ycnkh?=\n\nHello"


def test_long_headers_are_folded() -> None:
    data = with_header(
        "Subject", "We are sorry, and this header is rather long, for the Oops we made today", "\r\n"
    )
    after = changed("m.eml", data, ("Oops", "é" * 30))
    assert all(len(line) <= 76 for line in after.split(b"\r\n"))
    assert str(parsed(after)["Subject"]).endswith("for the " + "é" * 30 + " we made today")


# Round after round


def finding(email: Email, old: str, new: str, level: Applicability = SAFE) -> list[Finding]:
    """A finding of a rule called `old` for each place where a reader sees it."""
    found = []
    for where, text in texts(email):
        for match in re.finditer(re.escape(old), text.value):
            place = Place(where, text, *match.span())
            fix = rewording(place, new, level)
            found.append(Finding(old, Severity.warning, "", "", (), place, fix))
    return found


class Rules:
    """Reports of rules that are replacements."""

    def __init__(
        self, *rules: tuple[str, str] | tuple[str, str, Applicability], name: str = "a.html"
    ) -> None:
        self.rules = rules
        self.name = name
        self.read = 0

    def __call__(self, data: bytes) -> Report:
        self.read += 1
        email = read(self.name, data)
        found = [one for rule in self.rules for one in finding(email, *rule)]
        return Report(email, "en", "en", False, found, [], [], [], {}, [])


def mended(data: bytes, *rules: Any, unsafe: bool = False) -> bytes:
    again = Rules(*rules)
    result = mend(again(data), again, unsafe=unsafe)
    assert result.report.email.data == result.data
    once = mend(again(result.data), again, unsafe=unsafe)
    assert (once.data, once.applied) == (result.data, [])  # mending what was mended changes nothing
    return result.data


def test_fixes_that_bring_others_to_light() -> None:
    again = Rules(("one", "two"), ("two", "three"), ("one two", "2"))
    result = mend(again(b"<p>one two</p>"), again)
    assert (result.data, result.left) == (b"<p>three three</p>", [])
    assert [found.rule for found in result.applied] == ["one", "two", "two"]
    assert again.read == 4


def test_only_what_is_wanted_is_applied() -> None:
    rules = (("a1", "b", SAFE), ("a2", "b", Applicability.unsafe), ("a3", "b", Applicability.display))
    assert mended(b"<p>a1 a2 a3</p>", *rules) == b"<p>b a2 a3</p>"
    assert mended(b"<p>a1 a2 a3</p>", *rules, unsafe=True) == b"<p>b b a3</p>"


def test_fixes_that_undo_each_other_are_taken_back() -> None:
    assert mended(b"<p>x good</p>", ("x", "y"), ("y", "x"), ("good", "better")) in (
        b"<p>x better</p>",
        b"<p>y better</p>",
    )
    again = Rules(("x", "y"), ("y", "x"))
    result = mend(again(b"<p>x</p>"), again)
    assert (result.data, result.applied, [found.rule for found in result.left]) == (b"<p>x</p>", [], ["x"])


def test_a_fix_that_leaves_its_finding_is_taken_back() -> None:
    assert mended(b"<p>x y</p>", ("x", "xx"), ("y", "z")) == b"<p>x z</p>"
    assert mended(b"<p>x y</p>", ("x", "x"), ("y", "z")) == b"<p>x z</p>"


def test_rounds_come_to_an_end() -> None:
    class Endless(Rules):
        def __call__(self, data: bytes) -> Report:
            self.rules = ((number := re.findall(r"\d+", data.decode())[0], str(int(number) + 1)),)
            return super().__call__(data)

    again = Endless()
    assert mend(again(b"<p>1</p>"), again).data == f"<p>{1 + ROUNDS}</p>".encode()


def test_a_fix_that_makes_the_file_unreadable_is_taken_back() -> None:
    class Picky(Rules):
        def __call__(self, data: bytes) -> Report:
            if b"bad" in data:
                raise UnreadableError("bad")
            return super().__call__(data)

    again = Picky(("a", "1"), ("b", "bad"), ("c", "3"), ("d", "4"))
    result = mend(again(b"<p>a b c d</p>"), again)
    assert result.data == b"<p>1 b 3 4</p>"
    assert [found.rule for found in result.applied] == ["a", "c", "d"]
    assert [found.rule for found in result.left] == ["b"]


def test_no_fix_makes_a_boundary() -> None:
    message = (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\na x\ny--b\nz c\n--b--\n"
    )
    again = Rules(("a", "1"), ("y", ""), ("c", "3"), name="m.eml")
    result = mend(again(message), again)
    assert result.data == message.replace(b"a x", b"1 x").replace(b"z c", b"z 3")


def test_what_cannot_be_written_is_left() -> None:
    again = Rules(("Oops", "é"), ("link", "page"), name="m.eml")
    result = mend(again(part(b"Oops link", "7bit", "us-ascii")), again)
    assert result.data == part(b"Oops page", "7bit", "us-ascii")
    assert [found.rule for found in result.left] == ["Oops"]


def test_what_would_be_too_large_is_not_written() -> None:
    again = Rules(("Oops", "x" * 1000))
    data = b"<p>Oops " + b"x" * 1_999_500 + b"</p>"
    assert mend(again(data), again).data == data


# Files


def test_write_keeps_what_the_file_is(tmp_path: Path) -> None:
    path = tmp_path / "draft.html"
    path.write_bytes(b"old")
    path.chmod(0o640)
    long = tmp_path / ("詫" * 83 + ".html")  # 254 of the 255 bytes that a name may have
    long.write_bytes(b"old")
    write_bytes(long, b"new")
    assert long.read_bytes() == b"new"
    long.unlink()
    link = tmp_path / "link.html"
    link.symlink_to(path)
    write_bytes(link, b"new\r\n")
    assert link.is_symlink()
    assert path.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    write_bytes(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert sorted(tmp_path.iterdir()) == [path, link]


def unwritable(folder: Path) -> Iterator[Path]:
    (folder / "directory").mkdir()
    yield folder / "directory"
    yield folder / "missing.html"
    os.mkfifo(folder / "pipe.html")
    yield folder / "pipe.html"
    yield folder / "none" / "draft.html"
    yield folder / "nul\0.html"
    if os.geteuid():  # nothing is closed to root
        (folder / "closed").mkdir()
        (folder / "closed" / "draft.html").write_bytes(b"old")
        (folder / "closed").chmod(0o500)
        yield folder / "closed" / "draft.html"
        (folder / "closed").chmod(0o700)
        (folder / "read-only.html").write_bytes(b"old")
        (folder / "read-only.html").chmod(0o400)
        yield folder / "read-only.html"


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    for path in unwritable(tmp_path):
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(UnwritableError, match=r"^cannot be written: (?!cannot)\w"):
            write_bytes(path, b"new")
        assert sorted(tmp_path.rglob("*")) == before


def test_nothing_is_left_behind_when_the_disk_is_full(tmp_path: Path) -> None:
    import resource
    import signal

    path = tmp_path / "draft.html"
    path.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(UnwritableError, match="cannot be written"):
            write_bytes(path, b"x" * 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert [path.read_bytes(), *tmp_path.iterdir()] == [b"old", path]


# Diffs

LINES = st.lists(st.sampled_from(["a", "b", "é", "", " ", "-- x", "x\r", "\u2028"]), max_size=30)


def patched(folder: Path, name: str, before: bytes, after: bytes, *command: str) -> bytes:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(before)
    said = diff(read(name, before), after).encode()
    subprocess.run(command, input=said, cwd=folder, check=True, capture_output=True)
    return path.read_bytes()


PATCH = ("patch", "-p0", "--binary", "--no-backup-if-mismatch")
GIT = ("git", "apply", "-p0", "--whitespace=nowarn", "-")


@given(LINES, LINES, LINES, st.sampled_from(["", "\n"]), st.sampled_from(["", "\n"]))
def test_diffs_can_be_applied(
    tmp_path_factory: pytest.TempPathFactory,
    top: list[str],
    old: list[str],
    new: list[str],
    end: str,
    stop: str,
) -> None:
    before = ("<p>x\n" + "\n".join([*top, *old, *top]) + end).encode()
    after = ("<p>x\n" + "\n".join([*top, *new, *top]) + stop).encode()
    if before == after:
        assert not diff(read("a.html", before), after)
        return
    assert patched(tmp_path_factory.mktemp("patch"), "a.html", before, after, *PATCH) == after
    assert patched(tmp_path_factory.mktemp("git"), "a.html", before, after, *GIT) == after


@pytest.mark.parametrize("name", ["a/b.html", "a b.html", "a\tb.html", 'a"b.html', "عرض.html"])
@pytest.mark.parametrize("command", [PATCH, GIT])
def test_file_names_in_diffs(tmp_path: Path, name: str, command: tuple[str, ...]) -> None:
    before, after = "\ufeff<p>Oops é</p>".encode(), "\ufeff<p>نعتذر</p>\n".encode()
    assert patched(tmp_path, name, before, after, *command) == after


def test_a_diff_of_another_charset_is_readable() -> None:
    before = "\ufeff<p>Oops é</p>".encode("utf-16-le")
    said = diff(read("a.html", before), changed("a.html", before, ("Oops", "نعتذر")))
    assert said.splitlines()[3] == "-\ufeff<p>Oops é</p>"
    assert "+\ufeff<p>نعتذر é</p>" in said
    message = part(b"Oops =C3=A9\r\n", "quoted-printable")
    said = diff(read("m.eml", message), changed("m.eml", message, ("Oops", "é")))
    assert "-Oops =C3=A9\r\n+=C3=A9 =C3=A9\r\n" in said


def test_changes_far_apart_are_pieces_of_their_own() -> None:
    lines = [f"{number}\n" for number in range(20)]
    before = "<p>" + "".join(lines)
    after = before.replace("\n3\n", "\nx\n").replace("\n15\n", "\ny\n")
    said = diff(read("a.html", before.encode()), after.encode())
    assert re.findall(r"^@@ .*", said, re.M) == ["@@ -1,7 +1,7 @@", "@@ -13,7 +13,7 @@"]


def test_a_diff_of_very_many_lines_is_one_piece(tmp_path: Path) -> None:
    before = b"<p>x\n" + b"a\n" * 6000
    after = b"<p>x\n" + b"b\n" + b"a\n" * 5998 + b"c\n"
    assert patched(tmp_path, "a.html", before, after, *PATCH) == after


def test_new_text_is_escaped_as_html() -> None:
    after = changed("a.html", b"<p>Oops</p>", ("Oops", "<b> & 'x'"))
    assert html.unescape(after.decode()) == "<p><b> & 'x'</p>"
    assert b"<b>" not in after
