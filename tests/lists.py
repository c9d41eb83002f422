"""Lists of addresses for tests: clean ones, and ones as they come out of spreadsheets."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from pathlib import Path

import oracle

SEGMENTS = ("trial", "paid", "free", "عملاء جدد")


def spelled(address: str, chance: random.Random) -> str:
    """The address as somebody may have written it."""
    local, _, domain = address.partition("@")
    return chance.choice(
        (
            address,
            address,
            address.upper(),
            f"  {address}\u00a0",
            f"{address}\n",
            f"Amal Q <{address.title()}>",
            f'"Doe, J" <{local}@{domain.upper()}>',
        )
    )


def people(count: int) -> list[str]:
    """So many different addresses, some beyond ASCII."""
    made = []
    for number in range(count):
        domain = ("mail.example", "bücher.example", "example.org", "عربي.example")[
            number % 4 if number % 50 == 0 else 0
        ]
        made.append(f"{'ü' if number % 70 == 0 else ''}p{number}.x@{domain}")
    return made


def dirty(count: int, seed: int = 1) -> dict[str, list[tuple[str, str]]]:
    """Recipients, affected, suppressed and apologised with everything that goes wrong in lists."""
    chance = random.Random(seed)
    everybody = people(count)
    broken = [
        "",
        "  ",
        "no address",
        "a@b",
        "a..b@mail.example",
        "x@y@mail.example",
        "q@-mail.example",
        "n@a.invalid",
    ]
    made: dict[str, list[tuple[str, str]]] = {}
    for role, share in (("recipients", 0.6), ("affected", 0.5), ("suppressed", 0.3), ("apologised", 0.05)):
        rows = [spelled(one, chance) for one in everybody if chance.random() < share]
        rows += chance.sample(rows, len(rows) // 50)
        rows += [chance.choice(broken) for _ in range(len(rows) // 100 + 1)]
        chance.shuffle(rows)
        made[role] = [(row, chance.choice(SEGMENTS)) for row in rows]
    return made


def write(
    path: Path, rows: Iterable[tuple[str, str]], columns: tuple[str, ...] = ("email", "segment")
) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return str(path)


def written(folder: Path, name: str) -> set[str]:
    """The addresses of a list that ``--write`` wrote, as they are compared."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["address"] for row in rows}) == len(rows)
    return {oracle.normal(row["address"]) for row in rows}
