"""Day choice: a calendar in place of the list, for one end of the days that are wanted."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.theme import GRID
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.calendar.month import CalendarDays
from pos.ui.widgets.calendar.view import Calendar

_SIDE_WIDTH = 320


class DayChoice(QWidget):
    """Offers the days that there are sessions of, from the first to the last."""

    chosen = Signal(object)  # date, or None for any day

    def __init__(self, formats: Formats, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.calendar = Calendar(CalendarDays(last=date(2000, 1, 1)), formats, self)
        self.calendar.entered.connect(self.chosen)
        self._title = text_label("heading", self, wrapped=True)
        self._take = action_button("", icon="calendar", role="primary", parent=self)
        self._take.setObjectName("take_day_of_filter")
        self._take.clicked.connect(self._on_take)
        self._any = action_button("", parent=self)
        self._any.setObjectName("any_day")
        self._any.clicked.connect(self._on_any)
        left, inside = card(self, margin=2 * GRID)
        inside.addWidget(self.calendar, 1)
        side, beside = card(self)
        side.setFixedWidth(_SIDE_WIDTH)
        beside.addWidget(self._title)
        beside.addStretch(1)
        beside.addWidget(self._any)
        beside.addWidget(self._take)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GRID)
        across.addWidget(left, 1)
        across.addWidget(side)

    def ask(self, title: str, days: CalendarDays, shown: date) -> None:
        """Ask for a day; `shown` is chosen at first."""
        self._title.setText(title)
        self._any.setText(translate("Sessions", "Any day"))
        self._take.setText(translate("Sessions", "Take this day  F12"))
        self.calendar.show_days(days, shown)
        self.calendar.setFocus()

    def take(self) -> None:
        """Take the day that is chosen."""
        if self.isVisible():
            self.chosen.emit(self.calendar.chosen)

    def show_formats(self, formats: Formats) -> None:
        self.calendar.show_formats(formats)

    def _on_take(self) -> None:
        self.take()

    def _on_any(self) -> None:
        self.chosen.emit(None)
