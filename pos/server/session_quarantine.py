"""Quarantined entries by the cash session that they name, for the list of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, select

from pos.domain.event import EventInvalid, parse_event
from pos.server import tables

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
        .where(_held.store_id == store_number, _held.body.is_(None))
        .order_by(_held.register_id, _held.series, _held.seq)
    )
    found: dict[bytes, QuarantinedSession] = {}
    for row in db.execute(query):
        try:
            event = parse_event(row.body.encode())
        except EventInvalid:  # of a newer program: counted with its register
            continue
        if event.cash_session_id is None:
            continue
        first = QuarantinedSession(
            id=event.cash_session_id,
            register_number=row.register_id,
            kind=event.cash_session_kind or "",
            business_date="" if event.business_date is None else event.business_date.isoformat(),
            reason=row.reason,
        )
        found.setdefault(event.cash_session_id.bytes, first).entries += 1
    return found
