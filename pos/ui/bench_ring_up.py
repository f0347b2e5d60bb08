"""Benchmark: 100 lines rung up through the window, against a bare model and its painting."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pos.demo.measuring import Row, timed
from pos.demo.plan import read_items
from pos.demo.shop import OPERATORS
from pos.ui.bench_start import ShopGround

LINES = 100
ROUNDS = 5


def measure(ground: ShopGround) -> Row:
    """Ring up 100 products and paint after each, and the same rows in a bare table, in turn."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from pos.ui.bench_table import paint_bare_rows

    items = [item for item in read_items(ground.shop.catalogue)[: 3 * LINES] if item.unit == "each"]
    bare, ours = [], []
    with _till_at_work(ground) as (till, hands):
        for turn in range(ROUNDS):
            ground.say(f"ringing up {LINES} lines ({turn + 1}/{ROUNDS}) …")
            codes = [item.gtin for item in items[:LINES]]
            ours.append(timed(lambda codes=codes: _ring_up(hands, codes))[1])  # type: ignore[misc]
            bare.append(timed(lambda: paint_bare_rows(LINES))[1])
            _void(till, hands)
    middle, floor = sorted(ours)[ROUNDS // 2], sorted(bare)[ROUNDS // 2]
    return Row(
        name="ring-up",
        figures={
            "lines": LINES,
            "window_ms": round(middle, 1),
            "bare_ms": round(floor, 1),
            "ratio": round(middle / floor, 2),
        },
        aim="ratio ≤ 1.3",
        met=middle / floor <= 1.3,
    )


@contextmanager
def _till_at_work(ground: ShopGround) -> Iterator[tuple[Any, Any]]:
    from pos.ui.commands import start
    from pos.ui.demo.cashier import Cashier
    from pos.ui.demo.shift import FLOAT
    from pos.ui.hands import Hands

    app, till = start({"--data": str(ground.shop.till_folder), "--language": "en"})
    app.setQuitOnLastWindowClosed(False)
    till.show()
    try:
        hands = Hands(till)
        cashier = Cashier(hands, ground.shop.root / "screens")
        cashier.sign_in(OPERATORS[1])
        cashier.open_till(FLOAT)
        yield till, hands
    finally:
        till.close()


def _ring_up(hands: Any, codes: list[str]) -> None:
    """Scan as fast as the ticket shows what was scanned, painted line by line."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from pos.ui.widgets.ticket_table import TicketTable

    for number, code in enumerate(codes, start=1):
        hands.type_text(code)
        hands.press(Qt.Key.Key_Return)
        while _rows(hands, TicketTable) < number:
            QApplication.processEvents()
        QApplication.processEvents()  # what changed is painted, as on a screen


def _rows(hands: Any, kind: Any) -> int:
    table = hands.shows("ticket", kind)
    return 0 if table is None else len(table.rows)


def _void(till: Any, hands: Any) -> None:
    from pos.ui.widgets.ticket_table import TicketTable

    till.window.activateWindow()  # the bare table's window had taken the keyboard
    hands.click("void_ticket")
    hands.click("question_yes")
    hands.until(lambda: _rows(hands, TicketTable) == 0, "an empty ticket")
