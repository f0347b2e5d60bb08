"""The backup file: a tar of four members in a fixed order, with not one byte to choose.

Whatever is in the headers, between the members and behind them follows from names and sizes, and
is compared with that: a path that climbs, a link, a doubled name or a hidden member does not fit.
Nothing is ever extracted by a name from the file.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from pos.domain.problem import Problem
from pos.runtime.atomic_file import CannotWrite
from pos.runtime.backup_manifest import (
    MEMBER_BYTES_MAX,
    BackupDamaged,
    BackupProblem,
    Manifest,
    read_manifest,
)

BACKUP_SUFFIX: Final = ".evertill-backup"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
KEYS: Final = "keys.json"
_SMALL_MAX = 1 << 20  # bytes of any member but the database
_BLOCK = tarfile.BLOCKSIZE
_END = bytes(2 * _BLOCK)
_CHUNK = 1 << 20

Progress = Callable[[int, int], None]
"""Is told how much is done, and how much there is, in bytes."""


class NoBackup(BackupProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not a backup of Evertill. Name a file that `evertill backup create` made; "
            f"its name ends in {BACKUP_SUFFIX}."
        )


class BackupUnreadable(Problem):
    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"The backup {path} cannot be read: {error.strerror}. Check the name and that your "
            "user may read it."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFile:
    """A backup whose manifest, signature and sealed keys are genuine; its database is not read."""

    path: Path
    manifest: Manifest
    keys: bytes
    database_at: int
    size: int

    @property
    def database_name(self) -> str:
        return f"{self.manifest.kind}.db"


def write_backup_file(
    path: Path, small: dict[str, bytes], database: Path, on_progress: Progress
) -> None:
    """Write the `small` members in their order, and then the database.

    :raises CannotWrite: if the disk refuses.
    """
    try:
        with path.open("wb") as file, database.open("rb") as source:
            for name, content in small.items():
                file.write(_header(name, len(content)))
                file.write(content + _padding(len(content)))
            size = database.stat().st_size
            file.write(_header(database.name, size))
            done = 0
            while chunk := source.read(_CHUNK):
                file.write(chunk)
                done += len(chunk)
                on_progress(done, size)
            file.write(_padding(size) + _END)
    except OSError as error:
        raise CannotWrite(path, error) from error


def read_backup_file(path: Path) -> BackupFile:
    """Read all but the database.

    :raises BackupUnreadable, NoBackup, BackupTooNew, BackupDamaged: if it cannot be used.
    """
    with _opened(path) as file:
        manifest_content = _first_member(path, file)
        read_manifest(path, manifest_content)  # a newer one may go on in another way
        sig = _member(path, file, SIGNATURE)
        manifest = read_manifest(path, manifest_content, sig)
        keys = _member(path, file, KEYS)
        _require_said(path, manifest, KEYS, len(keys), hashlib.sha256(keys).hexdigest())
        name = f"{manifest.kind}.db"
        size = _size_of(path, file, name)
        at = file.tell()
        whole = at + size + len(_padding(size)) + len(_END)
        found = os.fstat(file.fileno()).st_size
    if found != whole:
        what = "the end of it is missing" if found < whole else "something was added behind its end"
        raise BackupDamaged(path, what)
    return BackupFile(path=path, manifest=manifest, keys=keys, database_at=at, size=whole)


def copy_database_to(target: Path, backup: BackupFile, on_progress: Progress) -> None:
    """Write the database as it is in the backup to `target`, in place of anything there.

    :raises BackupDamaged: at the end, if it is not what was written.
    :raises CannotWrite: if the disk refuses.
    """

    def write(chunk: bytes) -> None:
        try:
            file.write(chunk)
            file.flush()
        except OSError as error:
            raise CannotWrite(target, error) from error

    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            read_database(backup, write, on_progress)
    except OSError as error:
        raise CannotWrite(target, error) from error


def read_database(
    backup: BackupFile, write: Callable[[bytes], object], on_progress: Progress
) -> None:
    """Hand the bytes of the database to `write`, in order.

    :raises BackupDamaged: at the end, if they are not those that were written.
    """
    name = backup.database_name
    size = backup.manifest.member(name).size
    digest = hashlib.sha256()
    with _opened(backup.path) as file:
        file.seek(backup.database_at)
        done = 0
        while done < size:
            chunk = file.read(min(_CHUNK, size - done))
            if not chunk:
                raise BackupDamaged(backup.path, "the end of it is missing")
            digest.update(chunk)
            write(chunk)
            done += len(chunk)
            on_progress(done, size)
        rest = file.read(_BLOCK + len(_END) + 1)
    _require_said(backup.path, backup.manifest, name, size, digest.hexdigest())
    if rest != _padding(size) + _END:
        raise BackupDamaged(backup.path, "something was written behind its database")


def _first_member(path: Path, file: BinaryIO) -> bytes:
    raw = file.read(_BLOCK)
    if not raw.startswith(MANIFEST.encode() + b"\0"):
        raise NoBackup(path)
    file.seek(0)
    return _member(path, file, MANIFEST)


def _member(path: Path, file: BinaryIO, name: str) -> bytes:
    size = _size_of(path, file, name)
    if size > _SMALL_MAX:
        raise BackupDamaged(path, f"its {name} is too large")
    content, padding = file.read(size), _padding(size)
    if len(content) != size or file.read(len(padding)) != padding:
        raise BackupDamaged(path, f"its {name} is cut off or followed by something")
    return content


def _size_of(path: Path, file: BinaryIO, name: str) -> int:
    """Read the header that has to come now, and return the size it states."""
    raw = file.read(_BLOCK)
    try:
        size = tarfile.TarInfo.frombuf(raw, "ascii", "strict").size
    except (tarfile.HeaderError, ValueError) as error:
        raise BackupDamaged(path, f"the header of its {name} cannot be read") from error
    if not 0 <= size <= MEMBER_BYTES_MAX or raw != _header(name, size):
        raise BackupDamaged(path, f"the header of its {name} is not as it was written")
    return size


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)


def _require_said(path: Path, manifest: Manifest, name: str, size: int, sha256: str) -> None:
    try:
        said = manifest.member(name)
    except KeyError as error:
        raise BackupDamaged(path, f"its manifest says nothing of {name}") from error
    if (said.size, said.sha256) != (size, sha256):
        raise BackupDamaged(path, f"its {name} is not the one that was written")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise BackupUnreadable(path, error) from error
