"""Behaviour of the choice of a place for secrets, and of the real keyring of a desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.paths import DataFolder, FolderKind, create_data_folder, record
from pos.runtime.sealed_file import KeysMissing, PassphraseEmpty, PassphraseWrong
from pos.runtime.secrets import (
    KeyringAbsent,
    KeyringLocked,
    KeyringRefused,
    KeyringSecrets,
    KeyringSilent,
    PassphraseFor,
    PassphraseNeeded,
    Secrets,
    SecretsPlace,
    open_secrets,
    place_of_secrets,
)

WITH_PASSPHRASE = {"EVERTILL_PASSPHRASE": "four words of mine"}


def nobody_to_ask(wanted_for: PassphraseFor) -> str | None:
    return None


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return create_data_folder(tmp_path / "till1", FolderKind.REGISTER, SystemIds().new_id())


@pytest.fixture
def no_keyring() -> Iterator[None]:
    """The keyring library as it is on a computer without any; never a developer's own keyring."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("no_keyring")
class TestWithoutAKeyring:
    def test_keeps_secrets_in_a_sealed_file(self, folder: DataFolder) -> None:
        secrets: Secrets = open_secrets(folder, nobody_to_ask, SystemChance(), WITH_PASSPHRASE)
        secrets.set("database", b"key")

        again = open_secrets(folder, nobody_to_ask, SystemChance(), WITH_PASSPHRASE)

        assert again.get("database") == b"key"
        assert folder.keys_path.exists()
        assert place_of_secrets(folder) is SecretsPlace.SEALED_FILE

    def test_asks_a_person_when_the_environment_has_no_passphrase(self, folder: DataFolder) -> None:
        asked: list[PassphraseFor] = []

        def ask(wanted_for: PassphraseFor) -> str:
            asked.append(wanted_for)
            return "typed"

        open_secrets(folder, ask, SystemChance(), {}).set("database", b"key")
        again = open_secrets(folder, ask, SystemChance(), {})

        assert again.get("database") == b"key"
        assert asked == [PassphraseFor.PROTECT, PassphraseFor.UNLOCK]

    def test_names_the_variable_when_nobody_can_be_asked(self, folder: DataFolder) -> None:
        with pytest.raises(PassphraseNeeded, match="EVERTILL_PASSPHRASE"):
            open_secrets(folder, nobody_to_ask, SystemChance(), {})

        assert not folder.keys_path.exists()
        assert place_of_secrets(folder) is None

    def test_refuses_an_empty_answer(self, folder: DataFolder) -> None:
        with pytest.raises(PassphraseEmpty):
            open_secrets(folder, lambda _: "", SystemChance(), {})

    def test_refuses_a_wrong_passphrase(self, folder: DataFolder) -> None:
        open_secrets(folder, nobody_to_ask, SystemChance(), WITH_PASSPHRASE)

        with pytest.raises(PassphraseWrong):
            open_secrets(folder, lambda _: "another", SystemChance(), {})

    def test_takes_up_a_file_made_just_before_the_process_died(self, folder: DataFolder) -> None:
        open_secrets(folder, nobody_to_ask, SystemChance(), WITH_PASSPHRASE).set("a", b"1")
        record(folder, "secrets", "")  # what the marker said before
        folder.marker_path.write_text(
            folder.marker_path.read_text(encoding="utf-8").replace(',\n  "secrets": ""', ""),
            "utf-8",
        )
        assert place_of_secrets(folder) is None

        secrets = open_secrets(folder, nobody_to_ask, SystemChance(), WITH_PASSPHRASE)

        assert secrets.get("a") == b"1"
        assert place_of_secrets(folder) is SecretsPlace.SEALED_FILE

    def test_does_not_begin_anew_when_the_file_is_gone(self, folder: DataFolder) -> None:
        open_secrets(folder, nobody_to_ask, SystemChance(), WITH_PASSPHRASE)
        folder.keys_path.unlink()

        with pytest.raises(KeysMissing):
            open_secrets(folder, nobody_to_ask, SystemChance(), WITH_PASSPHRASE)

        assert not folder.keys_path.exists()

    def test_does_not_switch_to_a_file_when_the_keys_are_in_a_keyring(
        self, folder: DataFolder
    ) -> None:
        record(folder, "secrets", "keyring")

        with pytest.raises(KeyringAbsent, match="in the computer's keyring"):
            open_secrets(folder, nobody_to_ask, SystemChance(), WITH_PASSPHRASE)

        assert not folder.keys_path.exists()

    def test_does_not_take_a_backend_that_forgets_everything(self, folder: DataFolder) -> None:
        keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call]

        open_secrets(folder, nobody_to_ask, SystemChance(), WITH_PASSPHRASE)

        assert place_of_secrets(folder) is SecretsPlace.SEALED_FILE


