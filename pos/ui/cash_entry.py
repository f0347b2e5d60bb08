"""Cash entry: an amount of cash, counted by denomination or typed as one amount."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos.domain.cash_count import CashCount
from pos.domain.currency import CurrencyCode, exponent
from pos.domain.money import Money, parse_money, zero
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.theme import GRID
from pos.ui.widgets.amount_field import AmountField
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.denomination_table import DenominationTable
from pos.ui.widgets.number_pad import NumberPad

_PAD_WIDTH = 360
_BY_DENOMINATION, _AS_ONE_AMOUNT = 0, 1


class CashEntry(QWidget):
    """`amount` is None only while what was typed is no amount."""

    changed = Signal()
    entered = Signal()  # Enter at the end

    def __init__(
        self, currency: CurrencyCode, formats: Formats, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._currency = currency
        self._table = DenominationTable(currency, formats, self)
        self._table.setObjectName("denominations")
        self._field = AmountField("", lambda text: parse_money(text, currency), self)
        self._field.setObjectName("one_amount")
        self._pad = NumberPad(self, with_decimals=exponent(currency) > 0)
        self._ways = QStackedWidget(self)
        self._buttons = [action_button("", parent=self) for _ in range(2)]
        self._table.counted.connect(self._on_changed)
        self._table.entered.connect(self.entered)
        self._field.value_changed.connect(self._on_changed)
        self._field.value_entered.connect(self._on_entered)
        self._lay_out()
        self.retranslate()
        self._choose(_BY_DENOMINATION)

    @property
    def amount(self) -> Money | None:
        """Return the cash there is; nothing counted or typed is zero."""
        if self._ways.currentIndex() == _BY_DENOMINATION:
            return self._table.count.total
        if not self._field.edit.text().strip():
            return zero(self._currency)
        value = self._field.value
        return value if isinstance(value, Money) and value.minor >= 0 else None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was counted or typed yet."""
        if self._ways.currentIndex() == _BY_DENOMINATION:
            return not self._table.count.pieces
        return not self._field.edit.text().strip()

    @property
    def count(self) -> CashCount | None:
        """Return the pieces, None if the cash was typed as one amount."""
        return self._table.count if self._ways.currentIndex() == _BY_DENOMINATION else None

    def clear(self) -> None:
        """Begin anew, by denomination."""
        self._table.clear()
        self._field.clear()
        self._choose(_BY_DENOMINATION)

    def focus_first(self) -> None:
        """Give the keyboard to the first field."""
        by_denomination = self._ways.currentIndex() == _BY_DENOMINATION
        first: QWidget = self._table if by_denomination else self._field
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_formats(self, formats: Formats) -> None:
        self._table.show_formats(formats)

    def retranslate(self) -> None:
        by_denomination, as_one_amount = self._buttons
        by_denomination.setText(translate("CashEntry", "Count coins and notes"))
        as_one_amount.setText(translate("CashEntry", "Type one amount"))
        self._field.set_label(translate("CashEntry", "Cash in the till"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        chooser = QHBoxLayout()
        chooser.setSpacing(GRID)
        group = QButtonGroup(self)
        for index, button in enumerate(self._buttons):
            button.setObjectName(("by_denomination", "as_one_amount")[index])
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._choose, index))
            group.addButton(button)
            chooser.addWidget(button)
        chooser.addStretch(1)
        typed = QWidget(self)
        column = QWidget(typed)
        column.setFixedWidth(_PAD_WIDTH)
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(2 * GRID)
        inside.addWidget(self._field)
        inside.addWidget(self._pad)
        inside.addStretch(1)
        beside = QHBoxLayout(typed)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(column)
        beside.addStretch(1)
        self._pad.set_target(self._field.edit)
        typed.setFocusProxy(self._field)
        counted = QWidget(self)
        around = QVBoxLayout(counted)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._table)
        around.addStretch(1)
        counted.setFocusProxy(self._table)
        self._ways.addWidget(counted)
        self._ways.addWidget(typed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3 * GRID)
        layout.addLayout(chooser)
        layout.addWidget(self._ways, 1)

    def _choose(self, way: int) -> None:
        self._buttons[way].setChecked(True)
        self._ways.setCurrentIndex(way)
        self.focus_first()
        self.changed.emit()

    def _on_changed(self, _value: object) -> None:
        self.changed.emit()

    def _on_entered(self, _value: object) -> None:
        self.entered.emit()
