"""The lock of a data folder: one process at a time, let go by the system when that process dies."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from pos.domain.problem import Problem
from pos.runtime.atomic_file import CannotWrite
from pos.runtime.clock import Clock

LOCK_NAME = "lock"
_OWNER_ONLY = 0o600
_TEXT_BYTES_MAX = 512


class FolderInUse(Problem):
    def __init__(self, root: Path, holder: str) -> None:
        super().__init__(
            f"The data folder {root} is already in use by another Evertill{holder}. Close it first."
        )


class FolderLock:
    """A data folder that is ours until `release`, or until this process ends, however it ends."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    def release(self) -> None:
        """Let another process have the folder; doing it twice is harmless."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        # The file stays: removing it would let two processes lock two files of the same name.
        os.ftruncate(handle, 0)
        _unlock(handle)
        os.close(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


def lock_folder(root: Path, clock: Clock) -> FolderLock:
    """Take the data folder at `root` for this process.

    :raises FolderInUse: if another process, or this one, has it; the sentence says which.
    :raises CannotWrite: if the lock file cannot be made.
    """
    path = root / LOCK_NAME
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
    except OSError as error:
        raise CannotWrite(path, error) from error
    if not _try_lock(handle):
        holder = _read_holder(handle, clock.now())
        os.close(handle)
        raise FolderInUse(root, holder)
    try:
        _write_holder(handle, clock.now())
    except OSError as error:
        os.close(handle)
        raise CannotWrite(path, error) from error
    return FolderLock(handle)


def _write_holder(handle: int, now: datetime) -> None:
    text = json.dumps({"pid": os.getpid(), "since": now.isoformat(timespec="seconds")})
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode())


def _read_holder(handle: int, now: datetime) -> str:
    """Return ` (process 123, since 14:02)`, in the computer's time zone, or nothing if unknown."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        found = json.loads(os.read(handle, _TEXT_BYTES_MAX))
        pid = int(found["pid"])
        since = datetime.fromisoformat(found["since"]).astimezone()
    except (OSError, ValueError, KeyError, TypeError):
        return ""  # the other process is between taking the lock and writing its name
    today = since.date() == now.astimezone().date()
    return (
        f" (process {pid}, since {since:%H:%M})"
        if today
        else f" (process {pid}, since {since:%d %b %Y %H:%M})"
    )


if sys.platform == "win32":
    import msvcrt

    # Windows locks are mandatory: the locked byte lies far behind the text others must read.
    _LOCKED_BYTE = 1 << 30

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
