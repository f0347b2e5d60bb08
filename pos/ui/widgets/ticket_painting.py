"""How a line of the ticket looks."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from pos.ui.fonts import BASE_PX, LINE_PX, text_font
from pos.ui.formatting import own_direction
from pos.ui.palette import Palette
from pos.ui.theme import GRID, colours
from pos.ui.widgets.ticket_model import Column, TicketRow

ROW_HEIGHT = 60
_TITLE_HEIGHT = 30
_MARK_WIDTH = 4
_LONG = 7  # characters of a number, two of them marks of direction, that may be too wide
_NUMBER = (
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
)
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


class TicketPainter:
    """Paints cells; keeps its fonts and the texts it had to shorten."""

    def __init__(self) -> None:
        self._line = text_font(LINE_PX)
        self._metrics = QFontMetrics(self._line)
        self._struck = text_font(LINE_PX)
        self._struck.setStrikeOut(True)
        self._base = text_font(BASE_PX)
        self._elided = lru_cache(maxsize=1_024)(_elide)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: TicketRow,
        column: Column,
    ) -> None:
        """Paint one cell of the row."""
        shades = colours()
        rect: QRect = option.rect
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, QColor(shades.accent_soft))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(shades.line))
        painter.setFont(self._struck if row.voided else self._line)
        painter.setPen(QColor(shades.muted if row.voided else shades.text))
        if column is Column.ITEM:
            self._paint_item(painter, rect, row, shades, selected)
        else:
            text = row.quantity if column is Column.QUANTITY else row.amount
            place = rect.adjusted(0, 4, -2 * GRID, -26)
            if len(text) > _LONG and self._metrics.horizontalAdvance(text) > place.width():
                painter.setFont(self._base)  # smaller rather than cut
            painter.drawText(place, _NUMBER, text)

    def _paint_item(
        self, painter: QPainter, rect: QRect, row: TicketRow, shades: Palette, selected: bool
    ) -> None:
        rtl = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if selected:
            edge = rect.right() - _MARK_WIDTH + 1 if rtl else rect.left()
            painter.fillRect(edge, rect.top(), _MARK_WIDTH, rect.height(), QColor(shades.accent))
        inside = rect.adjusted(2 * GRID, 4, -GRID, -4)
        if rtl:
            inside = rect.adjusted(GRID, 4, -2 * GRID, -4)
        title = QRect(inside.left(), inside.top(), inside.width(), _TITLE_HEIGHT)
        painter.drawText(title, _LEADING, self._elided(self._line, row.title, inside.width()))
        if row.note:
            painter.setFont(self._base)
            painter.setPen(QColor(shades.muted))
            note = QRect(inside.left(), title.bottom() - 2, inside.width(), 24)
            painter.drawText(note, _LEADING, self._elided(self._base, row.note, inside.width()))


def _elide(font: QFont, text: str, width: int) -> str:
    elide = Qt.TextElideMode.ElideRight
    return own_direction(QFontMetrics(font).elidedText(text, elide, width))
