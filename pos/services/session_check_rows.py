"""Rows of what the server said of cash sessions, and of what it has not confirmed of them.

Inside the caller's database transaction. A row of `cash_session_check` is written when the
server says something else than before, otherwise seldom: asking often must not wear the disk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind
from pos.domain.reconciliation import LocalState, ServerState
from pos.domain.server_session import AlsoOpen
from pos.models.base import utc_text
from pos.models.rows import all_rows, execute, first_row
from pos.services.cash_session_rows import NoSuchSession, load_session

WRITTEN_AT_MOST_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCheck:
    """A session that is not closed here, with what the server said of it last.

    `verdict` is NO_ANSWER and `checked_at` None as long as the server has not spoken of it;
    `detail` is a sentence if somebody has to look, else empty.
    """

    id: CashSessionId
    kind: CashSessionKind
    business_date: date
    state: LocalState
    verdict: ServerState
    checked_at: datetime | None
    detail: str

    @property
    def needs_attention(self) -> bool:
        return bool(self.detail)


def find_session(db: Connection, session_id: CashSessionId) -> CashSession | None:
    """Return the session, None if this register has none with that id."""
    try:
        return load_session(db, session_id)
    except NoSuchSession:
        return None


def is_unsent(db: Connection, session: CashSession) -> bool:
    """Tell whether the server has not confirmed all of the session's entries.

    Voided sales are not looked for: only a walk through all that waits would find them, which
    takes seconds after weeks without a network, and nothing follows from them alone.
    """
    row = first_row(db, "SELECT acknowledged_series, acknowledged_seq FROM sync_state")
    if row is None:
        raise LookupError("the row of the exchange's state is missing")
    return any(
        first_row(db, query, str(session.id), *row) is not None
        for query in (_STEP_BEHIND, _SALE_BEHIND)
    )


def late_entries(db: Connection, session_id: CashSessionId, series: int, held_seq: int) -> int:
    """Count the session's sales and steps behind the entry the server held, without its closing."""
    held = first_row(db, _HELD, series, held_seq)
    position = 0 if held is None else held[0]
    counted = (first_row(db, query, str(session_id), position) for query in _LATE)
    return sum(int(row[0]) for row in counted if row is not None)


def sessions_to_ask_about(db: Connection) -> tuple[CashSessionId, ...]:
    """Return the sessions that are not closed, and closed ones with an open disagreement."""
    return tuple(CashSessionId(UUID(row[0])) for row in all_rows(db, _TO_ASK_ABOUT))


def read_checks(db: Connection) -> tuple[SessionCheck, ...]:
    """Return each session that is not closed, the oldest first."""
    return tuple(
        SessionCheck(
            id=CashSessionId(UUID(row[0])),
            kind=CashSessionKind(row[1]),
            business_date=date.fromisoformat(row[2]),
            state=LocalState(row[3]),
            verdict=ServerState.NO_ANSWER if row[4] is None else ServerState(row[4]),
            checked_at=None if row[5] is None else datetime.fromisoformat(row[5]),
            detail=told_detail(row[6] or ""),
        )
        for row in all_rows(db, _CHECKS)
    )


def note_check(
    db: Connection, session_id: CashSessionId, verdict: ServerState, detail: str, now: datetime
) -> None:
    """Record what the server said, if that is new or was written long ago."""
    row = first_row(
        db,
        "SELECT verdict, detail, checked_at FROM cash_session_check WHERE cash_session_id = ?",
        str(session_id),
    )
    if row is not None and (row[0], row[1]) == (verdict.value, detail):
        age = now - datetime.fromisoformat(row[2])
        if timedelta(0) <= age < WRITTEN_AT_MOST_EVERY:
            return
    execute(db, _NOTE, str(session_id), verdict.value, utc_text(now), detail)


def detail_of(other: AlsoOpen) -> str:
    """Return what is kept of the other session of the same operator."""
    return msgspec.json.encode(other).decode()


def other_session(detail: str) -> AlsoOpen | None:
    """Return the other session of the same operator that was kept; None if it is a sentence."""
    try:
        return msgspec.json.decode(detail, type=AlsoOpen)
    except msgspec.DecodeError:
        return None


def told_detail(detail: str) -> str:
    """Return as a sentence what was kept."""
    other = other_session(detail)
    if other is None:
        return detail
    return (
        f"Its operator has another normal session open on {other.register_name}, since "
        f"{other.opened_at:%Y-%m-%d %H:%M} UTC."
    )


def untold_sessions(db: Connection) -> tuple[CashSessionId, ...]:
    """Return the cleared sessions that nobody was told of, the oldest first."""
    return tuple(CashSessionId(UUID(row[0])) for row in all_rows(db, _UNTOLD))


def is_untold(db: Connection, session_id: CashSessionId) -> bool:
    """Tell whether the session was cleared and nobody was told of it yet."""
    return session_id in untold_sessions(db)


def mark_told(db: Connection, session_ids: Iterable[CashSessionId]) -> None:
    """Record that somebody was told of these cleared sessions."""
    for session_id in session_ids:
        execute(db, _TOLD, str(session_id))


_STEP_BEHIND = (
    "SELECT 1 FROM journal WHERE cash_session_id = ? "
    "AND kind NOT IN ('sale_completed', 'sale_voided') AND (+series, +seq) > (?, ?) LIMIT 1"
)
_SALE_BEHIND = (
    "SELECT 1 FROM journal WHERE position = "
    "(SELECT max(position) FROM sale WHERE cash_session_id = ?) AND (series, seq) > (?, ?)"
)
_HELD = "SELECT position FROM journal WHERE series = ? AND seq <= ? ORDER BY seq DESC LIMIT 1"
_LATE = (
    "SELECT count(*) FROM sale WHERE cash_session_id = ? AND position > ?",
    "SELECT count(*) FROM journal WHERE cash_session_id = ? AND kind NOT IN "
    "('sale_completed', 'sale_voided') AND kind <> 'cash_session_closed' AND position > ?",
)
_TO_ASK_ABOUT = (
    "SELECT id FROM cash_session LEFT JOIN cash_session_check ON cash_session_id = id "
    "WHERE state <> 'closed' OR (detail <> '' AND verdict <> 'closed_by_manager') "
    "ORDER BY opened_at, id"
)
_CHECKS = (
    "SELECT id, kind, business_date, state, verdict, checked_at, detail FROM cash_session "
    "LEFT JOIN cash_session_check ON cash_session_id = id WHERE state <> 'closed' "
    "ORDER BY opened_at, id"
)
_NOTE = (
    "INSERT INTO cash_session_check (cash_session_id, verdict, checked_at, detail) "
    "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (cash_session_id) DO UPDATE "
    "SET verdict = ?2, checked_at = ?3, detail = ?4"
)
_UNTOLD = (  # asked often: CROSS JOIN has SQLite begin with the fewer rows
    "SELECT id FROM cash_session_check CROSS JOIN cash_session ON id = cash_session_id "
    "WHERE state = 'closed' AND verdict = 'closed_by_manager' AND detail <> '' "
    "ORDER BY closed_at, id"
)
_TOLD = (
    "UPDATE cash_session_check SET detail = '' "
    "WHERE cash_session_id = ? AND verdict = 'closed_by_manager'"
)
