"""The floor of the ring-up benchmark: a bare table model, painted after each row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView

_COLUMNS = 3
_SIZE = (1280, 800)


class _Rows(QAbstractTableModel):
    """Three columns of text; rows are added one by one."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = 0

    def append(self) -> None:
        self.beginInsertRows(QModelIndex(), self._rows, self._rows)
        self._rows += 1
        self.endInsertRows()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return self._rows

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 -- as above
        return _COLUMNS

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (f"A product with a name {index.row()}", "1", "12.34")[index.column()]


def paint_bare_rows(rows: int) -> None:
    """Add rows to a table that fills a window, painting it after each."""
    model, view = _Rows(), QTableView()
    view.setModel(model)
    view.resize(*_SIZE)
    view.show()
    for _ in range(rows):
        model.append()
        view.scrollToBottom()
        QApplication.processEvents()
    view.close()
