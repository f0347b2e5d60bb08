"""Use case of reconciliation: what the server said of each cash session, acted upon here.

`pos.domain.reconciliation` decides, this does. Only answers that were verified come here; what
the server did not speak of is not here at all, and so changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind
from pos.domain.reconciliation import Action, LocalState, ServerState, reconcile
from pos.domain.report import Clearing
from pos.domain.server_session import AlsoOpen, ServerSession
from pos.models.database import Database
from pos.services.cash_sessions import CashSessions
from pos.services.journal import Journal
from pos.services.session_check_rows import (
    SessionCheck,
    detail_of,
    find_session,
    is_unsent,
    is_untold,
    late_entries,
    mark_told,
    note_check,
    read_checks,
    sessions_to_ask_about,
    untold_sessions,
)

logger = logging.getLogger(__name__)

_WHY = {
    ServerState.ABSENT: "The server does not know this session, although it confirmed it all.",
    ServerState.OPEN: "The server holds this session open, although it has its closing.",
    ServerState.CLOSED_BY_REGISTER: (
        "The server has this register's own closing of the session, which is not here: what is "
        "missing has to be fetched first."
    ),
    ServerState.OTHER_SERIES: (
        "The server holds another history of this register: nothing is changed here before a "
        "person has looked."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedSession:
    """A session that could have been resumed here, although a manager had closed it.

    `late` counts its entries that the server did not hold at that moment: nothing of them is
    lost, they are a supplement to its Z report.
    """

    id: CashSessionId
    kind: CashSessionKind
    business_date: date
    closed_by: str
    closed_at: datetime
    reason: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A session that register and server tell different things of; `why` is a sentence."""

    id: CashSessionId
    action: Action  # ATTENTION or RECOVER
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTwice:
    """A normal session whose operator has another one open elsewhere."""

    id: CashSessionId
    other: AlsoOpen


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What came of the server's answers."""

    cleared: tuple[ClearedSession, ...] = ()
    offered: tuple[ServerSession, ...] = ()
    attention: tuple[Disagreement, ...] = ()
    also_open: tuple[OpenTwice, ...] = ()
    unheard: tuple[CashSessionId, ...] = ()  # absent there, because they are still to be sent

    def __add__(self, other: Reconciled) -> Reconciled:
        return Reconciled(
            cleared=self.cleared + other.cleared,
            offered=self.offered + other.offered,
            attention=self.attention + other.attention,
            also_open=self.also_open + other.also_open,
            unheard=self.unheard + other.unheard,
        )


@dataclass(frozen=True, slots=True)
class SessionReconciliation:
    """One database transaction for each session, so that none holds up another."""

    database: Database
    journal: Journal
    cash_sessions: CashSessions

    def to_ask_about(self) -> tuple[CashSessionId, ...]:
        """Return the sessions that are not closed, and those the server contradicted last."""
        with self.database.begin() as db:
            return sessions_to_ask_about(db)

    def settle(self, answer: ServerSession) -> Reconciled:
        """Act on what the server said of one session. Doing it again changes nothing.

        :raises NumbersFrozen: if it would have to be cleared and no event may be written now.
        """
        step = "session.clear" if self._decide(answer) is Action.CLEAR else ""
        with self.database.begin(step) as db:
            found = find_session(db, answer.id)
            return self._settle(db, answer, found)

    def checks(self) -> tuple[SessionCheck, ...]:
        """Return each session that is not closed with what the server said of it last."""
        with self.database.begin() as db:
            return read_checks(db)

    def untold(self) -> tuple[ClearedSession, ...]:
        """Return the sessions that were cleared and that nobody was told of yet."""
        with self.database.begin() as db:
            waiting = untold_sessions(db)
        return tuple(
            cleared for session_id in waiting if (cleared := self._untold(session_id)) is not None
        )

    def tell(self, session_ids: Iterable[CashSessionId]) -> None:
        """Record that the cashier was told of these cleared sessions."""
        with self.database.begin() as db:
            mark_told(db, session_ids)

    def _decide(self, answer: ServerSession) -> Action:
        with self.database.begin() as db:
            return _action(db, answer, find_session(db, answer.id))

    def _settle(
        self, db: Connection, answer: ServerSession, session: CashSession | None
    ) -> Reconciled:
        action = _action(db, answer, session)
        why = _WHY.get(answer.state, "") if action in {Action.ATTENTION, Action.RECOVER} else ""
        twice = _open_twice(answer, session)
        result = Reconciled(
            offered=(answer,) if action is Action.OFFER else (),
            attention=(Disagreement(id=answer.id, action=action, why=why),) if why else (),
            also_open=twice,
        )
        if session is None:
            return result
        if action is Action.CLEAR:
            cleared = self._clear(db, answer, session)
            result, why = replace(result, cleared=(cleared,)), _told_of(cleared)
        if action is Action.SEND and answer.state is ServerState.ABSENT:
            return replace(result, unheard=(session.id,))  # no verdict on it yet
        if session.is_closed and is_untold(db, session.id):
            return result  # the cashier is still to hear of it
        detail = why or "".join(detail_of(one.other) for one in twice)
        note_check(db, session.id, answer.state, detail, self.journal.clock.now())
        return result

    def _clear(self, db: Connection, answer: ServerSession, session: CashSession) -> ClearedSession:
        assert answer.closed_by_id is not None
        assert answer.series is not None
        clearing = answer.clearing
        late = late_entries(db, session.id, answer.series, clearing.held_seq)
        self.cash_sessions.clear_in(db, session.id, answer.closed_by_id, clearing)
        logger.warning(
            "stale resumption cleared: session=%s closed_by=%s late=%s",
            *(session.id, answer.closed_by_id, late),
        )
        return _cleared(session, clearing, late)

    def _untold(self, session_id: CashSessionId) -> ClearedSession | None:
        z_report = self.cash_sessions.z_report(session_id)
        if z_report is None or z_report.clearing is None:
            return None
        with self.database.begin() as db:
            series = self.journal.state(db).series
            late = late_entries(db, session_id, series, z_report.clearing.held_seq)
        return _cleared(z_report.report.session, z_report.clearing, late)


def _action(db: Connection, answer: ServerSession, session: CashSession | None) -> Action:
    if session is None:
        return reconcile(LocalState.NONE, answer.state, unsent=False)
    local = LocalState(session.state.value)
    return reconcile(local, answer.state, unsent=is_unsent(db, session))


def _open_twice(answer: ServerSession, session: CashSession | None) -> tuple[OpenTwice, ...]:
    if session is None or session.is_closed or answer.also_open is None:
        return ()
    return (OpenTwice(id=answer.id, other=answer.also_open),)


def _cleared(session: CashSession, clearing: Clearing, late: int) -> ClearedSession:
    return ClearedSession(
        id=session.id,
        kind=session.kind,
        business_date=session.business_date,
        closed_by=clearing.closed_by,
        closed_at=clearing.closed_at,
        reason=clearing.reason,
        late=late,
    )


def _told_of(cleared: ClearedSession) -> str:
    return f"{cleared.closed_by} closed it on the server: {cleared.reason}"
