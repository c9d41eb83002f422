"""Settings: where they are found, how layers meet, which rules they select, what mistakes are told."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from apology_lint import Linter, Settings, Severity, TableError, lint, settings_for
from apology_lint.cli import main
from apology_lint.rulebook import load_rulebook
from apology_lint.selection import choose, meanings
from apology_lint.settings.layers import effective, find_settings, load_settings, schema
from apology_lint.settings.starter import starter

ROOT = Path(__file__).parents[1]
OOPS = "<p>Oops! We are sorry that we at Acme charged your card twice.</p>"


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / "drafts" / "draft.html", OOPS)


# Mistakes


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('igonre = ["humor"]', 'unknown key "igonre" (did you mean "ignore"?)'),
        ('[brand]\nnam = "Acme"', 'unknown key "nam" in "brand" (did you mean "name"?)'),
        ('[brand]\nsender = "Acme"', '"brand.sender" must be like "Acme Bakery <care@acme.example>"'),
        ("ignore = 1", '"ignore" must be a list, not a number'),
        ("ignore = [{}]", '"ignore, entry 1" must be a text, not a table'),
        ("[severity]\nhumor = []", '"severity.humor" must be one of error, warning, info'),
        ("a = " + "1" * 5000, "apology-lint.toml: "),
        ("options." + ".".join("a" * 3000) + " = 1", "apology-lint.toml: nested too deeply"),
        (f"# {'x' * 1_000_000}", "apology-lint.toml: larger than 1,000,000 bytes"),
        ('rules = ["\\u0000"]', '"rules, entry 1" must not hold the character U+0000'),
        ('extend = "\\u0000"', '"extend" must not hold the character U+0000'),
        ('extend = "/dev/zero"', '"extend": /dev/zero: no such file'),
        ("ignore = true", '"ignore" must be a list, not true or false'),
        (
            'fail-on = "errors"',
            '"fail-on" must be one of error, warning, info, never (did you mean "error"?)',
        ),
        ("[options]\nlong-subject = 60", '"options.long-subject" must be a table, not a number'),
        ("[[per-file]]\nignore = ['humor']", '"files" is missing in "per-file, entry 1"'),
        ("[[per-file]]\nfiles = ['a']\nfail-on = 'info'", 'unknown key "fail-on" in "per-file, entry 1"'),
        ("[[suppress]]\nrule = 'humor'", '"reason" is missing in "suppress, entry 1"'),
        ('exclude = ["*a*a*a*a*a*b"]', 'too many asterisks in "*a*a*a*a*a*b"'),
        ('[[per-file]]\nfiles = ["**/**/**/**/**/a"]', "too many asterisks"),
        ("select = []", '"select" must not be empty; leave it out to apply every rule'),
        ('[severity]\nhumor = "off"', "to switch a rule off, put it into ignore"),
        ('[brand]\ndomains = ["https://a.example/"]', 'entry 1" must be like "acme.example"'),
        ('[brand]\ndomains = ["*.a.example"]', 'entry 1" must be like "acme.example"'),
        ("ignore = [", "end of document"),
        ("x = " + "[" * 5000, "nested too deeply"),
    ],
)
def test_mistakes_in_a_file(tmp_path: Path, content: str, message: str) -> None:
    path = write(tmp_path / "apology-lint.toml", content)
    with pytest.raises(TableError) as caught:
        load_settings(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "apology-lint.toml"
    path.write_bytes(b"ignore = ['\xff']")
    with pytest.raises(TableError, match="byte 11: not valid UTF-8"):
        load_settings(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('select = ["humour"]', 'unknown rule, tag or category "humour" (did you mean "humor"?)'),
        ('ignore = ["tones"]', 'unknown rule, tag or category "tones" (did you mean "tone"?)'),
        ('severity = { fishing = "info" }', '[severity]: unknown rule, tag or category "fishing"'),
        (
            "[options.long-subjekt]\nmost = 1",
            '[options] unknown rule "long-subjekt" (did you mean "long-subject"?)',
        ),
        (
            "[options.long-subject]\nmots = 1",
            '[options.long-subject]: unknown key "mots" (did you mean "most"?)',
        ),
        ("[options.long-subject]\nmax = 1", 'unknown key "max"; this rule has most'),
        ("[options.missing-subject]\nmax = 1", 'unknown key "max"; this rule has no options'),
        ("[options.long-subject]\nmost = -1", '"most" must be a number from 0 on, not -1'),
        ("[options.long-sentence.most]\nen = 'x'", "\"most\", en must be a number from 0 on, not 'x'"),
        ('[options.long-subject]\nmost = "x"', '[options.long-subject]: "most" must be a number, not a text'),
    ],
)
def test_what_no_rule_knows_is_told_with_its_file(draft: Path, content: str, message: str) -> None:
    path = write(draft.parent / "apology-lint.toml", content)
    result = run(str(draft))
    assert result.exit_code == 2
    assert str(path) in result.stderr
    assert message in result.stderr


def test_what_no_rule_knows_on_the_command_line(draft: Path) -> None:
    result = run(str(draft), "--select", "humour")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        'apology-lint: command line: unknown rule, tag or category "humour" (did you mean "humor"?)\n'
    )


# Where settings are found


def test_the_nearest_file_upwards(tmp_path: Path) -> None:
    above = write(tmp_path / "apology-lint.toml", "")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_settings(tmp_path / "a" / "b") == above
    near = write(tmp_path / "a" / "apology-lint.toml", "")
    assert find_settings(tmp_path / "a" / "b") == near


def test_pyproject_counts_if_it_has_our_table(tmp_path: Path) -> None:
    above = write(tmp_path / "apology-lint.toml", "")
    shared = write(tmp_path / "a" / "pyproject.toml", "[tool.other]\nx = 1")
    assert find_settings(tmp_path / "a") == above
    (tmp_path / "b").mkdir()
    shared = write(tmp_path / "b" / "pyproject.toml", "[tool.apology-lint]\nfail-on = 'info'")
    assert find_settings(tmp_path / "b") == shared
    assert effective(tmp_path / "b" / "x.html", None, {}).settings().fail_on == "info"
    own = write(tmp_path / "b" / "apology-lint.toml", "")
    assert find_settings(tmp_path / "b") == own


def test_every_setting(tmp_path: Path) -> None:
    write(
        tmp_path / "apology-lint.toml",
        'select = ["humor"]\nignore = ["vague-subject"]\nallow = ["Oops"]\nrules = ["pack"]\n'
        'fail-on = "warning"\nlanguage = "ar"\nlang = "en"\nplugins = ["acme"]\nbaseline = "b.json"\n'
        '[severity]\nhumor = "info"\n[options.long-subject]\nmost = 60\n'
        '[brand]\nname = "Acme"\nnames = ["Acme Bakery"]\ndomains = ["@ACME.example"]\n'
        'logo = "l.png"\npostal-address = "12 Mill Lane"\nsender = "care@acme.example"\n'
        'contact = "https://acme.example/"\n[[suppress]]\nrule = "humor"\nreason = "a name"\ntext = "Oops"\n',
    )
    settings = settings_for(tmp_path / "draft.html")
    assert settings.brand is not None
    assert (settings.brand.names, settings.brand.domains) == (("Acme", "Acme Bakery"), ("acme.example",))
    assert (settings.brand.logo, settings.brand.postal_address) == ("l.png", "12 Mill Lane")
    assert (settings.brand.sender, settings.brand.contact) == ("care@acme.example", "https://acme.example/")
    assert (settings.select, settings.ignore, settings.allow) == (("humor",), ("vague-subject",), ("Oops",))
    assert (settings.rules, settings.baseline) == ((tmp_path / "pack",), tmp_path / "b.json")
    assert (settings.fail_on, settings.language, settings.lang) == ("warning", "ar", "en")
    assert (settings.severity, settings.plugins) == ({"humor": Severity.info}, ("acme",))
    assert settings.options == {"long-subject": {"most": 60}}
    [accepted] = settings.suppress
    assert (accepted.rule, accepted.text, accepted.reason) == ("humor", "Oops", "a name")


# Layers


def test_extend_starts_from_another_file(tmp_path: Path) -> None:
    write(
        tmp_path / "base.toml",
        'ignore = ["humor"]\nfail-on = "info"\n[severity]\ntone = "info"\nhumor = "info"',
    )
    write(
        tmp_path / "a" / "apology-lint.toml",
        'extend = "../base.toml"\nignore = ["tone"]\n[severity]\nhumor = "error"',
    )
    found = effective(tmp_path / "a" / "x.html", None, {"fail-on": "never"})
    settings = found.settings()
    assert settings.ignore == ("humor", "tone")
    assert settings.severity == {"tone": Severity.info, "humor": Severity.error}
    assert settings.fail_on == "never"
    assert found.origins["severity.tone"].endswith("base.toml")
    assert found.origins["severity.humor"].endswith("apology-lint.toml")
    assert found.origins["fail-on"] == "command line"


def test_a_later_select_starts_over(tmp_path: Path) -> None:
    write(tmp_path / "base.toml", 'ignore = ["humor"]\nselect = ["tone"]')
    path = write(tmp_path / "apology-lint.toml", 'extend = "base.toml"\nselect = ["all"]')
    settings = effective(tmp_path / "x.html", path, {}).settings()
    assert (settings.select, settings.ignore) == (("all",), ())


def test_files_that_extend_each_other(tmp_path: Path) -> None:
    write(tmp_path / "a.toml", 'extend = "b.toml"')
    write(tmp_path / "b.toml", 'extend = "a.toml"')
    with pytest.raises(TableError, match='"extend" leads in a circle'):
        load_settings(tmp_path / "a.toml")


def test_settings_for_some_drafts(tmp_path: Path) -> None:
    write(
        tmp_path / "apology-lint.toml",
        '[[per-file]]\nfiles = ["news/", "*.txt"]\nignore = ["humor"]\n'
        '[[per-file]]\nfiles = ["news/special.html"]\nselect = ["humor"]\n',
    )
    assert settings_for(tmp_path / "news" / "a.html").ignore == ("humor",)
    assert settings_for(tmp_path / "deep" / "a.txt").ignore == ("humor",)
    assert settings_for(tmp_path / "a.html").ignore == ()
    special = settings_for(tmp_path / "news" / "special.html")
    assert (special.select, special.ignore) == (("humor",), ())


def test_excluded_drafts_are_only_checked_by_name(draft: Path) -> None:
    write(draft.parent / "apology-lint.toml", 'exclude = ["old/"]')
    old = write(draft.parent / "old" / "x.html", OOPS)
    assert "1 file checked" in run(str(draft.parent)).stdout
    assert "1 file checked" in run(f"{draft.parent}/**/*.html").stdout
    assert "1 file checked" in run(str(old)).stdout


# Selection


def test_names_tags_categories_and_all_never_collide() -> None:
    rules = load_rulebook().rules.values()
    names = {rule.name for rule in rules}
    categories = {rule.category for rule in rules}
    tags = {tag for rule in rules for tag in rule.tags}
    assert not names & categories | names & tags | categories & tags | {"all"} & (names | categories | tags)
    assert set(meanings(rules)) == names | categories | tags | {"all"}


@pytest.mark.parametrize(
    ("select", "ignore", "applies"),
    [
        ((), (), True),
        (("humor",), (), True),
        (("tone",), (), True),
        (("access",), (), False),
        ((), ("tone",), False),
        (("humor",), ("tone",), True),
        (("tone",), ("humor",), False),
        (("all",), ("tone",), False),
        (("tone",), ("all",), True),
        (("tone",), ("tone",), False),
        ((), ("all",), False),
    ],
)
def test_the_more_specific_wins(select: tuple[str, ...], ignore: tuple[str, ...], applies: bool) -> None:
    assert choose(load_rulebook().rules["humor"], select, ignore).applies is applies


def test_a_tag_is_closer_than_a_category() -> None:
    rule = load_rulebook().rules["shouting-subject"]
    assert choose(rule, ("inbox",), (rule.category,)).applies
    assert not choose(rule, (rule.category,), ("inbox",)).applies


def test_severity_by_category_and_name() -> None:
    settings = Settings(severity={"tone": Severity.info, "humor": Severity.warning})
    report = lint(OOPS, settings=settings)
    assert {f.severity for f in report if f.rule == "humor"} == {Severity.warning}
    report = lint(OOPS, settings=Settings(severity={"tone": Severity.info}))
    assert {f.severity for f in report if f.rule == "humor"} == {Severity.info}


def test_a_threshold() -> None:
    subject = "We charged your card twice on 3 May"
    assert "long-subject" not in {f.rule for f in lint(OOPS, subject=subject)}
    settings = Settings(options={"long-subject": {"most": 20}})
    assert "long-subject" in {f.rule for f in lint(OOPS, subject=subject, settings=settings)}


def test_a_threshold_of_one_language_leaves_the_other() -> None:
    rule = load_rulebook().rules["long-sentence"]
    linter = Linter(Settings(options={"long-sentence": {"most": {"ar": 5}}}))
    changed = next(check.rule for check in linter._checks if check.rule.name == "long-sentence")
    assert changed.options["most"] == {**rule.options["most"], "ar": 5}


# What the commands show and write


def test_settings_shows_each_value_with_its_origin(draft: Path) -> None:
    write(
        draft.parent / "apology-lint.toml",
        'ignore = ["accessibility"]\n[severity]\ntone = "info"\n[options.long-subject]\nmost = 33\n'
        '[brand]\nname = "Acme"\n[[per-file]]\nfiles = ["draft.html"]\nignore = ["humor"]\nlang = "ar"\n',
    )
    output = run("settings", str(draft)).stdout
    lines = output.splitlines()
    place = draft.parent / "apology-lint.toml"
    assert f'  "accessibility",  # {place}' in lines
    assert f'  "humor",  # {place}, [[per-file]] 1' in lines
    assert f'lang = "ar"  # {place}, [[per-file]] 1' in lines
    assert 'fail-on = "error"  # default' in lines
    assert f'# humor: off: ignore "humor", {place}, [[per-file]] 1' in lines
    assert f'# missing-language: off: ignore "accessibility", {place}' in lines
    assert f'minimizing = "info"  # {place}, "tone"' in lines
    assert f"most = 33  # {place}" in lines
    assert f'name = "Acme"  # {place}' in lines


def test_what_settings_prints_is_a_settings_file(draft: Path) -> None:
    write(draft.parent / "apology-lint.toml", 'ignore = ["humor"]\n[severity]\ntone = "info"')
    shown = run("settings", str(draft)).stdout
    copy = write(draft.parent.parent / "copy.toml", shown)
    before, after = (
        run(str(draft), "--output-format", "json", *more) for more in ((), ("--config", str(copy)))
    )
    assert before.stdout == after.stdout


def test_the_schema_is_a_schema_and_its_examples_follow_it() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert json.loads(run("settings", "--schema").stdout) == schema()
    for name, about in schema()["properties"].items():
        resolved = {**schema()["$defs"].get(about.get("$ref", "")[8:], {}), **about}
        assert resolved["description"]
        for example in resolved["examples"]:
            jsonschema.validate({name: example}, schema())


def test_init_without_a_terminal_writes_comments_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init").exit_code == 0
    text = Path("apology-lint.toml").read_text()
    assert tomllib.loads(text) == {}
    again = run("init")
    assert again.exit_code == 2
    assert "there is one already" in again.stderr
    assert run("init", "--force").exit_code == 0


def test_every_commented_example_of_init_can_be_used() -> None:
    text = starter({})
    keys = [line[2:] for line in text.splitlines() if line.startswith(("# [", "# ")) and _is_toml(line[2:])]
    table = tomllib.loads("\n".join(keys))
    jsonschema.validate(table, schema())
    assert set(table) == set(schema()["properties"])


def _is_toml(line: str) -> bool:
    try:
        return bool(tomllib.loads(line))
    except tomllib.TOMLDecodeError:
        return False


def test_answers_of_init_survive_quotes() -> None:
    answers = {
        "name": 'The "Old" Mill \\ 1',
        "domains": "a.example, b.example",
        "sender": "مخبز <c@a.example>",
    }
    brand = tomllib.loads(starter(answers))["brand"]
    assert brand == {**answers, "domains": ["a.example", "b.example"]}
