"""Start of day, without Qt: what is offered, and what unknown does not change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from pos.domain.cash_session import CashSessionKind
from pos.domain.reconciliation import LocalState, ServerState
from pos.services.session_check_rows import SessionCheck
from pos.ui.shift import Shift
from pos.ui.start_of_day.presenter import Resumable, ServerWord, StartOfDayPresenter
from tests.registers import MIA, NOON, TOM, RegisterInTest, an_enrolled_register, usd
from tests.ui.inline import Immediately

TODAY = date(2026, 3, 28)


@dataclass
class FakeView:
    found: list[Resumable] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    opened: int = 0

    def show_resumable(self, resumable: Resumable) -> None:
        self.found.append(resumable)

    def show_opening(self, today: date) -> None:
        self.days.append(today)

    def show_opened(self) -> None:
        self.opened += 1

    def show_busy(self, busy: bool) -> None: ...

    def show_problem(self, sentence: str) -> None:
        self.problems.append(sentence)


class MorningInTest:
    def __init__(self, register: RegisterInTest) -> None:
        self.register, self.shift, self.view = register, Shift(), FakeView()
        self.said: tuple[SessionCheck, ...] = ()
        self.went_on = 0
        self.shift.sign_in(TOM)
        self.presenter = StartOfDayPresenter(
            self.view,
            (register.cash_sessions, register.operators),
            self.shift,
            Immediately(),
            server_says=lambda: self.said,
            went_on=self._go_on,
        )

    def _go_on(self) -> None:
        self.went_on += 1


@pytest.fixture
def morning(tmp_path) -> MorningInTest:
    return MorningInTest(an_enrolled_register(tmp_path))


class TestOpening:
    def test_is_offered_for_today_when_nothing_is_open(self, morning) -> None:
        morning.presenter.enter()

        assert morning.view.days == [TODAY]

    def test_takes_the_float_and_goes_on(self, morning) -> None:
        morning.presenter.enter()

        morning.presenter.open_normal(usd("100.00"))

        assert morning.shift.cash_session.opening_float == usd("100.00")
        assert morning.went_on == 1

    def test_tells_why_it_was_refused(self, morning) -> None:
        morning.presenter.enter()

        morning.presenter.open_normal(usd("-1.00"))

        assert morning.view.problems != []
        assert morning.shift.cash_session is None


class TestResuming:
    def test_is_offered_with_who_opened_it(self, morning) -> None:
        morning.register.cash_sessions.open_normal(MIA, usd("50.00"))

        morning.presenter.enter()

        assert [found.opened_by for found in morning.view.found] == ["Mia"]
        assert morning.view.found[0].server is ServerWord.UNKNOWN
        assert not morning.view.found[0].is_past

    def test_takes_the_session_in_hand(self, morning) -> None:
        opened = morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.presenter.enter()

        morning.presenter.resume()

        assert morning.shift.cash_session == opened
        assert morning.went_on == 1

    def test_marks_a_session_of_a_day_before(self, morning) -> None:
        morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.register.clock.advance(timedelta(days=1))

        morning.presenter.enter()

        assert morning.view.found[0].is_past

    @pytest.mark.parametrize(
        ("verdict", "word"),
        [
            (ServerState.OPEN, ServerWord.OPEN),
            (ServerState.CLOSED_BY_REGISTER, ServerWord.CLOSED),
            (ServerState.CLOSED_BY_MANAGER, ServerWord.CLOSED),
            (ServerState.ABSENT, ServerWord.UNKNOWN),
            (ServerState.OTHER_SERIES, ServerWord.UNKNOWN),
            (ServerState.NO_ANSWER, ServerWord.UNKNOWN),
        ],
    )
    def test_says_what_the_server_said_of_that_session(self, morning, verdict, word) -> None:
        opened = morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.said = (_said(opened.id, verdict),)

        morning.presenter.enter()

        assert morning.view.found[0].server is word

    def test_takes_silence_about_a_session_for_unknown(self, morning) -> None:
        morning.register.cash_sessions.open_normal(MIA, usd("50.00"))
        morning.said = (_said(MIA.id, ServerState.CLOSED_BY_MANAGER),)

        morning.presenter.enter()

        assert morning.view.found[0].server is ServerWord.UNKNOWN

    def test_passes_over_a_deferred_session(self, morning) -> None:
        morning.register.cash_sessions.open_deferred(MIA, TODAY - timedelta(days=3))

        morning.presenter.enter()

        assert morning.view.found == []
        assert morning.view.days == [TODAY]


def _said(session_id, verdict: ServerState) -> SessionCheck:
    return SessionCheck(
        id=session_id,
        kind=CashSessionKind.NORMAL,
        business_date=TODAY,
        state=LocalState.OPEN,
        verdict=verdict,
        checked_at=NOON,
        detail="",
    )
