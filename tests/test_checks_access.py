"""Mail that is listened to, and mail in two directions."""

from __future__ import annotations

import pytest

from apology_lint import Settings
from apology_lint.engine import Linter
from apology_lint.readers import read
from apology_lint.report import Report

ENGLISH = "<p>We charged your card twice. We are sorry about that.</p>"
ARABIC = "<p>خصمنا المبلغ من بطاقتكم مرتين.</p>"
TOP = "From: Acme <care@acme.example>\nSubject: Double charge\nContent-Type: text/html; charset=utf-8\n"


def report(rule: str, draft: str, name: str = "draft.html", language: str | None = None) -> Report:
    return Linter(Settings(select=(rule,))).check(read(name, draft.encode()), language)


def texts(rule: str, draft: str, name: str = "draft.html") -> list[str | None]:
    return [f.text for f in report(rule, draft, name).findings]


def mjml(attributes: str, inside: str) -> str:
    body = f"<mj-section><mj-column>{inside}</mj-column></mj-section>"
    return f"<mjml{attributes}><mj-body>{body}</mj-body></mjml>"


# missing-language


def test_where_the_language_is_not_known_its_code_is_left_open() -> None:
    (finding,) = report("missing-language", f"<html><body>{'zorple quix vanto brelk ' * 5}</body></html>")
    assert 'lang="…"' in finding.help


@pytest.mark.parametrize(
    ("draft", "tag"),
    [
        (f"<html><body>{ENGLISH}</body></html>", "<html>"),
        (f"<!doctype html>\n<HTML\n><body>{ENGLISH}</body></HTML>", "<HTML\n>"),
        (f'<html lang=""><body>{ENGLISH}</body></html>', '<html lang="">'),
        (f'<html xml:lang="en"><body>{ENGLISH}</body></html>', '<html xml:lang="en">'),
        (f"<body>{ENGLISH}</body>", "<body>"),
        (f'<html><body lang="en-US">{ENGLISH}</body></html>', None),
        (f'<html><body><table lang="en"><tr><td>{ENGLISH}</td></tr></table></body></html>', None),
        (f'<html><body>{ENGLISH}<p lang="en">Late.</p></body></html>', "<html>"),
        (f'<html><body><div lang="{{{{ lang }}}}">{ENGLISH}</div></body></html>', None),
        (f"<html lang={{{{ lang }}}}><body>{ENGLISH}</body></html>", None),
        (f'<html lang="fr"><body>{ENGLISH}</body></html>', None),
        (f'<html lang="ar"><body>{ENGLISH}</body></html>', '<html lang="ar">'),
        (f'<html lang="en_GB"><body>{ENGLISH}</body></html>', None),
        (f'<html lang="en"><body>{ARABIC}</body></html>', '<html lang="en">'),
        (f'<html lang="de"><body>{ARABIC}</body></html>', '<html lang="de">'),
        (f'<html lang="fa"><body>{ARABIC}</body></html>', None),
        (ENGLISH, None),
        (f'<div lang="en">{ENGLISH}</div>', None),
    ],
)
def test_the_language_of_the_markup(draft: str, tag: str | None) -> None:
    assert texts("missing-language", draft) == ([tag] if tag else [])


def test_what_to_write_is_said() -> None:
    (finding,) = report("missing-language", f"<body>{ARABIC}</body>").findings
    assert '<body lang="ar">' in finding.help
    (finding,) = report("missing-language", f'<html lang="en-GB"><body>{ARABIC}</body></html>').findings
    assert "en-GB" in finding.message
    assert finding.severity.name == "info"


def test_mjml_and_messages() -> None:
    assert texts("missing-language", mjml("", f"<mj-text>{ENGLISH}</mj-text>"), "d.mjml") == ["<mjml>"]
    assert texts("missing-language", mjml(' lang="en"', f"<mj-text>{ENGLISH}</mj-text>"), "d.mjml") == []
    assert texts("missing-language", f"{TOP}\n<html>{ENGLISH}</html>\n", "d.eml") == ["<html>"]
    assert texts("missing-language", f"{TOP}Content-Language: en\n\n<html>{ENGLISH}</html>\n", "d.eml") == []


def test_a_header_that_names_another_language_has_no_tag_to_point_at() -> None:
    draft = f"{TOP}Content-Language: en\n\n{ARABIC}\n"
    (finding,) = report("missing-language", draft, "d.eml").findings
    assert finding.place is None


def test_a_piece_of_a_mail_is_not_judged() -> None:
    result = report("missing-language", ENGLISH)
    assert ["<html>" in gap.reason for gap in result.not_checked] == [True]
    text = report("missing-language", "We are sorry.", "draft.txt")
    assert (text.findings, text.not_checked) == ([], [])


# wrong-direction


@pytest.mark.parametrize(
    ("draft", "flagged"),
    [
        (f"<body>{ARABIC}</body>", ["خصمنا المبلغ من بطاقتكم مرتين."]),
        (f'<body dir="ltr">{ARABIC}</body>', ["خصمنا المبلغ من بطاقتكم مرتين."]),
        (f'<body dir="rtl">{ARABIC}</body>', []),
        (f'<body dir="auto">{ARABIC}{ENGLISH}</body>', []),
        (f'<table style="direction: rtl"><tr><td>{ARABIC}</td></tr></table>', []),
        ("<body><p>اقرأ بالعربية</p></body>", []),
        ("<body><p>Our branch خان الخليلي in Cairo is open</p></body>", []),
        (f'<body dir="rtl">{ARABIC}<p>Acme Outdoor</p></body>', []),
        (f'<body dir="rtl">{ARABIC}<p>Acme Outdoor Tents</p></body>', ["Acme Outdoor Tents"]),
        (f'<body dir="rtl">{ARABIC}<p dir="ltr">Acme Outdoor Tents</p></body>', []),
        (f'<body dir="rtl">{ARABIC}<p>طلب Acme Outdoor Tents</p></body>', []),
        ('<body dir="rtl"><p>אנחנו מצטערים על הטעות</p></body>', []),
        ('<img src="a.png" alt="خصمنا المبلغ من بطاقتكم مرتين">', []),
    ],
)
def test_directions(draft: str, flagged: list[str]) -> None:
    assert texts("wrong-direction", draft) == flagged


def test_one_finding_for_each_direction_with_its_number() -> None:
    draft = f'<body>{ARABIC * 3}<div dir="rtl">{ENGLISH * 2}</div></body>'
    first, second = report("wrong-direction", draft, language="en").findings
    assert "in this mail: 3." in first.help
    assert "in this mail: 2." in second.help


def test_directions_in_mjml_messages_and_text() -> None:
    inside = f"<mj-text>{ARABIC}</mj-text>"
    assert len(texts("wrong-direction", mjml("", inside), "d.mjml")) == 1
    assert texts("wrong-direction", mjml(' dir="rtl"', inside), "d.mjml") == []
    assert len(texts("wrong-direction", f"{TOP}\n<html>{ARABIC}</html>\n", "d.eml")) == 1
    assert texts("wrong-direction", "خصمنا المبلغ من بطاقتكم مرتين.", "d.txt") == []
