"""HTML as the reader sees it: blocks, the preheader, links, images, the subject, the language."""

from __future__ import annotations

import pytest

from apology_lint.email import Email
from apology_lint.readers import UnreadableError, read


def html(markup: str) -> Email:
    return read("draft.html", markup.encode())


def seen(markup: str) -> list[tuple[str, str]]:
    return [(block.where, block.text.shown()) for block in html(markup).blocks]


def texts(markup: str) -> list[str]:
    return [text for _, text in seen(markup)]


def preheader(markup: str) -> str | None:
    text = html(markup).preheader
    return text.value if text else None


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>We <b>sent</b> the wr<i>ong</i> link</p>", ["We sent the wrong link"]),
        ("<p>We<!-- draft 2 --> sen<!---->t it<!--> twice</p>", ["We sent it twice"]),
        ("<p>We&rsquo;re&nbsp;so&#32;s&#111;rr&#x79;.</p>", ["We’re so sorry."]),
        ("<p>\n  We\r\n\tare   <b> sorry </b>\n</p>", ["We are sorry"]),
        ("<p>Dear Ann,<br>we are sorry<BR/><br />Bob</p>", ["Dear Ann,\nwe are sorry\nBob"]),
        ("<p>One<br></br>Two<br>Three</p>", ["One\nTwo\nThree"]),
        ("<br>One<br><br>", ["One"]),
        ("Bare text<div>in a block</div>and after", ["Bare text", "in a block", "and after"]),
        ("<table><tr><td>A<table><tr><td>B</td></tr></table>C</td><td>D</td></tr></table>", list("ABCD")),
        ("<ul><li>one<li>two</ul><p>three<p>four", ["one", "two", "three", "four"]),
        ("<div><p>one<div><b>two</div>three", ["one", "two", "three"]),
        ("<p>one</b></p></div>two", ["one", "two"]),
        ("<p>x</p><body><p>y</p></body><body><p>z</p></body>", ["x", "y", "z"]),
        ("<p>a &lt; b &amp;&amp; c &gt; d</p>", ["a < b && c > d"]),
        ("<p>AT&T, R&D and Q&A</p>", ["AT&T, R&D and Q&A"]),
        ("<p>caf&eacute &pound 5 &amp co</p>", ["café £ 5 & co"]),
        ("<p>no &such word</p>", ["no &such word"]),
        (
            "<p>ref &#x is broken, &# too; &#; the rest stays</p>",
            ["ref &#x is broken, &# too; &#; the rest stays"],
        ),
        ("<p>before<!-- never closed <p>after</p>", ["before"]),
        ("<p>before<![= x>after</p>", ["beforeafter"]),
        ("<p>before<![CDATA[ x ]]>after</p>", ["beforeafter"]),
        ("<p>before<?php echo 1; ?>after</p>", ["beforeafter"]),
        ("<p>before<![ never closed", ["before"]),
        ("<p>before<? never closed", ["before"]),
        ("<p>before<b class='x", ["before"]),
        ("<p>before</p", ["before"]),
        ("<!DOCTYPE html><p>x</p>", ["x"]),
        ("<p>1 < 2 and 3 <4</p>", ["1 < 2 and 3 <4"]),
        ('<p dir="rtl">نعتذر عن <b>الخطأ</b>.</p>', ["نعتذر عن الخطأ."]),
        ("<p>\u202bنعتذر\u202c \u200fمنكم</p>", ["نعتذر منكم"]),
    ],
)
def test_visible_text(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


@pytest.mark.parametrize(
    "element", ["script", "style", "template", "noscript", "textarea", "object", "svg", "select", "iframe"]
)
def test_elements_without_visible_text(element: str) -> None:
    assert texts(f"<p>We are<{element}>Oops</{element}> sorry</p>") == ["We are sorry"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("&copy2024 Acme", "©2024 Acme"), ("a &nosuch; b", "a &nosuch; b"), ("&pound5", "£5")],
)
def test_semicolons_of_entities(written: str, expected: str) -> None:
    assert texts(f"<p>{written}</p>") == [expected]


CONDITIONAL = [
    ("<!--[if mso]><td>Twin</td><![endif]-->", []),
    ("<!--[if !mso]><!--><p>Shown</p><!--<![endif]-->", ["Shown"]),
    ("<!--[if !mso]> --><p>Shown</p><!-- <![endif]-->", ["Shown"]),
    ("<![if !mso]><p>Shown</p><![endif]>", ["Shown"]),
    ("<!--[if gte mso 9]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]-->", []),
]


@pytest.mark.parametrize(("markup", "expected"), CONDITIONAL)
def test_conditional_comments(markup: str, expected: list[str]) -> None:
    assert texts(f"<div>{markup}</div>") == expected


