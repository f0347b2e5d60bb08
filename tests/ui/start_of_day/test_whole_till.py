"""Start of day by keys and buttons: several sessions, past days, training, other operators."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from pos.domain.cash_session import CashSessionKind
from pos.domain.reconciliation import ServerState
from pos.ui.formatting import plain
from pos.ui.widgets.banner import Banner
from pos.ui.widgets.calendar.page import CalendarPage
from tests.registers import MIA, PINS, TOM, usd
from tests.ui.start_of_day.mornings import a_check, a_cleared
from tests.ui.whole_tills import ONLINE
from tests.ui.worked_till import ENTER, Worked

TODAY = date(2026, 3, 28)
YESTERDAY = TODAY - timedelta(days=1)
F6, F7, F12, ESCAPE = Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F12, Qt.Key.Key_Escape
CTRL = Qt.KeyboardModifier.ControlModifier


def on_worker(worked: Worked, work):
    """Do something on the register as its services do, from its own worker."""
    register = worked.tills.register
    return register.worker.run(lambda: work(register))


def skus(worked: Worked, session_id) -> list[str]:
    ticket = on_worker(worked, lambda register: register.checkout.ticket(session_id))
    return [line.item.sku for line in ticket.lines]


class TestDeferredSession:
    def test_is_opened_for_a_day_chosen_by_keys(self, start) -> None:
        worked = start().sign_in(MIA)
        worked.hands.see("start_of_day")
        worked.hands.press(F6)
        worked.hands.until_idle()

        worked.hands.press(Qt.Key.Key_Left)
        worked.hands.press(F12)
        worked.hands.until_idle()

        found = worked.till.shift.cash_session
        assert found.kind is CashSessionKind.DEFERRED
        assert found.business_date == YESTERDAY - timedelta(days=1)
        assert worked.window.status_bar.status.kind is CashSessionKind.DEFERRED

    def test_is_opened_for_a_day_that_was_touched_twice(self, start) -> None:
        worked = start().sign_in(MIA)
        worked.hands.see("start_of_day")
        worked.hands.click("instead_deferred")
        page = worked.hands.find("days", CalendarPage)
        day = date(2026, 3, 9)

        for _ in range(2):
            worked.hands.click_at(page, page.area_of(day).center())
        worked.hands.until_idle()

        assert worked.till.shift.cash_session.business_date == day

    def test_of_a_day_that_cannot_be_is_refused_with_the_reason(self, start) -> None:
        worked = start().sign_in(MIA)
        worked.hands.see("start_of_day")
        worked.hands.press(F6)
        page = worked.hands.find("days", CalendarPage)

        worked.hands.click_at(page, page.area_of(TODAY).center())

        assert "only days before it" in worked.words()
        assert worked.till.shift.cash_session is None

    def test_leaves_calendar_and_back_with_escape(self, start) -> None:
        worked = start().sign_in(MIA)
        worked.hands.see("start_of_day")
        worked.hands.press(F6)
        worked.hands.find("days", CalendarPage)

        worked.hands.press(ESCAPE)
        worked.hands.find("open_till", QPushButton)
        worked.hands.press(ESCAPE)

        worked.hands.see("sign_in")

    def test_is_not_offered_to_a_cashier(self, start) -> None:
        worked = start().sign_in(TOM)
        worked.hands.see("start_of_day")

        worked.hands.press(F6)
        worked.hands.until_idle()

        assert worked.hands.shows("instead_deferred", QPushButton) is None
        assert worked.hands.shows("days", CalendarPage) is None

    def test_stands_beside_the_normal_one_and_both_keep_their_tickets(self, start) -> None:
        worked = start().sign_in(MIA).open_session()
        worked.sell("MILK")
        normal = worked.till.shift.cash_session
        deferred = on_worker(
            worked, lambda register: register.cash_sessions.open_deferred(MIA, YESTERDAY)
        )
        on_worker(worked, lambda register: register.checkout.scan(deferred.id, MIA, "LAMP"))
        worked.choose_in_menu("other_session")
        worked.hands.see("start_of_day")

        worked.hands.click("resume_1")
        worked.hands.until(
            lambda: worked.till.shift.cash_session.id == deferred.id, "the deferred session"
        )
        worked.till.window.show_screen("start_of_day")
        worked.hands.until_idle()
        worked.hands.press(F12)
        worked.hands.see("sell")

        assert worked.till.shift.cash_session.id == normal.id
        assert (skus(worked, normal.id), skus(worked, deferred.id)) == (["MILK"], ["LAMP"])


class TestOtherSession:
    def test_is_taken_up_with_enter_where_the_keyboard_is(self, start) -> None:
        worked = start().sign_in(MIA).open_session()
        worked.choose_in_menu("other_session")

        worked.hands.press(ENTER)

        worked.hands.see("sell")

    def test_is_left_alone_with_escape(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        worked.choose_in_menu("other_session")
        worked.hands.see("start_of_day")
        assert "Normal cash session" in worked.words()

        worked.hands.press(ESCAPE)

        worked.hands.see("sell")

    def test_may_be_a_training_beside_the_till(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        worked.choose_in_menu("other_session")
        worked.hands.see("start_of_day")

        worked.hands.press(F7)
        worked.hands.until_idle()
        worked.hands.click("as_one_amount")
        worked.hands.type_text("20")
        worked.hands.press(F12)
        worked.hands.see("sell")

        assert worked.till.shift.cash_session.kind is CashSessionKind.TRAINING
        assert worked.window.status_bar.status.kind is CashSessionKind.TRAINING


class TestWhatTheServerSaid:
    def test_comes_while_nobody_waits(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        session_ = worked.till.shift.cash_session
        worked.choose_in_menu("other_session")
        worked.hands.see("start_of_day")
        assert worked.tills.exchange.asked == 2
        assert "has not said anything about it yet" in worked.words()

        checks = (a_check(session_, ServerState.OPEN),)
        worked.tills.exchange.say(replace(ONLINE, cash_sessions=checks))

        worked.hands.until(lambda: "holds it open too" in worked.words(), "the server's word")

    def test_of_a_cleared_session_comes_before_an_untouched_float(self, start) -> None:
        worked = start().sign_in(TOM)
        worked.hands.see("start_of_day")
        gone = on_worker(
            worked, lambda register: register.cash_sessions.open_training(TOM, usd("1.00"))
        )
        on_worker(
            worked, lambda register: register.cash_sessions.close_uncounted(gone.id, MIA, "x")
        )

        worked.tills.exchange.say(replace(ONLINE, cleared=(a_cleared(gone),)))

        worked.hands.until(lambda: "typed twice" in worked.words(), "the notice")
        worked.hands.press(F12)
        worked.hands.find("open_till", QPushButton)

    def test_of_a_cleared_session_is_read_and_then_gone(self, start) -> None:
        worked = start().sign_in(MIA)
        worked.hands.see("start_of_day")

        def cleared(register):
            gone = register.cash_sessions.open_deferred(MIA, YESTERDAY)
            register.cash_sessions.close_uncounted(gone.id, MIA, "typed twice")
            return gone

        gone = on_worker(worked, cleared)
        worked.tills.exchange.say(replace(ONLINE, cleared=(a_cleared(gone, late=2),)))
        worked.hands.until(lambda: worked.till.sync.status.cleared, "the notice")
        worked.window.show_screen("start_of_day")
        worked.hands.until(lambda: "typed twice" in worked.words(), "the notice on screen")
        assert "closed on the server by Mia" in worked.words()
        assert "are sent and marked late" in worked.words()

        worked.hands.click("notice_read")

        worked.hands.until(lambda: "typed twice" not in worked.words(), "the end of the notice")
        worked.tills.exchange.say(replace(ONLINE, cleared=(a_cleared(gone, late=2),), waiting=1))
        worked.hands.until(lambda: worked.till.sync.status.waiting == 1, "an old answer")
        worked.hands.until_idle()
        assert "typed twice" not in worked.words()
        assert worked.tills.exchange.told == [gone.id]


class TestOperators:
    def test_are_signed_out_when_another_takes_over(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        tom, session_ = worked.till.shift.operator, worked.till.shift.cash_session

        worked.hands.press(Qt.Key.Key_L, CTRL)
        worked.hands.see("sign_in")

        with pytest.raises(Exception, match="signed out before this was done"):
            on_worker(worked, lambda register: register.checkout.scan(session_.id, tom, "MILK"))
        assert worked.tills.exchange.present[-2:] == [TOM.id, None]

    def test_who_may_not_work_in_the_session_in_hand_choose_another(self, start) -> None:
        worked = start().sign_in(MIA)
        worked.hands.see("start_of_day")
        worked.hands.press(F6)
        worked.hands.until_idle()
        worked.hands.press(F12)
        worked.hands.until(lambda: worked.till.shift.cash_session is not None, "the session")

        worked.hands.press(Qt.Key.Key_L, CTRL)
        worked.hands.see("sign_in")
        worked.hands.type_text("t" + PINS[TOM.id])
        worked.hands.press(ENTER)
        worked.hands.see("start_of_day")

        assert "ask a manager" in worked.words()
        assert not worked.hands.find("resume", QPushButton).isEnabled()

    def test_who_leave_in_the_middle_of_a_field_are_told_and_nothing_breaks(self, start) -> None:
        worked = start().sign_in(MIA)
        worked.hands.see("start_of_day")
        worked.hands.press(F6)
        worked.hands.until_idle()
        worked.hands.press(F12)
        worked.hands.see("sell")
        worked.hands.type_text("A-17")

        worked.hands.press(Qt.Key.Key_L, CTRL)
        worked.hands.see("sign_in")

        assert "inside Evertill" not in worked.window.message
        worked.hands.type_text("m" + PINS[MIA.id])
        worked.hands.press(ENTER)
        worked.hands.see("sell")

    def test_who_resume_a_session_answer_for_it(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        worked.till.close()
        again = start().sign_in(MIA)
        again.hands.see("start_of_day")

        again.hands.press(F12)
        again.hands.see("sell")

        assert again.till.shift.cash_session.responsible == MIA.id


class TestNotices:
    def test_warn_past_the_end_of_the_day_and_sell_on(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        worked.tills.clock.advance(timedelta(days=1))

        worked.hands.until(lambda: _banner(worked), "the warning")
        assert "Sat 28 Mar, and that day has ended" in _banner(worked)
        worked.sell("MILK")
        assert skus(worked, worked.till.shift.cash_session.id) == ["MILK"]

        worked.hands.click("banner_later")
        assert _banner(worked) == ""
        worked.tills.clock.advance(timedelta(hours=1))
        worked.hands.until(lambda: _banner(worked), "the warning, an hour later")

    def test_offer_to_close_the_session(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        worked.tills.clock.advance(timedelta(days=1))

        worked.hands.until(lambda: _banner(worked), "the warning")

        worked.hands.press(Qt.Key.Key_F11)

        worked.hands.see("close")
        assert _banner(worked) == ""

    def test_of_a_session_closed_on_the_server_lead_to_a_new_one(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        worked.sell("MILK")
        stale = worked.till.shift.cash_session
        on_worker(
            worked,
            lambda register: register.cash_sessions.close_uncounted(stale.id, MIA, "typed twice"),
        )
        worked.tills.exchange.say(replace(ONLINE, cleared=(a_cleared(stale, late=1),)))
        worked.hands.until(lambda: "by Mia" in _banner(worked), "the notice")
        assert "“typed twice”" in _banner(worked)
        assert "an unsettled ticket waits" in _banner(worked)
        assert worked.window.current_screen == "sell"

        worked.hands.click("banner_accept")
        worked.hands.see("start_of_day")
        assert worked.till.shift.cash_session is None
        worked.hands.click("notice_read")
        worked.hands.until(lambda: "typed twice" not in worked.words(), "that it was read")
        worked.hands.click("begin_normal")
        worked.hands.click("as_one_amount")
        QTest.keyClicks(worked.window.focusWidget(), "100")
        worked.hands.press(F12)
        worked.hands.see("sell")

        fresh = worked.till.shift.cash_session
        assert fresh.id != stale.id
        assert "1 ticket" in worked.window.message
        (ticket,) = on_worker(worked, lambda register: register.parked_tickets.waiting(fresh.id))
        assert [line.item.sku for line in ticket.sale.lines] == ["MILK"]

    def test_of_another_session_closed_on_the_server_lead_there_and_back(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        mine = worked.till.shift.cash_session
        other = on_worker(
            worked, lambda register: register.cash_sessions.open_deferred(MIA, YESTERDAY)
        )
        worked.tills.exchange.say(replace(ONLINE, cleared=(a_cleared(other),)))
        worked.hands.until(lambda: "Fri 27 Mar" in _banner(worked), "the notice")

        worked.hands.press(Qt.Key.Key_F11)
        worked.hands.see("start_of_day")
        worked.hands.click("notice_read")
        worked.hands.press(ESCAPE)
        worked.hands.see("sell")

        assert worked.till.shift.cash_session.id == mine.id
        assert _banner(worked) == ""

    def test_of_a_session_closed_on_the_server_reach_who_signs_in_next(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        stale = worked.till.shift.cash_session
        worked.hands.press(Qt.Key.Key_L, CTRL)
        worked.hands.see("sign_in")
        worked.tills.exchange.say(replace(ONLINE, cleared=(a_cleared(stale),)))
        worked.hands.until(lambda: worked.till.sync.status.cleared, "the notice")

        worked.hands.type_text("m" + PINS[MIA.id])
        worked.hands.press(ENTER)

        worked.hands.see("start_of_day")
        assert "typed twice" in worked.words()


def _banner(worked: Worked) -> str:
    banner = worked.window.findChild(Banner, "banner")
    return "" if banner is None else plain(banner.text)


def test_a_float_by_denomination_is_kept_with_its_pieces(start) -> None:
    worked = start().sign_in(TOM)
    worked.hands.see("start_of_day")
    worked.hands.type_text("1")
    worked.hands.press(F12)
    worked.hands.see("sell")

    opened = worked.till.shift.cash_session
    assert opened.opening_float == usd("100.00")
    body = on_worker(
        worked,
        lambda register: _body(register, opened.id),
    )
    assert '"pieces":[[10000,1]]' in body


def _body(register, session_id) -> str:
    with register.database.begin() as db:
        query = "SELECT body FROM journal WHERE cash_session_id = ? AND kind = ?"
        row = db.exec_driver_sql(query, (str(session_id), "cash_session_opened")).one()
    return str(row[0])
