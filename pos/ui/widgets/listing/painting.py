"""How a cell of a listing looks: text, note below it, icon before it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pos.ui.fonts import BASE_PX, LINE_PX, text_font
from pos.ui.formatting import in_reading_direction
from pos.ui.icons import pixmap
from pos.ui.theme import GRID, colours
from pos.ui.widgets.listing.rows import CELL_ROLE, ListCell, ListModel

ROW_HEIGHT = 60
_ICON_PX = 20
_MARK_WIDTH = 4
_ELIDE = Qt.TextElideMode.ElideRight


class ListDelegate(QStyledItemDelegate):
    """Paints cells of two lines."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        model = index.model()
        assert isinstance(model, ListModel)
        cell: ListCell = index.data(CELL_ROLE)
        right_to_left = option.direction == Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.setLayoutDirection(option.direction)
        rect = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        _paint_ground(painter, rect, chosen=chosen)
        if chosen and index.column() == 0:
            edge = rect.right() - _MARK_WIDTH + 1 if right_to_left else rect.left()
            bar = QRect(edge, rect.top(), _MARK_WIDTH, rect.height())
            painter.fillRect(bar, QColor(colours().accent))
        inside = rect.adjusted(2 * GRID, 0, -2 * GRID, 0)
        if cell.icon:
            inside = _paint_icon(painter, inside, cell, right_to_left=right_to_left)
        trailing = model.columns[index.column()].trailing
        _paint_words(painter, inside, cell, trailing=trailing)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(96, ROW_HEIGHT)


def _paint_ground(painter: QPainter, rect: QRect, *, chosen: bool) -> None:
    if chosen:
        painter.fillRect(rect, QColor(colours().accent_soft))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colours().line))


def _paint_icon(painter: QPainter, inside: QRect, cell: ListCell, *, right_to_left: bool) -> QRect:
    left = inside.right() - _ICON_PX + 1 if right_to_left else inside.left()
    drawn = pixmap(cell.icon, colours().named()[cell.colour], _ICON_PX, density=2)
    painter.drawPixmap(left, inside.center().y() - _ICON_PX // 2, _ICON_PX, _ICON_PX, drawn)
    used = _ICON_PX + GRID
    return inside.adjusted(0, 0, -used, 0) if right_to_left else inside.adjusted(used, 0, 0, 0)


def _paint_words(painter: QPainter, inside: QRect, cell: ListCell, *, trailing: bool) -> None:
    side = Qt.AlignmentFlag.AlignTrailing if trailing else Qt.AlignmentFlag.AlignLeading
    middle = side | Qt.AlignmentFlag.AlignVCenter
    shades = colours()
    upper = inside.adjusted(0, 5, 0, -27) if cell.note else inside.adjusted(0, 2, 0, 0)
    painter.setPen(QColor(shades.named()[cell.colour]))
    font = _fitting(cell.text, inside.width())
    painter.setFont(font)
    painter.drawText(upper, middle, _elided(font, cell.text, inside.width()))
    if cell.note:
        small = text_font(BASE_PX)
        painter.setFont(small)
        painter.setPen(QColor(shades.muted))
        lower = inside.adjusted(0, 31, 0, -4)
        painter.drawText(lower, middle, _elided(small, cell.note, inside.width()))


def _fitting(text: str, width: int) -> QFont:
    """Return the larger type, or the smaller one where words would be cut."""
    large = text_font(LINE_PX)
    if QFontMetrics(large).horizontalAdvance(text) <= width:
        return large
    return text_font(BASE_PX)


def _elided(font: QFont, text: str, width: int) -> str:
    return in_reading_direction(QFontMetrics(font).elidedText(text, _ELIDE, width))
