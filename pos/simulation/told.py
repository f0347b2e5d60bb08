"""What the cashiers were told: the reference that the program's own records must agree with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from pos.domain.cash_session import CashSessionId, CashSessionKind, CashSessionState


class Violation(AssertionError):
    """Something that must hold did not; `number` is the invariant's in docs/reliability.md."""

    def __init__(self, number: int, sentence: str) -> None:
        super().__init__(f"{number}: {sentence}")
        self.number = number


def require(number: int, holds: object, sentence: object = "") -> None:
    """Check one claim.

    :raises Violation: if it does not hold.
    """
    if not holds:
        raise Violation(number, str(sentence))


@dataclass(frozen=True)
class ToldSale:
    """A sale as its cashier saw it done; money in minor units. `number` is on the paper."""

    total: int
    is_cash: bool
    number: int


@dataclass
class ToldSession:
    """A cash session as its cashier knows it; money in minor units."""

    id: CashSessionId
    kind: CashSessionKind
    business_date: date
    opened_by: UUID
    opened_on: date  # the store's business date at that moment
    expected: int
    state: CashSessionState = CashSessionState.OPEN
    sales: dict[UUID, ToldSale] = field(default_factory=dict)
    closings: int = 0
    z_number: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state is not CashSessionState.CLOSED


@dataclass
class ToldTill:
    """All that was ever said at one till."""

    sessions: dict[CashSessionId, ToldSession] = field(default_factory=dict)
    closed_on_server: set[CashSessionId] = field(default_factory=set)  # not heard of here yet
    lost_closings: set[CashSessionId] = field(default_factory=set)  # the server was set back
    held_on_server: set[CashSessionId] = field(default_factory=set)
    unheard: set[CashSessionId] = field(default_factory=set)  # by the server, before a fence
    in_doubt: set[UUID] = field(default_factory=set)  # not told: its till died over it

    def was_closed_on_server(self, session_id: CashSessionId) -> bool:
        """Tell whether a manager ever closed it there, as a till may still say it heard."""
        return session_id in self.closed_on_server | self.lost_closings

    def unclosed(self) -> list[ToldSession]:
        return [told for told in self.sessions.values() if told.is_open]

    def closed(self) -> list[ToldSession]:
        return [told for told in self.sessions.values() if not told.is_open]

    def applied(self) -> ToldTill:
        """Return what the server applies: all but what it keeps in quarantine after a fence."""
        heard = {key: told for key, told in self.sessions.items() if key not in self.unheard}
        return ToldTill(heard)

    def sales(self) -> dict[UUID, ToldSale]:
        """Return all sales, those of training too."""
        return {key: sale for told in self.sessions.values() for key, sale in told.sales.items()}

    def counted_total(self) -> int:
        """Return what all sales but those of training add up to."""
        return sum(
            sale.total
            for told in self.sessions.values()
            if told.kind is not CashSessionKind.TRAINING
            for sale in told.sales.values()
        )
