"""Two at once: one operator on two registers, and a manager who closes while a register pushes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from pos.domain.ledger import Account
from pos.runtime.ids import SystemIds
from pos.server import tables
from pos.server.database import Database
from pos.server.manager_log import LogPen, problems_of_log
from pos.server.session_closing import ClosedHere, Hand, SessionClosedAlready, close_here
from pos.server.session_rows import ClosedHow
from pos.server.stores import the_store
from pos.wire.messages import MarkAnswer, OperatorMessage, RegisterStateAnswer
from tests.builders import a_push
from tests.servers import Backend, RegisterOverHttp, RunningServer, enrol_over_http, rows, served

RACES = {Backend.SQLITE: 60, Backend.POSTGRESQL: 20}
CLOSINGS = 25


@pytest.fixture
def second_process(server: RunningServer) -> Iterator[httpx.Client]:
    """Serve the same database a second time, over connections of its own."""
    database = Database(server.database.engine)
    with (
        served(database, server.key, server.clock) as (url, _),
        httpx.Client(base_url=url, trust_env=False, timeout=30) as client,
    ):
        yield client


def push_new(till: RegisterOverHttp, pushed: int) -> MarkAnswer:
    return till.push(a_push(till.journal.sealed[pushed:]))


class TestOneOperatorOnTwoRegisters:
    def test_has_one_winner_each_time_and_the_other_is_told(
        self,
        server: RunningServer,
        http: httpx.Client,
        second_process: httpx.Client,
        backend: Backend,
    ) -> None:
        first, second = (enrol_over_http(server, http, f"Till {one}") for one in (1, 2))
        second.http = second_process
        for till in (first, second):
            till.push(till.journal.push())
        barrier, won = Barrier(2), {first.id: 0, second.id: 0}

        def open_one(till: RegisterOverHttp) -> tuple[RegisterOverHttp, MarkAnswer]:
            till.journal.open()
            barrier.wait()
            return till, push_new(till, len(till.journal.sealed) - 1)

        with ThreadPoolExecutor(2) as connections:
            for _ in range(RACES[backend]):
                pushed = connections.map(open_one, (first, second))
                flagged = [till for till, mark in pushed if mark.flagged]
                assert len(flagged) == 1
                (loser,) = flagged
                winner = second if loser is first else first
                won[winner.id] += 1
                self.require_told(loser, winner)
                for till in (winner, loser):
                    till.journal.close_uncounted()
                    assert push_new(till, len(till.journal.sealed) - 1).flagged == []

        assert sum(won.values()) == RACES[backend]
        assert rows(server, tables.operator_slot) == 0

    def require_told(self, loser: RegisterOverHttp, winner: RegisterOverHttp) -> None:
        (told,) = loser.get("/v1/register", RegisterStateAnswer).sessions
        (other,) = winner.get("/v1/register", RegisterStateAnswer).sessions
        assert told.also_open is not None
        assert told.also_open.id == winner.journal.session_id == other.id
        assert other.also_open is None


class TestAManagerWhoClosesWhileTheRegisterPushes:
    def test_comes_before_or_after_and_the_books_are_the_same(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        mia, beside, barrier = server.operator("Mia"), Database(server.database.engine), Barrier(2)
        held = set()

        def close(session_id: UUID) -> ClosedHere:
            barrier.wait()
            return self.close(server, beside, session_id, mia)

        def push_sale(pushed: int) -> MarkAnswer:
            barrier.wait()
            return push_new(till, pushed)

        with ThreadPoolExecutor(2) as connections:
            for _ in range(CLOSINGS):
                till.journal.open()
                till.journal.sell()
                till.push(till.journal.push())
                pushed, session_id = len(till.journal.sealed), till.journal.session_id
                assert session_id is not None
                till.journal.sell()
                closing = connections.submit(close, session_id)
                pushing = connections.submit(push_sale, pushed)
                closed, mark = closing.result(), pushing.result()
                assert (mark.quarantined, mark.flagged) == ([], [])
                held.add(closed.session.held_seq == pushed)
                assert closed.figures.sales == (1 if closed.session.held_seq == pushed else 2)
                till.journal.close_uncounted()
                assert push_new(till, pushed + 1).flagged == []

        assert self.balance(server, Account.TILL) == 0
        assert self.balance(server, Account.SAFE) == CLOSINGS * 2 * 349
        with server.database.read() as db:
            assert problems_of_log(db, server.store_number, server.key.verifying_key) == []

    def test_and_a_second_manager_close_it_once(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        managers = [server.operator(name) for name in ("Mia", "Max")]
        beside, barrier = Database(server.database.engine), Barrier(2)

        def close(by: OperatorMessage) -> str:
            barrier.wait()
            session_id = till.journal.session_id
            assert session_id is not None
            try:
                self.close(server, beside if by.name == "Max" else server.database, session_id, by)
            except SessionClosedAlready:
                return "late"
            return "closed"

        with ThreadPoolExecutor(2) as connections:
            for _ in range(CLOSINGS):
                till.journal.open()
                till.push(till.journal.push())
                assert sorted(connections.map(close, managers)) == ["closed", "late"]
                till.journal.close_uncounted()

        assert rows(server, tables.z_report) == rows(server, tables.manager_log) + CLOSINGS - 1

    def close(
        self, server: RunningServer, database: Database, session_id: UUID, by: OperatorMessage
    ) -> ClosedHere:
        hand = Hand(how=ClosedHow.MANAGER, by=by, reason="typed twice")
        with database.write() as db:
            pen = LogPen(server.key, SystemIds(), server.clock.now())
            return close_here(db, the_store(db), session_id, hand, pen)

    def balance(self, server: RunningServer, account: Account) -> int:
        posting = tables.posting.c
        with server.database.read() as db:
            query = select(func.coalesce(func.sum(posting.amount), 0))
            return int(db.execute(query.where(posting.account == account.value)).scalar_one())
