"""Whether style hides an element: the cascade in small, and what it may cost."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from bs4 import BeautifulSoup

from apology_lint.readers import read
from apology_lint.readers.css import Styles, inline_font_size


def hides(sheet: str, tag: str, name: str = "b") -> bool:
    """Whether the first <b> in `tag` is hidden by the sheet."""
    found = BeautifulSoup(tag, "html.parser").find(name)
    assert found is not None
    return Styles([sheet] if sheet else []).hides(found, 1)


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("display:none", True),
        ("display: NONE !important", True),
        ("visibility:collapse", True),
        ("visibility:hidden", True),
        ("opacity:.0", True),
        ("opacity:0%", True),
        ("opacity:0.01", False),
        ("max-height:0;overflow:hidden", True),
        ("height:0px; overflow:hidden", True),
        ("max-height:0", False),
        ("max-height:10px;overflow:hidden", False),
        ("color:transparent", True),
        ("background:transparent", False),
        ("display:none;display:block", False),
        ("display:none!important;display:block", True),
        ("display:block;/* display:none */", False),
        ("font-size:0", False),
        ("dis play:none; }{ : ;;", False),
        ("", False),
    ],
)
def test_inline_style(style: str, hidden: bool) -> None:
    assert hides("", f'<b style="{style}">x</b>') is hidden
    assert hides(".other{display:none}", f'<b style="{style}">x</b>') is hidden


@pytest.mark.parametrize(
    ("sheet", "tag", "hidden"),
    [
        ("b{display:none}", "<b>x</b>", True),
        ("*{display:none}", "<b>x</b>", True),
        ("i{display:none}", "<b>x</b>", False),
        (".a{display:none}", "<b class='x a'>x</b>", True),
        (".a{display:none}", "<b>x</b>", False),
        ("#i{display:none}", "<b id=i>x</b>", True),
        ("[data-pre]{display:none}", "<b data-pre>x</b>", True),
        ("p > .a{display:none}", "<p><b class=a>x</b></p>", True),
        ("p > .a{display:none}", "<p><i><b class=a>x</b></i></p>", False),
        ("i,.a{display:none}", "<b class=a>x</b>", True),
        ("@media all{.a{display:none}}", "<b class=a>x</b>", True),
        ("@media{.a{display:none}}", "<b class=a>x</b>", True),
        ("@media screen and (max-width:480px){.a{display:none}}", "<b class=a>x</b>", False),
        ("@import url(x);@font-face{src:url(y)}.a{display:none}", "<b class=a>x</b>", True),
        (".a{display:none}.b{display:block!important}", "<b class='a b'>x</b>", False),
        (".a{display:none!important}.a{display:block!important}", "<b class=a>x</b>", False),
        ("#i{display:block!important}.a{display:none!important}", "<b id=i class=a>x</b>", False),
        ("b.a{display:none!important}.a{display:block!important}", "<b class=a>x</b>", True),
        (".a{display:none}", "<b class=a style='display:inline'>x</b>", False),
        (".a{display:none!important}", "<b class=a style='display:inline'>x</b>", True),
        (".a{display:none!important}", "<b class=a style='display:inline!important'>x</b>", False),
        (".a{max-height:0}", "<b class=a style='overflow:hidden'>x</b>", True),
        (".a{max-height:0;overflow:hidden}", "<b class=a style='max-height:none'>x</b>", False),
        (".a:hover{display:none}", "<b class=a>x</b>", False),
        (".a::after{display:none}", "<b class=a>x</b>", False),
        (".a:::b{display:none}.c{display:none}", "<b class=a>x</b>", False),
        (":is(.a,.c){display:none}", "<b class=x>x</b>", False),
        ("[x='p,q']{display:none}", "<b>x</b>", False),
        ("ns|b{display:none}", "<b>x</b>", False),
        ("<!-- .a{display:none} -->", "<b class=a>x</b>", True),
        ("}} .a{", "<b class=a>x</b>", False),
    ],
)
def test_sheet(sheet: str, tag: str, hidden: bool) -> None:
    assert hides(sheet, tag) is hidden


def test_the_hidden_attribute_needs_no_style() -> None:
    assert hides("", "<b hidden>x</b>")
    assert hides(".a{display:block!important}", "<b hidden class=a>x</b>")


def test_later_sheets_win() -> None:
    tag = BeautifulSoup("<b class=a>x</b>", "html.parser").b
    assert tag is not None
    hide, show = ".a{display:none!important}", ".a{display:block!important}"
    assert Styles([show, hide]).hides(tag, 1)
    assert not Styles([hide, show]).hides(tag, 1)


@pytest.mark.parametrize(
    ("style", "size"),
    [
        ("font-size:0", 0),
        ("font-size: 14px", 14),
        ("font: 12px Arial", None),
        ("color:red", None),
        ("font-size:smaller", None),
    ],
)
def test_inline_font_size(style: str, size: float | None) -> None:
    assert inline_font_size(style) == size


def test_height_and_overflow_from_two_rules() -> None:
    assert hides(".a{max-height:0}.b{overflow:hidden}", "<b class='a b'>x</b>")


def test_a_costly_sheet_is_given_up_with_a_note() -> None:
    deep = "<div class=a>" * 800 + "<p>We are sorry.</p>" + "</div>" * 800
    sheet = "".join(f".a .a .x{n} .a{{display:none}}" for n in range(40))
    began = time.process_time()
    email = read("draft.html", f"<style>{sheet}</style>{deep}".encode())
    assert time.process_time() - began < 5
    assert email.notes == ["styles-exhausted"]
    assert [block.text.value for block in email.blocks] == ["We are sorry."]


def test_a_usual_sheet_has_no_note() -> None:
    rows = "<tr><td class=a><p>Row</p></td></tr>" * 300
    email = read("draft.html", f"<style>table .a .b{{display:none}}</style><table>{rows}</table>".encode())
    assert (email.notes, len(email.blocks)) == ([], 300)


def test_soupsieve_is_only_loaded_for_unusual_selectors() -> None:
    script = (
        "import sys, apology_lint\n"
        "apology_lint.lint('<style>.a .b { display: none }</style><p>We are sorry.</p>')\n"
        "print('soupsieve.css_parser' in sys.modules)\n"
        "apology_lint.lint('<style>.a > .b { display: none }</style><p>We are sorry.</p>')\n"
        "print('soupsieve.css_parser' in sys.modules)\n"
        "import bs4; print(len(bs4.BeautifulSoup('<p><b>x</b></p>', 'html.parser').select('p > b')))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "1"]
