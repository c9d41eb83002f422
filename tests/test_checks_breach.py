"""A notice of exposed data held against the laws and the data that the facts name, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from apology_lint import Linter, Report, Settings, Severity, TableError, lint
from apology_lint.checks.breach import NoticeContents
from apology_lint.checks.notice import KINDS
from apology_lint.incident import incident_from, schema
from apology_lint.interface import LANGUAGES
from apology_lint.laws import NEEDS
from apology_lint.readers import read
from apology_lint.report.json import part
from apology_lint.report.terminal import Style, full, notes
from apology_lint.rulebook import load_rulebook

BOOK = load_rulebook()
CONTENTS, STEP = "breach-notice-contents", "missing-protective-step"
DATA = ["name", "email", "phone", "password", "card", "national-id", "driving-licence"]

#: A notice that holds what every law of `rules/laws` asks for, piece by piece.
ENGLISH = {
    "title": "Notice of Data Breach",
    "day": "6 May 2026",
    "sorry": "We are very sorry.",
    "heading-happened": "What Happened",
    "what": "Your data was exposed because we published a file by mistake.",
    "when": "That was from 3 May to 5 May 2026.",
    "discovered": "We discovered this on 5 May 2026.",
    "police": "The police asked us to wait one day with this notice.",
    "heading-involved": "What Information Was Involved",
    "data": "Your name, email address, phone number, password, card number, social security number, "
    "driving licence.",
    "consequences": "Strangers may use these data to write to you in our name, or to borrow money in yours.",
    "heading-doing": "What We Are Doing",
    "measures": "We have taken down the file and hired an outside firm to examine our logs.",
    "heading-can-do": "What You Can Do",
    "password": "Please change your password now.",
    "other-accounts": "If you use this password elsewhere, change it on those other accounts too.",
    "card": "Please check your card statement for charges that are not yours.",
    "impostors": "Please beware of messages and calls in our name.",
    "identity": "Please report any loan in your name that you did not take to the police.",
    "identity-services": "You get 12 months of identity theft protection from us at no cost.",
    "credit-agencies": "Ask these agencies to block your file: Equifax, 888-298-0045; "
    "Experian, 888-397-3742; TransUnion, 833-799-5355.",
    "regulators": "New York Attorney General, 800-771-7755, ag.ny.gov; "
    "Federal Trade Commission, 877-438-4338, identitytheft.gov.",
    "heading-more": "For More Information",
    "contact": "Our data protection officer, Dana Reyes, reads every letter: privacy@acme.example.",
    "arabic": "النص العربي لهذا الإشعار على موقعنا.",
}
ARABIC = {
    "title": "إشعار بخرق بيانات شخصية",
    "day": "6 مايو 2026",
    "sorry": "نعتذر منكم أشد الاعتذار.",
    "heading-happened": "ماذا حدث",
    "what": "انكشفت بياناتكم لأننا نشرنا ملفا بالخطأ.",
    "when": "كان ذلك من 3 مايو إلى 5 مايو 2026.",
    "discovered": "اكتشفنا ذلك يوم 5 مايو 2026.",
    "police": "بطلب من الشرطة تأخر هذا الإشعار يومًا.",
    "heading-involved": "البيانات التي شملها الأمر",
    "data": "الاسم، البريد الإلكتروني، رقم الجوال، كلمة المرور، رقم البطاقة، رقم الهوية، رخصة القيادة.",
    "consequences": "قد يستخدم غرباء هذه البيانات ليراسلوكم باسمنا أو ليقترضوا باسمكم.",
    "heading-doing": "ماذا نفعل",
    "measures": "حذفنا الملف وكلفنا شركة مستقلة بفحص السجلات.",
    "heading-can-do": "ماذا يمكنكم أن تفعلوا",
    "password": "يرجى تغيير كلمة المرور الآن.",
    "other-accounts": "إن كنتم تستخدمون كلمة المرور نفسها في حسابات أخرى فغيروها هناك أيضًا.",
    "card": "يرجى مراجعة كشف بطاقتكم وإبلاغنا بكل عملية ليست لكم.",
    "impostors": "احذروا من رسائل ومكالمات باسمنا.",
    "identity": "أبلغوا الشرطة عن أي قرض باسمكم لم تطلبوه.",
    "identity-services": "12 شهرًا من خدمة حماية الهوية على نفقتنا.",
    "credit-agencies": "اطلبوا من هذه الوكالات تجميد ملفكم: Equifax، 888-298-0045؛ Experian، 888-397-3742؛ "
    "TransUnion، 833-799-5355.",
    "regulators": "مكتب المدعي العام في نيويورك، 800-771-7755، ag.ny.gov؛ "
    "لجنة التجارة الاتحادية، 877-438-4338، identitytheft.gov.",
    "heading-more": "لمزيد من المعلومات",
    "contact": "مسؤولة حماية البيانات دانة الرياحي تقرأ كل رسالة: privacy@acme.example.",
}
NOTICES = {"en": ENGLISH, "ar": ARABIC}
#: A number for readers in the United States only: elsewhere it would be a second contact.
CALL = {"en": "Call 1-800-555-0100.", "ar": "الرقم: 1-800-555-0100"}


def check(
    draft: str,
    jurisdictions: list[str] | None = None,
    data: list[str] | None = None,
    lang: str = "en",
    kind: str = "data-exposure",
    **exposed: Any,
) -> Report:
    """The report of both rules; the facts say everything unless told otherwise."""
    known: dict[str, Any] = {"by-us": True, "delayed-by-police": True, "email-agreed": True}
    known |= {name.replace("_", "-"): value for name, value in exposed.items()}
    known = {name: value for name, value in known.items() if value is not None}
    table: dict[str, Any] = {"kind": kind, "jurisdictions": jurisdictions or []}
    if data is not None:
        table["exposed"] = {"data": data, **known}
    linter = Linter(Settings(select=(CONTENTS, STEP), lang=lang))
    email = read("draft.html" if draft.startswith("<") else "draft.txt", draft.encode())
    return linter.check(email, None, incident=incident_from(table, "incident.toml", Path()))


def notice(language: str, *without: str) -> str:
    """The whole notice, but for some pieces."""
    pieces = {name: piece for name, piece in NOTICES[language].items() if name not in without}
    return "\n\n".join(pieces.values())


def kinds(report: Report) -> list[str]:
    """Which message each finding has, by its first words in the language of the report."""
    found = []
    for finding in report:
        messages = BOOK.rules[finding.rule].text(report.lang).messages
        found += [
            name
            for name, one in messages.items()
            if finding.message.startswith(one.message.partition("{")[0]) and one.message.partition("{")[0]
        ]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("language", NOTICES)
def test_a_good_notice_satisfies_every_law_at_once(language: str, lang: str) -> None:
    report = check(notice(language) + f"\n\n{CALL[language]}", sorted(BOOK.laws), DATA, lang=lang)
    assert [(finding.rule, finding.message) for finding in report] == []
    assert report.not_checked == []


GDPR = ("GDPR Art. {0}", "UK GDPR Art. {0}")
CALIFORNIA = "California Civil Code 1798.82"
HIPAA = "HIPAA, 45 CFR 164.404"
NEW_YORK = "New York General Business Law 899-aa"
SAUDI = "Saudi PDPL Implementing Regulation Art. 24(5)"
EMIRATES = "UAE Federal Decree-Law 45/2021 Art. 9"
DIFC = "DIFC Data Protection Law Art. 42"
EGYPT = "Egypt, Law 151/2020 Art. 7"


def gdpr(article: str) -> list[str]:
    return [law.format(article) for law in GDPR]


@pytest.mark.parametrize("language", NOTICES)
@pytest.mark.parametrize(
    ("piece", "message", "severity", "laws"),
    [
        (
            "when",
            "when",
            "error",
            [*gdpr("34(2)"), f"{CALIFORNIA}(d)(2)(C)", f"{HIPAA}(c)(1)(A)", f"{NEW_YORK}(7)"],
        ),
        ("discovered", "discovered", "error", [f"{HIPAA}(c)(1)(A)"]),
        (
            "data",
            "kinds",
            "error",
            [
                *gdpr("34(2)"),
                f"{CALIFORNIA}(d)(2)(B)",
                f"{HIPAA}(c)(1)(B)",
                f"{NEW_YORK}(7)",
                SAUDI,
                EMIRATES,
                EGYPT,
            ],
        ),
        ("consequences", "consequences", "error", [*gdpr("33(3)(c)"), SAUDI, EMIRATES, DIFC, EGYPT]),
        (
            "measures",
            "measures",
            "error",
            [*gdpr("33(3)(d)"), f"{CALIFORNIA}(d)(1)", f"{HIPAA}(c)(1)(D)", SAUDI, EMIRATES, DIFC, EGYPT],
        ),
        ("title", "title", "error", [f"{CALIFORNIA}(d)(1)"]),
        ("heading-doing", "headings", "error", [f"{CALIFORNIA}(d)(1)"]),
        ("police", "police", "error", [f"{CALIFORNIA}(d)(2)(D)"]),
        ("credit-agencies", "credit-agencies", "error", [f"{CALIFORNIA}(d)(2)(F)"]),
        ("identity-services", "identity-services", "error", [f"{CALIFORNIA}(d)(2)(G)"]),
        ("other-accounts", "other-accounts", "error", [f"{CALIFORNIA}(j)(4)"]),
        ("regulators", "regulators", "error", [f"{NEW_YORK}(7)"]),
    ],
)
def test_without_its_sentence_an_element_is_missed_and_every_law_named(
    piece: str, message: str, severity: str, laws: list[str], language: str
) -> None:
    draft = notice(language, piece) + f"\n\n{CALL[language]}"
    report = check(draft, sorted(BOOK.laws), DATA)
    assert kinds(report) == [message]
    (finding,) = report
    assert finding.severity.name == severity
    cited = finding.help.rpartition("See ")[2].removesuffix(".")
    assert sorted(cited.split(", ")) == sorted(", ".join(laws).split(", "))


@pytest.mark.parametrize("language", NOTICES)
@pytest.mark.parametrize(
    ("pieces", "message", "jurisdiction", "law"),
    [
        (["what", "when", "police"], "what", "AE", EMIRATES),
        (["contact"], "contact", "EU", "GDPR Art. 33(3)(b)"),
        (
            ["password", "other-accounts", "card", "impostors", "identity", "credit-agencies"],
            "steps",
            "SA",
            SAUDI,
        ),
    ],
)
def test_elements_that_many_sentences_show(
    pieces: list[str], message: str, jurisdiction: str, law: str, language: str
) -> None:
    report = check(notice(language, *pieces), [jurisdiction], ["name"])
    assert kinds(report) == [message]
    assert law in report.findings[0].help


@pytest.mark.parametrize("language", NOTICES)
def test_hipaa_asks_for_a_number_that_costs_nothing(language: str) -> None:
    others = ("credit-agencies", "regulators", "identity-services")
    report = check(notice(language, *others), ["US-HIPAA"], DATA)
    assert kinds(report) == ["toll-free"]
    assert report.findings[0].severity is Severity.warning  # the rule names it beside others, with an "or"
    assert f"{HIPAA}(c)(1)(E)" in report.findings[0].help
    assert kinds(check(notice(language, *others) + f"\n\n{CALL[language]}", ["US-HIPAA"], DATA)) == []


def test_a_saudi_notice_in_english_alone_is_a_warning() -> None:
    report = check(notice("en", "arabic"), ["SA", "EU"], DATA)
    assert kinds(report) == ["arabic"]
    assert report.findings[0].severity is Severity.warning
    assert SAUDI in report.findings[0].help


def test_a_finding_in_arabic_cites_in_arabic() -> None:
    (finding,) = check(notice("ar", "consequences"), ["EU", "SA"], DATA, lang="ar")
    assert "المادة 33(3)(c) من اللائحة الأوروبية GDPR، المادة 24(5) من اللائحة التنفيذية" in finding.help


def test_missing_kinds_and_headings_are_named_in_the_language_of_the_report() -> None:
    draft = notice("en", "heading-doing").replace("Your name, email address, phone number, ", "Your ")
    english = check(draft, ["US-CA"], ["name", "phone", "password"])
    assert "names, phone numbers." in "".join(finding.message for finding in english)
    assert "“What We Are Doing”" in "".join(finding.message for finding in english)
    arabic = check(draft, ["US-CA"], ["name", "phone", "password"], lang="ar")
    assert "الأسماء، أرقام الهواتف" in "".join(finding.message for finding in arabic)


@pytest.mark.parametrize(
    ("text", "kind", "named"),
    [
        ("Your email address was exposed.", "postal-address", False),
        ("Your name, address and age were exposed.", "postal-address", True),
        ("Your name was exposed. Please change your password.", "password", False),
        ("Your name was exposed. Your password was not exposed.", "password", False),
        ("Your password, but not your card, was exposed.", "password", True),
        ("Your name was exposed. Call us by phone: 01632 960 001.", "phone", False),
        ("The password of your mailbox was exposed.", "mailbox-password", True),
        ("Your phone number was exposed. Others may write to you in our name.", "name", False),
        ("Your name was exposed.", "other", True),
    ],
)
def test_only_what_the_draft_says_was_exposed_counts_as_named(text: str, kind: str, named: bool) -> None:
    report = check(f"We are sorry. {text}", ["US-NY"], [kind])
    assert ("kinds" not in kinds(report)) is named


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("On 5 May 2026 we noticed that your name was exposed.", ["when"]),
        ("On 5 May we noticed that your name had been exposed since 3 May.", []),
        ("Your name was exposed on 3 May, and we noticed it the same day.", []),
        ("Your name was exposed on 3 May 2026.", ["discovered"]),
        ("Your name was exposed. We noticed it on 5 May. We will write again on 9 May.", ["when"]),
        ("Your name was exposed. We do not yet know when. We noticed it on 5 May.", []),
        ("You may ask us. Your name was exposed. We noticed it on 5/5/2026.", ["when"]),
        ("Your name was exposed on {{ day }}. We noticed it on [DAY].", []),
        ("6 May 2026\n\nYour name was exposed. We noticed it on 5 May.", ["when"]),
    ],
)
def test_hipaa_asks_for_two_dates(text: str, missing: list[str]) -> None:
    report = check(f"We are sorry. {text}", ["US-HIPAA"], ["name"])
    assert [kind for kind in kinds(report) if kind in ("when", "discovered")] == missing


def test_a_no_reply_address_is_no_contact() -> None:
    assert kinds(check(notice("en"), ["EU"], DATA)) == []
    draft = notice("en", "contact") + "\n\nIf you have questions, write to no-reply@acme.example."
    assert kinds(check(draft, ["EU"], DATA)) == ["contact"]


def test_writing_to_the_sender_is_no_step() -> None:
    steps = ["password", "other-accounts", "card", "impostors", "identity", "credit-agencies"]
    draft = notice("en", *steps, "contact") + "\n\nIf you have questions, write to privacy@acme.example."
    assert kinds(check(draft, ["EU"], ["name"])) == ["steps"]


def test_every_missing_element_is_shown_in_full() -> None:
    report = check("We are sorry that we wrote so late.", sorted(BOOK.laws), DATA)
    shown = "\n".join(" ".join(line.split()) for line in full(report, Style(colour=False, width=100)))
    assert len(report) > 10
    assert "more of" not in shown
    assert sum(line.startswith("help:") for line in shown.splitlines()) == len(report)


def test_headings_out_of_order() -> None:
    swapped = {**ENGLISH, "heading-doing": "What You Can Do", "heading-can-do": "What We Are Doing"}
    assert kinds(check("\n\n".join(swapped.values()), ["US-CA"], DATA)) == ["heading-order"]


def test_a_heading_above_nothing_is_no_measure() -> None:
    assert "What We Are Doing" in notice("en", "measures")
    assert "measures" in kinds(check(notice("en", "measures"), ["EU"], DATA))


def test_sites_of_agencies_may_stand_in_links_alone() -> None:
    page = "".join(f"<p>{piece}</p>" for piece in ENGLISH.values())
    linked = page.replace("ag.ny.gov", '<a href="https://ag.ny.gov/x">site</a>').replace(
        "identitytheft.gov", '<a href="https://www.identitytheft.gov">site</a>'
    )
    assert kinds(check(linked, ["US-NY"], DATA)) == []
    assert kinds(check(linked.replace("ny.gov", "acme.example"), ["US-NY"], DATA)) == ["regulators"]
    bare = notice("en", "credit-agencies").replace("877-438-4338, ", "")
    assert kinds(check(bare, ["US-NY"], DATA)) == ["regulators"]


@pytest.mark.parametrize(
    ("agreed", "found", "gaps"),
    [(True, [], []), (False, ["email-agreed"], []), (None, [], ["email-agreed"])],
)
def test_whether_email_is_allowed_is_a_fact(agreed: bool | None, found: list[str], gaps: list[str]) -> None:
    report = check(notice("en"), ["US-NY"], DATA, email_agreed=agreed)
    assert kinds(report) == found
    assert [gap.partly for gap in report.not_checked] == [True] * len(gaps)
    assert all("email-agreed" in gap.reason for gap in report.not_checked)


def test_elements_depend_on_what_the_facts_say() -> None:
    draft = notice("en", "identity-services", "credit-agencies", "police", "other-accounts")
    assert kinds(check(draft, ["US-CA"], ["name"], delayed_by_police=False)) == []
    assert kinds(check(draft, ["US-CA"], ["driving-licence"], by_us=False)) == ["police", "credit-agencies"]
    unsure = check(draft, ["US-CA"], ["driving-licence"], by_us=None, delayed_by_police=False)
    assert kinds(unsure) == ["credit-agencies"]
    assert ["by-us" in gap.reason for gap in unsure.not_checked] == [True]


def test_passwords_of_mailboxes_are_not_told_by_email() -> None:
    draft = notice("en").replace("password, card", "password of your mailbox, card")
    report = check(draft, ["US-CA"], ["mailbox-password"])
    assert "mailbox" in kinds(report)
    assert f"{CALIFORNIA}(j)(5)" in report.findings[0].help


def test_what_no_profile_says_is_not_checked() -> None:
    draft = notice("en", "consequences")
    known = check(draft, ["EU", "BR", "AR"], DATA)
    assert kinds(known) == ["consequences"]
    assert [(gap.reason, gap.partly) for gap in known.not_checked] == [
        ("jurisdictions whose laws we have not read: AR, BR", True)
    ]
    unknown = check(draft, ["BR"], DATA)
    assert kinds(unknown) == []  # held against what most laws ask for
    assert [gap.reason for gap in unknown.not_checked] == ["jurisdictions whose laws we have not read: BR"]
    nowhere = check(draft, [], DATA, lang="ar")
    assert [gap.reason for gap in nowhere.not_checked] == [
        "أي القوانين تلزمكم (ينقص jurisdictions في incident.toml)"
    ]


def test_facts_make_a_notice_of_a_draft_that_keeps_silent() -> None:
    report = check("We are sorry that we wrote so late.", ["EU"], ["name"])
    assert "consequences" in kinds(report)
    assert {(finding.where, finding.text) for finding in report} == {("incident", "data-exposure")}


def test_a_draft_that_tells_of_data_is_held_against_the_law_whatever_the_facts_say() -> None:
    report = check(notice("en", "consequences"), ["EU"], kind="outage")
    assert kinds(report) == ["consequences"]
    assert [gap.rule for gap in report.not_checked] == [CONTENTS]  # which data, the facts do not say
    assert kinds(check("We are sorry that the shop was closed on 3 May.", ["EU"], kind="outage")) == []


def test_without_laws_the_six_elements_of_most_laws_are_a_warning() -> None:
    report = check("Your data was exposed in a data breach.", [], ["orders"])
    assert kinds(report) == ["when", "data", "measures", "steps", "contact"]
    assert {finding.severity for finding in report} == {Severity.warning}
    assert "See " not in "".join(finding.help for finding in report)


# the step that fits the data


@pytest.mark.parametrize("language", NOTICES)
@pytest.mark.parametrize(
    ("message", "data"),
    [
        ("password", "password"),
        ("mailbox", "mailbox-password"),
        ("card", "card"),
        ("bank", "bank-account"),
        ("identity", "passport"),
        ("impostors", "email"),
    ],
)
def test_the_step_that_the_advice_gives_is_one(message: str, data: str, language: str) -> None:
    advice = BOOK.rules[STEP].texts[language].messages[message].help
    step = advice.split('"')[1] if language == "en" else advice.partition("«")[2].partition("»")[0]
    told = {"en": "Your data was exposed on 3 May.", "ar": "يوم 3 مايو انكشفت بياناتكم."}[language]
    assert [one.rule for one in check(f"{told} {step}", [], [data]) if one.rule == STEP] == []
    assert STEP in [one.rule for one in check(told, [], [data])]


@pytest.mark.parametrize("language", NOTICES)
@pytest.mark.parametrize(
    ("pieces", "step", "data"),
    [
        (["password", "other-accounts"], "password", ["password"]),
        (["card"], "card", ["card"]),
        (["identity", "credit-agencies"], "identity", ["passport", "national-id"]),
        (["impostors"], "impostors", ["email"]),
    ],
)
def test_without_its_step_data_is_left_unprotected(
    pieces: list[str], step: str, data: list[str], language: str
) -> None:
    assert STEP not in [finding.rule for finding in check(notice(language), [], data)]
    report = check(notice(language, *pieces), [], data)
    found = [finding for finding in report if finding.rule == STEP]
    assert [finding.severity for finding in found] == [Severity.error]
    assert found[0].text == NOTICES[language]["what"] or language == "en"
    assert step in kinds(report)


def test_steps_need_facts_that_name_the_data() -> None:
    linter = Linter(Settings(select=(STEP,)))
    gaps = linter.check(read("draft.txt", notice("en").encode())).not_checked
    assert [gap.reason.partition(":")[0] for gap in gaps] == ["no facts about the incident"]
    assert [gap.rule for gap in check(notice("en"), ["EU"]).not_checked] == [CONTENTS, STEP]
    assert check("We are sorry.", ["EU"], kind="outage").not_checked[1:] == []


# what the report says of itself


def test_that_it_is_no_legal_advice_is_said_once_and_only_of_laws_by_facts() -> None:
    report = check("We are sorry that your data was exposed.", ["EU"], DATA)
    (said,) = notes(report)
    assert "no legal advice" in said
    assert len(part(report)["notes"]) == 1
    assert not any("legal advice" in finding.message + finding.help for finding in report)
    assert check(notice("en"), ["EU"], DATA).notes == []
    assert lint("Your data was exposed in a data breach.").notes == []


# data and code agree


def test_every_kind_of_data_has_its_words_in_both_languages() -> None:
    known = schema()["$defs"]["data"]["items"]["enum"]
    assert sorted([*KINDS, "other"]) == sorted(known)
    for rule in (CONTENTS, STEP):
        lists = [set(text.words) for text in BOOK.rules[rule].texts.values()]
        assert lists[0] == lists[1]
    assert set(BOOK.rules[CONTENTS].text("en").words) == NoticeContents.words
    assert {kind for kinds in BOOK.rules[STEP].options["steps"].values() for kind in kinds} <= set(known)


def test_every_need_of_a_law_has_a_message() -> None:
    assert set(NEEDS) <= set(BOOK.rules[CONTENTS].text("en").messages)


def test_a_mistake_in_a_list_of_patterns_is_named(tmp_path: Path) -> None:
    folder = tmp_path / CONTENTS
    folder.mkdir()
    for path in BOOK.rules[CONTENTS].path.iterdir():
        text = path.read_text(encoding="utf-8").replace('title = ["^ notice of', 'title = ["(^ notice of')
        (folder / path.name).write_text(text, encoding="utf-8")
    linter = Linter(Settings(select=(CONTENTS,), rules=(tmp_path,)))
    incident = incident_from({"kind": "data-exposure", "jurisdictions": ["US-CA"]}, "x", Path())
    with pytest.raises(TableError, match=r"en\.toml: \[words\] title: .*bracket is not closed"):
        linter.check(read("draft.txt", notice("en").encode()), incident=incident)
