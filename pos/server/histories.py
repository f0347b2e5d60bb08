"""Histories of a register's copies: which entries, sessions and sales are part of which one.

Nothing here costs anything for a register that was never copied: it has no origins.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, exists, func, or_, select, true

from pos.domain.history import History, Origin, Stretch
from pos.server import tables
from pos.server.moments import moment

_entry = tables.journal_entry.c
_origin = tables.series_origin.c
_session = tables.cash_session.c
_z = tables.z_report.c


def origins_of(db: Connection, store_number: int, register_number: int) -> dict[int, Origin]:
    """Return where the register's series go on from; empty if no copy of it ever showed."""
    query = select(
        _origin.series, _origin.continues, _origin.after, _origin.written_as, _origin.next_series
    ).where(_origin.store_id == store_number, _origin.register_id == register_number)
    return {
        row.series: Origin(
            series=row.series,
            continues=row.continues,
            after=row.after,
            written_as=row.written_as,
            next=row.next_series or 0,
        )
        for row in db.execute(query)
    }


def is_within(
    history: History | None, series: ColumnElement[int], seq: ColumnElement[int]
) -> ColumnElement[bool]:
    """Return the condition that an entry is part of a history; None stands for all there are."""
    if history is None:
        return true()
    return or_(
        *(
            and_(
                series == one.series,
                seq > one.after,
                true() if one.through is None else seq <= one.through,
            )
            for one in history
        )
    )


def event_is_part_of(
    history: History | None, store_number: int, register_number: int, event_id: Column[Any]
) -> ColumnElement[bool]:
    """Return the condition that an event is part of a history; None stands for all there are."""
    if history is None:
        return true()
    return (
        exists()
        .where(
            _entry.store_id == store_number,
            _entry.register_id == register_number,
            _entry.event_id == event_id,
            is_within(history, _entry.series, _entry.seq),
        )
        .correlate(event_id.table)
    )


def session_is_part_of(history: History | None) -> ColumnElement[bool]:
    """Return the condition that a session was opened in a history."""
    if history is None:
        return true()
    opened = is_within(history, _session.opened_series, _session.opened_seq)
    return or_(_session.opened_seq.is_(None), opened)


def closed_in(
    db: Connection, store_number: int, register_number: int, session_id: bytes, history: History
) -> bool:
    """Tell whether an entry of a history closed the session: another copy may have, beside it."""
    query = select(_z.version).where(
        _z.store_id == store_number,
        _z.cash_session_id == session_id,
        _z.origin == "register",
        event_is_part_of(history, store_number, register_number, _z.event_id),
    )
    return db.execute(query.limit(1)).first() is not None


def last_received(
    db: Connection, store_number: int, register_number: int, stretch: Stretch, at: int | None
) -> int:
    """Return the last entry of a stretch that the server held at a moment, in microseconds."""
    query = select(func.max(_entry.seq)).where(
        _entry.store_id == store_number,
        _entry.register_id == register_number,
        _entry.series == stretch.series,
        _entry.seq > stretch.after,
        _entry.received_at <= (at or 0),
    )
    return db.execute(query).scalar() or stretch.after


def copies_since(db: Connection, store_number: int) -> dict[int, datetime]:
    """Return the registers that have copies in use, and when the last one of each showed."""
    key = tables.register_key.c
    in_use = and_(
        key.store_id == _origin.store_id,
        key.register_id == _origin.register_id,
        key.series == _origin.series,
        key.until.is_(None),
    )
    query = (
        select(_origin.register_id, _origin.began_at)
        .select_from(tables.series_origin.join(tables.register_key, in_use))
        .where(_origin.store_id == store_number, _origin.after.is_not(None))
        .order_by(_origin.began_at)
    )
    return {row.register_id: moment(row.began_at) for row in db.execute(query)}
