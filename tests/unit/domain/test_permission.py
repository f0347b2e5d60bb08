"""Permissions: the table of roles and rights, every cell, and each step of a cash session."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cash_session import CashSessionKind
from pos.domain.permission import (
    GRANTABLE,
    RIGHTS,
    NotPermitted,
    Right,
    Role,
    SessionAction,
    has_right,
    require,
    right_for,
)

CASHIER, MANAGER, OWNER = Role
NORMAL, DEFERRED, TRAINING = CashSessionKind

# Who may do what; everybody below may do nothing else.
WHO_MAY = {
    Right.SELL: {CASHIER, MANAGER, OWNER},
    Right.GIVE_DISCOUNT: {CASHIER, MANAGER, OWNER},
    Right.OPEN_NORMAL_SESSION: {CASHIER, MANAGER, OWNER},
    Right.OPEN_TRAINING_SESSION: {CASHIER, MANAGER, OWNER},
    Right.OPEN_DEFERRED_SESSION: {MANAGER, OWNER},
    Right.IMPORT_SALES: {MANAGER, OWNER},
    Right.CORRECT_SESSION: {MANAGER, OWNER},
    Right.REPAIR_SESSIONS: {MANAGER, OWNER},
    Right.CLOSE_ELSEWHERE: {MANAGER, OWNER},
    Right.CLOSE_PERIOD: {OWNER},
    Right.APPLY_ENTRIES: {MANAGER, OWNER},
    Right.BEGIN_EPOCH: {MANAGER, OWNER},
    Right.CHANGE_SETTING: {MANAGER, OWNER},
    Right.GIVE_RIGHTS: {MANAGER, OWNER},
}
WHO_MAY_OPEN = {
    NORMAL: {CASHIER, MANAGER, OWNER},
    TRAINING: {CASHIER, MANAGER, OWNER},
    DEFERRED: {MANAGER, OWNER},
}
STEPS = [
    (role, kind, action, role in WHO_MAY_OPEN[kind])
    for role in Role
    for kind in CashSessionKind
    for action in SessionAction
]


def step_name(step: tuple[Role, CashSessionKind, SessionAction, bool]) -> str:
    role, kind, action, may = step
    return f"{'lets' if may else 'does not let'} a {role} {action} a {kind} session"


class TestRequire:
    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("right", Right)
    def test_follows_the_table(self, role: Role, right: Right) -> None:
        if role in WHO_MAY[right]:
            require(role, right, name="Tom")
        else:
            with pytest.raises(NotPermitted, match=rf"Tom \({role.value}\) may not {right.value}"):
                require(role, right, name="Tom")

    def test_knows_every_role_and_right(self) -> None:
        assert set(RIGHTS) == set(Role)
        assert set(WHO_MAY) == set(Right)
        assert set(WHO_MAY_OPEN) == set(CashSessionKind)

    def test_lets_nobody_do_less_than_those_below(self) -> None:
        assert RIGHTS[CASHIER] < RIGHTS[MANAGER] < RIGHTS[OWNER] == set(Right)


class TestStepsOfASession:
    @pytest.mark.parametrize(
        ("role", "kind", "action", "may"), [pytest.param(*s, id=step_name(s)) for s in STEPS]
    )
    def test_table(
        self, role: Role, kind: CashSessionKind, action: SessionAction, may: bool
    ) -> None:
        right = right_for(kind, action)

        assert has_right(role, right) is may
        if may:
            require(role, right, name="Tom")
        else:
            with pytest.raises(NotPermitted, match=r"Tom \(cashier\) may not open a deferred"):
                require(role, right, name="Tom")

    @given(
        role=st.sampled_from(Role),
        kind=st.sampled_from(CashSessionKind),
        granted=st.frozensets(st.sampled_from(Right)),
    )
    def test_are_all_open_to_whoever_may_open_the_session(self, role, kind, granted) -> None:
        allowed = {
            action for action in SessionAction if has_right(role, right_for(kind, action), granted)
        }

        assert allowed in (set(), set(SessionAction))
        assert (SessionAction.OPEN in allowed) == (
            role in WHO_MAY_OPEN[kind] or right_for(kind, SessionAction.OPEN) in granted
        )

    def test_are_these(self) -> None:
        assert {action.name.lower() for action in SessionAction} == {
            *("open", "read", "resume", "sell", "move_cash", "count", "leave_count"),
            *("close", "hand_over"),
        }


class TestGrantedRights:
    def test_allow_one_person_what_the_role_does_not(self) -> None:
        granted = {Right.OPEN_DEFERRED_SESSION}

        require(CASHIER, Right.OPEN_DEFERRED_SESSION, name="Tom", granted=granted)
        with pytest.raises(NotPermitted, match="may not import past sales: ask a manager"):
            require(CASHIER, Right.IMPORT_SALES, name="Tom", granted=granted)

    def test_are_asked_of_whoever_has_them(self) -> None:
        with pytest.raises(NotPermitted, match="close a period of the books: ask an owner"):
            require(MANAGER, Right.CLOSE_PERIOD, name="Mia")

    def test_let_a_cashier_take_every_step_of_a_deferred_session(self) -> None:
        for action in SessionAction:
            right = right_for(DEFERRED, action)
            assert has_right(CASHIER, right, [Right.OPEN_DEFERRED_SESSION])

    @given(
        role=st.sampled_from(Role),
        right=st.sampled_from(Right),
        granted=st.frozensets(st.sampled_from(Right)),
    )
    def test_add_to_the_role_and_take_nothing_away(self, role, right, granted) -> None:
        assert has_right(role, right, granted) == (role in WHO_MAY[right] or right in granted)

    def test_can_be_these_and_never_one_to_close_for_others_or_the_books(self) -> None:
        assert {
            Right.OPEN_DEFERRED_SESSION,
            Right.IMPORT_SALES,
            Right.CORRECT_SESSION,
        } == GRANTABLE
