"""Use cases of correcting closed sessions: another day, or one with another session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from pos.domain.cash_movement import required_reason
from pos.domain.cash_session import BusinessDateInvalid, CashSession, CashSessionId, CashSessionKind
from pos.domain.correction import (
    Correction,
    ReportPlace,
    report_places,
    require_joining,
    require_redating,
)
from pos.domain.event import EventKind
from pos.domain.permission import Right
from pos.models.cash_session import CashSessionCorrectionRecord
from pos.models.database import Database
from pos.models.rows import all_rows, insert_row
from pos.services.cash_session_rows import load_session
from pos.services.correction_preview import CorrectionPreview, preview_correction
from pos.services.identity import load_store
from pos.services.journal import Journal
from pos.services.operators import Operator
from pos.services.session_books import SessionBooks
from pos.services.session_gate import Gate
from pos.wire.payloads import SessionJoinedPayload, SessionRedatedPayload


@dataclass(frozen=True, slots=True)
class SessionCorrections:
    """A correction is a further event; the session, its sales and its count stay as they were."""

    database: Database
    journal: Journal
    gate: Gate = field(default_factory=Gate)

    def redate(
        self, session_id: CashSessionId, operator: Operator, business_date: date, reason: str
    ) -> ReportPlace:
        """Have reports count a closed session on the day it belongs to.

        :raises NotPermitted: unless the operator may correct sessions.
        :raises CorrectionInvalid: if it is not closed, or has that day already.
        :raises BusinessDateInvalid: if the old or the new day is not open in the books.
        """
        self.gate.require_right(operator, Right.CORRECT_SESSION)
        clean = required_reason(reason)
        with self.database.begin("cash_session.correct") as db:
            session = self._redatable(db, session_id, business_date)
            payload = SessionRedatedPayload(business_date=business_date.isoformat(), reason=clean)
            kind = EventKind.CASH_SESSION_REDATED
            appended = SessionBooks(self.journal).record(db, session, operator.id, kind, payload)
            row = (appended.position, str(session_id), business_date.isoformat(), None, clean)
            insert_row(db, CashSessionCorrectionRecord, row)
            return read_places(db)[session_id]

    def join(
        self, session_id: CashSessionId, operator: Operator, into: CashSessionId, reason: str
    ) -> ReportPlace:
        """Have reports count a closed session with another closed one of its kind.

        Both keep their own count and variance; what is shown for the two is their sum.

        :raises NotPermitted: unless the operator may correct sessions.
        :raises CorrectionInvalid: if they cannot be one.
        :raises BusinessDateInvalid: if a day of either is not open in the books.
        """
        self.gate.require_right(operator, Right.CORRECT_SESSION)
        clean = required_reason(reason)
        with self.database.begin("cash_session.correct") as db:
            session = self._joinable(db, session_id, into)
            payload = SessionJoinedPayload(into=str(into), reason=clean)
            kind = EventKind.CASH_SESSION_JOINED
            appended = SessionBooks(self.journal).record(db, session, operator.id, kind, payload)
            row = (appended.position, str(session_id), None, str(into), clean)
            insert_row(db, CashSessionCorrectionRecord, row)
            return read_places(db)[session_id]

    def after_redating(
        self, session_id: CashSessionId, operator: Operator, business_date: date
    ) -> CorrectionPreview:
        """Return what reports would say after `redate`; nothing changes. It raises the same."""
        self.gate.require_right(operator, Right.CORRECT_SESSION)
        with self.database.begin() as db:
            self._redatable(db, session_id, business_date)
            correction = Correction(cash_session_id=session_id, business_date=business_date)
            return preview_correction(db, correction, *_corrections(db))

    def after_joining(
        self, session_id: CashSessionId, operator: Operator, into: CashSessionId
    ) -> CorrectionPreview:
        """Return what reports would say after `join`; nothing changes. It raises the same."""
        self.gate.require_right(operator, Right.CORRECT_SESSION)
        with self.database.begin() as db:
            self._joinable(db, session_id, into)
            correction = Correction(cash_session_id=session_id, into=into)
            return preview_correction(db, correction, *_corrections(db))

    def places(self) -> dict[CashSessionId, ReportPlace]:
        """Return where reports count each session."""
        with self.database.begin() as db:
            return read_places(db)

    def _redatable(self, db: Connection, session_id: CashSessionId, new: date) -> CashSession:
        session, place = load_session(db, session_id), read_places(db)[session_id]
        require_redating(session, place, new)
        self._require_days(db, session, place.business_date, new)
        return session

    def _joinable(
        self, db: Connection, session_id: CashSessionId, into: CashSessionId
    ) -> CashSession:
        session, other, places = (
            load_session(db, session_id),
            load_session(db, into),
            read_places(db),
        )
        require_joining(session, other, places[into].shown_with)
        self._require_days(
            db, session, places[session_id].business_date, places[into].business_date
        )
        return session

    def _require_days(self, db: Connection, session: CashSession, old: date, new: date) -> None:
        days = load_store(db).business_days(self.journal.clock.now())
        days.require_in_the_books(old)
        if session.kind is CashSessionKind.DEFERRED:
            days.require_past(new)
            return
        days.require_in_the_books(new)
        if new > days.today:
            raise BusinessDateInvalid(f"{new} is still to come: choose today or a day before.")


def read_places(db: Connection) -> dict[CashSessionId, ReportPlace]:
    """Return where reports count each session, after all corrections so far."""
    return report_places(*_corrections(db))


def _corrections(
    db: Connection,
) -> tuple[dict[CashSessionId, date], tuple[Correction, ...]]:
    """Return the date that each session opened with, and what was corrected since."""
    dates = {
        CashSessionId(UUID(session_id)): date.fromisoformat(day)
        for session_id, day in all_rows(db, "SELECT id, business_date FROM cash_session")
    }
    corrections = tuple(
        Correction(
            cash_session_id=CashSessionId(UUID(session_id)),
            business_date=None if day is None else date.fromisoformat(day),
            into=None if into is None else CashSessionId(UUID(into)),
        )
        for session_id, day, into in all_rows(db, _CORRECTIONS)
    )
    return dates, corrections


_CORRECTIONS = (
    "SELECT cash_session_id, business_date, into_session_id FROM cash_session_correction "
    "ORDER BY position"
)
