"""What the cashiers were told: the reference that the program's own records must agree with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from pos.domain.cash_session import CashSessionId, CashSessionKind, CashSessionState


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
    sales: dict[UUID, int] = field(default_factory=dict)  # sale → total
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
    held_on_server: set[CashSessionId] = field(default_factory=set)

    def unclosed(self) -> list[ToldSession]:
        return [session for session in self.sessions.values() if session.is_open]

    def closed(self) -> list[ToldSession]:
        return [session for session in self.sessions.values() if not session.is_open]

    def counted_total(self) -> int:
        """Return what all sales but those of training add up to."""
        return sum(
            sum(session.sales.values())
            for session in self.sessions.values()
            if session.kind is not CashSessionKind.TRAINING
        )
