"""A disk that fails once: full, or with an I/O error, at the operation that it is armed for."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.power_loss.operations import Create, FileOperation, Remove, Sync, Truncate, Write
from tests.power_loss.plain_files import PlainFiles
from tests.power_loss.vfs import CANTOPEN, FULL, IOERR, OK, WatchingVfs


class Failure(StrEnum):
    FULL = "full"
    IO_ERROR = "I/O error"


# What SQLite's own VFS answers when the system refuses each of them.
_CODES = {
    Write: {Failure.FULL: FULL, Failure.IO_ERROR: IOERR | 3 << 8},
    Sync: {Failure.FULL: FULL, Failure.IO_ERROR: IOERR | 4 << 8},
    Truncate: {Failure.FULL: FULL, Failure.IO_ERROR: IOERR | 6 << 8},
    Create: {Failure.FULL: CANTOPEN, Failure.IO_ERROR: CANTOPEN},
    Remove: {Failure.IO_ERROR: IOERR | 10 << 8},
}
_ERRNO = {Failure.FULL: errno.ENOSPC, Failure.IO_ERROR: errno.EIO}


@dataclass
class FailingDisk:
    """Fails below `root` when it is armed: once, or until it is disarmed."""

    root: Path
    failure: Failure = Failure.FULL
    left: int = -1  # how many operations go well before the one that fails; below 0: all do
    fired: bool = False
    stays: bool = False  # it goes on failing until it is disarmed
    failures: int = 0
    failed_at: FileOperation | None = None  # the first time since it was armed

    @contextmanager
    def standing(self) -> Iterator[None]:
        plain = PlainFiles((self.root,), lambda _: None, self._refuse_sync)
        with plain.watched(), WatchingVfs(self).standing():
            yield

    def arm(self, failure: Failure, after: int) -> None:
        """Let `after` operations go well and the next one fail."""
        self.failure, self.left, self.fired = failure, after, False
        self.failed_at = None

    def disarm(self) -> None:
        self.left = -1

    def may(self, operation: FileOperation) -> int:
        code = _CODES.get(type(operation), {}).get(self.failure, OK)
        if code == OK or not operation.path.is_relative_to(self.root):
            return OK
        if not self._is_the_one():
            return OK
        self.failed_at = self.failed_at or operation
        return code

    def happened(self, operation: FileOperation) -> None:
        """Ask for nothing more than that it went well."""

    def _refuse_sync(self, _: Path) -> None:
        if self._is_the_one():
            raise OSError(_ERRNO[self.failure], os.strerror(_ERRNO[self.failure]))

    def _is_the_one(self) -> bool:
        if self.left < 0:
            return False
        if self.left > 0:
            self.left -= 1
            return False
        self.left = 0 if self.stays else -1
        self.fired = True
        self.failures += 1
        return True
