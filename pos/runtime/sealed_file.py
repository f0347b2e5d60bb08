"""The sealed key file: secrets under a passphrase, for computers without a keyring."""

from __future__ import annotations

import json
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from pos.domain.problem import Problem
from pos.runtime.atomic_file import create_file, replace_file
from pos.runtime.ids import Chance

_FORMAT = 1
_KEY_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12


class KeysMissing(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is missing, and with it the keys of this data folder. "
            "Restore it from a backup; nothing was changed."
        )


class KeysUnreadable(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(f"Your user may not read {path}: allow it, and try again.")


class KeysDamaged(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is damaged or was changed by someone else. "
            "Restore it from a backup; nothing was changed."
        )


class KeysTooNew(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} was written by a newer Evertill. Update Evertill; nothing was changed."
        )


class PassphraseWrong(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The passphrase does not open {path}. Check it and try again; or bring back the file "
            "of this data folder, if it was replaced by another's."
        )


class PassphraseEmpty(Problem):
    def __init__(self) -> None:
        super().__init__("The passphrase is empty, so it would protect nothing. Choose another.")


@dataclass(frozen=True, slots=True)
class _Stretching:
    """How a passphrase becomes a key: argon2id, second choice of RFC 9106 (section 4)."""

    salt: bytes
    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        # A planted file must not make us fill the memory or compute for hours.
        within = (
            8 <= len(self.salt) <= 64
            and 8 * self.lanes <= self.memory_kib <= 1024 * 1024
            and 1 <= self.passes <= 16
            and 1 <= self.lanes <= 16
        )
        if not within:
            raise ValueError("argon2id parameters out of bounds")

    def key_from(self, passphrase: str) -> bytes:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        # Two keyboards may write the same letter as one code point or as two.
        typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")
        return Argon2id(
            salt=self.salt,
            length=_KEY_BYTES,
            iterations=self.passes,
            lanes=self.lanes,
            memory_cost=self.memory_kib,
        ).derive(typed)


class SealedFileSecrets:
    """Secrets in one file. A random key seals them; the passphrase seals that key."""

    def __init__(
        self, path: Path, head: Mapping[str, Any], key: bytes, folder_id: UUID, chance: Chance
    ) -> None:
        self._path = path
        self._head = head
        self._key = key
        self._folder_id = folder_id
        self._chance = chance

    @classmethod
    def create(cls, path: Path, passphrase: str, folder_id: UUID, chance: Chance) -> Self:
        """Make a key file without secrets.

        :raises PassphraseEmpty: if there is nothing to protect it with.
        :raises FileExistsError: if there is a file; it is not touched.
        :raises CannotWrite: if the disk refuses.
        """
        if not passphrase:
            raise PassphraseEmpty
        stretching = _Stretching(chance.random_bytes(_SALT_BYTES))
        key = chance.random_bytes(_KEY_BYTES)
        head = {
            "format": _FORMAT,
            "kdf": {
                "name": "argon2id",
                "memory_kib": stretching.memory_kib,
                "passes": stretching.passes,
                "lanes": stretching.lanes,
                "salt": _text(stretching.salt),
            },
            "wrapped_key": _seal(
                stretching.key_from(passphrase), key, _purpose("key", folder_id), chance
            ),
        }
        made = cls(path, head, key, folder_id, chance)
        create_file(path, made._file_bytes({}))
        return made

    @classmethod
    def open(cls, path: Path, passphrase: str, folder_id: UUID, chance: Chance) -> Self:
        """Open an existing key file.

        :raises KeysMissing, KeysDamaged, KeysTooNew: if the file is not as we left it.
        :raises PassphraseWrong: if the passphrase is another one.
        """
        stored = _read(path)
        try:
            kdf = stored["kdf"]
            if kdf["name"] != "argon2id":
                raise KeysDamaged(path)
            stretching = _Stretching(
                _bytes(kdf["salt"]), kdf["memory_kib"], kdf["passes"], kdf["lanes"]
            )
            wrapped = stored["wrapped_key"]
            key = _unseal(stretching.key_from(passphrase), wrapped, _purpose("key", folder_id))
        except (KeyError, ValueError, TypeError) as error:
            raise KeysDamaged(path) from error
        if key is None:
            raise PassphraseWrong(path)
        head = {name: stored[name] for name in ("format", "kdf", "wrapped_key")}
        opened = cls(path, head, key, folder_id, chance)
        opened._load()
        return opened

    def copy_to(self, path: Path, secrets: Mapping[str, bytes]) -> None:
        """Make another key file, of other secrets, that the same passphrase opens.

        :raises FileExistsError: if there is a file; it is not touched.
        :raises CannotWrite: if the disk refuses.
        """
        create_file(path, self._file_bytes({name: _text(secrets[name]) for name in secrets}))

    def get(self, name: str) -> bytes | None:
        found = self._load().get(name)
        return None if found is None else _bytes(found)

    def set(self, name: str, value: bytes) -> None:
        self._store({**self._load(), name: _text(value)})

    def delete(self, name: str) -> None:
        kept = self._load()
        if kept.pop(name, None) is not None:
            self._store(kept)

    def _load(self) -> dict[str, str]:
        # Read anew each time: commands may write a server's file while it serves.
        try:
            opened = _unseal(
                self._key, _read(self._path)["secrets"], _purpose("secrets", self._folder_id)
            )
        except (KeyError, ValueError, TypeError) as error:
            raise KeysDamaged(self._path) from error
        if opened is None:
            raise KeysDamaged(self._path)
        return dict(json.loads(opened))

    def _store(self, contents: Mapping[str, str]) -> None:
        replace_file(self._path, self._file_bytes(contents))

    def _file_bytes(self, contents: Mapping[str, str]) -> bytes:
        sealed = _seal(
            self._key,
            json.dumps(contents).encode(),
            _purpose("secrets", self._folder_id),
            self._chance,
        )
        return (json.dumps({**self._head, "secrets": sealed}, indent=2) + "\n").encode()


def _read(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise KeysMissing(path) from error
    except PermissionError as error:
        raise KeysUnreadable(path) from error
    except (OSError, ValueError, RecursionError) as error:
        raise KeysDamaged(path) from error
    if not isinstance(stored, dict) or type(stored.get("format")) is not int:
        raise KeysDamaged(path)
    if stored["format"] > _FORMAT:
        raise KeysTooNew(path)
    return stored


def _purpose(what: str, folder_id: UUID) -> bytes:
    """Bind a sealed value to its use and its data folder, so that none can stand for another."""
    return f"evertill {what} {_FORMAT} {folder_id}".encode()


def _seal(key: bytes, content: bytes, purpose: bytes, chance: Chance) -> dict[str, str]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = chance.random_bytes(_NONCE_BYTES)
    return {"nonce": _text(nonce), "sealed": _text(AESGCM(key).encrypt(nonce, content, purpose))}


def _unseal(key: bytes, box: Mapping[str, str], purpose: bytes) -> bytes | None:
    """Return what was sealed, or nothing if the key, the purpose or a bit is another one."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(_bytes(box["nonce"]), _bytes(box["sealed"]), purpose)
    except InvalidTag:
        return None


def _text(content: bytes) -> str:
    return b64encode(content).decode("ascii")


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)
