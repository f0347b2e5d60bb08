"""Cash that is not a tender: paid in, paid out, drop, loan, no sale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pos.domain.cash_movement import (
    REASON_CHARACTERS_MAX,
    MovementInvalid,
    MovementKind,
    NoDrawer,
)
from pos.domain.cash_session import CashSession
from pos.domain.clean_text import TextInvalid
from pos.domain.money import Money
from pos.domain.report import Declaration, MovementTotal
from tests.register_contents import balances, contents
from tests.registers import MIA, TOM, USD, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import verified


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    assert verified(register).findings == ()
    register.database.close()


@pytest.fixture
def session(register: RegisterInTest) -> CashSession:
    return register.cash_sessions.open_normal(TOM, usd("100.00"))


class TestAMovement:
    @pytest.mark.parametrize(
        ("kind", "expected", "counterpart"),
        [
            (MovementKind.PAID_IN, "112.50", {"paid_in": -1250, "safe": -10_000}),
            (MovementKind.PAID_OUT, "87.50", {"paid_out": 1250, "safe": -10_000}),
            (MovementKind.DROP, "87.50", {"safe": -10_000 + 1250}),
            (MovementKind.LOAN, "112.50", {"safe": -10_000 - 1250}),
        ],
    )
    def test_changes_the_expected_cash_and_its_counterpart(
        self,
        register: RegisterInTest,
        session: CashSession,
        kind: MovementKind,
        expected: str,
        counterpart: dict[str, int],
    ) -> None:
        slip = register.cash_movements.move(session.id, TOM, kind, usd("12.50"), "  window  ")

        cash = register.cash_sessions.x_report(session.id).cash
        assert cash.expected == usd(expected)
        signed = usd("12.50") if kind.is_into_till else -usd("12.50")
        assert cash.movements == (MovementTotal(kind, 1, signed),)
        assert balances(register.database) == {"till": usd(expected).minor} | counterpart
        assert (slip.reason, slip.operator_name, slip.number) == ("window", "Tom", 2)

    def test_that_takes_out_more_than_the_books_say_is_written_as_it_is(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.cash_movements.move(
            session.id, TOM, MovementKind.PAID_OUT, usd("150.00"), "supplier"
        )

        assert register.cash_sessions.x_report(session.id).cash.expected == -usd("50.00")

    def test_in_a_deferred_session_leaves_the_drawer_alone(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        deferred = register.cash_sessions.open_deferred(MIA, date(2026, 3, 20))

        register.cash_movements.move(deferred.id, MIA, MovementKind.PAID_OUT, usd("3.00"), "stamps")

        assert register.cash_sessions.x_report(session.id).cash.expected == usd("100.00")
        assert balances(register.database)["till"] == 10_000
        assert balances(register.database)["deferred_cash"] == -300

    def test_in_training_posts_nothing(self, register: RegisterInTest) -> None:
        training = register.cash_sessions.open_training(TOM, usd("100.00"))

        register.cash_movements.move(training.id, TOM, MovementKind.DROP, usd("60.00"), "try")

        assert balances(register.database) == {}
        assert register.cash_sessions.x_report(training.id).cash.expected == usd("40.00")

    def test_is_on_the_z_report_and_in_the_variance(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        for amount in ("10.00", "2.50"):
            register.cash_movements.move(
                session.id, TOM, MovementKind.PAID_OUT, usd(amount), "milk"
            )
        register.cash_movements.open_drawer(session.id, TOM, "change")
        register.cash_sessions.begin_count(session.id, TOM)

        z_report = register.cash_sessions.close(session.id, TOM, Declaration(counted=usd("87.00")))

        assert z_report.variance == -usd("0.50")
        assert z_report.report.cash.movements == (
            MovementTotal(MovementKind.PAID_OUT, 2, -usd("12.50")),
        )
        assert z_report.report.drawer_openings == 1
        assert not z_report.report.is_empty
        assert register.cash_sessions.z_report(session.id) == z_report
        assert balances(register.database)["till"] == 0


class TestAMovementThatCannotBe:
    @pytest.mark.parametrize("minor", [0, -1, -10_000])
    def test_has_no_amount_above_zero(
        self, register: RegisterInTest, session: CashSession, minor: int
    ) -> None:
        before = contents(register.database)

        with pytest.raises(MovementInvalid, match="above zero"):
            register.cash_movements.move(
                session.id, TOM, MovementKind.LOAN, Money(minor, USD), "change"
            )

        assert contents(register.database) == before

    @pytest.mark.parametrize(
        ("reason", "problem"),
        [
            ("", MovementInvalid),
            (" \t\n ", MovementInvalid),
            ("x" * (REASON_CHARACTERS_MAX + 1), TextInvalid),
            ("drawer\x1bp\x00", TextInvalid),
            ("paid\u202e tuo", TextInvalid),
        ],
    )
    def test_has_no_reason_that_can_be_kept(
        self,
        register: RegisterInTest,
        session: CashSession,
        reason: str,
        problem: type[Exception],
    ) -> None:
        before = contents(register.database)

        with pytest.raises(problem):
            register.cash_movements.move(session.id, TOM, MovementKind.PAID_IN, usd("1.00"), reason)
        with pytest.raises(problem):
            register.cash_movements.open_drawer(session.id, TOM, reason)

        assert contents(register.database) == before


class TestNoSale:
    def test_is_an_event_that_moves_nothing(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        before = balances(register.database)

        slip = register.cash_movements.open_drawer(session.id, TOM, "change for a note")

        assert (slip.movement, slip.reason) == (None, "change for a note")
        assert balances(register.database) == before
        assert register.cash_sessions.x_report(session.id).drawer_openings == 1
        assert register.cash_sessions.x_report(session.id).is_empty

    def test_is_refused_in_a_deferred_session_which_may_still_move_cash(
        self, register: RegisterInTest
    ) -> None:
        deferred = register.cash_sessions.open_deferred(MIA, date(2026, 3, 20))
        before = contents(register.database)

        with pytest.raises(NoDrawer, match="has no drawer"):
            register.cash_movements.open_drawer(deferred.id, MIA, "change for a note")

        assert contents(register.database) == before
        for kind in (MovementKind.PAID_IN, MovementKind.PAID_OUT):
            register.cash_movements.move(deferred.id, MIA, kind, usd("5.00"), "window")
