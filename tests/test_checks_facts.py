"""Rules over the facts about an incident: each branch at its boundary, what they say in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from apology_lint.engine import Linter
from apology_lint.finding import Finding, Severity
from apology_lint.incident import FILE_NAME, incident_from
from apology_lint.readers import read
from apology_lint.report import Report
from apology_lint.rulebook import load_rulebook
from apology_lint.settings import Settings
from apology_lint.tables import TableError

FACTS_RULES = (
    "late-apology",
    "missing-approval",
    "missing-monitoring",
    "missing-owner",
    "missing-scope",
    "sending-not-stopped",
)
MAIL = b"We are sorry. On 3 May we made a mistake."
NOTICED = datetime.fromisoformat("2026-05-03T15:00:00+03:00")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def check(rule: str, facts: dict[str, Any] | None, *, lang: str = "en", **settings: Any) -> Report:
    incident = incident_from(facts, FILE_NAME, Path()) if facts is not None else None
    linter = Linter(Settings(select=(rule,), lang=lang, **settings))
    return linter.check(read("draft.txt", MAIL), "en", incident=incident)


def found(rule: str, kind: str = "wrong-list", *, lang: str = "en", **facts: Any) -> list[Finding]:
    """The findings; keys of the facts with underscores."""
    named = {"kind": kind} | {key.replace("_", "-"): value for key, value in facts.items()}
    return list(check(rule, named, lang=lang))


def reasons(rule: str, kind: str, *, lang: str = "en", **facts: Any) -> list[tuple[str, bool]]:
    named = {"kind": kind} | {key.replace("_", "-"): value for key, value in facts.items()}
    return [(gap.reason, gap.partly) for gap in check(rule, named, lang=lang).not_checked]


@pytest.mark.parametrize("rule", FACTS_RULES)
@pytest.mark.parametrize(("lang", "said"), [("en", "incident.toml beside the draft"), ("ar", "وقائع")])
def test_without_facts_nothing_is_passed(rule: str, lang: str, said: str) -> None:
    report = check(rule, None, lang=lang)
    assert list(report) == []
    assert [(gap.rule, gap.partly) for gap in report.not_checked] == [(rule, False)]
    assert said in report.not_checked[0].reason
    assert {item.status for item in report.checklist if rule in item.rules} == {"not checked"}


# The faulty sending has stopped


@pytest.mark.parametrize(
    "kind",
    "wrong-list wrong-content broken-link duplicate-send price-error suppression-list "
    "offensive-content".split(),
)
def test_a_sending_must_have_stopped(kind: str) -> None:
    (finding,) = found("sending-not-stopped", kind)
    assert (finding.severity, finding.where, finding.text) == (Severity.error, "incident", kind)
    assert "do not say that the faulty sending has stopped" in finding.message


@pytest.mark.parametrize("kind", ["billing", "outage", "other"])
def test_nothing_to_stop_is_no_gap(kind: str) -> None:
    assert found("sending-not-stopped", kind) == []
    assert reasons("sending-not-stopped", kind) == []


@pytest.mark.parametrize(
    ("planned", "late"),
    [
        ("2026-05-03T15:20:00+03:00", False),
        ("2026-05-03T15:19:00+03:00", True),
        ("2026-05-03T12:20:00+00:00", False),
        ("2026-05-03T12:19:00+00:00", True),
        ("2026-05-03T14:00:00-02:00", False),
    ],
)
def test_the_sending_stops_before_the_apology(planned: str, late: bool) -> None:
    facts = {"sending_stopped": at("2026-05-03T15:20:00+03:00"), "planned_send": at(planned)}
    messages = [finding.message for finding in found("sending-not-stopped", **facts)]
    assert len(messages) == late
    assert all("stops at 2026-05-03 15:20 +03:00" in message for message in messages)


@pytest.mark.parametrize(
    ("closed", "is_open"),
    [
        ({}, True),
        ({"resolved": NOTICED}, False),
        ({"sending_stopped": NOTICED}, False),
        ({"resolved": NOTICED + 2 * HOUR, "sending_stopped": NOTICED}, False),
        ({"resolved": NOTICED + 2 * HOUR}, True),
    ],
)
@pytest.mark.parametrize("kind", ["data-exposure", "outage"])
def test_a_leak_is_closed_first(kind: str, closed: dict[str, Any], is_open: bool) -> None:
    facts = {"planned_send": NOTICED + HOUR, "exposed": {"data": ["name"]}, **closed}
    findings = found("sending-not-stopped", kind, **facts)
    assert ["the leak is not closed" in finding.message for finding in findings] == [True] * is_open


def test_putting_right_a_sending_does_not_stop_it() -> None:
    assert len(found("sending-not-stopped", resolved=NOTICED)) == 1


@pytest.mark.parametrize(("lang", "said"), [("en", "add planned-send"), ("ar", "أضيفوا planned-send")])
def test_stopped_before_what_is_not_checked(lang: str, said: str) -> None:
    ((reason, partly),) = reasons("sending-not-stopped", "wrong-list", lang=lang, sending_stopped=NOTICED)
    assert said in reason
    assert partly


# Late


@pytest.mark.parametrize(
    ("kind", "hours"),
    [("wrong-list", 24), ("outage", 24), ("billing", 48), ("data-exposure", 72), ("other", 48)],
)
def test_late_begins_one_minute_after_the_hours_of_the_kind(kind: str, hours: int) -> None:
    in_time = NOTICED + timedelta(hours=hours)
    utc = in_time.astimezone(at("2026-01-01T00:00:00+00:00").tzinfo)
    for planned, late in ((in_time, False), (utc, False), (in_time + MINUTE, True), (utc + MINUTE, True)):
        findings = found("late-apology", kind, detected=NOTICED, planned_send=planned)
        assert [finding.severity for finding in findings] == [Severity.warning] * late


@pytest.mark.parametrize(
    ("hours", "english", "arabic"),
    [
        (26, "26 hours", "26 ساعة"),
        (47.4, "47 hours", "47 ساعة"),
        (47.9, "2 days", "يومين"),
        (72, "3 days", "3 أيام"),
        (24 * 10, "10 days", "10 أيام"),
        (24 * 11, "11 days", "11 يومًا"),
        (24 * 100, "100 days", "100 يوم"),
        (24 * 103, "103 days", "103 أيام"),
    ],
)
def test_how_late_is_said_as_people_say_it(hours: float, english: str, arabic: str) -> None:
    times = {"detected": NOTICED, "planned_send": NOTICED + timedelta(hours=hours)}
    (finding,) = found("late-apology", **times)
    assert f"goes out {english} after" in finding.message
    (finding,) = found("late-apology", lang="ar", **times)
    assert f"بعد {arabic} من اكتشافكم" in finding.message


@pytest.mark.parametrize(
    ("hours", "english", "arabic"),
    [
        (0.1, "1 hour", "بعد ساعة من"),
        (1, "1 hour", "بعد ساعة من"),
        (2, "2 hours", "بعد ساعتين من"),
        (3, "3 hours", "بعد 3 ساعات من"),
    ],
)
def test_a_house_may_be_stricter(hours: float, english: str, arabic: str) -> None:
    facts = {"kind": "outage", "detected": NOTICED, "planned-send": NOTICED + timedelta(hours=hours)}
    options = {"late-apology": {"hours": {"outage": 0}}}
    for lang, said in (("en", english), ("ar", arabic)):
        (finding,) = check("late-apology", facts, lang=lang, options=options)
        assert said in finding.message


def test_advice_names_the_next_update_if_it_is_known() -> None:
    times = {"detected": NOTICED, "planned_send": NOTICED + 30 * HOUR}
    (finding,) = found("late-apology", **times, next_update=NOTICED + 40 * HOUR)
    assert "again by 2026-05-05 07:00 +03:00" in finding.help
    assert "2026-05-05" not in found("late-apology", **times)[0].help


@pytest.mark.parametrize("zone", ["+03:00", "+00:00", "-08:00"])
def test_the_clock_of_a_law_runs_across_time_zones(zone: str) -> None:
    last = (NOTICED + timedelta(days=30)).astimezone(at(f"2026-01-01T00:00:00{zone}").tzinfo)
    facts = {"detected": NOTICED, "jurisdictions": ["US-CA"]}
    in_time = found("late-apology", "data-exposure", **facts, planned_send=last)
    assert [finding.severity for finding in in_time] == [Severity.warning]  # late for readers only
    (late,) = found("late-apology", "data-exposure", **facts, planned_send=last + MINUTE)
    assert late.severity is Severity.error
    assert "2026-06-02 15:00 +03:00 (California Civil Code 1798.82(a))" in late.message
    (arabic,) = found("late-apology", "data-exposure", lang="ar", **facts, planned_send=last + MINUTE)
    assert "2026-06-02 15:00 +03:00 (القسم 1798.82(a) من القانون المدني لولاية كاليفورنيا)" in arabic.message


def test_the_strictest_law_comes_first_and_one_without_a_figure_not_at_all() -> None:
    facts = {"detected": NOTICED, "jurisdictions": ["US-HIPAA", "EU", "US-NY"]}
    findings = found("late-apology", "data-exposure", **facts, planned_send=NOTICED + timedelta(days=61))
    assert [finding.message.split("(")[1][:8] for finding in findings] == ["New York", "HIPAA, 4"]


def test_a_clock_that_counts_from_the_report_needs_one() -> None:
    facts = {"detected": NOTICED, "jurisdictions": ["EG"], "planned_send": NOTICED + timedelta(days=12)}
    told = {"told": NOTICED + timedelta(days=1)}  # Monday: three working days end on Thursday
    (finding,) = found("late-apology", "data-exposure", **facts)
    assert finding.severity is Severity.warning
    (finding,) = found("late-apology", "data-exposure", **facts, authority=told)
    assert "2026-05-07 15:00 +03:00 (Egypt" in finding.message


def test_laws_have_no_clock_for_what_exposed_no_data() -> None:
    facts = {"detected": NOTICED, "jurisdictions": ["US-CA"], "planned_send": NOTICED + timedelta(days=40)}
    (finding,) = found("late-apology", "billing", **facts)
    assert finding.severity is Severity.warning
    (finding,) = found("late-apology", "billing", **facts, exposed={"data": ["card"]})
    assert finding.severity is Severity.error


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(
    ("known", "named"),
    [
        ({"planned_send": NOTICED}, ["detected"]),
        ({"detected": NOTICED}, ["planned-send"]),
        ({}, ["detected", "planned-send"]),
    ],
)
def test_late_is_not_judged_without_both_times(lang: str, known: Any, named: list[str]) -> None:
    ((reason, partly),) = reasons("late-apology", "wrong-list", lang=lang, **known)
    assert [key for key in ("detected", "planned-send") if f" {key} " in f"{reason} "] == named
    assert "incident.toml" in reason
    assert not partly


@pytest.mark.parametrize(
    ("lang", "police", "unknown", "nowhere"),
    [
        ("en", "police asked you to wait", "have not read: BR", "no jurisdictions in"),
        ("ar", "طلبت الشرطة", "قوانينها: BR", "ينقص jurisdictions"),
    ],
)
def test_clocks_that_cannot_be_looked_at_are_named(
    lang: str, police: str, unknown: str, nowhere: str
) -> None:
    times = {"detected": NOTICED, "planned_send": NOTICED + HOUR}
    wait = {"data": ["name"], "delayed-by-police": True}
    long = {**times, "planned_send": NOTICED + timedelta(days=99), "jurisdictions": ["US-CA"]}
    assert found("late-apology", "data-exposure", **long, exposed=wait) == []
    ((reason, partly),) = reasons("late-apology", "data-exposure", lang=lang, **long, exposed=wait)
    assert police in reason
    assert not partly
    for rule in ("late-apology", "missing-approval"):
        ((reason, partly),) = reasons(rule, "data-exposure", lang=lang, **times, jurisdictions=["EU", "BR"])
        assert unknown in reason
        assert partly
        ((reason, partly),) = reasons(rule, "data-exposure", lang=lang, **times)
        assert nowhere in reason
        assert partly
        assert reasons(rule, "data-exposure", lang=lang, **times, jurisdictions=["EU", "EU", "SA"]) == []
        assert reasons(rule, "billing", lang=lang, **times) == []


@pytest.mark.parametrize(("lang", "said"), [("en", "which authority"), ("ar", "أي جهة")])
def test_a_law_that_names_no_authority_is_no_pass(lang: str, said: str) -> None:
    facts = {"detected": NOTICED, "jurisdictions": ["US-NY", "EU", "US-CA"]}
    ((reason, partly),) = reasons("missing-approval", "data-exposure", lang=lang, **facts)
    assert said in reason
    assert "US-NY, US-CA" in reason
    assert partly
    settled = {"not-needed": "The file was encrypted."}
    assert reasons("missing-approval", "data-exposure", lang=lang, **facts, authority=settled) == []
    assert reasons("missing-approval", "billing", lang=lang, **facts) == []


# Scope, owner


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_each_thing_that_is_not_known_is_a_finding_and_names_its_key(lang: str) -> None:
    findings = found("missing-scope", "data-exposure", lang=lang)
    keys = ("affected = 312", "segment = ", 'data = ["email", "phone"]', "jurisdictions = [")
    assert [key in finding.help for key, finding in zip(keys, findings, strict=True)] == [True] * 4
    assert [finding.severity.name for finding in findings] == ["warning", "warning", "error", "error"]
    assert len(found("missing-scope", "billing", lang=lang)) == 2


def test_a_date_of_the_next_update_stands_for_the_number() -> None:
    assert found("missing-scope", affected=0, segment="all") == []
    assert found("missing-scope", next_update=NOTICED, segment="all") == []
    assert len(found("missing-scope", affected_uncertain=True, segment="all")) == 1


@pytest.mark.parametrize(("lang", "said"), [("en", "nobody who is in charge"), ("ar", "أحدًا يتولى")])
def test_an_incident_has_an_owner(lang: str, said: str) -> None:
    (finding,) = found("missing-owner", lang=lang)
    assert said in finding.message
    assert "owner = " in finding.help
    assert found("missing-owner", lang=lang, owner="Mona") == []


# Approvals


def approvals(*roles: str, at: datetime | None = None) -> list[dict[str, Any]]:
    return [{"role": role, "name": "Layla"} | ({"at": at} if at is not None else {}) for role in roles]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ([], "legal, security"),
        (["Legal"], "security"),
        (["LEGAL COUNSEL"], "security"),
        (["Data Protection Officer"], "security"),
        (["DPO"], "security"),
        (["الشؤون القانونية"], "security"),
        (["المستشار القانوني"], "security"),
        (["مسؤولة حماية البيانات"], "security"),
        (["paralegal trainee"], "legal, security"),
        (["data entry"], "legal, security"),
        (["Head of IT-Security"], "legal"),
        (["أَمْن المعلومات"], "legal"),
        (["الأمن السيبراني"], "legal"),
        (["insecurity"], "legal, security"),
        (["Legal and security"], None),
        (["محامٍ", "CISO"], None),
    ],
)
def test_roles_are_known_by_their_words_in_both_languages(given: list[str], missing: str | None) -> None:
    findings = found("missing-approval", "data-exposure", approvals=approvals(*given))
    assert [finding.message.rpartition("by: ")[2] for finding in findings] == [f"{missing}."] * bool(missing)
    assert all(finding.severity is Severity.error for finding in findings)


def test_roles_are_named_in_the_language_of_the_report() -> None:
    (finding,) = found("missing-approval", "data-exposure", lang="ar")
    assert "من: الشؤون القانونية، أمن المعلومات." in finding.message


def test_only_exposed_data_asks_for_approvals_unless_the_house_does() -> None:
    assert found("missing-approval", "billing") == []
    assert len(found("missing-approval", "billing", exposed={"data": ["card"]})) == 1
    options = {"missing-approval": {"roles": {"billing": ["Finance", "legal"]}}}
    facts = {"kind": "billing", "approvals": approvals("FINANCE team")}
    (finding,) = check("missing-approval", facts, options=options)
    assert finding.message.endswith("by: legal.")
    assert finding.severity is Severity.warning
    (finding,) = check("missing-approval", {"kind": "billing"}, lang="ar", options=options)
    assert "Finance، الشؤون القانونية" in finding.message
    (finding,) = check("missing-approval", {"kind": "data-exposure"}, options=options)
    assert finding.message.endswith("by: legal, security.")


def test_roles_of_the_house_are_a_list() -> None:
    with pytest.raises(TableError, match=r'"roles", billing must be a list, not \'finance\''):
        check("missing-approval", None, options={"missing-approval": {"roles": {"billing": "finance"}}})


def test_a_law_may_ask_for_more_roles(tmp_path: Path) -> None:
    text = (load_rulebook().directories[0] / "laws" / "AE.toml").read_text(encoding="utf-8")
    (tmp_path / "laws").mkdir()
    (tmp_path / "laws" / "FR.toml").write_text(text.replace('["legal", "security"]', '["works council"]'))
    facts = {"kind": "data-exposure", "jurisdictions": ["FR"], "approvals": approvals("legal", "security")}
    role, _ = check("missing-approval", facts, rules=(tmp_path,))
    assert role.message.endswith("by: works council.")
    facts["approvals"] = approvals("legal", "security", "Head of Works Council")
    assert len(list(check("missing-approval", facts, rules=(tmp_path,)))) == 1  # the authority


@pytest.mark.parametrize(
    ("time", "counts"),
    [
        (NOTICED - MINUTE, False),
        (NOTICED, True),
        (at("2026-05-03T12:00:00+00:00"), True),
        (at("2026-05-03T11:59:00+00:00"), False),
        (NOTICED + HOUR, True),
        (NOTICED + HOUR + MINUTE, False),
    ],
)
def test_an_approval_lies_between_noticing_and_sending(time: datetime, counts: bool) -> None:
    given = approvals("legal") + approvals("Security team", at=time)
    facts = {"detected": NOTICED, "planned_send": NOTICED + HOUR, "approvals": given}
    findings = found("missing-approval", "data-exposure", **facts)
    assert [finding.text for finding in findings] == ["Security team"] * (not counts)
    assert all("by Layla (security) is dated 2026-05-03" in finding.message for finding in findings)
    if not counts:
        (finding,) = found("missing-approval", "data-exposure", lang="ar", **facts)
        assert "موافقة Layla (أمن المعلومات) مؤرخة في 2026-05-03" in finding.message
    facts["approvals"] = given + approvals("security")
    assert found("missing-approval", "data-exposure", **facts) == []


# What the authority was told

AGREED = approvals("legal", "security")
LAST = NOTICED + 72 * HOUR


def told(lang: str = "en", **facts: Any) -> list[Finding]:
    return found("missing-approval", "data-exposure", lang=lang, approvals=AGREED, **facts)


@pytest.mark.parametrize(
    ("planned", "severity"),
    [(None, Severity.warning), (LAST, Severity.warning), (LAST + MINUTE, Severity.error)],
)
def test_an_authority_that_was_not_told(planned: datetime | None, severity: Severity) -> None:
    facts: dict[str, Any] = {"detected": NOTICED, "jurisdictions": ["SA"]}
    if planned is not None:
        facts["planned_send"] = planned
    (finding,) = told(**facts)
    assert finding.severity is severity
    assert "SDAIA" in finding.message
    assert "2026-05-06 15:00 +03:00 (Saudi PDPL Implementing Regulation Art. 24(1))" in finding.message
    (finding,) = told("ar", **facts)
    assert "سدايا" in finding.message
    assert "2026-05-06 15:00 +03:00 (المادة 24(1) من اللائحة التنفيذية" in finding.message


def test_a_reason_for_being_late_is_enough_until_it_is_told() -> None:
    facts = {"detected": NOTICED, "jurisdictions": ["EU"], "planned_send": LAST + MINUTE}
    (finding,) = told(**facts, authority={"late-because": "a holiday"})
    assert finding.severity is Severity.warning


@pytest.mark.parametrize(
    ("time", "late"),
    [
        (LAST, False),
        (LAST.astimezone(at("2026-01-01T00:00:00+00:00").tzinfo), False),
        (LAST + MINUTE, True),
        (at("2026-05-06T12:01:00+00:00"), True),
    ],
)
def test_an_authority_that_was_told_late(time: datetime, late: bool) -> None:
    facts = {"detected": NOTICED, "jurisdictions": ["EU"], "planned_send": LAST + 9 * HOUR}
    findings = told(**facts, authority={"told": time})
    assert [finding.severity for finding in findings] == [Severity.error] * late
    assert all("the last moment, 2026-05-06 15:00 +03:00 (GDPR Art. 33(1))" in f.message for f in findings)
    if late:
        (finding,) = told("ar", **facts, authority={"told": time})
        assert "بعد آخر لحظة: 2026-05-06 15:00 +03:00 (المادة 33(1)" in finding.message
    assert told(**facts, authority={"told": time, "late-because": "a holiday"}) == []


def test_an_authority_that_need_not_be_told() -> None:
    facts = {"detected": NOTICED, "jurisdictions": ["EU", "AE"]}
    assert len(told(**facts)) == 2
    assert len(told(**facts, authority={"not-needed": " "})) == 2
    assert told(**facts, authority={"not-needed": "The file was encrypted."}) == []


def test_a_law_without_a_figure_or_a_start_is_named_without_a_time() -> None:
    planned = NOTICED + timedelta(days=99)
    (finding,) = told(detected=NOTICED, jurisdictions=["AE"], planned_send=planned)
    assert finding.severity is Severity.warning
    assert "the UAE Data Office, as UAE Federal Decree-Law 45/2021 Art. 9 may ask" in finding.message
    assert "2026" not in finding.message
    (finding,) = told("ar", jurisdictions=["EU"])
    assert "هيئة حماية البيانات المختصة بكم، وقد يطلبه القانون (المادة 33(1)" in finding.message
    assert told(detected=NOTICED, jurisdictions=["AE"], authority={"told": planned}) == []


def test_a_law_without_an_authority_or_without_exposed_data_asks_for_no_report() -> None:
    assert told(detected=NOTICED, jurisdictions=["US-CA"]) == []
    assert found("missing-approval", "billing", detected=NOTICED, jurisdictions=["EU"]) == []


def test_an_authority_without_a_name_is_the_one_in_charge(tmp_path: Path) -> None:
    text = (load_rulebook().directories[0] / "laws" / "EU.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("who =")]
    (tmp_path / "laws").mkdir()
    (tmp_path / "laws" / "FR.toml").write_text("\n".join(lines), encoding="utf-8")
    facts = {"kind": "data-exposure", "jurisdictions": ["FR"], "approvals": AGREED}
    (finding,) = check("missing-approval", facts, rules=(tmp_path,))
    assert "reported to the authority in charge" in finding.message


def test_an_authority_has_an_english_name_at_least(tmp_path: Path) -> None:
    text = (load_rulebook().directories[0] / "laws" / "EU.toml").read_text(encoding="utf-8")
    (tmp_path / "laws").mkdir()
    path = tmp_path / "laws" / "FR.toml"
    path.write_text(re.sub(r"(?<=who = \{ )en = .*?, ", "", text), encoding="utf-8")
    facts = {"kind": "data-exposure", "jurisdictions": ["FR"], "approvals": AGREED}
    with pytest.raises(TableError, match=r'\[authority\]: who: "en" is missing'):
        check("missing-approval", facts, rules=(tmp_path,))
    path.write_text(re.sub(r', ar = "هيئة[^}]*', " ", text), encoding="utf-8")
    (finding,) = check("missing-approval", facts, lang="ar", rules=(tmp_path,))
    assert "your data protection authority" in finding.message


def test_a_deadline_that_cannot_be_computed_is_a_gap_where_it_matters() -> None:
    def partly(**facts: Any) -> list[tuple[str, bool]]:
        return reasons("missing-approval", "data-exposure", **facts)

    ((reason, part),) = partly(jurisdictions=["EU"], authority={"told": NOTICED})
    assert "add detected" in reason
    assert part
    assert partly(jurisdictions=["EU"], authority={"not-needed": "encrypted"}) == []
    assert partly(jurisdictions=["AE"]) == []  # at once has no last moment
    assert reasons("missing-approval", "billing", jurisdictions=["EU"]) == []


# Monitoring

ALL = ["inbox-placement", "reputation", "bounces", "complaints"]


@pytest.mark.parametrize(
    ("lang", "first", "last"),
    [("en", "inbox placement, sender", "spam complaints."), ("ar", "وصول الرسائل", "شكاوى البريد المزعج.")],
)
def test_what_is_not_watched_is_named(lang: str, first: str, last: str) -> None:
    (finding,) = found("missing-monitoring", lang=lang)
    assert first in finding.message
    assert finding.message.endswith(last)
    assert "0.1 %" in finding.help
    assert "0.3 %" in finding.help
    whole = {"by": "CRM", "until": at("2026-05-17").date()}
    (finding,) = found("missing-monitoring", lang=lang, monitoring={"what": ALL[:3], **whole})
    assert first not in finding.message
    assert finding.message.endswith(last)
    assert found("missing-monitoring", lang=lang, monitoring={"what": ALL, **whole}) == []


@pytest.mark.parametrize(
    ("lang", "said"), [("en", ("who looks", "until when")), ("ar", ("من يتابعه", "إلى متى"))]
)
def test_somebody_watches_until_some_day(lang: str, said: tuple[str, str]) -> None:
    findings = found("missing-monitoring", lang=lang, monitoring={"what": ALL})
    assert [part in finding.message for part, finding in zip(said, findings, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("planned", "early"),
    [("2026-05-17T23:59:00+03:00", False), ("2026-05-18T00:00:00+03:00", True)],
)
def test_watching_ends_on_the_day_of_the_send_or_later(planned: str, early: bool) -> None:
    facts = {"what": ALL, "by": "CRM", "until": at("2026-05-17").date()}
    findings = found("missing-monitoring", monitoring=facts, planned_send=at(planned))
    assert ["ends on 2026-05-17" in finding.message for finding in findings] == [True] * early
    arabic = found("missing-monitoring", lang="ar", monitoring=facts, planned_send=at(planned))
    assert ["تنتهي المتابعة يوم 2026-05-17" in finding.message for finding in arabic] == [True] * early
    assert [part for _, part in reasons("missing-monitoring", "other", monitoring=facts)] == [True]


def test_a_house_may_watch_less() -> None:
    options = {"missing-monitoring": {"watch": ["complaints"]}}
    facts = {"what": ["complaints"], "by": "CRM", "until": at("2026-05-17").date()}
    assert list(check("missing-monitoring", {"kind": "other", "monitoring": facts}, options=options)) == []


# As a process

FILE = """\
kind = "data-exposure"
detected = 2026-05-03T15:00:00+03:00
planned-send = 2026-05-06T12:01:00Z
jurisdictions = ["SA", "EU", "GB", "EG", "AE"]
"""


@pytest.mark.parametrize(
    ("lang", "severity", "deadline"),
    [("en", "error", "2026-05-06 15:00 +03:00 (GDPR Art. 33(1))"), ("ar", "خطأ", "2026-05-06 15:00 +03:00")],
)
def test_the_command_shows_the_deadline_of_every_law(
    tmp_path: Path, lang: str, severity: str, deadline: str
) -> None:
    (tmp_path / "draft.html").write_bytes(b"<p>" + MAIL)
    (tmp_path / "facts.toml").write_text(FILE, encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "apology_lint", "draft.html", "--lang", lang, *arguments]
        return subprocess.run(
            [*command, "--select", "missing-approval", "--no-cache"],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    done = run("--incident", "facts.toml")
    output = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert deadline in output
    assert output.count("2026-05-06 15:00 +03:00") == 4
    assert output.count(f"{severity} missing-approval") == 5  # four authorities and who has not agreed
    without = run()
    assert without.returncode == 0
    assert "incident.toml" in without.stdout
