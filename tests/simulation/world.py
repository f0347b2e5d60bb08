"""A shop in one process: real registers on real files, the real server, one clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from pos.bootstrap import Register, Surroundings, open_register
from pos.domain.permission import Role
from pos.domain.signature import SigningKey
from pos.domain.store import Store
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.paths import read_data_folder
from pos.runtime.secret_names import DATABASE_KEY, DEVICE_KEY, ENROLLED
from pos.runtime.secrets import open_secrets
from pos.server.context import ServerContext, server_context
from pos.server.database import Database as ServerDatabase
from pos.server.enrolment import new_code
from pos.server.epochs import begin_epoch
from pos.server.feeds import put
from pos.server.folder import database_of
from pos.server.operators import add_operator
from pos.server.registers import add_register
from pos.services.operators import Operator
from pos.sync.enrolment import EnrolmentPorts, enrol
from pos.sync.exchange import Exchange, open_exchange
from pos.sync.local_store import LocalStore
from pos.wire.codec import encode
from pos.wire.messages import ProductMessage
from tests.fakes import Crashed, FakeChance, FakeClock, FakeSecrets
from tests.registers import PRODUCTS
from tests.servers import a_made_server
from tests.simulation.in_process import Line, ServerInProcess

BEGIN = datetime(2026, 10, 30, 14, 0, tzinfo=UTC)  # two days before New York's clocks go back
TILLS = ("Till 1", "Till 2")
PEOPLE = (("Mia", Role.MANAGER), ("Tom", Role.CASHIER), ("Ann", Role.CASHIER))
_PASSPHRASE = "simulated"
_WAL = ("", "-wal")


class Mortality:
    """Crash points of one register: dies the next time that the armed place is reached."""

    def __init__(self) -> None:
        self.armed: str | None = None

    def reach(self, name: str) -> None:
        if name == self.armed:
            self.armed = None
            raise Crashed(name)


class NoSchedule:
    """The world says when to exchange."""

    def start(self, tick: object) -> None:
        pass

    def nudge(self) -> None:
        pass

    def close(self) -> None:
        pass


@dataclass
class Till:
    """One register: its folder, its line, and the program while it runs."""

    world: World
    name: str
    root: Path
    secrets: FakeSecrets
    line: Line
    mortality: Mortality = field(default_factory=Mortality)
    program: Register | None = None
    exchange: Exchange | None = None
    backup: Path | None = None

    @property
    def register(self) -> Register:
        assert self.program is not None
        return self.program

    def start(self) -> None:
        """Start the program, as after a power cut or a good night's rest."""
        around = Surroundings(
            clock=self.world.clock,
            ids=SystemIds(),
            chance=SystemChance(),
            settings=Settings(crash_points=self.mortality),
            open_secrets=lambda *_: self.secrets,
        )
        self.program = open_register(self.root, ask_passphrase=lambda _: None, surroundings=around)
        self.exchange = self.world.open_exchange(self)

    @cached_property
    def people(self) -> dict[UUID, Operator]:
        """Return who may sign in; nobody comes or goes while the simulation runs."""
        return {one.id: one for one in self.register.operators.active()}

    def stop(self) -> None:
        """End the program in peace."""
        if self.program is not None:
            self.program.close()
        self.program = self.exchange = None

    def kill(self) -> None:
        """End the program as `kill -9` does: the write-ahead log stays as it is."""
        if self.program is None:
            return
        self.mortality.armed = None
        path = self.root / "register.db"
        kept = {suffix: _bytes_of(path, suffix) for suffix in _WAL}
        self.stop()
        _put_back(path, kept)

    def save(self) -> None:
        """Keep a copy of the data folder, as a backup does."""
        was_running = self.program is not None
        self.stop()
        self.backup = self.world.root / f"{self.root.name}.backup"
        shutil.rmtree(self.backup, ignore_errors=True)
        shutil.copytree(self.root, self.backup)
        if was_running:
            self.start()

    def go_back(self) -> None:
        """Put the copy back, marked as restored."""
        assert self.backup is not None
        self.stop()
        shutil.rmtree(self.root)
        shutil.copytree(self.backup, self.root)
        self.start()
        with self.register.database.begin() as db:
            db.exec_driver_sql("UPDATE register_state SET frozen = 'restored'")
        self.kill()
        self.start()

    def contents(self) -> list[Any]:
        """Return every row of every table: what a changed byte would change."""
        with self.register.database.begin() as db:
            names = db.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            ).scalars()
            return [
                (name, db.exec_driver_sql(f'SELECT * FROM "{name}"').all())
                for name in names
                if not name.startswith("product_search")
            ]


@dataclass
class World:
    """A server with two tills and three people."""

    root: Path
    clock: FakeClock
    context: ServerContext
    process: ServerInProcess
    key: SigningKey
    store: Store
    tills: list[Till] = field(default_factory=list)
    server_backup: Path | None = None

    @property
    def database(self) -> ServerDatabase:
        return self.context.database

    @property
    def server_root(self) -> Path:
        return self.root / "server"

    def open_exchange(self, till: Till) -> Exchange:
        register = till.register
        local = LocalStore(register.database, register.worker, register.clock, till.mortality)
        return open_exchange(
            local,
            register.identity.key,
            register.chance,
            register.session_reconciliation,
            transport=till.line,
            scheduler=NoSchedule(),
        )

    def save_server(self) -> None:
        """Keep a copy of the server's folder."""
        self.database.close()
        self.server_backup = self.root / "server.backup"
        shutil.rmtree(self.server_backup, ignore_errors=True)
        shutil.copytree(self.server_root, self.server_backup)

    def restore_server(self) -> None:
        """Put the copy of the server back, in a new epoch, as its restore does."""
        assert self.server_backup is not None
        self.database.close()
        shutil.rmtree(self.server_root)
        shutil.copytree(self.server_backup, self.server_root)
        self.context = _context_of(self.server_root, self.key, self.clock)
        with self.database.write() as db:
            begin_epoch(db, STORE_NUMBER, ids=SystemIds(), now=self.clock.now())
        self.process.serve(self.context)

    def close(self) -> None:
        for till in self.tills:
            till.stop()
        self.database.close()
        self.process.close()


