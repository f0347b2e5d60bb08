"""Opening a cash session: the database decides who is first, and the other is told of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from pos.domain.cash_count import CashCount
from pos.domain.cash_session import (
    CashSession,
    CashSessionId,
    CashSessionKind,
    CashSessionState,
    OperatorId,
)
from pos.domain.event import EventKind
from pos.domain.money import Money
from pos.domain.posting_rules import effects_of_opening
from pos.domain.problem import Problem
from pos.domain.store import RegisterId, Store
from pos.models.cash_session import CashSessionRecord
from pos.models.operator import OperatorRecord
from pos.services.cash_session_rows import load_session
from pos.services.identity import load_store
from pos.services.journal import Journal
from pos.services.session_books import SessionBooks
from pos.services.ticket_rows import adopt_tickets
from pos.wire.payloads import SessionOpenedPayload

PURPOSE_TILL = "till"
PURPOSE_IMPORT = "import"


class SessionAlreadyOpen(Problem):
    """The register has an open session of that kind, or a deferred one for that date."""

    def __init__(self, found: CashSession, opener: str, opened_at: datetime) -> None:
        which = (
            f"A deferred cash session for {found.business_date}"
            if found.kind is CashSessionKind.DEFERRED
            else f"A {found.kind.value} cash session"
        )
        super().__init__(
            f"{which} is open on this register already: {opener} opened it on "
            f"{opened_at:%Y-%m-%d} at {opened_at:%H:%M} ({found.id}). Resume or close it."
        )
        self.cash_session = found


class FloatInvalid(Problem):
    """The opening float is negative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """What is asked for. No `business_date` is today's; `count` is the float by denomination."""

    kind: CashSessionKind
    business_date: date | None = None
    opening_float: Money | None = None
    count: CashCount | None = None
    purpose: str = PURPOSE_TILL


def begin_session(
    db: Connection, journal: Journal, opener: OperatorId, new: NewSession
) -> CashSession:
    """Open the session, in the caller's transaction: row, event, float, tickets that waited.

    Tickets wait for a person: the session of an import leaves them where they are.

    :raises SessionAlreadyOpen: if there is one that it would collide with.
    :raises BusinessDateInvalid, FloatInvalid: if it cannot be.
    """
    now, store = journal.clock.now(), load_store(db)
    days = store.business_days(now)
    session = CashSession(
        id=CashSessionId(journal.ids.new_id()),
        kind=new.kind,
        business_date=new.business_date or days.today,
        opened_at=now,
        opened_by=opener,
        opening_float=new.opening_float or Money(0, store.currency),
    )
    if session.opening_float.minor < 0:
        raise FloatInvalid("The float cannot be negative: count the cash for change.")
    days.require(session.kind, session.business_date)
    insert_session(db, session, journal.identity.register_id, purpose=new.purpose, store=store)
    if new.purpose == PURPOSE_TILL:
        adopt_tickets(db, session)
    payload = SessionOpenedPayload(
        opening_float=session.opening_float.minor,
        currency=store.currency,
        pieces=None if new.count is None else list(new.count.pieces),
    )
    effects = effects_of_opening(session.opening_float, session.kind)
    kind = EventKind.CASH_SESSION_OPENED
    SessionBooks(journal).record(db, session, opener, kind, payload, effects)
    return session


def insert_session(
    db: Connection, session: CashSession, register_id: RegisterId, *, purpose: str, store: Store
) -> None:
    """Write a new session's row.

    Opening depends on open rows with the same key (kind and register, for a deferred one the
    date too) and on nothing else: the unique indexes are the judge.

    :raises SessionAlreadyOpen: if there is one.
    """
    row = insert(CashSessionRecord).values(
        id=session.id,
        register_id=register_id,
        kind=session.kind.value,
        business_date=session.business_date,
        purpose=purpose,
        state=session.state.value,
        currency=session.opening_float.currency,
        opening_float=session.opening_float.minor,
        opened_at=session.opened_at,
        opened_by=session.opened_by,
    )
    try:
        db.execute(row)
    except IntegrityError as error:
        found = _open_one(db, session, register_id)
        if found is None:
            raise
        opened_at = found.opened_at.astimezone(store.zone)
        raise SessionAlreadyOpen(found, _name_of(db, found.opened_by), opened_at) from error


def open_session_for(
    db: Connection, kind: CashSessionKind, business_date: date, register_id: RegisterId
) -> CashSessionId | None:
    """Return the unclosed session that a new one of this kind and date would collide with."""
    query = select(CashSessionRecord.id).where(
        CashSessionRecord.register_id == register_id,
        CashSessionRecord.state != CashSessionState.CLOSED.value,
        CashSessionRecord.kind == kind.value,
    )
    if kind is CashSessionKind.DEFERRED:
        query = query.where(CashSessionRecord.business_date == business_date)
    found = db.execute(query).scalar_one_or_none()
    return None if found is None else CashSessionId(found)


def _open_one(db: Connection, session: CashSession, register_id: RegisterId) -> CashSession | None:
    found = open_session_for(db, session.kind, session.business_date, register_id)
    return None if found is None else load_session(db, found)


def _name_of(db: Connection, operator_id: UUID) -> str:
    name = db.execute(
        select(OperatorRecord.name).where(OperatorRecord.id == operator_id)
    ).scalar_one_or_none()
    return name or "somebody"
