"""Settings and rule files that people write by hand: every mistake is named with file and place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apology_lint import Linter, Settings, TableError, lint
from apology_lint.bundled import rules_folder
from apology_lint.examples import email_of
from apology_lint.finding import Applicability
from apology_lint.readers import read
from apology_lint.rulebook import load_rulebook

RULE = """
category = "house"
severity = "warning"
guidance = ["not-vague"]
kind = "phrase"
"""
ENGLISH = """
title = "No synergies"
why = "Nobody knows what they are."
because = "We say so."
bad = ["Our [[synergies]] failed."]
good = ["Our team failed."]

[messages.main]
message = '"{text}" says nothing.'
help = "Name it."

[[phrases]]
match = ["synerg*"]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack" / "no-synergies"
    folder.mkdir(parents=True)
    (folder / "rule.toml").write_text(RULE)
    (folder / "en.toml").write_text(ENGLISH)
    return tmp_path / "pack"


def test_a_house_pack_adds_its_rules(pack: Path) -> None:
    report = lint("We are sorry about the synergies.", settings=Settings(rules=(pack,)))
    assert [(f.rule, f.text) for f in report if f.rule == "no-synergies"] == [("no-synergies", "synergies")]


def test_a_house_pack_may_replace_a_rule(pack: Path) -> None:
    (pack / "no-synergies").rename(pack / "humor")
    report = lint("Oops, synergies.", settings=Settings(rules=(pack,), select=("humor",)))
    assert [f.text for f in report] == ["synergies"]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("rule.toml", "severity", "severty", 'rule.toml: unknown key "severty" (did you mean "severity"?)'),
        ("rule.toml", '"warning"', '"fatal"', '"severity" must be error, warning or info'),
        ("rule.toml", '"phrase"', '"phrases"', 'unknown kind "phrases" (did you mean "phrase"?)'),
        ("rule.toml", '["not-vague"]', '["clarity"]', 'no point "clarity" in guidance.toml'),
        ("rule.toml", '["not-vague"]', '"not-vague"', '"guidance" must be a list, not a text'),
        ("en.toml", 'because = "We say so."', "", '"because" is missing'),
        (
            "rule.toml",
            'kind = "phrase"',
            'kind = "phrase"\n[options]\nwere = ["body"]',
            'unknown key "were" (did you mean "where"?)',
        ),
        ("rule.toml", 'kind = "phrase"', 'kind = "absence"', '[options]: "acts" is missing'),
        ("rule.toml", 'kind = "phrase"', 'kind = "order"\n[options]\nacts = []', '[options]: "'),
        (
            "rule.toml",
            'kind = "phrase"',
            'kind = "phrase"\n[options]\nwhere = ["bdy"]',
            'no part of a mail is called "bdy" (did you mean "body"?)',
        ),
        (
            "rule.toml",
            'kind = "phrase"',
            'kind = "phrase"\n[options]\nwhere = { of = "vague-words" }',
            '[options] where: unknown rule "vague-words" (did you mean "vague-wording"?)',
        ),
        (
            "rule.toml",
            'kind = "phrase"',
            'kind = "phrase"\n[options]\nwhere = { of = "missing-action" }',
            '[options] where: the rule "missing-action" has no such option of its own',
        ),
        (
            "rule.toml",
            'kind = "phrase"',
            'kind = "phrase"\n[options]\nwhere = { from = "humor" }',
            '[options]: "where" must be a list, not a table',
        ),
        ("rule.toml", "category", "category =", "line 2, column"),
        ("en.toml", "title", "titel", 'unknown key "titel" (did you mean "title"?)'),
        ("en.toml", "{text}", "{txt}", "no value {txt} here; it has text"),
        ("en.toml", "{text}", "{", "[messages.main]"),
        ("en.toml", "messages.main", "messages.mian", "[messages.mian] is used by no wording"),
        ("en.toml", 'help = "Name it."', "", '"help" is missing'),
        ("en.toml", "[messages.main]", '[messages]\nmain = "x"\n[words]', "messages.main: must be a table"),
        ("en.toml", "[[phrases]]", '[words]\nempty = ["x"]\n[[phrases]]', "[words] has no use for 'empty'"),
        (
            "en.toml",
            '"synerg*"',
            '"(synerg*"',
            "en.toml: wording 1: pattern '(synerg*': a bracket is not closed",
        ),
        ("en.toml", '"synerg*"', '"{synergy}"', "unknown word class {synergy}"),
        ("en.toml", '"synerg*"', '"_ ..2"', "it needs at least one fixed word"),
        ("en.toml", '"synerg*"', '"|| x"', "a bar with nothing on either side"),
        ("en.toml", '"synerg*"', '"' + "(" * 500 + 'x"', "brackets nested too deeply"),
        ("en.toml", '"synerg*"', '"((x?8 y)?8 z)?8 synerg*"', "too many gaps and repeats"),
        ("en.toml", '"synerg*"', '"(x?8 y?8)?8 synerg*"', "what is repeated could be nothing at all"),
        ("en.toml", "{text}", "{text!r:>999999}", "write {text} alone, without a format"),
        ("en.toml", '"synerg*"', "1", '"match" must be a list of texts'),
        (
            "en.toml",
            '["synerg*"]',
            '["synerg*"]\ninsted = "x"',
            'unknown key "insted" (did you mean "instead"?)',
        ),
        ("rule.toml", "kind", 'fixes = ["sure"]\nkind', '"fixes" may hold safe, unsafe, display, not "sure"'),
        ("en.toml", '["synerg*"]', '["synerg*"]\ninstead = 1', '"instead" must be a text, or a table'),
        ("en.toml", '["synerg*"]', '["synerg*"]\ninstead = { "synerg*" = 1 }', '"instead" must be a text'),
        ("en.toml", '["synerg*"]', '["synerg*"]\nsafe = true', '"safe" says what "instead" is'),
        ("en.toml", '["synerg*"]', '["synerg*"]\ninstead = { "(x" = "" }', "a bracket is not closed"),
        ("en.toml", '["synerg*"]', '["synerg*"]\ninstead = { "a / b / c / d" = "" }', "at most two slashes"),
        ("en.toml", "match", "mtach", 'unknown key "mtach" (did you mean "match"?)'),
        (
            "en.toml",
            '["synerg*"]',
            '["synerg*"]\nstrength = "strong"',
            '"strength" must be "sure", "likely" or "contextual"',
        ),
        (
            "en.toml",
            '"Our team failed."',
            '{txet = "x"}',
            'good example 1: unknown key "txet" (did you mean "text"?)',
        ),
    ],
)
def test_mistakes_in_a_pack(pack: Path, file: str, old: str, new: str, message: str) -> None:
    path = pack / "no-synergies" / file
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(TableError) as caught:
        lint("We are sorry.", settings=Settings(rules=(pack,)))
    assert message in str(caught.value)
    assert "no-synergies" in str(caught.value)


