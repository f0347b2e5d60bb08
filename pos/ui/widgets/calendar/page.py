"""Calendar page: the days of one month, for touch and keys."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QLocale, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pos.ui.formatting import Formats
from pos.ui.theme import HALF_GRID, TOUCH_PX
from pos.ui.widgets.calendar.month import (
    DAYS_OF_WEEK,
    WEEKS,
    CalendarDays,
    first_of,
    month_later,
    page_of,
)
from pos.ui.widgets.calendar.painting import Cell, paint_cell, paint_weekday

_HEAD_HEIGHT = 32


class CalendarPage(QWidget):
    """Arrows move by days and weeks, PgUp and PgDn by months; Enter or a second touch takes."""

    moved = Signal(object)  # date: this one is chosen now
    entered = Signal(object)  # date: Enter, or a touch on the chosen one
    refused = Signal(object)  # date: cannot be chosen

    def __init__(self, days: CalendarDays, formats: Formats, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days, self._formats = days, formats
        self._chosen = self._month = days.last
        self._pointed_at: date | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def chosen(self) -> date:
        return self._chosen

    @property
    def month(self) -> date:
        """Return a day of the month in sight."""
        return self._month

    def show_days(self, days: CalendarDays, chosen: date) -> None:
        """Show which days may be chosen, and one chosen among them."""
        self._days = days
        self._chosen = self._month = days.nearest(chosen)
        self._name()

    def show_formats(self, formats: Formats) -> None:
        self._formats = formats
        self._name()

    def turn(self, months: int) -> None:
        """Show another month; the choice stays until a day of it is touched."""
        self._month = first_of(self._days.nearest(month_later(first_of(self._month), months)))
        self.update()

    def choose(self, day: date) -> None:
        """Choose a day, or say that it cannot be chosen."""
        if not self._days.holds(day):
            self.refused.emit(day)
            return
        self._chosen = self._month = day
        self._name()
        self.moved.emit(day)

    def area_of(self, day: date) -> QRect:
        """Return where a day of the month in sight stands; empty if it is not on the page.

        The first column is where reading begins: on the right in Arabic.
        """
        page = page_of(self._month, self._first_weekday)
        if day not in page:
            return QRect()
        return self._area(page.index(day))

    def sizeHint(self) -> QSize:
        return QSize(DAYS_OF_WEEK * 80, _HEAD_HEIGHT + WEEKS * 60)

    def minimumSizeHint(self) -> QSize:
        step = TOUCH_PX + HALF_GRID
        return QSize(DAYS_OF_WEEK * step, _HEAD_HEIGHT + WEEKS * step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ahead = -1 if self.isRightToLeft() else 1
        steps = {
            Qt.Key.Key_Right: ahead,
            Qt.Key.Key_Left: -ahead,
            Qt.Key.Key_Down: DAYS_OF_WEEK,
            Qt.Key.Key_Up: -DAYS_OF_WEEK,
        }
        key = Qt.Key(event.key())
        match key:
            case _ if key in steps:
                self._move_to(self._chosen + timedelta(days=steps[key]))
            case Qt.Key.Key_PageUp:
                self._move_to(month_later(self._chosen, -1))
            case Qt.Key.Key_PageDown:
                self._move_to(month_later(self._chosen, 1))
            case Qt.Key.Key_Home:
                self._move_to(first_of(self._chosen))
            case Qt.Key.Key_End:
                self._move_to(month_later(first_of(self._chosen), 1) - timedelta(days=1))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._enter(self._chosen)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        day = self._day_at(event.position().toPoint())
        if day is None:
            return
        if day == self._chosen and self._days.holds(day):
            self._enter(day)
        else:
            self.choose(day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._day_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            day = self._day_at(event.pos())
            QToolTip.showText(event.globalPos(), self._formats.long_day(day) if day else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page = page_of(self._month, self._first_weekday)
        for column in range(DAYS_OF_WEEK):
            name = self._formats.weekday(page[column])
            paint_weekday(painter, self._head_area(column), name)
        for at, day in enumerate(page):
            paint_cell(painter, self._area(at), self._cell(day), has_focus=self.hasFocus())
        painter.end()

    @property
    def _first_weekday(self) -> int:
        return QLocale().firstDayOfWeek().value

    def _cell(self, day: date) -> Cell:
        return Cell(
            text=self._formats.ordinal(day.day),
            mark=self._days.marks.get(day),
            is_allowed=self._days.holds(day),
            is_chosen=day == self._chosen,
            is_pointed_at=day == self._pointed_at,
            is_of_month=(day.year, day.month) == (self._month.year, self._month.month),
        )

    def _move_to(self, day: date) -> None:
        if not self._days.are_none:
            self.choose(self._days.nearest(day))

    def _enter(self, day: date) -> None:
        if self._days.holds(day):
            self.entered.emit(day)

    def _point_at(self, day: date | None) -> None:
        if day != self._pointed_at:
            self._pointed_at = day
            self.update()

    def _name(self) -> None:
        self.setAccessibleName(self._formats.long_day(self._chosen))
        self.update()

    def _day_at(self, place: QPoint) -> date | None:
        page = page_of(self._month, self._first_weekday)
        found = (day for at, day in enumerate(page) if self._area(at).contains(place))
        day = next(found, None)
        return day if day is not None and day.month == self._month.month else None

    def _area(self, at: int) -> QRect:
        row, column = divmod(at, DAYS_OF_WEEK)
        head = self._head_area(column)
        height = (self.height() - _HEAD_HEIGHT) // WEEKS
        top = _HEAD_HEIGHT + row * height
        return QRect(head.left(), top, head.width(), height - HALF_GRID)

    def _head_area(self, column: int) -> QRect:
        width = self.width() // DAYS_OF_WEEK
        place = DAYS_OF_WEEK - 1 - column if self.isRightToLeft() else column
        return QRect(place * width, 0, width - HALF_GRID, _HEAD_HEIGHT)
