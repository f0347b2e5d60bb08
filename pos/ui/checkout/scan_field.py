"""Scan field: where scanners and fingers type; it keeps the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.ui import icons
from pos.ui.checkout.entry import read_entry, search_delay_ms
from pos.ui.language import translate
from pos.ui.theme import colours, set_role

TYPED_MAX = 200
_ICON_PX = 24


class ScanField(QLineEdit):
    """A line edit whose spare keys work the lists and the ticket.

    `typed` comes at once for words; for digits only after a rest, because a scanner's Enter
    makes searching for them idle work.
    """

    typed = Signal(str)
    entered = Signal(str)
    moved = Signal(int)  # rows up (negative) or down
    escaped = Signal()
    delete_pressed = Signal()
    delete_all_pressed = Signal()
    undo_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scan_field")
        set_role(self, "scan")
        self.setMaxLength(TYPED_MAX)
        self._scan_icon = QAction(self)
        self._clear_icon = QAction(self)
        self._clear_icon.triggered.connect(self.escaped)
        self.addAction(self._scan_icon, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._clear_icon, QLineEdit.ActionPosition.TrailingPosition)
        self._clear_icon.setVisible(False)
        self._rested = QTimer(self)
        self._rested.setSingleShot(True)
        self._rested.timeout.connect(self._on_rested)
        self.textChanged.connect(self._on_text)
        self.retranslate()
        self._draw_icons()

    def retranslate(self) -> None:
        name = translate("Sell", "Scan, or type a name or code")
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self._clear_icon.setText(translate("Sell", "Clear"))

    def put(self, text: str) -> None:
        """Replace the text without searching for it, selected so that typing replaces it."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)
        self._rested.stop()
        self._clear_icon.setVisible(bool(text))
        self.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._rested.stop()
                self.entered.emit(self.text())
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case Qt.Key.Key_Delete if control:
                self.delete_all_pressed.emit()
            case Qt.Key.Key_Delete if not self.text():
                self.delete_pressed.emit()
            case Qt.Key.Key_Z if control and not self.text():
                self.undo_pressed.emit()
            case _:
                super().keyPressEvent(event)

    def _on_text(self, text: str) -> None:
        self._clear_icon.setVisible(bool(text))
        entry = read_entry(text)
        delay = search_delay_ms(entry) if entry.text else 0
        if delay:
            self._rested.start(delay)
        else:
            self._rested.stop()
            self.typed.emit(text)

    def _on_rested(self) -> None:
        self.typed.emit(self.text())

    def _draw_icons(self) -> None:
        shades = colours()
        for action, name in ((self._scan_icon, "scan"), (self._clear_icon, "close")):
            drawn = icons.icon(name, shades.muted, shades.disabled, _ICON_PX)
            action.setIcon(QIcon(drawn))

    def sizeHint(self) -> QSize:
        return QSize(320, 56)
