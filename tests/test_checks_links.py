"""Links and letters that are not what they seem."""

from __future__ import annotations

import base64
import quopri
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apology_lint import Brand, Linter, Settings, lint
from apology_lint.finding import Finding
from apology_lint.readers import read

BRAND = Brand(names=("Acme",), domains=("acme.example", "acme-shop.example"))
LOOKALIKES = Linter(Settings(select=("lookalike-characters",)))


def found(rule: str, draft: str | bytes, brand: Brand | None = None) -> list[Finding]:
    settings = Settings(select=(rule,), brand=brand)
    if isinstance(draft, bytes):
        return Linter(settings).check(read("draft.eml", draft)).findings
    return lint(draft, settings=settings).findings


def spots(findings: list[Finding]) -> list[tuple[str | None, str | None]]:
    return [(finding.where, finding.text) for finding in findings]


def link(href: str, text: str = "Your refund", more: str = "") -> str:
    return f'<p>We are sorry. <a href="{href}" {more}>{text}</a></p>'


def eml(markup: str, encoding: str = "quoted-printable") -> bytes:
    data = markup.encode()
    body = quopri.encodestring(data) if encoding == "quoted-printable" else base64.encodebytes(data)
    top = "From: Acme <care@acme.example>\nContent-Type: text/html; charset=utf-8\n"
    return f"{top}Content-Transfer-Encoding: {encoding}\n\n".encode() + body


# off-brand-link


@pytest.mark.parametrize(
    ("href", "flagged"),
    [
        ("https://acme.example/a", False),
        ("https://WWW.ACME.example./a", False),
        ("https://acme-shop.example", False),
        ("https://care@acme.example:8443/a", False),
        ("mailto:care@contoso.example", False),
        ("{{ url }}", False),
        ("https://{{ shop }}.example/a", False),
        ("#top", False),
        ("tel:+44", False),
        ("/order", False),
        ("https://[broken", False),
        ("https://www.facebook.com/acme", False),
        ("https://identitytheft.gov", False),
        ("https://acme.example.contoso.example/o", True),
        ("http://notacme.example/o", True),
        ("https://acme.example@contoso.example/o", True),
        ("https://contoso.example/?{{ id }}", True),
        ("https://facebook.com.contoso.example/o", True),
    ],
)
def test_hosts_that_are_not_the_brands(href: str, flagged: bool) -> None:
    assert spots(found("off-brand-link", link(href), BRAND)) == ([("body", "Your refund")] if flagged else [])


def test_each_host_is_reported_once_with_its_count() -> None:
    (finding,) = found("off-brand-link", link("https://contoso.example/a") * 3, BRAND)
    assert finding.message.endswith("(Links there: 3)")


def test_a_picture_that_is_a_link_is_marked_at_its_address() -> None:
    draft = link("https://contoso.example/a?b=1&amp;c=2", '<img src="a.png" alt="Refund">')
    (finding,) = found("off-brand-link", draft, BRAND)
    assert finding.extent is not None
    start, end = (position.offset for position in finding.extent)
    assert draft.encode()[start:end] == b"https://contoso.example/a?b=1&amp;c=2"
    assert finding.text == "https://contoso.example/a?b=1&c=2"


def test_without_domains_links_are_not_checked() -> None:
    for brand in (None, Brand(names=("Acme",))):
        report = lint(link("https://a.example"), settings=Settings(select=("off-brand-link",), brand=brand))
        (gap,) = report.not_checked
        assert not gap.partly
        assert "no [brand] domains" in gap.reason


def test_the_text_part_has_links_too() -> None:
    data = (
        b"Content-Type: multipart/alternative; boundary=b\nFrom: Acme <care@acme.example>\n\n--b\n"
        b"Content-Type: text/plain\n\nYour refund: http://contoso.example/a\n--b\n"
        b"Content-Type: text/html\n\n<p>Your <a href='https://acme.example'>refund</a></p>\n--b--\n"
    )
    assert spots(found("off-brand-link", data, BRAND)) == [("text-part", "http://contoso.example/a")]
    (finding,) = found("insecure-link", data)
    assert finding.extent is not None
    assert data[finding.extent[0].offset :].startswith(b"http://contoso.example/a")


