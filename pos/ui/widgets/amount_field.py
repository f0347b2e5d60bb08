"""Field for an amount or a quantity: either decimal mark, Latin or Arabic digits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from pos.domain.problem import Problem
from pos.ui.problem_words import told_shortly
from pos.ui.theme import HALF_GRID, repolish, set_role

TYPED_MAX = 24


class AmountField(QWidget):
    """A large field with its label above and its problem below.

    What a number is, the domain decides: `parse` returns the value or raises a `Problem`. The
    problem shows when Enter is pressed or the field is left, never while typing.
    """

    value_changed = Signal(object)  # the value, or None while there is none
    value_entered = Signal(object)  # Enter, with a value

    def __init__(
        self, label: str, parse: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parse = parse
        self._value: object | None = None
        self._problem = ""
        self._label = QLabel(self)
        set_role(self._label, "muted")
        self.edit = QLineEdit(self)
        set_role(self.edit, "amount")
        self.edit.setMaxLength(TYPED_MAX)
        self.edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self._problem_label = QLabel(self)
        self._problem_label.setWordWrap(True)
        set_role(self._problem_label, "problem")
        self._problem_label.hide()
        self._label.setBuddy(self.edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF_GRID)
        for part in (self._label, self.edit, self._problem_label):
            layout.addWidget(part)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.textChanged.connect(self._on_typed)
        self.edit.returnPressed.connect(self._on_entered)
        self.edit.editingFinished.connect(self._show_own_problem)
        self.set_label(label)

    def set_label(self, label: str) -> None:
        """Name the field, in the language in use."""
        self._label.setText(label)
        self._label.setVisible(bool(label))
        self.edit.setAccessibleName(label)

    def set_parse(self, parse: Callable[[str], object]) -> None:
        """Read with another rule from now on, e.g. for another unit of measure."""
        self._parse = parse
        self._on_typed(self.edit.text())

    @property
    def value(self) -> object | None:
        """Return the last valid value, or None while the text is empty or no value."""
        return self._value

    def set_text(self, text: str) -> None:
        """Fill in a text and select it, so that typing replaces it."""
        self.edit.setText(text)
        self.edit.selectAll()

    def clear(self) -> None:
        self.edit.clear()

    def show_problem(self, text: str) -> None:
        """Say below the field why its value was not taken."""
        self._problem_label.setText(text)
        self._problem_label.setVisible(bool(text))
        self._mark(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.show_problem("")
        super().changeEvent(event)

    def _on_edited(self, text: str) -> None:
        show_own_digits(self.edit, text)

    def _on_typed(self, text: str) -> None:
        self._value, self._problem = self._read(text)
        self.show_problem("")
        self.value_changed.emit(self._value)

    def _read(self, text: str) -> tuple[object | None, str]:
        if not text.strip():
            return None, ""
        try:
            return self._parse(text), ""
        except Problem as problem:
            return None, told_shortly(problem)

    def _on_entered(self) -> None:
        self._show_own_problem()
        if self._value is not None:
            self.value_entered.emit(self._value)

    def _show_own_problem(self) -> None:
        if self._problem:
            self.show_problem(self._problem)

    def _mark(self, wrong: bool) -> None:
        if bool(self.edit.property("problem")) is wrong:
            return
        self.edit.setProperty("problem", wrong)
        repolish(self.edit)


def show_own_digits(edit: QLineEdit, typed: str) -> None:
    """Show digits as the language writes them, whichever keyboard they came from."""
    zero = ord(QLocale().zeroDigit())
    shown = "".join(chr(zero + int(each)) if each.isdecimal() else each for each in typed)
    if shown != typed:
        place = edit.cursorPosition()
        edit.setText(shown)
        edit.setCursorPosition(place)
