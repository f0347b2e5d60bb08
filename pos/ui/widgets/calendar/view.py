"""Calendar widget: a month by name, the way to the months around it, and its days."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.theme import GRID, set_role
from pos.ui.widgets.buttons import icon_button
from pos.ui.widgets.calendar.month import CalendarDays, first_of, month_later
from pos.ui.widgets.calendar.page import CalendarPage


class Calendar(QWidget):
    """Offers only the days that may be chosen; the first column is where reading begins."""

    moved = Signal(object)  # date
    entered = Signal(object)  # date
    refused = Signal(object)  # date

    def __init__(self, days: CalendarDays, formats: Formats, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days, self._formats = days, formats
        self._title = QLabel(self)
        self._title.setObjectName("month")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(self._title, "heading")
        self._previous = icon_button("previous", "", parent=self)
        self._previous.setObjectName("previous_month")
        self._next = icon_button("next", "", parent=self)
        self._next.setObjectName("next_month")
        self.page = CalendarPage(days, formats, self)
        self.page.setObjectName("days")
        self._previous.clicked.connect(self._on_previous)
        self._next.clicked.connect(self._on_next)
        self.page.moved.connect(self._on_moved)
        self.page.entered.connect(self.entered)
        self.page.refused.connect(self.refused)
        head = QHBoxLayout()
        head.addWidget(self._previous)
        head.addWidget(self._title, 1)
        head.addWidget(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self.page, 1)
        self.setFocusProxy(self.page)
        self.retranslate()

    @property
    def chosen(self) -> date:
        return self.page.chosen

    def show_days(self, days: CalendarDays, chosen: date) -> None:
        """Show which days may be chosen, and one chosen among them."""
        self._days = days
        self.page.show_days(days, chosen)
        self._show_month()

    def show_formats(self, formats: Formats) -> None:
        self._formats = formats
        self.page.show_formats(formats)
        self._show_month()

    def retranslate(self) -> None:
        for button, name in (
            (self._previous, translate("Calendar", "The month before")),
            (self._next, translate("Calendar", "The month after")),
        ):
            button.setToolTip(name)
            button.setAccessibleName(name)
        self._show_month()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_month(self) -> None:
        month = self.page.month
        self._title.setText(self._formats.month(month))
        after = month_later(first_of(month), 1)
        self._previous.setEnabled(not self._days.are_none and first_of(month) > self._days.first)
        self._next.setEnabled(after <= self._days.last)

    def _on_previous(self) -> None:
        self.page.turn(-1)
        self._show_month()

    def _on_next(self) -> None:
        self.page.turn(1)
        self._show_month()

    def _on_moved(self, day: object) -> None:
        self._show_month()
        self.moved.emit(day)
