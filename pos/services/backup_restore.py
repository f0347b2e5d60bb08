"""Restoring a register: a fresh folder from a backup, frozen until it has asked the server."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from pos.domain.handshake import Freeze, Verdict
from pos.models.database import open_database
from pos.models.journal import RegisterStateRecord
from pos.models.sync_state import SyncStateRecord
from pos.runtime.backup import BackupPorts, RestoredFolder
from pos.runtime.backup_file import Progress, copy_database_to
from pos.runtime.backup_opening import OpenedBackup, opened_backup
from pos.runtime.paths import DataFolder, FolderKind, finish_data_folder, require_fresh
from pos.runtime.restored_folder import part_of, put_in_place, restoring
from pos.runtime.secret_names import DATABASE_KEY, DEVICE_KEY, ENROLLED
from pos.runtime.secrets import PassphraseFor, open_secrets
from pos.services.backup_check import device_key_of, require_sound

logger = logging.getLogger(__name__)


def restore_backup(
    path: Path, root: Path, ports: BackupPorts, on_progress: Progress
) -> RestoredFolder:
    """Make the folder at `root`, which is absent or empty, the register of the backup.

    The copy is proved first. Interrupted anywhere, it leaves a folder that nothing opens and
    in which the same command begins anew. The register gives no number before it has asked the
    server how far it was: it may have sold more than the backup knows.

    :raises FolderExists, FolderTaken, NotAFolder: if something is there; it was not touched.
    :raises BackupProblem, PassphraseNeeded, PassphraseWrong: if the backup cannot be used.
    :raises CannotWrite: if the disk refuses.
    """
    require_fresh(root)
    with opened_backup(path, ports) as backup, restoring(root, FolderKind.REGISTER, ports) as new:
        copy_database_to(part_of(new), backup.file, on_progress)
        ports.crash_points.reach("restore.copied")
        _prove_and_freeze(backup, new, ports.clock.now())
        ports.crash_points.reach("restore.checked")
        _store_keys(backup, new, ports)
        ports.crash_points.reach("restore.keys_stored")
        put_in_place(new)
        ports.crash_points.reach("restore.before_finish")
        finish_data_folder(new)
        ports.crash_points.reach("restore.after_finish")
    logger.info("register restored: backup=%s", backup.manifest.id)
    return RestoredFolder(folder=new, backup=backup.summary)


def _prove_and_freeze(backup: OpenedBackup, folder: DataFolder, now: datetime) -> None:
    key = backup.secret(DATABASE_KEY).decode("ascii", "replace")
    copy = part_of(folder)
    require_sound(backup.summary, copy, key=key, device_key=device_key_of(backup))
    words = (
        f"Restored on {now:%Y-%m-%d %H:%M} UTC from a backup of "
        f"{backup.manifest.created_at:%Y-%m-%d %H:%M} UTC; the server was not asked since."
    )
    database = open_database(copy, key)
    try:
        with database.begin() as db:
            db.execute(update(RegisterStateRecord).values(frozen=Freeze.RESTORED.value))
            db.execute(
                update(SyncStateRecord).values(
                    verdict=Verdict.UNKNOWN.value, answered_at=None, last_answer=words
                )
            )
    finally:
        database.close()  # moves the write-ahead log into the file, whose name will change


def _store_keys(backup: OpenedBackup, folder: DataFolder, ports: BackupPorts) -> None:
    """Keep the keys in the keyring or, where there is none, under the backup's passphrase."""

    def ask(_: PassphraseFor) -> str | None:
        return backup.passphrase

    secrets = open_secrets(folder, ask, ports.chance)
    for name in (DATABASE_KEY, DEVICE_KEY, ENROLLED):
        secrets.set(name, backup.secret(name))
