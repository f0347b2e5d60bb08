"""A chain in one process: two stores, three tills on real files, the real server, one clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from pos.domain.signature import SigningKey
from pos.runtime.ids import Chance
from pos.runtime.paths import read_data_folder
from pos.server.context import ServerContext, server_context
from pos.server.epochs import begin_epoch
from pos.server.folder import database_of
from pos.simulation.attacker import Attacker
from pos.simulation.faults import Fault
from pos.simulation.line import Line
from pos.simulation.mortal_database import MortalDatabase
from pos.simulation.server_in_process import ServerInProcess
from pos.simulation.template import SERVER_FOLDER, SHOPS, ShopPlan, template
from pos.simulation.till import Till
from pos.simulation.told import Violation
from pos.simulation.virtual import (
    Crashed,
    MemorySecrets,
    NumberedIds,
    SeededChance,
    VirtualClock,
    WrongClock,
)
from pos.sync.transport import NoReply, Reply, Request

T = TypeVar("T")

BEGIN = datetime(2026, 10, 30, 14, 0, tzinfo=UTC)  # two days before New York's clocks go back

MakeLine = Callable[["Chain", str], Line]


def _plain_line(chain: Chain, _: str) -> Line:
    return Line(chain)


@dataclass
class Chain:
    """The server with all tills of all stores."""

    root: Path
    clock: VirtualClock
    ids: NumberedIds
    chance: Chance
    database: MortalDatabase
    process: ServerInProcess
    key: SigningKey
    tills: list[Till] = field(default_factory=list)
    server_backup: Path | None = None
    seed: int | str = 0
    make_line: MakeLine = _plain_line
    broken: list[Violation] = field(default_factory=list)  # raised at the next check
    attacker: Attacker = field(default_factory=Attacker)

    @property
    def server_root(self) -> Path:
        return self.root / SERVER_FOLDER

    def add_till(self, shop: ShopPlan, name: str, secrets: MemorySecrets) -> Till:
        """Start a till on the folder of its name, with what its keyring holds."""
        till = Till(
            shop=shop,
            name=name,
            root=self.root / name,
            secrets=secrets,
            line=self.make_line(self, name),
            clock=WrongClock(self.clock),
            ids=NumberedIds(source=2 + len(self.tills)),
            chance=SeededChance(f"{self.seed}:{name}"),
        )
        till.start()
        _ = till.people  # known from now on, also while a spare has not pulled them yet
        self.tills.append(till)
        return till

    def answer(self, request: Request) -> Reply:
        """Return the server's reply; if it dies over it, it is started again."""
        try:
            reply = self.process.answer(request)
        except Crashed as death:
            self.restart_server()
            raise NoReply("the connection broke") from death
        if reply.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            told = f"{request.method} {request.path} ended in an error of the server"
            self.broken.append(Violation(42, told))
        return reply

    def answer_while(self, fault: Fault, request: Request) -> Reply:
        """Return the reply of a server whose database is away, full, or dies in its next write."""
        if fault is Fault.SERVER_DATABASE_AWAY:
            return self._answer_without_database(request)
        self.database.armed = fault
        try:
            return self.answer(request)
        finally:
            self.database.armed = None

    def attack(self, seen: Request) -> None:
        """Have the attacker try what they can with a request that they saw."""
        try:
            self.attacker.strike(seen, self)
        except Violation as broken:  # the program under test would catch it
            self.broken.append(broken)

    def restart_server(self) -> None:
        """Start the server's process anew on the same files."""
        self.database.close()
        self.database = _database_at(self.server_root)
        self.process.serve(_context(self))

    def save_server(self) -> None:
        """Keep a copy of the server's folder."""
        self.database.close()
        self.server_backup = self.root / f"{SERVER_FOLDER}.backup"
        shutil.rmtree(self.server_backup, ignore_errors=True)
        shutil.copytree(self.server_root, self.server_backup)

    def restore_server(self) -> None:
        """Put the copy of the server back, in a new epoch, as its restore does."""
        if self.server_backup is None:
            raise RuntimeError("the server has no backup")
        self.database.close()
        shutil.rmtree(self.server_root)
        shutil.copytree(self.server_backup, self.server_root)
        self.restart_server()
        with self.database.write() as db:
            for shop in SHOPS:
                begin_epoch(db, shop.number, ids=self.ids, now=self.clock.now())

    def close(self) -> None:
        for till in self.tills:
            till.stop()
        self.database.close()
        self.process.close()

    def _answer_without_database(self, request: Request) -> Reply:
        path = read_data_folder(self.server_root).database_path
        self.database.close()
        away = {
            suffix: path.with_name(path.name + suffix)
            for suffix in ("", "-wal", "-shm")
            if path.with_name(path.name + suffix).exists()
        }
        for suffix, place in away.items():
            place.rename(path.with_name(f"away{suffix}"))
        try:
            return self.process.answer(request)
        finally:
            self.database.close()
            for suffix, place in away.items():
                path.with_name(f"away{suffix}").rename(place)


@contextmanager
def a_chain(
    root: Path,
    *,
    started: datetime = BEGIN,
    seed: int | str = 0,
    shops: tuple[ShopPlan, ...] = SHOPS,
    make_line: MakeLine = _plain_line,
) -> Iterator[Chain]:
    """Return a chain whose tills hold the catalogue; nobody has sold yet."""
    made = template()
    for name, content in made.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    clock, ids, chance = VirtualClock(started), NumberedIds(1), SeededChance(f"{seed}:server")
    database = _database_at(root / SERVER_FOLDER)
    context = server_context(database, made.key, clock=clock, chance=chance)
    process = ServerInProcess(context)
    chain = Chain(root, clock, ids, chance, database, process, made.key)
    chain.seed, chain.make_line = seed, make_line
    try:
        for shop in shops:
            for name in shop.tills:
                chain.add_till(shop, name, MemorySecrets(made.secrets[name]))
        yield chain
    finally:
        chain.close()


def _database_at(server_root: Path) -> MortalDatabase:
    return MortalDatabase(database_of(read_data_folder(server_root)).engine)


def _context(chain: Chain) -> ServerContext:
    return server_context(chain.database, chain.key, clock=chain.clock, chance=chain.chance)


def fast_folder() -> str | None:
    """Return a folder in memory where there is one: a simulated disk need not be durable."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else None
