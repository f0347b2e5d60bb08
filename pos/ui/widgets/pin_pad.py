"""PIN pad: dots instead of digits, for keyboard and touch."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from pos.domain.sign_in import PIN_DIGITS_MAX, PIN_DIGITS_MIN
from pos.ui.language import translate
from pos.ui.theme import GRID, colours, set_role
from pos.ui.widgets.number_pad import NumberPad

_DOT_RADIUS = 7
_DOT_STEP = 28


class PinPad(QWidget):
    """Asks for a PIN and forgets it at once; `entered` carries it in Latin digits."""

    entered = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pin = ""
        self._dots = _Dots(self)
        self._hint = QLabel(self)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._hint.setMinimumHeight(40)
        set_role(self._hint, "muted")
        self._pad = NumberPad(self, digits_only=True)
        self._pad.set_target(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._dots)
        layout.addWidget(self._hint)
        layout.addWidget(self._pad, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.retranslate()

    def clear(self) -> None:
        """Forget what was typed and what was said about it."""
        self._set_pin("")
        self.show_hint("")

    def show_hint(self, text: str) -> None:
        """Say something beside the dots, in a quiet colour."""
        set_role(self._hint, "muted")
        self._hint.setText(text)

    def show_problem(self, text: str) -> None:
        """Say why the PIN was not taken, and start again."""
        self._set_pin("")
        set_role(self._hint, "problem")
        self._hint.setText(text)

    def set_waiting(self, waiting: bool) -> None:
        """Take no digits while a delay runs or an answer is awaited; the hint says why."""
        self._set_pin("")
        self._pad.setDisabled(waiting)
        self._dots.setDisabled(waiting)

    def retranslate(self) -> None:
        self.setAccessibleName(translate("PinPad", "PIN"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.cancelled.emit()
        elif not self._pad.isEnabled():
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter()
        elif event.key() == Qt.Key.Key_Backspace:
            self._set_pin(self._pin[:-1])
        elif event.text().isdecimal():
            digit = str(int(event.text()[0]))
            self._set_pin((self._pin + digit)[:PIN_DIGITS_MAX])
        else:
            super().keyPressEvent(event)

    def _on_enter(self) -> None:
        if len(self._pin) < PIN_DIGITS_MIN:
            return
        pin = self._pin
        self._set_pin("")
        self.entered.emit(pin)

    def _set_pin(self, pin: str) -> None:
        self._pin = pin
        self._dots.set_filled(len(pin))


class _Dots(QWidget):
    """As many filled dots as digits were typed, never the digits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._filled = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_filled(self, count: int) -> None:
        self._filled = count
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(PIN_DIGITS_MAX * _DOT_STEP, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        shades = colours()
        ring = shades.border if self.isEnabled() else shades.line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = max(self._filled, PIN_DIGITS_MIN)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        start = self.width() / 2 - (shown - 1) * _DOT_STEP / 2
        for index in range(shown):
            at = shown - 1 - index if rtl else index
            typed = index < self._filled
            painter.setPen(QPen(QColor(shades.accent if typed else ring), 2))
            painter.setBrush(QColor(shades.accent) if typed else Qt.BrushStyle.NoBrush)
            centre = QPointF(start + at * _DOT_STEP, self.height() / 2)
            painter.drawEllipse(centre, _DOT_RADIUS, _DOT_RADIUS)
        painter.end()
