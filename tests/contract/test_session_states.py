"""The handshake about cash sessions: each answered by itself, all of it signed."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from uuid import UUID

import httpx
import msgspec
import pytest

from pos.domain.cash_session import CashSessionKind
from pos.domain.event import EventKind
from pos.domain.signature import Purpose, SignatureWrong, load_verifying_key
from pos.server.settings import set_setting
from pos.wire.codec import register_state_bytes
from pos.wire.messages import RegisterStateAnswer, SessionStateMessage
from tests.contract.closings import (
    an_open_session,
    another_till,
    states,
)
from tests.servers import RegisterOverHttp, RunningServer, refusal


class TestTheAnswer:
    def test_tells_of_each_session_that_was_asked_for_and_of_the_open_ones(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.journal.count()
        till.journal.close()
        closed, unknown = till.journal.session_id, UUID(int=9)
        assert closed is not None
        session_id = an_open_session(till)

        told = states(till, unknown, closed, unknown).sessions

        assert [(one.id, one.state) for one in told] == [
            (unknown, "absent"),
            (closed, "closed"),
            (session_id, "open"),
        ]
        assert told[0] == SessionStateMessage(id=unknown, state="absent")
        assert (told[1].closed_how, told[1].closed_at) == ("register", server.clock.now())
        assert (told[2].kind, told[2].series) == ("normal", 1)
        assert (told[2].business_date, told[2].operator) == (
            till.journal.business_date,
            till.journal.operator,
        )

    def test_does_not_tell_of_closed_sessions_that_nobody_asked_for(
        self, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.journal.close_uncounted()
        till.push(till.journal.push())

        assert states(till).sessions == []

    def test_says_the_nonce_of_its_question_under_its_signature(
        self, till: RegisterOverHttp
    ) -> None:
        state = till.get("/v1/register", RegisterStateAnswer, nonce="ab12")

        assert state.nonce == "ab12"
        other = msgspec.structs.replace(state, nonce="ab13")
        assert register_state_bytes(other) != register_state_bytes(state)
        assert till.get("/v1/register", RegisterStateAnswer).nonce == ""

    def test_is_signed_as_a_whole(self, till: RegisterOverHttp) -> None:
        session_id = an_open_session(till)
        answer = states(till, session_id)
        key = load_verifying_key(b64decode(till.enrolled.server_key))

        key.verify(Purpose.REGISTER_STATE, register_state_bytes(answer), b64decode(answer.sig))

        closed = msgspec.structs.replace(answer.sessions[0], state="closed")
        forged = msgspec.structs.replace(answer, sessions=[closed])
        with pytest.raises(SignatureWrong):
            key.verify(Purpose.REGISTER_STATE, register_state_bytes(forged), b64decode(answer.sig))

    def test_names_what_is_kept_but_not_applied(self, till: RegisterOverHttp) -> None:
        an_open_session(till)
        till.journal.write(EventKind.SALE_COMPLETED, {"unlike": "a sale"})
        till.push(till.journal.push())

        assert states(till).mark.quarantined == [4]

    def test_knows_no_session_of_another_register_or_store(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        session_id = an_open_session(till)
        other = another_till(server, http, UUID(int=4))

        told = states(other, session_id).sessions

        assert [(one.id, one.state) for one in told] == [(session_id, "absent")]

    def test_is_refused_for_too_many_sessions_or_for_none(self, till: RegisterOverHttp) -> None:
        many = [("session", str(UUID(int=one))) for one in range(101)]

        refused = refusal(till.http.get("/v1/register", params=many, headers=till.headers), 422)
        nonsense = refusal(
            till.http.get("/v1/register", params={"session": "mine"}, headers=till.headers), 422
        )

        assert "At most 100 sessions" in refused.message
        assert "UUID" in nonsense.message

    def test_takes_a_hundred(self, till: RegisterOverHttp) -> None:
        asked = [UUID(int=one) for one in range(1, 101)]

        assert [one.id for one in states(till, *asked).sessions] == asked


class TestStuckSessions:
    def test_are_told_to_every_register_of_the_store(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        session_id = an_open_session(till)
        other = another_till(server, http, UUID(int=4))
        assert states(other).stuck == []
        since = server.clock.now()
        server.clock.advance(timedelta(days=2))
        other.sign_in()

        (stuck,) = states(other).stuck

        assert (stuck.id, stuck.register_name, stuck.symptom) == (
            session_id,
            "Till 1",
            "no_activity",
        )
        assert stuck.since == since

    def test_follow_the_settings_of_the_store(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.kind = CashSessionKind.DEFERRED
        till.journal.business_date -= timedelta(days=1)
        an_open_session(till)
        server.clock.advance(timedelta(days=3))
        till.sign_in()
        assert states(till).stuck == []

        with server.database.write() as db:
            set_setting(db, server.store_number, "stuck_deferred_days", "2")

        assert [one.kind for one in states(till).stuck] == ["deferred"]

    def test_of_a_register_that_went_silent_are_lost(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        an_open_session(till)
        server.clock.advance(timedelta(days=31))
        till.sign_in()

        assert [one.symptom for one in states(till).stuck] == ["register_lost"]

    def test_are_counted_for_prometheus(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        an_open_session(till)
        assert "\nevertill_stuck_sessions 0\n" in http.get("/metrics").text
        server.clock.advance(timedelta(days=2))

        assert "\nevertill_stuck_sessions 1\n" in http.get("/metrics").text

    def test_are_healthy_again_after_a_sale(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        an_open_session(till)
        server.clock.advance(timedelta(days=2))
        till.sign_in()
        till.journal.sell()
        till.push(till.journal.push())

        assert states(till).stuck == []
