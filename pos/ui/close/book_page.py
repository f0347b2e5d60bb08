"""Book page: what the paper book says of each means of payment, instead of a drawer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos.domain.currency import CurrencyCode
from pos.domain.report import DeclaredTender
from pos.domain.tender import TenderKind
from pos.ui.close.tender_fields import TenderFields
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.theme import GRID
from pos.ui.widgets.buttons import action_button

_WIDTH = 560


class BookPage(QWidget):
    """`counted` says what the book says: the cash, None for its pieces, the other tenders."""

    counted = Signal(object, object, object)  # Money, None, tuple of DeclaredTender

    def __init__(self, currency: CurrencyCode, parent: QWidget) -> None:
        super().__init__(parent)
        self._busy = False
        self._hint = text_label("line", self, wrapped=True)
        self._tenders = TenderFields(tuple(TenderKind), currency, self)
        self._tenders.changed.connect(self._show_ready)
        self._tenders.entered.connect(self._on_all_entered)
        self._done = action_button("", icon="done", role="primary", parent=self)
        self._done.setObjectName("book_done")
        self._done.setMinimumHeight(7 * GRID)
        self._done.clicked.connect(self._on_done)
        frame, inside = card(self)
        frame.setMaximumWidth(_WIDTH)
        for part in (self._hint, self._tenders, self._done):
            inside.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        layout.addStretch(1)
        self.retranslate()

    def begin(self) -> None:
        """Begin with nothing typed."""
        self._tenders.clear()
        self._tenders.focus_first()

    def go_on(self) -> None:
        """Do what the button does."""
        self._done.click()

    def show_busy(self, busy: bool) -> None:
        self._busy = busy
        self._show_ready()

    def retranslate(self) -> None:
        self._tenders.retranslate()
        self._hint.setText(
            translate(
                "Close",
                "Type what the paper book says was taken that day. Cash is needed: type 0 if there "
                "was none. What you leave empty is not compared.",
            )
        )
        self._done.setText(translate("Close", "This is all"))
        self._show_ready()

    def _show_ready(self) -> None:
        is_ready = self._tenders.is_valid and self._cash() is not None
        self._done.setEnabled(is_ready and not self._busy)

    def _cash(self) -> DeclaredTender | None:
        declared = self._tenders.declared
        return next((each for each in declared if each.kind is TenderKind.CASH), None)

    def _on_all_entered(self) -> None:
        self._done.setFocus()

    def _on_done(self) -> None:
        cash, declared = self._cash(), self._tenders.declared
        if cash is not None:
            others = tuple(each for each in declared if each.kind is not TenderKind.CASH)
            self.counted.emit(cash.amount, None, others)
