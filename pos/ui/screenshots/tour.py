"""Tour: one working day through every screen, with a stop for a picture at each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from pos.ui.application import Till, TillOptions
from pos.ui.hands import Hands
from pos.ui.screenshots.album import Album
from pos.ui.screenshots.care_tour import picture_care
from pos.ui.screenshots.day import ENTER, LEAVING, OFFLINE, ONLINE, Day
from pos.ui.screenshots.day_tour import picture_sessions
from pos.ui.screenshots.entry_tour import picture_entry
from pos.ui.theme import create_application

_WRONG_PIN = "1111"

BACKLOG = 100_000  # entries that waited before they began to leave


def tour(folder: Path, language: str, album: Album) -> None:
    """Work through a day on the register in the folder and picture every screen."""
    app = QApplication.instance() or create_application()
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    app.setCursorFlashTime(0)  # a blinking cursor would be in some pictures and not in others
    _closed_doors(app, language, album)
    day = Day(app, folder, language)
    try:
        _Tour(day, album).work()
    finally:
        day.till.close()
    _next_morning(app, folder, language, album)
    _several_sessions(app, folder, language, album)
    picture_entry(app, folder, language, album)
    _care(app, folder, language, album)


def _closed_doors(app: QApplication, language: str, album: Album) -> None:
    """Picture what stands there when the register cannot be opened, or is locked."""
    till = Till(app, TillOptions(root=Path("till1"), language=language, look="light"))
    till.show()
    try:
        Hands(till).see("start_up")
        album.take(till, "01-cannot-open")
        till.door.ask_passphrase("")
        album.take(till, "02-passphrase")
    finally:
        till.close()


def _next_morning(app: QApplication, folder: Path, language: str, album: Album) -> None:
    """Picture the session that a till was closed with."""
    for opened_before in (False, True):
        day = Day(app, folder, language)
        try:
            day.sign_in()
            day.hands.see("start_of_day")
            if opened_before:
                album.take(day.till, "28-resume")
            else:
                day.hands.press(Qt.Key.Key_F12)
                day.hands.see("sell")
        finally:
            day.till.close()


def _several_sessions(app: QApplication, folder: Path, language: str, album: Album) -> None:
    """Picture sessions of past days, training, and a session that the server closed."""
    day = Day(app, folder, language)
    try:
        picture_sessions(day, album)
    finally:
        day.till.close()


def _care(app: QApplication, folder: Path, language: str, album: Album) -> None:
    """Picture what is done beside selling: cash, cash sessions and the doctor."""
    day = Day(app, folder, language)
    try:
        picture_care(day, album)
    finally:
        day.till.close()


class _Tour:
    def __init__(self, day: Day, album: Album) -> None:
        self._day = day
        self._hands = day.hands
        self._album = album

    def work(self) -> None:
        self._sign_in()
        self._start()
        self._sell()
        self._pay()
        self._step_aside()
        self._exchange()
        self._close()

    def _picture(self, name: str) -> None:
        self._hands.until_idle()
        self._album.take(self._day.till, name)

    def _sign_in(self) -> None:
        day, hands = self._day, self._hands
        day.choose_operator("Mia")
        hands.press(Qt.Key.Key_Escape)
        self._picture("03-sign-in")
        day.choose_operator("Mia")
        hands.type_text("24")
        self._picture("04-sign-in-pin")
        hands.press(Qt.Key.Key_Escape)
        day.choose_operator("Mia")
        for _ in range(3):
            hands.type_text(_WRONG_PIN)
            hands.press(ENTER)
            hands.until_idle()
        self._picture("05-sign-in-delay")
        day.clock.advance(timedelta(minutes=1))
        hands.press(Qt.Key.Key_Escape)
        day.sign_in()

    def _start(self) -> None:
        hands = self._hands
        hands.see("start_of_day")
        hands.click("as_one_amount")
        hands.type_text("150")
        self._picture("07-start-of-day-amount")
        hands.click("by_denomination")
        for pieces in ("", "", "5", "4", "2"):  # hundreds, fifties, twenties, tens, fives
            hands.type_text(pieces)
            hands.press(ENTER)
        self._picture("06-start-of-day")
        hands.press(Qt.Key.Key_F12)
        hands.see("sell")

    def _sell(self) -> None:
        day, hands = self._day, self._hands
        self._picture("08-sell-empty")
        hands.type_text("milk")
        hands.until(lambda: hands.shows("results", QWidget), "the results")
        self._picture("09-sell-search")
        hands.press(Qt.Key.Key_Escape)
        hands.type_text("no such thing")
        self._picture("10-sell-nothing-found")
        hands.press(Qt.Key.Key_Escape)
        day.scan(3, 8, 21, 8, 34)
        self._picture("11-sell-ticket")
        hands.press(Qt.Key.Key_F3)
        self._picture("12-sell-quantity")
        hands.press(Qt.Key.Key_Escape)
        hands.press(Qt.Key.Key_F4)
        self._picture("13-sell-discount")
        hands.click("editor_percent")
        hands.type_text("10")
        hands.click("reason_0")
        hands.click("editor_apply")
        hands.until_idle()
        hands.type_text("4006381333931")
        hands.press(ENTER)
        self._picture("14-sell-unknown-code")
        hands.press(Qt.Key.Key_Escape)

    def _pay(self) -> None:
        hands = self._hands
        hands.press(Qt.Key.Key_F12)
        hands.see("pay")
        self._picture("15-pay")
        hands.type_text("5")
        hands.press(Qt.Key.Key_F6)
        hands.until_idle()
        self._picture("16-pay-split")
        hands.type_text("50")
        hands.press(ENTER)
        hands.see("receipt")
        self._picture("17-receipt")
        hands.press(Qt.Key.Key_F12)
        hands.see("sell")

    def _step_aside(self) -> None:
        day, hands = self._day, self._hands
        for name, screen in (
            ("18-menu", "menu"),
            ("20-settings", "settings"),
            ("21-help", "help"),
            ("22-about", "about"),
            ("23-x-report", "x_report"),
        ):
            if screen == "menu":
                hands.press(Qt.Key.Key_F10)
            else:
                day.choose_in_menu(screen)
            hands.see(screen)
            self._picture(name)
            self._back_to_selling()

    def _exchange(self) -> None:
        day, hands = self._day, self._hands
        for name, status in (("19-sync", ONLINE), ("19-sync-offline", OFFLINE)):
            day.exchange.show(status)
            day.choose_in_menu("sync")
            hands.see("sync")
            self._picture(name)
            self._back_to_selling()
        day.exchange.show(replace(LEAVING, waiting=BACKLOG))
        day.choose_in_menu("sync")
        hands.see("sync")
        day.exchange.show(LEAVING)
        self._picture("19-sync-backlog")
        self._back_to_selling()

    def _back_to_selling(self) -> None:
        while self._day.till.window.current_screen != "sell":
            self._hands.press(Qt.Key.Key_Escape)
            self._hands.until_idle()

    def _close(self) -> None:
        day, hands = self._day, self._hands
        day.scan(13)
        day.choose_in_menu("close_session")
        hands.see("close")
        self._picture("24-close-blocked")
        hands.press(Qt.Key.Key_Escape)
        hands.see("sell")
        hands.press(Qt.Key.Key_F12)
        hands.see("pay")
        hands.press(Qt.Key.Key_F6)
        hands.see("receipt")
        day.exchange.show(ONLINE)
        day.choose_in_menu("close_session")
        hands.see("close")
        for pieces in ("", "1", "6", "3", "2", "", "4", "", "2"):
            hands.type_text(pieces)
            hands.press(ENTER)
        self._picture("25-close-count")
        hands.click("counted")
        hands.until_idle()
        hands.find("close_session", QWidget)
        self._picture("26-close-variance")
        hands.type_text("Change for the baker")
        hands.press(ENTER)
        hands.see("z_report")
        self._picture("27-z-report")
        hands.press(Qt.Key.Key_F12)
        hands.see("sign_in")
