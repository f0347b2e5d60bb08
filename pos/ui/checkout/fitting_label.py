"""Fitting label: one amount in the largest type that fits its place."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos.ui.fonts import bold_font
from pos.ui.theme import colours

_SMALLEST_PX = 18
_ABOVE_AND_BELOW_PX = 12


class FittingLabel(QWidget):
    """Bold, on the leading side; a long amount gets smaller instead of being cut."""

    def __init__(self, largest: int, colour: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._largest, self._colour, self._text = largest, colour, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str, colour: str = "") -> None:
        """Show this, in another colour of the palette if one is named."""
        self._text, self._colour = text, colour or self._colour
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self._largest + _ABOVE_AND_BELOW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(colours().named()[self._colour]))
        painter.setFont(fitting_font(self._text, self.width(), self._largest))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), flags, self._text)
        painter.end()


def fitting_font(text: str, width: int, largest: int) -> QFont:
    """Return the bold typeface at the largest size that shows the text in the width."""
    pixels = largest
    font = bold_font(pixels)
    while pixels > _SMALLEST_PX and QFontMetrics(font).horizontalAdvance(text) > width:
        pixels -= 2
        font = bold_font(pixels)
    return font
