"""Closing, without Qt: blind, with a comment where it is due, and never losing a count."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from pos.domain.cash_session import CashSessionState
from pos.domain.report import ZReport
from pos.ui.close.presenter import ClosePresenter, Outcome
from pos.ui.shift import Shift
from tests.registers import MIA, RegisterInTest, an_enrolled_register, usd
from tests.ui.inline import Immediately


@dataclass
class FakeView:
    shown: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def show_count(self) -> None:
        self.shown.append("count")

    def show_outcome(self, outcome: Outcome) -> None:
        self.shown.append("outcome")
        self.outcomes.append(outcome)

    def show_blocked(self, sentence: str) -> None:
        self.shown.append("blocked")
        self.problems.append(sentence)

    def show_busy(self, busy: bool) -> None: ...

    def show_problem(self, sentence: str) -> None:
        self.problems.append(sentence)


class ClosingInTest:
    """A till opened with 100.00."""

    def __init__(self, register: RegisterInTest) -> None:
        self.register, self.shift, self.view = register, Shift(), FakeView()
        self.went_back = 0
        self.z_reports: list[ZReport] = []
        self.shift.sign_in(MIA)
        self.shift.work_in(register.cash_sessions.open_normal(MIA, usd("100.00")))
        self.presenter = ClosePresenter(
            self.view,
            register.cash_sessions,
            self.shift,
            Immediately(),
            went_back=self._go_back,
            closed=self.z_reports.append,
        )

    def count(self, amount: str) -> Outcome:
        self.presenter.count(usd(amount), None)
        return self.view.outcomes[-1]

    def _go_back(self) -> None:
        self.went_back += 1


@pytest.fixture
def closing(tmp_path) -> ClosingInTest:
    return ClosingInTest(an_enrolled_register(tmp_path))


class TestCounting:
    def test_stops_selling_and_shows_nothing_expected(self, closing) -> None:
        closing.presenter.enter()

        assert closing.shift.cash_session.state is CashSessionState.COUNTING
        assert closing.view.shown == ["count"]
        assert closing.view.outcomes == []

    def test_is_refused_with_the_reason_while_a_ticket_is_open(self, closing) -> None:
        closing.register.checkout.scan(closing.shift.cash_session.id, MIA, "MILK")

        closing.presenter.enter()

        assert closing.view.shown == ["blocked"]
        assert closing.shift.cash_session.state is CashSessionState.OPEN

    def test_goes_back_to_selling(self, closing) -> None:
        closing.presenter.enter()

        closing.presenter.leave()

        assert closing.went_back == 1
        assert closing.shift.cash_session.state is CashSessionState.OPEN

    def test_stands_as_it_was_after_a_look_at_the_help(self, closing) -> None:
        closing.presenter.enter()
        closing.count("90.00")

        closing.presenter.enter()

        assert closing.view.shown == ["count", "outcome"]


class TestOutcome:
    @pytest.mark.parametrize(
        ("counted", "difference", "needed"),
        [
            ("100.00", "0.00", False),
            ("105.00", "5.00", False),
            ("105.01", "5.01", True),
            ("94.99", "-5.01", True),
        ],
    )
    def test_needs_a_comment_beyond_five(self, closing, counted, difference, needed) -> None:
        closing.presenter.enter()

        outcome = closing.count(counted)

        assert outcome.expected == usd("100.00")
        assert str(outcome.variance) == difference
        assert outcome.comment_needed is needed

    def test_refuses_to_close_without_a_needed_comment(self, closing) -> None:
        closing.presenter.enter()
        closing.count("90.00")

        closing.presenter.close("  ")

        assert closing.z_reports == []
        assert closing.view.problems != []

    def test_closes_and_lets_go_of_the_session(self, closing) -> None:
        closing.presenter.enter()
        closing.count("90.00")

        closing.presenter.close("paid the baker")

        assert [str(z.variance) for z in closing.z_reports] == ["-10.00"]
        assert closing.shift.cash_session is None

    def test_keeps_the_first_count_of_a_recount(self, closing) -> None:
        closing.presenter.enter()
        closing.count("90.00")

        closing.presenter.count_again()
        outcome = closing.count("100.00")
        closing.presenter.close("")

        assert outcome.first_counted == usd("90.00")
        assert closing.z_reports[0].declaration.comment == "First count: 90.00."
