"""Rows of cash sessions beside what the events tell of them, and the sums of each session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from pos.models.cash_session import CashSessionRecord
from pos.services.replay_sessions import KnownSession, SessionsOfJournal
from pos.services.verification_findings import Findings
from pos.services.verification_rows import column_names, report_differences, stored_rows

_TABLE = CashSessionRecord.__tablename__
_SAID_WHEN_CLOSING = ("closed_at", "closed_by", "z_number", "state", "responsible")
_SAID_WHEN_OPENING = tuple(
    name for name in column_names(CashSessionRecord) if name not in _SAID_WHEN_CLOSING
)
_NO_EVENT_SAYS = ("purpose", "book_total")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTotal:
    """The completed sales of one cash session; `total` in minor units.

    `report_date` is the day that reports count it on, after all corrections.
    """

    id: UUID
    report_date: date
    kind: str
    sales: int
    total: int


def totals_of(sessions: SessionsOfJournal) -> tuple[SessionTotal, ...]:
    """Return the sums of every session, in the order they were opened."""
    places = sessions.places()
    return tuple(
        SessionTotal(
            id=known.value.id,
            report_date=places[known.value.id].business_date,
            kind=known.value.kind.value,
            sales=known.sales,
            total=known.total,
        )
        for known in sessions.known.values()
    )


def compare_sessions(
    db: Connection, sessions: SessionsOfJournal, register_id: UUID, findings: Findings
) -> None:
    """Report every row of `cash_session` that the events do not tell of, or otherwise."""
    waiting = dict(sessions.known)
    for row in stored_rows(db, CashSessionRecord, "id"):
        session_id = _uuid(row[0])
        known = None if session_id is None else waiting.pop(session_id, None)
        if known is None:
            findings.add(f"the row {row[0]!r} is extra: no event opened it", None, _TABLE, "id")
            continue
        _compare(row, known, register_id, findings)
    for known in waiting.values():
        findings.add(f"the row {known.value.id} is missing", known.opened, _TABLE)


def _compare(
    row: tuple[Any, ...], known: KnownSession, register_id: UUID, findings: Findings
) -> None:
    said = known.columns(register_id)
    wanted = tuple(said.get(name) for name in column_names(CashSessionRecord))
    left_out = (*_SAID_WHEN_CLOSING, *_NO_EVENT_SAYS)
    report_differences(findings, CashSessionRecord, row, wanted, known.opened, left_out=left_out)
    report_differences(
        findings,
        CashSessionRecord,
        row,
        wanted,
        known.closed or known.last,
        left_out=_SAID_WHEN_OPENING,
    )


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
