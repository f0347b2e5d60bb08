"""Older series: what a register goes back to when the server has forgotten its newest one."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Connection, func, select

from pos.domain.event import EventInvalid, parse_event
from pos.domain.handshake import Verdict
from pos.models.journal import JournalRecord
from pos.sync.sync_rows import read_sync_state, write_series

logger = logging.getLogger(__name__)


def go_back(db: Connection, key_id: str, answered_at: datetime) -> bool:
    """Exchange the series before this one again, if this device wrote it: its key's id says so.

    Return False, with nothing changed, if there is none.
    """
    state = read_sync_state(db)
    before = _written_before(db, state.series, key_id)
    if before is None:
        return False
    logger.warning("series unknown to the server: series=%s before=%s", state.series, before)
    write_series(
        db, before, verdict=Verdict.UNKNOWN, answered_at=answered_at, answer=state.last_answer
    )
    return True


def _written_before(db: Connection, series: int, key_id: str) -> int | None:
    column = JournalRecord.series
    before = db.execute(select(func.max(column)).where(column < series)).scalar()
    if before is None:
        return None
    query = select(JournalRecord.body).where(column == before).order_by(JournalRecord.seq.desc())
    try:
        last = parse_event(db.execute(query.limit(1)).scalar_one().encode())
    except EventInvalid:  # of a newer program
        return None
    return before if last.key_id == key_id else None
