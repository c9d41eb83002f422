"""Measure apology-lint against the labels of two readers.

    python benchmarks/accuracy.py DIR [--list LABEL] [--json FILE]

DIR holds one JSON file for each mail: `id`, `lang`, `kind` (``negative``: ordinary mail), `subject`, `sender`
(either may be null), `body`, `labels.reader1` and `labels.reader2` (true, false, null: not decided),
`quotes.reader1` and `quotes.reader2` (lists of exact spans). The linter finds the language itself. Exits
with 2 if there is no mail to measure; a malformed file is named, skipped and counted.

--json writes, with null for what is not judged or not defined, and with e-mail addresses masked:

    folder, mails     what was measured
    skipped           [{file, problem}]
    language_wrong    [{id, lang, found}]
    groups            {"all" or a language: {mails, clusters, labels, spans, false_alarms}}
      labels          {label: {exists, linter, positives, reader1, reader2, pooled, interval, readers_kappa,
                      same_mails_kappa, below_readers}}: `linter` and `positives` (one for each reader)
                      count yes; reader1, reader2 and pooled are {tp, fp, fn, tn, precision, recall, f1,
                      kappa}; `interval` (low, high) belongs to pooled.kappa; same_mails_kappa is the
                      linter's, mean of both readers, over the mails that readers_kappa is of
      spans           {label: {reader1, reader2, pooled}}, each {quotes, found, hits, quoted}
      false_alarms    {rule: {flagged, of}}
    disagreements     {label: [{id, lang, subject, yes, no, hits: [{by, where, text}], quotes: {reader: []}}]}
"""

from __future__ import annotations

import argparse
import io
import json
import math
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from apology_lint import Linter, UnreadableError
from apology_lint.rulebook import Rulebook
from labelled import ANSWERS, READERS, Judged, available, judge, mail_from, occurrences

ALARMS = ("tone", "clarity")  # categories of rules that ordinary mail should not set off
FEWEST = 3  # positives below which nothing is judged
RESAMPLES, SEED = 500, 1
_ADDRESS = re.compile(r"([\w.+%'-])[\w.+%'-]*@([\w-]+(?:\.[\w-]+)+)")


class Counts(NamedTuple):
    """How often one side and a reader said yes: both, only the one, only the reader, neither."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0


def counted(pairs: Iterable[tuple[bool | None, bool | None]]) -> Counts:
    """Pairs of answers, without those in which one is undecided."""
    seen = Counter(pairs)
    return Counts(seen[True, True], seen[True, False], seen[False, True], seen[False, False])


def total(counts: Iterable[Counts]) -> Counts:
    return Counts(*(sum(column) for column in zip(*counts, strict=True)))


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def precision(c: Counts) -> float:
    return ratio(c.tp, c.tp + c.fp)


def recall(c: Counts) -> float:
    return ratio(c.tp, c.tp + c.fn)


def f1(c: Counts) -> float:
    return ratio(2 * c.tp, 2 * c.tp + c.fp + c.fn)


def kappa(c: Counts) -> float:
    """Cohen's kappa; nan if both always give the same one answer, for then chance cannot disagree."""
    n = sum(c)
    by_chance = (c.tp + c.fp) * (c.tp + c.fn) + (c.fn + c.tn) * (c.fp + c.tn)  # times n squared
    return ratio(n * (c.tp + c.tn) - by_chance, n * n - by_chance)


def interval(clusters: Sequence[Counts]) -> tuple[float, float]:
    """The middle 95 % of kappa over resampled clusters; nan if most of the samples have none."""
    dice = random.Random(SEED)
    samples = [kappa(total(dice.choices(clusters, k=len(clusters)))) for _ in range(RESAMPLES)]
    kappas = sorted(k for k in samples if not math.isnan(k))
    if len(kappas) <= RESAMPLES / 2:
        return math.nan, math.nan
    return kappas[round(0.025 * (len(kappas) - 1))], kappas[round(0.975 * (len(kappas) - 1))]


