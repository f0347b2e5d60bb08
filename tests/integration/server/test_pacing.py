"""Pacing: tries that a stranger has, shared by all processes of a server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos.server import tables
from pos.server.database import Database
from pos.server.pacing import Pacing
from pos.server.refusals import Refusal
from tests.servers import NOW, Backend, a_running_server, rows

TWO = Pacing(purpose="test", tries=2, seconds_per_try=10)


@pytest.fixture(params=list(Backend))
def database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    with a_running_server(tmp_path / "server", request.param) as server:
        yield server.database


def spend(database: Database, caller: str, now: datetime = NOW) -> int | None:
    """Take a try; return how long to wait where there is none."""
    try:
        with database.write_beside() as db:
            TWO.spend(db, 1, caller, now)
    except Refusal as refused:
        return refused.retry_after
    return None


class TestPacing:
    def test_gives_each_caller_tries_of_its_own_and_refills_them(self, database: Database) -> None:
        later = NOW + timedelta(seconds=10)

        assert [spend(database, one) for one in ("one", "one", "other", "one")] == [
            None,
            None,
            None,
            10,
        ]
        assert [spend(database, "one", later) for _ in range(2)] == [None, 10]

    def test_is_one_for_all_processes(self, database: Database) -> None:
        beside = Database(database.engine)

        assert [spend(one, "one") for one in (database, beside, database)] == [None, None, 10]

    def test_does_not_wait_longer_because_the_clock_was_set_back(self, database: Database) -> None:
        spend(database, "one")
        spend(database, "one")

        assert spend(database, "one", NOW - timedelta(days=9)) == 10

    def test_forgets_who_has_all_tries_again(self, tmp_path: Path) -> None:
        with a_running_server(tmp_path / "server") as server:
            for number in range(50):
                spend(server.database, str(number))

            spend(server.database, "much later", NOW + timedelta(hours=1))

            assert rows(server, tables.tries) == 1
