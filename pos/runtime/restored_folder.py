"""Restored folder: made from a backup step by step, and usable only after the last one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos.domain.problem import Problem
from pos.runtime.atomic_file import CannotWrite, sync_folder
from pos.runtime.backup import BackupPorts
from pos.runtime.lock import lock_folder
from pos.runtime.paths import DataFolder, FolderKind, begin_restored_folder, require_unfinished

_MADE_HERE = ("*.db*", "*.key", "keys.json", ".*.new")
PART_SUFFIX = ".part"


@contextmanager
def restoring(root: Path, kind: FolderKind, ports: BackupPorts) -> Iterator[DataFolder]:
    """Give a locked, empty and unfinished data folder; the caller finishes it.

    A restore that was cut off is begun anew in the same folder. One that a problem ends removes
    what it made.

    :raises FolderExists, FolderTaken, NotAFolder: if something else is there; it is not touched.
    :raises CannotWrite, FolderInUse: if the folder cannot be made.
    """
    was_there = root.exists()
    folder = begin_restored_folder(root, kind, ports.ids.new_id())
    with lock_folder(folder.root, ports.clock):
        require_unfinished(folder)
        _clear(folder)
        ports.crash_points.reach("restore.begun")
        try:
            yield folder
        except (Problem, KeyboardInterrupt):
            _abandon(folder, keep_root=was_there)
            raise


def part_of(folder: DataFolder) -> Path:
    """Return where the database lies until it is complete."""
    path = folder.database_path
    return path.with_name(path.name + PART_SUFFIX)


def put_in_place(folder: DataFolder) -> None:
    """Make the finished database durable and give it its name.

    :raises CannotWrite: if the disk refuses.
    """
    part = part_of(folder)
    log = part.with_name(f"{part.name}-wal")
    try:
        _require_merged(log)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(folder.database_path)
        sync_folder(folder.root)
    except OSError as error:
        raise CannotWrite(folder.database_path, error) from error


def _require_merged(log: Path) -> None:
    if log.exists() and log.stat().st_size:
        raise OSError(None, "the write-ahead log could not be merged")


def _clear(folder: DataFolder) -> None:
    """Remove what a restore that was cut off left; nobody has used it."""
    try:
        for pattern in _MADE_HERE:
            for path in folder.root.glob(pattern):
                path.unlink()
    except OSError as error:
        raise CannotWrite(folder.root, error) from error


def _abandon(folder: DataFolder, *, keep_root: bool) -> None:
    """Leave nothing behind; the lock goes last, with the folder."""
    if _is_unfinished(folder):
        _clear(folder)
        folder.marker_path.unlink(missing_ok=True)
        for path in (folder.logs, folder.receipts):
            shutil.rmtree(path, ignore_errors=True)
        folder.lock_path.unlink(missing_ok=True)
        if not keep_root:
            shutil.rmtree(folder.root, ignore_errors=True)


def _is_unfinished(folder: DataFolder) -> bool:
    """Tell whether nobody can have used the folder yet."""
    try:
        require_unfinished(folder)
    except Problem:
        return False
    return True