def number(value: float) -> float | None:
    """A figure as JSON can hold it."""
    return None if math.isnan(value) else round(value, 4)


def scores(counts: Counts, positives: int) -> dict[str, Any]:
    """Counts with their measures, which are left open where there are too few positives."""
    measures = {"precision": precision, "recall": recall, "f1": f1, "kappa": kappa}
    few = positives < FEWEST
    return counts._asdict() | {name: None if few else number(m(counts)) for name, m in measures.items()}


def label_figures(judged: Sequence[Judged], label: str) -> dict[str, Any]:
    """All figures of one label over some mails."""
    first, second = READERS
    answers = [(one.mail.labels[first].get(label), one.mail.labels[second].get(label)) for one in judged]
    said = [one.says(label) for one in judged]
    with_readers = [counted(zip(said, column, strict=True)) for column in zip(*answers, strict=True)]
    positives = sum(True in answer for answer in answers)  # one that both call true is one, not two
    clusters: dict[str, list[tuple[bool, bool | None]]] = {}
    for one, yes, answer in zip(judged, said, answers, strict=True):
        clusters.setdefault(one.mail.cluster, []).extend((yes, value) for value in answer)
    enough = positives >= FEWEST
    bounds = interval([counted(pairs) for pairs in clusters.values()]) if enough else (math.nan, math.nan)
    between = kappa(counted(answers)) if enough else math.nan
    mean = sum(kappa(counts) for counts in with_readers) / 2
    judgeable = not math.isnan(mean - between) and all(
        counts.tp + counts.fn >= FEWEST for counts in with_readers
    )
    # Mails that only one reader could decide are the hard ones, and the readers' own kappa has none of them.
    decided = [(yes, answer) for yes, answer in zip(said, answers, strict=True) if None not in answer]
    same = [kappa(counted((yes, answer[n]) for yes, answer in decided)) for n in (0, 1)]
    return {
        "linter": sum(said),
        "positives": [counts.tp + counts.fn for counts in with_readers],
        **{r: scores(counts, counts.tp + counts.fn) for r, counts in zip(READERS, with_readers, strict=True)},
        "pooled": scores(total(with_readers), positives),
        "interval": [number(bound) for bound in bounds],
        "readers_kappa": number(between),
        "same_mails_kappa": number(sum(same) / 2 if judgeable else math.nan),
        "below_readers": mean < between - 1e-9 if judgeable else None,
    }


def span_figures(judged: Iterable[Judged], label: str, readers: Iterable[str]) -> dict[str, int]:
    """In mails that readers call true: how many quotes a hit overlaps, how many hits a quote."""
    sums: Counter[str] = Counter(quotes=0, found=0, hits=0, quoted=0)
    for one in judged:
        yes = [reader for reader in readers if one.mail.labels[reader].get(label)]
        given = [quote for reader in yes for quote in one.mail.quotes[reader].get(label, ())]
        # A quote may stand in several places: the reader did not say which one was meant.
        quotes = [places for places in (occurrences(quote, one.mail) for quote in given) if places]
        if quotes:  # without a quote the readers say nothing about the place of a hit
            hits = [hit.stretch for hit in one.hits_for(label)]
            meet = [[any(h is not None and h.overlaps(p) for p in places) for h in hits] for places in quotes]
            sums["quotes"] += len(quotes)
            sums["found"] += sum(any(row) for row in meet)
            sums["hits"] += len(hits)
            sums["quoted"] += sum(any(column) for column in zip(*meet, strict=True))
    return dict(sums)


def false_alarms(judged: Iterable[Judged], rulebook: Rulebook) -> dict[str, dict[str, int]]:
    """For each rule about tone or clarity: the ordinary mails it flags, of all of them."""
    result = {}
    for rule in (name for name, rule in rulebook.rules.items() if rule.category in ALARMS):
        of = [one for one in judged if one.mail.kind == "negative"]
        flagged = sum(any(hit.by == f"rule {rule}" for hit in one.hits) for one in of)
        result[rule] = {"flagged": flagged, "of": len(of)}
    return result


