"""A till of the chain: its folder, its keyring, its line, and the program while it runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from pos.bootstrap import Register, Surroundings, open_register
from pos.domain.handshake import Freeze
from pos.runtime.config import Settings
from pos.runtime.ids import Chance, Ids
from pos.services.operators import Operator
from pos.simulation.line import Line
from pos.simulation.template import ShopPlan
from pos.simulation.virtual import MemorySecrets, Mortality, WrongClock
from pos.sync.exchange import Exchange, open_exchange
from pos.sync.local_store import LocalStore

DATABASE = "register.db"
_OF_A_DATABASE = ("", "-wal")
_FULL = 2  # PRAGMA synchronous
_WAL_HEADER = 32


class NoSchedule:
    """The simulator says when to exchange."""

    def start(self, tick: object) -> None:
        pass

    def nudge(self) -> None:
        pass

    def close(self) -> None:
        pass


@dataclass
class Till:
    """One register. `program` is None while it is switched off."""

    shop: ShopPlan
    name: str
    root: Path
    secrets: MemorySecrets
    line: Line
    clock: WrongClock
    ids: Ids
    chance: Chance
    mortality: Mortality = field(default_factory=Mortality)
    program: Register | None = None
    exchange: Exchange | None = None
    backup: Path | None = None
    on_start: Callable[[Till], None] = lambda _: None

    @property
    def register(self) -> Register:
        if self.program is None:
            raise RuntimeError(f"{self.name} is switched off")
        return self.program

    @property
    def is_on(self) -> bool:
        return self.program is not None

    @property
    def frozen(self) -> Freeze | None:
        """Return why the register gives no number, None if it gives them."""
        [(frozen,)] = self.register.database.fetch("SELECT frozen FROM register_state")
        return Freeze(frozen) if frozen else None

    def start(self) -> None:
        """Start the program, as after a power cut or a good night's rest.

        :raises Problem: if its keyring is locked or its files are damaged.
        """
        around = Surroundings(
            clock=self.clock,
            ids=self.ids,
            chance=self.chance,
            settings=Settings(crash_points=self.mortality),
            open_secrets=lambda *_: self.secrets,
        )
        self.program = open_register(self.root, ask_passphrase=lambda _: None, surroundings=around)
        self.exchange = self._open_exchange(self.program)
        self.on_start(self)

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
        kept = _files_of(self.root / DATABASE)
        self.stop()
        _put_back(self.root / DATABASE, kept)

    def cut_power(self) -> None:
        """End the program and lose what was never synced to the disk.

        A commit under `synchronous=FULL` is synced; below that, the log since the last checkpoint
        is not. What was being written besides is garbage at the end of the log.
        """
        if self.program is None:
            return
        with self.program.database.begin() as db:
            is_synced = db.exec_driver_sql("PRAGMA synchronous").scalar_one() >= _FULL
        self.kill()
        log = self.root / f"{DATABASE}-wal"
        if log.exists():
            content = log.read_bytes() if is_synced else log.read_bytes()[:_WAL_HEADER]
            log.write_bytes(content + self.chance.random_bytes(self.chance.below(5_000)))
        self.clock.reboot()

    def save(self) -> None:
        """Keep a copy of the data folder, as a backup does."""
        was_on = self.is_on
        self.stop()
        self.backup = self.root.with_name(f"{self.root.name}.backup")
        shutil.rmtree(self.backup, ignore_errors=True)
        shutil.copytree(self.root, self.backup)
        if was_on:
            self.start()

    def go_back(self) -> None:
        """Put the copy back, marked as restored."""
        if self.backup is None:
            raise RuntimeError(f"{self.name} has no backup")
        self.stop()
        shutil.rmtree(self.root)
        shutil.copytree(self.backup, self.root)
        self.start()
        with self.register.database.begin() as db:
            db.exec_driver_sql("UPDATE register_state SET frozen = ?", (Freeze.RESTORED.value,))
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

    def _open_exchange(self, register: Register) -> Exchange:
        return open_exchange(
            LocalStore(register.database, register.worker, register.clock, self.mortality),
            register.identity.key,
            register.chance,
            register.session_reconciliation,
            transport=self.line,
            scheduler=NoSchedule(),
        )


def _files_of(path: Path) -> dict[str, bytes | None]:
    return {suffix: _bytes_of(path.with_name(path.name + suffix)) for suffix in _OF_A_DATABASE}


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _put_back(path: Path, kept: dict[str, bytes | None]) -> None:
    for suffix, content in kept.items():
        place = path.with_name(path.name + suffix)
        if content is None:
            place.unlink(missing_ok=True)
        else:
            place.write_bytes(content)
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