# shortened-link


@pytest.mark.parametrize(
    ("href", "host"),
    [
        ("https://bit.ly/a", "bit.ly"),
        ("HTTPS://BIT.LY/a", "BIT.LY"),
        ("https://acme.page.link/{{ id }}", "acme.page.link"),
        ("https://rabbit.ly/a", None),
        ("https://acme.example/bit.ly", None),
        ("https://bit.ly.acme.example", None),
        ("{{ base }}/bit.ly", None),
    ],
)
def test_short_links(href: str, host: str | None) -> None:
    assert spots(found("shortened-link", link(href))) == ([("body", host)] if host else [])


def test_each_short_link_needs_its_own_page() -> None:
    assert len(found("shortened-link", link("https://bit.ly/a") * 2 + link("https://bit.ly/b"))) == 2


# link-text-mismatch


@pytest.mark.parametrize(
    ("href", "text", "expected"),
    [
        ("https://contoso.example", "acme.example", ("acme.example", "error")),
        (
            "https://contoso.example",
            "Go to https://acme.example/a?b now",
            ("https://acme.example/a?b", "error"),
        ),
        ("https://contoso.example", "WWW.Acme.example", ("WWW.Acme.example", "error")),
        ("https://contoso.example", "acme.co.uk", ("acme.co.uk", "error")),
        ("https://acme.co.uk", "contoso.co.uk", ("contoso.co.uk", "error")),
        (
            "https://contoso.example/?u=https%3A%2F%2Facme.example",
            "acme.example",
            ("acme.example", "warning"),
        ),
        ("mailto:x@contoso.example", "care@acme.example", ("care@acme.example", "error")),
        ("mailto:x@acme.example", "care@acme.example", ("care@acme.example", "error")),
        ("https://contoso.example", "care@acme.example", ("care@acme.example", "error")),
        ("https://acme.example", "www.acme.example", None),
        ("https://www.acme.co.uk", "acme.co.uk", None),
        ("https://login.acme.example/{{ id }}", "acme.example", None),
        ("mailto:CARE@acme.example?subject=x", "care@acme.example", None),
        ("mailto:a@acme.example,b@acme.example", "care@acme.example", None),
        ("mailto:{{ care }}", "care@acme.example", None),
        ("mailto:care@acme.example", "acme.example", None),
        ("{{ url }}", "acme.example", None),
        ("#top", "acme.example", None),
        ("tel:+44", "acme.example", None),
        ("https://contoso.example", "Acme.com", None),
        ("https://contoso.example", "invoice.pdf", None),
        ("https://contoso.example", "notes.md", None),
        ("https://contoso.example", "e.g. 2.0 or a.m.", None),
        ("https://contoso.example", "contoso.example or acme.example", None),
        ("https://contoso.example", "Your refund", None),
        ("https://contoso.example", "", None),
    ],
)
def test_text_and_target(href: str, text: str, expected: tuple[str, str] | None) -> None:
    assert [(f.text, f.severity.name) for f in found("link-text-mismatch", link(href, text))] == (
        [expected] if expected else []
    )


def test_plain_text_and_anchors_show_what_they_are() -> None:
    assert found("link-text-mismatch", "We are sorry. See https://acme.example/a.") == []
    assert found("link-text-mismatch", "<p><a name=top>www.acme.example</a></p>") == []


def test_domains_of_one_house_may_stand_for_each_other() -> None:
    draft = link("https://acme-shop.example", "acme.example")
    assert found("link-text-mismatch", draft)
    assert not found("link-text-mismatch", draft, BRAND)


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_the_address_is_marked_inside_the_link_text(encoding: str) -> None:
    markup = link("https://contoso.example/é", "Für Sie: <b>www.</b>acme.example jetzt")
    (finding,) = found("link-text-mismatch", eml(markup, encoding))
    assert finding.text == "www.acme.example"
    assert finding.extent is not None
    start, end = (position.offset for position in finding.extent)
    data = eml(markup, encoding) if finding.decoded is None else markup.encode()
    assert quopri.decodestring(data[start:end]) == b"www.</b>acme.example"


