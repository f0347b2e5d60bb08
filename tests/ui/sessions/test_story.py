"""Story of a cash session, its corrections and reports: real keys on a real register."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from pos.domain.cash_movement import MovementKind
from pos.domain.correction import ReportPlace
from pos.ui.formatting import plain
from pos.ui.sessions.story_view import StoryScreen
from pos.ui.widgets.key_bar import KeyBar
from pos.ui.widgets.listing.view import Listing
from tests.registers import MIA, TOM, usd
from tests.ui.sessions.past_days import a_closed_day, on_worker
from tests.ui.worked_till import ENTER, Worked

F6, F7, F8, F12 = (getattr(Qt.Key, f"Key_F{number}") for number in (6, 7, 8, 12))
ESCAPE = Qt.Key.Key_Escape
PAST, WRONG = date(2026, 3, 20), date(2025, 3, 20)


@pytest.fixture
def till(start) -> Worked:
    return start().sign_in(MIA).open_session()


def tell(worked: Worked, session_id: object) -> None:
    """Show the story of a session."""
    screen = worked.window.find_screen("session_story")
    assert isinstance(screen, StoryScreen)
    screen.presenter.take(session_id)
    worked.choose_in_menu("sessions")
    worked.window.show_screen("session_story")
    worked.hands.until_idle()


def steps(worked: Worked) -> list[str]:
    rows = worked.hands.find("steps", Listing).rows
    return [plain(row.cells[1].text) for row in rows]


def reasons(worked: Worked) -> dict[str, str]:
    """Return why keys of the screen are disabled."""
    hints = worked.hands.find("keys", KeyBar).hints
    return {hint.text: hint.reason for hint in hints if hint.reason}


def places(worked: Worked) -> dict[object, ReportPlace]:
    return on_worker(worked, lambda register: register.corrections.places())


class TestTheStory:
    def test_tells_every_step_with_its_reason_and_whether_it_is_sent(self, till) -> None:
        known, tom = till.till.shift.cash_session, TOM
        on_worker(
            till,
            lambda register: register.cash_movements.move(
                known.id, tom, MovementKind.PAID_OUT, usd("5.00"), "Window cleaner"
            ),
        )
        till.sell("LAMP")
        tell(till, known.id)

        assert steps(till) == ["Opened, with this float", "Paid out"]
        paid_out = till.hands.find("steps", Listing).rows[1]
        assert [plain(cell.text) for cell in paid_out.cells[2:]] == ["Tom", "−$5.00", "waiting"]
        assert plain(paid_out.cells[1].note) == "Window cleaner"

    def test_tells_the_closing_with_count_and_variance(self, till) -> None:
        closed = a_closed_day(till, PAST, sales=2)
        tell(till, closed.id)

        assert steps(till) == [
            "Opened, with this float",
            "2 sales",
            "Count begun",
            "Closed and counted, Z 1",
        ]
        amount = till.hands.find("steps", Listing).rows[-1].cells[3]
        assert (plain(amount.text), plain(amount.note)) == ("$49.80", "$0.00 variance")

    def test_leads_to_the_x_report_of_an_open_session(self, till) -> None:
        opened = on_worker(till, lambda register: register.cash_sessions.open_deferred(MIA, PAST))
        tell(till, opened.id)

        till.hands.press(F8)
        till.hands.see("x_report")

        assert "Friday 20 March 2026" in till.words()
        till.hands.press(ESCAPE)
        till.hands.see("session_story")

    def test_leads_to_a_copy_of_the_z_report(self, till) -> None:
        tell(till, a_closed_day(till, PAST).id)

        till.hands.press(F8)
        till.hands.see("z_copy")

        assert "COPY" in till.words().upper()

    def test_resumes_an_open_session(self, till) -> None:
        opened = on_worker(
            till, lambda register: register.cash_sessions.open_training(MIA, usd("1"))
        )
        tell(till, opened.id)

        till.hands.press(F12)
        till.hands.see("sell")

        assert till.till.shift.cash_session.id == opened.id

    def test_says_why_a_closed_session_is_not_resumed(self, till) -> None:
        tell(till, a_closed_day(till, PAST).id)

        assert reasons(till)["Resume"] == "It is closed: nothing is sold in it any more."
        till.hands.press(F12)
        assert "nothing is sold in it any more" in till.window.message

    def test_says_why_an_open_session_is_not_corrected(self, till) -> None:
        tell(till, till.till.shift.cash_session.id)

        assert "Close it first" in reasons(till)["Other day…"]


class TestAnotherDay:
    def test_shows_what_reports_will_say_before_it_is_made(self, till) -> None:
        wrong = a_closed_day(till, WRONG, sales=2)
        tell(till, wrong.id)
        till.hands.press(F6)
        till.hands.press(Qt.Key.Key_Left)
        till.hands.until_idle()

        days = till.hands.find("days_changed", Listing).rows
        assert [[plain(cell.text) for cell in row.cells] for row in days] == [
            ["Wed 19 Mar 2025", "$0.00", "$49.80"],
            ["Thu 20 Mar 2025", "$49.80", "$0.00"],
        ]
        assert places(till)[wrong.id].business_date == WRONG

    def test_is_made_with_a_reason_and_undone_by_a_further_one(self, till) -> None:
        wrong = a_closed_day(till, WRONG)
        tell(till, wrong.id)
        correct_to_the_day_before(till, "the book said the 19th")
        assert places(till)[wrong.id].business_date == date(2025, 3, 19)
        assert steps(till)[-1] == "Corrected: counted on Wed 19 Mar 2025"
        assert "correct it once more" in till.window.message

        till.hands.press(F6)
        till.hands.until_idle()
        till.hands.click("own_day")
        till.hands.until_idle()
        till.hands.click("correction_reason")
        till.hands.type_text("it was right")
        till.hands.press(F12)
        till.hands.until_idle()

        assert places(till)[wrong.id] == ReportPlace(WRONG, wrong.id)
        assert len(steps(till)) == 6

    def test_asks_for_a_reason(self, till) -> None:
        wrong = a_closed_day(till, WRONG)
        tell(till, wrong.id)
        correct_to_the_day_before(till, "")

        assert places(till)[wrong.id].business_date == WRONG

    def test_says_why_a_day_cannot_be_and_lets_nothing_be_made(self, till) -> None:
        wrong = a_closed_day(till, WRONG)
        tell(till, wrong.id)
        till.hands.press(F6)
        till.hands.press(Qt.Key.Key_Left)
        till.hands.press(Qt.Key.Key_Right)  # where it is counted already
        till.hands.until_idle()

        told = plain(till.hands.find("outcome", QLabel).text())
        assert "is counted on 2025-03-20 already" in told
        assert not till.hands.find("correct", QPushButton).isEnabled()


class TestJoining:
    def test_makes_two_sessions_one_in_reports(self, till) -> None:
        one, other = a_closed_day(till, PAST), a_closed_day(till, WRONG)
        tell(till, other.id)
        till.hands.press(F7)
        till.hands.until_idle()
        told = plain(till.hands.find("outcome", QLabel).text())
        assert "It is shown as one with Deferred · Fri 20 Mar 2026 · Z 1" in told

        till.hands.click("correction_reason")
        till.hands.type_text("typed in two pieces")
        till.hands.press(ENTER)
        till.hands.until_idle()

        assert places(till)[other.id] == ReportPlace(PAST, one.id)
        assert "One with" in till.words()

    def test_needs_another_closed_session_of_its_kind(self, till) -> None:
        tell(till, a_closed_day(till, PAST).id)

        assert reasons(till)["Join into…"] == "There is no other closed session of its kind."


class TestACashier:
    def test_reads_and_corrects_nothing(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        tell(worked, worked.till.shift.cash_session.id)

        assert reasons(worked)["Other day…"] == "Your role does not allow this: ask a manager."


def correct_to_the_day_before(worked: Worked, reason: str) -> None:
    worked.hands.press(F6)
    worked.hands.press(Qt.Key.Key_Left)
    worked.hands.until_idle()
    worked.hands.click("correction_reason")
    worked.hands.type_text(reason)
    worked.hands.press(F12)
    worked.hands.until_idle()
