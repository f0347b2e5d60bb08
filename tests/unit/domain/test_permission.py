"""Permissions: the table of roles and rights, every cell."""

from __future__ import annotations

import pytest

from pos.domain.permission import RIGHTS, NotPermitted, Right, Role, require

MAY = {
    (Role.CASHIER, Right.SELL): True,
    (Role.CASHIER, Right.GIVE_DISCOUNT): True,
    (Role.CASHIER, Right.OPEN_NORMAL_SESSION): True,
    (Role.CASHIER, Right.CLOSE_SESSION): True,
    (Role.CASHIER, Right.OPEN_TRAINING_SESSION): True,
    (Role.CASHIER, Right.OPEN_DEFERRED_SESSION): False,
    (Role.CASHIER, Right.IMPORT_SALES): False,
    **{(role, right): True for role in (Role.MANAGER, Role.OWNER) for right in Right},
}


class TestRequire:
    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("right", Right)
    def test_follows_the_table(self, role: Role, right: Right) -> None:
        if MAY[role, right]:
            require(role, right, name="Tom")
        else:
            with pytest.raises(NotPermitted, match=rf"Tom \({role.value}\) may not {right.value}"):
                require(role, right, name="Tom")

    def test_knows_every_role(self) -> None:
        assert set(RIGHTS) == set(Role)
