"""What gets lost on the way: gaps, pictures, alt texts, the text part, the end of a long mail."""

from __future__ import annotations

import base64
import quopri

import pytest

from apology_lint import Settings, lint
from apology_lint.checks.images import is_logo
from apology_lint.engine import Linter
from apology_lint.finding import Finding
from apology_lint.interface import named
from apology_lint.readers import read
from apology_lint.report import Report
from apology_lint.settings import Brand

SORRY = "We are sorry that we charged your card twice."
TOP = "From: Acme <care@acme.example>\nSubject: Double charge\n"


def report(rule: str, draft: str | bytes, name: str = "draft.html", language: str | None = None) -> Report:
    data = draft.encode() if isinstance(draft, str) else draft
    return Linter(Settings(select=(rule,))).check(read(name, data), language)


def texts(rule: str, draft: str, name: str = "draft.html", language: str | None = None) -> list[str | None]:
    return [f.text for f in report(rule, draft, name, language).findings]


def sliced(draft: str, finding: Finding) -> str:
    assert finding.extent is not None
    start, end = finding.extent
    return draft.encode()[start.offset : end.offset].decode()


def html_eml(body: str) -> str:
    return f"{TOP}Content-Type: text/html; charset=utf-8\n\n{body}\n"


def two_parts(text: str, html: str) -> str:
    return (
        f"{TOP}Content-Type: multipart/alternative; boundary=b\n\n"
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        f"--b\nContent-Type: text/html; charset=utf-8\n\n{html}\n--b--\n"
    )


def mjml(inside: str) -> str:
    return f"<mjml><mj-body><mj-section><mj-column>{inside}</mj-column></mj-section></mj-body></mjml>"


# unfilled-placeholder

TAGS = ["{{ name }}", "*|FNAME|*", "%%name%%", "${name}", "<%= name %>", "[[name]]", "{name}"]


@pytest.mark.parametrize("tag", TAGS)
def test_a_merge_tag_is_fine_in_a_template_and_raw_in_a_message(tag: str) -> None:
    text = f"Dear {tag}, you paid twice."
    assert texts("unfilled-placeholder", f"<p>{text}</p>") == []
    assert texts("unfilled-placeholder", mjml(f"<mj-text>{text}</mj-text>"), "draft.mjml") == []
    assert texts("unfilled-placeholder", text, "draft.txt") == []
    draft = html_eml(f"<p>{text}</p>")
    (finding,) = report("unfilled-placeholder", draft, "draft.eml").findings
    assert sliced(draft, finding) == tag
    assert finding.severity.name == "error"


def test_every_part_of_a_message_is_searched_and_each_tag_named_once() -> None:
    draft = (
        "From: {{ team }} <care@acme.example>\nReply-To: {{ box }}@acme.example\n"
        "Subject: {{ name }}, paid twice\n"
        "Content-Type: multipart/alternative; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nDear {{ name }}, we write from {{ town }}.\n"
        '--b\nContent-Type: text/html\n\n<p>Dear {{ name }}, sorry.</p><img alt="{{ shop }}">\n--b--\n'
    )
    findings = report("unfilled-placeholder", draft, "draft.eml").findings
    assert [(f.where, f.text) for f in findings] == [
        ("sender", "{{ team }}"),
        ("reply-to", "{{ box }}"),
        ("subject", "{{ name }}"),
        ("text-part", "{{ town }}"),
        ("alt", "{{ shop }}"),
    ]
    assert "in the mail: 3." in findings[2].help


@pytest.mark.parametrize("text", ['We called you "{{ name }}".', "We called you “{{ name }}” and «%%x%%»."])
def test_what_is_quoted_is_shown_on_purpose(text: str) -> None:
    assert texts("unfilled-placeholder", f"{TOP}\n{text}\n", "draft.eml") == []


def test_an_object_character_of_the_mail_is_no_tag() -> None:
    assert texts("unfilled-placeholder", f"{TOP}\nSee \ufffc here.\n", "draft.eml") == []


