"""Rates of the exchange: four tills at once push 10-line sales and pull changed products."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

from pos.cli.bench.ground import Ground, in_a_hurry, manager_of
from pos.cli.bench.sale import a_past_sale, a_sale, session_for
from pos.cli.bench.sync_shop import OpenTill, a_shop, tills_of
from pos.demo.measuring import fdatasync_floor, timed
from pos.demo.shop import DemoShop
from pos.sync.pace import BYTES_MAX

BATCHES = (50, 200, 500)
TILLS = 4
LINES = 10
_SALES = 500  # of each till, in each round
_ROUNDS = 3


def rates(ground: Ground, database: str | None, workers: int) -> dict[str, Any]:
    """Return entries per second pushed, by batch size, and changes per second pulled."""
    name = "sqlite" if database is None else "postgresql"
    ground.say(f"{name}, {workers} worker(s): enrolling {TILLS} tills …")
    with a_shop(ground, database, workers) as shop, tills_of(shop, TILLS) as tills:
        return {
            "database": name,
            "workers": workers,
            "tills": TILLS,
            "push_per_second": {size: _push(ground, tills, size) for size in BATCHES},
            "pull_per_second": _pull(shop, tills),
            "fdatasync_ms": fdatasync_floor(ground.root).p50,
        }


def _push(ground: Ground, tills: list[OpenTill], size: int) -> dict[str, Any]:
    measured = []
    for turn in range(_ROUNDS):
        ground.say(f"pushing batches of {size} ({turn + 1}/{_ROUNDS}) …")
        for till in tills:
            _ring_up(till, f"{size}-{turn}")
            batch = till.exchange.tempo.batch
            batch.entries = batch.entries_max = size
            batch.bytes = BYTES_MAX
        pushed, milliseconds = timed(lambda: _all_at_once(tills))
        measured.append(round(pushed / (milliseconds / 1000)))
    return {"p50": sorted(measured)[_ROUNDS // 2], "rounds": measured}


def _ring_up(till: OpenTill, name: str) -> None:
    register = till.register
    operator = manager_of(register)
    session = session_for(register, operator)
    with in_a_hurry(register):
        for number in range(_SALES):
            past = a_past_sale(register, f"{name}-{number}")
            register.checkout.record_past(session.id, operator, a_sale(register, LINES), past)


def _all_at_once(tills: list[OpenTill]) -> int:
    """Have all exchange at the same time; return how many entries the server took."""
    with ThreadPoolExecutor(len(tills)) as lines:
        return sum(lines.map(lambda till: till.exchange.cycle().pushed, tills))


def _pull(shop: DemoShop, tills: list[OpenTill]) -> int:
    """Change the price of each product and time how long all tills take to fetch that."""
    changed = shop.root / "changed.csv"
    products = _with_other_prices(shop.catalogue, changed)
    shop.run("import-catalogue", changed, "--data", shop.server_folder)
    _, milliseconds = timed(lambda: _all_at_once(tills))
    return round(products * len(tills) / (milliseconds / 1000))


def _with_other_prices(source: Path, target: Path) -> int:
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "price": str(Decimal(row["price"]) + Decimal("0.01"))})
    return len(rows)
