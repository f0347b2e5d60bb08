"""Quarantined entries by the cash session that they name, for the list of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, select

from pos.server import tables
from pos.server.legible import legible

_held = tables.quarantine.c
_entry = tables.journal_entry.c


@dataclass(slots=True, kw_only=True)
class QuarantinedSession:
    """What is kept of a session and not applied; of the first entry, where and why."""

    id: UUID
    register_number: int
    kind: str
    business_date: str
    reason: str
    entries: int = 0


def quarantined_sessions(db: Connection, store_number: int) -> dict[bytes, QuarantinedSession]:
    """Return the sessions with entries that are in a journal but have no effects."""
    of_entry = and_(
        _entry.store_id == _held.store_id,
        _entry.register_id == _held.register_id,
        _entry.series == _held.series,
        _entry.seq == _held.seq,
    )
    query = (
        select(_held.register_id, _held.reason, _entry.body)
        .select_from(tables.quarantine.join(tables.journal_entry, of_entry))
        .where(_held.store_id == store_number, _held.body.is_(None), _held.applied_at.is_(None))
        .order_by(_held.register_id, _held.series, _held.seq)
    )
    found: dict[bytes, QuarantinedSession] = {}
    for row in db.execute(query):
        told = legible(row.body.encode())
        if told.cash_session_id is None:  # counted with its register
            continue
        first = QuarantinedSession(
            id=told.cash_session_id,
            register_number=row.register_id,
            kind=told.cash_session_kind,
            business_date=told.business_date,
            reason=row.reason,
        )
        found.setdefault(told.cash_session_id.bytes, first).entries += 1
    return found
