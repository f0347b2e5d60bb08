"""Key bar: the function keys of a screen, shown as large buttons that do the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from pos.ui.fonts import BASE_PX, bold_font, text_font
from pos.ui.theme import GRID, colours

BAR_HEIGHT = 64


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key and what it does; with a `reason` it is disabled and says why."""

    key: Qt.Key
    text: str
    reason: str = ""


class KeyBar(QWidget):
    """A row of keys. Key press and click both end in `pressed`, unless the key is disabled."""

    pressed = Signal(object)  # Qt.Key
    refused = Signal(str)  # why a disabled key does nothing, when it is pressed or touched

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[KeyHint, ...] = ()
        self._buttons: dict[Qt.Key, _KeyButton] = {}
        self._shortcuts: dict[Qt.Key, QShortcut] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        self.setFixedHeight(BAR_HEIGHT)

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        return self._hints

    def show_hints(self, hints: tuple[KeyHint, ...]) -> None:
        """Show these keys; only what differs from before is touched."""
        if [hint.key for hint in hints] != [hint.key for hint in self._hints]:
            self._rebuild(hints)
        self._hints = hints
        for hint in hints:
            self._buttons[hint.key].show_hint(hint)

    def _rebuild(self, hints: tuple[KeyHint, ...]) -> None:
        for button in self._buttons.values():
            self._layout.removeWidget(button)
            button.deleteLater()
        for shortcut in self._shortcuts.values():
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._buttons, self._shortcuts = {}, {}
        for hint in hints:
            button = _KeyButton(self)
            shortcut = QShortcut(QKeySequence(hint.key), self)
            button.clicked.connect(partial(self._on_clicked, hint.key))
            shortcut.activated.connect(partial(self._on_shortcut, hint.key))
            self._layout.addWidget(button)
            self._buttons[hint.key], self._shortcuts[hint.key] = button, shortcut

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the touches that disabled buttons let through."""
        touched = self.childAt(event.position().toPoint())
        for hint in self._hints:
            if self._buttons[hint.key] is touched and hint.reason:
                self.refused.emit(hint.reason)

    def _on_shortcut(self, key: Qt.Key) -> None:
        button = self._buttons[key]
        if button.isEnabled():
            button.click()
            return
        reasons = {hint.key: hint.reason for hint in self._hints}
        self.refused.emit(reasons[key])

    def _on_clicked(self, key: Qt.Key) -> None:
        self.pressed.emit(key)


class _KeyButton(QAbstractButton):
    """A key cap with its name above what it does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cap = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_hint(self, hint: KeyHint) -> None:
        self._cap = QKeySequence(hint.key).toString(QKeySequence.SequenceFormat.NativeText)
        self.setText(hint.text)
        self.setToolTip(hint.reason)
        self.setEnabled(not hint.reason)
        spoken = (hint.text, self._cap, hint.reason)
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(96, BAR_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        shades = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = shades.surface
        if not self.isEnabled():
            ground = shades.disabled_ground
        elif self.isDown():
            ground = shades.pressed
        elif self.underMouse():
            ground = shades.raised
        painter.setPen(QPen(QColor(shades.line), 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        half = self.height() // 2
        inside = self.rect().adjusted(6, 6, -6, -4)
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setFont(bold_font(BASE_PX))
        painter.setPen(QColor(shades.accent_text if self.isEnabled() else shades.disabled))
        painter.drawText(QRect(inside.left(), 7, inside.width(), half - 6), centre, self._cap)
        font = text_font(BASE_PX)
        elide = Qt.TextElideMode.ElideRight
        text = QFontMetrics(font).elidedText(self.text(), elide, inside.width())
        painter.setFont(font)
        painter.setPen(QColor(shades.text if self.isEnabled() else shades.disabled))
        below = QRect(inside.left(), half, inside.width(), half - 4)
        painter.drawText(below, centre, text)
        painter.end()
