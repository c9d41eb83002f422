"""Facts about an incident: what may stand in incident.toml, what is refused, where it is found."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import jsonschema
import pytest

from apology_lint import TableError, lint, load_incident
from apology_lint.incident import FILE_NAME, Approval, find_incident, schema
from apology_lint.incident.starter import described, description, inner

EXAMPLES = Path(__file__).parents[1] / "examples"

WHOLE = """
kind = "data-exposure"
what = "A file was open."
message = "notice"
noticed = false
started = 2026-05-01T21:40:00+03:00
detected = 2026-05-03T10:55:00+03:00
sending-stopped = 2026-05-03T11:00:00+03:00
resolved = 2026-05-03T11:15:00+03:00
planned-send = 2026-05-04T09:00:00Z
next-update = 2026-05-05T09:00:00Z
affected = 1940
affected-uncertain = true
segment = "collection orders"
products = ["Acme Pay"]
products-not-affected = ["Acme Shop"]
jurisdictions = ["SA", "US-CA"]
owner = "Head of CRM"
[exposed]
data = ["name", "phone"]
not-touched = ["card"]
by-us = true
delayed-by-police = true
email-agreed = false
[authority]
told = 2026-05-03T18:30:00+03:00
not-needed = "no"
late-because = "so"
[[approvals]]
role = "legal"
name = "Head of Legal"
at = 2026-05-03T17:10:00+03:00
[[approvals]]
role = "security"
name = "Head of IT"
[monitoring]
what = ["bounces"]
by = "Lead"
until = 2026-05-18
[recipients]
list = ["recipients.csv", "postgresql://host/db?table=people"]
affected = ["/lists/affected.csv"]
suppressed = ["suppressed/*.csv.gz"]
already-apologised = ["apologised.csv"]
column = ["mail"]
segment-column = "country"
same-mailbox = ["dots"]
"""


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / FILE_NAME
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_every_key_arrives_where_rules_read_it(tmp_path: Path) -> None:
    found = load_incident(write(tmp_path, WHOLE))
    assert (found.kind, found.what, found.message, found.noticed) == (
        "data-exposure",
        "A file was open.",
        "notice",
        False,
    )
    assert found.started == datetime.fromisoformat("2026-05-01T21:40:00+03:00")
    assert found.detected == datetime.fromisoformat("2026-05-03T07:55:00Z")
    assert found.sending_stopped == datetime.fromisoformat("2026-05-03T11:00:00+03:00")
    assert found.resolved == datetime.fromisoformat("2026-05-03T11:15:00+03:00")
    assert found.planned_send == datetime.fromisoformat("2026-05-04T12:00:00+03:00")
    assert found.next_update == datetime.fromisoformat("2026-05-05T09:00:00Z")
    assert (found.affected, found.affected_uncertain, found.segment) == (1940, True, "collection orders")
    assert (found.products, found.products_not_affected) == (("Acme Pay",), ("Acme Shop",))
    assert (found.jurisdictions, found.owner) == (("SA", "US-CA"), "Head of CRM")
    assert found.exposed is not None
    assert (found.exposed.data, found.exposed.not_touched) == (("name", "phone"), ("card",))
    assert (found.exposed.by_us, found.exposed.delayed_by_police, found.exposed.email_agreed) == (
        True,
        True,
        False,
    )
    assert found.authority.told == datetime.fromisoformat("2026-05-03T18:30:00+03:00")
    assert (found.authority.not_needed, found.authority.late_because) == ("no", "so")
    assert found.approvals == (
        Approval("legal", "Head of Legal", datetime.fromisoformat("2026-05-03T17:10:00+03:00")),
        Approval("security", "Head of IT"),
    )
    assert (found.monitoring.what, found.monitoring.by) == (("bounces",), "Lead")
    assert found.monitoring.until == date(2026, 5, 18)
    assert found.lists.recipients == (
        str(tmp_path / "recipients.csv"),
        "postgresql://host/db?table=people",
    )
    assert found.lists.affected == ("/lists/affected.csv",)
    assert found.lists.suppressed == (str(tmp_path / "suppressed/*.csv.gz"),)
    assert found.lists.apologised == (str(tmp_path / "apologised.csv"),)
    assert (found.lists.column, found.lists.segment_column) == (("mail",), "country")
    assert found.lists.same_mailbox == ("dots",)


def test_the_file_above_has_every_key() -> None:
    table = tomllib.loads(WHOLE)
    assert set(table) == set(schema()["properties"])
    for name, value in table.items():
        if keys := inner(described(name)):
            assert set(keys) == set(value[0] if isinstance(value, list) else value)


def test_what_is_not_said_is_not_known(tmp_path: Path) -> None:
    found = load_incident(write(tmp_path, 'kind = "billing"'))
    assert found.message == "apology"
    assert found.noticed is found.affected is found.detected is found.exposed is found.authority.told is None
    assert found.approvals == found.monitoring.what == found.lists.recipients == ()
    assert not found.data_exposed
    assert load_incident(write(tmp_path, 'kind = "data-exposure"')).data_exposed
    assert load_incident(write(tmp_path, 'kind = "wrong-list"\nexposed.data = ["name"]')).data_exposed


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", '"kind" is missing'),
        ('kind = "wrong-lst"', '"kind" must be one of wrong-list, wrong-content'),
        ('kind = "wrong-lst"', '(did you mean "wrong-list"?)'),
        ("detectd = 1", 'unknown key "detectd" (did you mean "detected"?)'),
        ('exposed.date = ["name"]', 'unknown key "date" in "exposed" (did you mean "data"?)'),
        ("exposed = {}", '"data" is missing in "exposed"'),
        ('exposed.data = ["nam"]', '"exposed.data, entry 1" must be one of'),
        ("detected = 2026-05-03T15:20:00", '"detected" lacks its time zone: write 2026-05-03T15:20:00+03:00'),
        ('detected = "2026-05-03T15:20:00Z"', '"detected" must be a time with its zone, without quotation'),
        ("detected = 2026-05-03", '"detected" must be a time with its zone'),
        ("authority.told = 2026-05-03T15:20:00", '"authority.told" lacks its time zone'),
        ("monitoring.until = 2026-05-03T15:20:00Z", '"monitoring.until" must be a day'),
        ('monitoring.what = ["opens"]', '"monitoring.what, entry 1" must be one of inbox-placement'),
        ("affected = -1", '"affected" must be 0 or more, not -1'),
        (f"affected = 0x{'f' * 5000}", '"affected" must be 10,000,000,000 or less'),
        ("started = 0001-01-01T00:00:00+03:00", '"started" lies in the year 1; it must be one from 1900'),
        ("planned-send = 9999-12-31T23:59:59-12:00", '"planned-send" lies in the year 9999'),
        ("monitoring = { until = 9999-12-31 }", '"monitoring.until" lies in the year 9999'),
        ('affected = "312"', '"affected" must be a number, not a text'),
        ("affected = true", '"affected" must be a number, not true or false'),
        ('products = "Acme Pay"', '"products" must be a list, not a text'),
        ('jurisdictions = ["Germany"]', '"jurisdictions, entry 1" must be like "US-CA"'),
        ('approvals = [{ role = "legal" }]', '"name" is missing in "approvals, entry 1"'),
        (
            'approvals = [{ role = "legal", name = "L", at = 2026-05-03T15:20:00 }]',
            '"approvals, entry 1.at" lacks its time zone',
        ),
        ('recipients.list = "people.csv"', '"recipients.list" must be a list'),
        ('recipients.list = ["\\u0000"]', "must not hold the character U+0000"),
        ('recipients.same-mailbox = ["tags"]', '"recipients.same-mailbox, entry 1" must be one of plus-tags'),
        ('kind = "other"\nkind = "other"', "end of document: Cannot overwrite a value"),
        (b"\xff", "byte 0: not valid UTF-8"),
        ("a = " + "[" * 5000, "nested too deeply"),
        (".".join("a" * 3000) + " = 1", 'unknown key "a"'),
        (f"# {'x' * 1_000_000}", "larger than 1,000,000 bytes"),
        ("affected = " + "1" * 5000, ""),
    ],
)
def test_a_mistake_is_named_with_its_key(tmp_path: Path, content: str | bytes, message: str) -> None:
    if isinstance(content, str) and "kind" not in content and content:
        content = f'kind = "other"\n{content}'
    path = write(tmp_path, content)
    with pytest.raises(TableError) as caught:
        load_incident(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("started", "detected"),
        ("started", "sending-stopped"),
        ("started", "resolved"),
        ("started", "planned-send"),
        ("detected", "planned-send"),
    ],
)
def test_what_cannot_have_come_before(tmp_path: Path, earlier: str, later: str) -> None:
    # The clock of the later time shows less and yet it is later, or the other way round.
    fine = f'kind = "other"\n{earlier} = 2026-05-03T12:00:00+03:00\n{later} = 2026-05-03T10:00:00Z'
    load_incident(write(tmp_path, fine))
    wrong = f'kind = "other"\n{earlier} = 2026-05-03T10:00:00Z\n{later} = 2026-05-03T12:00:00+03:00'
    with pytest.raises(TableError, match=f'"{later}" lies before "{earlier}"'):
        load_incident(write(tmp_path, wrong))


def test_a_device_that_never_ends_is_not_read_to_its_end(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="larger than"):
        load_incident(Path("/dev/zero"))
    with pytest.raises(TableError, match="cannot be read"):
        load_incident(tmp_path / "none.toml")


def test_it_is_found_beside_the_draft_and_not_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, 'kind = "other"')
    assert find_incident(tmp_path / "draft.html") == path
    assert find_incident(tmp_path / "below" / "draft.html") is None
    monkeypatch.chdir(tmp_path)
    assert find_incident(None) == Path(FILE_NAME)


def test_every_key_is_described_in_both_languages() -> None:
    for name in schema()["properties"]:
        for path in (name, *(f"{name}.{key}" for key in inner(described(name)))):
            assert described(path)["examples"], path
            assert description(path, "en") != description(path, "ar")
            assert any("\u0600" <= letter <= "\u06ff" for letter in description(path, "ar")), path


def test_the_examples_of_the_schema_follow_it() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    for name in schema()["properties"]:
        for example in described(name)["examples"]:
            jsonschema.validate({"kind": "other", name: example}, schema())


# The shipped examples


@pytest.mark.parametrize("name", sorted({path.parent.name for path in EXAMPLES.glob("*/good.*")}))
def test_an_example_has_its_facts_beside_it(name: str) -> None:
    (draft,) = (EXAMPLES / name).glob("good.*")
    path = find_incident(draft)
    assert path is not None
    found = load_incident(path)
    for fact in ("what", "started", "detected", "planned_send", "affected", "segment", "owner"):
        assert getattr(found, fact), fact
    assert found.sending_stopped or found.resolved
    assert len(found.monitoring.what) == 4
    assert found.detected is not None
    assert found.planned_send is not None
    assert (found.planned_send - found.detected).total_seconds() <= 24 * 3600
    assert [(finding.rule, finding.text) for finding in lint(draft, incident=found)] == []
    if found.data_exposed:
        assert found.jurisdictions
        assert found.authority.told is not None
        assert {one.role for one in found.approvals} == {"legal", "security"}
    for approval in found.approvals:
        assert approval.at is not None
        assert found.detected < approval.at < found.planned_send


def test_the_lists_of_the_example_have_the_faults_they_show() -> None:
    folder = EXAMPLES / "wrong-list"
    found = load_incident(folder / FILE_NAME)
    rows = {}
    for name in ("recipients", "affected", "suppressed"):
        (path,) = getattr(found.lists, name)
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows[name] = [row["email"] for row in csv.DictReader(file)]
    (undeliverable,) = (address for address in rows["recipients"] if ".." in address)
    people = {name: {*map(str.casefold, column)} - {undeliverable} for name, column in rows.items()}
    assert len(rows["recipients"]) == 30
    assert len(people["recipients"] - people["affected"]) == 2
    assert len(people["affected"] - people["recipients"]) == 1
    assert len(people["recipients"] & people["suppressed"]) == 1
    assert [n for n in Counter(address.casefold() for address in rows["recipients"]).values() if n > 1] == [2]
    assert len(set(rows["recipients"])) == 30  # the twins differ in their capitals
