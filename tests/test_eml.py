"""Messages: which parts a reader sees, how they are decoded, and where their words stand."""

from __future__ import annotations

import base64
import codecs
import quopri

import pytest

from apology_lint.email import Email
from apology_lint.readers import read

TOP = b"From: Acme <a@acme.example>\r\nSubject: Sorry\r\nMIME-Version: 1.0\r\n"
HTML = "Content-Type: text/html; charset=utf-8"
PLAIN = "Content-Type: text/plain; charset=utf-8"


def part(headers: str, body: str | bytes) -> bytes:
    return headers.encode() + b"\n\n" + (body.encode() if isinstance(body, str) else body)


def multi(kind: str, *parts: bytes, boundary: str = "b1", close: bool = True) -> bytes:
    lines = [f"Content-Type: multipart/{kind}; boundary={boundary}".encode(), b""]
    for each in parts:
        lines += [f"--{boundary}".encode(), each]
    return b"\n".join([*lines, f"--{boundary}--".encode()] if close else lines)


def eml(data: bytes) -> Email:
    return read("draft.eml", TOP.replace(b"\r\n", b"\n") + data)


def texts(data: bytes) -> list[str]:
    return [block.text.value for block in eml(data).blocks]


def body(text: bytes, charset: str | None, encoding: str = "8bit", kind: str = "plain") -> bytes:
    label = f"; charset={charset}" if charset else ""
    return f"Content-Type: text/{kind}{label}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + text


def test_mixed_alternative_related() -> None:
    page = multi(
        "related", part(HTML, "<p>Rich</p>"), part("Content-Type: image/png", "\x89PNG"), boundary="r"
    )
    both = multi("alternative", part(PLAIN, "Poor"), page, boundary="a")
    file = part("Content-Type: text/html\nContent-Disposition: attachment; filename=x.html", "<p>Oops</p>")
    email = eml(multi("mixed", both, file, part(PLAIN, "Sent from a list"), boundary="m"))
    assert [(b.where, b.text.value) for b in email.blocks] == [("body", "Rich"), ("body", "Sent from a list")]
    assert [(b.where, b.text.value) for b in email.other_version] == [("text-part", "Poor")]


@pytest.mark.parametrize(
    ("data", "shown", "other"),
    [
        (part(PLAIN, "Text"), ["Text"], []),
        (part(HTML, "<p>Page</p>"), ["Page"], []),
        (b"\nNo type", ["No type"], []),
        (multi("alternative", part(PLAIN, "Text")), ["Text"], []),
        (multi("alternative", part(PLAIN, "One"), part(PLAIN, "Two")), ["Two"], ["One"]),
        (multi("alternative", part(HTML, "<p>Page</p>"), part(PLAIN, "Text")), ["Page"], ["Text"]),
        (multi("alternative", part("Content-Type: text/calendar", "BEGIN")), [], []),
        (
            multi("alternative", part(PLAIN, "Text"), part("Content-Type: text/x-amp-html", "Amp")),
            ["Text"],
            [],
        ),
        (multi("mixed", part("X: y", "Untyped")), ["Untyped"], []),
        (multi("mixed", part("Content-Type: message/rfc822", "Subject: Old\n\nOops")), [], []),
        (multi("digest", part("X: y", "Subject: Old\n\nOops")), [], []),
        (
            multi("mixed", part(PLAIN + "\nContent-Disposition: inline; filename=a.txt", "Shown")),
            ["Shown"],
            [],
        ),
        (multi("mixed", part("Content-Type: text/plain; name=a.txt", "File")), [], []),
        (
            multi("mixed", part(PLAIN + "\nContent-Disposition: x; filename*=utf-8''%C3%A9.txt", "File")),
            [],
            [],
        ),
        (multi("mixed", part(PLAIN, "One"), part(PLAIN, "Two"), close=False), ["One", "Two"], []),
        (
            multi("mixed", part(PLAIN, "One"), boundary='"a b:c"').replace(b'--"a b:c"', b"--a b:c"),
            ["One"],
            [],
        ),
        (multi("mixed", part(PLAIN, "One")) + b"\nEpilogue", ["One"], []),
        (
            multi("mixed", b"", part(PLAIN, "--b12 is no boundary\n--b1 x")),
            ["--b12 is no boundary --b1 x"],
            [],
        ),
        (b"Content-Type: multipart/mixed\n\n--b1\n\nNo boundary given", [], []),
        (b"Content-Type: multipart/mixed; boundary=no\n\n--b1\n\nAnother boundary", [], []),
        (b"Content-Type: text/plain; charset*=x; charset*0=y\n\nHello", ["Hello"], []),
        (b"Content-Type: nonsense\n\nHello", ["Hello"], []),
        (b"Content-Type: text/plain; charset*=x'y; a*0*=%\n\nHello", ["Hello"], []),
        (b"Content-Type: text/html\nContent-Type: text/plain\n\n<p>Page", ["Page"], []),
    ],
)
def test_what_the_reader_sees(data: bytes, shown: list[str], other: list[str]) -> None:
    email = eml(data)
    assert [b.text.value.replace(" \n", " ").replace("\n", " ") for b in email.blocks] == shown
    assert [b.text.value for b in email.other_version] == other


