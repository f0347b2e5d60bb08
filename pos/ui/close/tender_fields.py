"""Tender fields: what was found of each means of payment, or what the paper book says."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pos.domain.currency import CurrencyCode
from pos.domain.money import Money, parse_money
from pos.domain.report import DeclaredTender
from pos.domain.tender import TenderKind
from pos.ui.page import text_label
from pos.ui.payment.presenter import tender_name
from pos.ui.theme import GRID, set_role
from pos.ui.widgets.amount_field import AmountField


class TenderFields(QWidget):
    """One amount for each kind; Enter goes to the next one, and says so after the last."""

    changed = Signal()
    entered = Signal()

    def __init__(
        self, kinds: tuple[TenderKind, ...], currency: CurrencyCode, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._fields = {
            kind: AmountField("", lambda text: parse_money(text, currency), self) for kind in kinds
        }
        self._labels = {kind: text_label("line", self) for kind in kinds}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        for row, (kind, field) in enumerate(self._fields.items()):
            field.edit.setObjectName(f"found_{kind.value}")
            set_role(field.edit, "pieces")
            grid.addWidget(self._labels[kind], row, 0)
            grid.addWidget(field, row, 1)
            field.value_changed.connect(self._on_changed)
            field.edit.returnPressed.connect(partial(self._on_entered, row))
        self.retranslate()

    @property
    def declared(self) -> tuple[DeclaredTender, ...]:
        """Return the amounts that were typed; what was left empty is not declared."""
        return tuple(
            DeclaredTender(kind, field.value)
            for kind, field in self._fields.items()
            if isinstance(field.value, Money)
        )

    @property
    def is_valid(self) -> bool:
        """Tell whether every text is an amount that is not negative."""
        return all(
            not field.edit.text().strip()
            or (isinstance(field.value, Money) and field.value.minor >= 0)
            for field in self._fields.values()
        )

    def clear(self) -> None:
        for field in self._fields.values():
            field.clear()

    def focus_first(self) -> None:
        next(iter(self._fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        for kind, label in self._labels.items():
            label.setText(tender_name(kind))
            self._fields[kind].edit.setAccessibleName(tender_name(kind))

    def _on_changed(self, _value: object) -> None:
        self.changed.emit()

    def _on_entered(self, row: int) -> None:
        fields = list(self._fields.values())
        if not self.is_valid:
            return
        if row + 1 < len(fields):
            fields[row + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.entered.emit()
