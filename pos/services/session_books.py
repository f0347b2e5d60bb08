"""Session books: the events of a cash session with their rows, inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, update

from pos.domain.cash_session import CashSession, OperatorId, variance
from pos.domain.event import EventKind
from pos.domain.ledger import NO_EFFECTS, Effects
from pos.domain.money import Money
from pos.domain.posting_rules import effects_of_closing
from pos.domain.report import Clearing, Declaration, SessionReport, ZReport
from pos.models.cash_session import CashSessionRecord
from pos.services.cash_session_rows import (
    cash_figures,
    drawer_openings,
    insert_effects,
    sales_figures,
)
from pos.services.identity import load_store
from pos.services.journal import Appended, Journal, NewEvent
from pos.wire.payloads import SessionHandedOverPayload, SessionStepPayload
from pos.wire.session_payload import closed_payload


@dataclass(frozen=True, slots=True)
class SessionBooks:
    """Writes what happened to a session: its row, its event and its effects together."""

    journal: Journal

    def record(
        self,
        db: Connection,
        session: CashSession,
        actor: OperatorId,
        kind: EventKind,
        payload: msgspec.Struct,
        effects: Effects = NO_EFFECTS,
    ) -> Appended:
        """Write an event of the session with its effects; its row is as it should be already."""
        opens = kind is EventKind.CASH_SESSION_OPENED
        event = NewEvent(
            kind=kind,
            payload=payload,
            actor=actor,
            cash_session=session,
            occurred_at=session.opened_at if opens else None,
        )
        appended = self.journal.append(db, self.journal.state(db), event, load_store(db))
        insert_effects(db, appended.position, session.id, effects)
        return appended

    def step(
        self,
        db: Connection,
        session: CashSession,
        actor: OperatorId,
        kind: EventKind,
        reason: str = "",
    ) -> None:
        """Write that the count began, or was left; `session` is in its new state."""
        set_state(db, session)
        self.record(db, session, actor, kind, SessionStepPayload(reason=reason))

    def hand_over(
        self, db: Connection, session: CashSession, actor: OperatorId, to: OperatorId
    ) -> CashSession:
        """Write who answers for the till from now; whoever does already is no news."""
        if session.responsible == to:
            return session
        handed_over = session.handed_over(to)
        set_state(db, handed_over)
        payload = SessionHandedOverPayload(to=str(to))
        self.record(db, handed_over, actor, EventKind.CASH_SESSION_HANDED_OVER, payload)
        return handed_over

    def report(self, db: Connection, session: CashSession) -> SessionReport:
        """Add the session up as it stands."""
        currency = session.opening_float.currency
        return SessionReport(
            session=session,
            sales=sales_figures(db, session.id, currency),
            cash=cash_figures(db, session),
            made_at=self.journal.clock.now(),
            perpetual_total=Money(self.journal.state(db).perpetual_total, currency),
            drawer_openings=drawer_openings(db, session.id),
        )

    def close(
        self,
        db: Connection,
        closed: CashSession,
        actor: OperatorId,
        declaration: Declaration,
        clearing: Clearing | None = None,
    ) -> ZReport:
        """Write the closing: Z report numbered and kept, variance posted, cash to the safe."""
        report, state = self.report(db, closed), self.journal.state(db)
        counted, expected = declaration.counted, report.cash.expected
        z_report = ZReport(
            number=state.z_number + 1,
            report=report,
            declaration=declaration,
            variance=None if counted is None else variance(counted, expected),
            closed_by=actor,
            clearing=clearing,
        )
        _set_closed(db, z_report, report.made_at)
        event = NewEvent(
            kind=EventKind.CASH_SESSION_CLOSED,
            payload=closed_payload(z_report),
            actor=actor,
            cash_session=closed,
            occurred_at=report.made_at,
        )
        effects = effects_of_closing(counted=counted, expected=expected, kind=closed.kind)
        counted_up = replace(state, z_number=z_report.number)
        appended = self.journal.append(db, counted_up, event, load_store(db))
        insert_effects(db, appended.position, closed.id, effects)
        return z_report


def set_state(db: Connection, session: CashSession) -> None:
    """Write the session's state and who answers for it."""
    db.execute(
        update(CashSessionRecord)
        .where(CashSessionRecord.id == session.id)
        .values(state=session.state.value, responsible=session.taken_over_by)
    )


def _set_closed(db: Connection, z_report: ZReport, closed_at: datetime) -> None:
    session = z_report.report.session
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
