"""Cash movements: which way, how much, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cash_movement import (
    REASON_CHARACTERS_MAX,
    MovementInvalid,
    MovementKind,
    NoDrawer,
    cash_movement,
    require_drawer,
    required_reason,
)
from pos.domain.cash_session import CashSessionKind
from pos.domain.clean_text import TextInvalid
from pos.domain.ledger import CashMoveKind
from pos.domain.money import Money
from tests.unit.domain.builders import EUR, eur

kinds = st.sampled_from(MovementKind)
positive = st.integers(1, 10**12).map(lambda minor: Money(minor, EUR))


class TestCashMovement:
    @pytest.mark.parametrize(
        ("kind", "sign"),
        [
            (MovementKind.PAID_IN, 1),
            (MovementKind.PAID_OUT, -1),
            (MovementKind.DROP, -1),
            (MovementKind.LOAN, 1),
        ],
    )
    def test_is_into_the_till_or_out_of_it(self, kind: MovementKind, sign: int) -> None:
        movement = cash_movement(kind, eur("12.50"), "stamps")

        assert (movement.kind, movement.amount, movement.reason) == (kind, eur("12.50"), "stamps")
        assert movement.signed == Money(sign * 12_50, EUR)
        assert kind.is_into_till is (sign > 0)

    @given(kind=kinds, amount=positive)
    def test_never_changes_its_amount(self, kind: MovementKind, amount: Money) -> None:
        assert abs(cash_movement(kind, amount, "why").signed.minor) == amount.minor

    @given(kind=kinds, minor=st.integers(-(10**12), 0))
    def test_is_refused_without_an_amount(self, kind: MovementKind, minor: int) -> None:
        with pytest.raises(MovementInvalid, match="to open the drawer only, use No sale"):
            cash_movement(kind, Money(minor, EUR), "why")

    def test_has_a_kind_of_cash_move_for_each_kind(self) -> None:
        assert {kind: kind.cash_move for kind in MovementKind} == {
            MovementKind.PAID_IN: CashMoveKind.PAID_IN,
            MovementKind.PAID_OUT: CashMoveKind.PAID_OUT,
            MovementKind.DROP: CashMoveKind.DROP,
            MovementKind.LOAN: CashMoveKind.LOAN,
        }


class TestRequiredReason:
    def test_is_kept_tidy(self) -> None:
        assert required_reason("  milk\tfor \n the office ") == "milk for the office"
        assert cash_movement(MovementKind.DROP, eur("1"), " cafe\u0301 ").reason == "café"

    @pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
    def test_is_asked_for(self, reason: str) -> None:
        with pytest.raises(MovementInvalid, match="Say why: a reason is kept with it"):
            required_reason(reason)

    def test_has_bounds(self) -> None:
        assert required_reason("é" * REASON_CHARACTERS_MAX) == "é" * REASON_CHARACTERS_MAX
        with pytest.raises(TextInvalid, match="The reason is too long: at most 200 characters"):
            required_reason("x" * (REASON_CHARACTERS_MAX + 1))

    @pytest.mark.parametrize("reason", ["a\x1bp", "a\u202eb", "a\x00", "\ud800"])
    def test_refuses_what_misleads(self, reason: str) -> None:
        with pytest.raises(TextInvalid, match=r"The reason holds the character U\+"):
            required_reason(reason)


class TestTheDrawer:
    @pytest.mark.parametrize("kind", [CashSessionKind.NORMAL, CashSessionKind.TRAINING])
    def test_opens_in_a_session_that_has_one(self, kind: CashSessionKind) -> None:
        require_drawer(kind)

    def test_stays_shut_in_a_deferred_session(self) -> None:
        with pytest.raises(NoDrawer, match="open it in the normal session"):
            require_drawer(CashSessionKind.DEFERRED)