@pytest.mark.parametrize(
    ("html", "hole"),
    [
        ("Dear <FirstName>,", "Dear ,"),
        ("Hi <b></b>, you", "Hi ,"),
        ("Hi&nbsp;, you", "Hi ,"),
        ("Dear {% name %},", None),
        ("Hi <span th:text='${name}'></span>,", None),
        ("Hi {{ name }},", None),
        ("Hi, you", None),
        ("Hello, all", None),
        ("Dear all,", None),
    ],
)
def test_a_salutation_with_a_hole(html: str, hole: str | None) -> None:
    assert texts("unfilled-placeholder", f"<p>{html}</p><p>{SORRY}</p>") == ([hole] if hole else [])


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("Dear &lt;FirstName&gt;, you", ["<FirstName>"]),
        ("from [Company Name]", ["[Company Name]"]),
        ("[Product Name] and [Product Name]", ["[Product Name]"]),
        ("order ____ and ____", ["____"]),
        ("snake___case and __", []),
        ("Acme " + "_" * 40 + " News", []),
        ("____________", []),
        ("You said [sic] that [1] is [x] and [EXTERNAL]", []),
    ],
)
def test_gaps_that_no_tool_fills(text: str, gaps: list[str]) -> None:
    assert texts("unfilled-placeholder", f"<p>{text}</p><p>{SORRY}</p>") == gaps


def test_gaps_of_another_language_are_said_to_be_unchecked() -> None:
    french = "<html lang=fr><p>Nous avons débité deux fois votre carte et nous en sommes désolés.</p>"
    (gap,) = report("unfilled-placeholder", french).not_checked
    assert gap.partly
    assert "fr" in gap.reason


# image-only


@pytest.mark.parametrize(
    ("body", "flagged"),
    [
        ('<img src="a.png" alt="x" width="600">', True),
        ('<img src="a.png" alt="x">', True),
        ('<img src="a.png" alt="x" width="299">', False),
        ('<img src="a.png" alt="x" style="width: 120px">', False),
        ('<img src="a.png" alt="x" style="max-width: 120px">', True),
        ('<img src="logo.png" alt="x" width="600">', False),
        ('<img src="a.png" alt="Acme logo" width="600">', False),
        ('<img src="a.png" alt="x" width="600"><p>' + "a b " * 50 + "</p>", True),
        ('<img src="a.png" alt="x" width="600"><p>' + "a b " * 51 + "</p>", False),
        ('<img src="a.png" alt="x" width="600"><div class="footer">' + "a b " * 90 + "</div>", True),
        ('<img src="a.png" alt="x" width="600"><p>{{ text }}</p>', False),
        ("<p>a</p>", False),
    ],
)
def test_a_picture_instead_of_words(body: str, flagged: bool) -> None:
    found = texts("image-only", body)
    assert found == ([body[: body.index(">") + 1]] if flagged else [])


def test_a_picture_in_mjml_and_in_a_message() -> None:
    image = '<mj-image src="a.png" alt="x" width="600px" />'
    assert texts("image-only", mjml(image), "draft.mjml") == [image]
    assert texts("image-only", html_eml('<img src="a.png"><p>{{ text }}</p>'), "draft.eml") == [
        '<img src="a.png">'
    ]
    assert texts("image-only", f"{TOP}\nSorry.\n", "draft.eml") == []


def test_the_settings_know_the_logo() -> None:
    (image,) = read("a.html", b'<img src="https://cdn.acme.example/top.png" alt="">').images
    assert is_logo(image, Brand(logo="cdn.acme.example/top"))
    assert not is_logo(image, Brand(names=("Acme",)))


