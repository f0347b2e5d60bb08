"""PostgreSQL behind the server: its failures in the midst of things, and its address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from pos.cli import main
from pos.server import tables
from pos.server.database import OutcomeUnknown, TransactionUndone, insert_rows
from pos.server.folder import DATABASE_URL, opened
from pos.server.postgresql import hold
from pos.server.register_rows import lock_register
from pos.server.repeating import repeated, repeated_safely
from pos.server.stores import store_numbers
from pos.wire.codec import decode
from pos.wire.messages import MarkAnswer
from tests.builders import a_push
from tests.postgresql import a_database, cluster
from tests.servers import (
    Backend,
    RegisterOverHttp,
    RunningServer,
    a_running_server,
    effects,
    enrol_over_http,
    refusal,
    rows,
    wait_until_answers,
)

SHOP = ["--name", "Corner Shop", "--currency", "EUR", "--timezone", "Europe/Paris"]
CRASHES = 3
TRIES = 400


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with a_running_server(tmp_path / "server", Backend.POSTGRESQL) as running:
        yield running


@pytest.fixture
def till(server: RunningServer) -> Iterator[RegisterOverHttp]:
    with server.client() as client:
        yield enrol_over_http(server, client)


def a_day(till: RegisterOverHttp, sales: int = 3) -> None:
    till.journal.open()
    for _ in range(sales):
        till.journal.sell()


def backends_that_wait(server: RunningServer) -> list[int]:
    name = server.database.engine.url.database
    found = cluster().run(
        f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'"
    )
    return [int(str(pid)) for (pid,) in found]


def pushed_while_locked(server: RunningServer, till: RegisterOverHttp) -> MarkAnswer:
    """Push while the register's row is locked, and end the backend that waits for it."""
    with ThreadPoolExecutor(1) as beside:
        with server.database.write_beside() as db:
            lock_register(db, server.store_number, 1)
            pushing: Future[MarkAnswer] = beside.submit(till.push, till.journal.push())
            for _ in range(TRIES):
                if waiting := backends_that_wait(server):
                    break
                threading.Event().wait(0.02)
            assert waiting
            cluster().run(f"SELECT pg_terminate_backend({waiting[0]})")
        return pushing.result()


