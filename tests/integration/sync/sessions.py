"""A register with one cash session in a wanted state, beside a server that says what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec

from pos.domain.cash_session import CashSessionId
from pos.domain.currency import currency
from pos.domain.money import Money
from pos.domain.reconciliation import LocalState, ServerState
from pos.domain.report import Declaration
from pos.wire.messages import RegisterStateAnswer, SessionStateMessage
from tests.fakes import FakeCrashPoints
from tests.fakes_server import NOW, FakeServer, a_reply, said_closed, said_open
from tests.fakes_sync import ExchangeInTest, an_exchange
from tests.registers import MIA

NOBODYS = CashSessionId(UUID("0190a000-0000-7000-8000-00000000feed"))
FLOAT = Money(10_000, currency("USD"))
YESTERDAY = date(2026, 3, 27)
UNTOUCHED = {"sync_state", "cash_session_check"}  # what any definitive answer may move


@dataclass
class SessionInTest:
    """The exchange, and the session that it is about (nobody's, where there is none here)."""

    exchange: ExchangeInTest
    id: CashSessionId

    @property
    def server(self) -> FakeServer:
        return self.exchange.server

    def answered(self, *messages: SessionStateMessage, **changes: object) -> None:
        """Have the next handshake answered with these sessions, signed, whatever is asked."""
        state = RegisterStateAnswer(
            mark=self.server.mark(), sessions=list(messages), server_time=NOW
        )
        state = self.server.signed_state(msgspec.structs.replace(state, **changes))
        self.server.answer_next("/v1/register", a_reply(state))

    def state(self) -> str | None:
        found = self.exchange.rows(f"SELECT state FROM cash_session WHERE id = '{self.id}'")
        return str(found[0][0]) if found else None

    def check(self) -> tuple[str, str] | None:
        found = self.exchange.rows(
            f"SELECT verdict, detail FROM cash_session_check WHERE cash_session_id = '{self.id}'"
        )
        return (str(found[0][0]), str(found[0][1])) if found else None

    def entries(self) -> list[str]:
        return [row[0] for row in self.exchange.rows("SELECT kind FROM journal ORDER BY position")]

    def kept(self) -> dict[str, object]:
        """Return every row that only an event of this register may move."""
        return {name: rows for name, rows in self.exchange.dump().items() if name not in UNTOUCHED}

    def sent(self, entries: int | None = None) -> None:
        """Have the server hold the journal, or its first entries."""
        hashes = [row[0] for row in self.exchange.rows("SELECT hash FROM journal ORDER BY seq")]
        self.server.hashes = hashes[:entries]


def a_session(
    folder: Path,
    local: LocalState = LocalState.OPEN,
    *,
    unsent: bool = False,
    points: FakeCrashPoints | None = None,
) -> SessionInTest:
    """Return a register whose session is in that state; unsent are all entries but the first."""
    exchange = an_exchange(folder, points=points)
    sessions = exchange.cash_sessions
    made = SessionInTest(exchange, NOBODYS)
    if local is not LocalState.NONE:
        made.id = sessions.open_normal(MIA, FLOAT).id
        sessions.begin_count(made.id, MIA)
    if local is LocalState.OPEN:
        sessions.leave_count(made.id, MIA)
    if local is LocalState.CLOSED:
        sessions.close(made.id, MIA, Declaration(counted=FLOAT))
    made.sent(1 if unsent else None)
    return made


def words_for(session_id: CashSessionId, state: ServerState) -> tuple[SessionStateMessage, ...]:
    """Return what a server in that state says of the session: nothing, where it says nothing."""
    match state:
        case ServerState.ABSENT:
            return (SessionStateMessage(id=session_id, state="absent"),)
        case ServerState.OPEN:
            return (said_open(session_id),)
        case ServerState.CLOSED_BY_REGISTER:
            return (said_closed(session_id, "register"),)
        case ServerState.CLOSED_BY_MANAGER:
            return (said_closed(session_id),)
        case ServerState.OTHER_SERIES:
            return (said_open(session_id, series=9),)
    return ()
