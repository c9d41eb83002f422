"""The page for a browser: what stands on it, that nothing on it acts, and what a browser makes of it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apology_lint.audience import COUNTS, Audience, Count, Segment
from apology_lint.draft import load, with_values
from apology_lint.engine import Linter
from apology_lint.readers import UnreadableError, read
from apology_lint.report import Report
from apology_lint.report.page import part, whole
from apology_lint.report.page.draft import HEAD
from apology_lint.report.page.findings import ordered
from apology_lint.report.page.marks import sentence
from apology_lint.report.page.safe import css
from apology_lint.settings import Settings
from apology_lint.source import INVISIBLE

EXAMPLES = Path(__file__).parents[1] / "examples"
BAD = sorted(EXAMPLES.glob("*/bad.*"))
LINTERS = {lang: Linter(Settings(lang=lang)) for lang in ("en", "ar")}
#: Everything a draft could want to do, on one page.
HOSTILE = """<!doctype html><html onload="document.title='ran'"><head><base href="https://evil.example/">
<meta http-equiv="refresh" content="0;url=https://evil.example/refresh">
<link rel=stylesheet href="https://evil.example/a.css">
<style>@import "https://evil.example/b.css"; @import url(https://evil.example/c.css);
@font-face { font-family: F; src: url(https://evil.example/f.woff) }
body { background: u\\72l(https://evil.example/d.png) }
td { background: image-set("https://evil.example/e.png" 1x) }
p::before { content: url('https://evil.example/g.png') }
a::after { content: "</style><script>alert(9)</script>" }
</style><script>alert(1); document.title = 'ran'</script></head>
<body background="https://evil.example/h.png" style="background: url(https://evil.example/i.png)"
 onclick="alert(2)"><img src="https://evil.example/j.png" srcset="https://evil.example/k.png 2x"
 onerror="alert(3)" alt="Our &quot;logo&quot;">
<img src=x onerror=alert(4)><svg onload=alert(5)><a xlink:href="javascript:alert(5)">x</a></svg>
<iframe src="https://evil.example/l"></iframe>
<iframe srcdoc="<script>parent.alert(6)</script>"></iframe></iframe>
<object data="https://evil.example/m"></object><embed src="https://evil.example/n">
<video src="https://evil.example/o" autoplay></video>
<form action="https://evil.example/p"><input autofocus onfocus=alert(7)><button>Send</button></form>
<p>Oops! We sent you the wrong mail. <a href="javascript:alert(8)">Click here</a>
<a href="https://evil.example/q" target=_top>or here</a></p>
</body></html>'"></iframe></article><script>alert(10)</script>"""


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of each."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.text: dict[int, str] = {}
        self._open: list[int] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("br", "hr", "meta", "input", "img", "wbr", "col"):
            self._open.append(len(self.found) - 1)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self.found[self._open.pop()][0] == tag:
                break

    def handle_data(self, data: str) -> None:
        for number in self._open:
            self.text[number] = self.text.get(number, "") + data

    def marked(self, number: int) -> str | None:
        """The text of all marks of a finding; None if it has none."""
        marks = [
            self.text.get(at, "")
            for at, (_, attributes) in enumerate(self.found)
            if str(number) in attributes.get("data-finding", "").split()
        ]
        return "".join(marks) if marks else None


def report_of(markup: str, lang: str = "en", name: str = "draft.html") -> Report:
    return LINTERS[lang].check(read(name, markup.encode("utf-8", "surrogatepass")))


def page_of(*reports: Report) -> str:
    parts = [json.loads(json.dumps(part(report))) for report in reports]  # as they come from another process
    return whole(parts, [])


def frames(page: str) -> list[str]:
    return [attributes["srcdoc"] for tag, attributes in Elements(page).found if tag == "iframe"]


def assert_harmless(page: str) -> None:
    """Nothing on the page or in its drafts loads, leads elsewhere or runs."""
    page.encode("utf-8")
    outside = Elements(page).found
    assert [tag for tag, _ in outside if tag in ("script", "style")] == ["style", "script"]
    assert all(value.startswith("#") for _, a in outside for name, value in a.items() if name == "href")
    assert not [a for _, a in outside for name in a if name.startswith("on") or name in ("src", "style")]
    assert all(a["sandbox"] == "allow-same-origin" for tag, a in outside if tag == "iframe")
    for document in frames(page):
        elements = Elements(document)
        for at, (tag, attributes) in enumerate(elements.found):
            assert tag not in {
                "script",
                "iframe",
                "form",
                "input",
                "base",
                "link",
                "object",
                "embed",
                "svg",
                "img",
            }
            assert tag != "meta" or "refresh" not in str(attributes)
            for name, value in attributes.items():
                assert not name.startswith("on")
                assert (
                    name not in ("href", "src", "srcset", "background", "action", "poster", "id")
                    or name == "id"
                )
                assert name != "style" or not re.search(r"url\(|\\", value)
            if tag == "style":
                assert not re.search(r"url\(|@import|@font-face|image-set", elements.text.get(at, ""), re.I)


def squeezed(text: str) -> str:
    return re.sub(rf"[\s{INVISIBLE}]", "", text)


# what stands on it


@pytest.mark.parametrize("path", BAD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_finding_marks_exactly_its_words(path: Path) -> None:
    report = LINTERS["en"].check(load(path))
    page = page_of(report)
    drafts = [Elements(page.partition('<section class="findings">')[0]), *map(Elements, frames(page))]
    placed = 0
    for number, finding in enumerate(ordered(report), 1):
        marked = [text for draft in drafts if (text := draft.marked(number)) is not None]
        if finding.place is None:
            assert not marked
            continue
        placed += 1
        (text,) = marked
        tag = (finding.text or "").startswith("<")
        seen = text == "" if tag else squeezed(text) == squeezed(finding.text or "")
        # A part of an address stands in no text: a mark without words points at it.
        assert seen or (text == "" and finding.rule.endswith("-link"))
    assert placed
    assert_harmless(page)


def test_page_shows_message_advice_and_guidance() -> None:
    report = LINTERS["en"].check(load(EXAMPLES / "outage" / "bad.html"))
    text = " ".join(Elements(page_of(report)).text.get(0, "").split())
    for finding in report.findings:
        assert " ".join(finding.message.split()) in text
        assert " ".join(finding.help.split()) in text
    for item in report.checklist:
        assert item.point.text("en") in text


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_page_is_in_the_language_of_the_report(lang: str, direction: str) -> None:
    page = page_of(LINTERS[lang].check(load(EXAMPLES / "outage" / "bad.html")))
    attributes = dict(Elements(page).found[0:1])["html"]
    assert (attributes["lang"], attributes["dir"]) == (lang, direction)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اكتبوا: <p dir>. ثم", "اكتبوا: <bdi>&lt;p dir&gt;</bdi>. ثم"),
        ("إصلاح: «a» (--fix)", "إصلاح: «<bdi>a</bdi>» <bdi>(--fix)</bdi>"),
        ("(مقياس LIX: 45، و50)", "(مقياس <bdi>LIX: 45</bdi>، و50)"),
        ("(ينقص name في [brand])", "(ينقص <bdi>name</bdi> في <bdi>[brand]</bdi>)"),
        ("(GDPR والمادة 34)", "(<bdi>GDPR</bdi> والمادة 34)"),
        ('هكذا: owner = "منى، مديرة".', "هكذا: <bdi>owner = &quot;منى، مديرة&quot;</bdi>."),
        (
            'هكذا: what = ["a", "b"]، وفي by',
            "هكذا: <bdi>what = [&quot;a&quot;, &quot;b&quot;]</bdi>، وفي <bdi>by</bdi>",
        ),
        ("قبله: 2026-05-07 18:00 +03:00.", "قبله: <bdi>2026-05-07 18:00 +03:00</bdi>."),
        ("هي 2026-05-07 18:00 UTC (القسم a)", "هي <bdi>2026-05-07 18:00 UTC</bdi> (القسم <bdi>a</bdi>)"),
        ("يوم 3 مايو.", "يوم 3 مايو."),
    ],
)
def test_latin_words_keep_their_order_in_an_arabic_sentence(text: str, expected: str) -> None:
    assert sentence(text, "ar") == expected.replace("<bdi>", '<bdi dir="ltr">')
    assert "<bdi" not in sentence(text, "en")


def test_header_is_shown_and_marked() -> None:
    email = with_values(
        read("draft.txt", b"We charged your card twice. We are sorry."),
        subject="Oops! <b>Sorry</b>",
        sender="Acme <no-reply@acme.example>",
    )
    report = LINTERS["en"].check(email)
    elements = Elements(page_of(report).partition('<section class="findings">')[0])
    found = {finding.rule: elements.marked(n) for n, finding in enumerate(ordered(report), 1)}
    assert found["humor"] == "Oops"
    assert found["no-reply-sender"] == "no-reply@acme.example"
    assert all(finding.where in HEAD or found[finding.rule] is not None for finding in report.findings)


def test_placeholders_stay_and_template_steering_goes() -> None:
    page = page_of(report_of("<p>Hi {{ name }}, {% if vip %}dear{% endif %} customer. Oops!</p>"))
    text = Elements(frames(page)[0]).text[0]
    assert "Hi {{ name }}, dear customer." in text


def test_a_tag_is_pointed_at_before_the_words_that_follow() -> None:
    page = page_of(report_of('<p>Sorry. <a href="http://bit.ly/x">Change your password now</a></p>'))
    pointed = r'<a [^>]*>(<mark [^>]*data-begins="\d+"[^>]*></mark>)+[^<]*<mark [^>]*>Change'
    assert re.search(pointed, frames(page)[0])


@pytest.mark.parametrize(
    ("words", "side"), [("عذرًا لأي إزعاج سببناه لكم.", "\u200f"), ("Oops! We sent the wrong mail.", "\u200e")]
)
def test_number_of_a_mark_stands_where_its_words_begin(words: str, side: str) -> None:
    document = Elements(frames(page_of(report_of(f"<p>{words}</p>")))[0])
    assert document.text[0].rpartition("}")[2].lstrip().startswith(side + words[:3])


def test_repeated_findings_are_one_entry() -> None:
    page = page_of(report_of("<p>" + "Oops! We sent you the wrong mail. " * 5 + "</p>"))
    elements = Elements(page).found
    assert [a for tag, a in elements if tag == "li" and a.get("class") == "group"]
    assert sum(1 for tag, a in elements if tag == "li" and a.get("class") == "finding") >= 5


def test_several_drafts_have_an_overview_and_ids_of_their_own() -> None:
    parts = [part(LINTERS["en"].check(load(path))) for path in BAD[:3]]
    page = whole(parts, [("gone<b>.html", "no such file")])
    elements = Elements(page).found
    ids = [a["id"] for _, a in elements if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for tag, a in elements if tag == "a"}
    assert targets <= set(ids)
    assert {one["key"] for one in parts} <= targets
    assert "gone&lt;b&gt;.html" in page


def test_nothing_read_is_still_a_page() -> None:
    page = whole([], [("a.html", "empty")])
    assert "a.html" in page
    assert_harmless(page)


def test_page_stays_close_to_the_size_of_draft_and_findings() -> None:
    markup = "<p>" + 'A plain &amp; "quoted" sentence about nothing. ' * 20_000 + "</p>"
    report = report_of(markup)
    report.findings.clear()
    assert len(part(report)["html"]) < 1.5 * len(markup)


# that nothing on it acts


def test_hostile_draft_is_harmless() -> None:
    assert_harmless(page_of(report_of(HOSTILE), report_of(HOSTILE, "ar", "two.html")))


@pytest.mark.parametrize(
    "style",
    [
        "background:url(https://evil.example)",
        "background:URL( 'https://evil.example' )",
        "background:u\\72 l(https://evil.example)",
        "background:image-set('https://evil.example' 1x)",
        "background:var(--x, url(https://evil.example))",
        "@import 'https://evil.example';",
        "@\\69mport 'https://evil.example';",
        "@font-face{src:url(https://evil.example)}",
        "@media all{p{background:url(https://evil.example)}}",
        "background:url(https://evil.example",
        "(" * 5000 + "url(https://evil.example)",
    ],
)
def test_css_fetches_nothing(style: str) -> None:
    kept = css(style)
    assert not re.search(r"url\(|image-set|@import|@font-face|\\", kept, re.I)


def test_css_keeps_the_looks() -> None:
    style = "@media (max-width: 600px) { .a > p { color: #333; margin: 0 auto !important } }"
    assert css(style) == style


#: One piece of a draft in each line.
PIECES = r"""
Oops! We sent you the wrong mail.
We are sorry for any inconvenience.
عذرًا لأي إزعاج.
<p>
</p>
<b>
</b>
<table><tr><td>
</td></tr></table>
<a href='javascript:alert(1)' onclick=alert(1)>click here</a>
<a href="http://bit.ly/x">
</a>
<img src=x onerror=alert(1) alt='Oops! we'>
<img src=y>
</iframe>
<script>
</script>
<style>p{background:url(x)}
</style>
<!--
-->
<title>
</title>
<html lang=en>
<body onload=x>
<svg/onload=alert(1)>
<p style="background:u\72l(x)">
<base href=//x>
<plaintext>
{{ name }}
{% if %}
<%= x %>
&#0; &amp;&nbsp;
]]>'"
"""
NASTY = st.sampled_from([*PIECES.splitlines(), "<", ">", "&", "\u202e", "\u200b", "\x00", "\x0b", "\n"])


@given(st.lists(NASTY | st.text(max_size=8), max_size=25).map("".join))
def test_any_draft_becomes_a_harmless_page_with_every_finding_marked(markup: str) -> None:
    try:
        report = LINTERS["en"].check(read("draft.html", markup.encode("utf-8", "replace")))
    except UnreadableError:
        return
    page = page_of(report)
    assert_harmless(page)
    drafts = [Elements(page.partition('<section class="findings">')[0]), *map(Elements, frames(page))]
    for number, finding in enumerate(ordered(report), 1):
        if finding.place is not None:
            assert any(draft.marked(number) is not None for draft in drafts), finding


# what a browser makes of it


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = next(filter(None, found), None)
    if path is None:
        pytest.skip("no chromium or chrome on this machine")
    flags = (
        "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
        "--disable-sync --no-first-run"
    )
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=path, args=flags.split())
        yield chromium
        chromium.close()


Open = Callable[..., Any]


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens a page with a browser context of its own; what it did is kept in `page.events`."""
    contexts = []

    def opened(markup: str, **options: Any) -> Any:
        file = tmp_path / "page.html"
        file.write_text(markup, "utf-8")
        context = browser.new_context(**{"reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.events = []
        page.on("request", lambda request: page.events.append(request.url))
        page.on("dialog", lambda dialog: (page.events.append(dialog.message), dialog.dismiss()))
        page.on("popup", lambda popup: page.events.append(popup.url))
        page.on("pageerror", lambda error: page.events.append(str(error)))
        page.goto(file.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def outage(lang: str = "en") -> str:
    return page_of(LINTERS[lang].check(load(EXAMPLES / "outage" / "bad.html")))


def number_of(page: Any, rule: str) -> int:
    return int(page.locator(".finding", has_text=rule).first.locator(".number").inner_text())


def inside(page: Any) -> dict[str, Any]:
    """What has the focus in the frame, and whether it can be seen there and on the page."""
    return page.evaluate(
        """() => { const frame = document.activeElement, at = frame.contentDocument.activeElement;
        const box = at.getBoundingClientRect(), outer = frame.getBoundingClientRect();
        return { numbers: (at.dataset.finding || "").split(" "), act: at.dataset.act || "",
          seen: box.top >= 0 && box.bottom <= frame.clientHeight
            && outer.top + box.top >= 0 && outer.top + box.bottom <= innerHeight }; }"""
    )


def test_browser_loads_and_runs_nothing_of_a_draft(show: Open) -> None:
    page = show(page_of(report_of(HOSTILE)))
    frame = page.frame_locator("iframe")
    for link in frame.locator("a").all():
        link.click(force=True)
    frame.locator("body").click(position={"x": 3, "y": 3})
    page.wait_for_timeout(200)
    assert page.events == [page.url]  # the page itself, and nothing after it
    assert "ran" not in page.title()
    assert frame.locator("script, form, iframe, img").count() == 0
    assert "Oops!" in frame.locator("body").inner_text()


def test_browser_agrees_on_the_words_of_every_mark(show: Open) -> None:
    for path in (EXAMPLES / "outage" / "bad.html", EXAMPLES / "data-exposure-bilingual" / "bad.html"):
        report = LINTERS["en"].check(load(path))
        page = show(page_of(report))
        frame = page.frame_locator("iframe")
        for number, finding in enumerate(ordered(report), 1):
            if finding.where in ("body", "heading"):
                marks = frame.locator(f'mark[data-finding~="{number}"]').all_text_contents()
                assert squeezed("".join(marks)) in (squeezed(finding.text or ""), "")
                assert marks


def test_click_goes_to_the_words_and_back(show: Open) -> None:
    page = show(outage(), viewport={"width": 1200, "height": 700})
    number = number_of(page, "no-reply-sender")
    page.locator(f".finding a[data-finding='{number}']").click()
    found = inside(page)
    assert str(number) in found["numbers"]
    assert found["seen"]
    page.frame_locator("iframe").locator(
        f'mark[data-finding~="{number_of(page, "vague-wording")}"]'
    ).first.click()
    assert page.evaluate("document.activeElement.querySelector('code').textContent") == "vague-wording"
    top = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert 0 <= top < 700


def test_keyboard_alone_is_enough(show: Open) -> None:
    page = show(outage(), viewport={"width": 360, "height": 700})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.finding a')"):
            break
    number = page.evaluate("document.activeElement.dataset.finding")
    page.keyboard.press("Enter")
    found = inside(page)
    assert number in found["numbers"]
    assert found["seen"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "finding"


def test_act_leads_to_its_sentence(show: Open) -> None:
    page = show(outage())
    link = page.locator(".acts a").last
    link.click()
    assert link.get_attribute("data-act") in inside(page)["act"].split()


def test_mark_opens_the_entry_that_holds_its_finding(show: Open) -> None:
    page = show(page_of(report_of("<p>" + "Oops! We sent you the wrong mail. " * 5 + "</p>")))
    number = page.locator(".group .number").nth(3).text_content()
    page.frame_locator("iframe").locator(f'mark[data-finding~="{number}"]').first.click()
    assert page.locator(".group .finding:focus .number").inner_text() == number


def test_boxes_hide_a_severity(show: Open) -> None:
    for script in (True, False):
        page = show(outage(), java_script_enabled=script)
        assert page.locator(".finding[data-severity=warning]").first.is_visible()
        page.locator("[data-filter=warning]").uncheck()
        assert not page.locator(".finding[data-severity=warning]").first.is_visible()
        assert page.locator(".finding[data-severity=error]").first.is_visible()


def test_without_script_findings_lead_to_the_draft(show: Open) -> None:
    page = show(outage(), java_script_enabled=False, viewport={"width": 360, "height": 600})
    page.locator(".finding a[data-finding]").last.click()
    assert page.evaluate("document.querySelector('iframe').getBoundingClientRect().top < innerHeight")
    assert page.evaluate("document.querySelector('iframe').getBoundingClientRect().bottom > 0")


def test_plain_text_is_marked_on_the_page_itself(show: Open) -> None:
    page = show(page_of(report_of("Oops! We sent\nyou <b>the</b> wrong mail.", name="draft.txt")))
    number = number_of(page, "humor")
    page.locator(f".finding a[data-finding='{number}']").click()
    assert page.evaluate("document.activeElement.matches('.plain mark')")
    assert "<b>the</b>" in page.locator(".plain").inner_text()


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_is_accessible(show: Open, lang: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    parts = [part(LINTERS[lang].check(load(path))) for path in BAD]
    page = show(whole(parts, [("gone.html", "no such file")]), color_scheme=scheme)
    serious = [
        (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0].get("failureSummary", "")[:300])
        for one in axe.run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert not serious


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_narrow_page_does_not_scroll_sideways(show: Open, lang: str) -> None:
    parts = [part(LINTERS[lang].check(load(path))) for path in BAD]
    page = show(whole(parts, [("a" * 200, "no such file")]), viewport={"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


#: Words that a cell of a table shows in more than one line.
_BROKEN_WORDS = """
[...document.querySelectorAll('.recipients :is(th, td)')].flatMap(cell => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), broken = [];
  while (walker.nextNode()) for (const word of walker.currentNode.data.matchAll(/\\S+/g)) {
    const range = document.createRange();
    range.setStart(walker.currentNode, word.index);
    range.setEnd(walker.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(box => box.top)).size > 1) broken.push(word[0]);
  }
  return broken;
})
"""


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_narrow_page_breaks_no_word_of_the_recipients(show: Open, lang: str) -> None:
    counts = {name: Count(1, ("a***@mail.example",)) for name in COUNTS}
    numbers = dict.fromkeys(COUNTS, 1)
    segments = (Segment("الأردن", 7, numbers), Segment("Jordan", 8, numbers))
    lists = dict.fromkeys(("recipients", "affected", "suppressed", "apologised"), 9)
    audience = Audience("duckdb", lists, lists, 3, counts, segments)
    mail = load(EXAMPLES / "outage" / "bad.html")
    page = show(page_of(LINTERS[lang].check(mail, audience=audience)), viewport={"width": 360, "height": 700})
    assert page.locator(".recipients table").count() == 2
    assert page.evaluate(_BROKEN_WORDS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
