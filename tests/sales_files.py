"""Sales files for tests: a sample of real tickets, and files written line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from pos.models.catalogue import ProductRecord
from pos.models.database import Database
from pos.runtime.crash_points import CrashPoints
from pos.services.past_sales import PastSales
from pos.services.past_sales_file import COLUMNS
from pos.services.verification import Verification, Verified
from tests.registers import RegisterInTest

SAMPLES = Path(__file__).parent / "samples"
SAMPLE = SAMPLES / "sales.csv"
SAMPLE_TICKETS, SAMPLE_LINES, SAMPLE_DATES, SAMPLE_TOTAL = 60, 254, 24, "993.63"


def take_sample_catalogue(database: Database) -> None:
    """Put the products of the sample into a register's catalogue."""
    with (SAMPLES / "products.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with database.begin() as db:
        for number, row in enumerate(rows, start=1001):
            db.execute(
                insert(ProductRecord).values(
                    id=number,
                    sku=row["sku"],
                    name=row["description"],
                    unit=row["unit"],
                    price=int(Decimal(row["price"]).scaleb(6)),
                    cost=500_000 if number % 2 else None,
                    tax_category=row["tax_category"],
                    gtin=row["gtin"] or None,
                    department=row["department"],
                    category=row["category"],
                    service=0,
                )
            )


def past_sales_of(register: RegisterInTest, crash_points: CrashPoints | None = None) -> PastSales:
    return PastSales(
        database=register.database,
        journal=register.journal,
        checkout=register.checkout,
        cash_sessions=register.cash_sessions,
        catalogue=register.catalogue,
        crash_points=crash_points or register.crash_points,
    )


def verified(register: RegisterInTest) -> Verified:
    return Verification(register.database, register.journal.identity).verify()


def a_line(ticket: str = "T1", **cells: str) -> dict[str, str]:
    """Return one milk for 1.29 in cash, or what `cells` says instead."""
    plain = {
        "ticket": ticket,
        "occurred_at": "2017-03-01T15:00:00Z",
        "sku": "MILK",
        "description": "Milk",
        "quantity": "1",
        "unit": "each",
        "unit_price": "1.29",
        "discount": "0.00",
        "coupon": "0.00",
        "tender": "cash",
    }
    made = plain | cells
    if "line_total" not in made:
        price = Decimal(made["quantity"]) * Decimal(made["unit_price"]) - Decimal(made["discount"])
        made["line_total"] = str(price.quantize(Decimal("0.01")))
    return made


def a_sales_file(folder: Path, lines: Iterable[dict[str, str]], name: str = "sales.csv") -> Path:
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return path


def all_rows(register: RegisterInTest, sql: str) -> list[tuple[Any, ...]]:
    with register.database.begin() as db:
        return [tuple(row) for row in db.exec_driver_sql(sql)]
