"""Mail made to hurt ends in bounded time. The bounds are wide: they tell linear from quadratic."""

from __future__ import annotations

import time

import pytest

from apology_lint import Linter, Settings, UnreadableError
from apology_lint.readers import read
from apology_lint.settings import Acceptance

LINTER = Linter()
LINTER.check(read("warm.txt", b"We are sorry."))
SIZE = 300_000

CASES = {
    "nested elements": ("x.html", b"<div>" * (SIZE // 5)),
    "closing what was never opened": ("x.html", b"<b>" * (SIZE // 8) + b"</i>" * (SIZE // 8)),
    "void elements": ("x.html", b"<br></p>" * (SIZE // 8)),
    "open comments": ("x.html", b"<!--" * (SIZE // 4)),
    "open declarations": ("x.html", b"<!" * (SIZE // 2)),
    "open instructions": ("x.html", b"<?" * (SIZE // 2)),
    "open tags": ("x.html", b"<a " * (SIZE // 3)),
    "open attributes": ("x.html", b'<a b="' * (SIZE // 6)),
    "quotes in quotes": ("x.html", b"<a b='\">" * (SIZE // 8)),
    "open end tags": ("x.html", b"</a" * (SIZE // 3)),
    "broken references": ("x.html", b"&#!;" * (SIZE // 4)),
    "ampersands": ("x.html", b"&a" * (SIZE // 2)),
    "open placeholders": ("x.html", b"{{" * (SIZE // 2)),
    "open template comments": ("x.html", b"{% comment %}" * (SIZE // 13)),
    "costly selectors": (
        "x.html",
        b"<style>div div div p{display:none}</style>" + b"<div>" * 5000 + b"<p>x" * 20000,
    ),
    "one sentence": ("x.txt", b"we are sorry that we charged you " * (SIZE // 33)),
    "gaps": ("x.txt", b"please change your password if you " * (SIZE // 35)),
    "one word": ("x.txt", b"a" * SIZE),
    "open quotes": ("x.txt", b'we are sorry " oops ' * (SIZE // 20)),
    "3,000 parts": (
        "x.eml",
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: text/plain\n\nOops, we are sorry that we did it.\n" * 3000,
    ),
    "3,000 nested parts": (
        "x.eml",
        b"Subject: x\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3000)),
    ),
    "one line of findings": ("x.eml", b"Subject: x\n\n" + b"we are oops sorry, and " * (SIZE // 23)),
    "one line of findings, encoded": (
        "x.eml",
        b"Subject: x\nContent-Type: text/plain; charset=iso-2022-jp\n\n"
        + b"we are oops sorry, " * (SIZE // 19),
    ),
    "many rules for many elements": (
        "x.html",
        b"<style>" + b".a{display:block!important}" * 1000 + b"</style>" + b"<p class=a>x" * 1000,
    ),
    "siblings": ("x.html", b"<style>a~p{display:none}</style>" + b"<p>x</p>" * 2500),
    "attribute selectors": ("x.html", b"<style>.a[x]{display:none}</style>" + b"<b class=a>" * 10000),
    "closed at great depth": ("x.html", b"<div>" * 20000 + b"</div>x" * 20000),
    "spaces in style": ("x.html", b'<p style="font-size:' + b" " * 100_000 + b'x">'),
    "style elements of MJML in each other": ("x.mjml", b"<mjml>" + b"<mj-style>a{b:c}" * 2000),
    "a number of 5,000 digits": (
        "x.html",
        b'<p style="opacity:' + b"1" * 5000 + b'"><img width=' + b"1" * 5000 + b">",
    ),
    "brackets in style": ("x.html", b'<p style="display:none;color:' + b"f(" * 2000 + b")" * 2000 + b'">x'),
    "a subject of one control character": ("x.eml", b"Subject: \x02\n\nwe are sorry"),
    "commas in From": ("x.eml", b"From: " + b"a," * 9900 + b"\n\nwe are sorry"),
    "deep selectors": ("x.html", b"<style>" + b"a>" * 20000 + b"b{display:none}</style><p>x"),
    "deep attributes": ("x.html", b"<style>" + b":not(" * 20000 + b"b{display:none}</style><p>x"),
    "headers": ("x.eml", b"Subject: x\n" + b"X: y\n" * (SIZE // 5) + b"\nhi"),
    "encoded-words": ("x.eml", b"Subject: " + b"=?utf-8?q?=F0=9F=99=88?= " * (SIZE // 25) + b"\n\nhi"),
    "mailboxes": ("x.eml", b"From: " + b'"a" <a@b.c>, ' * (SIZE // 13) + b"\n\nhi"),
    "recipients": ("x.eml", b"To: a@b.c, d@e.f\n" * (SIZE // 17) + b"\nhi"),
    "links to many hosts": (
        "x.html",
        b"".join(b"<a href=http://a%d.example>b.example</a>" % number for number in range(SIZE // 40)),
    ),
    "soft hyphens": ("x.html", b"<p>" + b"ab&shy;" * (SIZE // 7)),
    "addresses in the text of a link": ("x.html", b"<a href=http://a.example>" + b"+a.b" * (SIZE // 4)),
    "folds": ("x.eml", b"Subject: x\n" + b" y\n" * (SIZE // 3) + b"\nhi"),
    "spaces in quoted-printable": (
        "x.eml",
        b"Subject: x\nContent-Transfer-Encoding: quoted-printable\n\n" + b" " * SIZE + b"x",
    ),
}


LINES = b"<p>" + b"Oops! We apologise for any inconvenience. " * 6000
NAMES = b",".join(b"a%x" % number for number in range(400))
TERMS = tuple(f"no such words {number}" for number in range(20))
WITH_SETTINGS = {
    "directives of unknown rules": (
        Settings(),
        b"".join(b"<!-- apology-lint: ignore-next x%d,%s --><p>x" % (n, NAMES) for n in range(499)),
    ),
    "terms that are allowed": (Settings(allow=TERMS), LINES),
    "findings that are accepted": (
        Settings(suppress=tuple(Acceptance("all", term, "x") for term in TERMS)),
        LINES,
    ),
}


@pytest.mark.parametrize("name", WITH_SETTINGS)
def test_bounded_time_with_settings(name: str) -> None:
    settings, data = WITH_SETTINGS[name]
    linter = Linter(settings)
    began = time.perf_counter()
    linter.check(read("x.html", data))
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("name", CASES)
def test_bounded_time(name: str) -> None:
    path, data = CASES[name]
    began = time.process_time()
    LINTER.check(read(path, data))
    assert time.process_time() - began < 20


def test_ten_megabytes_of_tags_are_refused_with_a_reason() -> None:
    with pytest.raises(
        UnreadableError, match="10,000,000 characters of HTML and text; the limit is 2,000,000"
    ):
        read("x.html", b"<div>" * 2_000_000)


def test_parts_count_together() -> None:
    part = b"--b\nContent-Type: text/plain\n\n" + b"abc\n" * 250_000
    with pytest.raises(UnreadableError, match="the limit is 2,000,000"):
        read("x.eml", b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + part * 3)


def test_more_than_any_mail_server_takes_is_refused() -> None:
    with pytest.raises(UnreadableError, match="larger than any mail server takes"):
        read("x.eml", b"x" * 40_000_001)
