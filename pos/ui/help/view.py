"""Help screen: how to sell in five steps, and the keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from pos.ui.formatting import own_direction
from pos.ui.language import translate
from pos.ui.page import Page, card, text_label
from pos.ui.theme import GRID
from pos.ui.widgets.key_bar import KeyHint


class HelpScreen(Page):
    """One page that answers what a new cashier asks."""

    def __init__(self, *, leave: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("help")
        self._leave = leave
        self._cards = QHBoxLayout()
        self._cards.setSpacing(3 * GRID)
        self.body.addLayout(self._cards, 1)
        self.retranslate()

    def retranslate(self) -> None:
        self.show_title(translate("Help", "Help"))
        _empty(self._cards)
        self._cards.addWidget(_table(translate("Help", "Sell in five steps"), _steps()), 1)
        self._cards.addWidget(_table(translate("Help", "Keys while selling"), _sell_keys()), 1)
        last = QVBoxLayout()
        last.setSpacing(2 * GRID)
        last.addWidget(_table(translate("Help", "Keys everywhere"), _keys()))
        last.addWidget(_table(translate("Help", "In the menu"), _in_the_menu()))
        self._cards.addLayout(last, 1)
        self.show_keys((KeyHint(Qt.Key.Key_Escape, translate("Help", "Back")), self._leave))


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            _empty(inner)


def _table(title: str, rows: tuple[tuple[str, str], ...]) -> QWidget:
    frame, inside = card()
    heading = text_label("heading")
    heading.setText(title)
    inside.addWidget(heading)
    grid = QGridLayout()
    grid.setVerticalSpacing(2 * GRID)
    grid.setHorizontalSpacing(2 * GRID)
    grid.setColumnStretch(1, 1)
    for index, (key, text) in enumerate(rows):
        name, words = _key_cap(key), text_label("", wrapped=True)
        words.setText(text)
        grid.addWidget(name, index, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, index, 1)
    inside.addLayout(grid)
    inside.addStretch(1)
    return frame


def _key_cap(key: str) -> QLabel:
    label = text_label("heading")
    label.setText(own_direction(key))
    return label


def _steps() -> tuple[tuple[str, str], ...]:
    return (
        ("1", translate("Help", "Scan the goods, or type a few letters of the name and press "
                                "Enter. Type 3* before it for three pieces.")),
        ("2", translate("Help", "Look at the ticket. F3 changes the quantity of the chosen line, "
                                "F4 gives a discount, Del takes the line away.")),
        ("3", translate("Help", "Press F12 to be paid.")),
        ("4", translate("Help", "Choose cash or card, type what you were given, press Enter. "
                                "The change is shown large.")),
        ("5", translate("Help", "Give the receipt. The next scan begins the next ticket.")),
    )  # fmt: skip


def _sell_keys() -> tuple[tuple[str, str], ...]:
    return (
        ("F2", translate("Help", "Search")),
        ("F3", translate("Help", "Quantity of the chosen line")),
        ("F4", translate("Help", "Discount on the chosen line")),
        ("F8", translate("Help", "Cash: paid in, paid out, drop, loan, no sale")),
        ("F9", translate("Help", "Print the last receipt again")),
        ("F12", translate("Help", "Pay")),
        ("Del", translate("Help", "Take the chosen line away")),
        ("↑ ↓", translate("Help", "Choose another line")),
    )


def _keys() -> tuple[tuple[str, str], ...]:
    return (
        ("F1", translate("Help", "This help")),
        ("F10", translate("Help", "Menu: reports, closing, settings")),
        ("F11", translate("Help", "What the notice above the screen offers")),
        ("F12", translate("Help", "The main step of a screen")),
        ("Esc", translate("Help", "One step back")),
        ("Ctrl+L", translate("Help", "Another operator; the ticket stays as it is")),
        ("Tab", translate("Help", "The next field")),
    )


def _in_the_menu() -> tuple[tuple[str, str], ...]:
    return (
        (
            "1",
            translate(
                "Help",
                "Cash sessions: the story of each, X and Z reports, and another day for one "
                "that was typed in wrong.",
            ),
        ),
        (
            "2",
            translate(
                "Help", "Doctor, for managers: what is stuck, what would help, and the repair."
            ),
        ),
    )
