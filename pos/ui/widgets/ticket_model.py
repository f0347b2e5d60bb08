"""Ticket rows as a table model: what is new is inserted, what differs is repainted."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos.ui.language import translate

AnyIndex = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
_TRAILING = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute


class Column(IntEnum):
    ITEM = 0
    QUANTITY = 1
    AMOUNT = 2


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One line of the ticket as it is read, already formatted.

    `note` stands below the title: unit price, discount, SKU. A voided line stays, struck out.
    """

    key: Hashable
    title: str
    quantity: str
    amount: str
    note: str = ""
    voided: bool = False


class TicketModel(QAbstractTableModel):
    """A tuple of frozen rows, replaced whole; views hear only of what changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TicketRow, ...] = ()

    @property
    def rows(self) -> tuple[TicketRow, ...]:
        return self._rows

    def show_rows(self, rows: tuple[TicketRow, ...]) -> None:
        """Replace the rows. One more at the end is one insertion and nothing else."""
        old = self._rows
        before = _same_at_start(old, rows)
        after = _same_at_end(old[before:], rows[before:])
        old_end, new_end = len(old) - after, len(rows) - after
        shared = min(old_end, new_end)
        if old_end > shared:
            self.beginRemoveRows(QModelIndex(), shared, old_end - 1)
            self._rows = old[:shared] + old[old_end:]
            self.endRemoveRows()
        elif new_end > shared:
            self.beginInsertRows(QModelIndex(), shared, new_end - 1)
            self._rows = old[:shared] + rows[shared:new_end] + old[old_end:]
            self.endInsertRows()
        self._rows = rows
        if shared > before:
            last = self.index(shared - 1, Column.AMOUNT)
            self.dataChanged.emit(self.index(before, Column.ITEM), last)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 -- as above
        return 0 if parent.isValid() else len(Column)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.title, row.quantity, row.amount)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.quantity}, {row.amount}, {row.note}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heading(Column(section))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            leading = Qt.AlignmentFlag.AlignLeading
            side = leading if section == Column.ITEM else _TRAILING
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    @staticmethod
    def _heading(column: Column) -> str:
        match column:
            case Column.ITEM:
                return translate("Ticket", "Item")
            case Column.QUANTITY:
                return translate("Ticket", "Qty")
            case Column.AMOUNT:
                return translate("Ticket", "Amount")


def _same_at_start(old: tuple[TicketRow, ...], new: tuple[TicketRow, ...]) -> int:
    same = 0
    # Rows that did not change are usually the very same objects: cheap to see.
    while same < len(old) and same < len(new) and _equal(old[same], new[same]):
        same += 1
    return same


def _same_at_end(old: tuple[TicketRow, ...], new: tuple[TicketRow, ...]) -> int:
    same = 0
    while same < len(old) and same < len(new) and _equal(old[-1 - same], new[-1 - same]):
        same += 1
    return same


def _equal(one: TicketRow, other: TicketRow) -> bool:
    return one is other or one == other