# insecure-link


@pytest.mark.parametrize(
    ("href", "marked"),
    [
        ("http://acme.example/a", "http://acme.example"),
        ("HTTP://www.Acme.example", "HTTP://www.Acme.example"),
        (" http://acme.example:8080/", "http://acme.example"),
        ("http://acme.example/{{ id }}", "http://acme.example"),
        ("https://acme.example/?http://b.example", None),
        ("http://localhost/a", None),
        ("http://127.0.0.1:8000/", None),
        ("http://intranet/a", None),
        ("http://acme.local", None),
        ("http://{{ host }}/a", None),
        ("//acme.example/a", None),
    ],
)
def test_links_without_encryption(href: str, marked: str | None) -> None:
    findings = found("insecure-link", link(href))
    assert spots(findings) == ([("body", marked)] if marked else [])
    if marked:
        span = findings[0].extent
        assert span is not None
        assert link(href)[span[0].offset : span[1].offset] == marked


def test_where_a_link_stands() -> None:
    draft = (
        '<h1><a href="http://a.example">Refund</a></h1><a class="btn" href="http://b.example">Refund</a>'
        '<p>See <a href="http://c.example">it</a></p><footer><a class=btn href="http://d.example">d</a></footer>'
    )
    assert [f.where for f in found("insecure-link", draft)] == ["heading", "button", "body", "footer"]


# vague-link-text


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("here", True),
        ("Here.", True),
        ("→ CLICK&nbsp;HERE", True),
        ("<b>click</b> <i>here</i>", True),
        ("click<br>here", True),
        ("<table><tr><td>click</td><td>here</td></tr></table>", True),
        ("اضغط هنا", True),
        ("إضغطوا هُنـــا", True),
        ("Change your password here", False),
        ("there", False),
        ("", False),
        ("2", False),
        ("»", False),
    ],
)
def test_links_that_say_nothing(text: str, vague: bool) -> None:
    assert bool(found("vague-link-text", link("https://acme.example", text))) is vague


def test_what_a_screen_reader_says_counts() -> None:
    assert not found("vague-link-text", link("https://a.example", "here", 'aria-label="Your refund"'))
    assert found("vague-link-text", link("https://a.example", "Your refund", 'aria-label="here"'))


def test_a_language_without_words_is_not_checked() -> None:
    draft = "<html lang=fr><p>Nous avons débité votre carte deux fois. <a href='/a'>ici</a></p>"
    report = lint(draft, settings=Settings(select=("vague-link-text",)))
    assert [gap.rule for gap in report.not_checked] == ["vague-link-text"]


# lookalike-characters


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("your pаssword", "pаssword"),
        ("ΑCME", "ΑCME"),
        ("PayPаl", "PayPаl"),
        ("Москва", None),
        ("Αθήνα", None),
        ("5 µm, 5 μm, 20 kΩ, ΔT, TNFα, NFκB, hν", None),
        ("Zoë naïve Œuvre ﬁne Łódź İstanbul ª º ĸ", None),
        ("日本語とEnglish", None),
        ("1st 2ⁿᵈ x² H₂O ™ № ½", None),
        ("𝐒𝐨𝐫𝐫𝐲 about this", "𝐒𝐨𝐫𝐫𝐲"),
        ("𝑥 + 𝑦", None),
        ("ｓｏｒｒｙ", None),
    ],
)
def test_letters(text: str, marked: str | None) -> None:
    assert [f.text for f in found("lookalike-characters", f"<p>{text}</p>")] == ([marked] if marked else [])


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("pass&#8203;word", "password"),
        ("pass\u200bword", "password"),
        ("pass\u2060word now", "password"),
        ("pa&zwnj;ss&zwj;word", "password"),
        ("pass<b>&ZeroWidthSpace;</b>word", "password"),
        ("p&shy;a&shy;y", "pay"),
        ("المر\u200bور", "المرور"),
        ("pass<b></b>word", None),
        ("compen&shy;sa&shy;tion", None),
        ("می\u200cخواهم", None),
        ("acme&zwnj;.example a\u200b@\u200bb 10\u200b000", None),
        ("\u200eacme\u200e \u200fأكمي\u200f", None),
        ("❤\ufe0f 👩\u200d👧 flag", None),
        ("&zwnj; &zwnj; &#847;", None),
    ],
)
def test_what_hides_inside_words(text: str, marked: str | None) -> None:
    findings = found("lookalike-characters", f"<p>{text}</p>")
    assert [f.text for f in findings] == ([marked] if marked else [])


