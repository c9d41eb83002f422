"""Record batches: what comes out is what `Linter.check` says of each draft, wherever it is run."""

from __future__ import annotations

import doctest
import multiprocessing
import pickle
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from apology_lint import Brand, Incident, Linter, Settings, Severity, TableError, batches, lint
from apology_lint.batches import DDL, SCHEMA, BatchLinter
from apology_lint.draft import with_values
from apology_lint.files import UnreadableError
from apology_lint.readers import read

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

EXAMPLES = Path(__file__).parents[1] / "examples"
VALUES = ("subject", "sender", "reply_to", "preheader")
ROW = pa.schema(
    {
        "id": pa.int64(),
        "draft": pa.binary(),
        "name": pa.string(),
        **dict.fromkeys(VALUES, pa.string()),
        "language": pa.string(),
    }
)
ARABIC_PAGE = (
    '<html lang="ar"><head><meta charset="windows-1256"></head><body dir="rtl">'
    "<p>للأسف أرسلنا إليكم رسالة خاطئة، ونعتذر عن أي إزعاج.</p></body></html>"
)


def rows() -> list[dict[str, Any]]:
    """The examples, drafts of all formats in both languages, and what nobody can read."""
    drafts: list[dict[str, Any]] = [
        {"draft": path.read_bytes(), "name": path.name} for path in sorted(EXAMPLES.glob("*/*.*ml"))
    ]
    for number in range(20):
        said = ("Oops! We", "We are sorry that we", "Unfortunately some users")[number % 3]
        letter = f"{said} charged order {number * 37} twice on May {number + 1}. Click here to see it."
        apology = (
            f"نعتذر عن أي إزعاج. تم خصم مبلغ الطلب {number * 37} مرتين، وسنعيد المبلغ خلال {number + 2} أيام."
        )
        drafts += [
            {
                "draft": f"<p>{letter}</p>".encode(),
                "subject": f"Oops {number}",
                "sender": "no-reply@acme.example",
            },
            {"draft": letter.encode(), "preheader": "Read this", "reply_to": "noreply@gmail.com"},
            {"draft": f"<p dir='rtl'>{apology}</p>".encode(), "subject": "تحديث مهم", "language": "ar-EG"},
            {"draft": apology.encode(), "sender": "متجر أكمي <care@acme.example>", "language": "en_GB"},
        ]
    drafts += [
        {"draft": ARABIC_PAGE.encode("windows-1256")},
        {"draft": b"From: a@acme.example\nSubject: Oops\n\nWe are sorry: \xff\xfe \xe9 charged twice.\n"},
        {"draft": b"Subject: this is no header of a mail\n\nOops!", "name": "late.html"},
        {"draft": "Nous sommes désolés de cette erreur, oops.".encode(), "language": "FR"},
        {"draft": b"\xff\xff not a mail"},
        {"draft": b"  \n"},
        {"draft": b"%PDF\0\0\0"},
        {"draft": None, "subject": "Oops"},
    ]
    return [{**dict.fromkeys(ROW.names), "id": number, **draft} for number, draft in enumerate(drafts)]


def one_by_one(linter: Linter, row: dict[str, Any]) -> dict[str, Any]:
    """What the outcome of a row must be, from the report that the JSON output has."""
    nothing = {"id": row["id"], **dict.fromkeys(SCHEMA.names), "ok": False}
    if row["draft"] is None:
        return nothing | {"unreadable": "the draft is null: there is nothing to check"}
    try:
        email = read(row["name"] or "mail", row["draft"])
    except UnreadableError as error:
        return nothing | {"unreadable": str(error)}
    email = with_values(email, **{name: row[name] for name in VALUES})
    language = row["language"].lower()[:2] if row["language"] else None
    report = linter.check(email, language).to_dict()
    findings = [
        {
            **{key: finding[key] for key in ("rule", "severity", "message", "help", "where", "text")},
            "line": finding["start"] and finding["start"]["line"],
            "column": finding["start"] and finding["start"]["column"],
        }
        for finding in report["findings"]
    ]
    severities = [finding["severity"] for finding in findings]
    return {
        "id": row["id"],
        "is_apology": report["is_apology"],
        "ok": "error" not in severities,
        "language": report["language"],
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "findings": findings,
        "unreadable": None,
    }


