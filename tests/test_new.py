"""The drafts that `new` writes: our own rules find nothing in them, and nothing is left unexplained."""

from __future__ import annotations

import re
import tomllib
from itertools import product

import pytest

from apology_lint.bundled import rules_folder
from apology_lint.draft import with_values
from apology_lint.engine import Linter
from apology_lint.interface import LANGUAGES
from apology_lint.new import INCIDENTS, notes, placeholders, write
from apology_lint.readers import read
from apology_lint.report import Report
from apology_lint.rulebook import load_rulebook
from apology_lint.settings import Brand, Settings

ACME = Brand(
    names=("Acme Bakery",),
    domains=("acme.example",),
    logo="https://acme.example/img/logo.png",
    postal_address="12 Mill Lane, Ludlow SY8 1AA",
)
NOOR = Brand(("مخبز النور",), ("noor.example",), "noor-logo", "12 شارع المرفأ، جدة")
BRANDS = {
    "none": None,
    "full": ACME,
    "arabic": NOOR,
    "name": Brand(("Acme",)),
    "domain": Brand((), ("a.example",)),
}
SENDERS = {"full": "Acme Bakery <care@acme.example>", "arabic": "مخبز النور <care@noor.example>"}
DRAFTS = list(product(INCIDENTS, LANGUAGES))

#: What a sender could write, by language and placeholder.
FACTS = {
    "en": {
        "authority": "the data protection authority",
        "cause": "picked the wrong file",
        "charge_date": "3 May",
        "closed_date": "5 May",
        "consequences": "emails or calls in our name",
        "copies": "3",
        "count": "4,812",
        "discovery_date": "5 May",
        "effect": "sign in",
        "email_subject": "Spring sale: 20 % off everything",
        "end_time": "11:20 GMT",
        "exposed_data": "your email address and password",
        "exposure_date": "3 May",
        "item": "the Harbour cake",
        "notice_date": "6 May",
        "offensive_content": "a cruel remark about people with a disability",
        "order_date": "3 May",
        "order_number": "4471",
        "outage_date": "3 May",
        "page_title": "the spring menu",
        "people_hurt": "people who live with a disability",
        "prevention": "a second colleague checks every list before we send",
        "privacy_email": "privacy@acme.example",
        "protective_step": "change your password on our site",
        "refund_amount": "12 EUR",
        "refund_date": "9 May",
        "right_amount": "12 EUR",
        "right_content": "The shop is open on Friday",
        "sent_date": "3 May",
        "service": "the web shop",
        "signer": "Customer care",
        "start_time": "9:14 GMT",
        "stopped_time": "9:40 GMT",
        "untouched_data": "your address and card number",
        "what_happened": "We put a file with your data on a public page",
        "wrong_amount": "24 EUR",
        "wrong_content": "the shop is closed on Friday",
    },
    "ar": {
        "authority": "هيئة حماية البيانات",
        "cause": "اخترنا ملفًا آخر",
        "charge_date": "3 مايو",
        "closed_date": "5 مايو",
        "consequences": "مراسلتكم أو الاتصال بكم باسمنا",
        "copies": "3",
        "count": "4812",
        "discovery_date": "5 مايو",
        "effect": "تسجيل الدخول",
        "email_subject": "تخفيضات الربيع: خصم 20 % على كل شيء",
        "end_time": "11:20 بتوقيت السعودية",
        "exposed_data": "بريدكم الإلكتروني وكلمة المرور",
        "exposure_date": "3 مايو",
        "item": "كعكة المرفأ",
        "notice_date": "6 مايو",
        "offensive_content": "عبارة قاسية عن ذوي الإعاقة",
        "order_date": "3 مايو",
        "order_number": "4471",
        "outage_date": "3 مايو",
        "page_title": "قائمة الربيع",
        "people_hurt": "ذوو الإعاقة وأسرهم",
        "prevention": "يراجع زميل ثانٍ كل قائمة قبل الإرسال",
        "privacy_email": "privacy@acme.example",
        "protective_step": "غيّروا كلمة المرور في موقعنا",
        "refund_amount": "12 ريالًا",
        "refund_date": "9 مايو",
        "right_amount": "12 ريالًا",
        "right_content": "المتجر مفتوح يوم الجمعة",
        "sent_date": "3 مايو",
        "service": "المتجر الإلكتروني",
        "signer": "فريق خدمة العملاء",
        "start_time": "9:14 بتوقيت السعودية",
        "stopped_time": "9:40 بتوقيت السعودية",
        "untouched_data": "عناوينكم وأرقام بطاقاتكم",
        "what_happened": "نشرنا ملفًا فيه بياناتكم على صفحة عامة",
        "wrong_amount": "24 ريالًا",
        "wrong_content": "المتجر مغلق يوم الجمعة",
    },
}
SAME = {"contact_page": "contact", "page": "menu/spring", "logo_url": "https://acme.example/logo.png"}


def findings(report: Report) -> list[tuple[str, str, str]]:
    return [(finding.rule, finding.text, finding.message) for finding in report]


