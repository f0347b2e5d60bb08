"""Opening a backup: its keys by a passphrase, its database into a place of the caller's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from pos.domain.signature import SigningKey
from pos.runtime.atomic_file import CannotWrite, create_file
from pos.runtime.backup import BackupPorts, BackupSummary, asked_passphrase
from pos.runtime.backup_file import KEYS, BackupFile, read_backup_file
from pos.runtime.backup_manifest import (
    BackupDamaged,
    BackupProblem,
    Manifest,
    OpenedBy,
    signing_key_of,
)
from pos.runtime.ids import Chance
from pos.runtime.sealed_file import (
    KeysDamaged,
    KeysTooNew,
    PassphraseWrong,
    SealedFileSecrets,
)
from pos.runtime.secret_names import BACKUP_PASSPHRASE
from pos.runtime.secrets import (
    AskPassphrase,
    KeyringProblem,
    PassphraseFor,
    secrets_in_keyring,
)


class BackupPassphraseWrong(BackupProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The passphrase does not open the backup {path}. It is the one that was in use when "
            "the backup was made; check it and try again."
        )


class BackupOfOtherKeyring(BackupProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The backup {path} opens only on the computer and for the user that made it, and the "
            "keyring here holds nothing for it. Open it there, or use one that `evertill backup "
            "create` made with a passphrase."
        )


@contextmanager
def opened_backup(path: Path, ports: BackupPorts) -> Iterator[OpenedBackup]:
    """Open a backup's keys, with a temporary folder for whatever is taken from it.

    :raises BackupProblem, PassphraseNeeded: if it cannot be opened; nothing was changed.
    """
    backup = read_backup_file(path)
    passphrase = _passphrase_of(backup, ports.ask_passphrase)
    with _scratch() as scratch:
        keys = scratch / KEYS
        create_file(keys, backup.keys)
        yield OpenedBackup(
            file=backup,
            secrets=_unsealed(backup, keys, passphrase, ports.chance),
            passphrase=passphrase,
            scratch=scratch,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBackup:
    """A backup whose keys are open. Its passphrase never shows in its `repr`."""

    file: BackupFile
    secrets: SealedFileSecrets
    passphrase: str
    scratch: Path

    def __repr__(self) -> str:
        return f"OpenedBackup({self.file.path})"

    @property
    def manifest(self) -> Manifest:
        return self.file.manifest

    @property
    def summary(self) -> BackupSummary:
        return BackupSummary(path=self.file.path, size=self.file.size, manifest=self.manifest)

    def secret(self, name: str) -> bytes:
        """Return one of the keys.

        :raises BackupDamaged: if it is not among them.
        """
        found = self.secrets.get(name)
        if found is None:
            raise self.damaged("a key is missing from it")
        return found

    def require_signer(self, key: SigningKey) -> SigningKey:
        """Return the key if it is the one that signed the manifest.

        :raises BackupDamaged: if it is another.
        """
        if key.verifying_key.der != signing_key_of(self.manifest).der:
            raise self.damaged("its manifest is signed with another key than it holds")
        return key

    def damaged(self, what: str) -> BackupDamaged:
        return BackupDamaged(self.file.path, what)


def _passphrase_of(
    backup: BackupFile, ask_passphrase: AskPassphrase, environment: Mapping[str, str] = os.environ
) -> str:
    if backup.manifest.opened_by is OpenedBy.PASSPHRASE:
        return asked_passphrase(backup.path, PassphraseFor.OPEN_BACKUP, ask_passphrase, environment)
    try:
        found = secrets_in_keyring(backup.manifest.folder).get(BACKUP_PASSPHRASE)
    except KeyringProblem as error:
        raise BackupOfOtherKeyring(backup.path) from error
    if found is None:
        raise BackupOfOtherKeyring(backup.path)
    return found.decode("ascii")


def _unsealed(backup: BackupFile, keys: Path, passphrase: str, chance: Chance) -> SealedFileSecrets:
    try:
        return SealedFileSecrets.open(keys, passphrase, backup.manifest.folder, chance)
    except PassphraseWrong as error:
        raise BackupPassphraseWrong(backup.path) from error
    except (KeysDamaged, KeysTooNew) as error:
        raise BackupDamaged(backup.path, "its sealed keys are damaged") from error


@contextmanager
def _scratch() -> Iterator[Path]:
    try:
        made = TemporaryDirectory(prefix="evertill-backup-")
    except OSError as error:
        raise CannotWrite(Path(gettempdir()), error) from error
    with made as scratch:
        yield Path(scratch)