class TestAPush:
    def test_is_repeated_when_its_connection_is_killed_in_mid_transaction(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        a_day(till)

        mark = pushed_while_locked(server, till)

        assert mark.high_water == len(till.journal.sealed)
        assert effects(server)[0] == 3
        assert rows(server, tables.journal_entry) == len(till.journal.sealed)

    @pytest.mark.parametrize("was_committed", [False, True])
    def test_is_repeated_when_nobody_knows_whether_it_was_committed(
        self, server: RunningServer, till: RegisterOverHttp, *, was_committed: bool
    ) -> None:
        a_day(till)
        lost: list[bool] = []

        def lose(db: Connection) -> None:
            if lost or not db.exec_driver_sql("SELECT count(*) FROM sale").scalar():
                return
            lost.append(True)
            raw: Any = db.connection.driver_connection
            if was_committed:
                raw.commit()
            raise OperationalError(
                "COMMIT", None, psycopg.OperationalError("lost"), connection_invalidated=True
            )

        event.listen(server.database.engine, "commit", lose)
        mark = till.push(till.journal.push())

        assert lost == [True]
        assert mark.high_water == len(till.journal.sealed)
        assert effects(server)[0] == 3

    def test_has_its_effects_once_though_postgresql_crashes_again_and_again(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        statuses: list[int] = []
        has_ended = threading.Event()

        def push_until_taken(sales: int) -> None:
            a_day(till, sales=0)
            for _ in range(sales):
                till.journal.sell()
                while True:
                    answer = till.send(a_push(till.journal.sealed))
                    statuses.append(answer.status_code)
                    if answer.status_code == 200:
                        break
                    assert int(answer.headers["Retry-After"]) > 0
                    has_ended.wait(0.01)

        with ThreadPoolExecutor(1) as beside:
            pushing = beside.submit(push_until_taken, 40)
            for _ in range(CRASHES):
                cluster().crash_and_start()
                threading.Event().wait(0.1)
            pushing.result()

        assert set(statuses) <= {200, 503}
        assert effects(server)[0] == 40
        assert rows(server, tables.journal_entry) == len(till.journal.sealed)

    def test_is_refused_with_a_time_to_come_again_while_there_is_no_database(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        a_day(till)
        cluster().stop()
        try:
            gone = till.send(till.journal.push())
            ready = httpx.get(f"{server.url}/ready", trust_env=False)
        finally:
            cluster().start()

        assert refusal(gone, 503).message.startswith("PostgreSQL does not answer")
        assert int(gone.headers["Retry-After"]) > 0
        assert ready.status_code == 503
        wait_until_answers(server.url, "/ready")
        assert decode(till.send(till.journal.push()).content, MarkAnswer).high_water == 5


class TestADeadlock:
    def test_is_undone_on_one_side_and_repeated(self, server: RunningServer) -> None:
        meet = threading.Barrier(2)
        tries: list[str] = []

        @repeated
        def take(first: str, second: str) -> str:
            with server.database.write_beside() as db:
                tries.append(first)
                hold(db, first)
                if tries.count(first) == 1 and len(tries) <= 2:
                    meet.wait(30)
                hold(db, second)
            return first

        with ThreadPoolExecutor(2) as both:
            ended = list(both.map(take, "ab", "ba"))

        assert ended == ["a", "b"]
        assert len(tries) == 3


class TestRepeating:
    @pytest.mark.parametrize("how", [repeated, repeated_safely])
    def test_ends_after_some_tries(self, how: Any) -> None:
        tries: list[int] = []

        @how
        def ask() -> None:
            tries.append(1)
            raise TransactionUndone("again")

        with pytest.raises(TransactionUndone):
            ask()
        assert 2 < len(tries) < 10

    def test_leaves_what_may_have_been_done_to_those_that_can_bear_it_twice(self) -> None:
        tries: list[int] = []

        def ask() -> None:
            tries.append(1)
            raise OutcomeUnknown("perhaps")

        with pytest.raises(OutcomeUnknown):
            repeated(ask)()
        assert len(tries) == 1


class TestTheAddress:
    def test_is_kept_with_the_folder_and_used_by_every_command(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        root = tmp_path / "server"
        with a_database() as url:
            assert main(["store", "create", "--data", str(root), *SHOP, "--database", url]) == 0
            assert main(["register", "add", "--data", str(root), "--name", "Till 1"]) == 0
            capsys.readouterr()
            assert main(["register", "list", "--data", str(root), "--json"]) == 0

            assert "Till 1" in capsys.readouterr().out
            assert not (root / "server.db").exists()
            assert "postgresql://evertill@/" in (root / "evertill.json").read_text()
            with opened(root) as server, server.database.read() as db:
                assert store_numbers(db) == [1]
                assert db.dialect.name == "postgresql"

    def test_is_refused_with_a_password_in_it(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for url in ("postgresql://me:hidden@host/shop", "postgresql://host/shop?password=hidden"):
            root = tmp_path / "server"

            assert main(["store", "create", "--data", str(root), *SHOP, "--database", url]) == 1

            told = capsys.readouterr().err
            assert "PGPASSWORD" in told
            assert "hidden" not in told
            assert not root.exists()

    def test_is_refused_where_another_store_is(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], server: RunningServer
    ) -> None:
        url = cluster().url(str(server.database.engine.url.database))

        assert main(["store", "create", "--data", str(tmp_path / "x"), *SHOP, "--database", url])

        assert "holds a store already" in capsys.readouterr().err
        with server.database.read() as db:
            assert store_numbers(db) == [1]

    def test_may_come_from_the_environment_with_its_password(
        self, server: RunningServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        kept = cluster().url(str(server.database.engine.url.database))
        monkeypatch.setenv(DATABASE_URL, kept.replace("evertill@", "evertill:secret@"))

        with opened(server.root) as found, found.database.read() as db:
            assert store_numbers(db) == [1]

    @pytest.mark.parametrize(
        ("name", "told"),
        [("nobody_made_this", "no such database"), ("", "does not answer")],
    )
    def test_that_leads_nowhere_is_told_without_it(
        self, name: str, told: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        url = cluster().url(name) if name else "postgresql://127.0.0.1:1/shop"

        assert main(["store", "create", "--data", str(tmp_path / "x"), *SHOP, "--database", url])

        shown = capsys.readouterr().err
        assert told in shown
        assert "127.0.0.1" not in shown


class TestManyRows:
    def test_that_break_a_rule_are_refused_as_one_row_is(self, server: RunningServer) -> None:
        rows_of_one_key = [(1, "test", "the same", number) for number in range(9)]

        with pytest.raises(IntegrityError), server.database.write() as db:
            insert_rows(db, tables.tries, rows_of_one_key)
        with pytest.raises(DataError), server.database.write() as db:
            insert_rows(db, tables.tries, [(1, "test", "\0", number) for number in range(9)])

    def test_are_lost_with_their_connection_and_nothing_else(self, server: RunningServer) -> None:
        def break_off() -> None:
            with server.database.write() as db:
                ended = db.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
                cluster().run(f"SELECT pg_terminate_backend({ended})")
                insert_rows(db, tables.tries, [(1, "test", str(one), one) for one in range(9)])

        with pytest.raises(TransactionUndone):
            break_off()
        assert rows(server, tables.tries) == 0
