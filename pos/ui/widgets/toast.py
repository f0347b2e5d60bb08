"""Toast: a short confirmation over the screen that goes by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from pos.ui.theme import GRID, set_icon, set_role

SHOWN_MS = 2_500
_ABOVE_BOTTOM = 88


class Toast(QFrame):
    """Floats over its parent, takes no focus and no clicks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        set_role(self, "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID + 4, 3 * GRID, GRID + 4)
        layout.setSpacing(GRID)
        layout.addWidget(self._icon)
        layout.addWidget(self._text)
        self._hide_later = QTimer(self)
        self._hide_later.setSingleShot(True)
        self._hide_later.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def show_text(self, text: str, icon: str = "done") -> None:
        """Show a few words for two and a half seconds."""
        set_icon(self._icon, icon, "on_toast", 20)
        self._text.setText(text)
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._hide_later.start(SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        over = self._over.rect()
        self.move((over.width() - self.width()) // 2, over.height() - self.height() - _ABOVE_BOTTOM)
