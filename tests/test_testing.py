"""What test suites use: drafts that must pass, packs whose examples must hold."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from apology_lint import Settings, TableError, UnreadableError, testing
from apology_lint.testing import assert_passes, check_examples, drafts
from test_rule_files import ENGLISH, RULE

LETTER = "We are sorry that we charged your card twice. You do not need to do anything."
HEADERS = {"subject": "We charged your card twice", "sender": "Acme <care@acme.example>"}


def test_documented_examples_run() -> None:
    assert doctest.testmod(testing) == doctest.TestResults(failed=0, attempted=4)


def test_a_draft_that_fails_says_everything(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(f"Oops! {LETTER}")
    with pytest.raises(AssertionError) as caught:
        assert_passes(path, **HEADERS)
    report = str(caught.value)
    assert report.startswith("1 error, ")
    assert f"{path}:1:1  error  humor" in report
    assert "    | ^^^^" in report
    assert "help: " in report
    assert "\x1b" not in report


def test_the_limit_is_the_one_given_or_else_that_of_the_settings() -> None:
    assert_passes(LETTER, **HEADERS)
    with pytest.raises(AssertionError, match="warning"):
        assert_passes(LETTER, **HEADERS, fail_on="warning")
    strict = Settings(fail_on="warning")
    with pytest.raises(AssertionError):
        assert_passes(LETTER, **HEADERS, settings=strict)
    assert_passes(LETTER, **HEADERS, settings=strict, fail_on="error")
    assert_passes("Oops!", subject="Oops!", fail_on="never")
    with pytest.raises(ValueError, match=r'did you mean "error"\?'):
        assert_passes(LETTER, fail_on="errors")


def test_settings_are_found_above_the_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "emails" / "draft.txt"
    path.parent.mkdir()
    path.write_text(f"Oops! {LETTER}")
    (tmp_path / "apology-lint.toml").write_text('ignore = ["humor"]\n')
    assert_passes(path, **HEADERS)
    with pytest.raises(AssertionError):
        assert_passes(path, **HEADERS, settings=Settings())
    with pytest.raises(AssertionError):
        assert_passes(path.read_text(), **HEADERS)
    monkeypatch.chdir(tmp_path)
    assert_passes(path.read_text(), **HEADERS)


def test_every_value_is_used() -> None:
    no_reply = Settings(select=("no-reply-sender",), fail_on="info")
    for key in ("sender", "reply_to"):
        with pytest.raises(AssertionError, match="no-reply-sender"):
            assert_passes(LETTER, **{key: "no-reply@acme.example"}, settings=no_reply)
    humor = Settings(select=("humor",))
    with pytest.raises(AssertionError, match="preheader"):
        assert_passes(LETTER, preheader="Oops!", settings=humor)
    with pytest.raises(AssertionError, match="خطأ"):
        assert_passes("Oops!", settings=humor, language="ar")


def test_a_draft_that_is_not_there() -> None:
    with pytest.raises(UnreadableError, match="No such file"):
        assert_passes(Path("nowhere.html"))


def test_drafts_of_a_folder(tmp_path: Path) -> None:
    for name in ("b.html", "deep/a.eml", "c.html.j2", "style.css", "logo.png", "deep.mjml/x.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert drafts(tmp_path) == [tmp_path / "b.html", tmp_path / "c.html.j2", tmp_path / "deep" / "a.eml"]
    assert drafts(str(tmp_path)) == drafts(tmp_path)


@pytest.mark.parametrize("folder", ["empty", "nowhere"])
def test_a_folder_without_drafts_is_no_green_test(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match=folder):
        drafts(tmp_path / folder)


@pytest.fixture
def english(tmp_path: Path) -> Path:
    """The language file of the one rule of a pack."""
    folder = tmp_path / "pack" / "no-synergies"
    folder.mkdir(parents=True)
    (folder / "rule.toml").write_text(RULE)
    (folder / "en.toml").write_text(ENGLISH)
    return folder / "en.toml"


def test_a_pack_whose_examples_hold(english: Path) -> None:
    check_examples(english.parents[1])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[[synergies]]", "[[Our synergies]]", 'bad example 1: must flag "Our synergies", flags "synergies"'),
        ("[[synergies]]", "[[team]]", 'bad example 1: must flag "team", flags nothing'),
        ("[[synergies]]", "synergies", "bad example 1: put [[ ]] around what must be flagged"),
        ("Our team failed", "Synergy failed", 'good example 1: must flag nothing, flags "Synergy"'),
        ('["Our team failed."]', "[]", "the rule has no good example"),
    ],
)
def test_examples_that_do_not_hold(english: Path, old: str, new: str, message: str) -> None:
    english.write_text(ENGLISH.replace(old, new))
    with pytest.raises(AssertionError) as caught:
        check_examples(english.parents[1])
    assert str(caught.value) == f"{english}: {message}"


def test_a_relative_folder_and_a_folder_without_rules(
    english: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    check_examples("pack")
    with pytest.raises(TableError, match="no rule in this folder"):
        check_examples(tmp_path)
