"""Paper painter: lays blocks out on a roll of one width, for the screen and for PDF."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from pos.ui.fonts import bold_font, text_font
from pos.ui.receipt.paper import Block, Centred, Gap, Pair, Paper, Remark, Rule, Stamp

ROLL_WIDTH = 302  # pixels at 96 to the inch: the 80 mm of the roll
INK = "#111417"
GREY_INK = "#4b545c"
_MARGIN = 18
_TEXT_PX = 13
_SMALL_PX = 11
_LARGE_PX = 19
_HEAD_PX = 18
_INDENT = 12
_ABOVE_TEXT = 2
_GAP = 8
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_WRAP = Qt.TextFlag.TextWordWrap
_ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute


@dataclass(frozen=True, slots=True)
class PaperPainter:
    """Draws paper `ROLL_WIDTH` wide; `right_to_left` puts names right and figures left."""

    right_to_left: bool

    def height(self, paper: Paper) -> int:
        """Return how long the paper gets, margins included."""
        return 2 * _MARGIN + sum(self._height(block) for block in paper)

    def paint(self, painter: QPainter, paper: Paper) -> None:
        """Draw all blocks, from the origin of the painter downwards."""
        direction = (
            Qt.LayoutDirection.RightToLeft if self.right_to_left else Qt.LayoutDirection.LeftToRight
        )
        painter.setLayoutDirection(direction)
        top = _MARGIN
        for block in paper:
            height = self._height(block)
            self._paint(painter, block, QRectF(_MARGIN, top, _inner_width(), height))
            top += height

    def _height(self, block: Block) -> int:
        match block:
            case Centred():
                return _text_height(_font(block), block.text, _inner_width())
            case Pair():
                return _text_height(_font(block), block.name, self._name_width(block))
            case Remark():
                return _text_height(_plain(_SMALL_PX), block.text, _inner_width() - _INDENT)
            case Stamp():
                return _text_height(_bold(_TEXT_PX), block.text, _inner_width() - 24) + 20
            case Rule() | Gap():
                return 2 * _GAP if isinstance(block, Rule) else _GAP

    def _paint(self, painter: QPainter, block: Block, area: QRectF) -> None:
        painter.setPen(QColor(INK))
        match block:
            case Centred():
                painter.setFont(_font(block))
                painter.drawText(area, Qt.AlignmentFlag.AlignHCenter | _MIDDLE | _WRAP, block.text)
            case Pair():
                self._paint_pair(painter, block, area)
            case Remark():
                painter.setFont(_plain(_SMALL_PX))
                painter.setPen(QColor(GREY_INK))
                painter.drawText(self._indented(area), self._leading | _WRAP, block.text)
            case Stamp():
                self._paint_stamp(painter, block, area)
            case Rule():
                painter.setPen(QPen(QColor(GREY_INK), 1, Qt.PenStyle.DashLine))
                middle = int(area.center().y())
                painter.drawLine(int(area.left()), middle, int(area.right()), middle)
            case Gap():
                pass

    def _paint_pair(self, painter: QPainter, block: Pair, area: QRectF) -> None:
        painter.setFont(_font(block))
        figure = self._trailing | Qt.AlignmentFlag.AlignTop
        painter.drawText(area.adjusted(0, _ABOVE_TEXT, 0, 0), figure, block.figure)
        width = self._name_width(block)
        words = self._indented(area) if block.indented else area
        left = words.right() - width if self.right_to_left else words.left()
        name = QRectF(left, area.top() + _ABOVE_TEXT, width, area.height())
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(name, self._leading | top | _WRAP, block.name)

    def _paint_stamp(self, painter: QPainter, block: Stamp, area: QRectF) -> None:
        painter.setPen(QPen(QColor(INK), 2))
        painter.drawRect(area.adjusted(1, 5, -1, -5))
        painter.setFont(_bold(_TEXT_PX))
        inside = area.adjusted(12, 6, -12, -4)
        painter.drawText(inside, Qt.AlignmentFlag.AlignHCenter | _MIDDLE | _WRAP, block.text)

    def _name_width(self, block: Pair) -> int:
        figure = QFontMetricsF(_font(block)).horizontalAdvance(block.figure)
        indent = _INDENT if block.indented else 0
        return max(_inner_width() // 3, _inner_width() - int(figure) - 10 - indent)

    def _indented(self, area: QRectF) -> QRectF:
        if self.right_to_left:
            return area.adjusted(0, 0, -_INDENT, 0)
        return area.adjusted(_INDENT, 0, 0, 0)

    @property
    def _leading(self) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.right_to_left else Qt.AlignmentFlag.AlignLeft
        return side | _ABSOLUTE

    @property
    def _trailing(self) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft if self.right_to_left else Qt.AlignmentFlag.AlignRight
        return side | _ABSOLUTE


def _inner_width() -> int:
    return ROLL_WIDTH - 2 * _MARGIN


def _font(block: Centred | Pair) -> QFont:
    if isinstance(block, Centred):
        return _bold(_HEAD_PX) if block.strong else _plain(_TEXT_PX)
    pixels = _LARGE_PX if block.large else _TEXT_PX
    return _bold(pixels) if block.strong else _plain(pixels)


def _plain(pixels: int) -> QFont:
    """Return the typeface without tabular figures: their Arabic forms cannot be copied from PDF."""
    return _without_feature(text_font(pixels))


def _bold(pixels: int) -> QFont:
    return _without_feature(bold_font(pixels))


def _without_feature(font: QFont) -> QFont:
    font.unsetFeature(QFont.Tag.fromString("tnum"))
    return font


def _text_height(font: QFont, text: str, width: int) -> int:
    around = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 10_000), _WRAP, text)
    return int(around.height()) + _ABOVE_TEXT + 1
