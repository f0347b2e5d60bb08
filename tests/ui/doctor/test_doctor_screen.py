"""Doctor screen: real keys and buttons on a real register, with a real backup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from pos.domain.cash_session import CashSessionId, CashSessionKind
from pos.domain.problem import Problem
from pos.domain.stuck import Symptom
from pos.sync.session_answers import StuckSession
from pos.sync.status import Contact
from pos.ui.doctor.view import DoctorScreen
from pos.ui.formatting import plain
from pos.ui.widgets.key_bar import KeyBar
from pos.ui.widgets.listing.view import Listing
from pos.ui.widgets.tile_grid import TileGrid
from tests.registers import MIA, NOON, TOM
from tests.ui.sessions.past_days import on_worker
from tests.ui.whole_tills import ONLINE
from tests.ui.worked_till import ENTER, Worked

F5, F11, F12 = Qt.Key.Key_F5, Qt.Key.Key_F11, Qt.Key.Key_F12
ESCAPE = Qt.Key.Key_Escape
PAST, WEEK = date(2026, 3, 20), timedelta(days=7)
ELSEWHERE = StuckSession(
    id=CashSessionId(UUID(int=5)),
    register_name="Till 2",
    kind=CashSessionKind.NORMAL,
    business_date=date(2026, 3, 26),
    symptom=Symptom.NO_ACTIVITY.value,
    since=NOON - timedelta(days=2),
)


class NoRoom(Problem):
    """There is no room for a backup."""


@pytest.fixture
def till(start) -> Worked:
    """Return a till with an open normal session, which is healthy."""
    return start().sign_in(MIA).open_session()


def examine(worked: Worked) -> Worked:
    worked.choose_in_menu("doctor")
    worked.hands.see("doctor")
    return worked


def forget_a_past_day(worked: Worked) -> CashSessionId:
    """Open a deferred session and let it lie for a week; the normal one is stuck then too."""
    opened = on_worker(worked, lambda register: register.cash_sessions.open_deferred(MIA, PAST))
    worked.tills.clock.advance(WEEK)
    return opened.id


def findings(worked: Worked) -> list[tuple[str, str]]:
    rows = worked.hands.find("findings", Listing).rows
    return [(plain(row.cells[0].text), plain(row.cells[1].text)) for row in rows]


def states(worked: Worked) -> dict[object, str]:
    known = on_worker(worked, lambda register: register.session_list.all())
    return {one.session.id: one.session.state.value for one in known}


def repair(worked: Worked, reason: str = "forgotten") -> None:
    worked.hands.press(F12)
    worked.hands.type_text(reason)
    worked.hands.press(ENTER)
    worked.hands.until_idle()


def with_backup(worked: Worked, backup) -> None:
    """Have the doctor make its backup another way."""
    screen = worked.window.find_screen("doctor")
    assert isinstance(screen, DoctorScreen)
    object.__setattr__(screen.presenter._desk, "backup", backup)


class TestNothingStuck:
    def test_says_so_and_repairs_nothing(self, till) -> None:
        examine(till)

        assert "Nothing is stuck." in till.words()
        hints = {hint.key: hint.reason for hint in till.hands.find("keys", KeyBar).hints}
        assert hints[F12] == "Nothing is stuck."

    def test_leaves_the_keyboard_with_something_in_sight(self, till) -> None:
        examine(till)

        assert QApplication.focusWidget().isVisible()

    def test_shows_no_alert(self, till) -> None:
        till.hands.press(Qt.Key.Key_F10)
        till.hands.see("menu")

        tiles = {tile.key: tile for tile in till.hands.find("menu_tiles", TileGrid).tiles}
        assert tiles["doctor"].badge == ""


class TestFindings:
    def test_say_why_what_would_be_done_and_to_which_totals(self, till) -> None:
        forget_a_past_day(till)
        examine(till)

        assert sorted(findings(till)) == [
            ("Fri 20 Mar 2026", "Nothing happens in it"),
            ("Sat 28 Mar 2026", "Nothing happens in it"),
        ]
        told = till.words()
        assert "nothing happened in it since Sat 28 Mar" in told
        assert "Close it as not counted, with Z report 1." in told
        assert "Account safe: +$100.00" in told

    def test_are_a_dry_run_that_changes_nothing(self, till) -> None:
        forget_a_past_day(till)
        before = states(till)

        examine(till)
        till.hands.press(F12)  # the question
        till.hands.press(ESCAPE)

        assert states(till) == before

    def test_of_another_session_are_shown_when_it_is_chosen(self, till) -> None:
        forget_a_past_day(till)
        examine(till)

        till.hands.press(Qt.Key.Key_Down)

        assert "Nothing was typed into it since" in till.words()


class TestARepair:
    def test_needs_a_reason(self, till) -> None:
        forget_a_past_day(till)
        before = states(till)
        examine(till)

        repair(till, "")

        assert "Say why: it is kept with each step." in till.words()
        assert states(till) == before

    def test_backs_up_closes_and_says_how_to_take_it_back(self, till, folder) -> None:
        forgotten = forget_a_past_day(till)
        examine(till)

        repair(till)
        till.hands.find("repair_outcome", QLabel)

        assert set(states(till).values()) == {"closed"}
        (backup,) = (folder / "backups").glob("*.evertill-backup")
        told = till.words()
        assert "Nothing is stuck." in told
        assert f"evertill backup restore {backup} --data FOLDER" in told
        steps = on_worker(till, lambda register: register.stories.story(forgotten))
        assert (steps[-1].operator, steps[-1].reason) == ("Mia", "forgotten")

    def test_lets_go_of_a_session_that_it_closed(self, till) -> None:
        forget_a_past_day(till)
        examine(till)
        repair(till)
        till.hands.find("repair_outcome", QLabel)

        while till.window.current_screen == "doctor" or till.window.current_screen == "menu":
            till.hands.press(ESCAPE)
            till.hands.until_idle()

        assert till.till.shift.cash_session is None
        assert till.window.current_screen == "start_of_day"

    def test_changes_nothing_without_its_backup(self, till) -> None:
        forget_a_past_day(till)
        before = states(till)
        examine(till)

        def fail(_progress) -> None:
            raise NoRoom("There is no room for a backup: nothing was changed.")

        with_backup(till, fail)
        repair(till)

        assert "There is no room for a backup" in till.window.message
        assert states(till) == before

    def test_can_be_stopped_while_the_backup_is_written(self, till) -> None:
        forget_a_past_day(till)
        before = states(till)
        examine(till)
        screen = till.window.find_screen("doctor")
        assert isinstance(screen, DoctorScreen)

        def slowly(progress) -> None:
            screen.presenter.stop()
            progress(1, 2)

        with_backup(till, slowly)
        repair(till)

        assert "The repair was stopped. Nothing was changed." in till.words()
        assert states(till) == before

    def test_shows_how_far_the_backup_is(self, till) -> None:
        forget_a_past_day(till)
        examine(till)
        seen: list[tuple[object, object]] = []
        screen = till.window.find_screen("doctor")
        assert isinstance(screen, DoctorScreen)
        screen._progressed.connect(lambda done, whole: seen.append((done, whole)))

        repair(till)
        till.hands.find("repair_outcome", QLabel)

        assert seen[-1][0] == seen[-1][1]

    def test_is_done_by_touch_too(self, till) -> None:
        forget_a_past_day(till)
        examine(till)
        till.hands.press(F12)
        till.hands.type_text("forgotten")

        till.hands.click("repair_yes")
        till.hands.find("repair_outcome", QLabel)

        assert set(states(till).values()) == {"closed"}

    def test_is_put_off_by_touch_too(self, till) -> None:
        forget_a_past_day(till)
        examine(till)
        till.hands.press(F12)

        till.hands.click("repair_no")

        assert till.hands.shows("repair_yes", QPushButton) is None


class TestTheServersList:
    def test_names_sessions_of_all_registers_and_when_it_was_asked(self, till) -> None:
        till.tills.exchange.say(replace(ONLINE, stuck=(ELSEWHERE,)))
        till.hands.until_idle()
        examine(till)

        (row,) = till.hands.find("stuck", Listing).rows
        assert [plain(cell.text) for cell in row.cells] == ["Till 2", "Nothing happens in it"]
        assert "The server was last asked Sat 28 Mar" in till.words()

    def test_stays_in_sight_offline_and_says_so(self, till) -> None:
        told = replace(ONLINE, stuck=(ELSEWHERE,), contact=Contact.OFFLINE)
        till.tills.exchange.say(told)
        till.hands.until_idle()
        examine(till)

        assert till.hands.find("stuck", Listing).rows != ()
        assert "cannot be reached now.\nIt was last asked" in till.words()

    def test_says_that_it_was_never_asked(self, till) -> None:
        till.tills.exchange.say(replace(ONLINE, answered_at=None, contact=Contact.OFFLINE))
        till.hands.until_idle()
        examine(till)

        assert "has not been asked since this till was started" in till.words()


class TestTheAlert:
    def test_counts_here_and_there_on_the_menu(self, till) -> None:
        forget_a_past_day(till)
        till.tills.exchange.say(replace(ONLINE, stuck=(ELSEWHERE,)))
        till.hands.until_idle()
        till.hands.press(Qt.Key.Key_F10)
        till.hands.see("menu")

        tiles = {tile.key: tile for tile in till.hands.find("menu_tiles", TileGrid).tiles}

        assert plain(tiles["doctor"].badge) == "3"

    def test_is_told_at_the_start_of_day_and_leads_to_the_doctor(self, till) -> None:
        forget_a_past_day(till)
        till.choose_in_menu("other_session")
        till.hands.see("start_of_day")
        banner = till.hands.find("stuck_banner", QWidget)
        till.hands.until(banner.isVisible, "the alert")

        till.hands.press(F11)

        till.hands.see("doctor")

    def test_can_be_put_off(self, till) -> None:
        forget_a_past_day(till)
        till.choose_in_menu("other_session")
        till.hands.see("start_of_day")
        till.hands.find("stuck_banner", QWidget)

        till.hands.click("banner_later")

        assert till.hands.shows("stuck_banner", QWidget) is None

    def test_is_nothing_for_a_cashier(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        worked.tills.exchange.say(replace(ONLINE, stuck=(ELSEWHERE,)))
        worked.hands.press(Qt.Key.Key_F10)
        worked.hands.see("menu")

        tiles = {tile.key for tile in worked.hands.find("menu_tiles", TileGrid).tiles}

        assert "doctor" not in tiles
        assert "sessions" in tiles
