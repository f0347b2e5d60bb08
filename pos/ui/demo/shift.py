"""The demo's shift: open, sell, lose the server, sell on, send, close, check."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos.demo.plan import PlannedSale, plan_shift, read_items
from pos.demo.shop import OPERATORS, DemoShop
from pos.ui.demo.cashier import Cashier
from pos.ui.demo.checks import (
    Check,
    check_receipts,
    check_server,
    planned_cash,
    planned_total,
)

if TYPE_CHECKING:
    from pos.ui.application import Till
    from pos.ui.hands import Hands

FLOAT = Decimal("100.00")
_PARKED = 3  # the sale whose customer has forgotten something


def work_shift(
    shop: DemoShop, out: Path, *, sales: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """Work the shift and return its summary; `checks` tells what was compared."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from pos.ui.commands import start
    from pos.ui.hands import Hands

    begun = time.perf_counter()
    plan = plan_shift(read_items(shop.catalogue), sales)
    app, till = start({"--data": str(shop.till_folder), "--language": "en", "--look": "light"})
    app.setQuitOnLastWindowClosed(False)
    till.show()
    try:
        hands = Hands(till)
        cashier = Cashier(hands, out / "screens")
        cashier.sign_in(OPERATORS[1])
        cashier.open_till(FLOAT)
        _sell_all(shop, cashier, plan, say)
        waiting = _send(hands, cashier, lambda: _waiting(till))
        cashier.close(planned_cash(plan, FLOAT))
    finally:
        till.close()
    shutil.copytree(shop.till_folder / "receipts", out / "receipts")
    shop.run("sync", "run", "--data", shop.till_folder)  # the closing, if it still waits
    checks = [
        *check_receipts(plan, out / "receipts"),
        *check_server(plan, shop),
        Check("waiting after the exchange", "0", str(waiting)),
        _check_z(plan, out / "receipts"),
    ]
    return _summary(plan, checks, time.perf_counter() - begun)


def _waiting(till: Till) -> int | None:
    """Return how much is not sent yet; None while nothing is known."""
    status = till.sync.status
    return None if status is None else status.waiting


def _sell_all(
    shop: DemoShop, cashier: Cashier, plan: Sequence[PlannedSale], say: Callable[[str], None]
) -> None:
    """Ring the plan up; the server is killed after half of it and comes back before the end."""
    killed, back = len(plan) // 2, len(plan) * 3 // 4
    for number, sale in enumerate(plan, start=1):
        if number == killed:
            say("killing the server; the till sells on …")
            shop.kill_server()
        if number == back:
            say("starting the server again …")
            shop.start_server()
        cashier.ring_up(sale)
        if number in {1, killed}:
            cashier.picture(f"04-ticket-{number:02}")
        if number == _PARKED:
            cashier.park_and_recall()
        cashier.pay(sale)
        if number in {2, back - 1}:
            cashier.picture(f"05-receipt-{number:02}")
        cashier.keep_receipt()
        cashier.next_sale()
        say(f"sale {number} of {len(plan)}: {sale.total} by {sale.payment.value}")


def _send(hands: Hands, cashier: Cashier, waiting: Callable[[], int | None]) -> int | None:
    cashier.send_now()
    hands.until(lambda: waiting() == 0, "sending everything that waits")
    cashier.picture("08-sync")
    cashier.leave_sync()
    # The last sale may not have been counted when nothing seemed to wait.
    hands.until(lambda: waiting() == 0, "sending what was sold last")
    return waiting()


def _check_z(plan: Sequence[PlannedSale], folder: Path) -> Check:
    """Look for the independent sums on the Z report's paper."""
    paper = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("z-*.txt"))
    wanted = [str(planned_total(plan)), str(planned_cash(plan, FLOAT))]
    plain = paper.replace(",", "")
    return Check(
        "total and expected cash on the Z report",
        " ".join(wanted),
        " ".join(amount for amount in wanted if amount in plain),
    )


def _summary(
    plan: Sequence[PlannedSale], checks: Sequence[Check], seconds: float
) -> dict[str, Any]:
    return {
        "sales": len(plan),
        "lines": sum(len(sale.lines) for sale in plan),
        "total": str(planned_total(plan)),
        "cash": str(planned_cash(plan, FLOAT)),
        "seconds": round(seconds, 1),
        "ok": all(check.holds for check in checks),
        "checks": [{**asdict(check), "holds": check.holds} for check in checks],
    }
