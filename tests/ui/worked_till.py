"""A whole till in a test, and the hands that work it as a cashier does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pos.ui.formatting import plain
from pos.ui.hands import Hands
from pos.ui.widgets.tile_grid import TileGrid
from tests.registers import PINS, TOM
from tests.ui.whole_tills import TillInTest

ENTER = Qt.Key.Key_Return


class Worked:
    """A till at work, and the hands that work it."""

    def __init__(self, tills: TillInTest) -> None:
        self.tills = tills
        self.till, self.window = tills.till, tills.till.window
        self.hands = Hands(tills.till)
        self.till.show()
        self.window.activateWindow()

    def wait_open(self) -> Worked:
        self.hands.until(lambda: bool(self._operators()), "the operators")
        self.hands.until_idle()
        return self

    def sign_in(self, operator=TOM) -> Worked:
        self.wait_open()
        self.hands.type_text(operator.name)
        self.hands.type_text(PINS[operator.id])
        self.hands.press(ENTER)
        self.hands.until(lambda: self.window.current_screen != "sign_in", "signing in")
        self.hands.until_idle()
        return self

    def open_session(self, amount: str = "100") -> Worked:
        self.hands.see("start_of_day")
        self.hands.click("as_one_amount")
        self.hands.type_text(amount)
        self.hands.press(Qt.Key.Key_F12)
        self.hands.see("sell")
        return self

    def sell(self, code: str) -> None:
        self.hands.type_text(code)
        self.hands.press(ENTER)
        self.hands.until_idle()

    def choose_in_menu(self, key: str) -> None:
        self.hands.press(Qt.Key.Key_F10)
        self.hands.see("menu")
        tiles = self.hands.find("menu_tiles", TileGrid)
        tiles.choose([str(tile.key) for tile in tiles.tiles].index(key))
        self.hands.until_idle()

    def words(self) -> str:
        """Return all that the labels of the screen in sight say."""
        screen = self.window.find_screen(self.window.current_screen)
        labels = [label for label in screen.findChildren(QLabel) if label.isVisible()]
        return plain("\n".join(label.text() for label in labels))

    def _operators(self) -> tuple[object, ...]:
        grid = self.hands.shows("operators", TileGrid)
        return grid.tiles if grid is not None and self.till.is_open else ()
