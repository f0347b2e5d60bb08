"""Buttons with an icon and a purpose."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from pos.ui.theme import GRID, TOUCH_PX, set_icon, set_role

TALL_PX = 72
_ICON_ON = {"primary": "on_accent", "enter": "on_accent", "danger": "danger_text"}


def action_button(
    text: str, *, icon: str = "", role: str = "", parent: QWidget | None = None
) -> QPushButton:
    """Return a button at least 48 px high; roles are those of `theme.set_role`.

    Enter presses it where it has the keyboard, as Space does.
    """
    button = QPushButton(text, parent)
    button.setMinimumHeight(TOUCH_PX)
    if role:
        set_role(button, role)
    if icon:
        set_icon(button, icon, _ICON_ON.get(role, "text"), gap=GRID)
    button.setAutoDefault(True)
    return button


def make_tall(button: QPushButton) -> None:
    """Give a button that is pressed all day more height and larger type."""
    button.setProperty("tall", True)
    button.setMinimumHeight(TALL_PX)


def icon_button(
    icon: str, name: str, *, colour: str = "text", parent: QWidget | None = None
) -> QToolButton:
    """Return a quiet square button that shows an icon only; `name` is what it is called."""
    button = QToolButton(parent)
    button.setToolTip(name)
    button.setAccessibleName(name)
    set_role(button, "quiet")
    set_icon(button, icon, colour)
    button.setFixedSize(QSize(TOUCH_PX, TOUCH_PX))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