def group_figures(judged: Sequence[Judged], rulebook: Rulebook) -> dict[str, Any]:
    """All figures over some mails, at least one."""
    there = available(rulebook, {one.mail.lang for one in judged})
    quoted = {label for one in judged for reader in READERS for label in one.mail.quotes[reader]}
    return {
        "mails": len(judged),
        "clusters": len({one.mail.cluster for one in judged}),
        "labels": {
            label: {"exists": not there.isdisjoint(wanted), **label_figures(judged, label)}
            for label, wanted in ANSWERS.items()
        },
        "spans": {
            label: {r: span_figures(judged, label, [r]) for r in READERS}
            | {"pooled": span_figures(judged, label, READERS)}
            for label in ANSWERS
            if label in quoted
        },
        "false_alarms": false_alarms(judged, rulebook),
    }


def masked(text: str) -> str:
    """One line of text in which an e-mail address shows its first letter and its domain only."""
    return _ADDRESS.sub(r"\1***@\2", " ".join(text.split()))


def disagreements(judged: Iterable[Judged], label: str) -> list[dict[str, Any]]:
    """The mails on which the linter and a reader differ, first those where it stands alone."""
    found: list[dict[str, Any]] = []
    for one in judged:
        answers = {"linter": one.says(label), **{r: one.mail.labels[r].get(label) for r in READERS}}
        yes, no = ([who for who, answer in answers.items() if answer is value] for value in (True, False))
        if yes and no:
            hits = [{"by": h.by, "where": h.where, "text": masked(h.text)} for h in one.hits_for(label)]
            quotes = {r: [masked(q) for q in one.mail.quotes[r].get(label, ())] for r in READERS}
            subject = masked(one.mail.subject or "")
            entry = {"id": one.mail.id, "lang": one.mail.lang, "subject": subject, "yes": yes, "no": no}
            found.append({**entry, "hits": hits, "quotes": quotes})
    return sorted(found, key=lambda entry: ["linter"] not in (entry["yes"], entry["no"]))


def measure(folder: Path, linter: Linter) -> dict[str, Any]:
    """Everything about a folder, as --json writes it."""
    judged: list[Judged] = []
    skipped: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.json")):
        try:
            mail = mail_from(json.loads(path.read_bytes()))
        except (OSError, ValueError, RecursionError) as error:
            skipped.append({"file": path.name, "problem": masked(str(error))})
            continue
        try:
            judged.append(judge(linter, mail))
        except UnreadableError as error:  # and nothing else: a broken rule file must not pass for a bad mail
            skipped.append({"file": path.name, "problem": masked(str(error))})
    groups = {"all": judged} if judged else {}
    for lang, _ in Counter(one.mail.lang for one in judged).most_common():
        groups[lang] = [one for one in judged if one.mail.lang == lang]
    wrong = [one for one in judged if one.language != one.mail.lang]
    return {
        "folder": str(folder),
        "mails": len(judged),
        "skipped": skipped,
        "language_wrong": [{"id": o.mail.id, "lang": o.mail.lang, "found": o.language} for o in wrong],
        "groups": {name: group_figures(mails, linter.rulebook) for name, mails in groups.items()},
        "disagreements": {label: disagreements(judged, label) for label in ANSWERS},
    }


def figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def share(part: int, whole: int) -> str:
    if not whole:
        return "-"
    percent = f"{100 * part / whole:.0f} %" if whole >= FEWEST else f"n<{FEWEST}"
    return f"{part}/{whole} {percent:>5}"


def print_aligned(rows: Sequence[Sequence[str]]) -> None:
    """Print a table, its first column to the left; a row that breaks off ends in a remark."""
    whole = [row for row in rows if len(row) == len(rows[0])]
    widths = [max(map(len, column)) for column in zip(*whole, strict=True)]
    widths[0] = max(len(row[0]) for row in rows)
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=False)]
        cells[0] = row[0].ljust(widths[0])
        cells[-1] = cells[-1] if row in whole else row[-1]
        print("  ".join(cells).rstrip())
    print()


