"""Filter bar: kind, standing and days of the cash sessions that are wanted."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from pos.domain.cash_session import CashSessionKind
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.sessions.filters import SessionFilter, Standing
from pos.ui.sessions.words import kind_name
from pos.ui.theme import GRID, HALF_GRID
from pos.ui.widgets.buttons import action_button

_KINDS: tuple[CashSessionKind | None, ...] = (None, *CashSessionKind)


class FilterBar(QWidget):
    """Touch chooses; the keys of the screen do the same."""

    kind_chosen = Signal(object)  # CashSessionKind, or None for all
    standing_chosen = Signal(object)  # Standing
    first_asked = Signal()
    last_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds = {kind: self._chip(f"kind_{kind or 'all'}") for kind in _KINDS}
        self._standings = {one: self._chip(f"standing_{one.value}") for one in Standing}
        self._first = action_button("", icon="calendar", parent=self)
        self._first.setObjectName("first_day")
        self._last = action_button("", icon="calendar", parent=self)
        self._last.setObjectName("last_day")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF_GRID)
        for kind, chip in self._kinds.items():
            chip.clicked.connect(partial(self.kind_chosen.emit, kind))
            layout.addWidget(chip)
        layout.addSpacing(2 * GRID)
        for standing, chip in self._standings.items():
            chip.clicked.connect(partial(self.standing_chosen.emit, standing))
            layout.addWidget(chip)
        layout.addStretch(1)
        for button, asked in ((self._first, self.first_asked), (self._last, self.last_asked)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(asked)
            layout.addWidget(button)

    def show_filter(
        self, wanted: SessionFilter, kinds: tuple[CashSessionKind, ...], formats: Formats
    ) -> None:
        """Show what is wanted, among the kinds that may be read."""
        for kind, chip in self._kinds.items():
            chip.setChecked(kind is wanted.kind)
            chip.setText(translate("Sessions", "All kinds") if kind is None else kind_name(kind))
            chip.setVisible(kind is None or kind in kinds)
        for standing, chip in self._standings.items():
            chip.setChecked(standing is wanted.standing)
            chip.setText(standing_name(standing))
        self._first.setText(translate("Sessions", "From: {day}", day=_day(wanted.first, formats)))
        self._last.setText(translate("Sessions", "To: {day}", day=_day(wanted.last, formats)))

    def _chip(self, name: str) -> QPushButton:
        chip = action_button("", parent=self)
        chip.setObjectName(name)
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return chip


def standing_name(standing: Standing) -> str:
    match standing:
        case Standing.ALL:
            return translate("Sessions", "All")
        case Standing.OPEN:
            return translate("Sessions", "Open")
        case Standing.ATTENTION:
            return translate("Sessions", "Needs attention")
        case Standing.CLOSED:
            return translate("Sessions", "Closed")


def _day(day: date | None, formats: Formats) -> str:
    return translate("Sessions", "any day") if day is None else formats.dated(day)
