"""Database: the register's encrypted SQLite file, opened durable or not at all."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from pos.domain.problem import Problem
from pos.models.migrations import HEAD
from pos.models.rows import Stored
from pos.models.storage_problems import (
    DatabaseEmpty,
    DatabaseMissing,
    DatabaseNotOpened,
    DatabaseTooNew,
    DatabaseUnreadable,
    DriverUnsafe,
    StepUncertain,
    StorageDamaged,
    StorageFailing,
    StorageFull,
    storage_problem,
)
from pos.runtime.crash_points import CrashPoints, NoCrash

logger = logging.getLogger(__name__)

# SQLite 3.7.0–3.51.2 can corrupt a WAL when two connections write and checkpoint at once.
_SAFE_SQLITE = (3, 51, 3)
_KEY = re.compile(r"[0-9a-f]{64}")
# Checkpoints run when nothing else does (`checkpoint`); this bounds the log if none ever does.
_AUTOCHECKPOINT_PAGES = 20_000
_FULL = 2


class Database:
    """One connection that writes, for the one thread that owns it.

    `begin` is the only way in: `BEGIN IMMEDIATE`, committed at the end or rolled back whole.
    """

    def __init__(self, engine: Engine, crash_points: CrashPoints) -> None:
        self._engine = engine
        self._crash_points = crash_points

    @contextmanager
    def begin(self, step: str = "") -> Iterator[Connection]:
        """Open a database transaction; commit at the end, roll back on any error.

        `step` names the work for the crash points before and after its commit.

        :raises Problem: in a sentence, when the disk is full, read-only or failing.
        """
        try:
            with self._engine.begin() as db:
                yield db
                self._reach(step, "before_commit")
        except (DBAPIError, driver.Error) as error:
            raise self._after_failure(error) from error
        self._reach(step, "after_commit")

    def fetch(self, sql: str, *values: Stored) -> list[tuple[Any, ...]]:
        """Return the rows of one query, which sees the last commit whole.

        For look-ups while somebody types or scans: a database transaction around a single
        query costs more than the query. Not to be used inside `begin`.

        :raises Problem: in a sentence, when the disk is failing.
        """
        try:
            rows: list[tuple[Any, ...]] = self._connection.execute(sql, values).fetchall()
        except driver.Error as error:
            raise storage_problem(error) or error from error
        return rows

    @cached_property
    def _connection(self) -> Any:
        """The driver's connection, the only one of the pool (`StaticPool`)."""
        with self._engine.connect() as db:
            return db.connection.driver_connection

    def checkpoint(self) -> None:
        """Move what is in the write-ahead log into the file; for moments when nothing waits.

        Where the disk refuses, it stays in the log, which loses nothing: the next one tries again.
        """
        try:
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except driver.Error as error:
            if storage_problem(error) is None:
                raise
            logger.warning("checkpoint refused: %s", error)

    def close(self) -> None:
        self._engine.dispose()

    def _after_failure(self, error: Exception) -> Exception:
        """Return what to raise, after seeing to it that a refused commit stays refused.

        A commit whose sync fails is rolled back here, but lies whole in the write-ahead log: the
        next start would take it from there. Another small commit, which changes nothing, goes
        over it.
        """
        found = storage_problem(error)
        if isinstance(found, StorageFull | StorageFailing):
            try:
                self._connection.execute("PRAGMA user_version = 0").fetchall()
            except driver.Error as again:
                logger.warning("refused commit not overwritten: %s", again)
                # A full disk refused a write, not the sync: the commit's end is not in the log.
                return StepUncertain(found) if isinstance(found, StorageFailing) else found
        return found or error

    def _reach(self, step: str, moment: str) -> None:
        if step:
            self._crash_points.reach(f"{step}.{moment}")


def create_database(path: Path, key: str, crash_points: CrashPoints | None = None) -> Database:
    """Make a new database at the newest schema.

    :raises FileExistsError: if the file is there already.
    """
    with path.open("xb"):
        pass
    database = Database(_engine(path, key), crash_points or NoCrash())
    _migrate(database)
    return database


