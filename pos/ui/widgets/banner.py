"""Banner: something that stays in sight while work goes on, with what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from pos.ui.theme import GRID, HALF_GRID, repolish, set_icon, set_role
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.message_bar import Level

_ICONS = {Level.PROBLEM: ("problem", "danger_text"), Level.WARNING: ("warning", "warning_text")}
_KEY = "F11"  # no screen uses it for anything else


class Banner(QFrame):
    """Unlike a message it is not taken away by the next one, nor by a change of screens.

    It never has the keyboard; F11 accepts it, because a hidden widget's shortcut sleeps.
    """

    accepted = Signal()
    put_off = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "message")
        self.setObjectName("banner")
        self._icon, self._text = QLabel(self), QLabel(self)
        self._text.setObjectName("banner_text")
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._later = action_button("", parent=self)
        self._later.setObjectName("banner_later")
        self._later.clicked.connect(self.put_off)
        self._accept = action_button("", icon="enter", parent=self)
        self._accept.setObjectName("banner_accept")
        self._accept.clicked.connect(self.accepted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, HALF_GRID, GRID, HALF_GRID)  # the same when mirrored
        layout.setSpacing(GRID)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._later)
        layout.addWidget(self._accept)
        for button in (self._later, self._accept):
            button.setFocusPolicy(self.focusPolicy())  # none: typing stays where it was
        QShortcut(QKeySequence(_KEY), self).activated.connect(self._accept.click)
        self.hide()

    @property
    def text(self) -> str:
        """Return what is shown, or nothing."""
        return self._text.text() if not self.isHidden() else ""

    def show_notice(self, text: str, level: Level, *, accept: str, later: str = "") -> None:
        """Say something, what can be done about it, and how to put it off where that may be."""
        self.setProperty("level", level.value)
        for part in (self, self._text):
            repolish(part)
        set_icon(self._icon, *_ICONS[level])
        self._text.setText(text)
        self.setAccessibleName(text)
        self._accept.setText(f"{accept}  {_KEY}")
        self._later.setText(later)
        self._later.setVisible(bool(later))
        self.show()
