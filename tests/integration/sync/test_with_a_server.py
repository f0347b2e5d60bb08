"""A register and a real server over HTTP: enrolment, a day's sales, outages, a restored server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pos.bootstrap import Register, Surroundings, open_register
from pos.domain.event import parse_event
from pos.domain.handshake import Verdict
from pos.domain.reconciliation import ServerState
from pos.models.base import utc_text
from pos.runtime.clock import SystemClock
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.worker import DatabaseWorker
from pos.server.feeds import put
from pos.sync.answers import RequestRefused
from pos.sync.enrolment import EnrolmentPorts, enrol
from pos.sync.exchange import Exchange, open_exchange
from pos.sync.local_store import LocalStore
from pos.sync.scheduler import SyncScheduler
from pos.sync.status import Contact, SyncStatus
from pos.wire.codec import encode
from pos.wire.messages import ProductMessage
from tests.builders import JournalWriter
from tests.fakes import FakeClock
from tests.servers import NOW, RunningServer, a_running_server

PATIENCE = 15
MILK = ProductMessage(
    sku="MILK", name="Fresh Milk", unit="each", price="1.29", tax_category="reduced"
)


class Till:
    """An enrolled register on its folder, with a journal to write to and an exchange."""

    def __init__(self, register: Register, exchange: Exchange) -> None:
        self.register = register
        self.exchange = exchange
        self.writer = JournalWriter(
            store=register.identity.store_id,
            register=register.identity.register_id,
            key=register.identity.key,
            clock=register.clock,
            ids=SystemIds(),
        )

    def sell(self, count: int = 1) -> None:
        for _ in range(count):
            if self.writer.session_id is None:
                self.writer.open()
            else:
                self.writer.sell()
            self._append()

    def _append(self) -> None:
        sealed = self.writer.sealed[-1]
        event = parse_event(sealed.body)

        def append() -> None:
            with self.register.database.begin() as db:
                db.exec_driver_sql(
                    "INSERT INTO journal (series, seq, event_id, kind, recorded_at, body, hash, "
                    "sig) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        event.series,
                        event.seq,
                        str(event.event_id),
                        event.kind,
                        utc_text(event.recorded_at),
                        sealed.body.decode(),
                        sealed.hash,
                        sealed.sig,
                    ),
                )
                db.exec_driver_sql(
                    "UPDATE register_state SET seq = ?, head_hash = ?", (event.seq, sealed.hash)
                )

        self.register.worker.run(append)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with a_running_server(tmp_path / "server") as running:
        with running.database.write() as db:
            put(db, running.store_number, "product", {"MILK": encode(MILK)})
        yield running


def enrolled(root: Path, server: RunningServer, code: str | None = None) -> None:
    ports = EnrolmentPorts(
        clock=FakeClock(NOW),
        ids=SystemIds(),
        chance=SystemChance(),
        crash_points=Settings().crash_points,
        ask_passphrase=lambda _: "pw",
    )
    enrol(root, server=server.url, code=code or server.code(), ports=ports)


@pytest.fixture
def till(tmp_path: Path, server: RunningServer) -> Iterator[Till]:
    enrolled(tmp_path / "till", server)
    surroundings = Surroundings(
        clock=FakeClock(NOW), ids=SystemIds(), chance=SystemChance(), settings=Settings()
    )
    register = open_register(
        tmp_path / "till",
        ask_passphrase=lambda _: "pw",
        worker=DatabaseWorker(),
        surroundings=surroundings,
    )
    local = LocalStore(register.database, register.worker, register.clock)
    schedule = SyncScheduler(SystemClock())
    exchange = open_exchange(
        local,
        register.identity.key,
        register.chance,
        register.session_reconciliation,
        scheduler=schedule,
    )
    yield Till(register, exchange)
    exchange.close()
    register.close()


class TestEnrolment:
    def test_with_a_used_code_is_refused(self, tmp_path: Path, server: RunningServer) -> None:
        code = server.code()
        enrolled(tmp_path / "one", server, code)

        with pytest.raises(RequestRefused, match="used by another device"):
            enrolled(tmp_path / "two", server, code)

    def test_with_a_wrong_code_is_refused(self, tmp_path: Path, server: RunningServer) -> None:
        with pytest.raises(RequestRefused, match="not known here"):
            enrolled(tmp_path / "one", server, "0000-0000-0000")


class TestACycle:
    def test_brings_sales_up_and_the_catalogue_down(
        self, till: Till, server: RunningServer
    ) -> None:
        till.sell(5)

        result = till.exchange.cycle()

        assert result.problem is None
        assert (result.pushed, result.waiting, result.verdict) == (5, 0, Verdict.NORMAL)
        assert till.register.catalogue.size() == 1
        assert till.exchange.status.cash_sessions == ()

    def test_knows_what_the_server_says_of_its_cash_session(self, till: Till) -> None:
        till.sell(2)
        till.exchange.cycle()
        till.exchange.engine._in_doubt = True

        till.exchange.cycle()

        [known] = till.exchange.status.offered  # its rows were never written here
        assert (known.id, known.state) == (till.writer.session_id, ServerState.OPEN)

    def test_gets_a_changed_price_and_a_deletion(self, till: Till, server: RunningServer) -> None:
        till.exchange.cycle()
        with server.database.write() as db:
            dearer = msgspec.structs.replace(MILK, price="1.49")
            put(db, server.store_number, "product", {"MILK": encode(dearer)})
        till.exchange.cycle()
        assert str(till.register.catalogue.find("MILK").price) == "1.49"

        with server.database.write() as db:
            put(db, server.store_number, "product", {"MILK": None})
        till.exchange.cycle()

        assert till.register.catalogue.size() == 0

    def test_tells_totals_that_the_server_signed(self, till: Till) -> None:
        till.sell(4)
        till.exchange.cycle()

        totals = till.exchange.totals()

        assert (totals.head, totals.sales) == (till.writer.head, 3)
        assert totals.total == till.writer.perpetual_total.minor

    def test_ends_in_words_where_nothing_listens(self, till: Till, tmp_path: Path) -> None:
        till.sell()
        with till.register.database.begin() as db:
            db.exec_driver_sql("UPDATE enrolment SET server_url = 'http://127.0.0.1:1'")
        local = LocalStore(till.register.database, till.register.worker, till.register.clock)
        register = till.register
        nowhere = open_exchange(
            local, register.identity.key, register.chance, register.session_reconciliation
        )

        result = nowhere.cycle()

        nowhere.close()
        assert (result.reached, result.waiting, result.verdict) == (False, 1, Verdict.UNKNOWN)
        assert "nothing listens there" in str(result.problem)


class TestABacklog:
    def test_leaves_in_batches_as_large_as_the_server_takes(
        self, till: Till, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pos.server.bodies.DECOMPRESSED_MAX", 30_000)
        till.sell(60)

        result = till.exchange.cycle()

        assert (result.problem, result.pushed, result.waiting) == (None, 60, 0)

    def test_is_kept_while_one_entry_alone_is_too_large_and_leaves_when_it_is_not(
        self, till: Till, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        till.sell(5)
        with monkeypatch.context() as patched:
            patched.setattr("pos.server.bodies.DECOMPRESSED_MAX", 1_000)
            patched.setattr("pos.server.bodies.RECEIVED_MAX", 1_000)

            result = till.exchange.cycle()

        assert "alone is larger" in str(result.problem)
        assert result.reached
        assert result.waiting == 5 - result.pushed > 0
        assert till.register.catalogue.size() == 1
        assert till.exchange.cycle().is_at_rest

    def test_leaves_after_an_outage_that_opened_the_circuit(
        self, till: Till, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        till.sell(5)
        with monkeypatch.context() as patched:
            patched.setattr("pos.server.readiness.Readiness.is_prepared", False)
            for _ in range(8):
                till.exchange.engine.try_now()
                till.exchange.engine.tick()
        assert till.exchange.status.pace.is_circuit_open
        assert till.exchange.status.waiting == 5

        till.exchange.engine.try_now()
        till.exchange.engine.tick()

        assert not till.exchange.status.pace.is_circuit_open
        assert till.exchange.status.waiting == 0


class TestTheBackground:
    def test_sends_a_sale_without_being_asked(self, till: Till) -> None:
        at_rest = threading.Event()

        def watch(status: SyncStatus) -> None:
            if status.contact is Contact.ONLINE and not status.waiting:
                at_rest.set()

        till.exchange.listen(watch)
        till.exchange.start()
        assert at_rest.wait(PATIENCE)
        at_rest.clear()

        till.sell(3)
        till.exchange.nudge()

        assert at_rest.wait(PATIENCE)
        assert till.exchange.totals().head == till.writer.head
