"""Presence: which registers are online, kept as they said it last."""

from __future__ import annotations

from datetime import timedelta

import httpx
import msgspec
from sqlalchemy import select

from pos.domain.cash_session import CashSessionKind
from pos.server import tables
from pos.wire.codec import encode
from pos.wire.messages import (
    OperatorMessage,
    PresenceAnswer,
    PresenceRequest,
)
from tests.contract.closings import (
    an_open_session,
    states,
)
from tests.servers import RegisterOverHttp, RunningServer, refusal


class TestPresence:
    def show(self, till: RegisterOverHttp, request: PresenceRequest) -> httpx.Response:
        headers = {**till.headers, "Content-Type": "application/json"}
        return till.http.post("/v1/presence", content=encode(request), headers=headers)

    def test_is_kept_the_newest_only(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        for unsent in (7, 3):
            response = self.show(
                till, PresenceRequest(operator=mia.id, unsent=unsent, program_version="0.3.0")
            )

        answer = msgspec.json.decode(response.content, type=PresenceAnswer)
        assert answer.server_time == server.clock.now()
        with server.database.read() as db:
            row = db.execute(select(tables.presence)).one()
        assert (row.operator_id, row.unsent, row.program_version) == (mia.id.bytes, 3, "0.3.0")

    def test_shows_that_a_register_is_not_lost(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.kind = CashSessionKind.DEFERRED
        till.journal.business_date -= timedelta(days=1)
        an_open_session(till)
        server.clock.advance(timedelta(days=31))
        till.sign_in()

        self.show(till, PresenceRequest(operator=None, unsent=0, program_version=""))

        assert [one.symptom for one in states(till).stuck] == ["no_activity"]

    def test_is_refused_without_a_token_or_with_an_impossible_count(
        self, till: RegisterOverHttp
    ) -> None:
        request = PresenceRequest(operator=None, unsent=-1, program_version="0.3.0")

        assert refusal(self.show(till, request), 422).error == "invalid"
        till.headers = {}
        assert refusal(self.show(till, request), 401).error == "unauthorised"
