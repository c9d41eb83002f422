"""Directives in drafts, header fields and settings: what they hide, and that none fails in silence."""

from __future__ import annotations

import base64
import json
import quopri
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apology_lint.draft import with_values
from apology_lint.engine import Linter
from apology_lint.finding import Finding
from apology_lint.readers import read
from apology_lint.report import Report
from apology_lint.report.terminal import Style, checklist
from apology_lint.settings import Acceptance, Settings
from apology_lint.tables import TableError

ROOT = Path(__file__).parents[1]
LINTER = Linter()
OOPS = "<p>Oops! We charged your card twice.</p>"
SORRY = "<p>We are sorry that we did.</p>"
SUPPRESSION = ("malformed-suppression", "suppression-comment", "unused-suppression")

#: A draft of each engine, and how its comments are written; the last are sent to the customer.
VANISHING = [
    ("a.html.j2", "{# %s #}"),
    ("a.html.j2", "{#- %s -#}"),
    ("a.html.twig", "{# %s #}"),
    ("a.liquid", "{% comment %}%s{% endcomment %}"),
    ("a.liquid", "{%- comment -%} %s {%- endcomment -%}"),
    ("a.liquid", "{% # %s %}"),
    ("a.liquid", "{%- # %s -%}"),
    ("a.html", '{% comment "for the linter" %} %s {% endcomment %}'),
    ("a.hbs", "{{! %s }}"),
    ("a.hbs", "{{!-- %s --}}"),
    ("a.hbs", "{{~! %s ~}}"),
    ("a.erb", "<%# %s %>"),
    ("a.erb", "<%# %s -%>"),
    ("a.ejs", "<%# %s %>"),
    ("a.jsp.html", "<%-- %s --%>"),
    ("a.tmpl", "{{/* %s */}}"),
    ("a.tmpl", "{{- /* %s */ -}}"),
    ("a.blade", "{{-- %s --}}"),
    ("a.ftl", "<#-- %s -->"),
    ("a.html", "#* %s *#"),
    ("a.html", "#** %s *#"),
    ("a.tpl", "{* %s *}"),
    ("a.html", "%%[ /* %s */ ]%%"),
    ("a.mjml", "{# %s #}"),
]
SENT = [("a.html", "<!-- %s -->"), ("a.html", "<!--%s-->"), ("a.mjml", "<!-- %s -->")]


def check(draft: str | bytes, name: str = "draft.html", linter: Linter = LINTER, **values: str) -> Report:
    data = draft if isinstance(draft, bytes) else draft.encode()
    return linter.check(with_values(read(name, data), **values), "en")


