"""Use cases of the cash session: open, resume, hand over, count, close, report."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date

import msgspec
from sqlalchemy import Connection

from pos.domain.cash_count import CashCount, CountInvalid
from pos.domain.cash_session import (
    BusinessDays,
    CashSession,
    CashSessionId,
    CashSessionKind,
    OperatorId,
    variance,
)
from pos.domain.event import EventKind, parse_event
from pos.domain.money import Money
from pos.domain.permission import Right, SessionAction, right_for
from pos.domain.problem import Problem
from pos.domain.report import (
    Clearing,
    Declaration,
    SessionReport,
    ZReport,
    require_comment,
)
from pos.domain.setting import VARIANCE_TOLERANCE
from pos.models.database import Database
from pos.services.cash_session_rows import closing_body, load_session, unclosed_sessions
from pos.services.identity import load_store
from pos.services.journal import Journal
from pos.services.operators import Operator
from pos.services.session_books import SessionBooks
from pos.services.session_gate import Gate
from pos.services.session_opening import PURPOSE_TILL, NewSession, begin_session
from pos.services.settings import read_setting
from pos.services.ticket_rows import (
    Ticket,
    forget_empty_tickets,
    tickets_of,
)
from pos.wire.payloads import (
    SessionClosedPayload,
)
from pos.wire.session_payload import z_report_from

logger = logging.getLogger(__name__)


class TicketsOpen(Problem):
    """A session was to be counted while tickets are not settled; `tickets` lists them."""

    def __init__(self, tickets: tuple[Ticket, ...]) -> None:
        super().__init__(
            f"{len(tickets)} ticket(s) are not settled: complete or discard them before counting."
        )
        self.tickets = tickets


@dataclass(frozen=True, slots=True)
class CashSessions:
    """Every change is one database transaction with its event, behind one gate."""

    database: Database
    journal: Journal
    gate: Gate = field(default_factory=Gate)

    def today(self) -> date:
        """Return the business date of this moment in the store."""
        return self.business_days().today

    def business_days(self) -> BusinessDays:
        """Return which business dates the store's books take now."""
        with self.database.begin() as db:
            return load_store(db).business_days(self.journal.clock.now())

    def resumable(self) -> tuple[CashSession, ...]:
        """Return the sessions that are not closed, the oldest first."""
        with self.database.begin() as db:
            return unclosed_sessions(db)

    def is_overdue(self, session: CashSession) -> bool:
        """Tell whether the session is open past its business date: it warns, and sells on."""
        is_of_today = session.kind is not CashSessionKind.DEFERRED
        return is_of_today and not session.is_closed and session.business_date < self.today()

    def open_normal(
        self, operator: Operator, opening_float: Money, count: CashCount | None = None
    ) -> CashSession:
        """Open the till for today; `count` is the float by denomination, where it was counted.

        :raises NotPermitted: if the operator may not.
        :raises SessionAlreadyOpen: if this register has an open normal session.
        :raises FloatInvalid: if the float is negative.
        """
        kind = CashSessionKind.NORMAL
        new = NewSession(kind=kind, opening_float=opening_float, count=count)
        return self._open(operator, new)

    def open_training(
        self, operator: Operator, opening_float: Money, count: CashCount | None = None
    ) -> CashSession:
        """Open a till to practise with: nothing in it counts.

        :raises NotPermitted: if the operator may not.
        :raises SessionAlreadyOpen: if this register has an open training session.
        :raises FloatInvalid: if the float is negative.
        """
        kind = CashSessionKind.TRAINING
        new = NewSession(kind=kind, opening_float=opening_float, count=count)
        return self._open(operator, new)

    def open_deferred(
        self, operator: Operator, business_date: date, *, purpose: str = PURPOSE_TILL
    ) -> CashSession:
        """Open a session for a day of the past, to type its sales in.

        :raises NotPermitted: unless the operator may.
        :raises BusinessDateInvalid: unless the date is an open day of the past.
        :raises SessionAlreadyOpen: if one is open for that date on this register.
        """
        kind = CashSessionKind.DEFERRED
        return self._open(
            operator, NewSession(kind=kind, business_date=business_date, purpose=purpose)
        )

    def resume(self, session_id: CashSessionId, operator: Operator) -> CashSession:
        """Go on with a session that is not closed; whoever resumes it answers for it from now.

        :raises NotPermitted: if the operator may not open such a session.
        :raises SessionNotOpen: if it was closed meanwhile.
        """
        with self.database.begin("cash_session.hand_over") as db:
            session = self.gate.require(db, session_id, operator, SessionAction.RESUME)
            return self._books.hand_over(db, session, operator.id, operator.id)

    def hand_over(self, session_id: CashSessionId, operator: Operator, to: Operator) -> CashSession:
        """Have somebody else answer for the till from now on.

        :raises NotPermitted: if either may not open such a session.
        """
        with self.database.begin("cash_session.hand_over") as db:
            session = self.gate.require(db, session_id, operator, SessionAction.HAND_OVER)
            to.require(right_for(session.kind, SessionAction.RESUME))
            return self._books.hand_over(db, session, operator.id, to.id)

    def begin_count(self, session_id: CashSessionId, operator: Operator) -> CashSession:
        """Stop selling and begin the count.

        :raises TicketsOpen: if tickets wait in this session, open or parked.
        """
        with self.database.begin("cash_session.count") as db:
            session = self.gate.require(db, session_id, operator, SessionAction.COUNT)
            _require_no_tickets(db, session_id)
            counting = session.counting()
            if counting != session:
                self._books.step(db, counting, operator.id, EventKind.CASH_SESSION_COUNTING)
        return counting

    def leave_count(
        self, session_id: CashSessionId, operator: Operator, reason: str = ""
    ) -> CashSession:
        """Go back from counting to selling; `reason` is the doctor's, where it was left alone."""
        with self.database.begin("cash_session.leave_count") as db:
            session = self.gate.require(db, session_id, operator, SessionAction.LEAVE_COUNT)
            selling = session.selling_again()
            kind = EventKind.CASH_SESSION_COUNT_LEFT
            self._books.step(db, selling, operator.id, kind, reason)
        return selling

    def close(
        self, session_id: CashSessionId, operator: Operator, declaration: Declaration
    ) -> ZReport:
        """Close a counted session: variance posted, Z report numbered and kept.

        :raises SessionNotCounting: unless the count has begun.
        :raises CountInvalid: if less than nothing is said to be in a drawer.
        :raises CommentMissing: if the variance is beyond the store's tolerance without one.
        """
        with self.database.begin("cash_session.close") as db:
            closed = load_session(db, session_id).closed()
            self.gate.require(db, session_id, operator, SessionAction.CLOSE)
            _require_a_count(closed, declaration)
            self._require_comment(db, closed, declaration)
            z_report = self._books.close(db, closed, operator.id, declaration)
        logger.info("cash session closed: session=%s z=%s", closed.id, z_report.number)
        return z_report

    def close_uncounted(
        self, session_id: CashSessionId, operator: Operator, reason: str
    ) -> ZReport:
        """Close a stuck session from selling or counting: recorded as not counted.

        Its unsettled tickets wait for the next session of its kind.

        :raises NotPermitted: unless the operator repairs sessions.
        :raises SessionNotOpen: if it was closed meanwhile.
        """
        self.gate.require_right(operator, Right.REPAIR_SESSIONS)
        with self.database.begin("cash_session.close") as db:
            closed = load_session(db, session_id).closed_uncounted()
            declaration = Declaration(counted=None, comment=reason)
            z_report = self._books.close(db, closed, operator.id, declaration)
        logger.info("cash session closed uncounted: session=%s z=%s", closed.id, z_report.number)
        return z_report

    def clear_in(
        self, db: Connection, session_id: CashSessionId, closed_by: OperatorId, clearing: Clearing
    ) -> ZReport | None:
        """End a session that a manager has closed on the server, in the caller's transaction.

        Nothing is counted and nothing lost: tickets wait for the next session of its kind.
        Return the Z report, or None if the session is closed here already.
        """
        session = load_session(db, session_id)
        if session.is_closed:
            return None
        declaration = Declaration(counted=None, comment=clearing.reason)
        closed = session.closed_uncounted()
        return self._books.close(db, closed, closed_by, declaration, clearing)

    def variance_tolerance(self) -> Money:
        """Return the variance up to which a close needs no comment, as the store has set it."""
        with self.database.begin() as db:
            return Money(read_setting(db, VARIANCE_TOLERANCE), load_store(db).currency)

    def x_report(self, session_id: CashSessionId) -> SessionReport:
        """Return the figures so far; nothing changes."""
        with self.database.begin() as db:
            return self._books.report(db, load_session(db, session_id))

    def z_report(self, session_id: CashSessionId) -> ZReport | None:
        """Return the Z report of a closed session as the journal keeps it, or None."""
        with self.database.begin() as db:
            session, body = load_session(db, session_id), closing_body(db, session_id)
        return None if body is None else _z_report_in(body, session)

    @property
    def _books(self) -> SessionBooks:
        return SessionBooks(self.journal)

    def _open(self, operator: Operator, new: NewSession) -> CashSession:
        self.gate.require_right(operator, right_for(new.kind, SessionAction.OPEN))
        with self.database.begin("cash_session.open") as db:
            session = begin_session(db, self.journal, operator.id, new)
        logger.info("cash session opened: session=%s kind=%s", session.id, session.kind.value)
        return session

    def _require_comment(
        self, db: Connection, session: CashSession, declaration: Declaration
    ) -> None:
        if declaration.counted is None:
            return
        expected = self._books.report(db, session).cash.expected
        tolerance = Money(read_setting(db, VARIANCE_TOLERANCE), expected.currency)
        require_comment(variance(declaration.counted, expected), tolerance, declaration.comment)


def _require_a_count(session: CashSession, declaration: Declaration) -> None:
    """Refuse less than nothing in a drawer; a paper book may have paid out more than came in."""
    found = declaration.counted
    if found is not None and found.minor < 0 and session.kind is not CashSessionKind.DEFERRED:
        raise CountInvalid("A count cannot be below zero: count what is there.")


def _require_no_tickets(db: Connection, session_id: CashSessionId) -> None:
    waiting = forget_empty_tickets(db, tickets_of(db, session_id))
    if waiting:
        raise TicketsOpen(waiting)


def _z_report_in(body: str, session: CashSession) -> ZReport:
    """Return the Z report that an entry of the journal tells of."""
    event = parse_event(body.encode())
    assert event.actor is not None
    return z_report_from(
        msgspec.json.decode(event.payload, type=SessionClosedPayload),
        session=session,
        closed_at=event.occurred_at,
        closed_by=OperatorId(event.actor),
    )
