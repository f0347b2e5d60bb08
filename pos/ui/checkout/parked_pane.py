"""Parked pane: the list of parked tickets, in place of the results."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos.ui.checkout.parked_row import ParkedRow
from pos.ui.checkout.ticket_list import TicketList
from pos.ui.language import translate
from pos.ui.page import text_label
from pos.ui.theme import GRID, HALF_GRID
from pos.ui.widgets.buttons import action_button


class ParkedPane(QWidget):
    """Shows and asks; it has the keyboard while it is in sight."""

    recalled = Signal(object)  # SaleId
    discarded = Signal(object)  # SaleId
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parked")
        self._title = text_label("heading", self)
        self._hint = text_label("muted", self, wrapped=True)
        self._list = TicketList(self)
        self._list.setObjectName("parked_tickets")
        self._back = action_button("", parent=self)
        self._back.setObjectName("leave_parked")
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(HALF_GRID)
        words.addWidget(self._title)
        words.addWidget(self._hint)
        words.addStretch(1)
        head.addLayout(words, 1)
        head.addWidget(self._back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addLayout(head)
        layout.addWidget(self._list, 1)
        self._list.taken.connect(self.recalled)
        self._list.discarded.connect(self.discarded)
        self._back.clicked.connect(self.left)
        self.retranslate()

    def show_rows(self, rows: tuple[ParkedRow, ...]) -> None:
        """Show the tickets, the first one ready for Enter."""
        self._list.show_rows(rows, translate("Parked", "Recall"))
        self._list.focus_first()

    def retranslate(self) -> None:
        self._title.setText(translate("Parked", "Parked tickets"))
        self._hint.setText(
            translate("Parked", "Enter recalls the marked one, Del discards it, Esc goes back.")
        )
        self._back.setText(translate("Parked", "Back"))
