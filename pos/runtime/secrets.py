"""Secrets: the keys of a data folder, in the computer's keyring or in a sealed file."""

from __future__ import annotations

import os
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar
from uuid import UUID

from pos.domain.problem import Problem
from pos.runtime.ids import Chance
from pos.runtime.paths import DataFolder, MarkerDamaged, record, recorded
from pos.runtime.sealed_file import KeysMissing, PassphraseEmpty, SealedFileSecrets

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

PASSPHRASE = "EVERTILL_PASSPHRASE"
ANSWER_SECONDS_MAX: Final = 60  # long enough for a person to type the keyring's password
_CHECK = "check"
# Backends of the operating system that encrypt at rest. Not among them: null, fail, chainer and
# all of keyrings.alt, which writes plain text or asks on a terminal that a till does not have.
_SAFE_BACKENDS = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.libsecret",
        "keyring.backends.kwallet",
        "keyring.backends.Windows",
        "keyring.backends.macOS",
    }
)
Result = TypeVar("Result")


class SecretsPlace(StrEnum):
    KEYRING = "keyring"
    SEALED_FILE = "file"


class PassphraseFor(StrEnum):
    """What a passphrase is asked for: a new one (ask twice) or the one that was chosen before."""

    PROTECT = "protect"
    UNLOCK = "unlock"
    SEAL_BACKUP = "seal backup"
    OPEN_BACKUP = "open backup"


AskPassphrase = Callable[[PassphraseFor], str | None]
"""Asks a person; returns nothing when nobody can be asked."""


class KeyringProblem(Problem):
    """The keyring cannot be used now."""


class KeyringAbsent(KeyringProblem):
    def __init__(self) -> None:
        super().__init__(
            "The keys are in the computer's keyring, and none can be reached. "
            "Sign in to the desktop as the same user as before and start Evertill again."
        )


class KeyringLocked(KeyringProblem):
    def __init__(self) -> None:
        super().__init__("The computer's keyring is locked. Unlock it and start Evertill again.")


class KeyringSilent(KeyringProblem):
    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"The computer's keyring did not answer within {seconds} seconds. "
            "Look for a window that asks for its password, then start Evertill again."
        )


class KeyringRefused(KeyringProblem):
    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"The computer's keyring refused ({type(error).__name__}: {error}). "
            "Check that it works for other programs, then start Evertill again."
        )


class PassphraseNeeded(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"A passphrase is needed to protect or unlock {path}, and nobody can be asked here. "
            f"Put it into the environment variable {PASSPHRASE}."
        )


class Secrets(Protocol):
    """Small secrets by name. Every method may block while a person unlocks the keyring.

    :raises KeyringProblem, Problem: if the place they are kept in cannot be used now.
    """

    def get(self, name: str) -> bytes | None:
        """Return the secret, or nothing if there is none of that name."""

    def set(self, name: str, value: bytes) -> None:
        """Keep the secret, in place of an older one, before returning."""

    def delete(self, name: str) -> None:
        """Forget the secret; harmless if there is none."""


class KeyringSecrets:
    """Secrets in the operating system's keyring, apart from those of other data folders."""

    def __init__(
        self,
        backend: KeyringBackend,
        folder_id: UUID,
        answer_seconds_max: int = ANSWER_SECONDS_MAX,
    ) -> None:
        self._backend = backend
        self._service = f"evertill {folder_id}"
        self._seconds = answer_seconds_max

    def get(self, name: str) -> bytes | None:
        found = self._ask(lambda: self._backend.get_password(self._service, name))
        return None if found is None else b64decode(found)

    def set(self, name: str, value: bytes) -> None:
        text = b64encode(value).decode("ascii")
        self._ask(lambda: self._backend.set_password(self._service, name, text))

    def delete(self, name: str) -> None:
        if self.get(name) is not None:
            self._ask(lambda: self._backend.delete_password(self._service, name))

    def check(self) -> None:
        """Write, read and forget something, to see that the keyring can be relied upon.

        :raises KeyringProblem: if it cannot.
        """
        self.set(_CHECK, b"check")
        if self.get(_CHECK) != b"check":
            raise KeyringRefused(ValueError("it forgot what it was given"))
        self.delete(_CHECK)

    def _ask(self, work: Callable[[], Result]) -> Result:
        return _answer_within(self._seconds, work)


def open_secrets(
    folder: DataFolder,
    ask_passphrase: AskPassphrase,
    chance: Chance,
    environment: Mapping[str, str] = os.environ,
) -> Secrets:
    """Open the place where this data folder keeps its secrets; choose one for a new folder.

    The first choice is the keyring, then a sealed file. It is recorded in the folder and never
    changes by itself: looking in another place would find no keys and lock the shop out.

    :raises KeyringProblem, PassphraseNeeded, PassphraseWrong, KeysMissing, KeysDamaged: if the
        place cannot be opened; nothing was changed.
    """
    place = recorded(folder, "secrets")
    if place is None:
        return _choose_place(folder, ask_passphrase, chance, environment)
    if place == SecretsPlace.KEYRING:
        return KeyringSecrets(_find_backend(recorded(folder, "keyring")), folder.id)
    if place == SecretsPlace.SEALED_FILE:
        return _open_sealed(folder, ask_passphrase, chance, environment)
    raise MarkerDamaged(folder.root)


