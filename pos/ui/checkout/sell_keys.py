"""Keys of the sell screen."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos.ui.language import translate
from pos.ui.widgets.key_bar import KeyHint


def sell_keys(*, empty: bool) -> tuple[KeyHint, ...]:
    """Return the keys; what needs a line says so while the ticket is empty."""
    no_line = translate("Sell", "The ticket is empty") if empty else ""
    later = translate("Sell", "Comes in a later version")
    return (
        KeyHint(Qt.Key.Key_F1, translate("Sell", "Help")),
        KeyHint(Qt.Key.Key_F2, translate("Sell", "Search")),
        KeyHint(Qt.Key.Key_F3, translate("Sell", "Quantity"), no_line),
        KeyHint(Qt.Key.Key_F4, translate("Sell", "Discount"), no_line),
        KeyHint(Qt.Key.Key_F5, translate("Sell", "Hold"), later),
        KeyHint(Qt.Key.Key_F7, translate("Sell", "Refund"), later),
        KeyHint(Qt.Key.Key_F8, translate("Sell", "Cash")),
        KeyHint(Qt.Key.Key_Delete, translate("Sell", "Remove line"), no_line),
        KeyHint(Qt.Key.Key_F9, translate("Sell", "Reprint")),
        KeyHint(Qt.Key.Key_F10, translate("Sell", "Menu")),
    )
