"""Whole tills for tests: the real window on a real register, with a clock that stands still."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from pos.bootstrap import DATABASE_KEY, DEVICE_KEY, ENROLLED, Register, Surroundings, open_register
from pos.domain.handshake import Verdict
from pos.runtime.config import Settings
from pos.runtime.paths import DataFolder, FolderKind, create_data_folder, record
from pos.runtime.sealed_file import SealedFileSecrets
from pos.runtime.secrets import PassphraseFor, SecretsPlace
from pos.runtime.worker import DatabaseWorker
from pos.sync.status import Contact, SyncStatus
from pos.ui.application import Till, TillOptions
from tests.fakes import FakeChance, FakeClock, FakeIds
from tests.registers import KEY, NOON, an_enrolled_register

PASSPHRASE = "correct horse battery"
FOLDER_ID = UUID("0190a000-0000-7000-8000-0000000000f1")
ONLINE = SyncStatus(
    contact=Contact.ONLINE,
    since=datetime(2026, 3, 28, 15, 30, tzinfo=UTC),
    verdict=Verdict.NORMAL,
    answered_at=NOON,
)


@dataclass
class FakeExchange:
    """An exchange that says what it is told to say, and counts what it was asked for."""

    status: SyncStatus = ONLINE
    nudges: int = 0
    tries: int = 0
    asked: int = 0
    told: list[object] = field(default_factory=list)
    present: list[object] = field(default_factory=list)
    closed: bool = False
    _listeners: list[Callable[[SyncStatus], None]] = field(default_factory=list)

    def listen(self, listener: Callable[[SyncStatus], None]) -> None:
        self._listeners.append(listener)

    def start(self) -> None:
        self.say(self.status)

    def say(self, status: SyncStatus) -> None:
        self.status = status
        for listener in self._listeners:
            listener(status)

    def nudge(self) -> None:
        self.nudges += 1

    def try_now(self) -> None:
        self.tries += 1

    def ask_soon(self) -> None:
        self.asked += 1

    def tell_cleared(self, session_ids) -> None:
        self.told += session_ids
        left = tuple(one for one in self.status.cleared if one.id not in self.told)
        self.say(replace(self.status, cleared=left))

    def signed_in(self, operator: UUID | None) -> None:
        self.present.append(operator)

    def close(self) -> None:
        self.closed = True


def an_enrolled_folder(root: Path) -> DataFolder:
    """Return a register's data folder as enrolment leaves it, keys sealed by `PASSPHRASE`."""
    folder = create_data_folder(root, FolderKind.REGISTER, FOLDER_ID)
    register = an_enrolled_register(root)
    register.database.close()
    secrets = SealedFileSecrets.create(folder.keys_path, PASSPHRASE, FOLDER_ID, FakeChance())
    secrets.set(DATABASE_KEY, KEY.encode())
    secrets.set(DEVICE_KEY, register.journal.identity.key.to_der())
    secrets.set(ENROLLED, b"yes")
    record(folder, "secrets", SecretsPlace.SEALED_FILE)
    return folder


@dataclass
class TillInTest:
    """A till, and the parts of its world that a test turns."""

    till: Till
    clock: FakeClock
    exchange: FakeExchange

    @property
    def register(self) -> Register:
        return self.till.register.register


def a_till(
    qapp,
    root: Path,
    *,
    passphrase: str | None = PASSPHRASE,
    held: threading.Event | None = None,
    **options,
) -> TillInTest:
    """Return a till on the folder; nothing happens before `till.show()`.

    With a `passphrase`, nobody is asked for it; the opening waits for what `held` it up.
    """
    clock, exchange = FakeClock(NOON), FakeExchange()
    around = Surroundings(
        clock=clock, ids=FakeIds(), chance=FakeChance(), settings=Settings.from_environment({})
    )

    def opener(root: Path, ask: Callable[[PassphraseFor], str | None], worker: DatabaseWorker):
        if held is not None:
            assert held.wait(10)
        told = ask if passphrase is None else lambda _: passphrase
        return open_register(root, ask_passphrase=told, worker=worker, surroundings=around)

    chosen = TillOptions(
        root=root, open_register=opener, open_exchange=lambda _: exchange, **options
    )
    return TillInTest(Till(qapp, chosen), clock, exchange)