def rules(findings: Iterable[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def texts(report: Report, rule: str = "humor") -> list[str | None]:
    return [finding.text for finding in report if finding.rule == rule]


def hidden(report: Report) -> list[tuple[str, str, str | None]]:
    return [(one.finding.rule, one.by, one.reason) for one in report.suppressed]


def written(form: str, directive: str) -> str:
    return form.replace("%s", directive)


def apply_fix(source: str, finding: Finding) -> str:
    assert finding.fix is not None
    for edit in sorted(finding.fix.edits, key=lambda edit: -edit.span.start):
        source = source[: edit.span.start] + edit.text + source[edit.span.end :]
    return source


def body(markup: str, name: str) -> str:
    if not name.endswith(".mjml"):
        return markup
    inside = markup.replace("<p>", "<mj-text>").replace("</p>", "</mj-text>")
    return f"<mjml><mj-body><mj-section><mj-column>{inside}</mj-column></mj-section></mj-body></mjml>"


@pytest.mark.parametrize(("name", "form"), VANISHING + SENT)
@pytest.mark.parametrize("spread", ["", "\n", "\r\n"])
def test_every_comment_of_every_engine_hides_the_next_block(name: str, form: str, spread: str) -> None:
    directive = f"apology-lint: ignore-next humor,{spread} vague-wording --{spread} the name of the product"
    comment = written(form, directive)
    report = check(body(f"{SORRY}{comment}{spread}{OOPS}{OOPS}", name), name)
    plain = check(body(SORRY + OOPS + OOPS, name), name)
    assert texts(plain) == ["Oops", "Oops"]
    assert texts(report) == ["Oops"]
    assert hidden(report) == [("humor", "comment", "the name of the product")]
    span = report.suppressed[0].finding.place
    assert span is not None
    assert [block.text.value for block in report.email.blocks] == [b.text.value for b in plain.email.blocks]
    sent = ("suppression-comment",) if (name, form) in SENT else ()
    about = [rule for rule in rules(report) if rule in SUPPRESSION]
    assert about == [*sent, "unused-suppression"]  # for vague-wording


@pytest.mark.parametrize(("name", "form"), VANISHING)
def test_comments_of_plain_text_drafts(name: str, form: str) -> None:
    text = "We are sorry.\n\n%s\nOops! We charged your card twice.\n\nOops! We did it again.\n"
    report = check(text.replace("%s", written(form, "apology-lint: ignore-next humor")), "draft.txt")
    assert texts(report) == ["Oops"]
    assert [block.text.value for block in report.email.blocks] == [
        block.text.value for block in read("draft.txt", text.replace("%s\n", "").encode()).blocks
    ]


def test_next_block_ends_with_it_and_takes_what_stands_between() -> None:
    comment = "{# apology-lint: ignore-next missing-alt-text, humor #}"
    after = f'<img src="c.png" width="200">{OOPS}'
    report = check(
        f'{comment}<table><tr><td><img src="a.png" width="200"></td><td>Oops! A.</td></tr></table>{after}'
    )
    assert rules(one.finding for one in report.suppressed) == ["missing-alt-text", "humor"]
    assert texts(report, "missing-alt-text") == ['<img src="c.png" width="200">']
    assert texts(report) == ["Oops"]


def test_an_alt_text_is_no_block_and_a_button_is_one() -> None:
    comment = "{# apology-lint: ignore-next humor #}"
    assert texts(check(f'{comment}<p><img src="a.png" alt="Oops"> Oops! We did.</p>{OOPS}')) == ["Oops"]
    button = '<a href="https://acme.example" class="button">Oops! Your refund</a>'
    assert (
        len(texts(check(f"<table><tr><td>{comment}{button}</td></tr><tr><td>Oops! B.</td></tr></table>")))
        == 1
    )


def test_next_in_the_middle_of_a_paragraph_takes_the_rest_of_it() -> None:
    draft = "<p>Oops! We did it. {# apology-lint: ignore-next humor #}Whoops! Again.</p><p>Oops!</p>"
    assert texts(check(draft)) == ["Oops", "Oops"]


def test_next_with_nothing_behind_it_reaches_the_end() -> None:
    report = check(f'{SORRY}{{# apology-lint: ignore-next missing-alt-text #}}<img src="a.png" width="200">')
    assert "missing-alt-text" not in rules(report)
    assert hidden(report) == [("missing-alt-text", "comment", None)]


def test_regions_nest_and_end() -> None:
    draft = (
        f"{OOPS}{{# apology-lint: ignore-start vague-wording -- a #}}<p>Some customers.</p>"
        f"{{# apology-lint: ignore-start humor -- b #}}{OOPS}{{# apology-lint: ignore-end #}}{OOPS}"
        f"<p>Some customers.</p>{{# apology-lint: ignore-end #}}<p>Some customers.</p>"
    )
    report = check(draft)
    plain = check(re.sub(r"\{#.*?#\}", "", draft))
    assert len(texts(plain)) == 3
    assert len(texts(report)) == 2
    assert [one for one in hidden(report) if one[0] == "humor"] == [("humor", "comment", "b")]
    vague = len(texts(plain, "vague-wording"))
    assert len([one for one in hidden(report) if one[0] == "vague-wording"]) == vague - 1 > 0


def test_file_takes_what_has_no_place_subject_and_sender_wherever_it_stands() -> None:
    values = {"subject": "Oops!", "sender": "no-reply@acme.example"}
    plain = check(OOPS, **values)
    assert {"missing-contact", "no-reply-sender"} <= set(rules(plain))
    draft = f"{OOPS}{{# apology-lint: ignore-file missing-contact, no-reply-sender, humor -- a test #}}"
    report = check(draft, **values)
    assert not {"missing-contact", "no-reply-sender", "humor"} & set(rules(report))
    assert sorted(set(hidden(report))) == [
        (rule, "comment", "a test") for rule in ("humor", "missing-contact", "no-reply-sender")
    ]


def test_next_does_not_take_what_has_no_place() -> None:
    head = "Subject: We charged your card twice\nContent-Type: text/html\n\n"
    draft = f"{head}{{# apology-lint: ignore-next missing-text-part, humor #}}{OOPS}"
    assert {"missing-text-part", "unused-suppression"} <= set(rules(check(draft, "a.eml")))


@pytest.mark.parametrize("name", ["tone", "all"])
def test_a_category_and_all_are_selectors(name: str) -> None:
    report = check(f"{{# apology-lint: ignore-next {name} #}}{OOPS}{OOPS}")
    assert texts(report) == ["Oops"]
    assert "malformed-suppression" not in rules(report)


def test_all_in_a_file_leaves_nothing_but_what_is_about_suppression() -> None:
    paths = [
        p
        for p in (*ROOT.glob("examples/**/*"), *ROOT.glob("tests/golden/*"))
        if p.suffix in (".html", ".mjml")
    ]
    assert len(paths) > 4
    for path in paths:
        text = path.read_text(encoding="utf-8")
        report = LINTER.check(
            read(path.name, f"{text}<!-- apology-lint: ignore-file all -- a test -->".encode())
        )
        assert set(rules(report)) <= set(SUPPRESSION), path
        plain = LINTER.check(read(path.name, text.encode()))
        assert len(report.suppressed) >= len(plain.findings)


# whole messages

HTML = (
    f"<html lang=en><body>{SORRY}<!-- apology-lint: ignore-next humor -- café -->\r\n"
    f"<p>Oops! Ça, c’est 10 %.</p>{OOPS}</body></html>"
)
TEXT = (
    "We are sorry.\r\n\r\n{# apology-lint: ignore-next humor #}\r\n"
    "Whoops! Read it.\r\n\r\nYikes! Ça alors.\r\n"
)


def message(encoding: str, extra: str = "") -> bytes:
    encode = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[encoding]
    head = f"From: Acme <care@acme.example>\r\nSubject: We charged your card twice\r\n{extra}"
    parts = "".join(
        f"--b\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
        f"{encode(body.encode()).decode('latin-1')}\r\n"
        for kind, body in (("plain", TEXT), ("html", HTML))
    )
    return f"{head}Content-Type: multipart/alternative; boundary=b\r\n\r\n{parts}--b--\r\n".encode("latin-1")


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_comments_in_the_parts_of_a_message_stay_in_their_part(encoding: str) -> None:
    data = message(encoding)
    report = check(data, "mail.eml")
    humor = {one.finding.where: one for one in report.suppressed if one.finding.rule == "humor"}
    assert {where: (one.finding.text, one.reason) for where, one in humor.items()} == {
        "body": ("Oops", "café"),
        "text-part": ("Whoops", None),
    }
    assert sorted(map(str, texts(report))) == ["Oops", "Yikes"]
    comments = {f.where: f for f in report if f.rule == "suppression-comment"}
    assert "looks at the source" in comments["body"].message
    assert "every reader sees it" in comments["text-part"].message
    if encoding == "8bit":
        start, end = comments["body"].extent or (None, None)
        assert start is not None
        assert end is not None
        assert data[start.offset : end.offset].decode() == "<!-- apology-lint: ignore-next humor -- café -->"


def test_a_header_field_takes_the_whole_mail() -> None:
    extra = "X-Apology-Lint: ignore humor,\r\n missing-contact -- the =?utf-8?q?Fu=C3=9F?= of the page\r\n"
    report = check(message("8bit", extra), "mail.eml")
    assert not {"humor", "missing-contact"} & set(rules(report))
    by = {one.by for one in report.suppressed if one.finding.where == "text-part"}
    assert by <= {"header", "comment"}
    assert ("missing-contact", "header", "the Fuß of the page") in hidden(report)
    assert "malformed-suppression" not in rules(report)


def test_a_header_field_of_a_part_or_of_a_draft_is_none() -> None:
    data = message("8bit").replace(
        b"--b\r\nContent-Type: text/html",
        b"--b\r\nX-Apology-Lint: ignore humor -- x\r\nContent-Type: text/html",
    )
    assert "humor" in rules(check(data, "mail.eml"))


# what is wrong with directives


@pytest.mark.parametrize(
    ("directive", "says", "help_"),
    [
        ("apology-lint: ignore-line humor", '"ignore-line"', "apology-lint: ignore-next RULE"),
        ("apology-lint: humor", '"humor"', "ignore-next RULE"),
        ("apology-lint:", '""', "ignore-next RULE"),
        ("apology-lint: ignore-next humr", '"humr" is no rule', 'Write "humor"'),
        ("apology-lint: ignore-next laughter", '"laughter" is no rule', "apology-lint rules"),
        ("apology-lint: ignore-next humor because of the name", '"because" is no rule', ""),
        ("apology-lint: ignore-next", "names no rule", "ignore-next RULE"),
        ("apology-lint: ignore-next -- the name", "names no rule", "ignore-next RULE -- …"),
        ("apology-lint: ignore-file humor", "no reason", "apology-lint: ignore-file humor -- …"),
        ("apology-lint: ignore-file humor --", "no reason", "ignore-file humor -- …"),
        ("apology-lint: ignore-file", "no reason", "ignore-file RULE -- …"),
        ("apology-lint: ignore-start humor -- why", "no end", "ignore-end"),
        ("apology-lint: ignore-start humor", "no reason", "ignore-start humor -- …"),
        ("apology-lint: ignore-end", "no ignore-start", "ignore-start RULE"),
    ],
)
@pytest.mark.parametrize("form", ["{# %s #}", "{{!-- %s --}}", "<!-- %s -->"])
def test_a_malformed_directive_is_reported_at_its_place(
    form: str, directive: str, says: str, help_: str
) -> None:
    comment = written(form, directive)
    report = check(f"{SORRY}\n{comment}{OOPS}")
    found = [finding for finding in report if finding.rule == "malformed-suppression"]
    assert found
    assert found[0].text == comment
    assert found[0].extent is not None
    assert (found[0].extent[0].line, found[0].extent[0].column) == (2, 1)
    assert says in found[0].message
    assert help_ in found[0].help
    if "because" not in directive:
        assert texts(report) == ["Oops"]


def test_the_rules_that_are_known_beside_an_unknown_one_are_hidden() -> None:
    report = check(f"{{# apology-lint: ignore-next humr, humor #}}{OOPS}")
    assert texts(report) == []
    assert texts(report, "malformed-suppression") == ["{# apology-lint: ignore-next humr, humor #}"]
    assert "unused-suppression" not in rules(report)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("ignore humor", "no reason"),
        ("ignore-file humor -- why", '"ignore-file"'),
        ("ignore humr -- why", '"humr" is no rule'),
        ("ignore -- why", "names no rule"),
        ("", '""'),
    ],
)
def test_a_malformed_header_field_is_reported_at_its_place(value: str, says: str) -> None:
    data = message("8bit", f"X-Apology-Lint: {value}\r\n")
    report = check(data, "mail.eml")
    found = next(finding for finding in report if finding.rule == "malformed-suppression")
    assert says in found.message
    assert found.where == "header"
    assert found.extent is not None
    assert data[found.extent[0].offset :].startswith(value.encode())
    assert sorted(map(str, texts(report))) == ["Oops", "Yikes"]


