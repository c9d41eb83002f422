"""The rule facts-mismatch: numbers, days and products that the facts speak against."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apology_lint.engine import Linter
from apology_lint.finding import Severity
from apology_lint.incident import Incident, incident_from
from apology_lint.readers import read
from apology_lint.report import Report
from apology_lint.settings import Settings

LINTER = Linter(Settings(select=("facts-mismatch",), lang="en"))
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


#: Three days, 3 to 5 May 2026, a Sunday to a Tuesday; the mail goes out on the Tuesday.
FACTS: dict[str, Any] = {
    "kind": "billing",
    "affected": 312,
    "started": at("2026-05-03T09:14:00+03:00"),
    "resolved": at("2026-05-04T16:00:00+03:00"),
    "planned-send": at("2026-05-05T12:00:00+03:00"),
    "products": ["Acme Pay", "أكمي باي"],
    "products-not-affected": ["Acme Shop", "متجر أكمي"],
}


def facts(**changes: Any) -> Incident:
    table = FACTS | {name.replace("_", "-"): value for name, value in changes.items()}
    kept = {name: value for name, value in table.items() if value is not None}
    return incident_from(kept, "incident.toml", Path())


def report(draft: str, name: str = "draft.txt", incident: Incident | None = None, **changes: Any) -> Report:
    return LINTER.check(read(name, draft.encode()), incident=incident or facts(**changes))


def flagged(draft: str, **changes: Any) -> list[str | None]:
    return [finding.text for finding in report(draft, **changes)]


# Counts

TWICE = "We are sorry. We charged {} twice."


@pytest.mark.parametrize(
    ("said", "affected", "wrong"),
    [
        ("312 customers", 312, None),
        ("321 customers", 312, "321 customers"),
        ("321 of our customers", 312, "321 of our customers"),
        ("321 of you", 312, "321 of you"),
        ("1,200 users", 1200, None),
        ("1 200 users", 1200, None),
        ("1 200 users", 200, "1 200 users"),
        ("1.200 users", 1200, None),
        ("1.200 users", 1201, "1.200 users"),
        ("12,345,678 users", 12345678, None),
        ("3.3 million users", 3312000, None),
        ("3.3 million users", 3360000, "3.3 million users"),
        ("1.2m users", 1234567, None),
        ("1.2m users", 1300000, "1.2m users"),
        ("12k accounts", 12400, None),
        ("12k accounts", 13000, "12k accounts"),
        ("a million customers", 1000000, None),
        ("a million customers", 312, "million customers"),
        ("about 300 customers", 312, None),
        ("about 300 customers", 412, "300 customers"),
        ("nearly 310 customers", 312, None),
        ("nearly 310 customers", 320, "310 customers"),
        ("~300 customers", 312, None),
        ("more than 300 customers", 312, None),
        ("more than 10,000 customers", 312, "10,000 customers"),
        ("300+ customers", 312, None),
        ("400+ customers", 312, "400+ customers"),
        ("no more than 400 customers", 312, None),
        ("no more than 300 customers", 312, "300 customers"),
        ("fewer than 400 customers", 312, None),
        ("fewer than 300 customers", 312, "300 customers"),
        ("you and 311 other customers", 312, None),
        ("you and 310 other customers", 312, "310 other customers"),
        # other things, and shares
        ("312 of our 12,000 customers", 312, None),
        ("313 of our 12,000 customers", 312, None),
        ("40 % of our customers", 312, None),
        ("40% of our customers", 312, None),
        ("one in 5 customers", 312, None),
        ("200-400 customers", 312, None),
        ("200–400 customers", 312, None),
        ("between 200 and 400 customers", 312, None),
        ("the account of your plan for 5 users", 312, None),
        ("thousands of customers", 312, None),
        ("20 euros to customers", 312, None),
        ("Windows 11 users", 312, None),
        ("half a million customers", 512000, None),
        ("20 people in our team", 312, None),
        ("you, as 12 customers told us,", 312, None),
        ("“321 customers”", 312, None),
    ],
)
def test_counts(said: str, affected: int, wrong: str | None) -> None:
    assert flagged(TWICE.format(said), affected=affected) == ([wrong] if wrong else [])


@pytest.mark.parametrize(
    ("said", "affected", "wrong"),
    [
        ("312 عميلًا", 312, None),
        ("٣١٢ عميلًا", 312, None),
        ("٣٢١ عميلًا", 312, "٣٢١ عميلًا"),
        ("321 من عملائنا", 312, "321 من عملائنا"),
        ("321 منكم", 312, "321 منكم"),
        ("١٬٢٠٠ مشترك", 1200, None),
        ("١٢٠٠ مشترك", 1201, "١٢٠٠ مشترك"),
        ("٣٫٣ مليون حساب", 3312000, None),
        ("٣٫٣ مليون حساب", 3400000, "٣٫٣ مليون حساب"),
        ("مليون حساب", 1000000, None),
        ("مليون حساب", 312, "مليون حساب"),
        ("5 آلاف شخص", 5300, None),
        ("5 آلاف شخص", 312, "5 آلاف شخص"),
        ("نحو 300 عميل", 312, None),
        ("نحو 300 عميل", 412, "300 عميل"),
        ("قرابة الـ300 عميل", 312, None),
        ("أكثر من 300 عميل", 312, None),
        ("أكثر من 400 عميل", 312, "400 عميل"),
        ("أقل من 300 عميل", 312, "300 عميل"),
        ("مئة ألف عميل", 100000, None),
        ("نصف مليون عميل", 512000, None),
        ("آلاف العملاء", 312, None),
        ("كل عميل", 312, None),
        ("200 إلى 400 عميل", 312, None),
        ("20 شخصًا في فريقنا", 312, None),
    ],
)
def test_counts_in_arabic(said: str, affected: int, wrong: str | None) -> None:
    draft = f"نعتذر منكم. خصمنا المبلغ مرتين من {said}."
    assert flagged(draft, affected=affected) == ([wrong] if wrong else [])


def test_a_number_glued_to_its_particle() -> None:
    assert flagged("نعتذر منكم. أرسلنا فاتورة خاطئة لـ321 عميلًا.") == ["321 عميلًا"]


def test_only_sentences_that_tell_of_the_fault_count() -> None:
    told = "We are sorry. We charged your card twice. "
    assert flagged(told + "The outage affected 321 customers.") == ["321 customers"]
    assert flagged(told + "We serve 9,000 customers in four countries.") == []
    assert flagged(told + "We have refunded 9,000 customers.") == []


def test_a_part_stands_beside_the_whole() -> None:
    part = "We charged 312 customers twice, and of them 40 customers three times."
    assert flagged(f"We are sorry. {part}") == []
    assert flagged(f"We are sorry. We charged 312 customers twice.\n\n{part.replace('312', '321')}") == [
        "321 customers",
        "40 customers",
    ]


def test_an_unknown_or_uncertain_number_is_not_compared() -> None:
    assert flagged(TWICE.format("321 customers"), affected=None) == []
    assert flagged(TWICE.format("321 customers"), affected_uncertain=True) == []


def test_the_message_says_what_both_say() -> None:
    (finding,) = report(TWICE.format("321 customers"), affected=1312)
    assert finding.severity is Severity.error
    assert '"321 customers"' in finding.message
    assert "1,312" in finding.message


# Days

WHEN = "We are sorry. {} we charged your card twice."


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("On 3 May", None),
        ("On 2 May", "2 May"),
        ("On 2 May 2026", "2 May 2026"),
        ("On May 2nd, 2026", "May 2nd, 2026"),
        ("On the 2nd of May", "2nd of May"),
        ("On 3 May 2025", "3 May 2025"),
        ("On 4 May 2027", "4 May 2027"),
        ("On 3/5/2026", None),
        ("On 5/3/2026", None),
        ("On 2/5/2026", "2/5/2026"),
        ("On 2.5.2026", "2.5.2026"),
        ("On 2026-05-02", "2026-05-02"),
        ("On 30 Apr", "30 Apr"),
        ("Between 3 and 5 May", None),
        ("From 2–4 May", None),
        ("From May 2–4", None),
        ("From 29–30 April", "29–30 April"),
        ("On Sunday 3 May", None),
        ("On Sunday, May 3", None),
        ("On Tuesday 3 May", "Tuesday 3 May"),
        ("On Tues, 3 May 2026", "Tues, 3 May 2026"),
        ("On Sunday", None),
        ("On Friday", "Friday"),
        ("Yesterday", None),
        # to come, or of something else
        ("On 6 May", None),
        ("On 3 December", "3 December"),
        ("On 3 September", None),
        ("On 30 February 2026", None),
        ("In May 2026", None),
        ("In May 12 customers told us that", None),
        ("These 2 may be wrong, and", None),
        ("In version 2.5.2026.1", None),
        ("In version 2.4.18", None),
        ("On 2/5/26", "2/5/26"),
        ("After the release of yesterday", None),
        ("For 3/5 of an hour", None),
        ("At 2:05", None),
        ("Since you ordered on 30 April,", None),
        ("After the update of 30 April", None),
        ("On 16 Ramadan 1447", None),
    ],
)
def test_days(said: str, wrong: str | None) -> None:
    assert flagged(WHEN.format(said), affected=None) == ([wrong] if wrong else [])


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("يوم ٣ مايو ٢٠٢٦", None),
        ("يوم ٢ مايو ٢٠٢٦", "٢ مايو ٢٠٢٦"),
        ("في 2 أيّار", "2 أيّار"),
        ("في 2 أيار/مايو 2026", "2 أيار/مايو 2026"),
        ("في 3 أيار (مايو) 2026", None),
        ("في 2 ماي", "2 ماي"),
        ("في 30 أفريل", "30 أفريل"),
        ("في 15 كانون الثاني 2026", "15 كانون الثاني 2026"),
        ("في ٢/٥/٢٠٢٦", "٢/٥/٢٠٢٦"),
        ("في ٥/٣/٢٠٢٦", None),
        ("في الثاني من مايو", None),
        ("في 2 من مايو", "2 من مايو"),
        ("بين 3 و5 مايو", None),
        ("يوم الأحد 3 مايو", None),
        ("يوم الثلاثاء، 3 مايو", "الثلاثاء، 3 مايو"),
        ("يوم الأحد", None),
        ("يوم الجمعة", "الجمعة"),
        ("أمس", None),
        ("في 16 ذو القعدة 1447", None),
        ("في 16/11/1447", None),
        ("بعد طلبكم في 30 أبريل", None),
    ],
)
def test_days_in_arabic(said: str, wrong: str | None) -> None:
    draft = f"نعتذر منكم. {said} خصمنا المبلغ مرتين من بطاقتكم."
    assert flagged(draft, affected=None) == ([wrong] if wrong else [])


def test_yesterday_is_the_day_before_the_mail() -> None:
    draft = WHEN.format("Yesterday")
    assert flagged(draft, started=at("2026-05-05T09:00:00+03:00"), resolved=None) == ["Yesterday"]
    assert flagged(draft, started=at("2026-05-04T09:00:00+03:00"), resolved=None) == []
    assert flagged(draft, started=at("2026-05-05T09:00:00+03:00"), resolved=None, planned_send=None) == []
    assert flagged("We are sorry. We charged your card twice in yesterday's run.", affected=None) == []


def test_another_time_zone_only_where_it_has_another_day() -> None:
    early = at("2026-05-03T02:00:00+03:00")  # 2 May, 23:00 UTC
    assert flagged(WHEN.format("On 2 May"), started=early) == []
    assert flagged(WHEN.format("On 1 May"), started=early) == ["1 May"]
    assert flagged(WHEN.format("On 2 May"), started=at("2026-05-03T03:00:00+03:00")) == ["2 May"]


def test_a_day_beside_one_that_fits_is_of_something_else() -> None:
    assert flagged("We are sorry. On 3 May we charged cards that we had charged on 28 April.") == []
    assert flagged(
        "Subject: x\n\nWe are sorry. On 3 May we charged you.\n\nOn 28 April we charged you twice."
    ) == ["28 April"]


@pytest.mark.parametrize(
    "draft",
    [
        "We are sorry. We charged your card twice. We will refund you by 2 May.",
        "We are sorry. We charged your card twice. Please check your statement of 2 May.",
        "We are sorry. The webinar is on Friday, not on Thursday.",
        "We are sorry. We told you that the show was on 2 May, and that was wrong.",
        "We are sorry. We charged your card twice on 3 May; Friday's class is cancelled.",
    ],
)
def test_days_of_something_else(draft: str) -> None:
    assert flagged(draft, affected=None) == []


def test_only_a_written_day_calms_a_written_one() -> None:
    assert flagged("We are sorry. Yesterday, 2 May, we charged your card twice.") == ["2 May"]
    assert flagged("We are sorry. On 3 May we charged your card twice, and on Friday we did so again.") == [
        "Friday"
    ]


def test_without_a_start_no_day_is_compared() -> None:
    assert flagged(WHEN.format("On 2 May"), started=None) == []


def test_a_day_of_the_week_alone_is_a_warning() -> None:
    severities = [
        [finding.severity.name for finding in report(WHEN.format(said))]
        for said in ("On 2 May", "On Friday", "On Monday 3 May")
    ]
    assert severities == [["error"], ["warning"], ["warning"]]


def test_what_the_calendar_says() -> None:
    (finding,) = report(WHEN.format("On Monday 3 May"))
    assert "Sunday" in finding.message
    (finding,) = report(WHEN.format("On 2 May"))
    assert "2026-05-03" in finding.message


ENGLISH = [
    "On {d} {month} we", "On {d} {month} {y} we", "On {month} {d}, {y}, we", "On the {d}th of {month} we",
    "On {y}-{m:02}-{d:02} we", "On {d}/{m}/{y} we", "On {m:02}/{d:02}/{y} we", "On {d}.{m}.{y} we",
    "On {weekday} {d} {month} {y} we", "On {weekday}, {month} {d}, we",
]  # fmt: skip
ARABIC = [
    "يوم {d} {شهر} {y}",
    "في {d} {شهر}",
    "يوم {d}/{m}/{y}",
    "في {y}-{m:02}-{d:02}",
    "في {d} من {شهر} {y}",
]
MONTHS = "January February March April May June July August September October November December".split()
MONTHS_AR = [
    "يناير", "شباط", "مارس", "نيسان", "مايو", "حزيران",
    "يوليو", "أوت", "أيلول", "أكتوبر", "تشرين الثاني", "ديسمبر",
]  # fmt: skip
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
COUNTS = ["{n}", "{n:,}", "about {n}", "at least {n}", "fewer than {more}"]
ZONES = st.sampled_from(["+03:00", "+00:00", "-08:00", "+13:00"])


def dated(form: str, day: date) -> str:
    names = {"month": MONTHS[day.month - 1], "شهر": MONTHS_AR[day.month - 1], "weekday": f"{day:%A}"}
    return form.format(d=day.day, m=day.month, y=day.year, **names)


def began(day: date, zone: str) -> dict[str, datetime]:
    return {
        "started": at(f"{day}T14:00:00{zone}"),
        "resolved": at(f"{day}T15:00:00{zone}"),
        "planned_send": at(f"{day + timedelta(2)}T09:00:00{zone}"),
    }


@given(
    day=DAYS,
    zone=ZONES,
    form=st.sampled_from(ENGLISH),
    n=st.integers(3, 10**7),
    count=st.sampled_from(COUNTS),
)
def test_a_mail_that_says_what_the_facts_say(day: date, zone: str, form: str, n: int, count: str) -> None:
    how_many = count.format(n=n, more=n + 1)
    draft = f"We are sorry. {dated(form, day)} charged {how_many} customers twice."
    assert flagged(draft, affected=n, **began(day, zone)) == []


@given(day=DAYS, zone=ZONES, form=st.sampled_from(ARABIC), n=st.integers(3, 10**7), digits=st.booleans())
def test_an_arabic_mail_that_says_what_the_facts_say(
    day: date, zone: str, form: str, n: int, digits: bool
) -> None:
    draft = f"نعتذر منكم. {dated(form, day)} خصمنا المبلغ مرتين من {n} عميل."
    draft = draft.translate(ARABIC_DIGITS) if digits else draft
    assert flagged(draft, affected=n, **began(day, zone)) == []


@given(day=DAYS, zone=ZONES, form=st.sampled_from(ENGLISH + ARABIC), days=st.integers(2, 150))
def test_a_day_before_it_began(day: date, zone: str, form: str, days: int) -> None:
    moved = day - timedelta(days)
    # "3/5" may be read as another day, which may fit or be to come.
    assume(moved.day > 12 or not any(part in form for part in ("{d}/{m}", "{m:02}/", "{d}.{m}")))
    said = dated(form, moved)
    draft = "نعتذر منكم. {} خصمنا المبلغ مرتين." if form in ARABIC else "We are sorry. {} charged you twice."
    (found,) = flagged(draft.format(said), affected=None, **began(day, zone))
    assert found is not None
    assert found in said


# Products


@pytest.mark.parametrize(
    ("draft", "wrong"),
    [
        ("Acme Shop was down for two hours.", ["Acme Shop"]),
        ("We charged customers of Acme Shop twice.", ["Acme Shop"]),
        ("Acme Pay was down for two hours.", []),
        ("The outage in Acme Pay did not affect Acme Shop.", []),
        ("Our site was down, and only Acme Shop worked.", []),
        ("We sent customers of Acme Pay the wrong prices of Acme Shop.", []),
        ("Our site was down. You find us in Acme Shop.", []),
        ("Our site was down. See acme.example/Acme Shop.", []),
        ("Acmepay was down for two hours.", ["Acmepay"]),
        ("Acme-Pay was down for two hours.", ["Acme-Pay"]),
        ("AcmePay's servers were down for two hours.", ["AcmePay"]),
        ("Ácme Pay was down for two hours.", ["Ácme Pay"]),
        ("ACME PAY was down for two hours.", []),
        ("Our acme pay was down for two hours.", []),
        ("Our site was down, write to acmepay@mail.example or see acmepay.example.", []),
        ("Our site was down. Use #AcmePay.", []),
        ("Acme Payments was down for two hours.", []),
    ],
)
def test_products(draft: str, wrong: list[str]) -> None:
    assert flagged(f"We are sorry. {draft}") == wrong


@pytest.mark.parametrize(
    ("draft", "wrong"),
    [
        ("توقف متجر أكمي ساعتين.", ["متجر أكمي"]),
        ("خصمنا المبلغ مرتين بمتجر أكمي.", ["متجر أكمي"]),
        ("توقف تطبيق أكمي باي ساعتين.", []),
        ("توقف تطبيق أكمي باي، ولم يتوقف متجر أكمي.", []),
        ("توقف تطبيق أكميباي ساعتين.", ["أكميباي"]),
        ("توقف تطبيق أكمي-باي ساعتين.", ["أكمي-باي"]),
        ("توقف تطبيق اكمي بايْ ساعتين.", []),
    ],
)
def test_products_in_arabic(draft: str, wrong: list[str]) -> None:
    assert flagged(f"نعتذر منكم. {draft}") == wrong


def test_a_longer_name_holds_a_shorter_one() -> None:
    draft = "We are sorry. We charged customers of Acme Pay Plus twice."
    assert flagged(draft, products=["Acme Pay Plus"], products_not_affected=["Acme Pay"]) == []
    assert flagged(draft, products=["Acme Pay"], products_not_affected=["Acme Pay Plus"]) == ["Acme Pay Plus"]


def test_names_with_capitals_inside_and_names_of_ordinary_words() -> None:
    sorry = "We are sorry. {} was down for two hours."
    assert flagged(sorry.format("Paypot"), products=["PayPot"]) == ["Paypot"]
    assert flagged(sorry.format("PAYPOT"), products=["PayPot"]) == []
    assert flagged(sorry.format("Our mail"), products=["Mail"]) == []
    assert flagged("We are sorry. We forgot that you pay later.", products=["Pay-Later"]) == []
    assert flagged(sorry.format("Pay Later"), products=["Pay-Later"]) == ["Pay Later"]
    assert flagged(sorry.format("AcmePay"), products=["Acme Pay", "AcmePay"]) == []
    assert flagged(sorry.format("A-B"), products=["AB"]) == []


def test_an_empty_name_stands_nowhere() -> None:
    assert flagged("We are sorry. We charged your card twice.", products_not_affected=["", " "]) == []


def test_a_spelling_is_a_warning_that_says_the_right_one() -> None:
    (finding,) = report("We are sorry. Acmepay was down for two hours.")
    assert finding.severity is Severity.warning
    assert '"Acme Pay"' in finding.message


def test_the_advice_names_the_product_that_was_affected() -> None:
    (finding,) = report("We are sorry. Acme Shop was down for two hours.", products=["Acme Pay"])
    assert '"Acme Pay"' in finding.help
    (finding,) = report("We are sorry. Acme Shop was down for two hours.", products=None)
    assert '"Acme Pay"' not in finding.help


# Where


def test_exact_places_in_markup() -> None:
    html = (
        "<p>We are sorry. On <b>2</b>&nbsp;M&#97;y we charged 3<b>2</b>1&nbsp;cust&#111;mers "
        "twice in Acme&shy;pay.</p>"
    )
    found = {f.text: f.place.span.slice for f in report(html, "a.html") if f.place and f.place.span}
    assert found == {
        "2 May": "2</b>&nbsp;M&#97;y",
        "321 customers": "3<b>2</b>1&nbsp;cust&#111;mers",
        "Acmepay": "Acme&shy;pay",
    }


def test_subject_and_heading_are_compared() -> None:
    message = "Subject: We charged your card twice on 2 May\n\nWe are sorry. On 3 May we charged you twice.\n"
    assert [(f.where, f.text) for f in report(message, "a.eml")] == [("subject", "2 May")]
    html = "<h1>What happened on 2 May</h1><p>We are sorry. On 3 May we charged you twice.</p>"
    assert [(f.where, f.text) for f in report(html, "a.html")] == [("heading", "2 May")]


def test_each_part_of_a_bilingual_mail_in_its_own_language() -> None:
    english = "<p>We are sorry. On {} May we charged your card twice.</p>"
    arabic = "<p dir='rtl'>نعتذر منكم. يوم {} مايو خصمنا المبلغ مرتين من بطاقتكم.</p>"
    assert [f.text for f in report(english.format(3) + arabic.format(2), "a.html")] == ["2 مايو"]
    assert [f.text for f in report(english.format(2) + arabic.format(3), "a.html")] == ["2 May"]


# Without facts


def test_without_facts_nothing_is_passed() -> None:
    checked = LINTER.check(read("a.txt", WHEN.format("On 2 May").encode()))
    assert list(checked) == []
    (gap,) = checked.not_checked
    assert "incident.toml" in gap.reason


def test_facts_that_hold_nothing_to_compare() -> None:
    (gap,) = report("We are sorry.", incident=Incident("billing")).not_checked
    assert gap.reason == "the facts give no number of people, no start and no product to compare"
    assert not report("We are sorry.", incident=Incident("billing", affected=0)).not_checked