def test_a_kind_that_rewords_nothing_has_no_use_for_instead(pack: Path) -> None:
    (pack / "no-synergies" / "rule.toml").write_text(RULE.replace('"phrase"', '"contradiction"'))
    (pack / "no-synergies" / "en.toml").write_text(ENGLISH + 'instead = "work"\n')
    with pytest.raises(TableError, match=r'kind "contradiction" has no use for "instead"'):
        Linter(Settings(rules=(pack,)))


def test_an_act_has_no_fix(pack: Path) -> None:
    (pack / "acts" / "apology").mkdir(parents=True)
    act = '[[frames]]\nmatch = ["mea culpa"]\ninstead = "sorry"\n'
    (pack / "acts" / "apology" / "en.toml").write_text(f"yes = []\nno = []\n{act}")
    with pytest.raises(TableError, match='unknown key "instead"'):
        lint("We are sorry.", settings=Settings(rules=(pack,)))


def test_a_house_pack_may_say_what_to_write_instead(pack: Path) -> None:
    (pack / "no-synergies" / "en.toml").write_text(ENGLISH + 'instead = "work"\nsafe = true\n')
    settings = Settings(rules=(pack,), select=("no-synergies",))
    (finding,) = Linter(settings).check(read("a.html", b"<p>Synergies failed.</p>"))
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.safe
    assert [(edit.span.slice, edit.text) for edit in finding.fix.edits] == [("Synergies", "Work")]