@pytest.mark.parametrize("brand", BRANDS)
def test_our_own_rules_find_nothing(brand: str) -> None:
    linter = Linter(Settings(brand=BRANDS[brand]))
    for incident, language in DRAFTS:
        email = read("draft.html", write(incident, language, BRANDS[brand]).encode())
        for sender in {None, SENDERS.get(brand)}:
            report = linter.check(with_values(email, sender=sender))
            assert findings(report) == [], (incident, language, sender)
            assert report.is_apology
            assert report.language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_nor_once_the_facts_are_filled_in(language: str) -> None:
    linter = Linter(Settings(brand=ACME))
    facts = FACTS[language] | SAME
    for incident in INCIDENTS:
        draft = write(incident, language, ACME)
        filled = re.sub(r"\{\{ (\w+) \}\}", lambda match: facts[match[1]], draft)
        report = linter.check(read("draft.html", filled.encode()))
        # Phones cut a long subject: how long it becomes lies with the sender.
        assert [each for each in findings(report) if each[0] != "long-subject"] == [], incident


@pytest.mark.parametrize(("incident", "language"), DRAFTS)
def test_every_placeholder_is_explained(incident: str, language: str) -> None:
    draft = write(incident, language)
    for lang in LANGUAGES:
        listed = placeholders(draft, lang)
        assert set(listed) == set(
            re.findall(r"\{+\s*(\w+)\s*\}+", re.sub(r"(?s)<style>.*?</style>", "", draft))
        )
        assert all(text and "\n" not in text for text in listed.values())
        assert notes(incident, lang) == [note for note in notes(incident, lang) if note.strip()]
    assert draft.count("{{") == len(re.findall(r"\{\{ [a-z]+(?:_[a-z]+)* \}\}", draft)), (
        "one way to write them"
    )


def test_nothing_is_explained_that_no_draft_has() -> None:
    used = {name for incident, language in DRAFTS for name in placeholders(write(incident, language), "en")}
    assert set(tomllib.loads((rules_folder() / "drafts" / "placeholders.toml").read_text("utf-8"))) == used


def test_explanations_are_in_the_language_asked_for() -> None:
    draft = write("outage", "en")
    arabic = re.compile("[\u0600-\u06ff]")
    assert all(arabic.search(text) for text in placeholders(draft, "ar").values())
    assert not any(arabic.search(text) for text in placeholders(draft, "en").values())


def test_the_notes_of_an_incident_are_as_many_in_each_language() -> None:
    for incident in INCIDENTS:
        assert len(notes(incident, "en")) == len(notes(incident, "ar")) > 0


def test_there_is_a_folder_for_every_incident_and_none_else() -> None:
    folders = {path.name for path in (rules_folder() / "drafts").iterdir() if path.is_dir()}
    assert folders == set(INCIDENTS)
    assert "drafts" not in load_rulebook().rules


def test_what_the_brand_says_stands_in_the_mail() -> None:
    draft = write("billing", "en", ACME)
    email = read("draft.html", draft.encode())
    assert email.images[0].src == ACME.logo
    assert email.images[0].alt is not None
    assert email.images[0].alt.value == "Acme Bakery"
    assert [link.host for link in email.links] == ["acme.example"]
    footer = [block.text.value for block in email.blocks if block.where == "footer"]
    assert "12 Mill Lane, Ludlow SY8 1AA" in "\n".join(footer)
    assert {"brand_name", "domain", "logo_url", "address"}.isdisjoint(placeholders(draft, "en"))


def test_part_of_a_logo_name_is_no_address() -> None:
    assert 'src="{{ logo_url }}"' in write("billing", "en", NOOR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_the_brand_is_no_markup_and_no_template(language: str) -> None:
    name = '"Bread" & <b>Sons\'</b> {{ secret }} {% x %} $heading مخبز'
    brand = Brand((name,), ('a.example"><i>',), 'https://a.example/"><u>x', '1 <Road> & "Co" ${x}')
    draft = write("billing", language, brand)
    email = read("draft.html", draft.encode())
    assert not re.search("<b>|<i>|<u>|<Road>", draft)
    assert email.images[0].alt is not None
    assert email.images[0].alt.value == name
    assert email.images[0].src == brand.logo
    text = "\n".join(block.text.value for block in email.blocks)
    assert name in text
    assert brand.postal_address in text
    assert "secret" not in placeholders(draft, "en")
    assert "{%" not in draft


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_mail_says_its_language_and_direction(language: str, direction: str) -> None:
    email = read("draft.html", write("outage", language).encode())
    assert email.declared_language == language
    assert {block.direction for block in email.blocks if block.where != "alt"} - {"auto"} == {direction}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_sees_subject_preheader_and_button(language: str) -> None:
    email = read("draft.html", write("broken-link", language, ACME).encode())
    assert email.subject is not None
    assert email.subject.value
    assert email.preheader is not None
    assert email.preheader.value not in "\n".join(block.text.value for block in email.blocks)
    (button,) = [link for link in email.links if link.where == "button"]
    assert button.host == "acme.example"


def test_an_unknown_incident_or_language_is_named_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r'unknown incident "biling" \(did you mean "billing"\?\)'):
        write("biling", "en")
    with pytest.raises(ValueError, match=r'unknown incident "\.\./billing"'):
        write("../billing", "en")
    with pytest.raises(ValueError, match='no drafts in "fr"'):
        write("billing", "fr")


def test_a_name_in_another_script_is_nothing_left_over() -> None:
    email = read("draft.html", "<p>We at مخبز النور sent you the wrong invoice.</p>".encode())
    select = ("leftover-language",)
    assert findings(Linter(Settings(select=select, brand=NOOR)).check(email)) == []
    assert len(findings(Linter(Settings(select=select)).check(email))) == 1
