"""Parking and recalling tickets by key and button, on a real register."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from pos.ui.checkout.ticket_list import TicketList
from pos.ui.formatting import plain
from pos.ui.widgets.key_bar import KeyBar
from tests.registers import MIA, TOM, usd
from tests.ui.tills import TillInTest, show


def parked(till: TillInTest) -> list[tuple[str, str]]:
    """Return what the list in sight says of each ticket: who and how much, its total."""
    rows = till.part(TicketList, "parked_tickets").rows
    return [(plain(row.title).partition(" · ")[2], plain(row.total)) for row in rows]


def hold_key(till: TillInTest) -> str:
    hints = till.part(KeyBar, "keys").hints
    return next(plain(hint.text) for hint in hints if hint.key == Qt.Key.Key_F5)


def park(till: TillInTest, *codes: str) -> None:
    for code in codes:
        till.enter(code)
    till.key(Qt.Key.Key_F5)


class TestHolding:
    def test_sets_the_ticket_aside_and_counts_it_on_the_key(self, till) -> None:
        park(till, "LAMP", "BREAD")

        assert till.ticket == []
        assert till.on_disk.lines == ()
        assert hold_key(till) == "Recall (1)"
        assert till.scan_field.hasFocus()

        till.enter("BREAD")
        assert hold_key(till) == "Hold (1)"

    def test_says_that_nothing_is_parked(self, till) -> None:
        till.key(Qt.Key.Key_F5)

        assert till.message == "No ticket is parked."


class TestRecalling:
    def test_shows_who_parked_what(self, till) -> None:
        park(till, "LAMP")
        park(till, "BREAD", "MILK")

        till.key(Qt.Key.Key_F5)

        assert parked(till) == [("Tom · 1 line", "$24.90"), ("Tom · 2 lines", "$3.79")]

    def test_is_done_with_keys_only(self, till) -> None:
        park(till, "LAMP")
        park(till, "BREAD")

        till.key(Qt.Key.Key_F5)
        till.key(Qt.Key.Key_Down)
        till.key(Qt.Key.Key_Return)

        assert till.ticket == [("Crème-Brûlée Bread", "1", "2.50")]
        assert till.scan_field.hasFocus()
        assert hold_key(till) == "Hold (1)"

    def test_changes_places_with_what_is_on_the_ticket(self, till) -> None:
        park(till, "LAMP")
        till.enter("BREAD")

        till.key(Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier)
        till.press("take_ticket")

        assert till.ticket == [("Desk Lamp", "1", "24.90")]
        till.key(Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier)
        assert parked(till) == [("Tom · 1 line", "$2.50")]

    def test_goes_back_by_escape_and_by_scanning_on(self, till) -> None:
        park(till, "LAMP")
        till.key(Qt.Key.Key_F5)
        till.key(Qt.Key.Key_Escape)
        assert till.scan_field.hasFocus()

        till.key(Qt.Key.Key_F5)
        till.enter("BREAD")

        assert till.ticket == [("Crème-Brûlée Bread", "1", "2.50")]

    def test_of_a_ticket_that_is_gone_says_so(self, till) -> None:
        park(till, "LAMP")
        till.key(Qt.Key.Key_F5)
        (ticket,) = till.register.parked_tickets.waiting(till.cash_session.id)
        till.register.parked_tickets.discard(till.cash_session.id, TOM, ticket.sale.id)

        till.key(Qt.Key.Key_Return)

        assert "not parked any more" in till.message


class TestDiscarding:
    def test_asks_in_place_and_can_be_answered_by_key(self, till) -> None:
        park(till, "LAMP")
        park(till, "BREAD")
        till.key(Qt.Key.Key_F5)

        till.key(Qt.Key.Key_Delete)
        till.key(Qt.Key.Key_Escape)
        assert len(parked(till)) == 2

        till.key(Qt.Key.Key_Delete)
        till.key(Qt.Key.Key_Return)
        assert parked(till) == [("Tom · 1 line", "$2.50")]

    def test_of_the_last_one_goes_back_to_the_ticket(self, till) -> None:
        park(till, "LAMP")
        till.key(Qt.Key.Key_F5)

        till.press("discard_ticket")
        till.press("discard_sure")

        assert till.register.parked_tickets.waiting(till.cash_session.id) == ()
        assert till.scan_field.hasFocus()


class TestATicketOfAnEarlierSession:
    def test_is_found_with_a_word_of_explanation(self, till) -> None:
        till.enter("LAMP")
        sessions = till.register.cash_sessions
        sessions.close_uncounted(till.cash_session.id, MIA, "closed on the server")
        till.register.clock.advance(timedelta(minutes=1))
        till.cash_session = sessions.open_normal(TOM, usd("10"))
        till.desk.shift.work_in(till.cash_session)
        show(till)
        assert hold_key(till) == "Recall (1)"

        till.key(Qt.Key.Key_F5)

        (row,) = till.part(TicketList, "parked_tickets").rows
        assert "From an earlier session" in row.note
        till.press("take_ticket")
        assert till.ticket == [("Desk Lamp", "1", "24.90")]


class TestParkedPaper:
    def test_keeps_its_number_and_the_next_ticket_gets_the_one_after(self, till) -> None:
        day = till.register.cash_sessions.today().replace(day=27)
        till.cash_session = till.register.cash_sessions.open_deferred(MIA, day)
        till.desk.shift.sign_in(MIA)
        till.desk.shift.work_in(till.cash_session)
        show(till)
        till.enter("1043")
        till.enter("")
        park(till, "LAMP")
        assert till.part(QPushButton, "pay") is not None
        assert till.register.paper_book.paper(till.cash_session.id).number == "1044"

        till.key(Qt.Key.Key_F5)
        (row,) = till.part(TicketList, "parked_tickets").rows
        assert plain(row.note) == "Paper ticket 1043."
        till.key(Qt.Key.Key_Return)

        assert till.register.paper_book.paper(till.cash_session.id).number == "1043"
