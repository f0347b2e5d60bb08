"""Cash sessions on a real database file: one open per register, counted and closed once."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos.domain.cash_count import CountInvalid, count_cash
from pos.domain.cash_session import (
    BusinessDateInvalid,
    CashSessionState,
    SessionNotCounting,
    SessionNotOpen,
)
from pos.domain.permission import NotPermitted
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.services.cash_sessions import TicketsOpen
from pos.services.session_opening import FloatInvalid, SessionAlreadyOpen
from tests.register_contents import contents
from tests.registers import MIA, TOM, USD, RegisterInTest, an_enrolled_register, usd


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    register.database.close()


def sell_a_lamp(register: RegisterInTest, session_id) -> None:
    register.checkout.scan(session_id, TOM, "LAMP")
    register.checkout.tender(session_id, TOM, Tender(TenderKind.CASH, usd("30.00")))
    register.checkout.complete(session_id, TOM)


class TestOpening:
    def test_takes_the_business_date_from_the_cut_off(self, register: RegisterInTest) -> None:
        register.clock.advance(timedelta(hours=15, minutes=30))  # 03:30 the next morning

        session = register.cash_sessions.open_normal(TOM, usd("100.00"))

        assert session.business_date == date(2026, 3, 28)

    def test_is_refused_while_another_is_open(self, register: RegisterInTest) -> None:
        register.cash_sessions.open_normal(TOM, usd("100.00"))

        with pytest.raises(SessionAlreadyOpen):
            register.cash_sessions.open_normal(MIA, usd("50.00"))

    def test_refuses_a_negative_float(self, register: RegisterInTest) -> None:
        with pytest.raises(FloatInvalid):
            register.cash_sessions.open_normal(TOM, -usd("1.00"))

    def test_of_a_deferred_one_stands_beside_the_normal_one(self, register: RegisterInTest) -> None:
        normal = register.cash_sessions.open_normal(TOM, usd("100.00"))

        deferred = register.cash_sessions.open_deferred(MIA, date(2026, 3, 20))

        assert register.cash_sessions.resumable() == (normal, deferred)

    def test_of_a_deferred_one_is_for_managers_and_the_past(self, register: RegisterInTest) -> None:
        with pytest.raises(NotPermitted):
            register.cash_sessions.open_deferred(TOM, date(2026, 3, 20))
        with pytest.raises(BusinessDateInvalid):
            register.cash_sessions.open_deferred(MIA, date(2026, 3, 28))


class TestClosing:
    def test_counts_expected_cash_by_the_cash_alone(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell_a_lamp(register, session.id)
        register.checkout.scan(session.id, TOM, "LAMP")
        register.checkout.tender(session.id, TOM, Tender(TenderKind.CARD, usd("24.90")))
        register.checkout.complete(session.id, TOM)
        register.cash_sessions.begin_count(session.id, TOM)

        count = count_cash({10000: 1, 2000: 1, 100: 4, 10: 8}, USD)
        z_report = register.cash_sessions.close(
            session.id, TOM, Declaration(counted=count.total, count=count)
        )

        assert z_report.report.cash.expected == usd("124.90")
        assert z_report.variance == -usd("0.10")
        assert z_report.number == 1
        assert register.cash_sessions.z_report(session.id) == z_report

    def test_leaves_no_cash_in_the_till_and_the_variance_in_its_account(
        self, register: RegisterInTest
    ) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell_a_lamp(register, session.id)
        register.cash_sessions.begin_count(session.id, TOM)
        register.cash_sessions.close(session.id, TOM, Declaration(counted=usd("125.00")))

        with register.database.begin() as db:
            postings = "SELECT account, sum(amount) FROM posting GROUP BY account"
            balances = {row[0]: row[1] for row in db.exec_driver_sql(postings)}
        assert balances["till"] == 0
        assert balances["cash_over_short"] == -10
        assert sum(balances.values()) == 0

    def test_needs_a_count_first(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))

        with pytest.raises(SessionNotCounting):
            register.cash_sessions.close(session.id, TOM, Declaration(counted=usd("1.00")))

    def test_takes_no_count_below_zero(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        register.cash_sessions.begin_count(session.id, TOM)
        before = contents(register.database)

        with pytest.raises(CountInvalid, match="below zero"):
            register.cash_sessions.close(session.id, TOM, Declaration(counted=-usd("0.01")))

        assert contents(register.database) == before

    def test_twice_is_refused_and_changes_nothing(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        register.cash_sessions.begin_count(session.id, TOM)
        first = register.cash_sessions.close(session.id, TOM, Declaration(counted=usd("100.00")))

        with pytest.raises(SessionNotCounting):
            register.cash_sessions.close(session.id, TOM, Declaration(counted=usd("90.00")))

        assert register.cash_sessions.z_report(session.id) == first

    def test_waits_for_an_unsettled_ticket(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        register.checkout.scan(session.id, TOM, "MILK")

        with pytest.raises(TicketsOpen):
            register.cash_sessions.begin_count(session.id, TOM)

    def test_can_be_left_to_sell_on(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        register.cash_sessions.begin_count(session.id, TOM)

        again = register.cash_sessions.leave_count(session.id, TOM)

        assert again.state is CashSessionState.OPEN
        sell_a_lamp(register, session.id)

    def test_ends_selling(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        register.cash_sessions.begin_count(session.id, TOM)
        register.cash_sessions.close(session.id, TOM, Declaration(counted=None))

        with pytest.raises(SessionNotOpen):
            register.checkout.scan(session.id, TOM, "MILK")

    def test_without_a_count_invents_no_variance(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        register.cash_sessions.begin_count(session.id, TOM)

        z_report = register.cash_sessions.close(session.id, TOM, Declaration(counted=None))

        assert z_report.variance is None
