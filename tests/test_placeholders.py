"""Template placeholders: words where they put text into the mail, nothing where they only steer."""

from __future__ import annotations

import pytest

from apology_lint.language import sentences
from apology_lint.readers import read
from apology_lint.readers.placeholders import CONTROL, OUTPUT, mask
from apology_lint.source import PLACEHOLDER

OUTPUTS = [
    "{{ name }}",
    "{{name}}",
    "{{{ raw }}}",
    '{{ user.name | default: "you" }}',
    "{{> partial}}",
    "*|FNAME|*",
    "*|MC:DATE|*",
    "%%first name%%",
    "%%=v(name)=%%",
    "%recipient.name%",
    "[[name]]",
    "${name}",
    "${user.first name}",
    "#{user.name}",
    "{name}",
    "{user.first_name}",
    "<%= name %>",
    '<%= url("a>b") %>',
    "<%- raw %>",
]
CONTROLS = [
    "{% if a > b %}",
    "{%- endif -%}",
    "{# a > b #}",
    "{% comment %} <b>Oops</b> {% endcomment %}",
    "{%- comment -%}{{ x }}{%- endcomment -%}",
    "{% raw %}",
    "{{!-- {{ x }} --}}",
    "{{! Oops }}",
    "{{#if vip}}",
    "{{/if}}",
    "{{^vip}}",
    "{{else}}",
    "{{ else }}",
    "{{~else~}}",
    "*|IF:VIP|*",
    "*|ELSE:|*",
    "*|IFNOT:VIP|*",
    "*|END:IF|*",
    "<% if a > b %>",
    "<%-- <b>Oops</b> --%>",
    "<%# Oops %>",
    "<#-- <b>Oops</b> -->",
    "{{-- {{ x }} --}}",
    "{{/* Oops */}}",
    "{{- /* Oops */ -}}",
    "{% # Oops %}",
    "{* Oops *}",
    "#* Oops *#",
    "#** Oops *#",
    "%%[ SET @a = 1 /* Oops */ ]%%",
]
NEITHER = [
    "{{ never closed",
    "{% never closed",
    "{% comment %} never closed",
    "a {5} b",
    "a {} b",
    "$5 {or so",
    "{{ " + "x" * 3000 + " }}",
    "100% of 50%",
    "[1] and [a]",
    "* | *",
    "<%",
    "#1 ${",
    "[[a\nb]]",
    ".a{*zoom:1}",
    "#*!@*# he said",
    "<#-- never closed",
]


@pytest.mark.parametrize("written", OUTPUTS)
def test_output_is_one_masked_run(written: str) -> None:
    assert mask(f"Hi {written}, we") == f"Hi {OUTPUT * len(written)}, we"


@pytest.mark.parametrize("written", CONTROLS)
def test_control_is_one_masked_run(written: str) -> None:
    assert mask(f"Hi {written}we") == f"Hi {CONTROL * len(written)}we"


@pytest.mark.parametrize("written", NEITHER)
def test_what_is_no_placeholder_stays(written: str) -> None:
    assert mask(written) == written


def test_placeholders_side_by_side_and_after_a_false_start() -> None:
    assert mask("{{a}}{{b}}") == OUTPUT * 10
    assert mask("{% x {{ a }}") == f"{{% x {OUTPUT * 7}"
    assert mask("{% if {{ a }} %}b") == CONTROL * 16 + "b"


@pytest.mark.parametrize("written", OUTPUTS)
@pytest.mark.parametrize("name", ["draft.html", "draft.txt"])
def test_output_shows_as_written_and_is_one_word(written: str, name: str) -> None:
    body = f"Hello {written} we are sorry."
    email = read(name, (f"<p>{body}</p>" if name == "draft.html" else body).encode())
    text = email.blocks[0].text
    assert (text.value, text.shown()) == (f"Hello {PLACEHOLDER} we are sorry.", body)
    assert [s.word_count for s in sentences("body", text, "en")] == [5]
    after = text.span(text.value.index("sorry"), text.value.index("."))
    assert after is not None
    assert (after.slice, after.extent()[0].column) == ("sorry", after.start + 1)