@pytest.mark.parametrize(
    "draft",
    [
        f"<p>apology-lint: ignore-next humor</p>{OOPS}",
        f"<!-- for apology-lint: ignore-next humor -->{OOPS}",
        f"<style>/* apology-lint: ignore-file all -- x */</style>{OOPS}",
    ],
)
def test_a_directive_that_begins_no_comment_is_reported(draft: str) -> None:
    report = check(draft)
    assert texts(report) == ["Oops"]
    assert [text.partition(" ")[0] for text in texts(report, "malformed-suppression") if text] == [
        "apology-lint:"
    ]


def test_a_comment_that_is_never_closed_is_reported() -> None:
    for opener in ("<!-- ", "{# ", "{{!-- ", "{% comment %}", "<%-- "):
        report = check(f"{OOPS}{SORRY}{opener}apology-lint: ignore-file humor -- the name")
        assert texts(report) == ["Oops"]
        assert texts(report, "malformed-suppression") == [f"{opener}apology-lint:"]


def test_a_directive_is_reported_in_the_language_of_the_report() -> None:
    linter = Linter(Settings(lang="ar"))
    report = check(f"{{# apology-lint: ignore-next humr #}}{OOPS}", linter=linter)
    found = next(finding for finding in report if finding.rule == "malformed-suppression")
    assert "«humr»" in found.message
    assert "«humor»" in found.help


