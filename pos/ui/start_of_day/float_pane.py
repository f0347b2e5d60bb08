"""Float pane: the cash for change is counted, and the till opened with it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from pos.domain.cash_session import CashSessionKind
from pos.domain.currency import CurrencyCode
from pos.ui.cash_entry import CashEntry
from pos.ui.checkout.fitting_label import FittingLabel
from pos.ui.fonts import TOTAL_PX
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.theme import GRID
from pos.ui.widgets.buttons import action_button

_SIDE_WIDTH = 280
_MARGIN = GRID + 4  # so that two columns of coins fit beside the sum at 1280


class FloatPane(QWidget):
    """Takes the float of a normal or a training session; no other kind has one."""

    opened = Signal()
    begun = Signal(object)  # CashSessionKind: something else instead

    def __init__(
        self, currency: CurrencyCode, formats: Formats, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._formats = formats
        self._busy = False
        self._offered = frozenset[CashSessionKind]()
        self.kind = CashSessionKind.NORMAL
        self.entry = CashEntry(currency, formats, self)
        self.entry.changed.connect(self._show_float)
        self.entry.entered.connect(self._on_entered)
        self._day, self._sum_label = text_label("heading", self), text_label("muted", self)
        self._sum = FittingLabel(TOTAL_PX, parent=self)
        self._hint = text_label("muted", self, wrapped=True)
        self.open_button = action_button("", icon="drawer", role="primary", parent=self)
        self.open_button.setObjectName("open_till")
        self.open_button.clicked.connect(self.opened)
        self.deferred = self._other("calendar", CashSessionKind.DEFERRED)
        self.training = self._other("training", CashSessionKind.TRAINING)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GRID)
        left, inside = card(self, margin=_MARGIN)
        inside.addWidget(self.entry, 1)
        across.addWidget(left, 1)
        across.addWidget(self._side_card())
        self.retranslate()

    def ask(self, kind: CashSessionKind, today: date) -> None:
        """Ask for the float of such a session."""
        self.kind = kind
        self._day.setText(self._formats.long_day(today))
        self._show_offered()
        self.retranslate()
        self.entry.focus_first()

    def offer(self, kinds: frozenset[CashSessionKind]) -> None:
        """Offer other kinds of session beside it."""
        self._offered = kinds
        self._show_offered()

    def show_formats(self, formats: Formats) -> None:
        self._formats = formats
        self.entry.show_formats(formats)

    def show_busy(self, busy: bool) -> None:
        self._busy = busy
        self._show_float()

    def retranslate(self) -> None:
        training = self.kind is CashSessionKind.TRAINING
        self._sum_label.setText(translate("StartOfDay", "Opening float"))
        self._hint.setText(
            translate(
                "StartOfDay",
                "Count as if it were real. Nothing in a training session counts, and every paper "
                "says so.",
            )
            if training
            else translate(
                "StartOfDay", "Count the cash for change that is in the till before the first sale."
            )
        )
        self.open_button.setText(
            translate("StartOfDay", "Begin the training")
            if training
            else translate("StartOfDay", "Open the till")
        )
        self.deferred.setText(translate("StartOfDay", "Deferred session…"))
        self.training.setText(translate("StartOfDay", "Training"))
        self._show_float()

    def _other(self, icon: str, kind: CashSessionKind) -> QPushButton:
        button = action_button("", icon=icon, parent=self)
        button.setObjectName(f"instead_{kind.value}")
        button.clicked.connect(lambda: self.begun.emit(kind))
        return button

    def _side_card(self) -> QFrame:
        side, inside = card(self)
        side.setFixedWidth(_SIDE_WIDTH)
        inside.setSpacing(GRID)
        for part in (self._day, self._sum_label, self._sum, self._hint):
            inside.addWidget(part)
        inside.addStretch(1)
        for button in (self.deferred, self.training):
            inside.addWidget(button)
        inside.addSpacing(GRID)
        inside.addWidget(self.open_button)
        self._day.setWordWrap(True)
        self.open_button.setMinimumHeight(7 * GRID)
        return side

    def _show_offered(self) -> None:
        others = self._offered - {self.kind}
        self.deferred.setVisible(CashSessionKind.DEFERRED in others)
        self.training.setVisible(CashSessionKind.TRAINING in others)

    def _show_float(self) -> None:
        amount = self.entry.amount
        self._sum.show_text("–" if amount is None else self._formats.money(amount))
        self.open_button.setDisabled(amount is None or self._busy)

    def _on_entered(self) -> None:
        self.open_button.setFocus()