@pytest.mark.parametrize("written", CONTROLS)
@pytest.mark.parametrize("name", ["draft.html", "draft.txt"])
def test_control_vanishes(written: str, name: str) -> None:
    body = f"We {written}are{written} sorry."
    email = read(name, (f"<p>{body}</p>" if name == "draft.html" else body).encode())
    assert [block.text.shown() for block in email.blocks] == ["We are sorry."]
    span = email.blocks[0].text.span(3, 6)
    assert span is not None
    assert span.slice == "are"


@pytest.mark.parametrize("written", [*OUTPUTS, *CONTROLS])
def test_in_attributes_and_between_tags(written: str) -> None:
    quote = "'" if '"' in written else '"'
    markup = (
        f"<table {written} class={quote}{written}{quote}>{written}<tr><td><a href={quote}{written}{quote}>our"
        f" page</a> is <img alt={quote}A {written} B{quote}>back.</td></tr></table>"
    )
    email = read("draft.html", markup.encode())
    output = written in OUTPUTS
    shown = [(b.where, b.text.shown()) for b in email.blocks if b.text.shown() != written]
    assert shown == [("alt", f"A {written} B" if output else "A B"), ("body", "our page is back.")]
    assert [(link.href, link.text.value) for link in email.links] == [(None, "our page")]
    span = email.blocks[-1].text.span(12, 16)
    assert span is not None
    assert span.slice == "back"
    assert span.extent()[0].offset == markup.index("back")


@pytest.mark.parametrize(
    ("written", "char"),
    [
        ("{{else if vip}}", CONTROL),
        ("{{~name~}}", OUTPUT),
        ("%%=v(@name)=%%", OUTPUT),
    ],
)
def test_forms_of_handlebars_and_ampscript(written: str, char: str) -> None:
    assert mask(written) == char * len(written)


def test_a_tag_made_conditional_by_the_template() -> None:
    markup = '<p {% if a > b %}style="display:none"{% endif %} class="{{ c }}">Shown</p><p>Too</p>'
    assert [b.text.value for b in read("x.html", markup.encode()).blocks] == ["Shown", "Too"]


def test_in_headers() -> None:
    data = (
        b"Subject: {{ first_name }}, {% if vip %}we{% endif %} are sorry\nFrom: *|NAME|* <{{ from }}>\n\nHi"
    )
    email = read("draft.eml", data)
    assert email.subject is not None
    assert email.sender is not None
    assert (email.subject.value, email.subject.shown()) == (
        f"{PLACEHOLDER}, we are sorry",
        "{{ first_name }}, we are sorry",
    )
    assert (email.sender.name.shown(), email.sender.address.shown()) == ("*|NAME|*", "{{ from }}")
    span = email.subject.span(3, 5)
    assert span is not None
    assert data[span.extent()[0].offset :].startswith(b"we{%")


def test_what_only_steers_leaves_a_button_alone() -> None:
    button = '<td>{% if vip %}<a class="button" href="https://acme.example">Refund</a>{# a note #}</td>'
    assert [block.where for block in read("x.html", button.encode()).blocks] == ["button"]


def test_lines_that_only_steer_vanish_from_plain_text() -> None:
    long = "This line is long enough to be one that somebody's editor has wrapped\n"
    plain = read("x.txt", f"{long}in the middle.\n".encode())
    steered = read("x.txt", f"{long}{{# a note #}}\nin the middle.{{# more #}}\n".encode())
    assert [b.text.value for b in steered.blocks] == [b.text.value for b in plain.blocks]


def test_the_subject_line_of_a_title() -> None:
    email = read("x.html", b"<title>{% if a > b %}Sorry{% endif %}, {{ name }}</title><p>x")
    assert email.subject is not None
    assert email.subject.shown() == "Sorry, {{ name }}"