def batch(table: list[dict[str, Any]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(table, ROW)


def in_batches(table: list[dict[str, Any]], size: int = 17) -> Iterator[pa.RecordBatch]:
    for at in range(0, len(table), size):
        yield batch(table[at : at + size])


def of_drafts(drafts: list[Any], kind: pa.DataType | None = None) -> list[dict[str, Any]]:
    """The outcome of drafts in a column of a type."""
    return BatchLinter().check(pa.record_batch({"draft": pa.array(drafts, kind)})).to_pylist()


@pytest.fixture
def house(tmp_path: Path) -> Settings:
    """Settings of every kind that a worker must get: a brand, what to ignore, severities, a pack."""
    pack = tmp_path / "our-rules" / "no-synergies"
    pack.mkdir(parents=True)
    (pack / "rule.toml").write_text(
        'category = "clarity"\nseverity = "info"\nguidance = ["not-vague"]\nkind = "phrase"\n'
        'evidence = "E1"\nsources = ["Our own style"]\n'
    )
    (pack / "en.toml").write_text(
        'title = "No orders"\nwhy = "We call them purchases."\nbecause = "Our choice."\n'
        'bad = ["Your [[order]] is late."]\ngood = ["Your purchase is late."]\n'
        '[messages.main]\nmessage = "{text}: a purchase."\nhelp = "Write purchase."\n'
        '[[phrases]]\nmatch = ["order"]\n'
    )
    return Settings(
        brand=Brand(names=("Acme",), domains=("acme.example",)),
        ignore=("humor", "accessibility"),
        severity={"vague-link-text": Severity.error},
        rules=(pack.parent,),
    )


def test_the_documentation_holds() -> None:
    assert doctest.testmod(batches) == doctest.TestResults(failed=0, attempted=3)


def test_every_column_is_described() -> None:
    page = (EXAMPLES.parent / "docs" / "batches.md").read_text(encoding="utf-8")
    first = re.findall(r"^\| (`.*?) \|", page, re.M)
    named = [name for cell in first for name in re.findall(r"`(\w+)`", cell)]
    assert named == ["draft", *batches.VALUES, *SCHEMA.names]


def test_every_draft_has_the_findings_that_it_has_alone() -> None:
    table = rows()
    given = [batch([]), *in_batches(table), batch([])]
    outcomes = list(BatchLinter(keep=("id",))(given))
    assert [len(outcome) for outcome in outcomes] == [len(one) for one in given]
    found = pa.Table.from_batches(outcomes).to_pylist()
    linter = Linter()
    assert found == [one_by_one(linter, row) for row in table]
    assert sum(row["unreadable"] is not None for row in found) == 4
    assert {"en", "ar", "fr"} <= {row["language"] for row in found}
    assert sum(len(row["findings"] or ()) for row in found) > 200


def test_one_batch_at_a_time() -> None:
    given = in_batches(rows()[:6], 2)
    next(BatchLinter(keep=("id",))(given))
    assert [row["id"] for row in next(given).to_pylist()] == [2, 3]


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.binary_view(),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int8(), pa.large_binary()),
    ],
    ids=str,
)
def test_columns_of_every_type_of_text(kind: pa.DataType) -> None:
    drafts = ["Oops! We are sorry.", None, "نعتذر عن أي إزعاج.", "Oops! We are sorry."]
    whole = pa.array(["not this", *drafts]).cast(kind)
    given = pa.record_batch({"draft": whole, "subject": whole}).slice(1)
    assert BatchLinter().check(given).to_pylist() == [
        {key: value for key, value in one_by_one(Linter(), row).items() if key != "id"}
        for text in drafts
        for row in [{**dict.fromkeys(ROW.names), "draft": text and text.encode(), "subject": text}]
    ]


def test_a_text_is_in_no_charset_whatever_it_declares() -> None:
    (text,) = of_drafts([ARABIC_PAGE])
    (data,) = of_drafts([ARABIC_PAGE.encode("windows-1256")])
    assert text == data
    assert "أرسلنا إليكم" in str(text["findings"])
    assert [finding.text for finding in lint(ARABIC_PAGE)] == [
        finding["text"] for finding in text["findings"]
    ]


def test_bytes_that_a_column_of_texts_should_not_hold() -> None:
    invalid = pa.array([b"\xff\xff not a mail", b"Oops! We are sorry."]).view(pa.string())
    first, second = BatchLinter().check(pa.record_batch({"draft": invalid, "subject": invalid})).to_pylist()
    assert "not valid UTF-8" in first["unreadable"]
    assert second["findings"][0]["text"] == "Oops"


def test_what_no_charset_explains_can_be_written() -> None:
    draft = b"From: a@acme.example\nSubject: Sorry\n\nWe are sorry for any inconvenience, {{ caf\xe9 }}.\n"
    (outcome,) = of_drafts([draft])
    assert any("{{ caf\ufffd }}" in (finding["text"] or "") for finding in outcome["findings"])
    page = b'<html lang="\xe9"><p>Nous sommes navres de cette erreur dans notre message de lundi.</p>'
    (outcome,) = of_drafts([b"From: a@acme.example\nContent-Type: text/html\n\n" + page])
    assert outcome["language"] == "\ufffd"


