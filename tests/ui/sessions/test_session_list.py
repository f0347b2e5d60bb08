"""List of cash sessions: real keys and buttons on a real register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from pos.domain.cash_session import CashSessionKind
from pos.ui.formatting import plain
from pos.ui.widgets.listing.view import Listing
from tests.registers import MIA, TOM
from tests.ui.sessions.past_days import a_closed_day, on_worker
from tests.ui.worked_till import ENTER, Worked

F2, F3, F4, F9, F12 = (getattr(Qt.Key, f"Key_F{number}") for number in (2, 3, 4, 9, 12))
ESCAPE = Qt.Key.Key_Escape
PAST = date(2026, 3, 20)
WRONG = date(2025, 3, 20)


@pytest.fixture
def till(start) -> Worked:
    worked = start().sign_in(MIA).open_session()
    a_closed_day(worked, PAST, sales=2)
    a_closed_day(worked, WRONG)
    worked.choose_in_menu("sessions")
    worked.hands.see("sessions")
    return worked


def shown(worked: Worked) -> list[tuple[str, ...]]:
    """Return what the rows say: day, kind, state, total, Z report."""
    rows = worked.hands.find("session_list", Listing).rows
    return [
        tuple(
            plain(text)
            for text in (
                row.cells[0].text,
                row.cells[1].text,
                row.cells[1].note,
                row.cells[3].text,
                row.cells[6].text,
            )
        )
        for row in rows
    ]


TODAY_ROW = ("Sat 28 Mar 2026", "Normal", "open", "$0.00", "–")
PAST_ROW = ("Fri 20 Mar 2026", "Deferred", "closed", "$49.80", "1")
WRONG_ROW = ("Thu 20 Mar 2025", "Deferred", "closed", "$24.90", "2")


class TestTheList:
    def test_shows_every_session_the_open_ones_first(self, till) -> None:
        assert shown(till)[0] == TODAY_ROW
        assert sorted(shown(till)[1:]) == sorted([PAST_ROW, WRONG_ROW])
        assert "3 sessions" in till.words()

    def test_is_narrowed_by_kind_with_key_and_button(self, till) -> None:
        till.hands.press(F2)
        assert shown(till) == [TODAY_ROW]

        till.hands.click("kind_deferred")

        assert sorted(shown(till)) == sorted([PAST_ROW, WRONG_ROW])

    def test_is_narrowed_by_standing(self, till) -> None:
        till.hands.press(F3)
        assert shown(till) == [TODAY_ROW]

        till.hands.click("standing_closed")

        assert TODAY_ROW not in shown(till)

    def test_is_narrowed_by_days_with_a_calendar(self, till) -> None:
        till.hands.press(F4)
        for _ in range(8):  # back from the 28th to the 20th
            till.hands.press(Qt.Key.Key_Left)
        till.hands.press(ENTER)
        assert shown(till) == [TODAY_ROW, PAST_ROW]

        till.hands.click("last_day")
        for _ in range(8):
            till.hands.press(Qt.Key.Key_Left)
        till.hands.press(F12)

        assert shown(till) == [PAST_ROW]

    def test_says_when_nothing_is_like_that_and_shows_all_again(self, till) -> None:
        till.hands.click("standing_attention")
        assert "No session is like that" in till.words()

        till.hands.press(F9)

        assert len(shown(till)) == 3

    def test_flags_what_needs_attention_in_words(self, till) -> None:
        on_worker(till, lambda register: register.cash_sessions.open_deferred(MIA, PAST))
        till.tills.clock.advance(timedelta(days=8))
        till.tills.exchange.say(replace(till.tills.exchange.status, waiting=1))
        till.hands.until(lambda: len(shown(till)) == 4, "the new session")

        till.hands.click("standing_attention")

        rows = till.hands.find("session_list", Listing).rows
        assert [row.cells[7].text for row in rows] == ["Nothing happens in it"] * 2

    def test_leads_to_the_story_and_back(self, till) -> None:
        till.hands.press(Qt.Key.Key_Down)
        till.hands.press(ENTER)
        till.hands.see("session_story")

        till.hands.press(ESCAPE)
        till.hands.see("sessions")
        till.hands.press(ESCAPE)

        till.hands.see("menu")


class TestACashier:
    def test_sees_only_the_kinds_that_the_role_reads(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        a_closed_day(worked, PAST)
        worked.choose_in_menu("sessions")
        worked.hands.see("sessions")

        assert shown(worked) == [TODAY_ROW]
        assert worked.hands.shows(f"kind_{CashSessionKind.DEFERRED}", Listing) is None


def test_a_register_without_a_session_says_so(start) -> None:
    worked = start().sign_in(MIA)
    worked.hands.see("start_of_day")
    worked.window.show_screen("sessions")
    worked.hands.until_idle()

    assert "No cash session was opened on this register yet." in worked.words()
