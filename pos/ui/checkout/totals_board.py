"""Totals board: the figures under the ticket, painted in one go so that nothing is laid out."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos.ui.checkout.fitting_label import fitting_font
from pos.ui.checkout.ticket_text import Figure, TicketFigures
from pos.ui.fonts import BASE_PX, LINE_PX, TOTAL_PX, bold_font, text_font
from pos.ui.theme import GRID, colours

_ROW = 28
_TOTAL = 64
_ROWS_MIN = 2  # a discount more or less then moves nothing
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute
_RIGHT = Qt.AlignmentFlag.AlignRight | _ABSOLUTE | _MIDDLE
_LEFT = Qt.AlignmentFlag.AlignLeft | _ABSOLUTE | _MIDDLE


class TotalsBoard(QWidget):
    """Names on the leading side, amounts on the other; the total as large as it fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("totals")
        self._figures = TicketFigures(rows=(), total=Figure("", ""))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._small, self._name = text_font(BASE_PX), bold_font(LINE_PX)

    @property
    def figures(self) -> TicketFigures:
        return self._figures

    def show_figures(self, figures: TicketFigures) -> None:
        """Show these; the height changes only with the number of rows."""
        if figures == self._figures:
            return
        grows = _height(figures) != _height(self._figures)
        self._figures = figures
        spoken = (f"{each.label} {each.amount}" for each in (*figures.rows, figures.total))
        self.setAccessibleName(", ".join(spoken))
        if grows:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _height(self._figures))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shades = colours()
        painter.fillRect(0, 0, self.width(), 1, QColor(shades.line))
        inside = self.rect().adjusted(2 * GRID, GRID, -2 * GRID, 0)
        painter.setFont(self._small)
        painter.setPen(QColor(shades.muted))
        first = inside.bottom() + 1 - _TOTAL - len(self._figures.rows) * _ROW
        metrics = QFontMetrics(self._small)
        widths = [metrics.horizontalAdvance(figure.amount) for figure in self._figures.rows]
        column = max(widths, default=0)
        left = inside.left() if self.isRightToLeft() else inside.right() + 1 - column
        for at, figure in enumerate(self._figures.rows):
            row = QRect(inside.left(), first + at * _ROW, inside.width(), _ROW)
            self._draw(painter, row, figure.label, "")
            painter.drawText(QRect(left, row.top(), column, _ROW), _RIGHT, figure.amount)
        self._paint_total(painter, inside)
        painter.end()

    def _paint_total(self, painter: QPainter, inside: QRect) -> None:
        total = self._figures.total
        row = QRect(inside.left(), inside.bottom() - _TOTAL + 1, inside.width(), _TOTAL)
        painter.setPen(QColor(colours().text))
        painter.setFont(self._name)
        name_width = QFontMetrics(self._name).horizontalAdvance(total.label) + 2 * GRID
        self._draw(painter, row, total.label, "")
        painter.setFont(fitting_font(total.amount, inside.width() - name_width, TOTAL_PX))
        self._draw(painter, row, "", total.amount)

    def _draw(self, painter: QPainter, row: QRect, label: str, amount: str) -> None:
        rtl = self.isRightToLeft()
        painter.drawText(row, _RIGHT if rtl else _LEFT, label)
        painter.drawText(row, _LEFT if rtl else _RIGHT, amount)


def _height(figures: TicketFigures) -> int:
    return max(len(figures.rows), _ROWS_MIN) * _ROW + _TOTAL + GRID
