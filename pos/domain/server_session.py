"""Server session: a cash session as the server told of it, in a signed answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pos.domain.cash_session import CashSessionId, CashSessionKind, OperatorId
from pos.domain.reconciliation import ServerState
from pos.domain.report import Clearing


class HalfAnAnswer(ValueError):
    """What was said of a session does not say what it must: as good as no answer."""


_WHOLE = {ServerState.OPEN, ServerState.CLOSED_BY_REGISTER, ServerState.CLOSED_BY_MANAGER}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoOpen:
    """Another normal session that the same operator has open, on another register."""

    id: CashSessionId
    register_name: str
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSession:
    """What the server holds of a session; one that it did not speak of is none of these.

    Of an absent session there is nothing but its id. A session that a manager closed says who
    did it, when, why, and up to which entry of which series the server held it then.
    """

    id: CashSessionId
    state: ServerState
    kind: CashSessionKind | None = None
    business_date: date | None = None
    opened_at: datetime | None = None
    operator: OperatorId | None = None
    closed_by: str | None = None  # the manager's name
    closed_by_id: OperatorId | None = None
    closed_at: datetime | None = None
    reason: str | None = None
    held_seq: int | None = None
    series: int | None = None
    also_open: AlsoOpen | None = None

    def __post_init__(self) -> None:
        if self.state is ServerState.NO_ANSWER:
            raise HalfAnAnswer("no answer is not an answer")
        needed: tuple[object, ...] = ()
        if self.state in _WHOLE:
            needed = (self.kind, self.business_date, self.opened_at)
        if self.state is ServerState.CLOSED_BY_MANAGER:
            who, what = (self.closed_by, self.closed_by_id), (self.series, self.held_seq)
            needed += (*who, self.closed_at, self.reason, *what)
        if None in needed:
            raise HalfAnAnswer(f"it does not say all of a session that is {self.state.value}")

    @property
    def clearing(self) -> Clearing:
        """Return why the register has to end this session; only of one a manager closed."""
        assert self.closed_by is not None
        assert self.closed_at is not None
        assert self.reason is not None
        assert self.held_seq is not None
        return Clearing(
            closed_by=self.closed_by,
            closed_at=self.closed_at,
            reason=self.reason,
            held_seq=self.held_seq,
        )
