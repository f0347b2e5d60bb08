"""Ground of the benchmarks: one shop on real files with a large catalogue, made on first use."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pos.bootstrap import Register
from pos.cli.register_folder import register_at
from pos.demo.shop import OPERATORS, DemoShop
from pos.domain.product import gtin_check_digit
from pos.runtime.resources import resource
from pos.services.operators import Operator

PRODUCTS = 92_331


@dataclass(slots=False)
class Ground:
    """Lies in a temporary folder; `say` tells how preparing goes on."""

    root: Path
    say: Callable[[str], None]
    catalogue: Path | None = None
    entries: int = 100_000  # that wait in a backlog
    database: str | None = None  # an address of PostgreSQL, to measure that too
    _shops: list[DemoShop] = field(default_factory=list)

    @cached_property
    def shop(self) -> DemoShop:
        """Return a shop with the large catalogue, its server running and its till in step."""
        self.say("making a shop with a large catalogue …")
        shop = DemoShop(self.root / "shop", self.catalogue or _large_catalogue(self.root))
        os.environ.update(
            {name: shop.environment()[name] for name in ("EVERTILL_PASSPHRASE",)},
            PYTHON_KEYRING_BACKEND=shop.environment()["PYTHON_KEYRING_BACKEND"],
        )
        self._shops.append(shop)
        shop.set_up()
        return shop

    @contextmanager
    def register(self) -> Iterator[Register]:
        """Open the shop's till; one benchmark at a time."""
        with register_at(self.shop.till_folder) as register:
            yield register

    def close(self) -> None:
        for shop in self._shops:
            shop.stop_server()


def manager_of(register: Register) -> Operator:
    """Return the operator whom the benchmarks sell as."""
    return register.operators.named(OPERATORS[0].name)


@contextmanager
def in_a_hurry(register: Register) -> Iterator[None]:
    """Commit without waiting for the disk: for what must be there before anything is measured."""
    register.database.fetch("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        register.database.fetch("PRAGMA synchronous=FULL")
        register.database.checkpoint()


def _large_catalogue(root: Path) -> Path:
    """Write a catalogue of 92,331 products whose names are made of the sample's words."""
    with resource("catalogue", "sample.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    path = root / "catalogue.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        for number in range(PRODUCTS):
            row, other = rows[number % len(rows)], rows[(number * 31 + 7) % len(rows)]
            words = f"{row['description']} {other['description'].split()[0]} {number % 997}"
            digits = f"29{number:010}"
            barcode = digits + gtin_check_digit(digits)
            writer.writerow({**row, "sku": f"B{number}", "gtin": barcode, "description": words})
    return path
