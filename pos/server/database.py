"""Database of the server: SQLite in its data folder, or PostgreSQL by address.

What only one of the two understands is in this file; the rest of the server speaks
SQLAlchemy Core. One process may hold many connections; SQLite takes one writer at a time,
and a write begins with BEGIN IMMEDIATE, so that it never has to give up half-way.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import (
    DatabaseError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from pos.domain.problem import Problem
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance
from pos.runtime.logs import ONCE_A_MINUTE
from pos.server import postgresql
from pos.server.postgresql import AddressUnusable as AddressUnusable
from pos.server.row_inserts import insert_or_replace as insert_or_replace
from pos.server.row_inserts import insert_rows as insert_rows
from pos.server.row_inserts import insert_unless_held as insert_unless_held

logger = logging.getLogger(__name__)

BUSY_MILLISECONDS = 15_000
_FIRST_SOUND_SQLITE = (3, 51, 3)  # before it two connections could corrupt a WAL (docs/adr/0002)
_WRITES = "evertill_writes"
_clock, _chance = SystemClock(), SystemChance()
_LONGEST_PAUSE = 3_000  # microseconds between two tries to become SQLite's writer

# For these two the driver looks in vain for somebody to adapt them: longer than to bind them.
driver.register_adapter(bytes, bytearray)
driver.register_adapter(type(None), lambda nothing: nothing)


class DatabaseUnreachable(Problem):
    """The database is not there, is locked, or is no database."""


class TransactionUndone(DatabaseUnreachable):
    """The database took the transaction back for no fault of its own: try it once more."""


class OutcomeUnknown(DatabaseUnreachable):
    """The connection was lost while committing: it was done, or it was not."""


class LibraryUnsound(Problem):
    def __init__(self, version: str) -> None:
        super().__init__(
            f"SQLite {version} can corrupt a database that several connections use: "
            f"install sqlcipher3 with SQLite {'.'.join(map(str, _FIRST_SOUND_SQLITE))} or newer."
        )


class Database:
    """The way to the server's rows: each block is one database transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._readers: Engine = engine
        if engine.dialect.name == "postgresql":
            self._readers = engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            self._writers = engine.execution_options(isolation_level="READ COMMITTED")
            self._turn: AbstractContextManager[object] = nullcontext()
        else:
            self._writers = engine.execution_options(**{_WRITES: True})
            # SQLite would let waiting writers poll; a lock hands over at once.
            self._turn = threading.Lock()

    @property
    def engine(self) -> Engine:
        return self._engine

    def expect_other_writers(self) -> None:
        """Let all writers wait alike, those of other processes too, instead of ours in a row."""
        self._turn = nullcontext()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a consistent view of the rows.

        :raises DatabaseUnreachable: if there is none to be had now.
        """
        with _translated(), self._readers.begin() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Write alone. Commit at the end, or roll everything back on an exception.

        :raises DatabaseUnreachable: if there is none to be had now.
        """
        with self._write(postgresql.write_alone) as db:
            yield db

    @contextmanager
    def write_beside(self) -> Iterator[Connection]:
        """Write while others do, where the database can: lock the rows that must stay as they are.

        :raises DatabaseUnreachable: if there is none to be had now.
        """
        has_rows_to_lock = self._engine.dialect.name == "postgresql"
        with self._write(postgresql.write_beside) if has_rows_to_lock else self.write() as db:
            yield db

    @contextmanager
    def _write(self, begin: Callable[[Connection], None]) -> Iterator[Connection]:
        progress = _Progress()
        with self._turn, _translated(progress), self._writers.begin() as db:
            begin(db)
            yield db
            progress.is_committing = True

    def close(self) -> None:
        self._engine.dispose()


def open_sqlite(path: Path, *, create: bool = False) -> Database:
    """Return the database in a file; no connection is made yet.

    :raises LibraryUnsound: if the SQLite library is one that can lose data.
    """
    if driver.sqlite_version_info < _FIRST_SOUND_SQLITE:
        raise LibraryUnsound(driver.sqlite_version)
    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver,
        creator=lambda: _connect_sqlite(path, create=create),
        hide_parameters=True,  # a log must not hold what was sold to whom
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=32,
    )
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "connect", lambda _, record: record.info.update(file=_file_id(path)))
    event.listen(engine, "checkout", lambda _, record, __: _require_same_file(path, record))
    return Database(engine)


