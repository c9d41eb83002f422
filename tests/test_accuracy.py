"""The measure of accuracy: its arithmetic by hand, the command on made-up mail and, if at hand, on real."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from apology_lint import Linter, TableError

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "benchmarks" / "accuracy.py"
CORPUS = ROOT.parent / "shared" / "corpora" / "apologies"

sys.path.append(str(SCRIPT.parent))
import accuracy  # noqa: E402
import labelled  # noqa: E402
from accuracy import Counts  # noqa: E402
from labelled import Hit, Judged, Mail, Stretch  # noqa: E402


def table(**changes: Any) -> dict[str, Any]:
    """A labelled mail as its file holds it."""
    nothing: dict[str, Any] = {"reader1": {}, "reader2": {}}
    return {
        "id": "1",
        "lang": "en",
        "kind": "sent",
        "subject": None,
        "sender": None,
        "body": "Oops! We sent the wrong link. Oops again.",
        "labels": nothing,
        "quotes": nothing,
    } | changes


def mail(**changes: Any) -> Mail:
    return labelled.mail_from(table(**changes))


def judged(of: Mail, *hits: Hit, is_apology: bool = False) -> Judged:
    return Judged(of, of.lang, is_apology, list(hits))


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [
        (Counts(20, 5, 10, 15), 0.4),  # 0.7 observed, 0.5 by chance
        (Counts(1, 1, 0, 2), 0.5),  # 0.75 observed, 0.5 by chance
        (Counts(45, 15, 25, 15), 6 / 46),  # 0.6 observed, 0.54 by chance
        (Counts(3, 0, 0, 7), 1.0),
        (Counts(0, 5, 5, 0), -1.0),
        (Counts(0, 0, 4, 6), 0.0),  # a linter that never says yes
    ],
)
def test_kappa(counts: Counts, kappa: float) -> None:
    assert accuracy.kappa(counts) == pytest.approx(kappa)


@pytest.mark.parametrize("counts", [Counts(), Counts(tp=5), Counts(tn=5)])
def test_kappa_is_not_defined_if_nobody_can_disagree(counts: Counts) -> None:
    assert math.isnan(accuracy.kappa(counts))


def test_precision_recall_f1() -> None:
    counts = Counts(tp=6, fp=2, fn=4, tn=9)
    assert accuracy.precision(counts) == 0.75
    assert accuracy.recall(counts) == 0.6
    assert accuracy.f1(counts) == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert math.isnan(accuracy.precision(Counts(fn=3, tn=1)))
    assert math.isnan(accuracy.recall(Counts(fp=3, tn=1)))
    assert math.isnan(accuracy.f1(Counts(tn=1)))


def test_what_is_undecided_is_not_counted() -> None:
    pairs = [(True, True), (True, False), (False, True), (False, False), (True, None), (None, False)]
    assert accuracy.counted(pairs) == Counts(1, 1, 1, 1)
    assert accuracy.total([Counts(1, 2, 3, 4), Counts(4, 3, 2, 1)]) == Counts(5, 5, 5, 5)


def test_few_positives_are_not_judged_and_nan_is_null() -> None:
    assert accuracy.scores(Counts(2, 0, 0, 9), 2)["kappa"] is None
    assert accuracy.scores(Counts(3, 0, 0, 9), 3)["kappa"] == 1.0
    never = accuracy.scores(Counts(0, 0, 3, 9), 3)
    assert (never["precision"], never["recall"], never["fn"]) == (None, 0.0, 3)


def test_interval() -> None:
    mails = [Counts(tp=1)] * 10 + [Counts(fp=1)] * 3 + [Counts(fn=1)] * 3 + [Counts(tn=1)] * 10
    low, high = accuracy.interval(mails)
    assert low < accuracy.kappa(accuracy.total(mails)) < high
    assert accuracy.interval(mails) == (low, high)  # the same every time
    # The same mails from a few senders say less.
    senders = [Counts(tp=5), Counts(tp=5), Counts(fp=3), Counts(fn=3), Counts(tn=5), Counts(tn=5)]
    wide_low, wide_high = accuracy.interval(senders)
    assert wide_high - wide_low > high - low
    assert accuracy.interval([Counts(20, 5, 10, 15)]) == pytest.approx((0.4, 0.4))
    assert all(math.isnan(bound) for bound in accuracy.interval([Counts(tp=1)] * 5))


def test_label_figures() -> None:
    hit = Hit("rule humor", "body", "Oops", None)
    answers = [(True, True, True), (True, True, None), (True, True, False), (False, True, True)]
    answers += [(False, False, False)] * 4
    mails = [
        judged(mail(id=str(n), labels={"reader1": {"humor": a}, "reader2": {"humor": b}}), *[hit] * yes)
        for n, (yes, a, b) in enumerate(answers)
    ]
    figures = accuracy.label_figures(mails, "humor")
    assert (figures["linter"], figures["positives"]) == (3, [4, 2])
    assert figures["reader1"]["kappa"] == 0.75
    assert figures["reader2"]["kappa"] is None  # two positives
    assert figures["below_readers"] is None
    assert (figures["pooled"]["tp"], figures["pooled"]["fn"]) == (4, 2)
    assert figures["readers_kappa"] == pytest.approx(0.6957, abs=1e-4)
    assert figures["same_mails_kappa"] is None


def test_the_mark_of_what_stays_below_the_readers() -> None:
    def figures(said: str) -> dict[str, Any]:
        hit = Hit("act contact", "body", "", None)
        labels = [{"contact_offered": True}] * 4 + [{"contact_offered": False}] * 4
        mails = [
            judged(mail(id=str(n), labels={"reader1": label, "reader2": label}), *[hit] * (yes == "y"))
            for n, (label, yes) in enumerate(zip(labels, said, strict=True))
        ]
        return accuracy.label_figures(mails, "contact_offered")

    assert figures("yyyynnnn")["below_readers"] is False
    assert figures("yyynnnnn")["below_readers"] is True


def test_the_fair_match_for_the_readers_has_the_same_mails() -> None:
    hit = Hit("act contact", "body", "", None)
    labels = [(True, True)] * 3 + [(False, False)] * 3 + [(None, False)]
    mails = [
        judged(
            mail(labels={"reader1": {"contact_offered": a}, "reader2": {"contact_offered": b}}), *[hit] * yes
        )
        for (a, b), yes in zip(labels, (1, 1, 1, 0, 0, 0, 1), strict=True)
    ]
    figures = accuracy.label_figures(mails, "contact_offered")
    assert figures["reader2"]["kappa"] < 1 == figures["readers_kappa"] == figures["same_mails_kappa"]
    assert figures["below_readers"] is True


def test_quotes_are_found_whatever_their_white_space_quotes_and_case() -> None:
    one = mail(subject="It’s  us", body="First line\n\nIt's\u200b us, “really”. it's us")
    found = labelled.occurrences("it's US", one)
    assert [stretch.field for stretch in found] == ["subject", "body", "body"]
    assert found[1] == Stretch("body", 9, 15)
    assert len(labelled.occurrences('"really"', one)) == 1
    assert labelled.occurrences(" ", one) == []
    assert labelled.occurrences("not there", one) == []


def test_overlap() -> None:
    stretch = Stretch("body", 5, 10)
    assert stretch.overlaps(Stretch("body", 9, 12))
    assert stretch.overlaps(Stretch("body", 6, 7))
    assert not stretch.overlaps(Stretch("body", 10, 12))
    assert not stretch.overlaps(Stretch("subject", 5, 10))


def test_span_figures() -> None:
    labels = {"reader1": {"vague_wording": True}, "reader2": {"vague_wording": False}}
    quotes = {"reader1": {"vague": ["the wrong link", "again", "nowhere"]}, "reader2": {"vague": ["Oops!"]}}
    one = mail(labels=labels, quotes=quotes)
    hits = [
        Hit("rule vague-wording", "body", text, labelled.occurrences(text, one)[0])
        for text in ("wrong", "We sent", "link.")
    ]
    hits += [Hit("rule vague-wording", "sender", "x", None), Hit("rule humor", "body", "Oops", None)]
    # "nowhere" is no quote from this mail; two hits of four stand in "the wrong link"; "again" is missed
    expected = {"quotes": 2, "found": 1, "hits": 4, "quoted": 2}
    assert accuracy.span_figures([judged(one, *hits)], "vague_wording", ["reader1"]) == expected
    assert accuracy.span_figures([judged(one, *hits)], "vague_wording", labelled.READERS) == expected
    none = dict.fromkeys(expected, 0)
    assert accuracy.span_figures([judged(one, *hits)], "vague_wording", ["reader2"]) == none


def test_a_hit_in_the_body_has_its_exact_place() -> None:
    one = mail(subject="Oops, é", body="Café – Oops! We sent the wrong link.\n\nOops again.")
    hits = labelled.judge(Linter(), one).hits_for("humor")
    assert [(hit.where, hit.stretch) for hit in hits if hit.stretch is not None] == [
        ("subject", Stretch("subject", 0, 4)),
        ("body", Stretch("body", 5, 9)),
        ("body", Stretch("body", 29, 33)),
    ]


def test_a_body_is_never_taken_for_headers() -> None:
    result = labelled.judge(
        Linter(), mail(subject="The link", body="Subject: Oops\n\nWe sent the wrong link.")
    )
    assert [hit.where for hit in result.hits_for("humor")] == ["body"]


@pytest.mark.parametrize(
    ("sender", "cluster"),
    [
        ("Nova Shop <hello@News.Nova.example>", "@news.nova.example"),
        ("hello@nova.example", "@nova.example"),
        ("The Nova team", "the nova team"),
        ("", "mail 1"),
        (None, "mail 1"),
    ],
)
def test_cluster(sender: str | None, cluster: str) -> None:
    assert mail(sender=sender).cluster == cluster


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([], "the object"),
        (table(body=None), "body"),
        (table(subject=3), "subject"),
        (table(labels={"reader1": {}}), "labels.reader2"),
        (table(labels={"reader1": {"humor": "yes"}, "reader2": {}}), "labels.reader1.humor"),
        (table(quotes={"reader1": {}, "reader2": {"humor": "Oops"}}), "quotes.reader2.humor"),
        (table(quotes={"reader1": {}, "reader2": {"humor": [1]}}), "quotes.reader2.humor"),
    ],
)
def test_malformed(data: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{problem} is missing or of the wrong type"):
        labelled.mail_from(data)


def test_masked() -> None:
    text = accuracy.masked("Write to jo.doe@mail.nova.example\nor <a@b.example>.")
    assert text == "Write to j***@mail.nova.example or <a***@b.example>."


def test_a_broken_rule_file_does_not_pass_for_a_malformed_mail(tmp_path: Path) -> None:
    class Broken(Linter):
        def check(self, *args: Any, **more: Any) -> Any:
            raise TableError("rules/humor/en.toml: wording 3")

    (tmp_path / "1.json").write_text(json.dumps(table()))
    with pytest.raises(TableError):
        accuracy.measure(tmp_path, Broken())


# --- the command -------------------------------------------------------------------------------------------


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, SCRIPT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three invented mails, and three files that are none."""
    yes, no = {"humor": True, "takes_responsibility": True}, {"humor": False, "takes_responsibility": False}
    mails = [
        table(
            id="oops",
            subject="Oops from kim.lee@nova.example",
            sender="Nova <kim.lee@nova.example>",
            labels={"reader1": yes, "reader2": yes},
            quotes={"reader1": {"humor": ["Oops!"]}, "reader2": {"humor": ["wrong link"]}},
        ),
        table(
            id="lamps",
            kind="negative",
            subject="New lamps are here",
            body="Oops, is it spring already? Our new lamps are here, and you can see them in the shop.",
            labels={"reader1": no, "reader2": no},
        ),
        table(
            id="labelled-wrong",
            lang="ar",
            body="We are sorry. We sent you the wrong link, and it is our fault.",
            labels={"reader1": yes, "reader2": no},
            quotes={"reader1": {"humor": ["We are sorry"]}, "reader2": {}},
        ),
    ]
    for one in mails:
        (tmp_path / f"{one['id']}.json").write_text(json.dumps(one), encoding="utf-8")
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "empty.json").write_text(json.dumps(table(body=" ")))
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "README.md").write_text("not a mail")
    return tmp_path


