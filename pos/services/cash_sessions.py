"""Use cases of the cash session: open, count, close, report."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, insert, select, update

from pos.domain.cash_session import (
    CashSession,
    CashSessionId,
    CashSessionKind,
    CashSessionState,
    OperatorId,
    require_business_date,
    variance,
)
from pos.domain.event import EventKind, parse_event
from pos.domain.ledger import Effects
from pos.domain.money import Money
from pos.domain.permission import Right, require
from pos.domain.posting_rules import effects_of_closing, effects_of_opening
from pos.domain.problem import Problem
from pos.domain.report import Declaration, SessionReport, ZReport
from pos.models.cash_session import CashSessionRecord
from pos.models.database import Database
from pos.models.journal import JournalRecord
from pos.models.ticket import TicketRecord
from pos.services.cash_session_rows import (
    cash_figures,
    insert_effects,
    load_session,
    sales_figures,
    unclosed_sessions,
)
from pos.services.identity import load_store
from pos.services.journal import Journal, NewEvent
from pos.services.operators import Operator
from pos.wire.payloads import SessionClosedPayload, SessionOpenedPayload, SessionStepPayload
from pos.wire.session_payload import closed_payload, z_report_from

logger = logging.getLogger(__name__)

PURPOSE_TILL = "till"
PURPOSE_IMPORT = "import"


class SessionAlreadyOpen(Problem):
    """The register has an open session of that kind, or a deferred one for that date."""


class TicketsOpen(Problem):
    """A session was to be counted while a ticket is not settled."""


class FloatInvalid(Problem):
    """The opening float is negative."""


@dataclass(frozen=True, slots=True)
class CashSessions:
    """Every change is one database transaction with its event."""

    database: Database
    journal: Journal

    def today(self) -> date:
        """Return the business date of this moment in the store."""
        with self.database.begin() as db:
            return load_store(db).business_date(self.journal.clock.now())

    def resumable(self) -> tuple[CashSession, ...]:
        """Return the sessions that are not closed, the oldest first."""
        with self.database.begin() as db:
            return unclosed_sessions(db)

    def open_normal(self, operator: Operator, opening_float: Money) -> CashSession:
        """Open the till for today.

        :raises NotPermitted: if the operator's role does not allow it.
        :raises SessionAlreadyOpen: if this register has an open normal session.
        :raises FloatInvalid: if the float is negative.
        """
        require(operator.role, Right.OPEN_NORMAL_SESSION, name=operator.name)
        return self._open(operator, CashSessionKind.NORMAL, None, opening_float, PURPOSE_TILL)

    def open_deferred(
        self, operator: Operator, business_date: date, *, purpose: str = PURPOSE_TILL
    ) -> CashSession:
        """Open a session for a day of the past, to type its sales in.

        :raises NotPermitted: unless the operator may.
        :raises BusinessDateInvalid: unless the date is before today.
        :raises SessionAlreadyOpen: if one is open for that date on this register.
        """
        require(operator.role, Right.OPEN_DEFERRED_SESSION, name=operator.name)
        return self._open(operator, CashSessionKind.DEFERRED, business_date, None, purpose)

    def begin_count(self, session_id: CashSessionId, operator: Operator) -> CashSession:
        """Stop selling and begin the count.

        :raises TicketsOpen: if a ticket with lines waits in this session.
        """
        require(operator.role, Right.CLOSE_SESSION, name=operator.name)
        with self.database.begin() as db:
            session = load_session(db, session_id)
            _require_no_tickets(db, session_id)
            counting = session.counting()
            if counting != session:
                self._step(db, counting, operator, EventKind.CASH_SESSION_COUNTING)
        return counting

    def leave_count(self, session_id: CashSessionId, operator: Operator) -> CashSession:
        """Go back from counting to selling."""
        with self.database.begin() as db:
            session = load_session(db, session_id).selling_again()
            self._step(db, session, operator, EventKind.CASH_SESSION_COUNT_LEFT)
        return session

    def close(
        self, session_id: CashSessionId, operator: Operator, declaration: Declaration
    ) -> ZReport:
        """Close a counted session: variance posted, Z report numbered and kept.

        :raises SessionNotCounting: unless the count has begun.
        """
        require(operator.role, Right.CLOSE_SESSION, name=operator.name)
        with self.database.begin("cash_session.close") as db:
            session = load_session(db, session_id).closed()
            z_report = self._close(db, session, operator, declaration)
        logger.info("cash session closed: session=%s z=%s", session.id, z_report.number)
        return z_report

    def x_report(self, session_id: CashSessionId) -> SessionReport:
        """Return the figures so far; nothing changes."""
        with self.database.begin() as db:
            return self._report(db, load_session(db, session_id), self.journal.clock.now())

    def z_report(self, session_id: CashSessionId) -> ZReport | None:
        """Return the Z report of a closed session as the journal keeps it, or None."""
        with self.database.begin() as db:
            session = load_session(db, session_id)
            body = db.execute(
                select(JournalRecord.body).where(
                    JournalRecord.cash_session_id == session_id,
                    JournalRecord.kind == EventKind.CASH_SESSION_CLOSED.value,
                )
            ).scalar_one_or_none()
        if body is None:
            return None
        event = parse_event(body.encode())
        assert event.actor is not None
        return z_report_from(
            msgspec.json.decode(event.payload, type=SessionClosedPayload),
            session=session,
            closed_at=event.occurred_at,
            closed_by=OperatorId(event.actor),
        )

    def _open(
        self,
        operator: Operator,
        kind: CashSessionKind,
        business_date: date | None,
        opening_float: Money | None,
        purpose: str,
    ) -> CashSession:
        now = self.journal.clock.now()
        with self.database.begin("cash_session.open") as db:
            store = load_store(db)
            today = store.business_date(now)
            session = CashSession(
                id=CashSessionId(self.journal.ids.new_id()),
                kind=kind,
                business_date=business_date or today,
                opened_at=now,
                opened_by=operator.id,
                opening_float=opening_float or Money(0, store.currency),
            )
            if session.opening_float.minor < 0:
                raise FloatInvalid("The float cannot be negative: count the cash for change.")
            require_business_date(kind, session.business_date, today)
            _require_none_open(db, session)
            _insert(db, session, self.journal.identity.register_id, purpose)
            effects = effects_of_opening(session.opening_float, kind)
            payload = SessionOpenedPayload(
                opening_float=session.opening_float.minor, currency=store.currency
            )
            self._record(db, session, operator, EventKind.CASH_SESSION_OPENED, payload, effects)
        logger.info("cash session opened: session=%s kind=%s", session.id, kind.value)
        return session

    def _step(
        self, db: Connection, session: CashSession, operator: Operator, kind: EventKind
    ) -> None:
        _set_state(db, session)
        self._record(db, session, operator, kind, SessionStepPayload(), Effects())

    def _close(
        self, db: Connection, session: CashSession, operator: Operator, declaration: Declaration
    ) -> ZReport:
        now, state = self.journal.clock.now(), self.journal.state(db)
        report = self._report(db, session, now)
        counted = declaration.counted
        z_report = ZReport(
            number=state.z_number + 1,
            report=report,
            declaration=declaration,
            variance=None if counted is None else variance(counted, report.cash.expected),
            closed_by=operator.id,
        )
        _set_closed(db, session, z_report, now)
        event = NewEvent(
            kind=EventKind.CASH_SESSION_CLOSED,
            payload=closed_payload(z_report),
            actor=operator.id,
            cash_session=session,
            occurred_at=now,
        )
        effects = effects_of_closing(
            counted=counted, expected=report.cash.expected, kind=session.kind
        )
        counted_up = replace(state, z_number=z_report.number)
        appended = self.journal.append(db, counted_up, event, load_store(db))
        insert_effects(db, appended.position, session.id, effects)
        return z_report

    def _record(
        self,
        db: Connection,
        session: CashSession,
        operator: Operator,
        kind: EventKind,
        payload: msgspec.Struct,
        effects: Effects,
    ) -> None:
        opens = kind is EventKind.CASH_SESSION_OPENED
        event = NewEvent(
            kind=kind,
            payload=payload,
            actor=operator.id,
            cash_session=session,
            occurred_at=session.opened_at if opens else None,
        )
        appended = self.journal.append(db, self.journal.state(db), event, load_store(db))
        insert_effects(db, appended.position, session.id, effects)

    def _report(self, db: Connection, session: CashSession, now: datetime) -> SessionReport:
        currency = session.opening_float.currency
        return SessionReport(
            session=session,
            sales=sales_figures(db, session.id, currency),
            cash=cash_figures(db, session),
            made_at=now,
            perpetual_total=Money(self.journal.state(db).perpetual_total, currency),
        )


def _insert(db: Connection, session: CashSession, register_id: object, purpose: str) -> None:
    db.execute(
        insert(CashSessionRecord).values(
            id=session.id,
            register_id=register_id,
            kind=session.kind.value,
            business_date=session.business_date,
            purpose=purpose,
            state=session.state.value,
            currency=session.opening_float.currency,
            opening_float=session.opening_float.minor,
            opened_at=session.opened_at,
            opened_by=session.opened_by,
        )
    )


def _require_none_open(db: Connection, session: CashSession) -> None:
    """Say in a sentence what the unique indexes would refuse with an error."""
    open_ones = select(CashSessionRecord.id).where(
        CashSessionRecord.state != CashSessionState.CLOSED.value,
        CashSessionRecord.kind == session.kind.value,
    )
    if session.kind is CashSessionKind.DEFERRED:
        open_ones = open_ones.where(CashSessionRecord.business_date == session.business_date)
    if db.execute(open_ones).first() is not None:
        raise SessionAlreadyOpen(
            f"A {session.kind.value} cash session for {session.business_date} is open on this "
            "register: resume or close it."
        )


def _require_no_tickets(db: Connection, session_id: CashSessionId) -> None:
    waiting = db.execute(
        select(TicketRecord.id).where(TicketRecord.cash_session_id == session_id)
    ).all()
    if waiting:
        raise TicketsOpen(
            f"{len(waiting)} ticket(s) are not settled: complete or void them before counting."
        )


def _set_state(db: Connection, session: CashSession) -> None:
    db.execute(
        update(CashSessionRecord)
        .where(CashSessionRecord.id == session.id)
        .values(state=session.state.value)
    )


def _set_closed(
    db: Connection, session: CashSession, z_report: ZReport, closed_at: datetime
) -> None:
    db.execute(
        update(CashSessionRecord)
        .where(CashSessionRecord.id == session.id)
        .values(
            state=session.state.value,
            closed_at=closed_at,
            closed_by=z_report.closed_by,
            z_number=z_report.number,
        )
    )
