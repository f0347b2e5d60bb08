"""Start of day, without Qt: what is offered, and what unknown does not change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pos.domain.cash_session import CashSessionKind
from pos.domain.permission import Right
from pos.domain.reconciliation import ServerState
from pos.domain.server_session import AlsoOpen
from pos.services.session_reconciliation import OpenTwice
from pos.sync.status import Contact
from pos.ui.widgets.calendar.month import DayMark
from tests.registers import MIA, NOON, TOM, an_enrolled_register, usd
from tests.ui.start_of_day.mornings import MorningInTest, a_check, a_cleared

TODAY = date(2026, 3, 28)
YESTERDAY = TODAY - timedelta(days=1)
NORMAL, DEFERRED = CashSessionKind.NORMAL, CashSessionKind.DEFERRED
TRAINING = CashSessionKind.TRAINING


@pytest.fixture
def morning(tmp_path) -> MorningInTest:
    return MorningInTest(an_enrolled_register(tmp_path))


class TestOpening:
    def test_is_offered_for_today_when_nothing_is_open(self, morning) -> None:
        morning.presenter.enter()

        assert morning.view.morning.today == TODAY
        assert morning.view.floats == [NORMAL]

    def test_has_the_server_asked_and_does_not_wait_for_it(self, morning) -> None:
        morning.server.status = None

        morning.presenter.enter()

        assert morning.server.asked == 1
        assert morning.view.floats == [NORMAL]

    def test_takes_the_float_and_goes_on(self, morning) -> None:
        morning.presenter.enter()

        morning.presenter.open(NORMAL, usd("100.00"), None)

        assert morning.shift.cash_session.opening_float == usd("100.00")
        assert morning.went_on == 1

    def test_tells_why_it_was_refused(self, morning) -> None:
        morning.presenter.enter()

        morning.presenter.open(NORMAL, usd("-1.00"), None)

        assert morning.view.problems != []
        assert morning.shift.cash_session is None

    def test_of_a_training_session_stands_beside_the_normal_one(self, morning) -> None:
        opened = morning.register.cash_sessions.open_normal(TOM, usd("50.00"))
        morning.presenter.enter()

        morning.presenter.open(TRAINING, usd("20.00"), None)

        assert morning.shift.cash_session.kind is TRAINING
        assert [found.id for found in morning.register.cash_sessions.resumable()] == [
            opened.id,
            morning.shift.cash_session.id,
        ]

    def test_tells_of_tickets_that_waited_for_it(self, morning) -> None:
        register = morning.register
        before = register.cash_sessions.open_normal(TOM, usd("50.00"))
        register.checkout.scan(before.id, TOM, "MILK")
        register.cash_sessions.close_uncounted(before.id, MIA, "left alone")
        morning.presenter.enter()

        morning.presenter.open(NORMAL, usd("50.00"), None)

        assert morning.view.waiting == [1]


class TestResuming:
    def test_is_offered_with_who_opened_it(self, morning) -> None:
        morning.register.cash_sessions.open_normal(MIA, usd("50.00"))

        morning.presenter.enter()

        (found,) = morning.view.morning.resumable
        assert found.opened_by == "Mia"
        assert found.server.state is ServerState.NO_ANSWER
        assert not found.is_past
        assert morning.view.choices == 1

    def test_takes_the_session_in_hand_and_makes_the_operator_answer_for_it(self, morning) -> None:
        opened = morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.presenter.enter()

        morning.presenter.resume(opened.id)

        assert morning.shift.cash_session.id == opened.id
        assert morning.shift.cash_session.responsible == TOM.id
        assert morning.went_on == 1

    def test_of_a_session_that_was_closed_meanwhile_says_so_and_looks_again(self, morning) -> None:
        opened = morning.register.cash_sessions.open_normal(TOM, usd("50.00"))
        morning.presenter.enter()
        morning.register.cash_sessions.close_uncounted(opened.id, MIA, "left alone")

        morning.presenter.resume(opened.id)

        assert "closed" in morning.view.problems[0]
        assert morning.view.morning.resumable == ()
        assert morning.shift.cash_session is None

    def test_marks_a_session_of_a_day_before(self, morning) -> None:
        morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.register.clock.advance(timedelta(days=1))

        morning.presenter.enter()

        assert morning.view.morning.resumable[0].is_past

    def test_puts_the_normal_session_before_deferred_ones_by_day(self, morning) -> None:
        register = morning.register
        for days in (2, 5):
            register.cash_sessions.open_deferred(MIA, TODAY - timedelta(days=days))
        register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.shift.sign_in(MIA)

        morning.presenter.enter()

        found = [one.cash_session for one in morning.view.morning.resumable]
        assert [one.kind for one in found] == [NORMAL, DEFERRED, DEFERRED]
        assert found[1].business_date < found[2].business_date
        assert morning.view.morning.main.cash_session.kind is NORMAL

    def test_of_a_deferred_session_is_not_for_a_cashier_who_opens_the_till(self, morning) -> None:
        morning.register.cash_sessions.open_deferred(MIA, YESTERDAY)

        morning.presenter.enter()

        assert not morning.view.morning.resumable[0].may_resume
        assert morning.view.floats == [NORMAL]

    def test_knows_the_session_that_was_left_to_come_here(self, morning) -> None:
        opened = morning.register.cash_sessions.open_normal(TOM, usd("50.00"))
        morning.shift.work_in(opened)

        morning.presenter.enter()
        morning.presenter.go_back()

        assert morning.view.morning.resumable[0].is_in_hand
        assert morning.went_on == 1


class TestWhatTheServerSays:
    @pytest.mark.parametrize("verdict", [ServerState.OPEN, ServerState.ABSENT])
    def test_stands_with_the_session(self, morning, verdict) -> None:
        opened = morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.say(cash_sessions=(a_check(opened, verdict),))

        morning.presenter.enter()

        word = morning.view.morning.resumable[0].server
        assert (word.state, word.is_fresh) == (verdict, True)

    def test_is_old_without_contact(self, morning) -> None:
        opened = morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        checks = (a_check(opened, ServerState.OPEN),)
        morning.say(cash_sessions=checks, contact=Contact.OFFLINE)

        morning.presenter.enter()

        word = morning.view.morning.resumable[0].server
        assert (word.is_fresh, word.checked_at) == (False, NOON)

    def test_is_shown_when_it_comes_later(self, morning) -> None:
        opened = morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.presenter.enter()

        morning.say(cash_sessions=(a_check(opened, ServerState.OPEN),))
        morning.say(waiting=3)  # says nothing of sessions
        again = replace(a_check(opened, ServerState.OPEN), checked_at=NOON + timedelta(minutes=1))
        morning.say(cash_sessions=(again,))  # says the same

        assert [one.resumable[0].server.state for one in morning.view.mornings] == [
            ServerState.NO_ANSWER,
            ServerState.OPEN,
        ]

    def test_is_not_looked_at_from_another_screen(self, morning) -> None:
        opened = morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.presenter.enter()
        morning.presenter.leave()

        morning.say(cash_sessions=(a_check(opened, ServerState.OPEN),))

        assert len(morning.view.mornings) == 1

    def test_of_another_session_of_the_operator_is_told(self, morning) -> None:
        opened = morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        other = AlsoOpen(id=opened.id, register_name="Till 2", opened_at=NOON)
        morning.say(also_open=(OpenTwice(id=opened.id, other=other),))

        morning.presenter.enter()

        assert morning.view.morning.resumable[0].also_open == other

    def test_of_a_cleared_session_is_told_until_it_was_read(self, morning) -> None:
        opened = morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.register.cash_sessions.close_uncounted(opened.id, MIA, "typed twice")
        morning.say(cleared=(a_cleared(opened),))

        morning.presenter.enter()
        morning.presenter.acknowledge()

        assert [one.reason for one in morning.view.morning.cleared] == ["typed twice"]
        assert morning.view.choices == 1
        assert morning.server.told == [opened.id]


class TestDeferred:
    @pytest.fixture
    def manager(self, morning) -> MorningInTest:
        morning.shift.sign_in(MIA)
        return morning

    def test_is_offered_only_to_whoever_may(self, morning) -> None:
        morning.presenter.enter()
        assert DEFERRED not in morning.view.morning.may_open

        morning.shift.sign_in(MIA)
        morning.presenter.enter()

        assert DEFERRED in morning.view.morning.may_open

    def test_is_offered_to_a_cashier_who_was_given_the_right(self, morning) -> None:
        right = frozenset({Right.OPEN_DEFERRED_SESSION})
        morning.shift.sign_in(replace(TOM, granted=right))
        morning.register.cash_sessions.open_deferred(MIA, YESTERDAY)

        morning.presenter.enter()

        assert DEFERRED in morning.view.morning.may_open
        assert morning.view.morning.resumable[0].may_resume

    def test_takes_a_day_of_the_past(self, manager) -> None:
        manager.presenter.enter()
        manager.presenter.ask_day()
        assert manager.view.calendars[0].days.last == YESTERDAY

        manager.presenter.take_day(YESTERDAY)

        assert manager.shift.cash_session.kind is DEFERRED
        assert manager.shift.cash_session.business_date == YESTERDAY

    def test_resumes_the_one_that_is_open_for_that_day(self, manager) -> None:
        opened = manager.register.cash_sessions.open_deferred(MIA, YESTERDAY)
        manager.presenter.enter()
        manager.presenter.ask_day()

        manager.presenter.take_day(YESTERDAY)

        assert manager.shift.cash_session.id == opened.id

    def test_marks_days_with_open_and_closed_sessions(self, manager) -> None:
        register = manager.register
        register.cash_sessions.open_deferred(MIA, YESTERDAY)
        before = YESTERDAY - timedelta(days=1)
        closed = register.cash_sessions.open_deferred(MIA, before)
        register.cash_sessions.close_uncounted(closed.id, MIA, "wrong book")

        manager.presenter.ask_day()

        marks = manager.view.calendars[0].days.marks
        assert marks == {YESTERDAY: DayMark.OPEN, before: DayMark.CLOSED}

    def test_offers_no_day_before_the_first_or_in_the_closed_period(self, manager) -> None:
        with manager.register.database.begin() as db:
            db.exec_driver_sql(
                "UPDATE enrolment SET opened_on = '2026-02-01', closed_through = '2026-02-28'"
            )

        manager.presenter.ask_day()

        assert manager.view.calendars[0].days.first == date(2026, 3, 1)