# missing-alt-text


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<img src="a.png">', "no alt text"),
        ('<a href="/x"><img src="a.png"></a>', "link without words"),
        ('<a href="/x"><img src="a.png" alt></a>', "link without words"),
        ('<a href="/x"><img src="a.png" alt=" "></a>', "link without words"),
        ('<a href="/x"><img src="a.png" alt=""> More</a>', None),
        ('<a href="/x">More <img src="a.png"></a>', "no alt text"),
        ('<a href="/x"><img src="a.png" alt=""><img src="b.png" alt="More"></a>', None),
        ('<img src="a.png" alt="">', None),
        ('<img src="a.png" alt="{{ alt }}">', None),
        ('<img src="a.gif" width="1" height="1">', None),
        ('<img src="a.gif" style="width:1px;height:1px">', None),
        ('<div style="display:none"><img src="a.png"></div>', None),
    ],
)
def test_images_need_words(html: str, message: str | None) -> None:
    findings = report("missing-alt-text", f"{html}<p>{SORRY}</p>").findings
    assert len(findings) == (message is not None)
    for finding in findings:
        assert message is not None
        assert message in finding.message
        assert finding.where == "alt"
        assert (finding.text or "").startswith("<img")


def test_each_image_is_named_at_its_tag() -> None:
    draft = html_eml('<p>é</p><img\nsrc="a.png"><img src="b.png">')
    findings = report("missing-alt-text", draft, "draft.eml").findings
    assert [sliced(draft, f) for f in findings] == ['<img\nsrc="a.png">', '<img src="b.png">']
    linked = mjml('<mj-image src="a.png" href="/x" alt="" />')
    assert ["without words" in f.message for f in report("missing-alt-text", linked, "d.mjml").findings] == [
        True
    ]


# missing-text-part

HTML = "<p>We charged your card twice. We are sorry. The second payment is on its way.</p>"


@pytest.mark.parametrize(
    ("draft", "text"),
    [
        (html_eml(HTML), None),
        (two_parts("", HTML), None),
        (two_parts("See below", HTML), "See below"),
        (two_parts("Your viewer cannot display HTML. We charged your card twice.", HTML), "can"),
    ],
)
def test_a_text_part_that_is_none(draft: str, text: str | None) -> None:
    (finding,) = report("missing-text-part", draft, "draft.eml").findings
    assert (finding.text or "").startswith(text or "")
    assert finding.where == ("text-part" if text else None)


@pytest.mark.parametrize(
    "draft",
    [
        two_parts("We charged your card twice.", HTML),
        two_parts("Sorry.", '<img src="a.png" alt="We charged your card twice. We are sorry for it.">'),
        f"{TOP}\nWe charged your card twice.\n",
        two_parts(
            "We charged your card twice.", "<p>We charged your card twice: our page did not support HTML.</p>"
        ),
    ],
)
def test_a_text_part_that_is_one(draft: str) -> None:
    result = report("missing-text-part", draft, "draft.eml")
    assert (result.findings, result.not_checked) == ([], [])


def test_a_stub_is_counted_in_words() -> None:
    (finding,) = report("missing-text-part", two_parts("Hello Dana", HTML), "draft.eml").findings
    assert "has 2 words, the HTML 15" in finding.message


def test_only_a_whole_message_has_parts() -> None:
    assert report("missing-text-part", SORRY, "draft.txt").not_checked == []
    for name, draft in (("d.html", HTML), ("d.mjml", mjml(f"<mj-text>{SORRY}</mj-text>"))):
        (gap,) = report("missing-text-part", draft, name).not_checked
        assert ".eml" in gap.reason
    french = two_parts("Bonjour", "<html lang=fr><p>Nous sommes désolés de cette erreur.</p>")
    (gap,) = report("missing-text-part", french, "draft.eml").not_checked
    assert gap.partly


# clipped-message


def padded(before: str, after: str, size: int) -> str:
    """HTML of exactly `size` bytes."""
    start, end = f"<html><body>{before}<!--", f"-->{after}</body></html>"
    return start + "x" * (size - len((start + end).encode())) + end


FOOT = "<p>Acme Ltd, 1 Road, Town</p>"


