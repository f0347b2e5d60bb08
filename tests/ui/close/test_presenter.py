"""Closing, without Qt: blind, with a comment where it is due, and never losing a count."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from pos.domain.cash_session import CashSession, CashSessionKind, CashSessionState
from pos.domain.report import DeclaredTender, ZReport
from pos.domain.tender import Tender, TenderKind
from pos.ui.checkout.parked_row import ParkedRow
from pos.ui.close.outcome import Outcome
from pos.ui.close.presenter import CloseDesk, ClosePresenter
from pos.ui.shift import Shift
from tests.registers import MIA, RegisterInTest, an_enrolled_register, usd
from tests.ui.inline import Immediately


@dataclass
class FakeView:
    shown: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    rows: tuple[ParkedRow, ...] = ()

    def show_count(self, _cash_session: CashSession) -> None:
        self.shown.append("count")

    def show_empty(self, _cash_session: CashSession) -> None:
        self.shown.append("empty")

    def show_outcome(self, outcome: Outcome) -> None:
        self.shown.append("outcome")
        self.outcomes.append(outcome)

    def show_blocked(self, _cash_session: CashSession, rows: tuple[ParkedRow, ...]) -> None:
        self.shown.append("blocked")
        self.rows = rows

    def show_busy(self, busy: bool) -> None: ...

    def show_problem(self, sentence: str) -> None:
        self.problems.append(sentence)


class ClosingInTest:
    """A till opened with 100.00, in which milk was sold by card."""

    def __init__(self, register: RegisterInTest, formats) -> None:
        self.register, self.shift, self.view = register, Shift(), FakeView()
        self.went_back = 0
        self.z_reports: list[ZReport] = []
        self.shift.sign_in(MIA)
        self.work_in(register.cash_sessions.open_normal(MIA, usd("100.00")))
        self.presenter = ClosePresenter(
            self.view,
            CloseDesk(
                cash_sessions=register.cash_sessions,
                parked_tickets=register.parked_tickets,
                checkout=register.checkout,
                operators=register.operators,
                shift=self.shift,
                background=Immediately(),
                formats=lambda: formats,
            ),
            went_back=self._go_back,
            closed=self.z_reports.append,
        )

    def work_in(self, cash_session: CashSession) -> None:
        self.session_id = cash_session.id
        self.shift.work_in(cash_session)

    def sell(self, kind: TenderKind = TenderKind.CARD) -> None:
        checkout = self.register.checkout
        sale = checkout.scan(self.session_id, MIA, "MILK")
        checkout.tender(self.session_id, MIA, Tender(kind, sale.due))
        checkout.complete(self.session_id, MIA)

    def scan(self) -> None:
        self.register.checkout.scan(self.session_id, MIA, "MILK")

    def park(self) -> None:
        self.scan()
        self.register.parked_tickets.park(self.session_id, MIA)

    def count(self, amount: str, *tenders: DeclaredTender) -> Outcome:
        self.presenter.count(usd(amount), None, tenders)
        return self.view.outcomes[-1]

    def _go_back(self) -> None:
        self.went_back += 1


@pytest.fixture
def closing(tmp_path, english) -> ClosingInTest:
    closing = ClosingInTest(an_enrolled_register(tmp_path), english)
    closing.sell()
    return closing


@pytest.fixture
def unused(tmp_path, english) -> ClosingInTest:
    return ClosingInTest(an_enrolled_register(tmp_path), english)


class TestCounting:
    def test_stops_selling_and_shows_nothing_expected(self, closing) -> None:
        closing.presenter.enter()

        assert closing.shift.cash_session.state is CashSessionState.COUNTING
        assert closing.view.shown == ["count"]
        assert closing.view.outcomes == []

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

    def test_works_after_the_day_has_ended(self, closing) -> None:
        closing.register.clock.advance(timedelta(days=2))

        closing.presenter.enter()
        closing.count("100.00")
        closing.presenter.close("")

        assert len(closing.z_reports) == 1


class TestTicketsInTheWay:
    def test_are_listed_whether_open_or_parked(self, closing) -> None:
        closing.park()
        closing.register.clock.advance(timedelta(minutes=1))
        closing.scan()

        closing.presenter.enter()

        assert closing.view.shown == ["blocked"]
        assert [row.is_parked for row in closing.view.rows] == [True, False]
        assert closing.shift.cash_session.state is CashSessionState.OPEN

    def test_begin_the_count_when_each_is_discarded(self, closing) -> None:
        closing.park()
        closing.register.clock.advance(timedelta(minutes=1))
        closing.scan()
        closing.presenter.enter()

        for row in closing.view.rows:
            closing.presenter.discard(row.key)

        assert closing.view.shown == ["blocked", "blocked", "count"]

    def test_are_settled_on_the_sell_screen(self, closing) -> None:
        closing.park()
        closing.presenter.enter()

        closing.presenter.settle(closing.view.rows[0].key)

        assert closing.went_back == 1
        assert len(closing.register.checkout.ticket(closing.session_id).lines) == 1

    def test_need_no_recall_if_they_are_in_hand(self, closing) -> None:
        closing.scan()
        closing.presenter.enter()

        closing.presenter.settle(closing.view.rows[0].key)

        assert closing.went_back == 1


class TestASessionWithoutSales:
    def test_closes_as_empty_with_its_float(self, unused) -> None:
        unused.presenter.enter()
        assert unused.view.shown == ["empty"]

        unused.presenter.close_empty()

        (z_report,) = unused.z_reports
        assert z_report.declaration.counted == usd("100.00")
        assert str(z_report.variance) == "0.00"

    def test_can_be_counted_all_the_same(self, unused) -> None:
        unused.presenter.enter()

        unused.presenter.count_anyway()
        unused.count("99.00")
        unused.presenter.close("")

        assert str(unused.z_reports[0].variance) == "-1.00"


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
    def test_needs_a_comment_beyond_the_tolerance(
        self, closing, counted, difference, needed
    ) -> None:
        closing.presenter.enter()

        outcome = closing.count(counted)

        assert outcome.expected == usd("100.00")
        assert str(outcome.variance) == difference
        assert outcome.comment_needed is needed

    def test_goes_by_the_tolerance_that_the_store_has_set(self, closing) -> None:
        with closing.register.database.begin() as db:
            db.execute(text("INSERT INTO setting VALUES ('variance_tolerance', '0')"))
        closing.presenter.enter()

        assert closing.count("100.01").comment_needed

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

    def test_keeps_every_count_before_the_last(self, closing) -> None:
        closing.presenter.enter()
        closing.count("90.00")
        closing.presenter.count_again()
        closing.count("95.00")

        closing.presenter.count_again()
        outcome = closing.count("100.00")
        closing.presenter.close("")

        assert outcome.earlier == (usd("90.00"), usd("95.00"))
        declaration = closing.z_reports[0].declaration
        assert (declaration.earlier, declaration.comment) == (outcome.earlier, "")

    def test_of_a_count_that_was_left_is_kept_too(self, closing) -> None:
        closing.presenter.enter()
        closing.count("90.00")
        closing.presenter.leave()

        closing.presenter.enter()

        assert closing.count("100.00").earlier == (usd("90.00"),)

    def test_compares_other_tenders_apart(self, closing) -> None:
        closing.presenter.enter()

        outcome = closing.count("100.00", DeclaredTender(TenderKind.CARD, usd("1.00")))
        closing.presenter.close("")

        (card,) = outcome.tenders
        assert str(card.difference) == "-0.29"
        assert closing.z_reports[0].declaration.tenders == (
            DeclaredTender(TenderKind.CARD, usd("1.00")),
        )

    def test_names_tenders_that_nobody_looked_at(self, closing) -> None:
        closing.presenter.enter()

        (card,) = closing.count("100.00").tenders

        assert (card.expected, card.difference) == (usd("1.29"), None)


class TestOtherKinds:
    def test_compares_a_past_day_with_the_paper_book(self, closing) -> None:
        sessions = closing.register.cash_sessions
        closing.work_in(sessions.open_deferred(MIA, date(2026, 3, 27)))
        closing.sell(TenderKind.CASH)
        closing.presenter.enter()

        outcome = closing.count("1.29")
        closing.presenter.close("")

        assert outcome.kind is CashSessionKind.DEFERRED
        assert (outcome.expected, str(outcome.variance)) == (usd("1.29"), "0.00")
        assert closing.z_reports[0].report.session.kind is CashSessionKind.DEFERRED

    def test_closes_practice_beside_the_till(self, closing) -> None:
        closing.work_in(closing.register.cash_sessions.open_training(MIA, usd("20.00")))
        closing.sell(TenderKind.CASH)
        closing.presenter.enter()

        closing.count("21.29")
        closing.presenter.close("")

        assert [z.report.session.kind for z in closing.z_reports] == [CashSessionKind.TRAINING]
        assert len(closing.register.cash_sessions.resumable()) == 1
