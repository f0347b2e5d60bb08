"""Rows of a listing as a table model: a tuple of frozen rows, replaced whole."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

AnyIndex = QModelIndex | QPersistentModelIndex
CELL_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class ListCell:
    """What stands in a cell, already written: a text, and a smaller note below it.

    An `icon` stands before the text, in a colour of the palette.
    """

    text: str
    note: str = ""
    icon: str = ""
    colour: str = "text"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row; `key` says which thing it is."""

    key: Hashable
    cells: tuple[ListCell, ...]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column `width` pixels wide; with 0 it takes what the others leave."""

    title: str
    width: int = 0
    trailing: bool = False  # figures


class ListModel(QAbstractTableModel):
    """Holds columns and rows; the same rows again change nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[ListColumn, ...] = ()
        self.rows: tuple[ListRow, ...] = ()

    def show(self, columns: tuple[ListColumn, ...], rows: tuple[ListRow, ...]) -> None:
        """Replace all that is shown."""
        self.beginResetModel()
        self.columns, self.rows = columns, rows
        self.endResetModel()

    def place_of(self, key: Hashable | None) -> int:
        """Return where the row with that key stands, -1 if there is none."""
        return next((at for at, row in enumerate(self.rows) if row.key == key), -1)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 -- as above
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.rows[index.row()].cells[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (cell.text, cell.note) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (cell.text, cell.note) if part)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignTrailing if column.trailing else Qt.AlignmentFlag.AlignLeading
            )
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
