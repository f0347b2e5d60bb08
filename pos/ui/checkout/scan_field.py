"""Scan field: where scanners and fingers type; it keeps the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from pos.ui.checkout.entry import read_entry, search_delay_ms
from pos.ui.language import translate
from pos.ui.theme import GRID, HALF_GRID, TOUCH_PX, set_icon, set_role
from pos.ui.widgets.buttons import icon_button

TYPED_MAX = 200
_ICON_PX = 24
_PADDING = 4  # of the style sheet; what is between text and icon beyond it


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
        self._scan_icon = QLabel(self)
        set_icon(self._scan_icon, "scan", "muted")
        self._scan_icon.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._clear = icon_button("close", "", colour="muted", parent=self)
        self._clear.setObjectName("clear_field")
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.escaped)
        self._clear.hide()
        self._rested = QTimer(self)
        self._rested.setSingleShot(True)
        self._rested.timeout.connect(self._on_rested)
        self.textChanged.connect(self._on_text)
        self.retranslate()

    def retranslate(self) -> None:
        name = translate("Sell", "Scan, or type a name or code")
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        clear = translate("Sell", "Clear")
        self._clear.setToolTip(clear)
        self._clear.setAccessibleName(clear)

    def put(self, text: str) -> None:
        """Replace the text without searching for it, selected so that typing replaces it."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)
        self._rested.stop()
        self._clear.setVisible(bool(text))
        self.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place_icons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_icons()

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
        self._clear.setVisible(bool(text))
        entry = read_entry(text)
        delay = search_delay_ms(entry) if entry.text else 0
        if delay:
            self._rested.start(delay)
        else:
            self._rested.stop()
            self.typed.emit(text)

    def _on_rested(self) -> None:
        self.typed.emit(self.text())

    def _place_icons(self) -> None:
        before, after = (self._clear, self._scan_icon) if self.isRightToLeft() else (
            self._scan_icon, self._clear
        )  # fmt: skip
        for part, width in ((self._scan_icon, _ICON_PX), (self._clear, TOUCH_PX)):
            part.resize(width, TOUCH_PX)
        # The cursor of an empty field would otherwise follow the keyboard, not the screen.
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        middle = Qt.AlignmentFlag.AlignVCenter
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | middle)
        top = (self.height() - TOUCH_PX) // 2
        inset = {self._scan_icon: 2 * GRID, self._clear: HALF_GRID}
        before.move(inset[before], top)
        after.move(self.width() - inset[after] - after.width(), top)
        room = {part: inset[part] + part.width() - _PADDING for part in inset}
        self.setTextMargins(room[before], 0, room[after], 0)

    def sizeHint(self) -> QSize:
        return QSize(320, 56)