def test_a_button_with_its_vml_twin_is_read_once() -> None:
    email = html(
        '<div><!--[if mso]><v:roundrect href="https://acme.example/fix"><center>See the fix</center>'
        '</v:roundrect><![endif]--><!--[if !mso]><!--><a href="https://acme.example/fix" class="btn">'
        "See the fix</a><!--<![endif]--></div>"
    )
    assert [(b.where, b.text.value) for b in email.blocks] == [("button", "See the fix")]
    assert [link.href for link in email.links] == ["https://acme.example/fix"]


BODY = "<p>Hello Ann.</p>"


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">About your order</div>',
        '<div style="DISPLAY : NONE !important;">About your order</div>',
        '<span style="visibility:hidden">About your order</span>',
        '<span style="opacity:0">About your order</span>',
        '<div style="max-height:0px;overflow:hidden">About your order</div>',
        '<div style="color:transparent">About your order</div>',
        "<div hidden>About your order</div>",
        '<div style="font-size:0">About your order</div>',
        '<div style="font-size:1px;line-height:1px">About <b>your</b> order</div>',
        "<style>.pre{display:none}</style><span class='x pre'>About your order</span>",
        "<style>#pre, .other { display: none !important }</style><div id=pre>About your order</div>",
        "<style>div.pre > span{visibility:hidden}</style><div class=pre><span>About your order</span></div>",
        "<style>@media screen{.pre{display:none}}</style><div class=pre>About your order</div>",
        "<style>.pre{display:none!important}</style><p class=pre style='display:block'>About your order</p>",
        "<style>.pre{max-height:0;overflow:hidden}</style><div class=pre>About your order</div>",
        "<div style='display:none'>About&nbsp;your order &#847;&zwnj;&nbsp;&shy;&#8199;&#847;&zwnj;</div>",
    ],
)
def test_preheader(hidden: str) -> None:
    assert preheader(hidden + BODY) == "About your order"
    assert texts(hidden + BODY) == ["Hello Ann."]


@pytest.mark.parametrize(
    "shown",
    [
        "<style>@media print{.a{display:none}}</style><p class=a>Shown</p>",
        "<style>@media (max-width:600px){.a{display:none!important}}</style><p class=a>Shown</p>",
        "<style>.a{display:none}</style><p class=a style='display:block'>Shown</p>",
        "<style>.a{display:none}.a{display:block!important}</style><p class=a>Shown</p>",
        "<style>.a:hover, .a::before{display:none}</style><p class=a>Shown</p>",
        "<style>.b .a{display:none}</style><p class=a>Shown</p>",
        "<style>.a{display:none</style><style>.b{}</style><p class=b>Shown</p>",
        "<p style='opacity:0.5;max-height:0;overflow:visible'>Shown</p>",
        "<td style='font-size:0'><p style='font-size:14px'>Shown</p></td>",
        "<p style='font-size:2px'>Shown</p>",
    ],
)
def test_not_hidden(shown: str) -> None:
    assert (texts(shown), preheader(shown)) == (["Shown"], None)


@pytest.mark.parametrize("show", [".a.b{display:block}", ".b{display:block}", "#i{display:table}"])
def test_a_class_shows_what_another_hides(show: str) -> None:
    assert texts(f"<style>.a{{display:none}}{show}</style><p id=i class='a b'>Shown</p>") == ["Shown"]


@pytest.mark.parametrize("size", ["1em", "0.9rem", "1.0REM"])
def test_relative_font_sizes_are_readable(size: str) -> None:
    assert texts(f"<p style='font-size:{size}'>Shown</p>") == ["Shown"]


def test_font_size_in_capitals() -> None:
    assert preheader("<DIV style='FONT-SIZE: 0px'>About your order</DIV>" + BODY) == "About your order"


@pytest.mark.parametrize(
    "hidden",
    ["<div hidden>About</div><div hidden>your order</div>", "<div hidden>About<br>your order</div>"],
)
def test_words_of_the_preheader_stay_apart(hidden: str) -> None:
    assert preheader(hidden + BODY) == "About your order"


def test_hidden_text_after_the_beginning_is_read_by_nobody() -> None:
    markup = (
        BODY + '<div style="display:none">Oops <a href="https://a.example">x</a><img src=a alt=b><br></div>'
    )
    email = html(markup)
    assert (texts(markup), email.preheader, email.links, email.images) == (["Hello Ann."], None, [], [])


@pytest.mark.parametrize(
    ("markup", "where"),
    [
        ("<h1>Text</h1>", "heading"),
        ("<h6><b>Text</b></h6>", "heading"),
        ('<a href="x" class="btn-primary">Text</a>', "button"),
        ('<a href="x" id="main-cta">Text</a>', "button"),
        ('<a href="x" role="button">Text</a>', "button"),
        ('<a href="x" style="padding:9px;background-color:#00f">Text</a>', "button"),
        ('<a href="x" style="padding:9px;display:inline-block">Text</a>', "button"),
        ("<button>Text</button>", "button"),
        ('<a href="x" style="padding:9px;background:none">Text</a>', "body"),
        ('<a href="x">Text</a>', "body"),
        ('<p><a href="x" class="btn">Text</a></p>', "button"),
        ("<footer>Text</footer>", "footer"),
        ('<div class="email-footer wide"><h2>Text</h2></div>', "footer"),
        ('<td id="footer">Text</td>', "footer"),
        ('<div class="footnote">Text</div>', "body"),
        ('<div class="footer"><a href=x class=btn>Text</a></div>', "footer"),
        ("<blockquote>Text</blockquote>", "body"),
    ],
)
def test_where_a_block_stands(markup: str, where: str) -> None:
    assert seen(f"{markup}<p>After.</p>") == [(where, "Text"), ("body", "After.")]


