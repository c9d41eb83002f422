"""Advice that names the facts: used where they hold all that it names, and only there."""

from __future__ import annotations

from datetime import datetime

import pytest

from apology_lint.engine import Linter
from apology_lint.incident import Incident
from apology_lint.readers import read
from apology_lint.rulebook import load_rulebook
from apology_lint.settings import Settings

BEGAN = datetime.fromisoformat("2026-05-03T09:14:00+03:00")
ENDED = datetime.fromisoformat("2026-05-03T16:00:00+03:00")
#: Facts by the name that an advice uses, and how it says them.
HELD: dict[str, tuple[dict[str, object], str]] = {
    "what": ({"what": "We charged 4,711 cards twice."}, "We charged 4,711 cards twice."),
    "affected": ({"affected": 4711}, "4,711"),
    "started": ({"started": BEGAN}, "2026-05-03 09:14 +03:00"),
    "resolved": ({"resolved": ENDED}, "2026-05-03 16:00 +03:00"),
}
CASES = [
    ("vague-wording", "event", ["what"],
     "Something went wrong.", "نعتذر عن هذه المشكلة."),
    ("vague-wording", "outage", ["what"],
     "There was a technical issue that has affected our shop.", "سبب التأخر مشكلة في النظام."),
    ("vague-wording", "who", ["affected"],
     "Some users got two invoices.", "وصلت الفاتورة إلى بعض العملاء."),
    ("vague-wording", "done", ["resolved"],
     "We are working on it.", "نعمل على حل المشكلة."),
    ("ambiguous-wording", "reader", ["affected"],
     "We are sorry: you may be one of them.", "نعتذر منكم. وصلت الصورة في بعض الحالات إلى الجار."),
    ("ambiguous-wording", "over", ["resolved"],
     "We are sorry for the fault, which is mostly fixed.", "نعتذر منكم. من المفترض أن يعمل المصعد الآن."),
    ("missing-explanation", "main", ["what"],
     "We are sorry.", "نعتذر منكم."),
    ("missing-repair", "main", ["resolved"],
     "We are sorry. We charged you twice.", "نعتذر منكم. خصمنا المبلغ مرتين."),
    ("vague-subject", "main", ["what"],
     "Subject: Update\n\nWe are sorry.", "Subject: تنبيه\n\nنعتذر منكم."),
    ("minimizing", "few", ["affected"],
     "We are sorry: it hit only a few of you.", "نعتذر منكم. طال العطل قلة قليلة."),
    ("minimizing", "short", ["started", "resolved"],
     "We are sorry for the brief outage.", "نعتذر منكم. انقطع الماء لفترة وجيزة."),
    ("agentless-passive", "repair", ["resolved"],
     "We are sorry. The fault has been fixed.", "نعتذر منكم. تم إصلاح الرابط أمس."),
]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(("rule", "message", "names", "english", "arabic"), CASES, ids=lambda v: str(v)[:20])
def test_advice_with_and_without_facts(
    rule: str, message: str, names: list[str], english: str, arabic: str, lang: str
) -> None:
    linter = Linter(Settings(select=(rule,), lang=lang))
    draft = english if lang == "en" else arabic
    name = "a.eml" if draft.startswith("Subject") else "a.txt"

    def advice(*held: str) -> list[str]:
        facts = {key: value for one in held for key, value in HELD[one][0].items()}
        incident = Incident("other", **facts) if held else None  # type: ignore[arg-type]
        return [one.help for one in linter.check(read(name, draft.encode()), lang, incident=incident)]

    plain = load_rulebook().rules[rule].texts[lang].messages[message].help
    assert advice() == [plain]
    (sharper,) = advice(*names)
    assert all(HELD[one][1] in sharper for one in names)
    # Facts of which one is missing, or only others: as without.
    for missing in names:
        assert advice(*(one for one in HELD if one != missing)) == [plain]
