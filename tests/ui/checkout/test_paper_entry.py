"""Typing a day from the paper book by its keys, on a real register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from pos.models.rows import all_rows
from pos.ui.checkout.paper_numbering import another_of, next_number
from pos.ui.formatting import Formats, plain
from pos.ui.language import ENGLISH
from tests.registers import MIA, usd
from tests.ui.tills import TillInTest, a_till, show

FRIDAY = date(2026, 3, 27)


def in_a_deferred_session(till: TillInTest) -> TillInTest:
    """Have the till type the day before its own from the paper book."""
    till.cash_session = till.register.cash_sessions.open_deferred(MIA, FRIDAY)
    till.desk.shift.sign_in(MIA)
    till.desk.shift.work_in(till.cash_session)
    show(till)
    return till


@pytest.fixture
def book(tmp_path, qtbot) -> Iterator[TillInTest]:
    in_the_shop = Formats(ENGLISH.locale(), ZoneInfo("America/New_York"))
    till = a_till(tmp_path, in_the_shop, operator=MIA)
    qtbot.addWidget(till.window)
    yield in_a_deferred_session(till)
    till.settle()
    till.register.database.close()


def field(till: TillInTest, name: str) -> QLineEdit:
    return till.part(QLineEdit, name)


def keyboard(till: TillInTest) -> str:
    """Return the name of the part that has the keyboard."""
    return till.window.focusWidget().objectName()


def told(till: TillInTest) -> str:
    return plain(till.part(QLabel, "strip_sentence").text())


def sales(till: TillInTest) -> list[tuple[str | None, int, str]]:
    """Return number, total and time of each sale typed."""
    with till.register.database.begin() as db:
        rows = all_rows(db, "SELECT paper_ticket, total, occurred_at FROM sale ORDER BY position")
    return [tuple(row) for row in rows]


def type_ticket(till: TillInTest, number: str, sold_at: str = "", code: str = "LAMP") -> None:
    till.enter(number)
    till.enter(sold_at)
    till.enter(code)
    till.key(Qt.Key.Key_Return)
    till.key(Qt.Key.Key_Return)


class TestAWholeTicket:
    def test_is_typed_by_enter_alone_and_asks_for_the_next_number(self, book) -> None:
        assert keyboard(book) == "paper_number"

        book.enter("1043")
        assert keyboard(book) == "paper_time"
        book.enter("1432")
        assert keyboard(book) == "scan_field"
        book.enter("2*LAMP")
        book.key(Qt.Key.Key_Return)
        assert book.window.current_screen == "pay"
        book.key(Qt.Key.Key_Return)

        assert book.window.current_screen == "sell"
        assert keyboard(book) == "paper_number"
        assert field(book, "paper_number").text() == "1044"
        assert field(book, "paper_time").text() == ""
        moment = datetime(2026, 3, 27, 18, 32, tzinfo=UTC)
        assert sales(book) == [("1043", 4980, moment.isoformat(timespec="microseconds"))]

    def test_counts_the_number_up_and_lets_it_be_typed_over(self, book) -> None:
        type_ticket(book, "0099")
        book.key(Qt.Key.Key_Return)  # 0100 as it stands
        book.enter("2:05 pm")
        book.enter("BREAD")
        book.key(Qt.Key.Key_F12)
        book.key(Qt.Key.Key_F6)
        type_ticket(book, "7")

        assert [number for number, _, _ in sales(book)] == ["0099", "0100", "7"]
        assert field(book, "paper_number").text() == "8"

    def test_needs_neither_number_nor_time(self, book) -> None:
        type_ticket(book, "")

        assert [(number, total) for number, total, _ in sales(book)] == [(None, 2490)]
        assert field(book, "paper_number").text() == ""

    def test_is_not_the_drawers(self, book) -> None:
        type_ticket(book, "1")

        assert book.drawer.opened == 0

    def test_outlives_a_kill(self, book) -> None:
        book.enter("1043")
        book.enter("14.32")
        book.enter("LAMP")

        book.window.show_screen("menu")
        book.desk.ticket.sale = None
        book.window.show_screen("sell")
        book.settle()

        assert field(book, "paper_number").text() == "1043"
        assert field(book, "paper_time").text() == "14:32"
        assert book.ticket == [("Desk Lamp", "1", "24.90")]
        noted = book.register.paper_book.paper(book.cash_session.id)
        assert noted.number == "1043"
        assert noted.occurred_at == datetime(2026, 3, 27, 18, 32, tzinfo=UTC)

    def test_that_is_voided_is_forgotten_with_its_number(self, book) -> None:
        book.enter("1043")
        book.enter("1432")
        book.enter("LAMP")

        book.key(Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
        book.key(Qt.Key.Key_Return)

        assert field(book, "paper_number").text() == ""
        assert field(book, "paper_time").text() == ""
        assert keyboard(book) == "paper_number"


class TestTheTime:
    def test_is_asked_again_if_it_is_none(self, book) -> None:
        book.enter("1")
        book.enter("25:00")

        assert "That is no time" in told(book)
        assert keyboard(book) == "paper_time"

    def test_says_when_the_clock_never_showed_it(self, book) -> None:
        spring = book.register.cash_sessions.open_deferred(MIA, date(2026, 3, 7))
        book.desk.shift.work_in(spring)
        book.window.show_screen("sell")
        book.settle()
        book.enter("1")

        book.enter("0230")  # before the cut-off: the night of 8 March, when clocks went forward

        assert "never showed 02:30" in told(book)


class TestANumberThatIsUsed:
    def test_is_warned_of_before_a_line_is_typed(self, book) -> None:
        type_ticket(book, "1043")

        book.enter("1043")

        assert told(book).startswith(
            "Paper ticket 1043 is entered already: receipt 1, Fri 27 Mar, $24.90."
        )
        assert keyboard(book) == "paper_number"

    def test_can_be_taken_for_a_second_ticket_without_a_mouse(self, book) -> None:
        type_ticket(book, "1043")
        book.enter("1043")

        assert plain(book.part(QPushButton, "take_offer").text()) == "Take it as 1043 (2)"
        book.key(Qt.Key.Key_Tab)
        book.key(Qt.Key.Key_Return)
        book.enter("")
        book.enter("BREAD")
        book.key(Qt.Key.Key_Return)
        book.key(Qt.Key.Key_Return)

        assert [number for number, _, _ in sales(book)] == ["1043", "1043 (2)"]
        assert field(book, "paper_number").text() == "1044"

    def test_is_not_paid(self, book) -> None:
        type_ticket(book, "1043")
        book.enter("1043")
        book.scan_field.setFocus()
        book.enter("LAMP")

        book.key(Qt.Key.Key_F12)

        assert book.window.current_screen == "sell"
        assert "not used yet" in book.message
        assert keyboard(book) == "paper_number"

    def test_is_found_in_other_digits_too(self, book) -> None:
        type_ticket(book, "1043")
        field(book, "paper_number").setText("١٠٤٣")

        book.key(Qt.Key.Key_Return)

        assert "entered already" in told(book)


class TestTheBook:
    def test_says_how_much_is_left_to_type(self, book) -> None:
        field(book, "book_total").setFocus()
        book.enter("30")
        assert keyboard(book) == "paper_number"
        assert plain(book.part(QLabel, "left").text()) == "$30.00"

        type_ticket(book, "1")

        assert plain(book.part(QLabel, "typed_so_far").text()) == "$24.90"
        assert plain(book.part(QLabel, "left").text()) == "$5.10"
        assert field(book, "book_total").text() == "30.00"

    def test_keeps_its_total_and_refuses_what_is_none(self, book) -> None:
        field(book, "book_total").setFocus()
        book.enter("a lot")
        assert "is not an amount" in told(book)

        book.type("12,50")
        book.scan_field.setFocus()
        book.settle()

        progress = book.register.paper_book.progress(book.cash_session.id)
        assert progress.book_total == usd("12.50")


class TestNormalSessions:
    def test_have_no_strip(self, till) -> None:
        strip = till.screen("sell").findChild(QWidget, "paper_strip")

        assert not strip.isVisibleTo(till.screen("sell"))
        assert till.scan_field.hasFocus()


class TestNumbering:
    @pytest.mark.parametrize(
        ("number", "after"),
        [("1043", "1044"), ("0099", "0100"), ("1043 (2)", "1044"), ("A7", ""), (None, "")],
    )
    def test_counts_on_where_there_is_a_number(self, number, after) -> None:
        assert next_number(number) == after

    def test_finds_the_first_free_one(self) -> None:
        assert another_of("7", lambda each: each == "7 (2)") == "7 (3)"
        assert another_of("7 (2)", lambda _: False) == "7 (2)"