def label_row(label: str, figures: dict[str, Any]) -> list[str]:
    """A label's line of the table."""
    row = [label, *map(str, figures["positives"])]
    if not figures["exists"]:
        return [*row, "no such rule"]
    row.append(str(figures["linter"]))
    low, high = figures["interval"]
    for one in (figures[name] for name in (*READERS, "pooled")):
        values = [one[name] for name in ("precision", "recall", "f1", "kappa")]
        few = one["recall"] is None  # it is defined wherever there is one positive
        row += ["", "", "", f"n<{FEWEST}"] if few else [figure(v) for v in values]
    row[-1] += f" ({low:.2f}-{high:.2f})" if low is not None else ""
    row += [figure(figures["readers_kappa"]), figure(figures["same_mails_kappa"])]
    return [*row, "< readers" if figures["below_readers"] else ""]


def print_group(name: str, group: dict[str, Any]) -> None:
    """The three tables of one group of mails."""
    print(f"== {name}: {group['mails']} mails, {group['clusters']} clusters\n")
    measures = "P1 R1 F1 k1 P2 R2 F2 k2 P R F".split()
    head = ["label", "yes1", "yes2", "lint", *measures, "kappa (95 %)", "readers", "same", ""]
    print_aligned([head, *(label_row(label, f) for label, f in group["labels"].items())])
    spans = [["spans", "quotes1", "hits1", "quotes2", "hits2", "quotes", "hits"]]
    for label, by_reader in group["spans"].items():
        spans.append([label])
        for f in by_reader.values():
            spans[-1] += [share(f["found"], f["quotes"]), share(f["quoted"], f["hits"])]
    print_aligned(spans)
    alarms = [[rule, share(f["flagged"], f["of"])] for rule, f in group["false_alarms"].items()]
    print_aligned([["false alarms", "negatives"], *alarms])


def print_disagreements(label: str, result: dict[str, Any]) -> None:
    """What the author of a rule works with."""
    listed = result["disagreements"][label]
    for one in listed:
        print(f"{one['id']} ({one['lang']})  yes: {', '.join(one['yes'])}; no: {', '.join(one['no'])}")
        print(f"    subject: {one['subject']}")
        for hit in one["hits"]:
            print(f"    {hit['by']} ({hit['where']}): {hit['text']}")
        for reader, quotes in one["quotes"].items():
            for quote in quotes:
                print(f"    {reader}: {quote}")
    remark = "" if result["groups"]["all"]["labels"][label]["exists"] else "; no such rule"
    print(f"{label}: {len(listed)} disagreements in {result['mails']} mails{remark}")


def main() -> int:
    """Run; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--list", choices=ANSWERS, metavar="LABEL", help="print the disagreements instead")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there")
    arguments = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):  # mail holds what a terminal may not be able to show
        sys.stdout.reconfigure(errors="backslashreplace")

    result = measure(arguments.folder, Linter())
    for file in result["skipped"]:
        print(f"SKIPPED {file['file']}: {file['problem']}")
    if not result["mails"]:
        print(f"{arguments.folder}: no mails to measure; files skipped: {len(result['skipped'])}")
        return 2
    if arguments.json:
        text = json.dumps(result, ensure_ascii=False, indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    if arguments.list:
        print_disagreements(arguments.list, result)
        return 0
    wrong = result["language_wrong"]
    print(f"mails: {result['mails']}; files skipped: {len(result['skipped'])}; language wrong: {len(wrong)}")
    for one in wrong:
        print(f"  {one['id']}: {one['found']} instead of {one['lang']}")
    print()
    for name, group in result["groups"].items():
        print_group(name, group)
    return 0


if __name__ == "__main__":
    sys.exit(main())
