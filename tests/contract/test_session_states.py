"""The handshake about cash sessions: each answered by itself, all of it signed; presence."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from uuid import UUID

import httpx
import msgspec
import pytest
from sqlalchemy import select

from pos.domain.cash_session import CashSessionKind
from pos.domain.event import EventKind
from pos.domain.permission import Role
from pos.domain.signature import Purpose, SignatureWrong, load_verifying_key
from pos.server import tables
from pos.server.settings import set_setting
from pos.wire.codec import encode, register_state_bytes
from pos.wire.messages import (
    OperatorMessage,
    PresenceAnswer,
    PresenceRequest,
    RegisterStateAnswer,
    SessionStateMessage,
    TotalsAnswer,
)
from tests.servers import RegisterOverHttp, RunningServer, enrol_over_http, refusal


@pytest.fixture
def mia(server: RunningServer) -> OperatorMessage:
    return server.operator("Mia")


def an_open_session(till: RegisterOverHttp) -> UUID:
    """Open a session, sell in it, and push all of that."""
    till.journal.open()
    till.journal.sell()
    till.push(till.journal.push())
    assert till.journal.session_id is not None
    return till.journal.session_id


def another_till(
    server: RunningServer, http: httpx.Client, operator: UUID, name: str = "Till 2"
) -> RegisterOverHttp:
    other = enrol_over_http(server, http, name)
    other.journal.operator = operator
    return other


def states(till: RegisterOverHttp, *asked: UUID) -> RegisterStateAnswer:
    return till.get("/v1/register", RegisterStateAnswer, session=[str(one) for one in asked])


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


class TestOneOperator:
    def test_with_a_normal_session_on_two_registers_is_told_of_the_first(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        first = an_open_session(till)
        other = another_till(server, http, till.journal.operator)
        other.journal.open()

        mark = other.push(other.journal.push())

        (told,) = states(other).sessions
        assert mark.flagged == [2]
        assert told.also_open is not None
        assert (told.also_open.id, told.also_open.register_name) == (first, "Till 1")
        assert states(till).sessions[0].also_open is None

    def test_is_free_again_when_the_first_is_closed(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        an_open_session(till)
        other = another_till(server, http, till.journal.operator)
        an_open_session(other)
        till.journal.close_uncounted()
        till.push(till.journal.push())

        assert states(other).sessions[0].also_open is None
        third = another_till(server, http, till.journal.operator, "Till 3")
        third.journal.open()
        assert third.push(third.journal.push()).flagged == [2]  # the second holds the slot now

    def test_may_have_more_where_the_setting_allows_it(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        with server.database.write() as db:
            set_setting(db, server.store_number, "normal_sessions_per_operator", "2")
        an_open_session(till)
        flagged = []
        for name in ("Till 2", "Till 3"):
            other = another_till(server, http, till.journal.operator, name)
            other.journal.open()
            flagged.append(other.push(other.journal.push()).flagged)

        assert flagged == [[], [2]]

    def test_has_any_number_of_deferred_and_training_sessions(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        an_open_session(till)
        other = another_till(server, http, till.journal.operator)
        other.journal.kind = CashSessionKind.TRAINING
        other.journal.open()
        other.journal.kind = CashSessionKind.DEFERRED
        other.journal.business_date -= timedelta(days=1)
        other.journal.open()

        assert other.push(other.journal.push()).flagged == []

    def test_who_hands_over_may_open_another(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        an_open_session(till)
        till.journal.hand_over(server.operator("Tom").id)
        till.push(till.journal.push())
        other = another_till(server, http, till.journal.operator)
        other.journal.open()

        assert other.push(other.journal.push()).flagged == []

    def test_who_takes_over_a_second_one_is_told(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        tom = server.operator("Tom").id
        an_open_session(till)
        other = another_till(server, http, tom)
        an_open_session(other)
        till.journal.hand_over(tom)

        mark = till.push(till.journal.push())

        assert mark.flagged == [4]
        assert states(till).sessions[0].also_open is not None


class TestAnOpening:
    @pytest.mark.parametrize("days", [0, 1])
    def test_of_a_deferred_session_for_today_or_later_is_flagged(
        self, till: RegisterOverHttp, days: int
    ) -> None:
        till.journal.kind = CashSessionKind.DEFERRED
        till.journal.business_date += timedelta(days=days)
        till.journal.open()

        assert till.push(till.journal.push()).flagged == [2]

    def test_of_a_deferred_session_by_a_cashier_is_flagged(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.operator = server.operator("Tom", Role.CASHIER).id
        till.journal.kind = CashSessionKind.DEFERRED
        till.journal.business_date -= timedelta(days=1)
        till.journal.open()

        assert till.push(till.journal.push()).flagged == [2]

    def test_in_the_place_of_an_open_one_is_flagged(self, till: RegisterOverHttp) -> None:
        till.journal.kind = CashSessionKind.DEFERRED
        for days in (1, 2, 1):
            till.journal.business_date -= timedelta(days=days)
            till.journal.open()
            till.journal.business_date += timedelta(days=days)

        assert till.push(till.journal.push()).flagged == [4]


class TestACorrection:
    def test_moves_a_session_to_another_day_and_keeps_every_sum(
        self, till: RegisterOverHttp
    ) -> None:
        day = till.journal.business_date
        till.journal.open()
        till.journal.sell()
        till.journal.close_uncounted()
        till.journal.redate(day - timedelta(days=1))
        mark = till.push(till.journal.push())

        totals = till.get("/v1/register/totals", TotalsAnswer)

        assert (mark.quarantined, mark.flagged) == ([], [])
        assert [(one.business_date, one.total) for one in totals.days] == [
            (day - timedelta(days=1), 349)
        ]
        assert [(one.business_date, one.total) for one in totals.sessions] == [(day, 349)]
        assert totals.total == 349

    def test_joins_two_sessions_and_follows_where_the_first_goes(
        self, till: RegisterOverHttp
    ) -> None:
        day, journal = till.journal.business_date, till.journal
        journal.kind = CashSessionKind.DEFERRED
        ids = []
        for back in (1, 2):
            journal.business_date = day - timedelta(days=back)
            journal.open()
            journal.sell()
            journal.close_uncounted()
            assert journal.session_id is not None
            ids.append(journal.session_id)
        journal.join(ids[0])
        journal.session_id, journal.business_date = ids[0], day - timedelta(days=1)
        journal.redate(day - timedelta(days=5))

        mark = till.push(journal.push())

        totals = till.get("/v1/register/totals", TotalsAnswer)
        assert (mark.quarantined, mark.flagged) == ([], [])
        assert [(one.business_date, one.sales, one.total) for one in totals.days] == [
            (day - timedelta(days=5), 2, 698)
        ]

    def test_of_an_open_session_or_into_itself_is_kept_apart(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        till.journal.redate(till.journal.business_date - timedelta(days=1))
        till.journal.close_uncounted()
        assert till.journal.session_id is not None
        till.journal.join(till.journal.session_id)
        till.journal.join(UUID(int=9))
        till.journal.redate(till.journal.business_date)

        assert till.push(till.journal.push()).quarantined == [3, 5, 6, 7]

    def test_by_a_cashier_is_flagged(self, server: RunningServer, till: RegisterOverHttp) -> None:
        till.journal.open()
        till.journal.close_uncounted()
        till.journal.operator = server.operator("Tom", Role.CASHIER).id
        till.journal.redate(till.journal.business_date - timedelta(days=1))

        assert till.push(till.journal.push()).flagged == [4]


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
