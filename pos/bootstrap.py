"""Composition root: builds every object of the register once, without Qt."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from pos.domain.problem import Problem
from pos.domain.signature import SigningKey, load_signing_key
from pos.domain.store import Store
from pos.models.database import Database, open_database
from pos.models.storage_problems import DatabaseMissing
from pos.runtime.clock import Clock, SystemClock
from pos.runtime.config import Settings
from pos.runtime.crash_points import CrashPoints
from pos.runtime.ids import Chance, Ids, SystemChance, SystemIds
from pos.runtime.lock import FolderLock, lock_folder
from pos.runtime.paths import DataFolder, FolderKind, open_data_folder
from pos.runtime.secret_names import DATABASE_KEY, DEVICE_KEY, ENROLLED
from pos.runtime.secrets import AskPassphrase, OpenSecrets, Secrets, open_secrets
from pos.runtime.worker import InlineWorker, Worker
from pos.services.boot_counter import count_boot
from pos.services.cash_movements import CashMovements
from pos.services.cash_sessions import CashSessions
from pos.services.catalogue import Catalogue
from pos.services.checkout import Checkout
from pos.services.doctor import Doctor
from pos.services.identity import Identity, load_identity, load_store
from pos.services.journal import Journal
from pos.services.operators import Operators
from pos.services.paper_book import PaperBook
from pos.services.parked_tickets import ParkedTickets
from pos.services.past_sales import PastSales
from pos.services.receipts import Receipts
from pos.services.report_notes import ReportNotes
from pos.services.session_corrections import SessionCorrections
from pos.services.session_gate import Gate
from pos.services.session_list import SessionList
from pos.services.session_reconciliation import SessionReconciliation
from pos.services.session_story import SessionStories
from pos.services.verification import Verification

if TYPE_CHECKING:
    from pos.services.backup import Backups


class NotEnrolled(Problem):
    def __init__(self, root: Path) -> None:
        super().__init__(
            f"The folder {root} is not enrolled yet. Enrol it with: "
            f"evertill enrol --data {root} --server URL --code CODE"
        )


class KeysAbsent(Problem):
    def __init__(self, root: Path) -> None:
        super().__init__(
            f"The keys of {root} are not in this user's keyring or keys.json, so its database "
            "stays locked. Sign in as the user who enrolled it, or restore the keys; nothing was "
            "changed."
        )


class EnrolmentDamaged(Problem):
    def __init__(self, root: Path) -> None:
        super().__init__(
            f"The database in {root} does not say whose register this is, or not of the key that "
            "is kept for it: it is damaged or was changed. Nothing was done; restore a backup."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """An enrolled register, open and locked for this process."""

    folder: DataFolder
    lock: FolderLock
    secrets: Secrets
    identity: Identity
    clock: Clock
    ids: Ids
    chance: Chance
    worker: Worker
    database: Database
    journal: Journal
    operators: Operators
    catalogue: Catalogue
    cash_sessions: CashSessions
    cash_movements: CashMovements
    corrections: SessionCorrections
    session_list: SessionList
    session_reconciliation: SessionReconciliation
    stories: SessionStories
    doctor: Doctor
    checkout: Checkout
    parked_tickets: ParkedTickets
    paper_book: PaperBook
    receipts: Receipts
    report_notes: ReportNotes
    past_sales: PastSales
    verification: Verification
    crash_points: CrashPoints

    @property
    def backups(self) -> Backups:
        """Makes backups. Its code is read when somebody wants one, not when the till starts."""
        from pos.services.backup import Backups

        return Backups(
            folder=self.folder,
            secrets=self.secrets,
            identity=self.identity,
            clock=self.clock,
            ids=self.ids,
            chance=self.chance,
            crash_points=self.crash_points,
        )

    def close(self) -> None:
        """Finish the work in hand, close the database and let others have the folder."""
        self.worker.close()
        self.database.close()
        self.lock.release()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The ports of the computer; tests and the simulator bring their own."""

    clock: Clock
    ids: Ids
    chance: Chance
    settings: Settings
    open_secrets: OpenSecrets = open_secrets

    @classmethod
    def real(cls) -> Surroundings:
        return cls(
            clock=SystemClock(),
            ids=SystemIds(),
            chance=SystemChance(),
            settings=Settings.from_environment(os.environ),
        )