def test_headers_and_their_absence() -> None:
    email = eml(b"X-Folded: a\n  b\n\tc\nContent-Type:\n text/html\n\n<p>Page</p>")
    assert (email.subject and email.subject.value, [b.text.value for b in email.blocks]) == (
        "Sorry",
        ["Page"],
    )
    assert texts(b"this is no header\n\nHello") == ["this is no header", "Hello"]
    assert eml(b"X-Only: headers").blocks == []
    assert [b.text.value for b in read("draft.eml", b"From here on\nSubject: x\n\nHi").blocks] == ["Hi"]


def test_more_than_a_thousand_headers() -> None:
    assert texts(b"X-A: b\n" * 1500 + b"\nHello") == ["Hello"]


def test_a_byte_order_mark_before_the_headers() -> None:
    email = read("draft.eml", codecs.BOM_UTF8 + b"Subject: Sorry\n\nHello")
    assert (email.subject and email.subject.value, len(email.blocks)) == ("Sorry", 1)


def test_more_than_a_thousand_parts() -> None:
    assert eml(multi("mixed", *[part(PLAIN, "x")] * 999)).notes == []
    email = eml(multi("mixed", *[part(PLAIN, f"Part {n}") for n in range(1200)]))
    assert (email.notes, len(email.blocks)) == (["parts-truncated"], 1000)
    assert email.blocks[-1].text.value == "Part 999"


def test_nesting_beyond_the_limit() -> None:
    data = part(PLAIN, "core")
    for level in range(60, 0, -1):
        data = multi("mixed", part(PLAIN, f"level {level}"), data, boundary=f"n{level}")
    shown = texts(data)
    assert shown == [f"level {n}" for n in range(1, 21)]


CHARSETS = [
    ("windows-1256", "نعتذر منكم"),
    ("iso-8859-6", "نعتذر منكم"),
    ("koi8-r", "Просим прощения"),
    ("gb18030", "我们道歉"),
    ("shift_jis", "お詫びします"),
    ("iso-2022-jp", "お詫びします"),
    ("utf-7", "Désolé"),
    ("utf-8", "Désolé 🙈"),
    ("UTF-16", "Désolé"),
    ("iso-8859-1", "Désolé"),
]


@pytest.mark.parametrize(("charset", "text"), CHARSETS)
@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_charsets(charset: str, text: str, encoding: str) -> None:
    raw = f"{text} OK".encode(charset)
    raw = {"8bit": raw, "quoted-printable": quopri.encodestring(raw), "base64": base64.encodebytes(raw)}[
        encoding
    ]
    found = eml(body(raw, charset, encoding)).blocks[0].text
    assert found.value == f"{text} OK"


@pytest.mark.parametrize(
    "label", ["no-such-charset", "punycode", "idna", "base64", "rot13", "unicode_escape", "", '"utf-8"', None]
)
def test_labels_that_are_no_charset_mean_utf_8(label: str | None) -> None:
    assert texts(body("Désolé a\\u0041-b".encode(), label)) == ["Désolé a\\u0041-b"]


@pytest.mark.parametrize("charset", ["utf-16", "utf-32"])
def test_wide_characters_without_a_mark_begin_with_the_low_byte(charset: str) -> None:
    written = "Désolé".encode(f"{charset}-le") + b"\x00"  # ends within a character
    email = eml(body(written, charset))
    found = email.blocks[0].text
    assert found.value.startswith("Désolé")
    span = found.span(2, 3)
    assert span is not None
    assert email.data[span.extent()[0].offset :].startswith("s".encode(f"{charset}-le"))


