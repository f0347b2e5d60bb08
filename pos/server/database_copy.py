"""Database copy: a server's SQLite file, whole and consistent, sealed or unsealed on the way.

SQLite's own backup copies pages, and refuses a plain file whose copy is to be encrypted. So the
copy is written anew by SQLCipher's export, which reads one committed state while others write.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from pos.domain.problem import Problem
from pos.runtime.atomic_file import CannotWrite
from pos.server.database import Database

_STEPS = 50_000  # of SQLite's machine between two looks at how far it is: some milliseconds

Progress = Callable[[int, int], None]
"""Is told how much is done, and how much there is, in bytes."""


class CopyFailed(Problem):
    def __init__(self, source: Path, target: Path, reason: str) -> None:
        super().__init__(
            f"The database {source} could not be copied to {target} ({reason}). Nothing was "
            "changed; check the disks and the space on them, and try again."
        )


def seal_copy(source: Path, target: Path, key: str, on_progress: Progress) -> None:
    """Write what is committed in a plain database to `target`, encrypted with `key`.

    :raises CannotWrite: if the disk is full or refuses.
    :raises CopyFailed: if it cannot be read.
    """
    with _translated(source, target):
        _export(_uri(source, "ro"), "", target, key, on_progress)


def unseal_copy(source: Path, key: str, target: Path, on_progress: Progress) -> None:
    """Write an encrypted database to `target`, readable by the owner only.

    :raises CannotWrite: if the disk is full or refuses.
    :raises CopyFailed: if it cannot be read.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    with _translated(source, target):
        _export(_uri(source, "rw"), f"x'{key}'", target, "", on_progress)


@contextmanager
def sealed_database(path: Path, key: str) -> Iterator[Database]:
    """Give an encrypted copy as a database."""
    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver,
        creator=lambda: _connect(path, key, "rw"),
        hide_parameters=True,
        poolclass=StaticPool,
    )
    database = Database(engine)
    try:
        yield database
    finally:
        database.close()


def _export(
    source: str, source_key: str, target: Path, target_key: str, on_progress: Progress
) -> None:
    copy = _connect(target, target_key, "rwc")
    try:
        copy.execute("PRAGMA journal_mode=OFF")
        copy.execute("PRAGMA synchronous=OFF")
        copy.execute(f"ATTACH ? AS live KEY {_quoted(source_key)}", (source,))
        copy.execute("BEGIN")
        copy.execute("SELECT count(*) FROM live.sqlite_master").fetchone()  # the state is now set
        copy.set_progress_handler(_teller(copy, target, on_progress), _STEPS)
        copy.execute("SELECT sqlcipher_export('main', 'live')").fetchone()
        copy.set_progress_handler(None, 0)
        copy.execute("COMMIT")
    finally:
        copy.close()


@contextmanager
def _translated(source: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except driver.Error as error:
        text = str(error)
        if text == "interrupted":  # the driver swallows Ctrl-C inside the handler
            raise KeyboardInterrupt from error
        if "disk is full" in text:
            full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            raise CannotWrite(target, full) from error
        raise CopyFailed(source, target, text) from error


def _teller(copy: Any, target: Path, on_progress: Progress) -> Callable[[], int]:
    ((pages,),) = copy.execute("PRAGMA live.page_count").fetchall()
    ((page_bytes,),) = copy.execute("PRAGMA live.page_size").fetchall()
    whole = max(1, int(pages) * int(page_bytes))  # SQLCipher gives the one as text

    def tell() -> int:
        on_progress(min(target.stat().st_size, whole), whole)
        return 0

    return tell


def _connect(path: Path, key: str, mode: str) -> Any:
    connection = driver.connect(
        _uri(path, mode), uri=True, isolation_level=None, check_same_thread=False, timeout=5
    )
    if key:
        connection.execute(f"PRAGMA key=\"x'{key}'\"")
    connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to the terminal
    return connection


def _uri(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"


def _quoted(key: str) -> str:
    return f'"{key}"' if key else "''"
