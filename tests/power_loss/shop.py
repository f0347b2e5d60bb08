"""A shop on two computers, each a folder of its own: a till's and the server's.

The real programs, the real files, the real server application; the line between them is a call.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from pos.bootstrap import Register, Surroundings, open_register
from pos.domain.permission import Role
from pos.domain.store import Store
from pos.runtime import sealed_file, secrets
from pos.runtime.backup import BackupPorts
from pos.runtime.config import Settings
from pos.runtime.crash_points import NoCrash
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.paths import read_data_folder
from pos.server.context import server_context
from pos.server.database import Database as ServerDatabase
from pos.server.enrolment import new_code
from pos.server.feeds import put
from pos.server.folder import database_of
from pos.server.manager_log import LogPen
from pos.server.operators import add_operator
from pos.server.registers import add_register, register_by_id
from pos.server.server_key import open_server_key
from pos.simulation.line import Line
from pos.simulation.server_in_process import ServerInProcess
from pos.sync.enrolment import EnrolmentPorts, enrol
from pos.sync.exchange import Exchange, open_exchange
from pos.sync.local_store import LocalStore
from pos.wire.codec import encode
from pos.wire.messages import OperatorMessage, ProductMessage
from tests.fakes import FakeClock
from tests.servers import NOW, a_made_server

PASSPHRASE = "correct horse"
_STRETCHING = sealed_file._Stretching
_LEAST = (32, 1, 1)  # as little as allowed, for thousands of copies are opened
_ADDRESS = "http://127.0.0.1:1"
MILK = ProductMessage(
    sku="MILK", name="Fresh Milk", unit="each", price="1.29", tax_category="reduced"
)
LAMP = ProductMessage(
    sku="LAMP", name="Desk Lamp", unit="each", price="24.90", tax_category="standard"
)


class NoSchedule:
    """The work says when to exchange."""

    def start(self, tick: object) -> None:
        pass

    def nudge(self) -> None:
        pass

    def close(self) -> None:
        pass


@contextmanager
def as_on_a_plain_computer() -> Iterator[None]:
    """Keep keys in sealed files: files are what a power cut can harm, a keyring is not ours."""

    def absent(_: object) -> None:
        raise secrets.KeyringAbsent

    def quick(salt: bytes, *as_in_the_file: int) -> object:
        return _STRETCHING(salt, *(as_in_the_file or _LEAST))

    with (
        patch.object(sealed_file, "_Stretching", quick),
        patch.object(secrets, "_choose_keyring", absent),
    ):
        yield


@dataclass
class ServerPc:
    """The server's folder and the application on it."""

    root: Path  # all of the computer; the data folder is `folder`
    clock: FakeClock
    database: ServerDatabase
    process: ServerInProcess
    store: Store
    mia: OperatorMessage
    store_number: int = 1

    @property
    def folder(self) -> Path:
        return self.root / "server"

    def code(self, name: str) -> str:
        """Add a register and return its enrolment code."""
        chance, now = SystemChance(), self.clock.now()
        with self.database.write() as db:
            added = add_register(db, self.store_number, name, ids=SystemIds(), now=now)
            return new_code(db, self.store_number, added.number, chance=chance, now=now)

    def code_to_replace(self, register_id: UUID) -> str:
        """Return a code with which another device takes a register over."""
        chance, now = SystemChance(), self.clock.now()
        with self.database.write() as db:
            known = register_by_id(db, self.store_number, register_id)
            assert known is not None
            place = (self.store_number, known.number)
            return new_code(db, *place, chance=chance, now=now, replaces=known.series)

    def put(self, *products: ProductMessage) -> None:
        with self.database.write() as db:
            contents = {one.sku: encode(one) for one in products}
            put(db, self.store_number, "product", contents)

    def pen(self) -> LogPen:
        key = open_server_key(read_data_folder(self.folder), SystemChance(), {})
        return LogPen(key, SystemIds(), self.clock.now())


@dataclass
class TillPc:
    """The register's folder and the program on it, while it runs."""

    root: Path  # all of the computer; the data folder is `folder`
    clock: FakeClock
    line: Line
    program: Register | None = None
    exchange: Exchange | None = None
    told: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.root / "register"

    @property
    def register(self) -> Register:
        assert self.program is not None
        return self.program

    def enrol(self, code: str, folder: Path | None = None) -> None:
        ports = EnrolmentPorts(
            clock=self.clock,
            ids=SystemIds(),
            chance=SystemChance(),
            crash_points=NoCrash(),
            ask_passphrase=lambda _: PASSPHRASE,
            connect=lambda _, __: self.line,
        )
        enrol(folder or self.folder, server=_ADDRESS, code=code, ports=ports)

    def start(self) -> None:
        self.program = opened_register(self.folder, self.clock)
        register = self.program
        self.exchange = open_exchange(
            LocalStore(register.database, register.worker, register.clock),
            register.identity.key,
            register.chance,
            register.session_reconciliation,
            transport=self.line,
            scheduler=NoSchedule(),
        )

    def stop(self) -> None:
        if self.program is not None:
            self.program.close()
        self.program = self.exchange = None

    def cycle(self) -> None:
        """Exchange with the server; it has to be reached."""
        assert self.exchange is not None
        result = self.exchange.cycle()
        assert result.reached, result
        assert result.problem is None, result


@dataclass
class Shop:
    till: TillPc
    server: ServerPc
    clock: FakeClock

    @property
    def roots(self) -> tuple[Path, Path]:
        return self.till.root, self.server.root


def opened_register(folder: Path, clock: FakeClock) -> Register:
    """Open a register as its program does."""
    around = Surroundings(clock=clock, ids=SystemIds(), chance=SystemChance(), settings=Settings())
    return open_register(folder, ask_passphrase=lambda _: PASSPHRASE, surroundings=around)


def backup_ports(clock: FakeClock) -> BackupPorts:
    return BackupPorts(
        clock=clock,
        ids=SystemIds(),
        chance=SystemChance(),
        crash_points=NoCrash(),
        ask_passphrase=lambda _: PASSPHRASE,
    )


@contextmanager
def a_shop(base: Path) -> Iterator[Shop]:
    """Make a shop whose till is not enrolled yet."""
    with ExitStack() as stack:
        stack.enter_context(as_on_a_plain_computer())
        clock = FakeClock(NOW)
        till_root, server_root = base / "till-pc", base / "server-pc"
        till_root.mkdir()
        server_root.mkdir()
        made = stack.enter_context(a_made_server(server_root / "server"))
        with made.database.write() as db:
            mia, _ = (
                add_operator(db, 1, name=name, role=role, pin_hash="", ids=SystemIds())
                for name, role in (("Mia", Role.MANAGER), ("Tom", Role.CASHIER))
            )
        made.database.close()
        server = stack.enter_context(_served(server_root, clock, made.store, mia))
        server.put(MILK, LAMP)
        till = TillPc(till_root, clock, Line(server.process))
        stack.callback(till.stop)
        yield Shop(till, server, clock)


@contextmanager
def _served(root: Path, clock: FakeClock, store: Store, mia: OperatorMessage) -> Iterator[ServerPc]:
    folder = read_data_folder(root / "server")
    database = database_of(folder)
    key = open_server_key(folder, SystemChance(), {})
    process = ServerInProcess(server_context(database, key, clock=clock, chance=SystemChance()))
    try:
        yield ServerPc(root, clock, database, process, store, mia)
    finally:
        process.close()
        database.close()
