"""Checks of the demo: what the till, its papers and its server say, against the plan's sums."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pos.demo.plan import Payment, PlannedSale
from pos.demo.shop import DemoShop
from pos.ui.demo.cashier import half

_TOTAL = re.compile(r"^TOTAL USD\s+([\d.]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison; `found` and `expected` are as they are written."""

    name: str
    expected: str
    found: str

    @property
    def holds(self) -> bool:
        return self.expected == self.found


def planned_total(sales: Sequence[PlannedSale]) -> Decimal:
    """Return the independent sum of the shift."""
    return sum((sale.total for sale in sales), Decimal(0))


def planned_cash(sales: Sequence[PlannedSale], opening_float: Decimal) -> Decimal:
    """Return the cash that must be in the drawer: float, cash less change, nothing else."""
    return opening_float + sum((_cash_of(sale) for sale in sales), Decimal(0))


def check_receipts(sales: Sequence[PlannedSale], folder: Path) -> list[Check]:
    """Compare the total on each receipt's paper with the plan."""
    papers = sorted(folder.glob("receipt-*.txt"))
    found = [match.group(1) for paper in papers if (match := _TOTAL.search(_read(paper)))]
    return [
        Check("receipts", str(len(sales)), str(len(found))),
        *(
            Check(f"receipt {number}", str(sale.total), total)
            for number, (sale, total) in enumerate(zip(sales, found, strict=False), start=1)
        ),
    ]


def check_server(sales: Sequence[PlannedSale], shop: DemoShop) -> list[Check]:
    """Compare what `evertill verify` finds in the journal and on the server with the plan."""
    folder = ("--data", shop.till_folder, "--server", shop.url)
    report = json.loads(shop.run("verify", *folder, "--json"))
    expected = str(planned_total(sales))
    return [
        Check("the journal verifies", "True", str(report["ok"])),
        Check("sales in the journal", str(len(sales)), str(report["sales"])),
        Check("total in the journal", expected, report["total"]),
        Check("total on the server", expected, report["server"]["total"]),
        Check("head on the server", report["head"], report["server"]["head"]),
    ]


def _cash_of(sale: PlannedSale) -> Decimal:
    match sale.payment:
        case Payment.EXACT_CASH | Payment.CASH_WITH_CHANGE:
            return sale.total
        case Payment.CARD_AND_CASH:
            return sale.total - half(sale.total)
        case Payment.CARD | Payment.COUPON_AND_CARD:
            return Decimal(0)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