def test_a_rule_may_take_an_option_from_another(pack: Path) -> None:
    rule = pack / "no-synergies" / "rule.toml"
    rule.write_text(RULE + '[options]\nwhere = { of = "vague-wording" }\n')
    book = load_rulebook((pack,))
    assert book.rules["no-synergies"].options == {"where": book.rules["vague-wording"].options["where"]}
    settings = Settings(rules=(pack,), select=("no-synergies",))
    assert [f.where for f in lint("<p>synergies</p><footer>synergies</footer>", settings=settings)] == [
        "body"
    ]


def test_a_rule_without_a_language_file(pack: Path) -> None:
    (pack / "no-synergies" / "en.toml").unlink()
    with pytest.raises(TableError, match="no language file"):
        Linter(Settings(rules=(pack,)))


def test_points_and_classes_of_a_pack(pack: Path) -> None:
    (pack / "guidance.toml").write_text('[house]\nen = "House style"\nneeds = "text"\n')
    (pack / "classes").mkdir()
    (pack / "classes" / "en.toml").write_text('jargon = ["synerg*", "leverage"]\n')
    rule = pack / "no-synergies" / "rule.toml"
    rule.write_text(RULE.replace("not-vague", "house"))
    english = pack / "no-synergies" / "en.toml"
    english.write_text(ENGLISH.replace('"synerg*"', '"{jargon}"'))
    report = lint(
        "We are sorry for the leverage.", settings=Settings(rules=(pack,), select=("no-synergies",))
    )
    assert [f.text for f in report] == ["leverage"]
    assert ("house", "broken") in [(item.point.id, item.status) for item in report.checklist]
    (pack / "guidance.toml").write_text("house = 1\n")
    load_rulebook.cache_clear()
    with pytest.raises(TableError, match=r"\[house\]: must be a table"):
        lint("x", settings=Settings(rules=(pack,)))


@pytest.mark.parametrize(
    ("content", "message"), [("a = []", "word class {a} is empty"), ('a = ["("]', "nothing to match")]
)
def test_mistakes_in_word_classes(pack: Path, content: str, message: str) -> None:
    (pack / "classes").mkdir()
    (pack / "classes" / "en.toml").write_text(content)
    with pytest.raises(TableError, match=message):
        lint("We are sorry.", settings=Settings(rules=(pack,)))


def test_bundled_rules_are_found_and_their_absence_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (rules_folder() / "humor" / "rule.toml").exists()
    monkeypatch.setattr("apology_lint.bundled.__file__", str(tmp_path / "a" / "b" / "bundled.py"))
    with pytest.raises(TableError, match="install apology-lint again"):
        rules_folder()


def test_the_rule_that_contributing_describes_works_as_printed(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    folder = tmp_path / "no-synergies"
    folder.mkdir()
    header, english = re.findall(r"```toml\n(.*?)```", text, re.S)[:2]
    (folder / "rule.toml").write_text(header)
    (folder / "en.toml").write_text(english)
    rule = load_rulebook((tmp_path,)).rules["no-synergies"]
    linter = Linter(Settings(rules=(tmp_path,), select=("no-synergies",)))
    for example in (*rule.text("en").bad, *rule.text("en").good):
        email, marks = email_of(example.table)
        assert [finding.text for finding in linter.check(email, "en")] == marks
