"""Cash movement: cash into or out of the till that is not a tender, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos.domain.cash_session import CashSessionKind
from pos.domain.clean_text import clean_text
from pos.domain.ledger import CashMoveKind
from pos.domain.money import Money
from pos.domain.problem import Problem

REASON_CHARACTERS_MAX = 200


class MovementInvalid(Problem):
    """The movement has no amount, or nobody says why."""


class NoDrawer(Problem):
    def __init__(self) -> None:
        super().__init__(
            "A deferred session has no drawer: open it in the normal session. What the paper book "
            "says was paid in or out can be noted here."
        )


class MovementKind(StrEnum):
    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
    DROP = "drop"
    LOAN = "loan"

    @property
    def is_into_till(self) -> bool:
        return self in {MovementKind.PAID_IN, MovementKind.LOAN}

    @property
    def cash_move(self) -> CashMoveKind:
        return CashMoveKind(self.value)


@dataclass(frozen=True, slots=True)
class CashMovement:
    """One movement. `amount` is what changes hands and positive; `signed` is the till's side."""

    kind: MovementKind
    amount: Money
    reason: str

    @property
    def signed(self) -> Money:
        """Return the amount as the till sees it: positive is in, negative is out."""
        return self.amount if self.kind.is_into_till else -self.amount


def cash_movement(kind: MovementKind, amount: Money, reason: str) -> CashMovement:
    """Return the movement.

    :raises MovementInvalid: unless the amount is more than zero and there is a reason.
    :raises TextInvalid: if the reason cannot be kept as text.
    """
    if amount.minor <= 0:
        raise MovementInvalid(
            "A movement of cash needs an amount above zero: to open the drawer only, use No sale."
        )
    return CashMovement(kind, amount, required_reason(reason))


def require_drawer(kind: CashSessionKind) -> None:
    """Refuse to open the drawer in a session that stands beside it.

    :raises NoDrawer: in a deferred session.
    """
    if kind is CashSessionKind.DEFERRED:
        raise NoDrawer


def required_reason(reason: str) -> str:
    """Return the reason as it is kept.

    :raises MovementInvalid: if there is none.
    :raises TextInvalid: if it is too long, or cannot be kept as text.
    """
    clean = clean_text(reason, what="The reason", longest=REASON_CHARACTERS_MAX)
    if not clean:
        raise MovementInvalid("Say why: a reason is kept with it.")
    return clean