def open_database(path: Path, key: str, crash_points: CrashPoints | None = None) -> Database:
    """Open the database of a register that was enrolled before, and bring it up to date.

    :raises DatabaseMissing, DatabaseEmpty: a rollback to be told, never a fresh start.
    :raises DatabaseUnreadable: damaged, or not encrypted with this key.
    :raises DatabaseTooNew: written by a newer program; it is left untouched.
    """
    if not path.exists():
        raise DatabaseMissing(path)
    if path.stat().st_size == 0:
        raise DatabaseEmpty(path)
    database = Database(_engine(path, key), crash_points or NoCrash())
    try:
        _bring_up_to_date(database, path)
    except Exception:
        database.close()
        raise
    return database


def _engine(path: Path, key: str) -> Engine:
    if not _KEY.fullmatch(key):
        raise ValueError("the database key is 64 hexadecimal digits")
    if driver.sqlite_version_info < _SAFE_SQLITE:
        raise DriverUnsafe(driver.sqlite_version)
    engine = create_engine(
        "sqlite://", module=driver, creator=_connector(path, key), poolclass=StaticPool
    )
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _connector(path: Path, key: str) -> Callable[[], Any]:
    def connect() -> Any:
        try:
            connection = driver.connect(
                str(path), isolation_level=None, check_same_thread=False, timeout=5
            )
        except driver.DatabaseError as error:
            raise _why_not_opened(error, path) from error
        try:
            _configure(connection, key)
        except driver.DatabaseError as error:
            connection.close()
            raise _why_not_opened(error, path) from error
        return connection

    return connect


def _why_not_opened(error: Exception, path: Path) -> Problem:
    if "unable to open" in str(error):
        return DatabaseNotOpened(path)
    found = storage_problem(error)
    if found is None or isinstance(found, StorageDamaged):
        return DatabaseUnreadable(path)
    return found


def configure_key(connection: Any, key: str) -> None:
    """Set the key, which has to be the first thing that a connection is told."""
    connection.execute(f"PRAGMA key=\"x'{key}'\"")
    connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to the terminal


def _configure(connection: Any, key: str) -> None:
    """Set the key first, then what makes a commit survive a power cut, and check it."""
    configure_key(connection, key)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "recursive_triggers=ON",  # so that REPLACE cannot delete behind the triggers' back
        f"wal_autocheckpoint={_AUTOCHECKPOINT_PAGES}",
        "temp_store=MEMORY",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    encrypted = connection.execute("PRAGMA cipher_version").fetchone()
    if (mode, level) != ("wal", _FULL) or not encrypted:
        raise DriverUnsafe(f"journal_mode={mode}, synchronous={level}, cipher={encrypted}")


def _begin_immediate(db: Connection) -> None:
    db.exec_driver_sql("BEGIN IMMEDIATE")


def _bring_up_to_date(database: Database, path: Path) -> None:
    found = _revision(database, path)
    if found is None:
        raise DatabaseEmpty(path)
    if found != HEAD:
        _require_known(found, path)
        _migrate(database)


def _revision(database: Database, path: Path) -> str | None:
    known = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    try:
        with database.begin() as db:
            if db.exec_driver_sql(known).scalar() is None:
                return None
            found = db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except (DBAPIError, StorageDamaged) as error:
        raise DatabaseUnreadable(path) from error
    if found is None:
        raise DatabaseUnreadable(path)
    return str(found)


def _require_known(found: str, path: Path) -> None:
    from alembic.script import ScriptDirectory

    from pos.models.migrations import alembic_config

    known = {
        script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
    }
    if found not in known:
        raise DatabaseTooNew(path, found)


def _migrate(database: Database) -> None:
    """Run the revisions that are missing, all or none: a crash in between leaves what was.

    Imports Alembic, which a start at HEAD never needs.
    """
    from alembic import command

    from pos.models.migrations import alembic_config

    config = alembic_config()
    with database.begin("migrate") as db:
        config.attributes["connection"] = db
        command.upgrade(config, "head")
