"""MJML, plain text, and telling from name and bytes what a draft is and how it is encoded."""

from __future__ import annotations

import codecs

import pytest

from apology_lint.email import Email
from apology_lint.readers import MAX_BYTES, UnreadableError, format_of, read


def seen(email: Email) -> list[tuple[str, str]]:
    """Blocks, without the space that the white space before a line break leaves."""
    return [(block.where, block.text.shown().replace(" \n", "\n")) for block in email.blocks]


def mjml(body: str, head: str = "", attributes: str = "") -> Email:
    markup = f"<mjml{attributes}><mj-head>{head}</mj-head><mj-body>{body}</mj-body></mjml>"
    return read("draft.mjml", markup.encode())


def plain(text: str) -> list[tuple[str, str]]:
    return seen(read("draft.txt", text.encode()))


def test_mjml_blocks_links_and_images() -> None:
    email = mjml(
        "<mj-section><mj-column><mj-text>Dear Ann,<br/>we are <b>sorry</b>.</mj-text>"
        "<mj-text><h1>Fixed</h1></mj-text>"
        '<mj-button href="https://acme.example/fix">See the fix</mj-button><mj-divider />'
        '<mj-image src="logo.png" alt="Acme logo" /><mj-image src="team.jpg" />'
        '<mj-spacer height="9px" /><mj-table><tr><td>Total</td><td>5</td></tr></mj-table>'
        "</mj-column></mj-section>"
    )
    assert email.format == "mjml"
    assert seen(email) == [
        ("body", "Dear Ann,\nwe are sorry."),
        ("heading", "Fixed"),
        ("button", "See the fix"),
        ("alt", "Acme logo"),
        ("body", "Total"),
        ("body", "5"),
    ]
    assert [link.href for link in email.links] == ["https://acme.example/fix"]
    assert [(i.src, i.alt and i.alt.value) for i in email.images] == [
        ("logo.png", "Acme logo"),
        ("team.jpg", None),
    ]


def test_mjml_head() -> None:
    email = mjml(
        "<mj-text>Hello</mj-text>",
        "<mj-title>We&rsquo;re sorry</mj-title><mj-preview><!-- x -->About your &amp; our order</mj-preview>"
        "<mj-attributes><mj-all padding=0 /></mj-attributes><mj-font name=x href=y />",
        ' lang="ar"',
    )
    assert email.subject is not None
    assert email.preheader is not None
    assert (email.subject.value, email.preheader.value) == ("We’re sorry", "About your & our order")
    assert (email.declared_language, email.notes) == ("ar", ["subject-from-title"])
    assert seen(email) == [("body", "Hello")]


def test_mj_preview_wins_over_hidden_text() -> None:
    email = mjml(
        "<mj-text><p style='display:none'>Hidden</p>Hello</mj-text>", "<mj-preview>Preview</mj-preview>"
    )
    assert email.preheader is not None
    assert email.preheader.value == "Preview"


def test_mj_style_hides() -> None:
    email = mjml(
        "<mj-text>Hello <p class=no>Oops</p></mj-text>",
        "<mj-style>.no{display:none}</mj-style><mj-style inline=inline>b{color:red}</mj-style>",
    )
    assert seen(email) == [("body", "Hello")]


def test_css_class_hides_and_marks_a_footer() -> None:
    head = "<mj-style>.no{display:none}</mj-style>"
    email = mjml('<mj-text css-class="no">Oops</mj-text><mj-text css-class="footer">Acme</mj-text>', head)
    assert seen(email) == [("footer", "Acme")]


def test_mj_include_is_noted_once() -> None:
    email = mjml('<mj-include path="a.mjml" /><mj-text>Hi</mj-text><mj-include path="b.mjml" />')
    assert (email.notes, seen(email)) == (["mj-include"], [("body", "Hi")])


LONG = "We are sorry that we sent you the wrong link in our mail"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LONG}\nof Monday.\n\nIt works now.", [("body", f"{LONG} of Monday."), ("body", "It works now.")]),
        ("Dear Ann,\r\nwe are sorry.\r\n\r\nBob", [("body", "Dear Ann,\nwe are sorry."), ("body", "Bob")]),
        (
            f"{LONG}:\n- one\n* two\n1. three\n10) four",
            [("body", f"{LONG}:"), *[("body", i) for i in ("- one", "* two", "1. three", "10) four")]],
        ),
        ("Hi\n \t \nAnn", [("body", "Hi"), ("body", "Ann")]),
        ("Fixed.\n> Oops, you\n>> wrote\nThanks", [("body", "Fixed."), ("body", "Thanks")]),
        ("NEWS\n====\nFixed.\n-----\nBye", [("body", "NEWS"), ("body", "Fixed."), ("body", "Bye")]),
        ("Bye\n-- \nAcme Inc.\n\nParis", [("body", "Bye"), ("footer", "Acme Inc."), ("footer", "Paris")]),
        ("Bye\n--\nAcme", [("body", "Bye"), ("footer", "Acme")]),
        ("A <b>tag</b> &amp; so on", [("body", "A <b>tag</b> &amp; so on")]),
        ("\u200b\n\nHi", [("body", "Hi")]),
    ],
)
def test_plain_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert plain(text) == expected


