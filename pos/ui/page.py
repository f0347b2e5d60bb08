"""Page: a screen with a title, one column of contents, and its keys at the bottom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos.ui.screen import Screen
from pos.ui.theme import GRID, HALF_GRID, set_role
from pos.ui.widgets.key_bar import KeyBar, KeyHint

WIDTH_MAX = 1248
KEY_WIDTH = 192


class Page(Screen):
    """Lays out what the quiet screens have in common; contents go into `body`."""

    def __init__(self, parent: QWidget | None = None, *, width_max: int = WIDTH_MAX) -> None:
        super().__init__(parent)
        self._keys: dict[Qt.Key, Callable[[], None]] = {}
        self._title = QLabel(self)
        set_role(self._title, "title")
        self._subtitle = QLabel(self)
        self._subtitle.setWordWrap(True)
        self._subtitle.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._subtitle, "muted")
        self._subtitle.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(2 * GRID)
        self.key_bar = KeyBar(self)
        self.key_bar.setObjectName("keys")
        self.key_bar.pressed.connect(self._on_key)
        column = QWidget(self)
        column.setMaximumWidth(width_max)
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(HALF_GRID)
        inside.addWidget(self._title)
        inside.addWidget(self._subtitle)
        inside.addSpacing(2 * GRID)
        inside.addLayout(self.body, 1)
        keys = QHBoxLayout()
        keys.addWidget(self.key_bar, 1_000)  # up to the width its keys ask for
        keys.addStretch(1)
        inside.addSpacing(GRID)
        inside.addLayout(keys)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.addStretch(1)
        layout.addWidget(column, 1000)
        layout.addStretch(1)

    def show_title(self, title: str, subtitle: str = "") -> None:
        """Name the page; the line below says more."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def show_keys(self, *keys: tuple[KeyHint, Callable[[], None]]) -> None:
        """Show the keys of this page, and do what stands beside each when it is pressed."""
        self._keys = {hint.key: action for hint, action in keys}
        self.key_bar.setMaximumWidth(len(keys) * (KEY_WIDTH + GRID) - GRID)
        self.key_bar.show_hints(tuple(hint for hint, _ in keys))

    def _on_key(self, key: Qt.Key) -> None:
        self._keys[key]()


def card(parent: QWidget | None = None, *, margin: int = 3 * GRID) -> tuple[QFrame, QVBoxLayout]:
    """Return a card and the layout inside it."""
    frame = QFrame(parent)
    set_role(frame, "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(2 * GRID)
    return frame, layout


def text_label(role: str, parent: QWidget | None = None, *, wrapped: bool = False) -> QLabel:
    """Return an empty label for plain text, in one of the roles of `theme.set_role`."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrapped)
    set_role(label, role)
    return label
