"""The contract with several processes behind one address: every effect once, whoever answers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest

from pos.domain.ledger import Account
from pos.server import tables
from pos.server.session_closing import ClosedHere
from pos.wire.messages import MarkAnswer
from tests.builders import a_push
from tests.contract.closings import balance
from tests.keys import new_signing_key
from tests.servers import (
    Backend,
    RegisterOverHttp,
    RunningServer,
    an_enrol_request,
    effects,
    enrol_over_http,
    post,
    rows,
)
from tests.serving_processes import a_server_of_workers

CONNECTIONS = 8
SALES = 5
CLOSINGS = 6


@pytest.fixture
def workers(tmp_path: Path, backend: Backend) -> Iterator[RunningServer]:
    with a_server_of_workers(tmp_path / "server", backend) as running:
        yield running


@pytest.fixture
def till(workers: RunningServer) -> Iterator[RegisterOverHttp]:
    with workers.client() as client:
        yield enrol_over_http(workers, client)


def push_anew(till: RegisterOverHttp, pushed: int) -> MarkAnswer:
    """Push over a connection of its own, which any of the workers may take."""
    with till.server.client() as client:
        other = RegisterOverHttp(till.server, client, till.key, till.enrolled, till.journal)
        other.headers = till.headers
        return other.push(a_push(till.journal.sealed[pushed:]))


class TestTheSamePushFromEightConnections:
    def test_has_its_effects_once(self, workers: RunningServer, till: RegisterOverHttp) -> None:
        till.journal.open()
        for _ in range(SALES):
            till.journal.sell()
        barrier = Barrier(CONNECTIONS)

        def push(_: int) -> MarkAnswer:
            barrier.wait()
            return push_anew(till, 0)

        with ThreadPoolExecutor(CONNECTIONS) as connections:
            marks = list(connections.map(push, range(CONNECTIONS)))

        assert {mark.high_water for mark in marks} == {len(till.journal.sealed)}
        assert rows(workers, tables.journal_entry) == len(till.journal.sealed)
        once = effects(workers)
        assert once[0] == SALES
        push_anew(till, 0)
        assert effects(workers) == once


class TestPushAndCloseAtOnce:
    def test_come_one_behind_the_other(
        self, workers: RunningServer, till: RegisterOverHttp
    ) -> None:
        mia, barrier = workers.operator("Mia"), Barrier(2)

        def close(session_id: UUID) -> ClosedHere:
            barrier.wait()
            return workers.close_here(session_id, mia)

        def push(pushed: int) -> MarkAnswer:
            barrier.wait()
            return push_anew(till, pushed)

        with ThreadPoolExecutor(2) as both:
            for _ in range(CLOSINGS):
                till.journal.open()
                till.journal.sell()
                till.push(till.journal.push())
                pushed, session_id = len(till.journal.sealed), till.journal.session_id
                assert session_id is not None
                till.journal.sell()
                closing, pushing = both.submit(close, session_id), both.submit(push, pushed)
                closed, mark = closing.result(), pushing.result()
                assert (mark.quarantined, mark.flagged) == ([], [])
                assert closed.figures.sales == (1 if closed.session.held_seq == pushed else 2)
                till.journal.close_uncounted()
                assert push_anew(till, pushed + 1).flagged == []

        assert balance(workers, Account.TILL) == 0
        assert rows(workers, tables.sale) == 2 * CLOSINGS


class TestTriesOfStrangers:
    def test_are_counted_by_all_workers_together(self, workers: RunningServer) -> None:
        request = an_enrol_request("AAAA-AAAA-AAAA", new_signing_key())

        def guess(_: int) -> int:
            with workers.client() as client:
                return post(client, "/v1/enrolments", request).status_code

        with ThreadPoolExecutor(CONNECTIONS) as connections:
            statuses = list(connections.map(guess, range(2 * CONNECTIONS)))

        assert 10 <= statuses.count(404) <= 12  # a slow machine may have refilled one or two
        assert set(statuses) == {404, 429}