@pytest.mark.parametrize(
    ("size", "says"),
    [
        (89_999, None),
        (90_000, "has 90 KB. At about"),
        (102_400, "has 102 KB. At about"),
        (102_401, "cuts it off at"),
    ],
)
def test_where_gmail_cuts(size: int, says: str | None) -> None:
    findings = report("clipped-message", padded(f"<p>{SORRY}</p>", FOOT, size)).findings
    assert [(f.severity.name, f.text) for f in findings] == (
        [("warning", "Acme Ltd, 1 Road, Town")] if says else []
    )
    assert all(says is not None and says in f.message for f in findings)


def test_bytes_count_and_not_characters() -> None:
    arabic = "<p>" + "نعتذر " * 9000 + "</p>"  # 54,000 characters, 99,000 bytes
    (finding,) = report("clipped-message", f"<html>{arabic}</html>", language="ar").findings
    assert "99" in finding.message


def test_what_stands_below_the_cut() -> None:
    lost = f"<p>Reply to this email. {SORRY}</p>"
    (finding,) = report("clipped-message", padded("<p>About May.</p>", lost, 110_000)).findings
    assert finding.severity.name == "error"
    assert finding.text == "Reply to this email."
    assert "unseen: the apology, what happened, how to reach you" in finding.message


def test_what_also_stands_above_the_cut_is_not_lost() -> None:
    page = padded(f"<p>{SORRY}</p>", f"<p>Once more: {SORRY}</p>", 110_000)
    assert [f.severity.name for f in report("clipped-message", page).findings] == ["warning"]


def test_the_block_at_the_cut_is_the_place() -> None:
    page = padded(f"<p>{SORRY}</p>", "<p>One.</p><p>" + "Two " * 2500 + "</p><p>Three.</p>", 110_000)
    (finding,) = report("clipped-message", page).findings
    assert (finding.text or "").startswith("Two ")


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_the_decoded_part_counts(encoding: str) -> None:
    page = padded("<p>About May: é.</p>", f"<p>{SORRY}</p>", 102_500).encode()
    body = base64.encodebytes(page) if encoding == "base64" else quopri.encodestring(page)
    head = f"{TOP}Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    (finding,) = report("clipped-message", head + body, "draft.eml").findings
    assert (finding.severity.name, finding.text) == ("error", SORRY)
    assert finding.extent is not None
    part = page if encoding == "base64" else head + body
    assert part[finding.extent[0].offset :].startswith(b"We are so")


def test_long_headers_and_other_parts_do_not_count() -> None:
    attachment = "--b\nContent-Type: text/plain\n\n" + "word " * 30_000 + "\n"
    draft = two_parts("Sorry.", HTML).replace("--b\n", attachment + "--b\n", 1)
    assert texts("clipped-message", draft, "draft.eml") == []


def test_a_long_mail_without_text_or_words() -> None:
    (finding,) = report(
        "clipped-message", padded('<img src="a.png" alt="">', "", 110_000), language="en"
    ).findings
    assert finding.place is None
    french = padded("<p lang=fr>Nous sommes désolés de cette erreur.</p>", "", 110_000)
    result = report("clipped-message", french)
    assert [f.severity.name for f in result.findings] == ["warning"]
    assert [gap.partly for gap in result.not_checked] == [True]


def test_mjml_grows_when_it_is_built() -> None:
    page = mjml(f"<mj-text>{SORRY}</mj-text><!--{'x' * 110_000}-->")
    result = report("clipped-message", page, "draft.mjml")
    assert result.findings == []
    assert ["MJML" in gap.reason for gap in result.not_checked] == [True]


def test_what_is_lost_is_named_in_the_language_of_the_report() -> None:
    page = padded("<p>About May.</p>", f"<p>{SORRY}</p>", 110_000)
    (finding,) = lint(page, settings=Settings(select=("clipped-message",), lang="ar")).findings
    assert "الاعتذار" in finding.message
    assert named("ar", "act-house-promise") == "house-promise"
