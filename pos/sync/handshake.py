"""Handshake: asking the server where it stands, at the start and after every doubt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pos.domain.handshake import Verdict
from pos.sync.marks import Marks
from pos.sync.server_link import ServerLink
from pos.wire.messages import RegisterStateAnswer, SessionStateMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCashSession:
    """A cash session as the server holds it; one it does not name is *unknown*, never closed."""

    id: UUID
    kind: str
    business_date: date
    is_open: bool
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What the server said of this register, verified and recorded."""

    verdict: Verdict
    cash_sessions: tuple[ServerCashSession, ...]
    clock_skew: timedelta  # register minus server; shown, never corrected
    quarantined: tuple[int, ...]


def shake_hands(link: ServerLink, marks: Marks) -> Handshake:
    """Ask the server where it stands and act on it.

    :raises NoUsableAnswer: if that is unknown; then nothing was changed.
    """
    answer = link.get("/v1/register", RegisterStateAnswer)
    verdict = marks.reconcile(answer.mark)
    return Handshake(
        verdict=verdict,
        cash_sessions=tuple(_cash_session(message) for message in answer.sessions),
        clock_skew=_skew(marks.local.clock.now(), answer.server_time),
        quarantined=tuple(answer.mark.quarantined),
    )


def _skew(now: datetime, server_time: datetime) -> timedelta:
    return now - server_time if server_time.tzinfo is not None else timedelta(0)


def _cash_session(message: SessionStateMessage) -> ServerCashSession:
    return ServerCashSession(
        id=message.id,
        kind=message.kind,
        business_date=message.business_date,
        is_open=message.state != "closed",
        opened_at=message.opened_at,
        closed_at=message.closed_at,
        closed_by=message.closed_by,
        reason=message.reason,
    )
