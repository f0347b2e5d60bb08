"""Results list: what search found, one row each, painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pos.ui.checkout.finder import Offer
from pos.ui.fonts import BASE_PX, LINE_PX, bold_font, text_font
from pos.ui.formatting import own_direction
from pos.ui.theme import GRID, colours

ROW_HEIGHT = 64
_MARK_WIDTH = 4
_TITLE_HEIGHT = 32
_NUMBER = (
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
)
_OTHER_SIDE = (
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
)
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
AnyIndex = QModelIndex | QPersistentModelIndex


class ResultsList(QListView):
    """Rows of 64 px: name over code and department, the price at the end of the line."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("results")
        self._model = _ResultsModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_ResultDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._on_clicked)

    @property
    def offers(self) -> tuple[Offer, ...]:
        return self._model.offers

    @property
    def pointed_at(self) -> int:
        """Return the row that Enter would take, or -1."""
        return self.currentIndex().row()

    def show_offers(self, offers: tuple[Offer, ...], chosen: int) -> None:
        """Replace the rows and point at one of them, or at none."""
        self._model.show_offers(offers)
        self.setCurrentIndex(self._model.index(chosen) if chosen >= 0 else QModelIndex())
        self.scrollToTop()

    def move_by(self, rows: int) -> None:
        """Point further down, or up (negative)."""
        last = len(self.offers) - 1
        if last >= 0:
            at = min(max(0, self.pointed_at + rows), last)
            self.setCurrentIndex(self._model.index(at))

    def _on_clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row())


class _ResultsModel(QAbstractListModel):
    """A tuple of offers, replaced whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.offers: tuple[Offer, ...] = ()

    def show_offers(self, offers: tuple[Offer, ...]) -> None:
        self.beginResetModel()
        self.offers = offers
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else len(self.offers)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        offer = self.offers[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return offer
        if role == Qt.ItemDataRole.DisplayRole:
            return offer.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{offer.title}, {offer.price}, {offer.note}"
        return None


class _ResultDelegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = text_font(LINE_PX)
        self._price = bold_font(LINE_PX)
        self._note = text_font(BASE_PX)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        offer: Offer = index.data(Qt.ItemDataRole.UserRole)
        shades, rect, state = colours(), option.rect, option.state
        rtl = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(shades.accent_soft))
            edge = rect.right() - _MARK_WIDTH + 1 if rtl else rect.left()
            painter.fillRect(edge, rect.top(), _MARK_WIDTH, rect.height(), QColor(shades.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(shades.raised))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(shades.line))
        inside = rect.adjusted(2 * GRID, 4, -2 * GRID, -4)
        painter.setPen(QColor(shades.text))
        painter.setFont(self._price)
        painter.drawText(inside, _OTHER_SIDE if rtl else _NUMBER, offer.price)
        used = QFontMetrics(self._price).horizontalAdvance(offer.price) + 2 * GRID
        words = inside.adjusted(used, 0, 0, 0) if rtl else inside.adjusted(0, 0, -used, 0)
        title = QRect(words.left(), words.top() + 1, words.width(), _TITLE_HEIGHT)
        painter.setFont(self._title)
        painter.drawText(title, _LEADING, _elided(self._title, offer.title, words.width()))
        painter.setFont(self._note)
        painter.setPen(QColor(shades.muted))
        below = QRect(words.left(), title.bottom() - 2, words.width(), 24)
        painter.drawText(below, _LEADING, _elided(self._note, offer.note, words.width()))


def _elided(font: QFont, text: str, width: int) -> str:
    elide = Qt.TextElideMode.ElideRight
    return own_direction(QFontMetrics(font).elidedText(text, elide, width))
