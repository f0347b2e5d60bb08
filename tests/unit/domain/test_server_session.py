"""Sessions as the server told of them: an answer, and all of it, or none."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from pos.domain.cash_session import CashSessionId, CashSessionKind, OperatorId
from pos.domain.reconciliation import ServerState
from pos.domain.report import Clearing
from pos.domain.server_session import HalfAnAnswer, ServerSession
from tests.unit.domain.builders import NOON

ID = CashSessionId(UUID(int=2))
AN_OPENING = {
    "kind": CashSessionKind.DEFERRED,
    "business_date": date(2025, 10, 4),
    "opened_at": NOON,
}
A_CLOSING = {
    "closed_by": "Mia",
    "closed_by_id": OperatorId(UUID(int=9)),
    "closed_at": NOON,
    "reason": "typed twice",
    "held_seq": 17,
    "series": 1,
}
TOLD = [
    (ServerState.OPEN, AN_OPENING),
    (ServerState.CLOSED_BY_REGISTER, AN_OPENING),
    (ServerState.CLOSED_BY_MANAGER, AN_OPENING | A_CLOSING),
]


class TestServerSession:
    @pytest.mark.parametrize("state", [ServerState.ABSENT, ServerState.OTHER_SERIES])
    def test_may_be_no_more_than_an_id_and_a_state(self, state: ServerState) -> None:
        assert ServerSession(id=ID, state=state).also_open is None

    def test_cannot_be_made_of_no_answer(self) -> None:
        with pytest.raises(HalfAnAnswer, match="no answer is not an answer"):
            ServerSession(id=ID, state=ServerState.NO_ANSWER)

    @pytest.mark.parametrize(
        ("state", "told", "missing"),
        [(state, told, missing) for state, told in TOLD for missing in told],
    )
    def test_says_all_or_is_as_good_as_no_answer(
        self, state: ServerState, told: dict[str, object], missing: str
    ) -> None:
        assert ServerSession(id=ID, state=state, **told).state is state  # type: ignore[arg-type]

        with pytest.raises(HalfAnAnswer, match=f"all of a session that is {state.value}"):
            ServerSession(id=ID, state=state, **told | {missing: None})  # type: ignore[arg-type]


class TestClearing:
    def test_is_what_the_manager_said(self) -> None:
        state, told = TOLD[-1]

        closed = ServerSession(id=ID, state=state, **told)  # type: ignore[arg-type]

        assert closed.clearing == Clearing(
            closed_by="Mia", closed_at=NOON, reason="typed twice", held_seq=17
        )