def test_addresses_in_plain_text_are_links() -> None:
    text = (
        "See https://acme.example/fix?a=1. (http://b.example/x), <https://c.example>, https://d.ex/{{ id }}"
    )
    email = read("draft.txt", text.encode())
    assert [link.href for link in email.links] == [
        "https://acme.example/fix?a=1",
        "http://b.example/x",
        "https://c.example",
        None,  # a template fills in where on d.ex it leads
    ]
    span = email.links[1].text.span()
    assert span is not None
    assert span.slice == "http://b.example/x"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "html"),
        ("A.HTM", "html"),
        ("a.xhtml", "html"),
        ("dir.txt/a.mjml", "mjml"),
        ("a.eml", "eml"),
        ("a.txt", "text"),
        ("a.text", "text"),
        ("a.html.j2", "html"),
        ("a.txt.jinja2", "text"),
        ("a.mjml.erb", "mjml"),
        ("a.html.erb", "html"),
        ("a.liquid", "html"),
        ("a.hbs", "html"),
        ("a.html.twig", "html"),
        ("a.en.txt.njk.tpl", "text"),
        ("a", None),
        ("-", None),
        ("a.v2", None),
        ("a.html.bak", None),
    ],
)
def test_format_of(name: str, kind: str | None) -> None:
    assert format_of(name) == kind


MESSAGE = b"Subject: Sorry\nX-Long: a\n b\n\nHello"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("mail", MESSAGE, "eml"),
        ("mail.txt", MESSAGE, "eml"),
        ("mail", b"From ann@a.example Mon Nov 23 09:00:00 2026\n" + MESSAGE, "eml"),
        ("mail", b">From ann@a.example Mon Nov 23\n" + MESSAGE, "eml"),
        ("mail", b"X-A: b\n" * 39 + MESSAGE, "eml"),
        ("mail.html", MESSAGE, "html"),
        ("mail", b"Note: this\nis no header.\n", "text"),
        ("mail", b"Note: a\nCustomer: b\n\nHi", "text"),
        ("mail", b"Subject: Sorry\nno header here\n\nHi", "text"),
        ("mail", b"Hello Ann,\nSubject: x\n", "text"),
        ("mail", b"From here\n", "text"),
        ("mail", b"<!DOCTYPE html><p>Hi</p>", "html"),
        ("mail", b"Hi <br> Ann", "html"),
        ("mail", b"a < b and <x>", "text"),
        ("mail", b"<mjml><mj-body></mj-body></mjml>", "mjml"),
        ("mail.txt", b"<p>Hi</p>", "text"),
        ("mail.eml", b"no header at all", "eml"),
    ],
)
def test_the_format_that_the_content_shows(name: str, data: bytes, kind: str) -> None:
    assert read(name, data).format == kind


@pytest.mark.parametrize("cut", range(1, 5))
def test_a_message_with_a_long_header(cut: int) -> None:
    first = b"Subject: Sorry\nDKIM-Signature: "
    assert (
        read("mail", first + b"a" * (4000 - len(first) - 1 - cut) + b"\nFrom: a@a.example\n\nHi").format
        == "eml"
    )


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_marks(bom: bytes, encoding: str) -> None:
    data = bom + "<meta charset=windows-1256><p>Désolé 🙈 now</p>".encode(encoding)
    text = read("draft.html", data).blocks[0].text
    assert text.value == "Désolé 🙈 now"
    span = text.span(len("Désolé 🙈 "))
    assert span is not None
    start, end = span.extent()
    assert data[start.offset : end.offset].decode(encoding) == "now"


@pytest.mark.parametrize(
    ("meta", "encoding"),
    [
        ('<meta charset="windows-1256">', "windows-1256"),
        ("<META http-equiv='Content-Type' content='text/html; charset=iso-8859-6'>", "iso-8859-6"),
        ('<meta charset="utf-16">', "utf-8"),
        ('<meta charset="no-such-charset">', "utf-8"),
        ("", "utf-8"),
    ],
)
def test_charset_of_a_file(meta: str, encoding: str) -> None:
    email = read("draft.html", f"{meta}<p>نعتذر منكم</p>".encode(encoding))
    assert email.blocks[0].text.value == "نعتذر منكم"


def test_latin_1_means_windows_1252() -> None:
    assert read("x.html", b"<meta charset=iso-8859-1><p>We\x92re").blocks[0].text.value == "We’re"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t", "the file is empty"),
        (b"GIF89a\0\0", "this looks like a binary file"),
        (b"ok\nok\n\xe9t\xe9", r"^line 3, byte 6: not valid UTF-8\. Save the file as UTF-8, or declare"),
        (codecs.BOM_UTF8 + b"ok \xff", "^line 1, byte 6: not valid UTF-8"),
        (b"<meta charset=shift_jis>\n\x81", "^line 2, byte 25: not valid SHIFT_JIS"),
        (codecs.BOM_UTF16_LE + b"a\0b", "^line 1, byte 4: not valid UTF-16-LE"),
    ],
)
def test_unreadable(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        read("draft.html", data)


def test_too_large() -> None:
    with pytest.raises(UnreadableError, match=r"^larger than any mail server takes \(40,000,000 bytes\)"):
        read("draft.eml", bytes(MAX_BYTES + 1))
