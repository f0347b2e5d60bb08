"""Keys of the sell screen."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt

from pos.ui.language import translate
from pos.ui.widgets.key_bar import KeyHint


def sell_keys(*, empty: bool, parked: int = 0) -> tuple[KeyHint, ...]:
    """Return the keys; what needs a line says so while the ticket is empty."""
    no_line = translate("Sell", "The ticket is empty") if empty else ""
    later = translate("Sell", "Comes in a later version")
    return (
        KeyHint(Qt.Key.Key_F1, translate("Sell", "Help")),
        KeyHint(Qt.Key.Key_F2, translate("Sell", "Search")),
        KeyHint(Qt.Key.Key_F3, translate("Sell", "Quantity"), no_line),
        KeyHint(Qt.Key.Key_F4, translate("Sell", "Discount"), no_line),
        _hold(empty=empty, parked=parked),
        KeyHint(Qt.Key.Key_F7, translate("Sell", "Refund"), later),
        KeyHint(Qt.Key.Key_F8, translate("Sell", "Cash")),
        KeyHint(Qt.Key.Key_Delete, translate("Sell", "Remove line"), no_line),
        KeyHint(Qt.Key.Key_F9, translate("Sell", "Reprint")),
        KeyHint(Qt.Key.Key_F10, translate("Sell", "Menu")),
    )


def _hold(*, empty: bool, parked: int) -> KeyHint:
    """Return the key that parks, and on an empty ticket shows what is parked; it says how much."""
    count = f" ({QLocale().toString(parked)})" if parked else ""
    if not empty:
        return KeyHint(Qt.Key.Key_F5, translate("Sell", "Hold") + count)
    none = "" if parked else translate("Parked", "No ticket is parked.")
    return KeyHint(Qt.Key.Key_F5, translate("Parked", "Recall") + count, none)
