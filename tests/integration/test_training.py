"""Training: everything works, and nothing of it counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSession, CashSessionKind
from pos.domain.report import Declaration, ZReport
from pos.domain.tender import Tender, TenderKind
from pos.services.session_opening import SessionAlreadyOpen
from tests.register_contents import balances
from tests.registers import TOM, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import verified

EFFECTS = ("stock_move", "posting")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    assert verified(register).findings == ()
    register.database.close()


def practise(register: RegisterInTest) -> ZReport:
    """Do all that a cashier does in a day."""
    session = register.cash_sessions.open_training(TOM, usd("100.00"))
    register.checkout.scan(session.id, TOM, "MILK")
    register.parked_tickets.park(session.id, TOM)
    sell(register, session)
    (parked,) = register.parked_tickets.waiting(session.id)
    register.parked_tickets.recall(session.id, TOM, parked.sale.id)
    register.checkout.void_ticket(session.id, TOM)
    for kind in MovementKind:
        register.cash_movements.move(session.id, TOM, kind, usd("1.00"), "try")
    register.cash_movements.open_drawer(session.id, TOM, "try")
    register.cash_sessions.begin_count(session.id, TOM)
    return register.cash_sessions.close(session.id, TOM, Declaration(counted=usd("125.00")))


def sell(register: RegisterInTest, session: CashSession) -> CashSessionKind:
    register.checkout.scan(session.id, TOM, "LAMP")
    register.checkout.tender(session.id, TOM, Tender(TenderKind.CASH, usd("30.00")))
    return register.checkout.complete(session.id, TOM).receipt.kind


class TestTraining:
    def test_moves_no_stock_and_no_account(self, register: RegisterInTest) -> None:
        practise(register)

        for table in EFFECTS:
            assert register.database.fetch(f"SELECT count(*) FROM {table}") == [(0,)]

    def test_never_reaches_the_perpetual_totals(self, register: RegisterInTest) -> None:
        z_report = practise(register)

        totals = "SELECT sales, perpetual_total FROM register_state"
        assert register.database.fetch(totals) == [(0, 0)]
        assert z_report.report.perpetual_total == usd("0.00")
        assert verified(register).sales == 0
        assert verified(register).total == usd("0.00")

    def test_counts_cash_to_practise_with(self, register: RegisterInTest) -> None:
        z_report = practise(register)

        assert z_report.report.cash.expected == usd("124.90")
        assert z_report.variance == usd("0.10")
        assert balances(register.database) == {}

    def test_says_so_on_every_receipt(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_training(TOM, usd("100.00"))

        assert sell(register, session) is CashSessionKind.TRAINING

    def test_stands_beside_a_normal_session_and_leaves_its_figures(
        self, register: RegisterInTest
    ) -> None:
        normal = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell(register, normal)
        before = register.cash_sessions.x_report(normal.id)
        accounts = balances(register.database)

        practise(register)

        after = register.cash_sessions.x_report(normal.id)
        assert (after.sales, after.cash, after.perpetual_total) == (
            before.sales,
            before.cash,
            before.perpetual_total,
        )
        assert balances(register.database) == accounts

    def test_is_open_once_at_a_time(self, register: RegisterInTest) -> None:
        first = register.cash_sessions.open_training(TOM, usd("100.00"))

        with pytest.raises(SessionAlreadyOpen) as refused:
            register.cash_sessions.open_training(TOM, usd("50.00"))

        assert refused.value.cash_session.id == first.id
