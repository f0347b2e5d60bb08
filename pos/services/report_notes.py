"""Report notes: what an X or Z report says beside its figures, read from the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from pos.domain.cash_session import CashSession, CashSessionId
from pos.domain.event import EventKind, parse_event
from pos.domain.money import Money
from pos.domain.report import Clearing
from pos.models.database import Database
from pos.models.rows import all_rows, first_row
from pos.services.journal import Journal
from pos.services.session_check_rows import late_entries
from pos.wire.payloads import SessionHandedOverPayload


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Who had the till, and who answers for it since; empty where nobody knows the name."""

    at: datetime
    by: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """What a cleared session holds behind the entries that its Z report on the server knows."""

    entries: int
    sales: int
    gross: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Nothing of it changes a figure. `supplement` is None unless a session was cleared."""

    hand_overs: tuple[HandOver, ...] = ()
    supplement: Supplement | None = None


NO_NOTES = Notes()


@dataclass(frozen=True, slots=True)
class ReportNotes:
    """Reads; nothing changes."""

    database: Database
    journal: Journal

    def of(self, session: CashSession, clearing: Clearing | None = None) -> Notes:
        """Return what is to be said beside the figures of a session."""
        with self.database.begin() as db:
            return Notes(
                hand_overs=_hand_overs(db, session.id),
                supplement=None if clearing is None else self._supplement(db, session, clearing),
            )

    def _supplement(self, db: Connection, session: CashSession, clearing: Clearing) -> Supplement:
        series, key = self.journal.state(db).series, str(session.id)
        row = first_row(db, _LATE_SALES, key, series, clearing.held_seq)
        sales, gross = (0, 0) if row is None else (row[0], row[1])
        return Supplement(
            entries=late_entries(db, session.id, series, clearing.held_seq),
            sales=sales,
            gross=Money(gross, session.opening_float.currency),
        )


def _hand_overs(db: Connection, session_id: CashSessionId) -> tuple[HandOver, ...]:
    names: dict[str, str] = dict(all_rows(db, "SELECT id, name FROM operator"))
    found = []
    for (body,) in all_rows(
        db, _HAND_OVERS, str(session_id), EventKind.CASH_SESSION_HANDED_OVER.value
    ):
        event = parse_event(body.encode())
        payload = msgspec.json.decode(event.payload, type=SessionHandedOverPayload)
        by, to = names.get(str(event.actor), ""), names.get(payload.to, "")
        found.append(HandOver(at=event.occurred_at, by=by, to=to))
    return tuple(found)


# The literal list is the index's, so that SQLite can use it.
_HAND_OVERS = (
    "SELECT body FROM journal WHERE cash_session_id = ? AND kind = ? "
    "AND kind NOT IN ('sale_completed', 'sale_voided') ORDER BY position"
)
_LATE_SALES = (
    "SELECT count(*), coalesce(sum(total), 0) FROM sale JOIN journal USING (position) "
    "WHERE sale.cash_session_id = ? AND (series, seq) > (?, ?)"
)
