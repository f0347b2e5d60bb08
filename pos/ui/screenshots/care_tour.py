"""Care tour: pictures of the cash screen, from a till that sells."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos.ui.screenshots.album import Album
from pos.ui.screenshots.day import ENTER, Day


def picture_cash(day: Day, album: Album) -> None:
    """Move cash in the open session, with a picture of each step; ends where one sells."""
    hands = day.hands
    hands.press(Qt.Key.Key_F8)
    hands.see("cash")
    album.take(day.till, "30-cash-empty")
    for key, amount, reason in (
        (Qt.Key.Key_F5, "40", "reason_0"),
        (Qt.Key.Key_F3, "12,5", "reason_1"),
    ):
        hands.press(key)
        hands.type_text(amount)
        hands.click(reason)
        hands.press(Qt.Key.Key_F12)
        hands.until_idle()
    album.take(day.till, "32-cash-slip")
    hands.press(Qt.Key.Key_F4)
    hands.type_text("100")
    hands.press(ENTER)
    hands.press(Qt.Key.Key_F12)
    hands.until_idle()
    album.take(day.till, "31-cash-form")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_Escape)
    hands.see("sell")