# directives without a use


def test_unused_directives_are_found_and_taken_away() -> None:
    draft = f"{SORRY}\n  {{# apology-lint: ignore-next humor #}}\r\n<p>Your card was charged.</p>"
    report = check(draft)
    found = next(finding for finding in report if finding.rule == "unused-suppression")
    mended = apply_fix(draft, found)
    assert mended == f"{SORRY}\n<p>Your card was charged.</p>"
    assert "unused-suppression" not in rules(check(mended))


def test_an_unused_region_is_taken_away_with_its_end() -> None:
    draft = f"{{# apology-lint: ignore-start humor -- x #}}{SORRY}{{# apology-lint: ignore-end #}} <p>Bye</p>"
    found = next(finding for finding in check(draft) if finding.rule == "unused-suppression")
    assert apply_fix(draft, found) == f"{SORRY} <p>Bye</p>"


@pytest.mark.parametrize(
    "listed", ["minimizing, humor", "humor, minimizing", "minimizing humor,\n promotion"]
)
def test_a_directive_that_names_too_much_is_shortened(listed: str) -> None:
    draft = f"{{# apology-lint: ignore-next {listed} -- the name #}}{OOPS}"
    found = next(finding for finding in check(draft) if finding.rule == "unused-suppression")
    assert "minimizing" in found.message
    assert apply_fix(draft, found) == f"{{# apology-lint: ignore-next humor -- the name #}}{OOPS}"


