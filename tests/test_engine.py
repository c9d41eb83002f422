"""The library: lint, Linter, Report."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import apology_lint
from apology_lint import Brand, Linter, Report, Settings, Severity, TableError, UnreadableError, draft, lint
from apology_lint.readers import read

DRAFT = "Hello,\n\nOops! We are sorry that we charged your card twice.\n\nYou do not need to do anything."


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report]


@pytest.mark.parametrize("module", [apology_lint, draft])
def test_documented_examples_run(module: object) -> None:
    assert doctest.testmod(module).attempted > 0  # type: ignore[arg-type]
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_lint_takes_a_path_or_the_draft_itself(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(DRAFT)
    assert rules(lint(path)) == rules(lint(str(path))) == rules(lint(DRAFT))
    assert lint(path).path == str(path)
    assert lint(DRAFT).path == "<text>"


def test_a_text_that_looks_like_a_path_but_is_none_is_a_draft() -> None:
    assert "humor" in rules(lint("Oops we did it"))
    assert "humor" in rules(lint("Oops " + "x" * 300))


def test_a_missing_path_is_an_error() -> None:
    with pytest.raises(UnreadableError, match="cannot be read: No such file"):
        lint(Path("nowhere.html"))


def test_report_is_an_iterable_with_a_verdict() -> None:
    report = lint(DRAFT)
    assert len(report) == len(list(report)) == len(report.findings)
    assert not report.ok
    assert report.is_apology
    assert {f.severity for f in report.at_least(Severity.error)} == {Severity.error}
    assert lint(DRAFT.replace("Oops! ", "")).ok


def test_to_dict_names_everything() -> None:
    report = lint(DRAFT, subject="We charged your card twice", sender="Acme <care@acme.example>")
    data = report.to_dict()
    joke = next(f for f in data["findings"] if f["rule"] == "humor")
    assert (joke["where"], joke["text"], joke["severity"]) == ("body", "Oops", "error")
    assert joke["start"] == {"offset": 8, "line": 3, "column": 1}
    assert joke["end"] == {"offset": 12, "line": 3, "column": 5}
    assert joke["guidance"] == ["not-humorous"]
    assert {"apology", "no-action"} <= {act["act"] for act in data["acts"]}
    assert all(set(item) == {"rule", "reason", "partly"} for item in data["not_checked"])


def test_findings_come_in_reading_order() -> None:
    report = lint(
        "<title>Oops</title><p>Whoops, we are sorry.</p><p>Yikes!</p>", sender="noreply@acme.example"
    )
    humor = [f.text for f in report if f.rule == "humor"]
    assert humor == ["Oops", "Whoops", "Yikes"]
    assert report.findings[0].where == "sender"


def test_given_values_replace_nothing_in_the_file_but_win() -> None:
    report = lint("<title>Oops!</title><p>We are sorry.</p>", subject="We charged your card twice")
    assert not [f for f in report if f.where == "subject"]
    assert report.email.notes == []


def test_placeholders_in_given_values_say_nothing_of_what_happened() -> None:
    assert "vague-subject" in rules(lint(DRAFT, subject="{{ first_name }}, an important update"))
    finding = next(f for f in lint(DRAFT, subject="Update, {{ first_name }}") if f.rule == "vague-subject")
    assert finding.text == "Update, {{ first_name }}"
    assert finding.extent is None


def test_allowed_terms_are_never_flagged() -> None:
    settings = Settings(allow=("Oops! All Berries",))
    draft = "We are sorry: your Oops! All Berries box had the wrong price. Oops!"
    assert [f.rule for f in lint(draft, settings=settings)].count("humor") == 1
    draft = "We apologise for any inconvenience."
    assert "conditional-apology" in [f.rule for f in lint(draft)]
    settings = Settings(allow=("apologise", "apologise for any inconvenience"))  # the longer one holds it
    assert "conditional-apology" not in [f.rule for f in lint(draft, settings=settings)]


def test_severity_of_the_house_wins() -> None:
    settings = Settings(severity={"humor": Severity.info})
    assert {f.severity for f in lint(DRAFT, settings=settings) if f.rule == "humor"} == {Severity.info}


def test_only_selected_rules_run_and_the_checklist_says_so() -> None:
    report = lint("We had a technical issue. Oops!", settings=Settings(select=("humor",)))
    assert set(rules(report)) == {"humor"}
    status = {item.point.id: (item.status, item.reason) for item in report.checklist}
    assert status["not-humorous"] == ("broken", None)
    assert status["not-vague"] == ("not checked", "its rules are switched off")
    assert status["affected-only"] == ("not checked", "its rules are switched off")
    assert status["planned"] == ("not checked", "is about how you work, not about the draft")


@pytest.mark.parametrize("field", ["select", "ignore"])
def test_unknown_rule_names_are_errors(field: str) -> None:
    with pytest.raises(TableError, match='unknown rule, tag or category "humour"'):
        Linter(Settings(**{field: ("humour",)}))


def test_what_is_missing_is_not_checked_and_never_passed() -> None:
    report = lint(DRAFT)
    reasons = {gap.rule: gap.reason for gap in report.not_checked}
    assert reasons["vague-subject"] == "the draft has no subject; give one with --subject"
    assert reasons["no-reply-sender"] == "the draft has no sender; give one with --from"
    assert reasons["missing-branding"].startswith("plain text without a sender")
    html = {gap.rule: gap for gap in lint(f"<p>{DRAFT}</p>").not_checked}
    assert html["missing-branding"].partly
    assert "postal-address" in html["missing-branding"].reason
    assert "[brand] domains" in html["off-brand-link"].reason
    assert not html["off-brand-link"].partly


def test_a_language_without_a_pack_is_said_not_guessed() -> None:
    draft = "<html lang='fr'><p>Nous sommes désolés : nous avons débité votre carte deux fois le 3 mai.</p>"
    report = lint(draft, sender="no-reply@acme.example")
    assert report.language == "fr"
    assert report.acts == []
    reasons = {gap.rule: gap.reason for gap in report.not_checked}
    assert "“fr”" in reasons["missing-apology"]
    assert "no-reply-sender" in rules(report)  # an address speaks every language
    assert (
        lint("<p>Zzyx qwrt blorp fnord grault xyzzy plugh thud waldo corge garply babble.</p>").language
        == "und"
    )


def test_one_linter_for_many_mails_gives_the_same_answers() -> None:
    linter = Linter(Settings(brand=Brand(names=("Acme",))))
    drafts = [DRAFT, "We had a technical issue.", DRAFT]
    found = [[(f.rule, f.text) for f in linter.check(read("x.txt", d.encode()))] for d in drafts]
    assert found[0] == found[2] != found[1]


def test_unknown_public_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        apology_lint.nothing  # noqa: B018
    assert "lint" in dir(apology_lint)


def test_the_text_part_is_linted_where_it_differs() -> None:
    message = (
        "Subject: We charged your card twice\nFrom: Acme <care@acme.example>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/alternative; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nWe are sorry. You do not need to do anything. {extra}\n"
        "--b\nContent-Type: text/html\n\n<p>We are sorry. You do not need to do anything.</p>\n--b--\n"
    )
    same = lint(message.format(extra=""))
    other = lint(message.format(extra="Oops!"))
    assert "humor" not in rules(same)
    joke = next(f for f in other if f.rule == "humor")
    assert joke.where == "text-part"
    assert [a for a in other.acts if a.sentence.where == "text-part"] == []