def test_wrong_labels() -> None:
    assert texts(body(b"D\xe9sol\xe9", "utf-8")) == ["D\ufffdsol\ufffd"]
    assert texts(body(b"D\xe9sol\xe9", "us-ascii")) == ["D\ufffdsol\ufffd"]
    assert texts(body("Désolé".encode(), "shift_jis"))[0].startswith("D")
    assert texts(body("我们道歉".encode(), "gb2312")) == ["我们道歉"]
    assert texts(body(b"We\x92re \x81 sorry", "windows-1252")) == ["We’re \ufffd sorry"]


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("gb2312", "gbk", "朱镕基"),
        ("shift_jis", "cp932", "①お詫び"),
        ("iso-8859-8-i", "iso-8859-8", "שלום"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
    ],
)
def test_labels_that_mean_a_superset(label: str, codec: str, text: str) -> None:
    assert texts(body(text.encode(codec), label)) == [text]


def test_charset_by_rfc_2231() -> None:
    for parameter in ("charset*=utf-8''windows-1256", "charset*0=windows-; charset*1=1256"):
        data = f"Content-Type: text/plain; {parameter}\n\n".encode() + "نعتذر".encode("windows-1256")
        assert texts(data) == ["نعتذر"]


def test_charset_of_the_page_where_the_header_names_none() -> None:
    page = "<meta charset=windows-1256><p>نعتذر</p>".encode("windows-1256")
    assert texts(body(page, None, kind="html")) == ["نعتذر"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"We are so=\nrry.", "We are sorry."),
        (b"We are so=  \r\nrry.", "We are sorry."),
        (b"We are   \nsorry=20\n=C3=A9=", "We are\nsorry\né"),
        (b"a =3D b =ZZ c=", "a = b =ZZ c"),
        (b"=e2=80=9cHi=E2=80=9D", "“Hi”"),
    ],
)
def test_quoted_printable(written: bytes, expected: str) -> None:
    assert [t.replace(" \n", "\n") for t in texts(body(written, "utf-8", "Quoted-Printable"))] == [expected]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"V2UgYXJl\r\nIHNvcnJ5", "We are sorry"),
        (b"V2Ug YXJl*IHNvcnJ5Lg==\n", "We are sorry."),
        (b"V2UgYXJlIHNvcnJ5L", "We are sorry"),
        (b"V2UgYXJlIHNvcnJ5Lg==\n\nV2U=\n====", "We are sorry."),
    ],
)
def test_base64(written: bytes, expected: str) -> None:
    assert texts(body(written, "utf-8", "base64")) == [expected]


WHERE = [
    ("8bit", "utf-8", "Désolé 🙈 for the oops\nagain".encode(), b"oops", 18),
    ("7bit", "windows-1256", "نعتذر عن oops".encode("windows-1256"), b"oops", None),
    ("quoted-printable", "utf-8", b"D=C3=A9sol=C3=A9 and the oo=\nps", b"oo=\nps", 26),
    ("quoted-printable", "utf-8", b"Trailing   \nthe =6Fops=\n!", b"=6Fops", 5),
    ("8bit", "shift_jis", "お詫び oops".encode("shift_jis"), b"oops", None),
    ("8bit", "iso-2022-jp", "お詫び oops".encode("iso-2022-jp"), b"oops", None),
]


@pytest.mark.parametrize(("encoding", "charset", "written", "slice_", "column"), WHERE)
@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("nested", [False, True])
def test_place_of_a_word(
    encoding: str, charset: str, written: bytes, slice_: bytes, column: int | None, kind: str, nested: bool
) -> None:
    inner = body(written, charset, encoding, kind)
    data = TOP + (multi("mixed", part(PLAIN, "Before"), inner) if nested else inner)
    text = read("draft.eml", data).blocks[-1].text
    at = text.value.index("oops")
    span = text.span(at, at + 4)
    assert span is not None
    start, end = span.extent()
    assert start.offset == data.rindex(slice_)
    assert data[start.offset : end.offset] == slice_
    assert start.line == data[: start.offset].count(b"\n") + 1
    assert column is None or start.column == column
    assert span.source.decoded is None


def test_places_in_base64_are_named_by_their_part() -> None:
    page = "<p>Désolé.</p>\n<p>Well, oops</p>".encode()
    inner = multi(
        "alternative",
        part(PLAIN, "x"),
        body(base64.encodebytes(page), "utf-8", "base64", "html"),
        boundary="i",
    )
    text = eml(multi("mixed", inner)).blocks[-1].text
    span = text.span(6)
    assert span is not None
    start, end = span.extent()
    assert span.source.decoded == "part 1.2 (text/html, base64)"
    assert (page[start.offset : end.offset], start.line, start.column) == (b"oops", 2, 10)