def test_hidden_characters_are_inside_the_span_in_every_encoding() -> None:
    markup = "<p>Für: pass\u200bword</p>"
    data = eml(markup)
    (finding,) = found("lookalike-characters", data)
    assert finding.extent is not None
    start, end = (position.offset for position in finding.extent)
    assert quopri.decodestring(data[start:end]).decode() == "pass\u200bword"
    given = lint("x", subject="Your pass\u200bword", settings=Settings(select=("lookalike-characters",)))
    assert [(f.where, f.text) for f in given] == [("subject", "pass\u200bword")]
    header = b"Subject: =?utf-8?q?Your_p=D0=B0ss?=\nFrom: a@b.example\n\nx"
    (finding,) = found("lookalike-characters", header)
    assert finding.extent is not None
    assert header[finding.extent[0].offset : finding.extent[1].offset] == b"p=D0=B0ss"


@pytest.mark.parametrize(
    ("host", "flagged"),
    [
        ("асme.example", True),
        ("www.асme.example", True),
        ("xn--me-7kcd.example", True),
        ("pαypal.example", True),
        ("сосо.example", True),
        ("müller.example", False),
        ("xn--mller-kva.example", False),
        ("пример.рф", False),
        ("сосо.рф", False),
        ("москва.example", False),
        ("شركة.example", False),
        ("acme日本.example", False),
        ("xn--99999999999999.example", False),
        ("xn--.example", False),
        ("acme.example", False),
    ],
)
def test_hosts(host: str, flagged: bool) -> None:
    findings = found("lookalike-characters", link(f"https://{host}/a"))
    assert [(f.text, f.severity.name) for f in findings] == ([(host, "error")] if flagged else [])
    sender = lint("x", sender=f"Acme <care@{host}>", settings=Settings(select=("lookalike-characters",)))
    assert [(f.where, f.text) for f in sender] == ([("sender", host)] if flagged else [])
    own = Brand(domains=(host.removeprefix("www."),))
    assert found("lookalike-characters", link(f"https://{host}/a"), own) == []


def test_the_same_words_in_both_versions_are_reported_once() -> None:
    data = (
        "Content-Type: multipart/alternative; boundary=b\nFrom: Acme <care@acme.example>\n\n--b\n"
        "Content-Type: text/plain; charset=utf-8\n\nYour pаss and your cаrd\n--b\n"
        "Content-Type: text/html; charset=utf-8\n\n<p>Your pаss and your card</p>\n--b--\n"
    ).encode()
    assert spots(found("lookalike-characters", data)) == [("text-part", "cаrd"), ("body", "pаss")]


ASCII = st.text(string.ascii_letters + string.digits + " .,:/@-_%=?&#<>\"'\n", max_size=200)


@given(ASCII)
def test_plain_ascii_is_never_a_lookalike(text: str) -> None:
    for name in ("x.txt", "x.html"):
        if text.strip():
            assert [f.rule for f in LOOKALIKES.check(read(name, f"-{text}".encode()), "en")] == []


@given(st.text(st.characters(min_codepoint=0x0400, max_codepoint=0x052F, categories=["L"]), min_size=1))
def test_words_in_one_alphabet_are_never_lookalikes(text: str) -> None:
    assert [f.rule for f in LOOKALIKES.check(read("x.txt", f"Text: {text}".encode()), "en")] == []
