"""The manifest of a backup: whose it is, where its journal stands, and what its members hash to."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import msgspec

from pos.domain.problem import Problem
from pos.domain.signature import Purpose, SignatureWrong, VerifyingKey, load_verifying_key
from pos.runtime.paths import FolderKind

BACKUP_FORMAT = 1
MEMBER_BYTES_MAX = 1 << 46


class BackupProblem(Problem):
    """A backup that cannot be used as it is."""


class BackupDamaged(BackupProblem):
    """`what` is damaged, or was changed by someone: the file is not what was written."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"The backup {path} is damaged or was changed: {what}. Nothing was restored from it; "
            "use another copy or an older backup."
        )


class BackupTooNew(BackupProblem):
    def __init__(self, path: Path, found: int) -> None:
        super().__init__(
            f"The backup {path} was made by a newer Evertill (format {found}, this one knows "
            f"{BACKUP_FORMAT}). Update Evertill; nothing was changed."
        )


class OpenedBy(StrEnum):
    """What opens a backup: a passphrase anywhere, or the keyring it was made beside."""

    PASSPHRASE = "passphrase"
    KEYRING = "keyring"


class KeysPlace(StrEnum):
    """Where the folder kept its keys; `PLAIN` is a server's key file without a passphrase."""

    KEYRING = "keyring"
    SEALED_FILE = "file"
    PLAIN = "plain"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    size: int
    sha256: str


class SeriesMark(msgspec.Struct, frozen=True, kw_only=True):
    """How far the journal of one register goes in the copy."""

    register: UUID
    name: str
    series: int
    seq: int
    head_hash: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself, signed with the key of the device that made it."""

    format: int
    kind: FolderKind
    id: UUID
    created_at: datetime
    program_version: str
    folder: UUID
    store: UUID
    store_name: str
    name: str  # of the register, or of the server's store
    schema: str
    marks: tuple[SeriesMark, ...]
    entries: int
    sales: int
    keys: KeysPlace
    opened_by: OpenedBy
    public_key: str
    members: tuple[Member, ...]

    def member(self, name: str) -> Member:
        """Return what is said of one member.

        :raises KeyError: if nothing is.
        """
        for one in self.members:
            if one.name == name:
                return one
        raise KeyError(name)


class _AnyFormat(msgspec.Struct):
    format: int


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the manifest as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def read_manifest(path: Path, content: bytes, sig: bytes | None = None) -> Manifest:
    """Read a manifest, and hold it against its signature if that is given.

    The key is the one it names; that it is the right one, the sealed keys show.

    :raises BackupTooNew: if a newer program wrote it.
    :raises BackupDamaged: if it is not what was signed, or makes no sense.
    """
    try:
        found = msgspec.json.decode(content, type=_AnyFormat).format
        if found > BACKUP_FORMAT:
            raise BackupTooNew(path, found)
        manifest = msgspec.json.decode(content, type=Manifest)
        key = signing_key_of(manifest)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BackupDamaged(path, "its manifest cannot be read") from error
    if not _makes_sense(manifest):
        raise BackupDamaged(path, "its manifest makes no sense")
    if sig is not None:
        _require_signed(path, key, content, sig)
    return manifest


def signing_key_of(manifest: Manifest) -> VerifyingKey:
    """Return the public key that the manifest names.

    :raises ValueError: if it is none.
    """
    return load_verifying_key(b64decode(manifest.public_key, validate=True))


def _makes_sense(manifest: Manifest) -> bool:
    names = [one.name for one in manifest.members]
    return (
        manifest.format >= 1
        and manifest.created_at.tzinfo is not None
        and len(set(names)) == len(names)
        and all(0 <= one.size <= MEMBER_BYTES_MAX for one in manifest.members)
    )


def _require_signed(path: Path, key: VerifyingKey, content: bytes, sig: bytes) -> None:
    try:
        key.verify(Purpose.BACKUP, content, sig)
    except SignatureWrong:
        raise BackupDamaged(path, "the signature of its manifest is wrong") from None
