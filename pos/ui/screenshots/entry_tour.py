"""Entry tour: pictures of a past day being typed, parked tickets, and the other closings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos.domain.cash_session import CashSession
from pos.domain.money import Money
from pos.services.operators import Operator
from pos.ui.errors import report_bug
from pos.ui.screenshots.album import Album
from pos.ui.screenshots.day import ENTER, Day

_PAST_DAY = date(2026, 9, 19)
_FLOAT_MINOR = 5_000


def picture_entry(app: QApplication, folder: Path, language: str, album: Album) -> None:
    """Type a past day, park, close it with its book, and close a practice; each pictured."""
    day = Day(app, folder, language)
    try:
        day.sign_in()
        day.hands.see("start_of_day")
        _EntryTour(day, album).work()
    finally:
        day.till.close()


class _EntryTour:
    def __init__(self, day: Day, album: Album) -> None:
        self._day, self._hands, self._album = day, day.hands, album

    def work(self) -> None:
        cash_sessions = self._day.till.register.register.cash_sessions
        currency = self._day.till.register.store.currency
        self._work_in(lambda operator: cash_sessions.open_deferred(operator, _PAST_DAY))
        self._type_day()
        self._park()
        self._close_by_the_book()
        opening_float = Money(_FLOAT_MINOR, currency)
        self._work_in(lambda operator: cash_sessions.open_training(operator, opening_float))
        self._close_practice()

    def _type_day(self) -> None:
        day, hands = self._day, self._hands
        self._type_into("book_total", "180")
        self._picture("60-entry")
        self._type("1042", "1415")
        day.scan(8)
        hands.press(ENTER)
        hands.see("pay")
        hands.press(ENTER)
        hands.see("sell")
        self._type("", "14.32")
        day.scan(3, 8, 21)
        self._picture("61-entry-ticket")
        hands.press(ENTER)
        hands.see("pay")
        hands.press(Qt.Key.Key_F6)
        hands.see("sell")
        self._type("1042")
        self._picture("62-entry-duplicate")
        self._type("1044", "")

    def _park(self) -> None:
        day, hands = self._day, self._hands
        for places in ((13, 34), (5,)):
            hands.press(Qt.Key.Key_F2)
            day.scan(*places)
            hands.press(Qt.Key.Key_F5)
            hands.until_idle()
        hands.press(Qt.Key.Key_F5)
        self._picture("63-parked")
        hands.press(Qt.Key.Key_Delete)
        self._picture("64-parked-discard")
        hands.press(Qt.Key.Key_Escape)
        hands.press(Qt.Key.Key_Escape)

    def _close_by_the_book(self) -> None:
        hands = self._hands
        self._to_close()
        self._picture("65-close-tickets")
        for _ in range(2):
            hands.press(Qt.Key.Key_Delete)
            hands.press(ENTER)
            hands.until_idle()
        hands.type_text("20")
        hands.press(ENTER)
        hands.type_text("30")
        self._picture("66-close-book")
        hands.click("book_done")
        hands.find("close_session", QWidget)
        self._picture("67-close-book-outcome")
        hands.find("comment", QLineEdit).setFocus()
        hands.type_text("A page is wet")
        hands.press(ENTER)
        hands.see("z_report")
        self._picture("68-z-report-past-day")

    def _close_practice(self) -> None:
        day, hands = self._day, self._hands
        self._to_close()
        self._picture("69-close-empty")
        hands.press(Qt.Key.Key_Escape)
        hands.see("sell")
        day.scan(8)
        hands.press(Qt.Key.Key_F12)
        hands.see("pay")
        hands.press(Qt.Key.Key_F6)
        hands.see("receipt")
        self._picture("70-receipt-training")
        self._to_close()
        hands.click("as_one_amount")
        hands.type_text("50")
        self._type_into("found_card", "1")
        self._picture("71-close-training")
        hands.click("counted")
        hands.find("close_session", QWidget)
        hands.click("count_again")
        hands.click("as_one_amount")
        hands.type_text("50")
        hands.click("counted")
        hands.find("close_session", QWidget)
        self._picture("72-close-recount")

    def _work_in(self, open_session: Callable[[Operator], CashSession]) -> None:
        """Have the till work in a session that is opened beside the others."""
        till = self._day.till
        operator = till.shift.operator
        if operator is None:  # the till asks who works after each closing
            self._day.sign_in()
            self._hands.see("start_of_day")
            self._work_in(open_session)
            return
        found: list[CashSession] = []
        till.background.run(
            lambda: open_session(operator), on_done=found.append, on_error=report_bug
        )
        self._hands.until(lambda: found, "the opening of a session")
        till.shift.work_in(found[0])
        till.window.show_screen("sell")
        self._hands.see("sell")

    def _to_close(self) -> None:
        self._day.choose_in_menu("close_session")
        self._hands.see("close")
        self._hands.until_idle()

    def _type(self, *fields: str) -> None:
        """Type fields, each with Enter."""
        for text in fields:
            self._hands.type_text(text)
            self._hands.press(ENTER)
            self._hands.until_idle()

    def _type_into(self, name: str, text: str) -> None:
        self._hands.find(name, QLineEdit).setFocus()
        self._type(text)

    def _picture(self, name: str) -> None:
        self._hands.until_idle()
        self._album.take(self._day.till, name)
