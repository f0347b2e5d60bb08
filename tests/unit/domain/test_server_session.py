"""Server session: an answer about a session says all it must, or is none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from pos.domain.cash_session import CashSessionId, CashSessionKind, OperatorId
from pos.domain.reconciliation import ServerState
from pos.domain.report import Clearing
from pos.domain.server_session import HalfAnAnswer, ServerSession

NOW = datetime(2026, 3, 28, 16, 0, tzinfo=UTC)
ID = CashSessionId(UUID(int=7))
OPENED: dict[str, Any] = {
    "kind": CashSessionKind.NORMAL,
    "business_date": date(2026, 3, 28),
    "opened_at": NOW,
}
CLOSED: dict[str, Any] = OPENED | {
    "closed_by": "Ada",
    "closed_by_id": OperatorId(UUID(int=9)),
    "closed_at": NOW,
    "reason": "typed twice",
    "held_seq": 3,
    "series": 1,
}


class TestAServerSession:
    def test_that_a_manager_closed_says_why_it_has_to_end(self) -> None:
        found = ServerSession(id=ID, state=ServerState.CLOSED_BY_MANAGER, **CLOSED)

        assert found.clearing == Clearing(
            closed_by="Ada", closed_at=NOW, reason="typed twice", held_seq=3
        )

    @pytest.mark.parametrize("name", CLOSED)
    def test_that_a_manager_closed_says_all_of_it(self, name: str) -> None:
        with pytest.raises(HalfAnAnswer):
            ServerSession(id=ID, state=ServerState.CLOSED_BY_MANAGER, **(CLOSED | {name: None}))

    @pytest.mark.parametrize("state", [ServerState.OPEN, ServerState.CLOSED_BY_REGISTER])
    @pytest.mark.parametrize("name", OPENED)
    def test_that_is_known_says_what_it_is(self, state: ServerState, name: str) -> None:
        with pytest.raises(HalfAnAnswer):
            ServerSession(id=ID, state=state, **(OPENED | {name: None}))

    @pytest.mark.parametrize("state", [ServerState.ABSENT, ServerState.OTHER_SERIES])
    def test_that_is_not_this_registers_is_an_id(self, state: ServerState) -> None:
        assert ServerSession(id=ID, state=state).kind is None

    def test_is_never_no_answer(self) -> None:
        with pytest.raises(HalfAnAnswer):
            ServerSession(id=ID, state=ServerState.NO_ANSWER)
