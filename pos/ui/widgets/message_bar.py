"""Message bar: what happened and what to do, inline, never modal."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from pos.ui.language import translate
from pos.ui.theme import GRID, HALF_GRID, repolish, set_icon, set_role
from pos.ui.widgets.buttons import icon_button

AUTO_CLEAR_MS = 6_000


class Level(StrEnum):
    PROBLEM = "problem"
    WARNING = "warning"
    NOTE = "note"
    DONE = "done"


_ICONS = {
    Level.PROBLEM: ("problem", "danger_text"),
    Level.WARNING: ("warning", "warning_text"),
    Level.NOTE: ("info", "info_text"),
    Level.DONE: ("done", "accent_text"),
}


class MessageBar(QFrame):
    """One sentence at a time. Problems and warnings stay until answered or replaced; notes and
    good news go after six seconds.
    """

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "message")
        self._icon = QLabel(self)
        self._icon.setFixedWidth(24)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._dismiss = icon_button("close", "")
        self._dismiss.clicked.connect(self._on_dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, HALF_GRID, GRID, HALF_GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._dismiss)
        self._clear_later = QTimer(self)
        self._clear_later.setSingleShot(True)
        self._clear_later.timeout.connect(self.clear)
        self.retranslate()
        self.hide()

    @property
    def text(self) -> str:
        """Return what is shown, or nothing."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def level(self) -> Level:
        return Level(str(self.property("level")))

    def show_problem(self, text: str) -> None:
        """Say what went wrong, what was kept and what to do."""
        self.show_message(text, Level.PROBLEM)

    def show_warning(self, text: str) -> None:
        self.show_message(text, Level.WARNING)

    def show_note(self, text: str) -> None:
        self.show_message(text, Level.NOTE)

    def show_done(self, text: str) -> None:
        self.show_message(text, Level.DONE)

    def show_message(self, text: str, level: Level) -> None:
        """Replace the message; an empty text clears the bar."""
        if not text:
            self.clear()
            return
        self.setProperty("level", level.value)
        for part in (self, self._text):
            repolish(part)
        icon_name, icon_colour = _ICONS[level]
        set_icon(self._icon, icon_name, icon_colour)
        set_icon(self._dismiss, "close", icon_colour)
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        if level in (Level.NOTE, Level.DONE):
            self._clear_later.start(AUTO_CLEAR_MS)
        else:
            self._clear_later.stop()

    def clear(self) -> None:
        """Take the message away."""
        self._clear_later.stop()
        self.hide()

    def retranslate(self) -> None:
        name = translate("MessageBar", "Dismiss")
        self._dismiss.setToolTip(name)
        self._dismiss.setAccessibleName(name)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _on_dismissed(self) -> None:
        self.clear()
        self.dismissed.emit()