def open_url(text: str) -> Database:
    """Return the database at an address of PostgreSQL; no connection is made yet.

    :raises AddressUnusable: if it is none, or the driver is not installed.
    """
    return Database(postgresql.open_engine(text))


def _connect_sqlite(path: Path, *, create: bool) -> Any:
    if not create and path.is_file() and path.stat().st_size == 0:
        raise driver.OperationalError("the file is empty")  # WAL would write a header into it
    address = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    connection = driver.connect(
        address,
        uri=True,
        isolation_level=None,  # SQLAlchemy begins and commits, the driver does not guess
        check_same_thread=False,  # the pool hands a connection to one thread at a time
        timeout=BUSY_MILLISECONDS / 1000,
    )
    try:
        for pragma in (
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "synchronous = FULL",
            "cache_size = -65536",  # KiB
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _require_wal(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _require_wal(connection: Any) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise driver.OperationalError(f"the file system allows no WAL, only {mode}")


def _file_id(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _require_same_file(path: Path, record: ConnectionPoolEntry) -> None:
    """Let go of a connection whose file was deleted or replaced: it would write into nothing."""
    if record.info.get("file") != _file_id(path):
        raise DisconnectionError("the database file was replaced")


def _begin_sqlite(db: Connection) -> None:
    if not db.get_execution_options().get(_WRITES):
        db.exec_driver_sql("BEGIN")
        return
    # SQLite's own waiting sleeps longer and longer, so that whoever came last would go first.
    connection: Any = db.connection.driver_connection
    pause, until = threading.Event(), _clock.monotonic_ns() + BUSY_MILLISECONDS * 1_000_000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while not _is_writer(db, can_wait=_clock.monotonic_ns() < until):
            pause.wait((1 + _chance.below(_LONGEST_PAUSE)) / 1_000_000)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def _is_writer(db: Connection, *, can_wait: bool) -> bool:
    try:
        db.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if can_wait and "locked" in str(error.orig):
            return False
        raise
    return True


class _Progress:
    """How far a transaction came: what fails while committing may have been committed."""

    is_committing = False


@contextmanager
def _translated(progress: _Progress | None = None) -> Iterator[None]:
    """Tell "it cannot be used now" apart from a bug in a statement."""
    try:
        yield
    except DatabaseError as error:
        is_committing = progress is not None and progress.is_committing
        unusable = _unusable(error, is_committing=is_committing)
        if unusable is None:  # a broken rule: ours to handle, or a bug
            raise
        raise unusable from error
    except InterfaceError as error:
        raise DatabaseUnreachable(_sentence(error.orig)) from error
    except PoolTimeout as error:
        raise DatabaseUnreachable("The database is too busy: try again in a moment.") from error


def _unusable(error: DatabaseError, *, is_committing: bool) -> DatabaseUnreachable | None:
    if isinstance(error.orig, driver.Error):
        is_rule = not isinstance(error, OperationalError) and type(error) is not DatabaseError
        return None if is_rule else DatabaseUnreachable(_sentence(error.orig))
    if not isinstance(error, OperationalError) and not postgresql.is_lost(error):
        return None
    sentence = postgresql.sentence_of(error)
    logger.warning("PostgreSQL cannot be used now: %s", error.orig, extra=ONCE_A_MINUTE)
    if postgresql.is_undone(error):
        return TransactionUndone(sentence)
    if not postgresql.is_lost(error):
        return DatabaseUnreachable(sentence)
    return OutcomeUnknown(sentence) if is_committing else TransactionUndone(sentence)


def _sentence(error: object) -> str:
    text = str(error)
    if "unable to open" in text:
        return (
            "The server's database cannot be opened: see that the file is there and that your user "
            "may read and write it, or restore it from a backup."
        )
    if "readonly" in text:
        return (
            "The server's database cannot be written to: allow your user to write the file and its "
            "folder. Nothing was changed."
        )
    if "is empty" in text:
        return "The server's database is empty: restore it from a backup. Nothing was changed."
    if "locked" in text:
        return "The server's database is in use by something else: try again in a moment."
    if "full" in text:
        return "The disk is full: free some space and try again."
    if "not a database" in text or "malformed" in text:
        return f"The server's database is damaged ({text}): restore it from a backup."
    return f"The server's database cannot be used: {text}."
