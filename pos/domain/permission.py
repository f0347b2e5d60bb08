"""Permissions: what each role may do, and which right each step of a cash session needs."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pos.domain.cash_session import CashSessionKind
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
    OPEN_DEFERRED_SESSION = "open a deferred session"
    OPEN_TRAINING_SESSION = "open a training session"
    IMPORT_SALES = "import past sales"
    CORRECT_SESSION = "correct a closed cash session"
    REPAIR_SESSIONS = "repair stuck cash sessions"
    APPLY_ENTRIES = "have entries in quarantine applied"
    CLOSE_ELSEWHERE = "close a register's cash session from the server"
    CLOSE_PERIOD = "close a period of the books"
    BEGIN_EPOCH = "begin a new epoch of the server"
    CHANGE_SETTING = "change a setting of the store"
    GIVE_RIGHTS = "give rights beside a role"


class SessionAction(StrEnum):
    """What somebody does with a cash session."""

    OPEN = "open"
    READ = "read"
    RESUME = "resume"
    SELL = "sell in"
    MOVE_CASH = "move cash in"
    COUNT = "count"
    LEAVE_COUNT = "leave the count of"
    CLOSE = "close"
    HAND_OVER = "hand over"


_CASHIER = frozenset(
    {Right.SELL, Right.GIVE_DISCOUNT, Right.OPEN_NORMAL_SESSION, Right.OPEN_TRAINING_SESSION}
)
_MANAGER = _CASHIER | {
    Right.OPEN_DEFERRED_SESSION,
    Right.IMPORT_SALES,
    Right.CORRECT_SESSION,
    Right.REPAIR_SESSIONS,
    Right.APPLY_ENTRIES,
    Right.CLOSE_ELSEWHERE,
    Right.BEGIN_EPOCH,
    Right.CHANGE_SETTING,
    Right.GIVE_RIGHTS,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CASHIER: _CASHIER,
    Role.MANAGER: _MANAGER,
    Role.OWNER: _MANAGER | {Right.CLOSE_PERIOD},
}
GRANTABLE = frozenset({Right.OPEN_DEFERRED_SESSION, Right.IMPORT_SALES, Right.CORRECT_SESSION})

_RIGHT_OF_KIND = {
    CashSessionKind.NORMAL: Right.OPEN_NORMAL_SESSION,
    CashSessionKind.DEFERRED: Right.OPEN_DEFERRED_SESSION,
    CashSessionKind.TRAINING: Right.OPEN_TRAINING_SESSION,
}


def right_for(kind: CashSessionKind, action: SessionAction) -> Right:
    """Return the right that an action in a session of this kind needs: the same for all.

    Whoever may open a session may read, resume, step and close it; a till that somebody could
    open but not close would be stuck.
    """
    return _RIGHT_OF_KIND[kind]


def has_right(role: Role, right: Right, granted: Iterable[Right] = ()) -> bool:
    """Tell whether a role, or a right given to the person, allows it."""
    return right in RIGHTS[role] or right in granted


def require(role: Role, right: Right, *, name: str, granted: Iterable[Right] = ()) -> None:
    """Refuse what neither the role nor a right given to the person allows.

    `name` is the operator's, for the sentence.

    :raises NotPermitted: if both lack the right.
    """
    if not has_right(role, right, granted):
        raise NotPermitted(
            f"{name} ({role.value}) may not {right.value}: ask {_whom_to_ask(right)}."
        )


def _whom_to_ask(right: Right) -> str:
    return "a manager" if right in _MANAGER else "an owner"
