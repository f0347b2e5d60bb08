"""Count page: the cash in the till, blind, and beside it what was found of other tenders."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos.domain.cash_count import CashCount
from pos.domain.currency import CurrencyCode
from pos.domain.money import Money
from pos.domain.report import DeclaredTender
from pos.ui.cash_entry import CashEntry
from pos.ui.checkout.fitting_label import FittingLabel
from pos.ui.close.outcome import OTHER_TENDERS
from pos.ui.close.tender_fields import TenderFields
from pos.ui.fonts import TOTAL_PX
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.theme import GRID
from pos.ui.widgets.buttons import action_button

_SIDE_WIDTH = 280
_MARGIN = GRID + 4  # so that two columns of coins fit beside the sum at 1280


class CountPage(QWidget):
    """`counted` says what was found: the cash, its pieces or None, the other tenders."""

    counted = Signal(object, object, object)  # Money, CashCount or None, tuple of DeclaredTender

    def __init__(
        self, currency: CurrencyCode, formats: Callable[[], Formats], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._formats = formats
        self._busy = False
        self._entry = CashEntry(currency, formats(), self)
        self._entry.changed.connect(self._show_sum)
        self._entry.entered.connect(self._on_cash_entered)
        self._sum_label, self._sum = text_label("muted", self), FittingLabel(TOTAL_PX, parent=self)
        self._hint = text_label("muted", self, wrapped=True)
        self._tenders_label = text_label("muted", self, wrapped=True)
        self._tenders = TenderFields(OTHER_TENDERS, currency, self)
        self._tenders.changed.connect(self._show_sum)
        self._tenders.entered.connect(self._on_all_entered)
        self._done = action_button("", icon="done", role="primary", parent=self)
        self._done.setObjectName("counted")
        self._done.setMinimumHeight(7 * GRID)
        self._done.clicked.connect(self._on_done)
        self._lay_out()
        self.retranslate()

    def begin(self) -> None:
        """Begin with nothing counted."""
        self._entry.clear()
        self._tenders.clear()
        self._entry.focus_first()

    def go_on(self) -> None:
        """Do what the button does."""
        self._done.click()

    def show_busy(self, busy: bool) -> None:
        self._busy = busy
        self._show_sum()

    def retranslate(self) -> None:
        self._entry.show_formats(self._formats())
        self._tenders.retranslate()
        self._sum_label.setText(translate("Close", "Counted so far"))
        self._hint.setText(
            translate(
                "Close",
                "Count all the cash in the till, the float too. "
                "If the till is empty, type 0 as one amount.",
            )
        )
        self._tenders_label.setText(translate("Close", "Found of other payments, if you look"))
        self._done.setText(translate("Close", "This is all"))
        self._show_sum()

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GRID)
        left, inside = card(self, margin=_MARGIN)
        inside.addWidget(self._entry, 1)
        side, beside = card(self, margin=2 * GRID)
        side.setFixedWidth(_SIDE_WIDTH)
        beside.setSpacing(GRID)
        for part in (self._sum_label, self._sum, self._hint):
            beside.addWidget(part)
        beside.addSpacing(GRID)
        beside.addWidget(self._tenders_label)
        beside.addWidget(self._tenders)
        beside.addStretch(1)
        beside.addWidget(self._done)
        across.addWidget(left, 1)
        across.addWidget(side)

    def _show_sum(self) -> None:
        amount = self._entry.amount
        self._sum.show_text("–" if amount is None else self._formats().money(amount))
        is_ready = amount is not None and not self._entry.is_empty and self._tenders.is_valid
        self._done.setEnabled(is_ready and not self._busy)

    def _on_cash_entered(self) -> None:
        self._tenders.focus_first()

    def _on_all_entered(self) -> None:
        self._done.setFocus()

    def _on_done(self) -> None:
        amount: Money | None = self._entry.amount
        count: CashCount | None = self._entry.count
        tenders: tuple[DeclaredTender, ...] = self._tenders.declared
        if amount is not None:
            self.counted.emit(amount, count, tenders)