def test_what_a_run_does_not_look_for_is_not_called_unused() -> None:
    draft = f"{{# apology-lint: ignore-file humor, no-reply-sender, hard-to-read, tone, all -- x #}}{SORRY}"
    linter = Linter(Settings(select=("vague-wording", "unused-suppression")))
    assert rules(check(draft, linter=linter)) == []
    assert texts(check(draft.replace("humor, ", "").replace(", tone, all", "")), "unused-suppression") == []


def test_two_directives_on_the_same_words_are_both_used() -> None:
    draft = f"{{# apology-lint: ignore-file humor -- x #}}{{# apology-lint: ignore-next humor #}}{OOPS}"
    assert "unused-suppression" not in rules(check(draft))


def test_what_is_about_suppression_can_be_accepted_by_its_name_alone() -> None:
    idle = "{# apology-lint: ignore-next humor, unused-suppression #}"
    report = check(idle + SORRY)
    assert "unused-suppression" not in rules(report)
    assert ("unused-suppression", "comment", None) in hidden(report)
    assert "unused-suppression" in rules(check("{# apology-lint: ignore-next humor, all #}" + SORRY))
    alone = check("{# apology-lint: ignore-file unused-suppression -- x #}" + SORRY)
    assert "unused-suppression" not in rules(alone)
    sent = check(f"<!-- apology-lint: ignore-next humor, suppression-comment -->{OOPS}")
    assert not {"suppression-comment", "humor", "unused-suppression"} & set(rules(sent))