class ABackend(KeyringBackend):
    """A third party's backend, as our callbacks meet it."""

    priority = 1

    def __init__(self, error: Exception | None = None, gate: threading.Event | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._error = error
        self._gate = gate

    def get_password(self, service: str, username: str) -> str | None:
        if self._gate is not None:
            self._gate.wait()
        if self._error is not None:
            raise self._error
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


class LockedException(Exception):
    """Named as secretstorage names it."""


class TestKeyringErrors:
    @pytest.mark.parametrize(
        "error",
        [keyring.errors.KeyringLocked(), keyring.errors.InitError("dismissed"), LockedException()],
        ids=repr,
    )
    def test_say_that_it_is_locked(self, folder: DataFolder, error: Exception) -> None:
        secrets = KeyringSecrets(ABackend(error), folder.id)

        with pytest.raises(KeyringLocked, match="is locked"):
            secrets.get("database")

    def test_say_what_was_refused(self, folder: DataFolder) -> None:
        secrets = KeyringSecrets(ABackend(ConnectionResetError("bus gone")), folder.id)

        with pytest.raises(KeyringRefused, match="bus gone"):
            secrets.set("database", b"key")

    def test_say_when_nobody_answers(self, folder: DataFolder) -> None:
        gate = threading.Event()
        secrets = KeyringSecrets(ABackend(gate=gate), folder.id, answer_seconds_max=0)

        with pytest.raises(KeyringSilent, match="did not answer"):
            secrets.get("database")
        gate.set()

    def test_find_a_keyring_that_forgets(self, folder: DataFolder) -> None:
        with pytest.raises(KeyringRefused, match="forgot"):
            KeyringSecrets(ABackend(), folder.id).check()


ON_A_DESKTOP = """
import sys
from pathlib import Path
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.paths import FolderKind, create_data_folder, open_data_folder, is_data_folder
from pos.runtime.secrets import KeyringProblem, open_secrets, place_of_secrets

def folder(name):
    root = Path(sys.argv[1]) / name
    if is_data_folder(root):
        return open_data_folder(root, FolderKind.REGISTER)
    return create_data_folder(root, FolderKind.REGISTER, SystemIds().new_id())

def secrets_of(name):
    return open_secrets(folder(name), lambda wanted_for: None, SystemChance(), {})

try:
    exec(sys.stdin.read())
except KeyringProblem as problem:
    print(type(problem).__name__, problem)
"""
UNLOCKED = "echo -n login-password | gnome-keyring-daemon --unlock --components=secrets >&2"
LOCKED = "gnome-keyring-daemon --start --components=secrets >&2"


def on_a_desktop(place: Path, daemon: str, *programs: str) -> list[str]:
    """Run programs one after another on one desktop's bus, with a home folder of its own."""
    home = place / "home"
    home.mkdir(exist_ok=True)
    files = [place / f"program{number}" for number in range(len(programs))]
    for file, program in zip(files, programs, strict=True):
        file.write_text(program, encoding="utf-8")
    (place / "main.py").write_text(ON_A_DESKTOP, encoding="utf-8")
    steps = [f"{sys.executable} {place}/main.py {place} < {file}" for file in files]
    environment = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path.cwd()),
    }
    ended = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", "; ".join([daemon, *steps])],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


@pytest.mark.skipif(
    shutil.which("gnome-keyring-daemon") is None, reason="gnome-keyring-daemon is not installed"
)
class TestARealKeyring:
    def test_keeps_secrets_between_processes_and_apart_between_folders(
        self, tmp_path: Path
    ) -> None:
        first = """
secrets = secrets_of("till1")
secrets.set("database", bytes(range(256)))
secrets.set("device", b"old")
secrets.set("device", b"new")
secrets.set("gone", b"x")
secrets.delete("gone")
secrets.delete("never was")
"""
        second = """
print(place_of_secrets(folder("till1")), folder("till1").keys_path.exists())
again = secrets_of("till1")
print(again.get("database") == bytes(range(256)), again.get("device"), again.get("gone"))
print(secrets_of("till2").get("device"))
"""

        said = on_a_desktop(tmp_path, UNLOCKED, first, second)

        assert said == ["keyring False", "True b'new' None", "None"]

    def test_says_when_it_is_locked_and_switches_to_nothing(self, tmp_path: Path) -> None:
        on_a_desktop(tmp_path, UNLOCKED, 'secrets_of("till1").set("device", b"x")')

        said = on_a_desktop(
            tmp_path, LOCKED, 'print(secrets_of("till1").get("device"))', 'secrets_of("till2")'
        )

        assert len(said) == 2
        assert all(
            line.startswith("KeyringLocked The computer's keyring is locked") for line in said
        )
        assert not (tmp_path / "till1" / "keys.json").exists()
        assert not (tmp_path / "till2" / "keys.json").exists()
