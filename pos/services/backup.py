"""Backups of an open register: one encrypted, signed file each, while it sells."""

from __future__ import annotations

import logging
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pos import __version__
from pos.models.database_copy import Snapshot, snapshot
from pos.runtime.backup import BackupSummary
from pos.runtime.backup_file import (
    BACKUP_SUFFIX,
    KEYS,
    BackupUnreadable,
    Progress,
    copy_database_to,
    read_backup_file,
)
from pos.runtime.backup_making import (
    StagedBackup,
    new_backup_key,
    publish_backup,
    sealed_keys,
    staging,
)
from pos.runtime.backup_manifest import (
    BACKUP_FORMAT,
    BackupProblem,
    KeysPlace,
    Manifest,
    OpenedBy,
    SeriesMark,
)
from pos.runtime.clock import Clock
from pos.runtime.crash_points import CrashPoints
from pos.runtime.ids import Chance, Ids
from pos.runtime.paths import DataFolder
from pos.runtime.sealed_file import SealedFileSecrets
from pos.runtime.secret_names import BACKUP_PASSPHRASE, DATABASE_KEY, DEVICE_KEY, ENROLLED
from pos.runtime.secrets import Secrets
from pos.services.backup_check import require_sound
from pos.services.identity import Identity

logger = logging.getLogger(__name__)


def nothing_to_show(done: int, whole: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """Makes backups of one register. Each reads through a connection of its own.

    So it may, and should, run on a thread that sells nothing: what is sold meanwhile is not
    in the copy and is not held up by it.
    """

    folder: DataFolder
    secrets: Secrets
    identity: Identity
    clock: Clock
    ids: Ids
    chance: Chance
    crash_points: CrashPoints

    @property
    def needs_passphrase(self) -> bool:
        """Tell whether a person has to choose one, for a backup that opens elsewhere."""
        return not isinstance(self.secrets, SealedFileSecrets)

    def create(
        self,
        destination: Path,
        on_progress: Progress = nothing_to_show,
        *,
        passphrase: str | None = None,
    ) -> BackupSummary:
        """Write a backup into the folder `destination`; it is there whole, or not at all.

        Where the keys are in a sealed file, that file's passphrase opens the backup. Else
        `passphrase` does; without one it opens with this computer's keyring only.

        :raises CannotWrite, CopyFailed, BackupRunning: if it cannot be written.
        :raises KeyringProblem, PassphraseEmpty: if it cannot be sealed.
        """
        return self._create(destination, on_progress, passphrase)[0]

    def verified_backup(self, on_progress: Progress = nothing_to_show) -> Path:
        """Make a backup in the data folder and prove it: its bytes, its chain, every row.

        :raises BackupUnsound: if the register's own database is not sound; the file stays.
        :raises Problem: if it cannot be written or read.
        """
        made, key = self._create(self.folder.backups, on_progress, None)
        with staging(self.folder.backups, self.folder, self.clock) as work:
            copy = work / self.folder.database_path.name
            copy_database_to(copy, read_backup_file(made.path), nothing_to_show)
            require_sound(made, copy, key=key, device_key=self.identity.key)
        logger.info("backup verified: backup=%s", made.manifest.id)
        return made.path

    def made_here(self) -> tuple[BackupSummary, ...]:
        """Return the readable backups in the data folder, oldest first."""
        return backups_in(self.folder.backups)

    def _create(
        self, destination: Path, on_progress: Progress, passphrase: str | None
    ) -> tuple[BackupSummary, str]:
        """Return what was made and the key of the copy."""
        key = new_backup_key(self.chance)
        with (
            staging(destination, self.folder, self.clock) as work,
            snapshot(self.folder.database_path, self._database_key()) as state,
        ):
            opened_by = self._seal(work / KEYS, key, passphrase)
            copy = work / self.folder.database_path.name
            state.copy_to(copy, key, lambda done, whole: on_progress(done, 2 * whole))
            self.crash_points.reach("backup.copied")
            made = publish_backup(
                StagedBackup(
                    manifest=self._manifest(state, opened_by), keys=work / KEYS, database=copy
                ),
                destination,
                key=self.identity.key,
                crash_points=self.crash_points,
                on_progress=lambda done, whole: on_progress(whole + done, 2 * whole),
            )
        logger.info("backup made: backup=%s bytes=%s", made.manifest.id, made.size)
        return made, key

    def _database_key(self) -> str:
        found = self.secrets.get(DATABASE_KEY)
        if found is None:
            raise LookupError("an open register has a database key")
        return found.decode("ascii")

    def _seal(self, path: Path, key: str, passphrase: str | None) -> OpenedBy:
        contents = {
            DATABASE_KEY: key.encode("ascii"),
            DEVICE_KEY: self.identity.key.to_der(),
            ENROLLED: str(self.identity.register_id).encode("ascii"),
        }
        if isinstance(self.secrets, SealedFileSecrets):
            self.secrets.copy_to(path, contents)
            return OpenedBy.PASSPHRASE
        opened_by = OpenedBy.KEYRING if passphrase is None else OpenedBy.PASSPHRASE
        if passphrase is None:
            passphrase = self._keyring_passphrase()
        sealed_keys(path, passphrase, self.folder, contents, self.chance)
        return opened_by

    def _keyring_passphrase(self) -> str:
        """Return the passphrase of backups that only this keyring opens, made at the first."""
        found = self.secrets.get(BACKUP_PASSPHRASE)
        if found is not None:
            return found.decode("ascii")
        made = new_backup_key(self.chance)
        self.secrets.set(BACKUP_PASSPHRASE, made.encode("ascii"))
        return made

    def _manifest(self, state: Snapshot, opened_by: OpenedBy) -> Manifest:
        ((store, store_name, series, seq, head_hash, schema, entries, sales),) = state.fetch(_FACTS)
        mark = SeriesMark(
            register=self.identity.register_id,
            name=self.identity.register_name,
            series=series,
            seq=seq,
            head_hash=head_hash,
        )
        sealed = isinstance(self.secrets, SealedFileSecrets)
        return Manifest(
            format=BACKUP_FORMAT,
            kind=self.folder.kind,
            id=self.ids.new_id(),
            created_at=self.clock.now(),
            program_version=__version__,
            folder=self.folder.id,
            store=UUID(store),
            store_name=store_name,
            name=self.identity.register_name,
            schema=schema,
            marks=(mark,),
            entries=entries,
            sales=sales,
            keys=KeysPlace.SEALED_FILE if sealed else KeysPlace.KEYRING,
            opened_by=opened_by,
            public_key=b64encode(self.identity.key.verifying_key.der).decode("ascii"),
            members=(),
        )


def backups_in(folder: Path) -> tuple[BackupSummary, ...]:
    """Return the backups in a folder whose manifest and signature are sound, oldest first."""
    found = []
    for path in folder.glob(f"*{BACKUP_SUFFIX}"):
        try:
            backup = read_backup_file(path)
        except (BackupProblem, BackupUnreadable):
            continue
        found.append(BackupSummary(path=path, size=backup.size, manifest=backup.manifest))
    return tuple(sorted(found, key=lambda one: one.manifest.created_at))


_FACTS = (
    "SELECT store_id, store_name, series, seq, head_hash, version_num, "
    "(SELECT count(*) FROM journal), sales FROM enrolment, register_state, alembic_version"
)
