"""Database of the server: SQLite in its data folder, or PostgreSQL by address.

What only one of the two understands is in this file; the rest of the server speaks
SQLAlchemy Core. One process may hold many connections; SQLite takes one writer at a time,
and a write begins with BEGIN IMMEDIATE, so that it never has to give up half-way.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    DatabaseError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from pos.domain.problem import Problem

BUSY_MILLISECONDS = 15_000
_FIRST_SOUND_SQLITE = (3, 51, 3)  # before it two connections could corrupt a WAL (docs/adr/0002)
_PARAMETERS_MAX = 30_000  # of one SQLite statement, a little below its limit of 32,766
_ROWS_PER_STATEMENT = 64
_WRITES = "evertill_writes"

# For these two the driver looks in vain for somebody to adapt them: longer than to bind them.
driver.register_adapter(bytes, bytearray)
driver.register_adapter(type(None), lambda nothing: nothing)


class DatabaseUnreachable(Problem):
    """The database is not there, is locked, or is no database."""


class AddressUnusable(Problem):
    """The text is left out of the sentence: it may hold a password."""

    def __init__(self) -> None:
        super().__init__(
            "The address of the server's database cannot be used: write it like "
            "postgresql+psycopg://user@host/name, and install the driver it names."
        )


class LibraryUnsound(Problem):
    def __init__(self, version: str) -> None:
        super().__init__(
            f"SQLite {version} can corrupt a database that several connections use: "
            f"install sqlcipher3 with SQLite {'.'.join(map(str, _FIRST_SOUND_SQLITE))} or newer."
        )


class Database:
    """The way to the server's rows: `read()` and `write()` each are one database transaction."""

    def __init__(self, engine: Engine) -> None:
        self._readers = engine
        self._writers = engine.execution_options(**{_WRITES: True})
        # SQLite would let waiting writers poll; a lock hands over at once.
        self._turn = threading.Lock()

    @property
    def engine(self) -> Engine:
        return self._readers

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a consistent view of the rows.

        :raises DatabaseUnreachable: if there is none to be had now.
        """
        with _translated(), self._readers.begin() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Commit at the end, or roll everything back on an exception.

        :raises DatabaseUnreachable: if there is none to be had now.
        """
        with self._turn, _translated(), self._writers.begin() as db:
            yield db

    def close(self) -> None:
        self._readers.dispose()


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


def open_url(url: str) -> Database:
    """Return the database at an SQLAlchemy address, such as one of PostgreSQL.

    :raises AddressUnusable: if it is none, or for a database whose driver is not installed.
    """
    try:
        return Database(create_engine(url, pool_pre_ping=True, hide_parameters=True))
    except (SQLAlchemyError, ImportError) as error:
        raise AddressUnusable from error


def insert_rows(db: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows whose values stand in the order of the table's columns.

    SQLite gets statements of many rows each, straight to the driver: a third of the time that
    one row a statement takes.
    """
    if not rows:
        return
    if db.dialect.name != "sqlite":
        names = table.columns.keys()
        db.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return
    at = 0
    whole = min(_ROWS_PER_STATEMENT, _PARAMETERS_MAX // len(table.columns))
    while at < len(rows):
        count = min(whole, len(rows) - at)
        values = tuple(chain.from_iterable(rows[at : at + count]))
        db.exec_driver_sql(_insert_text(table, count), values)
        at += count


def insert_unless_held(db: Connection, table: Table, row: tuple[Any, ...]) -> None:
    """Insert a row; where one of the table's keys is taken already, do nothing."""
    db.execute(_insert_of(db, table, row).on_conflict_do_nothing())


def insert_or_replace(db: Connection, table: Table, row: tuple[Any, ...]) -> None:
    """Insert a row, or make the row that has its primary key the same."""
    keys = table.primary_key.columns.keys()
    statement = _insert_of(db, table, row)
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    db.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def _insert_of(db: Connection, table: Table, row: tuple[Any, ...]) -> Any:
    dialect: Any = postgresql if db.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).values(dict(zip(table.columns.keys(), row, strict=True)))


_insert_texts: dict[tuple[str, int], str] = {}


def _insert_text(table: Table, count: int) -> str:
    known = _insert_texts.get((table.name, count))
    if known is None:
        row = f"({', '.join('?' * len(table.columns))})"
        names = ", ".join(f'"{name}"' for name in table.columns.keys())  # noqa: SIM118
        known = f'INSERT INTO "{table.name}" ({names}) VALUES {", ".join([row] * count)}'
        _insert_texts[(table.name, count)] = known
    return known


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
    writes = db.get_execution_options().get(_WRITES)
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _translated() -> Iterator[None]:
    """Tell "it cannot be used now" apart from a bug in a statement."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise DatabaseUnreachable(_sentence(error.orig)) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a broken rule: ours to handle, or a bug
            raise
        raise DatabaseUnreachable(_sentence(error.orig)) from error
    except PoolTimeout as error:
        raise DatabaseUnreachable("The database is too busy: try again in a moment.") from error


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
