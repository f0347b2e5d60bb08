"""Backups of a server's folder: one encrypted, signed file each, also while it serves."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, func, select, text

from pos import __version__
from pos.domain.problem import Problem
from pos.domain.signature import SigningKey
from pos.runtime.backup import (
    BackupCheck,
    BackupPorts,
    BackupSummary,
    RestoredFolder,
    asked_passphrase,
)
from pos.runtime.backup_file import KEYS
from pos.runtime.backup_making import (
    StagedBackup,
    new_backup_key,
    new_passphrase,
    publish_backup,
    sealed_keys,
    staging,
)
from pos.runtime.backup_manifest import BACKUP_FORMAT, KeysPlace, Manifest, OpenedBy
from pos.runtime.paths import DataFolder, FolderKind, open_data_folder
from pos.runtime.secret_names import DATABASE_KEY
from pos.runtime.secrets import PASSPHRASE, PassphraseFor
from pos.server import tables
from pos.server.backup_check import marks_of, verify_backup
from pos.server.backup_restore import restore_backup
from pos.server.database_copy import seal_copy, sealed_database
from pos.server.folder import DatabaseMissing, address_of
from pos.server.server_key import SERVER_KEY, open_server_key
from pos.server.stores import the_store

Progress = Callable[[int, int], None]


class NotInTheFolder(Problem):
    """The database is PostgreSQL's, which has tools of its own."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            f"The database of {root} is not in the folder but PostgreSQL's: save it with "
            "pg_dump, and the folder's keys with it. After pg_restore begin a new epoch with: "
            f"evertill store new-epoch --data {root} --by NAME --reason TEXT"
        )


@dataclass(frozen=True, slots=True)
class ServerBackups:
    """What the command line reaches by name; it does not import the server."""

    create: Callable[[Path, Path, BackupPorts, Progress], BackupSummary]
    verify: Callable[[Path, BackupPorts, Progress], BackupCheck]
    restore: Callable[[Path, Path, BackupPorts, Progress], RestoredFolder]


def create_backup(
    root: Path, destination: Path, ports: BackupPorts, on_progress: Progress
) -> BackupSummary:
    """Write a backup of the server's folder into the folder `destination`.

    :raises NotInTheFolder: if its database is PostgreSQL.
    :raises CannotWrite, CopyFailed, BackupRunning, PassphraseNeeded: if it cannot be written.
    """
    folder = open_data_folder(root, FolderKind.SERVER)
    if address_of(folder) is not None:
        raise NotInTheFolder(root)
    if not folder.database_path.is_file():
        raise DatabaseMissing(folder.database_path)
    passphrase = _passphrase(folder, ports)
    server_key = open_server_key(folder, ports.chance, {PASSPHRASE: passphrase})
    with staging(destination, folder, ports.clock) as work:
        copy, key = work / folder.database_path.name, new_backup_key(ports.chance)
        secrets = {DATABASE_KEY: key.encode("ascii"), SERVER_KEY: server_key.to_der()}
        sealed_keys(work / KEYS, passphrase, folder, secrets, ports.chance)
        seal_copy(folder.database_path, copy, key, lambda done, whole: on_progress(done, 2 * whole))
        ports.crash_points.reach("backup.copied")
        with sealed_database(copy, key) as database, database.read() as db:
            manifest = _manifest(db, folder, server_key, ports)
        return publish_backup(
            StagedBackup(manifest=manifest, keys=work / KEYS, database=copy),
            destination,
            key=server_key,
            crash_points=ports.crash_points,
            on_progress=lambda done, whole: on_progress(whole + done, 2 * whole),
        )


def _passphrase(
    folder: DataFolder, ports: BackupPorts, environment: Mapping[str, str] = os.environ
) -> str:
    """Return the passphrase of the folder's keys or, where they have none, one for the backup."""
    if not folder.keys_path.exists():
        return new_passphrase(folder, ports.ask_passphrase, environment)
    return asked_passphrase(
        folder.keys_path, PassphraseFor.UNLOCK, ports.ask_passphrase, environment
    )


def _manifest(db: Connection, folder: DataFolder, key: SigningKey, ports: BackupPorts) -> Manifest:
    store = the_store(db).message
    return Manifest(
        format=BACKUP_FORMAT,
        kind=folder.kind,
        id=ports.ids.new_id(),
        created_at=ports.clock.now(),
        program_version=__version__,
        folder=folder.id,
        store=store.id,
        store_name=store.name,
        name=store.name,
        schema=db.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
        marks=marks_of(db),
        entries=_count(db, tables.journal_entry),
        sales=_completed_sales(db),
        keys=KeysPlace.SEALED_FILE if folder.keys_path.exists() else KeysPlace.PLAIN,
        opened_by=OpenedBy.PASSPHRASE,
        public_key=b64encode(key.verifying_key.der).decode("ascii"),
        members=(),
    )


def _completed_sales(db: Connection) -> int:
    sale = tables.sale.c
    wanted = (sale.state == "completed") & (sale.cash_session_kind != "training")
    return db.execute(select(func.count()).select_from(tables.sale).where(wanted)).scalar_one()


def _count(db: Connection, table: Table) -> int:
    return db.execute(select(func.count()).select_from(table)).scalar_one()


SERVER_BACKUPS = ServerBackups(create_backup, verify_backup, restore_backup)
