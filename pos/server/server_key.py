"""The server's key: what it signs acknowledgements with, and derives its tokens' key from.

Source: docs/adr/0011-the-servers-key.md.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path

from pos.domain.problem import Problem
from pos.domain.signature import SEED_BYTES, SigningKey, load_signing_key, signing_key_of
from pos.runtime.atomic_file import create_file
from pos.runtime.ids import Chance
from pos.runtime.paths import DataFolder
from pos.runtime.sealed_file import SealedFileSecrets
from pos.runtime.secrets import PASSPHRASE, PassphraseNeeded

SERVER_KEY = "server key"
_FILE = "server.key"


class ServerKeyMissing(Problem):
    def __init__(self, root: Path) -> None:
        super().__init__(
            f"The server's key is missing: {root} holds neither keys.json nor {_FILE}. Restore the "
            "one it had from a backup: registers know the server by it. Nothing was changed."
        )


class ServerKeyDamaged(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(f"The server's key in {path} is damaged: restore it from a backup.")


def make_server_key(
    folder: DataFolder, chance: Chance, environment: Mapping[str, str] = os.environ
) -> SigningKey:
    """Make the key of a new server and keep it: sealed where there is a passphrase.

    :raises CannotWrite: if the disk refuses.
    """
    key = signing_key_of(chance.random_bytes(SEED_BYTES))
    keep_server_key(folder, key, environment.get(PASSPHRASE), chance)
    return key


def keep_server_key(
    folder: DataFolder, key: SigningKey, passphrase: str | None, chance: Chance
) -> None:
    """Store a key in a folder that has none: sealed where there is a passphrase.

    :raises CannotWrite: if the disk refuses.
    """
    if passphrase:
        sealed = SealedFileSecrets.create(folder.keys_path, passphrase, folder.id, chance)
        sealed.set(SERVER_KEY, key.to_der())
    else:
        create_file(folder.root / _FILE, key.to_der())


def remove_server_key(folder: DataFolder) -> None:
    """Forget the key of a folder that was never finished."""
    folder.keys_path.unlink(missing_ok=True)
    (folder.root / _FILE).unlink(missing_ok=True)


def open_server_key(
    folder: DataFolder, chance: Chance, environment: Mapping[str, str] = os.environ
) -> SigningKey:
    """Return the key that `make_server_key` kept.

    :raises PassphraseNeeded, PassphraseWrong: if it is sealed and cannot be unsealed.
    :raises ServerKeyMissing, ServerKeyDamaged: if it is not as it was left.
    """
    path = folder.root / _FILE
    if folder.keys_path.exists():
        passphrase = environment.get(PASSPHRASE)
        if not passphrase:
            raise PassphraseNeeded(folder.keys_path)
        path = folder.keys_path
        der = SealedFileSecrets.open(path, passphrase, folder.id, chance).get(SERVER_KEY)
    else:
        if not path.is_file():
            raise ServerKeyMissing(folder.root)
        der = path.read_bytes()
    if der is None:
        raise ServerKeyDamaged(path)
    try:
        return load_signing_key(der)
    except ValueError as error:
        raise ServerKeyDamaged(path) from error


def token_secret(key: SigningKey) -> bytes:
    """Return the secret of bearer tokens: every process of one server derives the same."""
    return hmac.digest(key.to_der(), b"evertill bearer token 1", hashlib.sha256)