def test_no_draft_at_all() -> None:
    assert of_drafts([]) == []
    (outcome,) = of_drafts([None], pa.null())
    assert (outcome["ok"], outcome["is_apology"], outcome["findings"]) == (False, None, None)


def test_kept_columns_come_first_and_are_as_they_were() -> None:
    table = batch(rows()[:3]).append_column("list", pa.array([[1], None, []]))
    outcome = BatchLinter(keep=["list", "name", "id"]).check(table)
    assert outcome.schema.names == ["list", "name", "id", *SCHEMA.names]
    assert outcome.select(["list", "name", "id"]) == table.select(["list", "name", "id"])
    assert outcome.schema == BatchLinter(keep=["list", "name", "id"]).schema(table.schema)


@pytest.mark.parametrize(
    ("columns", "keep", "reason"),
    [
        (["id", "drafts"], ["id"], 'no column "draft" (did you mean "drafts"?); there are: id, drafts'),
        (["draft", "id"], ["ids"], 'no column "ids" (did you mean "id"?); there are: draft, id'),
        (["draft", "Subject"], [], 'column "Subject" is not read (did you mean "subject"?): name it in keep'),
        (
            ["draft", "id"],
            [],
            'column "id" is not read: name it in keep to carry it through, or leave it out',
        ),
        (["draft", "language"], ["language"], 'the outcome has a column "language" of its own'),
    ],
)
def test_columns_that_are_wrong(columns: list[str], keep: list[str], reason: str) -> None:
    given = pa.record_batch({name: pa.array(["x"]) for name in columns})
    with pytest.raises(ValueError, match=re.escape(reason)):
        list(BatchLinter(keep=keep)([given]))


def test_a_column_that_is_no_text() -> None:
    given = pa.record_batch({"draft": pa.array(["Oops"]), "subject": pa.array([1])})
    with pytest.raises(ValueError, match='column "subject" must hold text or bytes, not int64'):
        BatchLinter().check(given)


def test_the_rules_are_loaded_once_for_the_same_settings(
    monkeypatch: pytest.MonkeyPatch, house: Settings
) -> None:
    built = []

    def counted(settings: Settings) -> Linter:
        built.append(settings)
        return Linter(settings)

    monkeypatch.setattr(batches, "Linter", counted)
    for settings in (house, replace(house), replace(house, ignore=()), house):
        linter = pickle.loads(pickle.dumps(BatchLinter(settings)))
        linter.check(pa.record_batch({"draft": ["Oops"]}))
        linter.check(pa.record_batch({"draft": ["Oops"]}))
    assert built == [house, replace(house, ignore=())]


def test_a_setting_that_is_wrong() -> None:
    with pytest.raises(TableError, match="did you mean"):
        BatchLinter(Settings(ignore=("humour",))).check(pa.record_batch({"draft": ["Oops"]}))


def test_the_facts_about_the_incident() -> None:
    draft = "We are sorry that we sent you the May newsletter."
    incident = Incident(kind="suppression-list")
    outcome = BatchLinter(incident=incident).check(pa.record_batch({"draft": [draft]})).to_pylist()[0]
    assert "do-not-send" in [finding["rule"] for finding in outcome["findings"]]
    assert "do-not-send" not in [finding["rule"] for finding in of_drafts([draft])[0]["findings"]]


@pytest.mark.slow
def test_a_pool_of_processes(house: Settings) -> None:
    """Started anew, not forked: nothing comes along but what is pickled."""
    table = rows()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        outcomes = pool.map(BatchLinter(house, keep=("id",)).check, list(in_batches(table)), chunksize=1)
    linter = Linter(house)
    assert pa.Table.from_batches(outcomes).to_pylist() == [one_by_one(linter, row) for row in table]


@pytest.mark.slow
def test_spark(spark: SparkSession, house: Settings) -> None:
    table = rows()
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "10")
    frame = spark.createDataFrame(pa.Table.from_batches(in_batches(table))).repartition(4, "id")
    linter = BatchLinter(house, keep=("id",))
    found = frame.mapInArrow(linter, f"id bigint, {DDL}").orderBy("id").toArrow().to_pylist()
    alone = Linter(house)
    assert found == [one_by_one(alone, row) for row in table]
    rules = {finding["rule"] for row in found for finding in row["findings"] or ()}
    assert "no-synergies" in rules
    assert "humor" not in rules

    texts = frame.where("id = 60").selectExpr("cast(draft as string) as draft", "null as subject")
    (outcome,) = texts.mapInArrow(BatchLinter(), DDL).toArrow().to_pylist()
    row = {**dict.fromkeys(ROW.names), "draft": table[60]["draft"]}
    assert {"id": None, **outcome} == one_by_one(Linter(), row)
