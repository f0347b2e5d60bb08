"""Number pad for touch: its keys type into the field that has the keyboard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QSizePolicy, QWidget

from pos.ui.language import translate
from pos.ui.theme import GRID, TOUCH_PX, set_icon, set_role

_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
_BESIDE_ZERO = ("00", ".")
_KEYS = {
    "7": (0, 0), "8": (0, 1), "9": (0, 2),
    "4": (1, 0), "5": (1, 1), "6": (1, 2),
    "1": (2, 0), "2": (2, 1), "3": (2, 2),
    "0": (3, 0), "00": (3, 1), ".": (3, 2),
}  # fmt: skip


class NumberPad(QWidget):
    """Digits, 00, decimal mark, backspace and enter; for a PIN the digits only.

    Each key is sent as a key press to the target, or to whatever has the keyboard, so a field
    cannot tell the pad from a keyboard. The pad itself never takes the focus. Calculators are
    not mirrored, so neither is the pad.
    """

    digit_pressed = Signal(str)
    erased = Signal()
    entered = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        with_decimals: bool = True,
        digits_only: bool = False,
    ) -> None:
        super().__init__(parent)
        self._target: QWidget | None = None
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        shown = [text for text in _KEYS if not (digits_only and text in _BESIDE_ZERO)]
        self._keys = {text: self._digit_key(text) for text in shown}
        self._erase = self._key("key", "backspace", "text")
        self._enter = self._key("enter", "enter", "on_accent")
        self._erase.clicked.connect(self._on_erase)
        self._enter.clicked.connect(self._on_enter)
        self._lay_out()
        self.set_decimals(with_decimals)
        self.retranslate()

    def set_target(self, target: QWidget | None) -> None:
        """Type into this widget; None types into whatever has the keyboard."""
        self._target = target

    def set_decimals(self, with_decimals: bool) -> None:
        """Enable the decimal mark, or disable it for currencies and goods without decimals."""
        if "." in self._keys:
            self._keys["."].setEnabled(with_decimals)

    def retranslate(self) -> None:
        """Show the digits and names of the language in use."""
        locale = QLocale()
        for text, key in self._keys.items():
            key.setText(_in_locale(text, locale))
        self._erase.setAccessibleName(translate("NumberPad", "Backspace"))
        self._enter.setAccessibleName(translate("NumberPad", "Enter"))
        if "." in self._keys:
            self._keys["."].setAccessibleName(translate("NumberPad", "Decimal mark"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        for text, key in self._keys.items():
            row, column = _KEYS[text]
            alone = text == "0" and "00" not in self._keys
            grid.addWidget(key, row, column, 1, 3 if alone else 1)
        grid.addWidget(self._erase, 0, 3, 2, 1)
        grid.addWidget(self._enter, 2, 3, 2, 1)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        for row in range(4):
            grid.setRowStretch(row, 1)

    def _digit_key(self, text: str) -> QPushButton:
        key = self._key("key")
        key.clicked.connect(partial(self._on_digits, text))
        return key

    def _key(self, role: str, icon: str = "", colour: str = "") -> QPushButton:
        key = QPushButton(self)
        key.setMinimumHeight(TOUCH_PX)
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        key.setAutoRepeat(icon == "backspace")
        set_role(key, role)
        if icon:
            set_icon(key, icon, colour)
        return key

    def _on_digits(self, text: str) -> None:
        typed = _in_locale(text, QLocale())
        for character in typed:
            self._send(Qt.Key.Key_unknown, character)
        self.digit_pressed.emit(text)

    def _on_erase(self) -> None:
        self._send(Qt.Key.Key_Backspace, "\b")
        self.erased.emit()

    def _on_enter(self) -> None:
        self._send(Qt.Key.Key_Return, "\r")
        self.entered.emit()

    def _send(self, key: Qt.Key, text: str) -> None:
        target = self._target or QApplication.focusWidget()
        if target is None or not target.isEnabled():
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(target, QKeyEvent(kind, key, _NO_MODIFIER, text))


def _in_locale(text: str, locale: QLocale) -> str:
    if text == ".":
        return locale.decimalPoint()
    zero = ord(locale.zeroDigit())
    return "".join(chr(zero + int(digit)) for digit in text)
