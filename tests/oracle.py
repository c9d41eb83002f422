"""The audience counted once more, slowly: plain Python over sets, written apart from what it checks."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

import idna

BLANK = " \t\n\r\f\v\u00a0\u200b\u200e\u200f\u202f\u2060\u3000\ufeff"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
STEERING = {
    chr(c) for c in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFD)
}
NEVER_LOCAL = set(BLANK + '.@<>(),;:"[]\\') | STEERING


def normal(raw: str | None) -> str:
    text = raw or ""
    if "<" in text:
        _, _, inner = text.rpartition("<")
        if ">" not in inner:
            text = ""
        else:
            inner, _, behind = inner.partition(">")
            text = inner if ">" not in behind else ""
    text = text.strip(BLANK)
    text = "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)
    if "@" in text:
        local, _, domain = text.rpartition("@")
        if not domain.isascii():
            try:
                domain = idna.encode(domain, uts46=True).decode()
            except UnicodeError:
                return text
        text = f"{local}@{domain}"
    return text


def deliverable(address: str) -> bool:
    if address.count("@") != 1 or len(address) > 254:
        return False
    local, domain = address.split("@")
    if len(local) > 64 or any(not atom or set(atom) & NEVER_LOCAL for atom in local.split(".")):
        return False
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1] in ("invalid", "test", "localhost") or len(labels[-1]) < 2:
        return False
    for label in labels:
        if not label or not set(label) <= set(LETTERS + "0123456789-") or label[0] == "-" or label[-1] == "-":
            return False
    return labels[-1][0] in LETTERS


def entry(raw: str | None, form: str = "plain") -> str | None:
    """What a row of a list stands for; None if it holds nothing usable."""
    if form != "plain":
        text = (raw or "").strip().lower()
        return text if len(text) == {"md5": 32, "sha256": 64}[form] else None
    address = normal(raw)
    return address if deliverable(address) else None


def hashed(address: str, form: str) -> str:
    return address if form == "plain" else hashlib.new(form, address.encode()).hexdigest()


def count(
    recipients: Iterable[tuple[str | None, str]],
    affected: Iterable[str | None],
    suppressed: Iterable[str | None] = (),
    apologised: Iterable[str | None] = (),
    *,
    suppressed_form: str = "plain",
    notice: bool = False,
) -> dict[str, object]:
    rows = list(recipients)
    times: Counter[str] = Counter()
    segment: dict[str, str] = {}
    undeliverable = 0
    for raw, part in rows:
        address = entry(raw)
        if address is None:
            undeliverable += 1
            continue
        times[address] += 1
        segment[address] = min(segment.get(address, part), part)
    hit = {a for a in map(entry, affected) if a is not None}
    no = {a for raw in suppressed if (a := entry(raw, suppressed_form)) is not None}
    had = {a for a in map(entry, apologised) if a is not None}
    is_suppressed = {a for a in times if hashed(a, suppressed_form) in no}
    out = {a for a in hit - set(times) - had if notice or hashed(a, suppressed_form) not in no}
    return {
        "not-affected": set(times) - hit,
        "left-out": out,
        "suppressed": is_suppressed,
        "already-apologised": set(times) & had,
        "duplicates": {a for a, n in times.items() if n > 1},
        "second rows": sum(n - 1 for n in times.values()),
        "undeliverable rows": undeliverable,
        "ready": {a for a in times if a in hit and a not in is_suppressed and a not in had},
        "segments": Counter(segment.values()),
    }
