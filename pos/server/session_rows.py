"""Cash sessions as the server holds them: found, opened, moved to their next state, closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from pos.domain.cash_session import (
    CashSession,
    CashSessionId,
    CashSessionKind,
    CashSessionState,
    OperatorId,
)
from pos.domain.currency import CurrencyCode
from pos.domain.money import Money
from pos.server import tables
from pos.server.moments import moment

_session = tables.cash_session.c


class ClosedHow(StrEnum):
    """By which hand a session was closed: only the register's own one can have counted."""

    REGISTER = "register"
    MANAGER = "manager"
    FENCE = "fence"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSession:
    """What the server knows of a cash session."""

    id: bytes
    register_number: int
    series: int
    kind: CashSessionKind
    business_date: str
    state: CashSessionState
    opened_at: int
    opened_by: bytes
    responsible: bytes
    opening_float: int
    last_activity: int
    closed_at: int | None = None
    closed_by: bytes | None = None
    closed_by_name: str | None = None
    closed_how: ClosedHow | None = None
    reason: str | None = None
    held_seq: int | None = None
    register_closed_at: int | None = None
    opened_seq: int | None = None  # of its series; absent of what was opened before revision 0007

    @property
    def uuid(self) -> UUID:
        return UUID(bytes=self.id)

    @property
    def is_closed(self) -> bool:
        return self.state is CashSessionState.CLOSED

    @property
    def awaits_register(self) -> bool:
        """Tell whether it was closed here, and its register has not closed it yet."""
        return self.is_closed and self.register_closed_at is None

    def as_domain(self, currency: str) -> CashSession:
        """Return the session as the domain's rules take it."""
        return CashSession(
            id=CashSessionId(self.uuid),
            kind=self.kind,
            business_date=date.fromisoformat(self.business_date),
            opened_at=moment(self.opened_at),
            opened_by=OperatorId(UUID(bytes=self.opened_by or bytes(16))),
            opening_float=Money(self.opening_float, CurrencyCode(currency)),
            state=self.state,
        )


def held_sessions(
    db: Connection, store_number: int, ids: Iterable[bytes]
) -> dict[bytes, HeldSession]:
    """Return those of the sessions that the server knows."""
    found = sessions_where(
        db, _session.store_id == store_number, _session.cash_session_id.in_(list(ids))
    )
    return {session.id: session for session in found}


def sessions_where(db: Connection, *conditions: Any, limit: int | None = None) -> list[HeldSession]:
    """Return the sessions that fit, the unclosed ones first, then the newest."""
    query = (
        select(tables.cash_session)
        .where(*conditions)
        .order_by(
            (_session.state == CashSessionState.CLOSED.value).asc(),
            _session.opened_at.desc(),
            _session.cash_session_id,
        )
        .limit(limit)
    )
    return [_held(row) for row in db.execute(query)]


def unclosed(store_number: int) -> tuple[Any, ...]:
    """Return the conditions for a store's sessions that are open or being counted."""
    states = [CashSessionState.OPEN.value, CashSessionState.COUNTING.value]
    return (_session.store_id == store_number, _session.state.in_(states))


def insert_session(db: Connection, store_number: int, session: HeldSession) -> None:
    """Write a session that has just opened."""
    db.execute(
        insert(tables.cash_session).values(
            store_id=store_number,
            cash_session_id=session.id,
            register_id=session.register_number,
            series=session.series,
            opened_series=session.series,
            opened_seq=session.opened_seq,
            kind=session.kind.value,
            business_date=session.business_date,
            state=session.state.value,
            opened_at=session.opened_at,
            opened_by=session.opened_by,
            responsible=session.responsible,
            opening_float=session.opening_float,
            last_activity=session.last_activity,
        )
    )


def update_session(
    db: Connection, store_number: int, session_ids: Iterable[bytes], **values: Any
) -> None:
    """Write what changed of sessions; enumerations as their values."""
    plain = {
        name: value.value if isinstance(value, StrEnum) else value for name, value in values.items()
    }
    db.execute(
        update(tables.cash_session)
        .where(_session.store_id == store_number, _session.cash_session_id.in_(list(session_ids)))
        .values(plain)
    )


def _held(row: Row[Any]) -> HeldSession:
    return HeldSession(
        id=row.cash_session_id,
        register_number=row.register_id,
        series=row.series,
        kind=CashSessionKind(row.kind),
        business_date=row.business_date,
        state=CashSessionState(row.state),
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        responsible=row.responsible,
        opening_float=row.opening_float,
        last_activity=row.last_activity,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        closed_by_name=row.closed_by_name,
        closed_how=None if row.closed_how is None else ClosedHow(row.closed_how),
        reason=row.reason,
        held_seq=row.held_seq,
        register_closed_at=row.register_closed_at,
    )