def test_a_row_of_links_is_a_footer_but_a_sentence_with_links_is_not() -> None:
    row = '<p><a href="a">Contact</a> | <a href="b">Privacy</a></p>'
    assert seen(row) == [("footer", "Contact | Privacy")]
    assert seen(row.replace("|", "or"))[0] == ("body", "Contact or Privacy")
    assert seen('<p><a href="a" class=btn>Retry</a> within a day</p>')[0][0] == "body"


def test_links_and_their_text() -> None:
    links = html(
        '<p>See <a href="https://a.example/?x=1&amp;y=2">our <b>page</b></a>, <a name=top>top</a>, '
        '<a href="{{ url }}">here</a> and <a href="https://b.example/*|ID|*"><img src=x></a></p>'
    ).links
    assert [(link.href, link.text.value) for link in links] == [
        ("https://a.example/?x=1&y=2", "our page"),
        (None, "top"),
        (None, "here"),
        (None, ""),
    ]


def test_a_href_with_a_fragment_after_an_ampersand() -> None:
    assert html('<a href="https://a.example/?x=1&#top">x</a>').links[0].href == "https://a.example/?x=1&#top"


def test_images_with_text_without_and_unseen_ones() -> None:
    email = html(
        '<img src="logo.png?v=2" class="logo main" alt="Acme &amp; Co"><img src=a.png><img src=b.png alt="">'
        "<img src=c.png alt><img src=pixel.gif width=1 height=1 alt=Oops>"
        '<img src=line.gif height="2px" alt=Oops>'
        "<IMG SRC=d.png width=200 ALT='A \"B\"'><img src=e.png alt=Team>"
    )
    assert [(i.src, i.alt and i.alt.value) for i in email.images] == [
        ("logo.png?v=2", "Acme & Co"),
        ("a.png", None),
        ("b.png", ""),
        ("c.png", ""),
        ("d.png", 'A "B"'),
        ("e.png", "Team"),
    ]
    assert [(b.where, b.text.value) for b in email.blocks] == [
        ("alt", "Acme & Co"),
        ("alt", 'A "B"'),
        ("alt", "Team"),
    ]
    assert (email.images[0].name.split(), email.images[1].place.value) == (
        ["logo", "main", "logo.png"],
        "<img src=a.png>",
    )


def test_the_title_is_the_subject_for_want_of_one() -> None:
    email = html("<html><head><title>\n We&rsquo;re sorry </title></head><body><p>Hello</p></body></html>")
    assert email.subject is not None
    assert (email.subject.value, email.notes) == ("We’re sorry", ["subject-from-title"])
    assert [block.text.value for block in email.blocks] == ["Hello"]
    assert html("<title> </title><p>x</p>").subject is None


@pytest.mark.parametrize(
    ("markup", "language"),
    [
        ('<html lang="ar"><p>x</p></html>', "ar"),
        ('<html><body lang="en-GB">x</body></html>', "en-GB"),
        ('<html lang="fr"><body lang="en">x</body></html>', "fr"),
        ('<html lang="{{ locale }}"><body lang="de">x</body></html>', "de"),
        ('<html lang=""><p lang="ar">x</p></html>', "ar"),
    ],
)
def test_declared_language(markup: str, language: str | None) -> None:
    assert html(markup).declared_language == language


def test_more_than_two_million_characters_are_refused() -> None:
    with pytest.raises(
        UnreadableError, match=r"^2,000,001 characters of HTML and text; the limit is 2,000,000\. Gmail"
    ):
        html("x" * 2_000_001)


def test_deep_nesting_is_read() -> None:
    assert texts("<div>" * 3000 + "deep") == ["deep"]


def test_places_of_joined_text() -> None:
    markup = "<p>Wé <b>are</b>\n  so&nbsp;rry &amp; <img alt='O&amp;K'></p>"
    email = html(markup)
    block = next(b.text for b in email.blocks if b.where == "body")
    assert block.value == "Wé are so rry &"
    for word, written, at in [("are", "are", (1, 10)), ("so", "so", (2, 3)), ("&", "&amp;", (2, 15))]:
        start = block.value.index(word)
        span = block.span(start, start + len(word))
        assert span is not None
        begin, _ = span.extent()
        assert (span.slice, begin.line, begin.column) == (written, *at)
    whole = block.span()
    assert whole is not None
    assert whole.slice == "Wé <b>are</b>\n  so&nbsp;rry &amp;"