def test_mjml_sends_its_comments_but_those_before_its_root() -> None:
    mjml = body(OOPS, "a.mjml")
    before = "<!-- apology-lint: ignore-file humor -- x -->\n"
    assert not {"suppression-comment", "humor"} & set(rules(check(before + mjml, "a.mjml")))
    inside = mjml.replace("<mj-text>", f"{before}<mj-text>")
    assert "suppression-comment" in rules(check(inside, "a.mjml"))


# settings


def accepting(*entries: Acceptance) -> Linter:
    return Linter(Settings(suppress=entries))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Oops! All Berries", ["Oops"]),
        ("oops!  all\nberries", ["Oops"]),
        ("oops", []),
        ("Berries", ["Oops", "Oops"]),
        ("", []),
    ],
)
def test_an_entry_of_the_settings_takes_its_words(text: str, kept: list[str]) -> None:
    draft = "<p>Oops! All <b>Berries</b> was charged twice.</p><p>Oops! Sorry.</p>"
    report = check(draft, linter=accepting(Acceptance("humor", text, "the name of the product")))
    assert texts(report) == kept
    accepted = [("humor", "settings", "the name of the product")] * (2 - len(kept))
    assert [one for one in hidden(report) if one[0] == "humor"] == accepted


def test_an_empty_text_takes_what_has_no_place() -> None:
    report = check(OOPS, linter=accepting(Acceptance("missing-contact", "", "the footer has it")))
    assert hidden(report) == [("missing-contact", "settings", "the footer has it")]


def test_an_entry_must_name_a_rule() -> None:
    with pytest.raises(
        TableError, match=r'\[\[suppress\]\]: unknown rule, tag or category "humr" \(did you mean "humor"'
    ):
        accepting(Acceptance("humr", "Oops", "x"))


def test_what_the_entries_of_the_settings_hid() -> None:
    used, idle, unseen = (
        Acceptance("humor", "Oops", "x"),
        Acceptance("humor", "Yikes", "x"),
        Acceptance("no-reply-sender", "", "x"),
    )
    linter = accepting(used, idle, unseen)
    assert list(linter.uses(check(OOPS, linter=linter))) == [(used, True), (idle, False)]
    assert list(linter.uses(check("<p>Sorry.</p>", linter=linter))) == [(used, False), (idle, False)]


# the report


def test_an_accepted_point_is_met_and_says_why() -> None:
    draft = f"{{# apology-lint: ignore-next humor -- the name of the product #}}{OOPS}"
    for lang, accepted in (
        ("en", "1 finding accepted: the name of the product"),
        ("ar", "قُبلت ملاحظة واحدة: the name of the product"),
    ):
        report = check(draft, linter=Linter(Settings(lang=lang)))
        item = next(item for item in report.checklist if item.point.id == "not-humorous")
        assert (item.status, item.accepted) == ("met", accepted)
        lines = " ".join(line.strip() for line in checklist(report, Style(False)))
        assert f"{item.point.text(lang)}  ({accepted})" in lines
    two = check(draft.replace("next", "file").replace("</p>", " Oops! Again.</p>"))
    item = next(item for item in two.checklist if item.point.id == "not-humorous")
    assert item.accepted == "2 findings accepted: the name of the product"
    broken = check(draft + OOPS)
    item = next(item for item in broken.checklist if item.point.id == "not-humorous")
    assert (item.status, item.accepted) == ("broken", None)