OpenSecrets = Callable[[DataFolder, AskPassphrase, Chance], Secrets]
"""The signature of `open_secrets`: a port, so that a simulated register has its own keyring."""


def secrets_in_keyring(folder_id: UUID) -> Secrets:
    """Return what the keyring keeps for a data folder, which may be gone.

    :raises KeyringProblem: if no keyring can be reached.
    """
    return KeyringSecrets(_find_backend(None), folder_id)


def place_of_secrets(folder: DataFolder) -> SecretsPlace | None:
    """Return where the folder keeps its secrets, or nothing before the first `open_secrets`."""
    place = recorded(folder, "secrets")
    return SecretsPlace(place) if place in set(SecretsPlace) else None


def _choose_place(
    folder: DataFolder,
    ask_passphrase: AskPassphrase,
    chance: Chance,
    environment: Mapping[str, str],
) -> Secrets:
    if folder.keys_path.exists():  # made a moment before the process died
        opened = _open_sealed(folder, ask_passphrase, chance, environment)
        record(folder, "secrets", SecretsPlace.SEALED_FILE)
        return opened
    try:
        return _choose_keyring(folder)
    except KeyringAbsent:
        pass
    except KeyringProblem:
        # A keyring that is there but shut is the better place, unless a passphrase says otherwise.
        if not environment.get(PASSPHRASE):
            raise
    passphrase = _passphrase(folder, PassphraseFor.PROTECT, ask_passphrase, environment)
    made = SealedFileSecrets.create(folder.keys_path, passphrase, folder.id, chance)
    record(folder, "secrets", SecretsPlace.SEALED_FILE)
    return made


def _choose_keyring(folder: DataFolder) -> Secrets:
    backend = _find_backend(None)
    chosen = KeyringSecrets(backend, folder.id)
    chosen.check()
    record(folder, "keyring", type(backend).__module__)
    record(folder, "secrets", SecretsPlace.KEYRING)
    return chosen


def _open_sealed(
    folder: DataFolder,
    ask_passphrase: AskPassphrase,
    chance: Chance,
    environment: Mapping[str, str],
) -> Secrets:
    if not folder.keys_path.exists():
        raise KeysMissing(folder.keys_path)
    passphrase = _passphrase(folder, PassphraseFor.UNLOCK, ask_passphrase, environment)
    return SealedFileSecrets.open(folder.keys_path, passphrase, folder.id, chance)


def _passphrase(
    folder: DataFolder,
    wanted_for: PassphraseFor,
    ask_passphrase: AskPassphrase,
    environment: Mapping[str, str],
) -> str:
    given = environment.get(PASSPHRASE) or ask_passphrase(wanted_for)
    if given is None:
        raise PassphraseNeeded(folder.keys_path)
    if not given:
        raise PassphraseEmpty
    return given


def _find_backend(module: str | None) -> KeyringBackend:
    """Return the safe backend in `module`, or the best safe one.

    :raises KeyringAbsent: if there is none.
    """
    for backend in _answer_within(ANSWER_SECONDS_MAX, _offered_backends):
        found = type(backend).__module__
        is_safe = any(found == safe or found.startswith(f"{safe}.") for safe in _SAFE_BACKENDS)
        if is_safe and module in (None, found):
            return backend
    raise KeyringAbsent


def _offered_backends() -> list[KeyringBackend]:
    """Ask the keyring library, in its order; importing it is slow, so only here."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    best = keyring.get_keyring()
    return list(best.backends) if isinstance(best, ChainerBackend) else [best]


def _answer_within(seconds: int, work: Callable[[], Result]) -> Result:
    """Wait for the keyring on a thread of its own: a desktop may ask a person who has left.

    The thread is a daemon, so that an unanswered question cannot hold up the end of the process.
    """
    answer: Future[Result] = Future()

    def ask() -> None:
        try:
            answer.set_result(work())
        except Exception as error:  # noqa: BLE001 - backends raise what their system raises
            answer.set_exception(_as_problem(error))

    threading.Thread(target=ask, name="keyring", daemon=True).start()
    try:
        return answer.result(timeout=seconds)
    except TimeoutError:
        raise KeyringSilent(seconds) from None


def _as_problem(error: Exception) -> Exception:
    from keyring.errors import InitError, KeyringError, NoKeyringError
    from keyring.errors import KeyringLocked as BackendLocked

    match error:
        case BackendLocked() | InitError():
            problem: KeyringProblem = KeyringLocked()
        case NoKeyringError() | ImportError():
            problem = KeyringAbsent()
        case _ if not isinstance(error, KeyringError) and type(error).__name__ in _LOCKED_NAMES:
            problem = KeyringLocked()
        case _:
            problem = KeyringRefused(error)
    problem.__cause__ = error
    return problem


# Of secretstorage, which exists on Linux only.
_LOCKED_NAMES = {"LockedException", "PromptDismissedException"}
