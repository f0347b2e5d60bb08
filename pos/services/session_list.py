"""Session list: every cash session of the register with what the server said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from pos.domain.cash_session import CashSession, CashSessionId
from pos.domain.correction import ReportPlace
from pos.domain.handshake import Freeze
from pos.domain.money import Money
from pos.domain.reconciliation import Action, LocalState, ServerState, reconcile
from pos.domain.server_session import AlsoOpen
from pos.domain.store import Store
from pos.domain.stuck import Diagnosis, SessionFacts, Thresholds, diagnose
from pos.models.database import Database
from pos.models.rows import all_rows
from pos.runtime.clock import Clock
from pos.services.cash_session_rows import session_of
from pos.services.identity import load_store
from pos.services.session_check_rows import other_session, told_detail
from pos.services.session_corrections import read_places
from pos.services.settings import read_thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """One line of the list. `place` is where reports count it; `diagnosis` what the doctor says.

    `server` is the last definitive word of the server, `checked_at` when it was said; both None
    when the server was never asked. `unsent` counts entries that it has not confirmed. `also_open`
    is another normal session of the same operator, which came first.
    """

    session: CashSession
    opened_by: str
    responsible: str
    sales: int
    gross: Money
    closed_at: datetime | None
    z_number: int | None
    last_activity: datetime
    unsent: int
    server: ServerState | None
    checked_at: datetime | None
    detail: str
    place: ReportPlace
    diagnosis: Diagnosis | None
    also_open: AlsoOpen | None = None

    @property
    def needs_attention(self) -> bool:
        return self.diagnosis is not None

    @property
    def verdict(self) -> str:
        """Return what the server said, in one of three words: open, closed or unknown."""
        match self.server:
            case ServerState.OPEN:
                return "open"
            case ServerState.CLOSED_BY_REGISTER | ServerState.CLOSED_BY_MANAGER:
                return "closed"
        return "unknown"


@dataclass(frozen=True, slots=True)
class SessionList:
    """Reads; nothing changes."""

    database: Database
    clock: Clock

    def all(self, *, unclosed_only: bool = False) -> tuple[SessionSummary, ...]:
        """Return the sessions, those that are not closed first, then the newest first."""
        with self.database.begin() as db:
            rows = _Rows.read(db, unclosed_only=unclosed_only)
            store, limits = load_store(db), read_thresholds(db)
        now = self.clock.now()
        return tuple(rows.summary(row, store, limits, now) for row in rows.sessions)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the queries returned, by session."""

    sessions: list[tuple[Any, ...]]
    sales: dict[str, tuple[Any, ...]]
    steps: dict[str, str]
    unsent: dict[str, int]
    checks: dict[str, tuple[Any, ...]]
    names: dict[str, str]
    places: dict[CashSessionId, ReportPlace]
    is_fenced: bool

    @classmethod
    def read(cls, db: Connection, *, unclosed_only: bool) -> _Rows:
        only = "WHERE state <> 'closed'" if unclosed_only else ""
        of_them = f"IN (SELECT id FROM cash_session {only})"
        return cls(
            sessions=all_rows(db, _SESSIONS.format(only=only)),
            sales={row[0]: row[1:] for row in all_rows(db, _SALES.format(of_them=of_them))},
            steps=dict(all_rows(db, _STEPS.format(of_them=of_them))),
            unsent=dict(all_rows(db, _UNSENT)),
            checks={row[0]: row[1:] for row in all_rows(db, _CHECKS)},
            names=dict(all_rows(db, "SELECT id, name FROM operator")),
            places=read_places(db),
            is_fenced=all_rows(db, "SELECT frozen FROM register_state") == [(Freeze.FENCED.value,)],
        )

    def summary(
        self, row: tuple[Any, ...], store: Store, limits: Thresholds, now: datetime
    ) -> SessionSummary:
        session, (closed_at, z_number) = session_of(row[:9]), row[9:]
        key = str(session.id)
        sales, gross, last_sale = self.sales.get(key, (0, 0, None))
        verdict, checked_at, detail = self.checks.get(key, (None, None, ""))
        unsent = self.unsent.get(key, 0)
        also_open = None if session.is_closed else other_session(detail)
        server = None if verdict is None else ServerState(verdict)
        if server is ServerState.OPEN and session.is_closed and not unsent and not detail:
            server = ServerState.CLOSED_BY_REGISTER  # it confirmed the closing after it said that
        last_activity = max(
            datetime.fromisoformat(at) for at in (self.steps.get(key), last_sale) if at is not None
        )
        facts = SessionFacts(
            kind=session.kind,
            state=session.state,
            day_ends_at=store.day_ends_at(session.business_date),
            last_activity=last_activity,
            late_unsent=unsent if server is ServerState.CLOSED_BY_MANAGER else 0,
            action=_action(session, server, unsent, detail),
            open_twice_since=None if also_open is None else _since(also_open, session),
            is_fenced=self.is_fenced,
        )
        return SessionSummary(
            session=session,
            opened_by=self.names.get(str(session.opened_by), ""),
            responsible=self.names.get(str(session.responsible), ""),
            sales=sales,
            gross=Money(gross, session.opening_float.currency),
            closed_at=None if closed_at is None else datetime.fromisoformat(closed_at),
            z_number=z_number,
            last_activity=last_activity,
            unsent=unsent,
            server=server,
            checked_at=None if checked_at is None else datetime.fromisoformat(checked_at),
            detail=told_detail(detail),
            place=self.places[session.id],
            diagnosis=diagnose(facts, now, limits),
            also_open=also_open,
        )


def _since(other: AlsoOpen, session: CashSession) -> datetime:
    """Return since when both are open."""
    return max(other.opened_at, session.opened_at)


def _action(session: CashSession, server: ServerState | None, unsent: int, detail: str) -> Action:
    """Return what follows from the last check; one without a word to say found nothing amiss."""
    if server is None or not detail:
        return Action.ASK_LATER  # whatever happened here since is news to the server
    return reconcile(LocalState(session.state.value), server, unsent=bool(unsent))


_SESSIONS = (
    "SELECT id, kind, business_date, opened_at, opened_by, opening_float, currency, state, "
    "responsible, closed_at, z_number FROM cash_session {only} "
    "ORDER BY state = 'closed', opened_at DESC"
)
_SALES = (
    "SELECT cash_session_id, count(*), sum(total), max(recorded_at) FROM sale "
    "WHERE cash_session_id {of_them} GROUP BY cash_session_id"
)
# The literal list is the index's, so that SQLite can use it.
_STEPS = (
    "SELECT cash_session_id, max(recorded_at) FROM journal WHERE cash_session_id {of_them} "
    "AND kind NOT IN ('sale_completed', 'sale_voided') GROUP BY cash_session_id"
)
_UNSENT = (
    "SELECT cash_session_id, count(*) FROM journal, sync_state WHERE series = acknowledged_series "
    "AND seq > acknowledged_seq AND cash_session_id IS NOT NULL GROUP BY cash_session_id"
)
_CHECKS = "SELECT cash_session_id, verdict, checked_at, detail FROM cash_session_check"
