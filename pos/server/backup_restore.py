"""Restoring a server: a fresh folder from a backup, with its own key and a new epoch."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from pos.domain.problem import Problem
from pos.runtime.backup import BackupPorts, BackupUnsound, RestoredFolder
from pos.runtime.backup_file import copy_database_to
from pos.runtime.backup_manifest import KeysPlace
from pos.runtime.backup_opening import OpenedBackup, opened_backup
from pos.runtime.paths import DataFolder, FolderKind, finish_data_folder, require_fresh
from pos.runtime.restored_folder import part_of, put_in_place, restoring
from pos.runtime.secret_names import DATABASE_KEY
from pos.server.backup_check import check_sealed_copy, server_key_of
from pos.server.database import open_sqlite
from pos.server.database_copy import unseal_copy
from pos.server.epochs import begin_epoch
from pos.server.folder import DATABASE_URL
from pos.server.schema import upgrade
from pos.server.server_key import keep_server_key
from pos.server.stores import the_store

Progress = Callable[[int, int], None]


class DatabaseElsewhere(Problem):
    def __init__(self) -> None:
        super().__init__(
            f"{DATABASE_URL} names a database outside the folder, and this backup is one of a "
            "database in its folder. Take the variable away to restore it; nothing was changed."
        )


def restore_backup(
    path: Path, root: Path, ports: BackupPorts, on_progress: Progress
) -> RestoredFolder:
    """Make the folder at `root`, which is absent or empty, the server of the backup.

    The copy is proved first. The signing key stays the one that registers know; the new epoch
    makes them send again from this server's marks. Interrupted anywhere, it leaves a folder that
    nothing opens and in which the same command begins anew.

    :raises FolderExists, FolderTaken, NotAFolder: if something is there; it was not touched.
    :raises BackupProblem, PassphraseNeeded: if the backup cannot be used.
    :raises CannotWrite, CopyFailed: if the disk refuses.
    """
    if os.environ.get(DATABASE_URL):
        raise DatabaseElsewhere
    require_fresh(root)
    with opened_backup(path, ports) as backup, restoring(root, FolderKind.SERVER, ports) as new:
        _take_database(backup, new, on_progress)
        ports.crash_points.reach("restore.copied")
        epoch = _begin_epoch(new, ports)
        ports.crash_points.reach("restore.checked")
        sealed = backup.manifest.keys is KeysPlace.SEALED_FILE
        keep_server_key(
            new, server_key_of(backup), backup.passphrase if sealed else None, ports.chance
        )
        ports.crash_points.reach("restore.keys_stored")
        put_in_place(new)
        ports.crash_points.reach("restore.before_finish")
        finish_data_folder(new)
        ports.crash_points.reach("restore.after_finish")
    return RestoredFolder(folder=new, backup=backup.summary, epoch=epoch)


def _take_database(backup: OpenedBackup, folder: DataFolder, on_progress: Progress) -> None:
    """Prove the encrypted copy, and only then write it plain, as a server keeps it."""
    sealed = part_of(folder).with_name(f"{part_of(folder).name}.sealed")
    copy_database_to(sealed, backup.file, lambda done, whole: on_progress(done, 2 * whole))
    check = check_sealed_copy(backup, sealed, lambda done, whole: None)
    if not check.is_sound:
        raise BackupUnsound(check)
    key = backup.secret(DATABASE_KEY).decode("ascii")
    unseal_copy(
        sealed, key, part_of(folder), lambda done, whole: on_progress(whole + done, 2 * whole)
    )
    sealed.unlink()


def _begin_epoch(folder: DataFolder, ports: BackupPorts) -> str:
    database = open_sqlite(part_of(folder))
    try:
        upgrade(database)
        with database.write() as db:
            number = the_store(db).number
            epoch = begin_epoch(db, number, ids=ports.ids, now=ports.clock.now())
    finally:
        database.close()  # moves the write-ahead log into the file, whose name will change
    return str(epoch)
