"""Fixes that rules make: all of them together mend a mail and spoil nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apology_lint import lint
from apology_lint.edits import replacement
from apology_lint.engine import Linter
from apology_lint.examples import brand_of
from apology_lint.finding import Applicability, Severity
from apology_lint.fix import apply
from apology_lint.readers import read
from apology_lint.report import Report
from apology_lint.rulebook import Example, Rule, load_rulebook
from apology_lint.settings import Brand, Settings
from apology_lint.source import Text
from fixed import in_file

ROOT = Path(__file__).parents[1]
HOUSE = Brand(("Acme",), ("acme.example",), sender="Acme Care <care@acme.example>")
BAD = [
    pytest.param(rule, language, example, id=f"{rule.name}-{language}-{number}")
    for rule in load_rulebook().rules.values()
    for language, text in rule.texts.items()
    for number, example in enumerate(text.bad, 1)
]
PLAIN = Linter()


def made(report: Report) -> list[Applicability]:
    return [f.fix.applicability for f in report if f.fix and f.fix.applicability is not Applicability.display]


def applied(report: Report) -> bytes:
    """The file with its fixes made, but for those that are only shown."""
    fixes = [f.fix for f in report if f.fix is not None and f.fix.applicability is not Applicability.display]
    return apply(report.email, fixes)[0]


def errors(report: Report) -> int:
    return len(report.at_least(Severity.error))


def mend(linter: Linter, name: str, data: bytes, language: str | None) -> None:
    """Make all fixes, again and again, until none is left: there are no more findings than before.

    In between there may be: the same words in the text part wait for the second round.
    """
    before = report = linter.check(read(name, data), language)
    for _ in range(5):
        if not made(report):
            break
        data = applied(report)
        report = linter.check(read(name, data), language)
    assert not made(report)
    assert len(report) <= len(before), data.decode("utf-8", "replace")
    assert errors(report) <= errors(before), data.decode("utf-8", "replace")


@pytest.mark.parametrize(("rule", "language", "example"), BAD)
def test_no_fix_brings_new_findings(rule: Rule, language: str, example: Example) -> None:
    brand = brand_of(example.table)
    mend(Linter(Settings(brand=brand)) if brand else PLAIN, *in_file(example.table), language)


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*/bad.*")), ids=lambda path: path.parent.name)
def test_bad_drafts_are_not_made_worse(path: Path) -> None:
    for linter in (PLAIN, Linter(Settings(brand=HOUSE))):
        mend(linter, path.name, path.read_bytes(), None)


def fixed(name: str, content: str, rule: str, brand: Brand | None = None) -> str:
    """The file once the fixes of one rule are made."""
    linter = Linter(Settings(brand=brand, select=(rule,)))
    return applied(linter.check(read(name, content.encode()))).decode()


@pytest.mark.parametrize(
    ("value", "words", "text", "expected"),
    [
        ("We made a small error.", "small", "", "We made a error."),
        ("Oops! we did it.", "Oops", "", "We did it."),
        ("Sorry. Oops, it broke.", "Oops", "", "Sorry. It broke."),
        ("«Oops, it broke.»", "Oops", "", "«It broke.»"),
        ("wrong, oops, sorry", "oops", "", "wrong, sorry"),
        ("it broke (oops).", "(oops)", "", "it broke."),
        ("it broke oops", "oops", "", "it broke"),
        ("it broke😅today", "😅", "", "it broke today"),
        ("It broke. Oops!", "Oops", "", "It broke."),
        ("Oops!\nIt broke.", "Oops", "", "Oops!\nIt broke."),
        ("Any trouble", "Any", "the", "The trouble"),
        ("ANY trouble", "ANY", "the", "the trouble"),
        ("we are sorry !!!", "!!!", ".", "we are sorry."),
    ],
)
def test_what_takes_words_out_leaves_a_sentence(value: str, words: str, text: str, expected: str) -> None:
    at = value.index(words)
    for start, end, new in sorted(replacement(Text.given(value), at, at + len(words), text), reverse=True):
        value = value[:start] + new + value[end:]
    assert value == expected


def test_markup_around_the_words_stays() -> None:
    html = "<p><b>Oops</b>, <i>we</i> sent it twice [x]<em>!!</em><!-- kept --></p>"
    assert fixed("a.html", html, "humor") == (
        "<p><b></b><i>We</i> sent it twice [x]<em>.</em><!-- kept --></p>"
    )


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.html", "<p>We are sorry if this caused any<br>inconvenience.</p>", "conditional-apology"),
        ("a.txt", "We are sorry if this\ncaused any\ninconvenience. We sent it.", "conditional-apology"),
        ("a.html", "<div style='display:none'>Oops!<br>we sent it</div><p>We are sorry.</p>", "humor"),
        ("a.html", "<p>Oops!<br>we sent it</p>", "humor"),
        ("a.eml", "Subject: a\n\nHi\n{{ name }},\n\nWe are sorry.", "unfilled-placeholder"),
    ],
)
def test_no_fix_breaks_a_tag_or_a_line(name: str, content: str, rule: str) -> None:
    def frame(text: str) -> tuple[int, int, int]:
        return text.count("<"), text.count(">"), text.count("\n")

    assert frame(fixed(name, content, rule)) == frame(content)


@pytest.mark.parametrize("sign", ["🤦\u200d♀\ufe0f", "🤦🏽\u200d♂\ufe0f", "🤷", "🎉\ufe0f"])
@pytest.mark.parametrize("kind", ["html", "subject"])
def test_an_emoji_goes_with_all_that_makes_it(sign: str, kind: str) -> None:
    if kind == "html":
        assert fixed("a.html", f"<p>That was us {sign}.</p>", "humor") == "<p>That was us.</p>"
    else:
        mail = "Subject: {}\n\nWe are sorry."
        assert fixed("a.eml", mail.format(f"It was us {sign} today"), "humor") == mail.format(
            "It was us today"
        )


def test_a_row_of_emoji_leaves_no_space_behind() -> None:
    assert (
        fixed("a.html", "<p>We sent it twice 🤦\u200d♀️🤦\u200d♀️😅.</p>", "humor")
        == "<p>We sent it twice.</p>"
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [("وتم خصم المبلغ مرتين.", "وخصمنا المبلغ مرتين."), ("فتم خصم المبلغ مرتين.", "فخصمنا المبلغ مرتين.")],
)
def test_a_glued_conjunction_stays(written: str, expected: str) -> None:
    start = "نعتذر منكم. "
    assert fixed("a.html", f"<p>{start}{written}</p>", "agentless-passive") == f"<p>{start}{expected}</p>"


def test_no_fix_leaves_a_text_without_words() -> None:
    report = Linter(Settings(select=("humor",))).check(read("a.eml", b"Subject: Oops!\n\nSorry."))
    assert [(finding.text, finding.fix) for finding in report] == [("Oops", None)]


def test_a_value_given_as_an_option_has_no_fix() -> None:
    report = lint(
        "We are sorry.", subject="Re: your order", settings=Settings(select=("misleading-subject",))
    )
    assert [(finding.text, finding.fix) for finding in report] == [("Re:", None)]


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("a.html.liquid", "{{ first_name }}", '{{ first_name | default: "there" }}'),
        ("a.html.j2", "{{user.name}}", '{{ user.name | default("there", true) }}'),
        ("a.njk", "{{ name }}", '{{ name | default("there", true) }}'),
        ("a.html.twig", "{{ name }}", '{{ name | default("there") }}'),
        ("a.hbs", "{{ name }}", "{{ name }}"),
        ("a.html.erb", "<%= @user.name %>", "<%= @user.name %>"),
        ("a.html", "{{ name }}", "{{ name }}"),
    ],
)
def test_a_fallback_is_written_as_the_template_language_has_it(
    name: str, written: str, expected: str
) -> None:
    html = "<p>Hi {},</p><p>We are sorry.</p>"
    rule = "placeholder-without-fallback"
    assert fixed(name, html.format(written), rule) == html.format(expected)


@pytest.mark.parametrize(("salutation", "word"), [("عزيزي", "العميل"), ("عزيزتي", "العميلة")])
def test_a_fallback_agrees_with_its_salutation(salutation: str, word: str) -> None:
    html = f"<p>{salutation} {{{{ name }}}}،</p><p>نعتذر منكم.</p>"
    mended = fixed("a.liquid", html, "placeholder-without-fallback")
    assert mended == html.replace("name", f'name | default: "{word}"')


@pytest.mark.parametrize(
    ("name", "written", "shown"),
    [
        ("a.hbs", "{{ name }}", "{{#if name}}{{name}}{{else}}customer{{/if}}"),
        ("a.html.erb", "<%= name %>", '<%= name.presence || "customer" %>'),
    ],
)
def test_a_fallback_is_only_shown_where_it_may_not_work(name: str, written: str, shown: str) -> None:
    email = read(name, f"<p>Dear {written},</p><p>We are sorry.</p>".encode())
    (finding,) = Linter(Settings(select=("placeholder-without-fallback",))).check(email)
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.display
    assert [edit.text for edit in finding.fix.edits] == [shown]


def test_links_of_strangers_are_only_shown_with_https() -> None:
    html = '<a href="http://acme.example/a">Your order</a> <a href="http://shop.example/a">The shop</a>'
    assert fixed("a.html", html, "insecure-link", HOUSE) == html.replace("http://acme", "https://acme")


def test_a_sender_that_refuses_answers_is_no_remedy() -> None:
    refusing = Brand(("Acme",), ("acme.example",), sender="Acme <no-reply@acme.example>")
    mail = "From: Acme <noreply@acme.example>\nSubject: a\n\nWe are sorry."
    assert fixed("a.eml", mail, "no-reply-sender", refusing) == mail
    assert fixed("a.eml", mail, "no-reply-sender", HOUSE) == mail.replace("noreply@", "care@")


def test_only_an_own_address_is_named_without_asking() -> None:
    rule = Settings(brand=HOUSE, select=("missing-sender-name",))
    for address, applicability in (("news@acme.example", "safe"), ("news@shop.example", "unsafe")):
        email = read("a.eml", f"From: {address}\nSubject: a\n\nWe are sorry.".encode())
        (finding,) = Linter(rule).check(email)
        assert finding.fix is not None
        assert finding.fix.applicability.value == applicability


def test_an_arabic_name_is_encoded_in_the_header() -> None:
    brand = Brand(("أكمي",), ("acme.example",))
    mail = fixed("a.eml", "From: care@acme.example\nSubject: a\n\nSorry.", "missing-sender-name", brand)
    assert mail.startswith("From: =?utf-8?b?")
    sender = read("a.eml", mail.encode()).sender
    assert sender is not None
    assert (sender.name.value, sender.address.value) == ("أكمي", "care@acme.example")


def test_direction_goes_to_the_text_where_the_frame_serves_another_language() -> None:
    html = "<p>We charged you.</p><td><b>خصمنا المبلغ مرتين.</b></td><div dir=ltr>نعتذر منكم عن ذلك.</div>"
    assert fixed("a.html", f"<html lang=en>{html}</html>", "wrong-direction") == (
        '<html lang=en><p>We charged you.</p><td dir="rtl"><b>خصمنا المبلغ مرتين.</b></td>'
        '<div dir="rtl">نعتذر منكم عن ذلك.</div></html>'
    )


def test_no_direction_where_the_text_has_no_element() -> None:
    html = "<p>We charged you.</p>خصمنا المبلغ مرتين من بطاقتكم."
    assert fixed("a.html", html, "wrong-direction") == html


def test_drawn_out_english_is_left_to_a_person() -> None:
    mail = "Subject: We are sooo sorry\n\nSorry."
    email = read("a.eml", mail.encode())
    (finding,) = Linter(Settings(select=("shouting-subject",))).check(email)
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.display
    assert fixed("a.eml", mail, "shouting-subject") == mail


def test_every_exclamation_mark_too_many_goes() -> None:
    mail = "Subject: Sorry! Wrong link! Here it is!\n\nSorry."
    assert fixed("a.eml", mail, "shouting-subject") == "Subject: Sorry! Wrong link. Here it is\n\nSorry."


def test_a_gap_is_only_taken_from_salutations() -> None:
    mail = "Subject: {{ name }}, sorry\n\nHi {{ name }},\n\nWe are sorry."
    assert fixed("a.eml", mail, "unfilled-placeholder") == mail
    mail = "Subject: Sorry\n\nHello {first} {last},\n\nWe are sorry."
    assert fixed("a.eml", mail, "unfilled-placeholder") == mail
    assert fixed("a.txt", "Dear [Name],\n\nWe are sorry.", "unfilled-placeholder") == (
        "Dear [Name],\n\nWe are sorry."
    )


def test_images_that_show_something_wait_for_words() -> None:
    html = '<img src="refund.png"><a href="#"><img src="line.png" alt=""></a>'
    (first, second) = Linter(Settings(select=("missing-alt-text",))).check(read("a.html", html.encode()))
    assert [f.fix and f.fix.applicability for f in (first, second)] == [Applicability.display] * 2
    assert second.fix is not None
    assert [(edit.span.slice, edit.text) for edit in second.fix.edits] == [('""', '"…"')]


@pytest.mark.parametrize("rule", ["unfilled-placeholder", "placeholder-without-fallback"])
def test_a_pack_without_word_lists_has_no_fix(rule: str, tmp_path: Path) -> None:
    folder = tmp_path / rule
    folder.mkdir()
    for file in ("rule.toml", "en.toml"):
        text = (ROOT / "rules" / rule / file).read_text(encoding="utf-8")
        (folder / file).write_text(
            re.sub(r"(?m)^(address|hello|customer) = .*\n", "", text), encoding="utf-8"
        )
    linter = Linter(Settings(rules=(tmp_path,), select=(rule,)))
    name = "a.eml" if rule == "unfilled-placeholder" else "a.liquid"
    report = linter.check(read(name, b"Subject: a\n\nDear {{ name }},\n\nWe are sorry."))
    assert [finding.fix for finding in report] == [None] * (name == "a.eml")
