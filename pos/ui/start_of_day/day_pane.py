"""Day pane: a calendar of the past, and what stands in the books of the chosen day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from pos.domain.cash_session import BusinessDays, CashSessionKind
from pos.services.session_list import SessionSummary
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate, translate_count
from pos.ui.page import card, text_label
from pos.ui.start_of_day.choice_pane import SIDE_WIDTH
from pos.ui.start_of_day.morning import SessionsOfDays
from pos.ui.theme import GRID, colours
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.calendar.month import CalendarDays, DayMark
from pos.ui.widgets.calendar.painting import paint_mark
from pos.ui.widgets.calendar.view import Calendar

_SHOWN_MAX = 4


class DayPane(QWidget):
    """Chooses the day of a deferred session; a day that has an open one resumes it."""

    taken = Signal(object)  # date

    def __init__(self, formats: Formats, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formats = formats
        self._found: SessionsOfDays | None = None
        self._busy = False
        self.calendar = Calendar(CalendarDays(last=date(2000, 1, 1)), formats, self)
        self.calendar.moved.connect(self._show_day)
        self.calendar.entered.connect(self.taken)
        self.calendar.refused.connect(self._show_refusal)
        self._day = text_label("heading", self, wrapped=True)
        self._entries = text_label("plain", self, wrapped=True)
        self._why = text_label("muted", self, wrapped=True)
        self._legend = tuple((_Mark(mark, self), text_label("muted", self)) for mark in DayMark)
        self.take = action_button("", icon="calendar", role="primary", parent=self)
        self.take.setObjectName("take_day")
        self.take.clicked.connect(self._on_take)
        left, inside = card(self, margin=2 * GRID)
        inside.addWidget(self.calendar, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GRID)
        across.addWidget(left, 1)
        across.addWidget(self._side_card())
        self.retranslate()

    def show_days(self, found: SessionsOfDays) -> None:
        """Show the calendar, on the last day that may be chosen or the one chosen before."""
        again = self._found is not None
        chosen = self.calendar.chosen if again else found.days.last
        self._found = found
        self.calendar.show_days(found.days, chosen)
        self._show_day(self.calendar.chosen)
        self.calendar.setFocus()

    def show_formats(self, formats: Formats) -> None:
        self._formats = formats
        self.calendar.show_formats(formats)

    def show_busy(self, busy: bool) -> None:
        self._busy = busy
        self._enable()

    def retranslate(self) -> None:
        names = {
            DayMark.OPEN: translate("StartOfDay", "a session of that day is open"),
            DayMark.CLOSED: translate("StartOfDay", "sessions of that day are closed"),
        }
        for mark, (_, label) in zip(DayMark, self._legend, strict=True):
            label.setText(names[mark])
        if self._found is not None:
            self._show_day(self.calendar.chosen)

    def _side_card(self) -> QFrame:
        side, inside = card(self)
        side.setFixedWidth(SIDE_WIDTH)
        inside.setSpacing(GRID)
        for part in (self._day, self._entries, self._why):
            inside.addWidget(part)
        inside.addStretch(1)
        for drawn, label in self._legend:
            row = QHBoxLayout()
            row.setSpacing(GRID)
            row.addWidget(drawn)
            row.addWidget(label, 1)
            inside.addLayout(row)
        inside.addSpacing(GRID)
        inside.addWidget(self.take)
        self.take.setMinimumHeight(7 * GRID)
        return side

    def _show_day(self, chosen: object) -> None:
        if self._found is None or not isinstance(chosen, date):
            return
        if self._found.days.are_none:
            self._day.setText("")
            self._entries.setText(
                translate("StartOfDay", "No day of the past is open in the books: ask the owner.")
            )
            self._enable()
            return
        self._day.setText(self._formats.long_day(chosen))
        self._entries.setText(self._entries_of(chosen))
        self._why.setText(
            translate("StartOfDay", "What you type in counts on this day. The till stays as it is.")
        )
        self.take.setText(
            translate("StartOfDay", "Resume this day")
            if self._found.open_on(chosen) is not None
            else translate("StartOfDay", "Open this day")
        )
        self._enable()

    def _show_refusal(self, refused: object) -> None:
        if self._found is not None and isinstance(refused, date):
            self._why.setText(_reason(refused, self._found.known, self._formats))

    def _entries_of(self, day: date) -> str:
        assert self._found is not None
        summaries = self._found.summaries.get(day, ())
        if not summaries:
            return translate("StartOfDay", "Nothing was entered for this day yet.")
        lines = [self._entry(summary) for summary in summaries[:_SHOWN_MAX]]
        if len(summaries) > _SHOWN_MAX:
            more = len(summaries) - _SHOWN_MAX
            lines.append(translate_count("StartOfDay", "and %Ln more", more))
        return "\n".join(lines)

    def _entry(self, summary: SessionSummary) -> str:
        kind = summary.session.kind
        name = (
            translate("StartOfDay", "Deferred")
            if kind is CashSessionKind.DEFERRED
            else translate("StartOfDay", "Normal")
        )
        state = (
            translate("StartOfDay", "closed")
            if summary.session.is_closed
            else translate("StartOfDay", "open")
        )
        sales = translate_count("StartOfDay", "%Ln sale(s)", summary.sales)
        parts = (name, state, sales, self._formats.money(summary.gross))
        return "• " + " · ".join(own_direction(part) for part in parts)

    def _enable(self) -> None:
        able = self._found is not None and not self._found.days.are_none
        self.take.setEnabled(able and not self._busy)

    def _on_take(self) -> None:
        self.taken.emit(self.calendar.chosen)


class _Mark(QLabel):
    """A mark of the calendar, for the legend."""

    def __init__(self, mark: DayMark, parent: QWidget) -> None:
        super().__init__(parent)
        self._mark = mark
        self.setFixedSize(20, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, QPointF(10, 10), self._mark, colours().text)
        painter.end()


def _reason(day: date, known: BusinessDays, formats: Formats) -> str:
    """Return why a deferred session cannot be for a day."""
    if day >= known.today:
        return translate(
            "StartOfDay", "Today belongs to the normal session: only days before it are offered."
        )
    if known.opened_on is not None and day < known.opened_on:
        opened_on = formats.long_day(known.opened_on)
        return translate("StartOfDay", "The shop opened on {day}: check the year.", day=opened_on)
    if known.closed_through is not None and day <= known.closed_through:
        closed = formats.long_day(known.closed_through)
        return translate(
            "StartOfDay", "The books are closed through {day}: ask the owner.", day=closed
        )
    return ""
