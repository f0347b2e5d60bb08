"""Notice card: what the server changed or holds, told once, in sight until it was read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos.ui.language import translate
from pos.ui.page import text_label
from pos.ui.theme import GRID, HALF_GRID, set_icon, set_role
from pos.ui.widgets.buttons import action_button


class NoticeCard(QFrame):
    """A headline with what follows from it; `read` when somebody says so."""

    read = Signal()

    def __init__(self, level: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "message")
        self.setProperty("level", level)
        icon = QLabel(self)
        shade = {"warning": "warning_text", "note": "info_text"}[level]
        set_icon(icon, {"warning": "warning", "note": "info"}[level], shade)
        self._words = QVBoxLayout()
        self._words.setSpacing(HALF_GRID)
        self._read = action_button("", icon="done", parent=self)
        self._read.setObjectName("notice_read")
        self._read.setText(translate("StartOfDay", "I have read it"))
        self._read.clicked.connect(self.read)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(icon)
        layout.addLayout(self._words, 1)
        layout.addWidget(self._read)
        self._read.setVisible(level == "warning")

    def add(self, sentence: str, *, strong: bool = False) -> None:
        """Say one thing more."""
        line = text_label("heading" if strong else "plain", self, wrapped=True)
        line.setText(sentence)
        self._words.addWidget(line)