def open_register(
    root: Path,
    *,
    ask_passphrase: AskPassphrase,
    worker: Worker | None = None,
    surroundings: Surroundings | None = None,
) -> Register:
    """Open the register in a data folder.

    Without a `worker`, work runs on the caller's thread (the command line's way).

    :raises Problem: if the folder, its keys or its database cannot be used, in a sentence.
    """
    around = surroundings or Surroundings.real()
    folder = open_data_folder(root, FolderKind.REGISTER)
    lock = lock_folder(folder.root, around.clock)
    return _or_release(lock, lambda: _build(folder, lock, ask_passphrase, worker, around))


def _build(
    folder: DataFolder,
    lock: FolderLock,
    ask_passphrase: AskPassphrase,
    worker: Worker | None,
    around: Surroundings,
) -> Register:
    secrets = around.open_secrets(folder, ask_passphrase, around.chance)
    database = _open_database(folder, secrets, around)
    device_key = load_signing_key(_key(secrets, DEVICE_KEY, folder.root))
    identity, store = _enrolment(database, device_key, folder.root)
    _count_boot(database, secrets, around.clock)
    journal = Journal(identity, around.clock, around.ids)
    operators = Operators(database, around.clock)
    gate = Gate(operators.sign_ins)
    checkout = Checkout(database, journal, gate)
    cash_sessions = CashSessions(database, journal, gate)
    session_list = SessionList(database, around.clock)
    catalogue = Catalogue(database, store.currency)
    return Register(
        folder=folder,
        lock=lock,
        secrets=secrets,
        identity=identity,
        clock=around.clock,
        ids=around.ids,
        chance=around.chance,
        worker=worker or InlineWorker(),
        database=database,
        journal=journal,
        operators=operators,
        catalogue=catalogue,
        cash_sessions=cash_sessions,
        cash_movements=CashMovements(database, journal, gate),
        corrections=SessionCorrections(database, journal, gate),
        session_reconciliation=SessionReconciliation(database, journal, cash_sessions),
        session_list=session_list,
        stories=SessionStories(database),
        doctor=Doctor(database, journal, cash_sessions, session_list, gate),
        checkout=checkout,
        parked_tickets=ParkedTickets(database, journal, gate),
        paper_book=PaperBook(database, journal, gate),
        receipts=Receipts(database, identity),
        report_notes=ReportNotes(database, journal),
        past_sales=PastSales(
            database=database,
            journal=journal,
            checkout=checkout,
            cash_sessions=cash_sessions,
            catalogue=catalogue,
            crash_points=around.settings.crash_points,
        ),
        verification=Verification(database, identity),
        crash_points=around.settings.crash_points,
    )


def _enrolment(database: Database, key: SigningKey, root: Path) -> tuple[Identity, Store]:
    """Return who this register is.

    :raises EnrolmentDamaged: if the database does not say so, or of another key.
    """
    try:
        with database.begin() as db:
            return load_identity(db, key), load_store(db)
    except (ValueError, LookupError, SQLAlchemyError) as error:
        database.close()
        raise EnrolmentDamaged(root) from error


def _count_boot(database: Database, secrets: Secrets, clock: Clock) -> None:
    """Find out whether the database was set back, before anything is recorded in it."""
    try:
        count_boot(database, secrets, clock.now())
    except BaseException:
        database.close()
        raise


def _open_database(folder: DataFolder, secrets: Secrets, around: Surroundings) -> Database:
    key = secrets.get(DATABASE_KEY)
    if not folder.database_path.exists():
        if key is None or secrets.get(ENROLLED) is None:
            raise NotEnrolled(folder.root)
        raise DatabaseMissing(folder.database_path)
    if key is None:
        raise KeysAbsent(folder.root)
    return open_database(folder.database_path, key.decode("ascii"), around.settings.crash_points)


def _key(secrets: Secrets, name: str, root: Path) -> bytes:
    found = secrets.get(name)
    if found is None:
        raise KeysAbsent(root)
    return found


def _or_release(lock: FolderLock, build: Callable[[], Register]) -> Register:
    try:
        return build()
    except BaseException:
        lock.release()
        raise
