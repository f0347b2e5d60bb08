"""Permissions: what each role may do, in one table."""

from __future__ import annotations

from enum import StrEnum

from pos.domain.problem import Problem


class NotPermitted(Problem):
    """The operator's role does not allow it."""


class Role(StrEnum):
    CASHIER = "cashier"
    MANAGER = "manager"
    OWNER = "owner"


class Right(StrEnum):
    SELL = "sell"
    GIVE_DISCOUNT = "give a discount"
    OPEN_NORMAL_SESSION = "open a cash session"
    CLOSE_SESSION = "close a cash session"
    OPEN_DEFERRED_SESSION = "open a deferred session"
    OPEN_TRAINING_SESSION = "open a training session"
    IMPORT_SALES = "import past sales"


_CASHIER = frozenset(
    {
        Right.SELL,
        Right.GIVE_DISCOUNT,
        Right.OPEN_NORMAL_SESSION,
        Right.CLOSE_SESSION,
        Right.OPEN_TRAINING_SESSION,
    }
)
_MANAGER = _CASHIER | {Right.OPEN_DEFERRED_SESSION, Right.IMPORT_SALES}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CASHIER: _CASHIER,
    Role.MANAGER: _MANAGER,
    Role.OWNER: _MANAGER,
}


def require(role: Role, right: Right, *, name: str) -> None:
    """Refuse what the role does not allow; `name` is the operator's, for the sentence.

    :raises NotPermitted: if the role lacks the right.
    """
    if right not in RIGHTS[role]:
        raise NotPermitted(f"{name} ({role.value}) may not {right.value}: ask a manager.")
