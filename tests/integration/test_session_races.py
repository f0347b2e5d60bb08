"""Two processes' worth of connections that open the same session at once: the database decides.

The folder's lock, which keeps a second process out, is taken out of the way here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos.domain.cash_session import CashSession
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.models.database import open_database
from pos.services.cash_sessions import CashSessions
from pos.services.journal import Journal
from pos.services.session_opening import SessionAlreadyOpen
from tests.fakes import FakeIds
from tests.register_contents import balances
from tests.registers import KEY, MIA, TOM, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import verified

RACES = 200
PAST = date(2026, 3, 20)
Open = Callable[[CashSessions], CashSession]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    register.database.close()


@pytest.fixture
def rivals(register: RegisterInTest) -> Iterator[tuple[CashSessions, CashSessions]]:
    """The same register through two connections, as two processes would have them."""
    second = open_database(register.path, KEY)
    journal = Journal(register.journal.identity, register.clock, FakeIds(source=1))
    yield register.cash_sessions, CashSessions(second, journal)
    second.close()


def race(
    rivals: tuple[CashSessions, CashSessions], step: Open
) -> tuple[list[CashSession], list[SessionAlreadyOpen]]:
    """Have both do it at once; return who got it and who was refused."""
    start = threading.Barrier(2)

    def run(one: CashSessions) -> CashSession | SessionAlreadyOpen:
        start.wait()
        try:
            return step(one)
        except SessionAlreadyOpen as problem:
            return problem

    with ThreadPoolExecutor(max_workers=2) as threads:
        ended = list(threads.map(run, rivals))
    winners = [one for one in ended if isinstance(one, CashSession)]
    return winners, [one for one in ended if isinstance(one, SessionAlreadyOpen)]


def close(register: RegisterInTest, session: CashSession) -> None:
    register.cash_sessions.begin_count(session.id, MIA)
    register.cash_sessions.close(session.id, MIA, Declaration(counted=session.opening_float))


class TestARace:
    @pytest.mark.parametrize(
        "step",
        [
            lambda one: one.open_normal(MIA, usd("100.00")),
            lambda one: one.open_deferred(MIA, PAST),
            lambda one: one.open_training(MIA, usd("10.00")),
        ],
        ids=["normal", "deferred", "training"],
    )
    def test_has_one_winner_and_the_other_is_told_which_session_it_is(
        self,
        register: RegisterInTest,
        rivals: tuple[CashSessions, CashSessions],
        step: Open,
    ) -> None:
        for _ in range(RACES):
            winners, losers = race(rivals, step)

            (winner,), (loser,) = winners, losers
            assert loser.cash_session == winner
            assert str(winner.id) in str(loser)
            assert register.cash_sessions.resumable() == (winner,)
            close(register, winner)

        opened = "SELECT count(*) FROM journal WHERE kind = 'cash_session_opened'"
        assert register.database.fetch(opened) == [(RACES,)]
        assert verified(register).findings == ()

    def test_for_two_dates_has_two_winners(
        self, register: RegisterInTest, rivals: tuple[CashSessions, CashSessions]
    ) -> None:
        days = iter([PAST, PAST - timedelta(days=1)])

        winners, losers = race(rivals, lambda one: one.open_deferred(MIA, next(days)))

        assert (len(winners), losers) == (2, [])


class TestDeferredSessions:
    def test_in_any_number_leave_the_normal_ones_drawer_and_figures_alone(
        self, register: RegisterInTest
    ) -> None:
        normal = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell(register, normal, TenderKind.CASH)
        before, drawer = register.cash_sessions.x_report(normal.id), till_account(register)

        for number in range(30):
            session = register.cash_sessions.open_deferred(MIA, PAST - timedelta(days=number))
            sell(register, session, TenderKind.CASH)
            sell(register, session, TenderKind.CARD)
            if number % 2:
                register.cash_sessions.begin_count(session.id, MIA)
                register.cash_sessions.close(
                    session.id, MIA, Declaration(counted=usd("20.00"), comment="as in the book")
                )

        after = register.cash_sessions.x_report(normal.id)
        assert (after.sales, after.cash, after.session) == (
            before.sales,
            before.cash,
            before.session,
        )
        assert till_account(register) == drawer
        assert len(register.cash_sessions.resumable()) == 1 + 15
        close(register, register.cash_sessions.open_training(TOM, usd("5.00")))
        register.cash_sessions.begin_count(normal.id, TOM)
        z_report = register.cash_sessions.close(normal.id, TOM, Declaration(counted=usd("124.90")))
        assert z_report.variance == usd("0.00")
        assert verified(register).findings == ()

    def test_never_resume_as_a_normal_one(self, register: RegisterInTest) -> None:
        deferred = register.cash_sessions.open_deferred(MIA, PAST)

        resumed = register.cash_sessions.resume(deferred.id, MIA)

        assert (resumed.kind, resumed.business_date) == (deferred.kind, PAST)

    def test_that_are_dead_never_block_a_living_one(self, register: RegisterInTest) -> None:
        register.cash_sessions.open_deferred(MIA, PAST)
        register.clock.advance(timedelta(days=400))

        register.cash_sessions.open_deferred(MIA, PAST + timedelta(days=1))
        register.cash_sessions.open_normal(TOM, usd("100.00"))


def sell(register: RegisterInTest, session: CashSession, kind: TenderKind) -> None:
    register.checkout.scan(session.id, MIA, "LAMP")
    register.checkout.tender(session.id, MIA, Tender(kind, usd("24.90")))
    register.checkout.complete(session.id, MIA)


def till_account(register: RegisterInTest) -> int:
    return balances(register.database)["till"]
