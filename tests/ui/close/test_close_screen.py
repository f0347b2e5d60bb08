"""The close screen by its keys and buttons, in the whole till on a real register."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos.domain.cash_session import CashSession
from pos.ui.checkout.ticket_list import TicketList
from pos.ui.widgets.key_bar import KeyBar
from tests.registers import MIA, usd
from tests.ui.worked_till import ENTER, Worked

ESCAPE = Qt.Key.Key_Escape


@pytest.fixture
def worked(start) -> Worked:
    """Return a till at work: Mia has opened it with 100.00."""
    return start().sign_in(MIA).open_session("100")


def sell(worked: Worked, code: str, key: Qt.Key = ENTER) -> None:
    worked.sell(code)
    worked.hands.press(Qt.Key.Key_F12)
    worked.hands.see("pay")
    worked.hands.press(key)
    worked.hands.until_idle()
    if worked.window.current_screen == "receipt":
        worked.hands.press(Qt.Key.Key_F12)
    worked.hands.see("sell")


def to_close(worked: Worked) -> None:
    worked.choose_in_menu("close_session")
    worked.hands.see("close")
    worked.hands.until_idle()


def type_into(worked: Worked, name: str, text: str) -> None:
    worked.hands.find(name, QLineEdit).setFocus()
    worked.hands.type_text(text)


def work_in(worked: Worked, open_session) -> CashSession:
    """Have the till work in a session that is opened beside the one in hand."""
    found: list[CashSession] = []
    worked.till.background.run(
        open_session, on_done=found.append, on_error=lambda error: pytest.fail(str(error))
    )
    worked.hands.until_idle()
    worked.till.shift.work_in(found[0])
    worked.window.show_screen("sell")
    worked.hands.until_idle()
    return found[0]


def enter_leads_to(name: str) -> bool:
    """Press Enter; tell whether the part of that name has the keyboard now."""
    focused = QApplication.focusWidget()
    QTest.keyClick(focused, ENTER)
    return QApplication.focusWidget().objectName() == name


class TestACount:
    def test_is_typed_with_enter_alone_and_keeps_what_was_counted_first(self, worked) -> None:
        sell(worked, "LAMP", Qt.Key.Key_F6)
        to_close(worked)
        worked.hands.press(ENTER)  # no hundreds
        worked.hands.type_text("1")
        worked.hands.until(lambda: enter_leads_to("counted"), "the end of the fields")
        worked.hands.press(ENTER)
        worked.hands.find("close_session", QWidget)
        assert "$50.00 short" in worked.words()

        worked.hands.click("count_again")
        worked.hands.click("as_one_amount")
        worked.hands.type_text("100")
        type_into(worked, "found_card", "24.90")
        worked.hands.click("counted")
        worked.hands.find("close_session", QWidget)

        assert "Counted before: $50.00" in worked.words()
        told = "Sold with it: $24.90, found: $24.90"
        worked.hands.until(lambda: told in worked.words(), "the comparison of cards")
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.see("z_report")

    def test_asks_for_a_comment_beyond_the_tolerance(self, worked) -> None:
        sell(worked, "LAMP")
        to_close(worked)
        worked.hands.click("as_one_amount")
        worked.hands.type_text("100")
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.find("close_session", QWidget)

        worked.hands.press(Qt.Key.Key_F12)
        assert "where the difference may come from" in worked.window.message

        worked.hands.type_text("lamp was a gift")
        worked.hands.press(ENTER)
        worked.hands.see("z_report")


class TestTicketsInTheWay:
    def test_are_discarded_in_place_and_then_the_count_begins(self, worked) -> None:
        sell(worked, "MILK")
        worked.sell("LAMP")
        worked.hands.press(Qt.Key.Key_F5)
        worked.hands.until_idle()
        worked.sell("BREAD")
        to_close(worked)
        assert len(worked.hands.find("tickets_in_the_way", TicketList).rows) == 2

        for _ in range(2):
            worked.hands.press(Qt.Key.Key_Delete)
            worked.hands.press(ENTER)
            worked.hands.until_idle()

        worked.hands.find("denominations", QWidget)

    def test_are_settled_on_the_sell_screen(self, worked) -> None:
        worked.sell("LAMP")
        worked.hands.press(Qt.Key.Key_F5)
        worked.hands.until_idle()
        to_close(worked)

        worked.hands.press(ENTER)
        worked.hands.see("sell")

        assert "1 line" in worked.words()


class TestASessionWithoutSales:
    def test_closes_with_one_confirmation(self, worked) -> None:
        to_close(worked)
        assert "its float, $100.00, is in the till" in worked.words()

        worked.hands.press(ENTER)

        worked.hands.see("z_report")


class TestOtherKinds:
    def test_a_past_day_is_compared_with_the_paper_book(self, worked) -> None:
        sessions = worked.tills.register.cash_sessions
        work_in(worked, lambda: sessions.open_deferred(worked_by(worked), date(2026, 3, 27)))
        worked.hands.press(ENTER)
        worked.hands.press(ENTER)
        sell(worked, "LAMP")
        worked.hands.press(Qt.Key.Key_F2)
        to_close(worked)
        assert "Compare with the paper book" in worked.words()

        worked.hands.type_text("24.90")
        for _ in range(5):
            worked.hands.press(ENTER)
        worked.hands.find("close_session", QWidget)

        assert "Cash by the paper book" in worked.words()
        assert "Exactly right" in worked.words()
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.see("z_report")
        assert "Other tenders, compared" not in worked.words()

    def test_tickets_in_the_way_say_of_practice_alone_that_it_counts_nothing(self, worked) -> None:
        sessions, normal = worked.tills.register.cash_sessions, worked.till.shift.cash_session
        work_in(worked, lambda: sessions.open_training(worked_by(worked), usd("10")))
        worked.sell("LAMP")
        to_close(worked)
        assert "TRAINING: nothing of this counts." in worked.words()
        worked.hands.press(ESCAPE)
        worked.hands.see("sell")
        work_in(worked, lambda: normal)
        worked.sell("MILK")

        to_close(worked)

        assert "Not yet" in worked.words()
        assert "TRAINING" not in worked.words()
        hints = {hint.key: hint.reason for hint in worked.hands.find("keys", KeyBar).hints}
        assert hints[Qt.Key.Key_F12] == "Settle or discard the tickets first."

    def test_practice_says_so(self, worked) -> None:
        sessions = worked.tills.register.cash_sessions
        work_in(worked, lambda: sessions.open_training(worked_by(worked), usd("10")))
        sell(worked, "LAMP")

        to_close(worked)

        assert "TRAINING" in worked.words()
        worked.hands.click("as_one_amount")
        worked.hands.type_text("34.90")
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.find("close_session", QWidget)
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.see("z_report")


def worked_by(worked: Worked):
    """Return who is signed in."""
    operator = worked.till.shift.operator
    assert operator is not None
    return operator
