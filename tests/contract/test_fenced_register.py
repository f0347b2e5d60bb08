"""What a register may still send after it was fenced, and what the server makes of it."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from pos.domain.signature import Purpose, SignatureWrong
from pos.runtime.ids import SystemIds
from pos.server import tables
from pos.server.manager_log import LogPen
from pos.server.register_deeds import Manager, fence_register
from pos.server.stores import the_store
from pos.wire.codec import register_state_bytes
from pos.wire.messages import OperatorMessage, RegisterStateAnswer
from tests.builders import a_push
from tests.contract.closings import an_open_session, clearing_of, state_of, z_versions
from tests.servers import RegisterOverHttp, RunningServer, enrol_over_http, rows


def fence(server: RunningServer, by: OperatorMessage, name: str = "Till 1") -> None:
    pen = LogPen(server.key, SystemIds(), server.clock.now())
    manager = Manager(operator=by, reason="it fell into the sea")
    with server.database.write() as db:
        fence_register(db, the_store(db), name, manager, pen)


class TestAFencedRegister:
    def test_is_given_a_token_and_told_so_under_the_servers_signature(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        before = till.get("/v1/register", RegisterStateAnswer)
        fence(server, mia)
        till.sign_in()

        after = till.get("/v1/register", RegisterStateAnswer)

        assert (before.standing, after.standing) == ("in_use", "fenced")

    def test_hears_nothing_of_other_registers(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        other = enrol_over_http(server, till.http, "Till 2")
        other.journal.operator = server.operator("Tom").id
        an_open_session(other)
        server.clock.advance(_DAYS)
        till.sign_in()
        other.sign_in()
        assert len(other.get("/v1/register", RegisterStateAnswer).stuck) == 1

        fence(server, mia)

        assert till.get("/v1/register", RegisterStateAnswer).stuck == []

    def test_sends_late_what_belongs_to_a_session_that_the_fence_closed(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)
        fence(server, mia)
        (before,) = z_versions(server, session_id)
        till.sign_in()
        till.journal.sell()
        till.journal.close_uncounted(clearing_of(state_of(till, session_id)))

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [])
        first, *_, last = z_versions(server, session_id)
        assert (first, first.origin) == (before, "fence")
        assert (last.origin, last.sales, last.late_sales) == ("register", 2, 1)
        assert rows(server, tables.late_entry) == 2

    @pytest.mark.parametrize("size", [1, 2, 9])
    def test_has_what_it_opened_since_kept_in_quarantine(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage, size: int
    ) -> None:
        session_id = an_open_session(till)
        fence(server, mia)
        till.sign_in()
        till.journal.open()  # a second one, that the server never heard of
        till.journal.sell()
        till.journal.count()
        till.journal.close()
        till.journal.session_id = session_id
        till.journal.sell()
        held = len(till.journal.sealed) - 5

        found: set[int] = set()
        for at in range(held, len(till.journal.sealed), size):
            for _ in range(2):  # the answer was lost: the same again
                mark = till.push(a_push(till.journal.sealed[at : at + size]))
                found.update(mark.quarantined)

        assert mark.high_water == len(till.journal.sealed)
        assert found == {held + 1, held + 2, held + 3, held + 4}
        assert [one.sales for one in z_versions(server, session_id)] == [1, 2]
        assert (rows(server, tables.cash_session), rows(server, tables.sale)) == (1, 2)
        with server.database.read() as db:
            (reason,) = set(db.execute(select(tables.quarantine.c.reason)).scalars())
        assert reason == (
            "the register was fenced on 2026-03-28 14:00 UTC, before the server heard of its cash "
            "session"
        )

    def test_whose_key_is_not_shown_is_given_no_token(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        fence(server, mia)
        stranger = enrol_over_http(server, till.http, "Till 2")
        stranger.enrolled = till.enrolled

        with pytest.raises(AssertionError, match="not this register's"):
            stranger.sign_in()

    def test_signs_its_answer_whole(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        fence(server, mia)
        till.sign_in()
        answer = till.get("/v1/register", RegisterStateAnswer)
        sig = b64decode(answer.sig)
        key = server.key.verifying_key

        key.verify(Purpose.REGISTER_STATE, register_state_bytes(answer), sig)

        changed = msgspec.structs.replace(answer, standing="in_use")
        with pytest.raises(SignatureWrong):
            key.verify(Purpose.REGISTER_STATE, register_state_bytes(changed), sig)


_DAYS = timedelta(days=30)
