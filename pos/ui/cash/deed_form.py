"""Deed form: how much, and why."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from pos.domain.cash_movement import REASON_CHARACTERS_MAX
from pos.domain.currency import CurrencyCode, exponent
from pos.domain.money import Money, parse_money
from pos.ui.cash.deeds import Deed, deed_meaning, deed_name, quick_reasons
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.theme import GRID, set_role
from pos.ui.widgets.amount_field import AmountField
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.number_pad import NumberPad

_REASONS_MAX = 4
_PAD_WIDTH = 280


class DeedForm(QWidget):
    """Enter goes from the amount to the reason, and from there does it."""

    asked = Signal()  # do it

    def __init__(self, currency: CurrencyCode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deed: Deed | None = None
        self._title = text_label("heading", self)
        self._meaning = text_label("muted", self, wrapped=True)
        self._field = AmountField("", lambda text: parse_money(text, currency), self)
        self._field.edit.setObjectName("amount")
        self._pad = NumberPad(self, with_decimals=exponent(currency) > 0)
        self._pad.set_target(self._field.edit)
        self._why = text_label("muted", self, wrapped=True)
        self._reasons = [self._reason_button(number) for number in range(_REASONS_MAX)]
        self._own = QLineEdit(self)
        self._own.setObjectName("own_reason")
        self._own.setMaxLength(REASON_CHARACTERS_MAX)
        self._do = action_button("", icon="done", role="primary", parent=self)
        self._do.setObjectName("do_it")
        self._do.setMinimumHeight(7 * GRID)
        self._field.value_entered.connect(self._on_amount_entered)
        self._own.textEdited.connect(self._on_typed)
        self._own.returnPressed.connect(self.asked)
        self._do.clicked.connect(self.asked)
        self._lay_out()
        self.show_deed(None)

    @property
    def amount(self) -> Money | None:
        value = self._field.value
        return value if isinstance(value, Money) else None

    @property
    def reason(self) -> str:
        """Return what was typed, else the reason chosen."""
        chosen = (button.text() for button in self._reasons if button.isChecked())
        return self._own.text().strip() or next(chosen, "")

    def show_deed(self, deed: Deed | None) -> None:
        """Ask for what a deed needs; another one than before begins anew."""
        if deed is not self._deed or deed is None:
            self._clear()
        self._deed = deed
        self.setEnabled(deed is not None)
        needs_amount = deed is not None and deed.movement is not None
        self._field.setEnabled(needs_amount)
        self._pad.setEnabled(needs_amount)
        self.retranslate()
        if deed is not None:
            first: QWidget = self._field if needs_amount else self._reasons[0]
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def ask_for_amount(self, sentence: str) -> None:
        self._field.show_problem(sentence)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_for_reason(self, sentence: str) -> None:
        self._why.setText(sentence)
        set_role(self._why, "problem")
        self._own.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_busy(self, busy: bool) -> None:
        self._do.setDisabled(busy)

    def retranslate(self) -> None:
        deed = self._deed
        self._field.set_label(translate("Cash", "Amount"))
        self._why.setText(translate("Cash", "Why?"))
        set_role(self._why, "muted")
        other = translate("Cash", "Another reason")
        self._own.setPlaceholderText(other)
        self._own.setAccessibleName(other)
        reasons = quick_reasons(deed) if deed is not None else ()
        for number, button in enumerate(self._reasons):
            button.setVisible(number < len(reasons))
            if number < len(reasons):
                button.setText(reasons[number])
        if deed is None:
            self._title.setText(translate("Cash", "What is done with the cash?"))
            self._meaning.setText(translate("Cash", "Choose above, or press its key."))
            self._do.setText(translate("Cash", "Write it down  F12"))
        else:
            self._title.setText(deed_name(deed))
            self._meaning.setText(deed_meaning(deed))
            self._do.setText(_do_words(deed))

    def _clear(self) -> None:
        self._field.clear()
        self._field.show_problem("")
        self._own.clear()
        for button in self._reasons:
            button.setChecked(False)

    def _lay_out(self) -> None:
        frame, inside = card(self, margin=2 * GRID)
        inside.setSpacing(GRID)
        inside.addWidget(self._title)
        inside.addWidget(self._meaning)
        across = QHBoxLayout()
        across.setSpacing(3 * GRID)
        across.addWidget(self._amount_column())
        across.addWidget(self._reason_column(), 1)
        inside.addLayout(across, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _amount_column(self) -> QWidget:
        column = QFrame(self)
        column.setFixedWidth(_PAD_WIDTH)
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        inside.addWidget(self._field)
        inside.addWidget(self._pad, 1)
        return column

    def _reason_column(self) -> QWidget:
        column = QFrame(self)
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        inside.addWidget(self._why)
        for button in self._reasons:
            inside.addWidget(button)
        inside.addWidget(self._own)
        inside.addStretch(1)
        inside.addWidget(self._do)
        return column

    def _reason_button(self, number: int) -> QPushButton:
        button = action_button("", parent=self)
        button.setObjectName(f"reason_{number}")
        button.setCheckable(True)
        button.clicked.connect(partial(self._on_reason, number))
        return button

    def _on_reason(self, number: int) -> None:
        """Choose this reason alone; chosen again, none."""
        for other, button in enumerate(self._reasons):
            if other != number:
                button.setChecked(False)
        self._own.clear()
        if self._reasons[number].isChecked():
            self._do.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_typed(self, _text: str) -> None:
        for button in self._reasons:
            button.setChecked(False)

    def _on_amount_entered(self, _value: object) -> None:
        if self.reason:
            self.asked.emit()
        else:
            self._own.setFocus(Qt.FocusReason.TabFocusReason)


def _do_words(deed: Deed) -> str:
    if deed.movement is None:
        return translate("Cash", "Open the drawer  F12")
    if deed.is_out_of_till:
        return translate("Cash", "Take it out  F12")
    return translate("Cash", "Put it in  F12")