def test_json_has_what_was_accepted() -> None:
    report = check(f"{{# apology-lint: ignore-next humor -- a name #}}{OOPS}")
    part: dict[str, Any] = report.to_dict()
    assert part["suppressed"] == [
        {
            "rule": "humor",
            "by": "comment",
            "reason": "a name",
            "severity": "error",
            "where": "body",
            "text": "Oops",
            "start": {"offset": 50, "line": 1, "column": 51},
            "end": {"offset": 54, "line": 1, "column": 55},
            "decoded_part": None,
        }
    ]
    header = check(message("8bit", "X-Apology-Lint: ignore humor\r\n"), "mail.eml").to_dict()
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    jsonschema.validate({"version": 1, "files": [part, header], "unreadable": []}, schema)


# comments and bounds

DRAFTS = sorted(ROOT.glob("examples/**/*.html"))[:12]
GAPS = re.compile(r"(?<=>)(?=\s*<)")


def shape(report: Report) -> list[tuple[str, str, str | None, str | None]]:
    return [(f.rule, f.severity.name, f.where, f.text) for f in report]


PLAIN = {path: LINTER.check(read(path.name, path.read_bytes())) for path in DRAFTS}


@given(st.sampled_from(DRAFTS), st.sampled_from(VANISHING), st.data())
def test_a_comment_between_tags_changes_nothing_but_positions(
    path: Path, syntax: tuple[str, str], data: st.DataObject
) -> None:
    text = path.read_text(encoding="utf-8")
    at = data.draw(st.sampled_from([gap.start() for gap in GAPS.finditer(text)]))
    comment = written(syntax[1], data.draw(st.sampled_from(["x", "Oops! <b>We</b>", "a note\nof two lines"])))
    report = LINTER.check(read(path.name, (text[:at] + comment + text[at:]).encode()))
    plain = PLAIN[path]
    assert shape(report) == shape(plain)
    for before, after in zip(plain.findings, report.findings, strict=True):
        if before.place is not None and before.place.span is not None:
            assert after.place is not None
            assert after.place.span is not None
            moved = after.place.span.start - before.place.span.start
            assert moved == (len(comment) if before.place.span.start >= at else 0)


def test_mails_full_of_directives_are_bounded() -> None:
    draft = "{# apology-lint: ignore-next humor, tone, all #}<p>Oops! We did.</p>" * 20_000
    started = time.process_time()
    found = LINTER.check(read("a.html", draft[:1_300_000].encode()), "en")
    many = [f for f in found if f.rule == "malformed-suppression"]
    assert len(many) == 1
    assert "500" in many[0].message
    assert len([one for one in found.suppressed if one.finding.rule == "humor"]) >= 500
    assert time.process_time() - started < 60  # as long as without directives, and a bit


@pytest.mark.parametrize(
    "part", ["<!--", "{%comment", "{% ", "{{!", "apology-lint:", "#*", "%%[ ", "<!-- apology-lint: "]
)
def test_hostile_openers_are_read_in_linear_time(part: str) -> None:
    draft = f"<p>apology-lint:</p>{part * (400_000 // len(part))}"
    started = time.process_time()
    LINTER.check(read("a.html", draft.encode()), "en")
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "directive", ["{# Apology-Lint: ignore-next humor #}", "{# apology-lint ignore-next humor #}"]
)
def test_a_directive_with_a_slip_in_its_name_is_still_one(directive: str) -> None:
    report = check(f"{directive}{OOPS}")
    assert ("humor", "comment", None) in hidden(report)


def test_the_name_of_the_tool_alone_is_no_directive() -> None:
    report = check(f"{{# checked with apology-lint #}}{OOPS}<!-- apology-lint rocks -->")
    assert not {"malformed-suppression", "suppression-comment"} & set(rules(report))
