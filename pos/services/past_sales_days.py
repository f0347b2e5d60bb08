"""Deferred sessions of an import: one for each business date, opened late and closed early."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from pos.domain.cash_session import (
    CashSession,
    CashSessionId,
    CashSessionKind,
    CashSessionState,
)
from pos.domain.report import Declaration
from pos.models.cash_session import CashSessionRecord
from pos.models.database import Database
from pos.runtime.crash_points import CrashPoints
from pos.services.cash_session_rows import load_session
from pos.services.cash_sessions import CashSessions, TicketsOpen
from pos.services.operators import Operator
from pos.services.session_opening import PURPOSE_IMPORT, PURPOSE_TILL

logger = logging.getLogger(__name__)

_NOT_COUNTED = Declaration(counted=None, comment="Imported from a file; no drawer was counted.")


@dataclass(slots=True)
class ImportSessions:
    """The deferred sessions that an import works in.

    A session that an interrupted import left open is resumed and closed. One that a person
    opened for the same date is used and left open: only whoever opened a session ends it.
    """

    database: Database
    cash_sessions: CashSessions
    operator: Operator
    crash_points: CrashPoints
    _open: dict[date, CashSession] = field(default_factory=dict)
    _of_people: set[CashSessionId] = field(default_factory=set)
    _z_numbers: dict[date, int] = field(default_factory=dict)

    def resume(self, dates: frozenset[date]) -> None:
        """Take up the deferred sessions that are open for dates of the file."""
        for session, purpose in self._deferred_open():
            if session.business_date not in dates:
                continue
            self._open[session.business_date] = session
            if purpose == PURPOSE_TILL:
                self._of_people.add(session.id)

    def session_for(self, business_date: date) -> CashSession:
        """Return an open session of that date; open one where there is none.

        :raises SessionNotOpen: if a person is counting theirs.
        """
        session = self._open.get(business_date)
        if session is None:
            session = self.cash_sessions.open_deferred(
                self.operator, business_date, purpose=PURPOSE_IMPORT
            )
        elif session.state is CashSessionState.COUNTING and session.id not in self._of_people:
            session = self.cash_sessions.leave_count(session.id, self.operator)
        session.require_open()
        self._open[business_date] = session
        return session

    def close(self, business_date: date) -> None:
        """Close the date's session, if the import opened it: counted is what nobody counted."""
        session = self._open.get(business_date)
        if session is None or session.id in self._of_people:
            return
        try:
            self.cash_sessions.begin_count(session.id, self.operator)
        except TicketsOpen:
            self._of_people.add(session.id)  # somebody sells in it: theirs to close from now on
            logger.warning("import session left open, it has a ticket: session=%s", session.id)
            return
        z_report = self.cash_sessions.close(session.id, self.operator, _NOT_COUNTED)
        self._z_numbers[business_date] = z_report.number
        del self._open[business_date]
        self.crash_points.reach("import.session.after_close")

    def close_all(self) -> None:
        """Close what is still open of the import's sessions, the earliest date first."""
        for business_date in sorted(self._open):
            self.close(business_date)

    def z_number(self, business_date: date) -> int | None:
        """Return the number of the Z report that closed the date now, or None."""
        return self._z_numbers.get(business_date)

    def left_open(self) -> tuple[date, ...]:
        """Return the dates whose session belongs to a person and stays open."""
        return tuple(sorted(self._open))

    def _deferred_open(self) -> list[tuple[CashSession, str]]:
        with self.database.begin() as db:
            rows = db.execute(
                select(CashSessionRecord.id, CashSessionRecord.purpose).where(
                    CashSessionRecord.state != CashSessionState.CLOSED.value,
                    CashSessionRecord.kind == CashSessionKind.DEFERRED.value,
                )
            ).all()
            return [(load_session(db, CashSessionId(row.id)), row.purpose) for row in rows]
