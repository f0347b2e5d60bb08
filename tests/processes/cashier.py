"""A cashier at the real till window: `python -m tests.processes.cashier --data DIR --seed S`.

Signs in, goes on with what is there, and sells, closes and opens by keys and buttons until the
process is killed. One JSON object a line tells what the screen said, after the screen said it:
`{"usable": true}`, `{"paying": …}` before the key that may complete a sale, `{"sold": …}` behind
it, `{"left": …}` what the ticket held when the window came up, `{"closed": true}`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import traceback
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from pos.demo.plan import Item, read_items
from pos.demo.shop import OPERATORS
from pos.runtime.resources import resource
from pos.ui.application import Till
from pos.ui.commands import start
from pos.ui.formatting import plain
from pos.ui.hands import Hands
from pos.ui.widgets.ticket_table import TicketTable
from pos.ui.widgets.tile_grid import TileGrid
from tests.fakes import FakeChance

_COMPLETE = re.compile(r"Sale (?P<number>\d+) is complete")
_TOTAL = re.compile(r"Total \$(?P<total>[\d,]+\.\d\d), paid")
_MANAGER = OPERATORS[0]
_SALES_PER_SESSION = 12
_NOTE = "500"
_EXPENSIVE = 40  # dollars; one note of 500 pays for whatever is rung up below it


class Shift:
    """One person's work from the sign-in to the kill."""

    def __init__(self, till: Till, chance: FakeChance, pause_ms: int) -> None:
        self._till = till
        self._hands = Hands(till)
        self._chance = chance
        self._pause_ms = pause_ms
        self._items: Sequence[Item] = [
            item
            for item in read_items(resource("catalogue", "sample.csv"))
            if item.unit == "each" and item.gtin and item.price < _EXPENSIVE
        ]

    def work(self) -> None:
        self._go_on_until_selling()
        tell(usable=True)
        tell(left=len(self._lines()))
        if self._lines():
            self._pay()
        while True:
            self._sell()
            self._pause()
            if self._chance.below(_SALES_PER_SESSION) == 0:
                self._close()
            if self._chance.below(8) == 0:
                self._till.sync.try_now()

    def _sign_in(self) -> None:
        hands = self._hands
        hands.see("sign_in")
        hands.until(self._faces, "the operators' tiles")
        hands.until(lambda: self._till.is_open, "the register being open")
        hands.until_idle()
        tiles = hands.find("operators", TileGrid)
        tiles.choose([tile.title for tile in tiles.tiles].index(_MANAGER.name))
        hands.type_text(_MANAGER.pin)
        hands.press(Qt.Key.Key_Return)
        hands.until(lambda: self._screen != "sign_in", "signing in")
        hands.until_idle()

    def _go_on_until_selling(self) -> None:
        """Do whatever the screen in sight asks for, until it is the one to sell on."""
        while self._screen != "sell":
            match self._screen:
                case "sign_in":
                    self._sign_in()
                case "start_of_day":
                    self._begin()
                case "close":
                    self._count()
                case "z_report":
                    self._hands.press(Qt.Key.Key_F12)
                    self._hands.until(lambda: self._screen != "z_report", "leaving the report")
                case screen:
                    raise SystemExit(f"no way to sell from the screen {screen}")
            self._hands.until_idle()

    def _begin(self) -> None:
        hands = self._hands
        hands.until(
            lambda: any(self._shows(name) for name in ("resume", "as_one_amount", "open_till")),
            "a way into a session",
        )
        hands.until_idle()
        if self._shows("resume"):
            hands.click("resume")
            hands.until(lambda: self._screen != "start_of_day", "the resumed session")
            return
        hands.click("as_one_amount")
        hands.type_text("100")
        hands.press(Qt.Key.Key_F12)
        hands.until(lambda: self._screen != "start_of_day", "the opened session")

    def _sell(self) -> None:
        for _ in range(1 + self._chance.below(3)):
            item = self._items[self._chance.below(len(self._items))]
            before = self._lines()
            times = f"{2 + self._chance.below(4)}*" if self._chance.below(4) == 0 else ""
            self._hands.type_text(times + item.gtin)
            self._hands.press(Qt.Key.Key_Return)
            self._hands.until(lambda before=before: self._lines() != before, item.name)
            self._hands.until_idle()
        self._pay()

    def _pay(self) -> None:
        """Take money for what is on the ticket, and tell the sale once the screen does."""
        hands = self._hands
        hands.press(Qt.Key.Key_F12)
        hands.until(lambda: self._screen in {"pay", "receipt"}, "paying")
        hands.until_idle()
        tell(paying=True)
        match self._chance.below(3):
            case 0:
                hands.press(Qt.Key.Key_F6)
            case 1:
                hands.type_text(_NOTE)
                hands.press(Qt.Key.Key_Return)
            case _:
                hands.press(Qt.Key.Key_Return)
        hands.until_idle()
        if self._screen == "pay":  # the tender was on disk already, only the rest was missing
            hands.press(Qt.Key.Key_F12)
        hands.see("receipt")
        words = self._words()
        number, total = _COMPLETE.search(words), _TOTAL.search(words)
        if number is None or total is None:
            raise SystemExit(f"the receipt's screen says: {words}")
        cents = int(total["total"].replace(",", "").replace(".", ""))
        tell(sold=int(number["number"]), cents=cents)
        hands.press(Qt.Key.Key_F12)
        hands.see("sell")

    def _close(self) -> None:
        hands = self._hands
        hands.press(Qt.Key.Key_F10)
        hands.see("menu")
        tiles = hands.find("menu_tiles", TileGrid)
        tiles.choose([str(tile.key) for tile in tiles.tiles].index("close_session"))
        hands.see("close")
        self._count()
        tell(closed=True)
        self._go_on_until_selling()

    def _count(self) -> None:
        """Say that some amount was counted, and why it is not the expected one."""
        hands = self._hands
        hands.until(
            lambda: any(self._shows(name) for name in ("close_empty", "as_one_amount")),
            "what to count",
        )
        hands.until_idle()
        if self._shows("close_empty"):
            hands.click("close_empty")
        else:
            hands.click("as_one_amount")
            hands.type_text(str(100 + self._chance.below(200)))
            hands.click("counted")
            hands.find("comment", QLineEdit).setFocus()
            hands.type_text("counted in a hurry")
            hands.click("close_session")
        hands.until(lambda: self._screen != "close", "the closed session")
        hands.until_idle()

    def _pause(self) -> None:
        """Let the customer look for change; the window goes on meanwhile."""
        self._hands.let_run(1 + self._chance.below(2 * self._pause_ms))

    @property
    def _screen(self) -> str:
        return self._till.window.current_screen

    def _faces(self) -> bool:
        grid = self._hands.shows("operators", TileGrid)
        return grid is not None and bool(grid.tiles)

    def _shows(self, name: str) -> bool:
        return self._hands.shows(name, QWidget) is not None

    def _lines(self) -> list[tuple[str, str, str]]:
        table = self._hands.shows("ticket", TicketTable)
        rows = [] if table is None else table.rows
        return [(row.title, row.quantity, row.amount) for row in rows]

    def _words(self) -> str:
        screen = self._till.window.find_screen(self._screen)
        labels = [label for label in screen.findChildren(QLabel) if label.isVisible()]
        return plain("\n".join(label.text() for label in labels))


def tell(**said: object) -> None:
    """Write one line that outlives this process the moment it is written."""
    os.write(1, json.dumps(said).encode() + b"\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--pause-ms", type=int, default=200)
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app, till = start({"--data": str(given.data), "--language": "en", "--look": "light"})
    app.setQuitOnLastWindowClosed(False)
    till.show()
    try:
        Shift(till, FakeChance(given.seed), given.pause_ms).work()
    except Exception:  # which the till would only log, as one of its own
        traceback.print_exc()
        raise


if __name__ == "__main__":
    main()
