"""Checking a register's backup: the copy in it proved like the register itself."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from pos.domain.signature import SigningKey, load_signing_key
from pos.models.database import Database, open_database
from pos.models.storage_problems import DatabaseEmpty, DatabaseTooNew, DatabaseUnreadable
from pos.runtime.backup import BackupCheck, BackupPorts, BackupSummary, BackupUnsound
from pos.runtime.backup_file import Progress, copy_database_to
from pos.runtime.backup_manifest import BackupDamaged, SeriesMark
from pos.runtime.backup_opening import OpenedBackup, opened_backup
from pos.runtime.secret_names import DATABASE_KEY, DEVICE_KEY
from pos.services.identity import load_identity
from pos.services.verification import DatabaseDamaged, Verification, Verified


def verify_backup(path: Path, ports: BackupPorts, on_progress: Progress) -> BackupCheck:
    """Open a register's backup in a temporary folder and check all that is in it.

    :raises BackupProblem, PassphraseNeeded: if it cannot be opened, or is not what was written.
    :raises CannotWrite: if there is no room for the temporary folder.
    """
    with opened_backup(path, ports) as backup:
        copy = backup.scratch / backup.file.database_name
        copy_database_to(copy, backup.file, lambda done, whole: on_progress(done, 2 * whole))
        size = backup.file.size
        return check_copy(
            backup.summary,
            copy,
            key=backup.secret(DATABASE_KEY).decode("ascii", "replace"),
            device_key=device_key_of(backup),
            on_progress=lambda done, whole: on_progress(size + size * done // whole, 2 * size),
        )


def require_sound(backup: BackupSummary, copy: Path, *, key: str, device_key: SigningKey) -> None:
    """Check the copy, and do nothing if it is sound.

    :raises BackupUnsound, BackupDamaged: if it is not.
    """
    check = check_copy(backup, copy, key=key, device_key=device_key)
    if not check.is_sound:
        raise BackupUnsound(check)


def check_copy(
    backup: BackupSummary,
    copy: Path,
    *,
    key: str,
    device_key: SigningKey,
    on_progress: Progress = lambda done, whole: None,
) -> BackupCheck:
    """Run the register's verification on a copy that was taken out of the backup.

    An older schema is brought up to date in the copy first.

    :raises BackupDamaged: if the copy cannot be read, or is not what the manifest says.
    """
    try:
        database = open_database(copy, key)
    except (DatabaseUnreadable, DatabaseEmpty, ValueError) as error:
        raise BackupDamaged(backup.path, "its database cannot be read with its key") from error
    except DatabaseTooNew as error:
        raise DatabaseTooNew(backup.path, backup.manifest.schema) from error
    try:
        verified = _verified(backup, database, device_key, on_progress)
    finally:
        database.close()
    return BackupCheck(
        backup=backup,
        problems=tuple(str(finding) for finding in verified.findings),
        problems_count=verified.findings_count,
    )


def device_key_of(backup: OpenedBackup) -> SigningKey:
    """Return the register's own key, which has to be the one that signed the manifest.

    :raises BackupDamaged: if it is not.
    """
    try:
        return backup.require_signer(load_signing_key(backup.secret(DEVICE_KEY)))
    except ValueError as error:
        raise backup.damaged("the register's key in it is no key") from error


def _verified(
    backup: BackupSummary, database: Database, key: SigningKey, on_progress: Progress
) -> Verified:
    path = backup.path
    try:
        with database.begin() as db:
            identity = load_identity(db, key)
    except (ValueError, LookupError, SQLAlchemyError) as error:
        raise BackupDamaged(path, "its database is not of the register whose key it has") from error
    try:
        verified = Verification(database, identity).verify(on_progress)
    except DatabaseDamaged as error:
        raise BackupDamaged(path, f"its database is damaged: {error}") from error
    said = backup.manifest.marks
    found = _marks(database)
    if said != found or backup.manifest.entries != verified.entries:
        raise BackupDamaged(path, "its manifest names another end of the journal than its database")
    return verified


def _marks(database: Database) -> tuple[SeriesMark, ...]:
    rows = database.fetch(_MARKS)
    return tuple(
        SeriesMark(register=UUID(row[0]), name=row[1], series=row[2], seq=row[3], head_hash=row[4])
        for row in rows
    )


_MARKS = "SELECT register_id, register_name, series, seq, head_hash FROM enrolment, register_state"
