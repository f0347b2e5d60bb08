"""Making a backup: staged beside its place, sealed, signed, and there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from pos.domain.signature import Purpose, SigningKey
from pos.runtime.atomic_file import CannotWrite, make_folder, publish_file
from pos.runtime.backup import BackupSummary, asked_passphrase
from pos.runtime.backup_file import (
    BACKUP_SUFFIX,
    KEYS,
    MANIFEST,
    SIGNATURE,
    Progress,
    write_backup_file,
)
from pos.runtime.backup_manifest import BackupProblem, Manifest, Member, manifest_bytes
from pos.runtime.clock import Clock
from pos.runtime.crash_points import CrashPoints
from pos.runtime.ids import Chance
from pos.runtime.lock import FolderInUse, lock_folder
from pos.runtime.paths import DataFolder
from pos.runtime.sealed_file import SealedFileSecrets
from pos.runtime.secrets import AskPassphrase, PassphraseFor

_NAME_MAX = 40  # letters; one may take four of the 255 bytes of a file name


class BackupRunning(BackupProblem):
    def __init__(self, destination: Path) -> None:
        super().__init__(
            f"Another backup of the same folder is being written into {destination}. Wait until it "
            "is done, or name another folder."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedBackup:
    """A copy of a database and its sealed keys, in a folder of their own, to become one file."""

    manifest: Manifest  # without members
    keys: Path
    database: Path


@contextmanager
def staging(destination: Path, folder: DataFolder, clock: Clock) -> Iterator[Path]:
    """Give an empty folder inside `destination`, where the file will be, and remove it again.

    What a backup left that was killed is removed here too.

    :raises BackupRunning: if another backup of the folder is going on there.
    :raises CannotWrite: if the disk refuses.
    """
    work = destination / f".evertill-backup-{folder.id}"
    try:
        make_folder(destination)
        work.mkdir(mode=0o700, exist_ok=True)
        lock = lock_folder(work, clock)
    except FolderInUse as error:
        raise BackupRunning(destination) from error
    except OSError as error:
        raise CannotWrite(work, error) from error
    with lock:
        try:
            for left in work.iterdir():
                if left.name != "lock":
                    left.unlink()
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def publish_backup(
    staged: StagedBackup,
    destination: Path,
    *,
    key: SigningKey,
    crash_points: CrashPoints,
    on_progress: Progress,
) -> BackupSummary:
    """Sign the manifest, write all into one file, and give it its name, durably.

    :raises CannotWrite: if the disk refuses; then there is no such file.
    """
    manifest = _with_members(staged)
    content = manifest_bytes(manifest)
    small = {
        MANIFEST: content,
        SIGNATURE: key.sign(Purpose.BACKUP, content),
        KEYS: staged.keys.read_bytes(),
    }
    part = staged.database.with_name("backup.part")
    write_backup_file(part, small, staged.database, on_progress)
    part.chmod(0o600)
    size = part.stat().st_size
    crash_points.reach("backup.before_publish")
    path = _publish(part, destination, manifest)
    crash_points.reach("backup.after_publish")
    return BackupSummary(path=path, size=size, manifest=manifest)


def _with_members(staged: StagedBackup) -> Manifest:
    members = tuple(_member_of(path) for path in (staged.keys, staged.database))
    return replace(staged.manifest, members=members)


def _member_of(path: Path) -> Member:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Member(name=path.name, size=path.stat().st_size, sha256=digest)


def _publish(part: Path, destination: Path, manifest: Manifest) -> Path:
    """Name the file after its owner and the time; a second one in that second gets a number."""
    stem = f"{file_name_of(manifest.name)}-{manifest.created_at:%Y%m%dT%H%M%SZ}"
    number = 1
    while True:
        path = destination / f"{stem}{'' if number == 1 else f'-{number}'}{BACKUP_SUFFIX}"
        try:
            publish_file(part, path)
        except FileExistsError:
            number += 1
            continue
        return path


def file_name_of(name: str) -> str:
    """Return a name of people as part of a file name: letters and digits of any script."""
    letters = unicodedata.normalize("NFC", name)[:_NAME_MAX]
    cleaned = "".join(letter if letter.isalnum() else "-" for letter in letters)
    return "-".join(filter(None, cleaned.split("-"))) or "backup"


def new_backup_key(chance: Chance) -> str:
    """Return a key for one copy of a database, as 64 hexadecimal digits."""
    return chance.random_bytes(32).hex()


def sealed_keys(
    path: Path, passphrase: str, folder: DataFolder, secrets: Mapping[str, bytes], chance: Chance
) -> None:
    """Write the keys under a passphrase of the backup's own.

    :raises PassphraseEmpty: if there is nothing to protect them with.
    """
    made = SealedFileSecrets.create(path, passphrase, folder.id, chance)
    for name, value in secrets.items():
        made.set(name, value)


def new_passphrase(
    folder: DataFolder, ask_passphrase: AskPassphrase, environment: Mapping[str, str] = os.environ
) -> str:
    """Return what the environment says, or what a person chooses.

    :raises PassphraseNeeded, PassphraseEmpty: if there is none.
    """
    return asked_passphrase(folder.root, PassphraseFor.SEAL_BACKUP, ask_passphrase, environment)
