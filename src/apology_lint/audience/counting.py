"""Who of the recipients should not be among them, and who is missing: one set of expressions for every
database."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from apology_lint.audience import COUNTS, SAMPLES, Audience, Count, Segment, masked
from apology_lint.audience.addresses import hashed, naming
from apology_lint.audience.engine import Engine
from apology_lint.audience.lists import Listed, Part

#: Segments that are told one by one, the largest first (our choice).
_SEGMENTS = 50
#: Which count answers to which list.
_OF_ROLE = {"suppressed": "suppressed", "apologised": "already-apologised"}


def judged(engine: Engine, lists: Mapping[str, Listed], notice: bool) -> ir.Table:
    """Every different entry of the recipients with what it is: a column for each of `COUNTS` that can be
    told, and ``ready``: nothing speaks against mailing it. In a `notice` that the law asks for, neither a
    suppression list nor an earlier apology does."""
    [recipients] = lists["recipients"].parts
    table = recipients.table
    flags: dict[str, list[str]] = {}
    for role in ("affected", "suppressed", "apologised"):
        for number, part in enumerate(lists[role].parts if role in lists else ()):
            name = f"{role}_{number}"
            keys = part.table.filter(part.table.usable).select(**{name: part.table.address})
            table = table.left_join(keys, hashed(table.address, part.form, engine.name) == keys[name])
            flags.setdefault(role, []).append(name)

    def stands_in(role: str) -> ir.BooleanValue:
        return reduce(or_, (table[name].notnull() for name in flags[role]))

    found: dict[str, ir.BooleanValue] = {
        "duplicates": table.usable & (table.times > 1),
        "undeliverable": ~table.usable,
    }
    ready = table.usable
    if "affected" in flags:
        found["not-affected"] = table.usable & ~stands_in("affected")
        ready = ready & ~found["not-affected"]
    for role, name in _OF_ROLE.items():
        if role in flags:
            found[name] = table.usable & stands_in(role)
            ready = ready if notice else ready & ~found[name]
    columns = {name.replace("-", "_"): flag for name, flag in found.items()}
    return table.select(*_kept(table), "times", "segment", **columns, ready=ready)


def _kept(table: ir.Table) -> list[str]:
    """The columns that name somebody, and how the list has them, where that is wanted."""
    return [*naming(table), *(["raw"] if "raw" in table.columns else [])]


def left_out(engine: Engine, lists: Mapping[str, Listed], notice: bool) -> ir.Table:
    """The affected who receive nothing, though nothing speaks against it (see `judged`)."""
    [recipients] = lists["recipients"].parts
    spared = [] if notice else [role for role in _OF_ROLE if role in lists]
    others = [recipients, *(part for role in spared for part in lists[role].parts)]
    found = [_without(engine, part, others) for part in lists["affected"].parts]
    return reduce(lambda one, other: one.union(other), found)


def _without(engine: Engine, part: Part, others: list[Part]) -> ir.Table:
    """The usable entries of a part that none of the others has, as far as hashes can be held together."""
    left = part.table.filter(part.table.usable).select(*_kept(part.table))
    for other in others:
        entries = other.table.filter(other.table.usable)
        if part.form == other.form:
            left = left.anti_join(entries, left.address == entries.address)
        elif part.form == "plain":
            left = left.anti_join(entries, hashed(left.address, other.form, engine.name) == entries.address)
        elif other.form == "plain":
            keys = entries.select(key=hashed(entries.address, part.form, engine.name))
            left = left.anti_join(keys, left.address == keys.key)
    return left


def count(engine: Engine, lists: Mapping[str, Listed], notice: bool = False) -> Audience:
    """Count an audience.

    Args:
        engine: where the tables of the lists are.
        lists: by role, as `lists.read_lists` gives them.
        notice: whether the draft is a notice that the law asks for.
    """
    people = judged(engine, lists, notice)
    names = [name for name in COUNTS if name.replace("-", "_") in people.columns]
    measures: dict[str, ir.Value] = {"people": (~people.undeliverable).sum(), "ready": people.ready.sum()}
    for name in names:
        column = people[name.replace("-", "_")]
        counted = column.sum()  # people; of the two others, rows
        if name == "duplicates":
            counted = (people.times - 1).sum(where=column)
        elif name == "undeliverable":
            counted = people.times.sum(where=column)
        measures[name] = counted.fill_null(0).cast("int64")
        measures[f"{name} sample"] = people.address.min(where=column)
    by_segment = engine.keep(people.group_by("segment").aggregate(**measures))
    largest = engine.rows(by_segment.order_by([ibis.desc("people"), "segment"]).limit(_SEGMENTS))
    totals = engine.row(
        by_segment.aggregate(**{name: by_segment[name].sum() for name in ("people", "ready", *names)})
    )
    counts = {}
    for name in names:
        samples = [row[f"{name} sample"] for row in largest if row[f"{name} sample"] is not None]
        counts[name] = Count(int(totals[name] or 0), tuple(map(masked, sorted(samples)[:SAMPLES])))
    if "affected" in lists:
        counts["left-out"] = _left_out(engine, lists, notice)
    counts["undeliverable"] = _with_slips(counts["undeliverable"], lists["recipients"])
    counts["unusable"] = _unusable(lists)
    segments = [
        Segment(row["segment"], row["people"], {name: int(row[name]) for name in names}) for row in largest
    ]
    has_segments = any(one.name for one in segments)
    return Audience(
        engine.name,
        {role: listed.rows for role, listed in lists.items()},
        {role: listed.people for role, listed in lists.items()},
        int(totals["ready"] or 0) if "affected" in lists else 0,
        {name: counts[name] for name in COUNTS if name in counts},
        tuple(segments) if has_segments else (),
    )


def _left_out(engine: Engine, lists: Mapping[str, Listed], notice: bool) -> Count:
    table = left_out(engine, lists, notice)
    row = engine.row(table.aggregate(number=table.count(), sample=table.address.min()))
    return Count(row["number"], (masked(row["sample"]),) if row["number"] else ())


def _with_slips(found: Count, recipients: Listed) -> Count:
    return Count(recipients.unusable, (), tuple(recipients.slips)) if recipients.slips else found


def _unusable(lists: Mapping[str, Listed]) -> Count:
    others = [listed for role, listed in lists.items() if role != "recipients"]
    slips = [slip for listed in others for slip in listed.slips]
    return Count(sum(listed.unusable for listed in others), (), tuple(slips[:SAMPLES]))
