"""Denomination table: how many of each coin and note, with what that makes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QLocale, QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from pos.domain.cash_count import CashCount, count_cash
from pos.domain.currency import CurrencyCode, denominations
from pos.domain.money import Money
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.theme import GRID, set_role
from pos.ui.widgets.amount_field import show_own_digits
from pos.ui.widgets.buttons import icon_button

_PIECES_PATTERN = r"\d{0,5}"
_ROWS_BEFORE_SECOND_COLUMN = 8
_COLUMNS_PER_BLOCK = 6
_ROOM_FOR_SUMS = 856  # pixels; with less, the total beside the table has to do
_NAME_WIDTH, _NARROW_NAME_WIDTH = 96, 72


class DenominationTable(QWidget):
    """Counts cash. Up and Down or the buttons change a number, Enter goes to the next row."""

    counted = Signal(object)  # CashCount, after each change
    entered = Signal()  # Enter in the last row

    def __init__(
        self, currency: CurrencyCode, formats: Formats, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._currency = currency
        self._formats = formats
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(GRID)
        self._names: dict[int, QLabel] = {}
        self._fields: dict[int, PiecesField] = {}
        self._sums: dict[int, QLabel] = {}
        self._steps: list[tuple[QToolButton, int, int]] = []
        values = denominations(currency)
        second_from = len(values)
        if len(values) > _ROWS_BEFORE_SECOND_COLUMN:
            second_from = -(-len(values) // 2)
        self._blocks = -(-len(values) // second_from)
        for index, value in enumerate(values):
            block, row = divmod(index, second_from)
            self._add_row(value, row, block * _COLUMNS_PER_BLOCK)
        self._grid.setColumnMinimumWidth(_COLUMNS_PER_BLOCK - 1, GRID)
        self._grid.setColumnStretch(2 * _COLUMNS_PER_BLOCK, 1)
        self.setFocusProxy(next(iter(self._fields.values())))
        self.retranslate()

    @property
    def count(self) -> CashCount:
        """Return what has been counted so far."""
        pieces = {value: field.pieces for value, field in self._fields.items()}
        return count_cash(pieces, self._currency)

    def show_count(self, count: CashCount) -> None:
        """Fill in a count, e.g. the one of yesterday's float."""
        pieces = dict(count.pieces)
        for value, field in self._fields.items():
            field.set_pieces(pieces.get(value, 0))

    def clear(self) -> None:
        self.show_count(CashCount(self._currency, ()))

    def show_formats(self, formats: Formats) -> None:
        """Write the figures in another locale from now on."""
        self._formats = formats
        self.retranslate()

    def retranslate(self) -> None:
        for value, label in self._names.items():
            name = self._formats.money(Money(value, self._currency))
            label.setText(name)
            spoken = translate("Denominations", "Pieces of {value}", value=name)
            self._fields[value].setAccessibleName(spoken)
            self._show_sum(value)
        for button, value, by in self._steps:
            name = self._names[value].text()
            more = translate("Denominations", "One more of {value}", value=name)
            fewer = translate("Denominations", "One fewer of {value}", value=name)
            button.setAccessibleName(more if by > 0 else fewer)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self._blocks == 1 or event.size().width() >= _ROOM_FOR_SUMS
        for name, subtotal in zip(self._names.values(), self._sums.values(), strict=True):
            name.setMinimumWidth(_NAME_WIDTH if roomy else _NARROW_NAME_WIDTH)
            subtotal.setVisible(roomy)

    def _add_row(self, value: int, row: int, column: int) -> None:
        name, field, subtotal = QLabel(self), PiecesField(self), QLabel(self)
        set_role(name, "line")
        set_role(subtotal, "line")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        for label, width in ((name, _NAME_WIDTH), (subtotal, 112)):
            label.setAlignment(right | Qt.AlignmentFlag.AlignVCenter)
            label.setMinimumWidth(width)
        fewer, more = self._step(value, -1), self._step(value, 1)
        for offset, part in enumerate((name, fewer, field, more, subtotal)):
            self._grid.addWidget(part, row, column + offset)
        self._names[value], self._fields[value], self._sums[value] = name, field, subtotal
        field.textChanged.connect(partial(self._on_changed, value))
        field.returnPressed.connect(partial(self._on_entered, value))

    def _step(self, value: int, by: int) -> QToolButton:
        button = icon_button("plus" if by > 0 else "minus", "", parent=self)
        set_role(button, "step")
        button.setAutoRepeat(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self._fields[value].step(by))
        self._steps.append((button, value, by))
        return button

    def _on_changed(self, value: int, _text: str) -> None:
        self._show_sum(value)
        self.counted.emit(self.count)

    def _show_sum(self, value: int) -> None:
        pieces = self._fields[value].pieces
        subtotal = count_cash({value: pieces}, self._currency).total
        self._sums[value].setText(self._formats.amount(subtotal) if pieces else "–")

    def _on_entered(self, value: int) -> None:
        values = list(self._fields)
        after = values.index(value) + 1
        if after < len(values):
            self._fields[values[after]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.entered.emit()


class PiecesField(QLineEdit):
    """A whole number of pieces, typed or stepped; Latin and Arabic digits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        option = QRegularExpression.PatternOption.UseUnicodePropertiesOption
        pattern = QRegularExpression(_PIECES_PATTERN, option)
        self.setValidator(QRegularExpressionValidator(pattern, self))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedWidth(96)
        set_role(self, "pieces")
        self.textEdited.connect(self._on_edited)
        self.setPlaceholderText(_in_locale(0))

    @property
    def pieces(self) -> int:
        return int(self.text() or 0)

    def set_pieces(self, pieces: int) -> None:
        self.setText(_in_locale(pieces) if pieces else "")

    def step(self, by: int) -> None:
        """Add or take pieces, never below none."""
        self.set_pieces(min(max(0, self.pieces + by), 10**5 - 1))

    def _on_edited(self, text: str) -> None:
        show_own_digits(self, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up:
            self.step(1)
        elif event.key() == Qt.Key.Key_Down:
            self.step(-1)
        else:
            super().keyPressEvent(event)


def _in_locale(pieces: int) -> str:
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale.toString(pieces)
