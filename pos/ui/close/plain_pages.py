"""Plain pages of closing: tickets that stand in the way, and a session that nothing was sold in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos.domain.cash_session import CashSession, CashSessionKind
from pos.ui.checkout.parked_row import ParkedRow
from pos.ui.checkout.ticket_list import TicketList
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.theme import GRID
from pos.ui.widgets.buttons import action_button


class BlockedPage(QWidget):
    """Each ticket is settled or discarded here; then the count begins."""

    settled = Signal(object)  # SaleId: it is to be completed
    discarded = Signal(object)  # SaleId

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = text_label("line", self, wrapped=True)
        self._tickets = TicketList(self)
        self._tickets.setObjectName("tickets_in_the_way")
        self._tickets.taken.connect(self.settled)
        self._tickets.discarded.connect(self.discarded)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self._sentence)
        layout.addWidget(self._tickets, 1)
        self.retranslate()

    def show_rows(self, rows: tuple[ParkedRow, ...]) -> None:
        self._tickets.show_rows(rows, translate("Close", "Settle"))
        self._tickets.focus_first()

    def retranslate(self) -> None:
        self._sentence.setText(
            translate(
                "Close",
                "These tickets are neither paid nor discarded. Settle or discard each one; then "
                "the count begins.",
            )
        )


class EmptyPage(QWidget):
    """One confirmation closes a session that nothing was sold in."""

    confirmed = Signal()
    count_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = text_label("line", self, wrapped=True)
        self._sentence.setObjectName("empty_sentence")
        self._yes = action_button("", icon="close-session", role="primary", parent=self)
        self._yes.setObjectName("close_empty")
        self._count = action_button("", parent=self)
        self._count.setObjectName("count_anyway")
        self._yes.clicked.connect(self.confirmed)
        self._count.clicked.connect(self.count_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._yes)
        buttons.addWidget(self._count)
        buttons.addStretch(1)
        frame, inside = card(self)
        inside.addWidget(self._sentence)
        inside.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        layout.addStretch(1)

    def show_session(self, cash_session: CashSession, formats: Formats) -> None:
        """Ask about this session, in the language in use."""
        self._sentence.setText(_empty_text(cash_session, formats))
        self._yes.setText(translate("Close", "Close as empty"))
        is_deferred = cash_session.kind is CashSessionKind.DEFERRED
        self._count.setText(
            translate("Close", "Compare with the book")
            if is_deferred
            else translate("Close", "Count first")
        )

    def begin(self) -> None:
        self._yes.setFocus()

    def go_on(self) -> None:
        """Do what the button does."""
        self._yes.click()

    def show_busy(self, busy: bool) -> None:
        for button in (self._yes, self._count):
            button.setDisabled(busy)


def _empty_text(cash_session: CashSession, formats: Formats) -> str:
    nothing = translate("Close", "Nothing was sold in this session, and no cash was moved.")
    kept = translate("Close", "It is closed as empty, and kept.")
    if cash_session.kind is CashSessionKind.DEFERRED or not cash_session.opening_float:
        return f"{nothing} {kept}"
    confirm = translate(
        "Close", "By closing you say that its float, {amount}, is in the till.",
        amount=formats.money(cash_session.opening_float),
    )  # fmt: skip
    return f"{nothing} {confirm} {kept}"
