"""Database copy: one committed state of a database in use, page by page, under another key."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from pos.domain.problem import Problem
from pos.models.database import configure_key
from pos.models.storage_problems import DatabaseNotOpened, storage_problem
from pos.runtime.atomic_file import CannotWrite

_PAGES_PER_STEP = 256  # 1 MiB; the writer's work goes on in between and meanwhile

Progress = Callable[[int, int], None]
"""Is told how many pages are done, and how many there are."""


class CopyFailed(Problem):
    def __init__(self, source: Path, target: Path, reason: str) -> None:
        super().__init__(
            f"The database {source} could not be copied to {target} ({reason}). Nothing was "
            "changed; check the disks and the space on them, and try again."
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was committed when it was taken; later commits do not show in it."""

    path: Path
    _connection: Any

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of one query."""
        with _translated(self.path, self.path):
            rows: list[tuple[Any, ...]] = self._connection.execute(sql).fetchall()
        return rows

    def copy_to(self, target: Path, key: str, on_progress: Progress) -> None:
        """Make a database at `target`, where nothing is yet, encrypted with `key`.

        The file is complete, not yet durable. May be interrupted between two steps.

        :raises CannotWrite: if the disk is full or refuses.
        :raises CopyFailed: if a page cannot be read or written for another reason.
        """

        def told(_: int, remaining: int, whole: int) -> None:
            on_progress(whole - remaining, whole)

        with _translated(self.path, target), _connected(target, key) as copy:
            copy.execute("PRAGMA journal_mode=OFF")
            copy.execute("PRAGMA synchronous=OFF")
            self._connection.backup(copy, pages=_PAGES_PER_STEP, progress=told, sleep=0)


@contextmanager
def snapshot(path: Path, key: str) -> Iterator[Snapshot]:
    """Give the last committed state of a database that this process has open.

    It has a connection of its own that only reads, so the writer neither waits nor is seen; it
    holds up no more than the emptying of the write-ahead log. Any thread may take one.

    :raises DatabaseNotOpened, CopyFailed: if it cannot be read.
    """
    with _translated(path, path), _connected(path, key, mode="ro") as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the state is now set
        yield Snapshot(path, connection)


@contextmanager
def _connected(path: Path, key: str, mode: str = "rwc") -> Iterator[Any]:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = driver.connect(address, uri=True, isolation_level=None, timeout=5)
    try:
        configure_key(connection, key)
        yield connection
    finally:
        connection.close()


@contextmanager
def _translated(source: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except driver.Error as error:
        text = str(error)
        if "disk is full" in text:
            full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            raise CannotWrite(target, full) from error
        if "unable to open" in text:
            raise DatabaseNotOpened(target) from error
        raise (storage_problem(error) if source == target else None) or CopyFailed(
            source, target, text
        ) from error