STORE_NUMBER = 1


@contextmanager
def a_world(root: Path, started: datetime = BEGIN) -> Iterator[World]:
    """Return a shop with two enrolled tills that hold the catalogue; nobody has sold yet."""
    made = _made_world()
    for name, content in made.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    clock = FakeClock(started)
    context = _context_of(root / "server", made.key, clock)
    process = ServerInProcess(context)
    world = World(root, clock, context, process, made.key, made.store)
    for name, secrets in made.secrets.items():
        till = Till(world, name, root / name, FakeSecrets(secrets), Line(process))
        world.tills.append(till)
        till.start()
    try:
        yield world
    finally:
        world.close()


@dataclass(frozen=True)
class _MadeWorld:
    """The files of a world, made once and copied for each run."""

    files: dict[str, bytes]
    key: SigningKey
    store: Store
    secrets: dict[str, dict[str, bytes]]


@cache
def _made_world() -> _MadeWorld:
    with TemporaryDirectory() as scratch:
        root = Path(scratch)
        clock = FakeClock(BEGIN - timedelta(days=1))
        with a_made_server(root / "server") as made:
            codes = _fill_server(made.database, clock)
            context = server_context(made.database, made.key, clock=clock, chance=SystemChance())
            process = ServerInProcess(context)
            secrets = {
                name: _enrol(root / name, code, process, clock) for name, code in codes.items()
            }
            process.close()
        files = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }
    return _MadeWorld(files, made.key, made.store, secrets)


def _fill_server(database: ServerDatabase, clock: FakeClock) -> dict[str, str]:
    ids = SystemIds()
    with database.write() as db:
        for name, role in PEOPLE:
            add_operator(db, STORE_NUMBER, name=name, role=role, pin_hash="none", ids=ids)
        put(db, STORE_NUMBER, "product", {row[0]: encode(_product(row)) for row in PRODUCTS})
        codes = {}
        for name in TILLS:
            register = add_register(db, STORE_NUMBER, name, ids=ids, now=clock.now())
            codes[name] = new_code(
                db, STORE_NUMBER, register.number, chance=SystemChance(), now=clock.now()
            )
    return codes


def _enrol(root: Path, code: str, process: ServerInProcess, clock: FakeClock) -> dict[str, bytes]:
    ports = EnrolmentPorts(
        clock=clock,
        ids=SystemIds(),
        chance=FakeChance(),
        crash_points=Mortality(),
        ask_passphrase=lambda _: _PASSPHRASE,
        connect=lambda *_: Line(process),
    )
    enrol(root, server="http://127.0.0.1:1", code=code, ports=ports)
    sealed = open_secrets(read_data_folder(root), lambda _: _PASSPHRASE, FakeChance(), {})
    names = (DATABASE_KEY, DEVICE_KEY, ENROLLED)
    secrets = {name: sealed.get(name) or b"" for name in names}
    with_catalogue(root, FakeSecrets(secrets), Line(process), clock)
    return secrets


def with_catalogue(root: Path, secrets: FakeSecrets, line: Line, clock: FakeClock) -> None:
    """Pull what the server has, as the first start after an enrolment does."""
    around = Surroundings(
        clock=clock,
        ids=SystemIds(),
        chance=SystemChance(),
        settings=Settings(),
        open_secrets=lambda *_: secrets,
    )
    register = open_register(root, ask_passphrase=lambda _: None, surroundings=around)
    local = LocalStore(register.database, register.worker, register.clock)
    result = open_exchange(
        local,
        register.identity.key,
        register.chance,
        register.session_reconciliation,
        transport=line,
        scheduler=NoSchedule(),
    ).cycle()
    register.close()
    assert result.reached, result


def _context_of(root: Path, key: SigningKey, clock: FakeClock) -> ServerContext:
    database = database_of(read_data_folder(root))
    return server_context(database, key, clock=clock, chance=SystemChance())


def _product(row: tuple[Any, ...]) -> ProductMessage:
    sku, name, unit, price, _, category, gtin, department = row
    return ProductMessage(
        sku=sku,
        name=name,
        unit=unit,
        price=f"{price / 1_000_000:.6f}",
        tax_category=category,
        gtin=gtin,
        department=department,
    )


def _bytes_of(path: Path, suffix: str) -> bytes | None:
    found = path.with_name(path.name + suffix)
    return found.read_bytes() if found.exists() else None


def _put_back(path: Path, kept: dict[str, bytes | None]) -> None:
    for suffix, content in kept.items():
        place = path.with_name(path.name + suffix)
        if content is None:
            place.unlink(missing_ok=True)
        else:
            place.write_bytes(content)
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)


def fast_folder() -> str | None:
    """Return a folder in memory where there is one: a simulated disk need not be durable."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else None
