"""A register and a server that exchange in memory: real database, real signatures, no network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pos.domain.chain import ChainHead
from pos.domain.event import SealedEvent, parse_event
from pos.models.base import utc_text
from pos.models.database import Database, open_database
from pos.runtime.worker import InlineWorker
from pos.services.cash_sessions import CashSessions
from pos.services.identity import load_identity
from pos.services.journal import Journal
from pos.services.session_reconciliation import SessionReconciliation
from pos.sync.engine import SyncEngine
from pos.sync.exchange import Exchange, open_exchange
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks
from pos.sync.new_register import NewRegister, write_new_register
from pos.sync.scheduler import Tick
from pos.wire.messages import (
    ChangeMessage,
)
from tests.builders import JournalWriter
from tests.fakes import FakeChance, FakeClock, FakeCrashPoints, FakeIds
from tests.fakes_server import (
    AN_ENROLMENT,
    DEVICE_KEY,
    NOW,
    FakeServer,
)

KEY = "ab" * 32


class FakeScheduler:
    """A schedule without time: ticks when the test says so."""

    def __init__(self) -> None:
        self._tick: Tick | None = None
        self.nudges = 0
        self.is_closed = False

    def start(self, tick: Tick) -> None:
        self._tick = tick

    def nudge(self) -> None:
        self.nudges += 1

    def close(self) -> None:
        self.is_closed = True

    def tick(self) -> timedelta:
        """Run what was started, once, and return how long it would rest."""
        assert self._tick is not None
        return self._tick()


@dataclass
class ExchangeInTest:
    """A register on a real file beside a server in memory."""

    path: Path
    database: Database
    clock: FakeClock
    crash_points: FakeCrashPoints
    local: LocalStore
    opened: Exchange
    scheduler: FakeScheduler
    cash_sessions: CashSessions
    reconciliation: SessionReconciliation
    server: FakeServer
    writer: JournalWriter

    @property
    def engine(self) -> SyncEngine:
        return self.opened.engine

    @property
    def marks(self) -> Marks:
        return self.opened.engine.marks

    def sell(self, count: int = 1) -> None:
        """Write so many entries into the journal."""
        for _ in range(count):
            if self.writer.session_id is None:
                self.writer.open()
            else:
                self.writer.sell()
            self._append(self.writer.sealed[-1])

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table."""
        with self.database.begin() as db:
            names = db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
            return {
                name: [tuple(row) for row in db.exec_driver_sql(f'SELECT * FROM "{name}"')]
                for name in sorted(names.scalars())
            }

    def acknowledged(self) -> int:
        return int(self.value("SELECT acknowledged_seq FROM sync_state"))

    def value(self, sql: str) -> Any:
        with self.database.begin() as db:
            return db.exec_driver_sql(sql).scalar_one_or_none()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.database.begin() as db:
            return [tuple(row) for row in db.exec_driver_sql(sql)]

    def head(self) -> ChainHead:
        return self.writer.head

    def _append(self, sealed: SealedEvent) -> None:
        event = parse_event(sealed.body)
        row = (
            event.series,
            event.seq,
            str(event.event_id),
            event.kind,
            utc_text(event.recorded_at),
            sealed.body.decode(),
            sealed.hash,
            sealed.sig,
        )
        with self.database.begin() as db:
            db.exec_driver_sql(
                "INSERT INTO journal (series, seq, event_id, kind, recorded_at, body, hash, sig) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            db.exec_driver_sql(
                "UPDATE register_state SET seq = ?, head_hash = ?", (event.seq, sealed.hash)
            )


def an_exchange(
    folder: Path,
    changes: Iterable[ChangeMessage] = (),
    *,
    points: FakeCrashPoints | None = None,
    server: FakeServer | None = None,
) -> ExchangeInTest:
    """Return a register and its server: the one that is in the folder, else one just enrolled."""
    path = folder / "register.db"
    if not path.exists():
        path.write_bytes(_an_enrolled_database())
    points, clock = points or FakeCrashPoints(), FakeClock(NOW)
    database = open_database(path, KEY, points)
    local = LocalStore(database, InlineWorker(), clock, points)
    identity = local.run(lambda db: load_identity(db, DEVICE_KEY))
    journal = Journal(identity, clock, FakeIds(_source(database)))
    cash_sessions = CashSessions(database, journal)
    reconciliation = SessionReconciliation(database, journal, cash_sessions)
    server, scheduler = server or FakeServer(feed=list(changes)), FakeScheduler()
    opened = open_exchange(
        local,
        DEVICE_KEY,
        FakeChance(),
        reconciliation,
        transport=server,
        scheduler=scheduler,
    )
    return ExchangeInTest(
        path=path,
        database=database,
        clock=clock,
        crash_points=points,
        local=local,
        opened=opened,
        scheduler=scheduler,
        cash_sessions=cash_sessions,
        reconciliation=reconciliation,
        server=server,
        writer=JournalWriter(key=DEVICE_KEY, clock=clock),
    )


def an_exchange_with_three_sent(exchange: ExchangeInTest) -> ExchangeInTest:
    """Return it with three entries confirmed and two more waiting."""
    exchange.sell(3)
    assert exchange.engine.cycle().pushed == 3
    exchange.sell(2)
    return exchange


def _source(database: Database) -> int:
    """Return where ids come from: elsewhere for each start of the same register."""
    with database.begin() as db:
        return 1 + int(db.exec_driver_sql("SELECT count(*) FROM journal").scalar_one())


@cache
def _an_enrolled_database() -> bytes:
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "register.db"
        new = NewRegister(
            answer=AN_ENROLMENT,
            server_url="http://127.0.0.1:1",
            public_key=DEVICE_KEY.verifying_key.der,
            enrolled_at=NOW,
        )
        write_new_register(path, KEY, new)
        return path.read_bytes()
