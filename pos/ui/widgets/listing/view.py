"""Listing widget: rows to choose by key or touch; Enter or a touch opens one."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from pos.ui.widgets.listing.painting import ROW_HEIGHT, ListDelegate
from pos.ui.widgets.listing.rows import ListColumn, ListModel, ListRow

_HEAD_HEIGHT = 40
_LEAST_WIDTH = 160  # of a column without a width: in a narrow window the others give way


class Listing(QTableView):
    """The chosen row stays chosen when the rows are shown anew."""

    chosen = Signal(object)  # the key of the current row, or None
    opened = Signal(object)  # the key of a row: Enter or a touch

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = ListModel(self)
        self.setModel(self._rows)
        self.setItemDelegate(ListDelegate(self))
        self._set_up()
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.clicked.connect(self._on_clicked)

    @property
    def rows(self) -> tuple[ListRow, ...]:
        return self._rows.rows

    @property
    def current_key(self) -> Hashable | None:
        """Return the key of the chosen row, None while there is none."""
        at = self.currentIndex().row()
        return self.rows[at].key if 0 <= at < len(self.rows) else None

    def show_rows(self, columns: tuple[ListColumn, ...], rows: tuple[ListRow, ...]) -> None:
        """Show rows; the same again changes nothing."""
        if (columns, rows) == (self._rows.columns, self._rows.rows):
            return
        before = self.current_key
        self._rows.show(columns, rows)
        self._fit()
        if rows:
            self.choose(max(0, self._rows.place_of(before)))

    def show_at_most(self, rows: int) -> None:
        """Be as high as the rows there are, and not higher than this many of them."""
        shown = min(rows, max(1, len(self.rows)))
        self.setFixedHeight(_HEAD_HEIGHT + shown * ROW_HEIGHT + 2)

    def choose(self, place: int) -> None:
        """Choose a row by its place."""
        self.setCurrentIndex(self._rows.index(place, 0))

    def choose_key(self, key: Hashable) -> None:
        """Choose a row by its key, if it is there."""
        place = self._rows.place_of(key)
        if place >= 0:
            self.choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_key is not None:
            self.opened.emit(self.current_key)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the columns without a width what the others leave, and not too little."""
        columns = self._rows.columns
        open_ended = sum(not column.width for column in columns)
        across, asked = self.viewport().width(), sum(column.width for column in columns)
        room = max(1, across - _LEAST_WIDTH * open_ended)
        widths = [column.width * min(room, asked) // max(1, asked) for column in columns]
        left = across - sum(widths)
        for at, column in enumerate(columns):
            self.setColumnWidth(at, widths[at] if column.width else left // open_ended)

    def _on_current(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.current_key)

    def _on_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows[index.row()].key)

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.setVisible(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(ROW_HEIGHT)
        down.setDefaultSectionSize(ROW_HEIGHT)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setFixedHeight(_HEAD_HEIGHT)
