"""Screen: one page of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos.ui.theme import set_role


class Screen(QWidget):
    """A page that is told when it comes into sight and when the language changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "ground")

    def entered(self) -> None:
        """Do what is due when the screen comes into sight: load, and focus the first field."""

    def left(self) -> None:
        """Do what is due when another screen takes its place."""

    def home(self) -> QWidget | None:
        """Return the field that typing and scanning go to, wherever the focus was."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a character that nothing else wanted to the home field, with the focus."""
        home = self.home()
        if home is None or home.hasFocus() or not event.text().isprintable() or not event.text():
            super().keyPressEvent(event)
            return
        home.setFocus(Qt.FocusReason.ShortcutFocusReason)
        copy = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
        QCoreApplication.sendEvent(home, copy)

    def retranslate(self) -> None:
        """Show all texts and figures anew in the language in use."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
