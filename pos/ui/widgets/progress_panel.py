"""Progress panel: long work with a count, and a way to stop it safely."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from pos.ui.language import translate
from pos.ui.theme import GRID, set_role
from pos.ui.widgets.buttons import action_button


class ProgressPanel(QFrame):
    """Says what is going on, how far it is, and asks for a stop once."""

    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._done = self._total = 0
        self._title = QLabel(self)
        set_role(self._title, "heading")
        self._count = QLabel(self)
        set_role(self._count, "muted")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._cancel = action_button("", icon="close", parent=self)
        self._cancel.clicked.connect(self._on_cancel)
        below = QHBoxLayout()
        below.addWidget(self._count, 1)
        below.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self._title)
        layout.addWidget(self._bar)
        layout.addLayout(below)
        self._cancelling = False
        self.retranslate()

    def start(self, title: str) -> None:
        """Begin with unknown length; `title` says what is being done."""
        self._title.setText(title)
        self._cancelling = False
        self._cancel.setEnabled(True)
        self.show_progress(0, 0)

    def show_progress(self, done: int, total: int) -> None:
        """Show how many of how many; a total of 0 means that it is not known yet."""
        self._done, self._total = done, total
        self._bar.setRange(0, total)
        self._bar.setValue(min(done, total))
        self._show_count()

    def retranslate(self) -> None:
        self._cancel.setText(translate("Progress", "Cancel"))
        self._show_count()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_count(self) -> None:
        done, total = QLocale().toString(self._done), QLocale().toString(self._total)
        if self._cancelling:
            text = translate("Progress", "Stopping at the next safe point …")
        elif self._total:
            text = translate("Progress", "{done} of {total}", done=done, total=total)
        elif self._done:
            text = translate("Progress", "{done} so far", done=done)
        else:
            text = translate("Progress", "Preparing …")
        self._count.setText(text)

    def _on_cancel(self) -> None:
        self._cancelling = True
        self._cancel.setEnabled(False)
        self._show_count()
        self.cancel_asked.emit()
