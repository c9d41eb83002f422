"""Every output format, against a golden file that a reviewer can read.

After an intended change: ``UPDATE_GOLDEN=1 pytest tests/test_formats.py`` and read the difference.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from apology_lint.cli import main
from apology_lint.report.terminal import directed

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
DRAFTS = ["wide.html", "message.eml", "arabic.html", "fixable.html"]


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.output


def compare(name: str, output: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(output, encoding="utf-8")
    assert output == path.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _in_golden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("name", ["full", "concise", "json"])
def test_output_format(name: str) -> None:
    compare(f"{name}.txt", run(*DRAFTS, "--output-format", name))


def test_the_page() -> None:
    """Its style and script stand in files of their own, and are left out here."""
    page = run("fixable.html", "--output-format", "html")
    compare("page.html", re.sub(r"(<(style|script)\b[^>]*>).*?(</\2>)", r"\1…\3", page, flags=re.S))


@pytest.mark.parametrize(
    "arguments", [["--help"], ["rules"], ["explain", "buried-message"]], ids=lambda a: a[0]
)
def test_what_the_tool_says_of_itself(arguments: list[str]) -> None:
    compare(f"{arguments[0].strip('-')}.txt", run(*arguments))


def test_json_follows_the_published_schema() -> None:
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    document = json.loads(run(*DRAFTS, "missing.html", "--output-format", "json"))
    jsonschema.validate(document, schema)
    assert document["unreadable"] == [{"path": "missing.html", "reason": "no such file"}]
    assert {f["path"] for f in document["files"]} == set(DRAFTS)


def test_underline_stands_under_the_span_with_wide_characters() -> None:
    lines = run("wide.html", "--select", "humor").splitlines()
    source = next(line for line in lines if "全角" in line)
    carets = lines[lines.index(source) + 1]
    # every character of 全角文字 takes two columns
    assert carets.index("^") == source.index("Oops") + 4


def test_right_to_left_lines_mark_the_span_itself() -> None:
    output = run("mixed.html", "--select", "humor")
    assert "⟦Oops⟧" in output
    assert "^" not in output


def test_narrow_terminals_get_narrow_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    output = run("message.eml", "--select", "humor", "--select", "vague-wording")
    framed = [line for line in output.splitlines() if "|" in line]
    assert framed
    assert max(map(len, framed)) <= 50


def test_arabic_lines_that_begin_with_a_latin_word_are_marked_right_to_left() -> None:
    assert directed("«Acme» بقيت بلغة أخرى.", "ar") == "\u200f«Acme» بقيت بلغة أخرى."
    assert directed("هذه الكلمة Acme", "ar") == "هذه الكلمة Acme"
    assert directed("20%", "ar") == "20%"
    assert directed("Acme says عذرا", "en") == "Acme says عذرا"


def test_a_rule_broken_again_and_again_is_shown_three_times(tmp_path: Path) -> None:
    draft = tmp_path / "draft.html"
    draft.write_text("".join(f"<p>Oops, that is number {n}.</p>\n" for n in range(1, 21)))
    output = run(str(draft), "--select", "humor")
    assert output.count("  error  ") == 3
    assert "and 17 more of humor: 4:4, 5:4," in output
    assert "15:4, …" in output
    assert "20 errors" in output
    assert run(str(draft), "--select", "humor", "--output-format", "concise").count(" humor: ") == 20
    four = tmp_path / "four.html"
    four.write_text("<p>Oops, that is one.</p>\n" * 4)
    assert run(str(four), "--select", "humor").count("  error  ") == 4
