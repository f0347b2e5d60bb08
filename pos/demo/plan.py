"""Plan of the demo's shift: which sales are rung up how, and what each must come to.

The amounts are worked out here with `Decimal` from the sample catalogue's file, sharing no
code with the till: they are the independent sum that the shift is checked against.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from pathlib import Path

CENT = Decimal("0.01")
RATES = {"standard": Decimal("0.08"), "reduced": Decimal("0.02"), "exempt": Decimal(0)}
_STEP = 37  # coprime to the catalogue's size, so that the sales go round all of it


class Way(StrEnum):
    """How an item gets onto the ticket."""

    BARCODE = "barcode"
    SKU = "sku"
    TIMES = "times"  # three at once: 3*barcode
    SEARCH = "search"  # by the words of its name, Enter
    WEIGHED = "weighed"  # metered: the quantity is typed before the code


class Payment(StrEnum):
    EXACT_CASH = "exact cash"
    CASH_WITH_CHANGE = "cash with change"
    CARD = "card"
    CARD_AND_CASH = "card and cash"
    COUPON_AND_CARD = "coupon and card"


@dataclass(frozen=True, slots=True)
class Item:
    """A product as the catalogue's file has it."""

    sku: str
    gtin: str
    name: str
    unit: str
    price: Decimal
    tax_category: str


@dataclass(frozen=True, slots=True)
class PlannedLine:
    item: Item
    way: Way
    quantity: Decimal
    percent_off: int  # of the line; 0: no discount

    @property
    def net(self) -> Decimal:
        """Return price × quantity less the discount, each rounded to the cent."""
        extended = _cents(self.item.price * self.quantity)
        return extended - _cents(extended * self.percent_off / 100)

    @property
    def total(self) -> Decimal:
        """Return what the customer pays: prices of the demo shop do not contain tax."""
        return self.net + _cents(self.net * RATES[self.item.tax_category])


@dataclass(frozen=True, slots=True)
class PlannedSale:
    lines: tuple[PlannedLine, ...]
    payment: Payment

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))


def read_items(path: Path) -> tuple[Item, ...]:
    """Read the sample catalogue, without the names that are not unique."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        items = [
            Item(
                row["sku"],
                row["gtin"],
                row["description"],
                row["unit"],
                Decimal(row["price"]),
                row["tax_category"],
            )
            for row in csv.DictReader(file)
        ]
    names = Counter(item.name.casefold() for item in items)
    return tuple(item for item in items if names[item.name.casefold()] == 1)


def plan_shift(items: Sequence[Item], sales: int) -> tuple[PlannedSale, ...]:
    """Return so many sales, always the same ones, with every way and payment among them."""
    counted = [item for item in items if item.unit == "each"]
    metered = [item for item in items if item.unit != "each"]
    return tuple(
        PlannedSale(tuple(_lines(counted, metered, number)), list(Payment)[number % len(Payment)])
        for number in range(sales)
    )


def _lines(counted: Sequence[Item], metered: Sequence[Item], number: int) -> Iterator[PlannedLine]:
    ways = (Way.BARCODE, Way.SEARCH, Way.TIMES, Way.SKU)
    for place in range(2 + number % 4):
        way = ways[(number + place) % len(ways)]
        item = counted[(number * _STEP + place * 7) % len(counted)]
        quantity = Decimal(3) if way is Way.TIMES else Decimal(1)
        percent_off = 10 if place == 0 and number % 3 == 1 else 0
        yield PlannedLine(item, way, quantity, percent_off)
    if metered and number % 10 == 5:
        yield PlannedLine(metered[0], Way.WEIGHED, Decimal("12.486"), 0)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