def test_the_command(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    target = tmp_path_factory.mktemp("result") / "result.json"
    result = run(folder, "--json", target)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("SKIPPED broken.json: Expecting")
    assert lines[1].startswith("SKIPPED empty.json: the file is empty")
    assert lines[2] == "SKIPPED list.json: the object is missing or of the wrong type"
    assert lines[3:5] == [
        "mails: 3; files skipped: 3; language wrong: 1",
        "  labelled-wrong: en instead of ar",
    ]
    assert [line for line in lines if line.startswith("==")] == [
        "== all: 3 mails, 3 clusters",
        "== en: 2 mails, 2 clusters",
        "== ar: 1 mails, 1 clusters",
    ]
    head = next(line for line in lines if line.startswith("label "))
    humor = next(line for line in lines if line.startswith("humor "))
    assert head.split()[:5] == ["label", "yes1", "yes2", "lint", "P1"]
    assert humor.split() == ["humor", "2", "1", "2", "n<3", "n<3", "n<3", "-", "-"]
    assert head.index("k1") + 2 == humor.index("n<3") + 3  # aligned to the right
    assert ["humor", "1/1", "n<3"] in [line.split() for line in lines]  # the lamps are a false alarm

    written = json.loads(target.read_text("utf-8"))
    assert written["mails"] == 3
    assert [file["file"] for file in written["skipped"]] == ["broken.json", "empty.json", "list.json"]
    assert written["language_wrong"] == [{"id": "labelled-wrong", "lang": "ar", "found": "en"}]
    everything = written["groups"]["all"]
    assert set(everything["labels"]) == set(written["disagreements"]) == set(labelled.ANSWERS)
    assert everything["labels"]["humor"]["pooled"] == {
        **dict(zip(("tp", "fp", "fn", "tn"), (2, 2, 1, 1), strict=True)),
        **dict.fromkeys(("precision", "recall", "f1", "kappa")),
    }
    assert everything["spans"]["humor"]["reader1"] == {"quotes": 2, "found": 1, "hits": 3, "quoted": 1}
    assert everything["false_alarms"]["humor"] == {"flagged": 1, "of": 1}
    assert "kim.lee@" not in target.read_text("utf-8") + result.stdout


def test_the_list_of_disagreements(folder: Path) -> None:
    result = run(folder, "--list", "humor")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()[3:]
    assert lines[:3] == [
        "lamps (en)  yes: linter; no: reader1, reader2",
        "    subject: New lamps are here",
        "    rule humor (body): Oops",
    ]
    assert "labelled-wrong (ar)  yes: reader1; no: linter, reader2" in lines
    assert "    reader1: We are sorry" in lines
    assert lines[-1] == "humor: 2 disagreements in 3 mails"


def test_a_folder_without_mail(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_bytes(b"\xff")
    result = run(tmp_path)
    assert result.returncode == 2
    assert "SKIPPED broken.json" in result.stdout
    assert "no mails to measure; files skipped: 1" in result.stdout
    assert run(tmp_path / "missing").returncode == 2


def test_real_mail() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpora are not part of the project; they lie beside it where it is developed")
    result = run(CORPUS)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    assert "== all:" in result.stdout
