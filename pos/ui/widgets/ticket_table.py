"""Ticket table: the lines of a sale, painted fast, newest in sight."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from pos.ui.widgets.ticket_model import ROW_ROLE, Column, TicketModel, TicketRow
from pos.ui.widgets.ticket_painting import ROW_HEIGHT, TicketPainter

FRAME_MS = 16
_QUANTITY_WIDTH = 100
_AMOUNT_WIDTH = 136
_NARROW = 480  # below it the name gets what the figures can spare
_NARROW_QUANTITY_WIDTH = 72
_NARROW_AMOUNT_WIDTH = 104


class TicketTable(QTableView):
    """Shows rows; the newest is made current. Rows have a fixed height, columns fixed widths."""

    row_chosen = Signal(object)  # the key of the current row, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = TicketModel(self)
        self.setModel(self._model)
        self._delegate = _TicketDelegate(self)
        self.setItemDelegate(self._delegate)
        self._set_up_view()
        self._set_up_headers()
        self._reveal_later = QTimer(self)
        self._reveal_later.setSingleShot(True)
        self._reveal_later.setInterval(FRAME_MS)
        self._reveal_later.timeout.connect(self._reveal)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)

    @property
    def rows(self) -> tuple[TicketRow, ...]:
        return self._model.rows

    @property
    def current_key(self) -> Hashable | None:
        """Return the key of the current row, or None on an empty ticket."""
        at = self.currentIndex().row()
        return self.rows[at].key if 0 <= at < len(self.rows) else None

    def show_rows(self, rows: tuple[TicketRow, ...]) -> None:
        """Show the ticket; scrolling waits for the next frame, so a burst is painted once."""
        grew = len(rows) > len(self.rows)
        self._model.show_rows(rows)
        if grew:
            self._reveal_later.start()

    def move_current(self, by: int) -> None:
        """Move the current row up (negative) or down; for keys that reach the scan field."""
        at = min(max(0, self.currentIndex().row() + by), len(self.rows) - 1)
        if at >= 0:
            self.setCurrentIndex(self._model.index(at, Column.ITEM))
            self.scrollTo(self._model.index(at, Column.ITEM))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across = self.viewport().width()
        quantity, amount = _figure_widths(across)
        self.setColumnWidth(Column.QUANTITY, quantity)
        self.setColumnWidth(Column.AMOUNT, amount)
        self.setColumnWidth(Column.ITEM, max(across - quantity - amount, 96))
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())  # a message above must not hide the line in hand

    def _reveal(self) -> None:
        last = len(self.rows) - 1
        if last >= 0:
            self.setCurrentIndex(self._model.index(last, Column.ITEM))
            self.scrollToBottom()

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        del current
        self.row_chosen.emit(self.current_key)

    def _set_up_view(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setTabKeyNavigation(False)

    def _set_up_headers(self) -> None:
        down = self.verticalHeader()
        down.setVisible(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.setMinimumSectionSize(ROW_HEIGHT)
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setFixedHeight(36)
        self.setColumnWidth(Column.QUANTITY, _QUANTITY_WIDTH)
        self.setColumnWidth(Column.AMOUNT, _AMOUNT_WIDTH)


def _figure_widths(across: int) -> tuple[int, int]:
    """Return the widths in pixels of quantity and amount in a table of that width."""
    if across < _NARROW:
        return _NARROW_QUANTITY_WIDTH, _NARROW_AMOUNT_WIDTH
    return _QUANTITY_WIDTH, _AMOUNT_WIDTH


class _TicketDelegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._painter = TicketPainter()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self._painter.paint(painter, option, index.data(ROW_ROLE), Column(index.column()))

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(_AMOUNT_WIDTH, ROW_HEIGHT)
