"""The counter of starts: an older database shows at once, with no network to ask."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from pos.bootstrap import Register, Surroundings, open_register
from pos.domain.handshake import Freeze
from pos.domain.problem import Problem
from pos.models.storage_problems import DatabaseMissing
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.paths import read_data_folder
from pos.runtime.secret_names import BOOTS
from pos.runtime.secrets import KeyringLocked, Secrets, open_secrets
from pos.services.journal import NumbersFrozen
from pos.sync.sync_rows import read_sync_state
from tests.fakes import FakeClock, FakeSecrets
from tests.register_folders import PASSPHRASE, a_register_folder

DATABASE = "register.db"


class Refusing(FakeSecrets):
    """A keyring that can be read and not written."""

    def set(self, name: str, value: bytes) -> None:
        raise KeyringLocked


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return a_register_folder(tmp_path / "till")


def opened(root: Path, secrets: Secrets | None = None) -> Register:
    around = Surroundings(
        clock=FakeClock(),
        ids=SystemIds(),
        chance=SystemChance(),
        settings=Settings(),
        open_secrets=open_secrets if secrets is None else lambda *_: secrets,
    )
    return open_register(root, ask_passphrase=lambda _: PASSPHRASE, surroundings=around)


def started(root: Path, secrets: Secrets | None = None, times: int = 1) -> str:
    """Start and end the register; return why it gave no number the last time."""
    frozen = ""
    for _ in range(times):
        register = opened(root, secrets)
        with register.database.begin() as db:
            frozen = register.journal.state(db).frozen
        register.close()
    return frozen


def counters(root: Path) -> tuple[int, int]:
    """Return what the database has counted, and what its keyring has."""
    register = opened(root)
    with register.database.begin() as db:
        boots = db.exec_driver_sql("SELECT boots FROM register_state").scalar_one()
    kept = register.secrets.get(BOOTS)
    register.close()
    return boots, int(kept or b"0")


def keyring_of(root: Path) -> FakeSecrets:
    """Return what the folder's sealed file holds, as a keyring."""
    sealed = open_secrets(read_data_folder(root), lambda _: PASSPHRASE, SystemChance(), {})
    names = ("database-key", "device-key", "enrolled")
    return FakeSecrets({name: sealed.get(name) or b"" for name in names})


class TestTheCounterOfStarts:
    def test_is_raised_in_both_places_at_each_start(self, root: Path) -> None:
        started(root, times=2)

        assert counters(root) == (3, 3)

    def test_takes_the_databases_where_the_keyring_has_none_yet(self, root: Path) -> None:
        before = (root / "keys.json").read_bytes()
        started(root, times=3)
        (root / "keys.json").write_bytes(before)  # as an older program left it

        assert started(root) == ""
        assert counters(root) == (5, 5)

    def test_begins_anew_where_the_keyring_holds_no_number(self, root: Path) -> None:
        keyring = keyring_of(root)
        keyring.set(BOOTS, b"many")

        assert started(root, keyring) == ""
        assert keyring.get(BOOTS) == b"1"

    def test_does_not_stop_a_till_whose_keyring_refuses_to_write(
        self, root: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        keyring = Refusing(keyring_of(root).contents)

        with caplog.at_level(logging.WARNING):
            assert started(root, keyring, times=2) == ""

        assert "start not counted in the keyring" in caplog.text

    def test_is_not_raised_by_a_folder_that_is_in_use(self, root: Path) -> None:
        register = opened(root)
        with pytest.raises(Problem, match="in use"):
            opened(root)
        register.close()

        assert counters(root) == (2, 2)


class TestADatabaseThatWasPutBack:
    def test_is_frozen_before_anything_is_recorded(self, root: Path) -> None:
        started(root)
        yesterday = (root / DATABASE).read_bytes()
        started(root)
        (root / DATABASE).write_bytes(yesterday)

        register = opened(root)

        with (
            pytest.raises(NumbersFrozen, match="an older copy of its database was put back"),
            register.database.begin() as db,
        ):
            register.journal.require_numbers(db)
        with register.database.begin() as db:
            assert "an earlier copy of it was put back" in read_sync_state(db).last_answer
        register.close()

    def test_stays_frozen_however_often_it_is_started(self, root: Path) -> None:
        started(root)
        yesterday = (root / DATABASE).read_bytes()
        started(root, times=3)
        (root / DATABASE).write_bytes(yesterday)

        assert started(root, times=3) == Freeze.RESTORED.value
        assert counters(root) == (8, 8)

    def test_keeps_a_reason_that_was_graver(self, root: Path) -> None:
        register = opened(root)
        with register.database.begin() as db:
            db.exec_driver_sql("UPDATE register_state SET frozen = 'fenced'")
        register.close()
        yesterday = (root / DATABASE).read_bytes()
        started(root)
        (root / DATABASE).write_bytes(yesterday)

        assert started(root) == Freeze.FENCED.value

    def test_is_never_taken_for_the_newest_beside_a_log_of_another_file(self, root: Path) -> None:
        """Yesterday's file under today's write-ahead log: frozen, refused, or made whole by it."""
        started(root)
        yesterday = (root / DATABASE).read_bytes()
        register = opened(root)
        log = (root / f"{DATABASE}-wal").read_bytes()
        with register.database.begin() as db:
            newest = db.exec_driver_sql("SELECT boots FROM register_state").scalar_one()
        register.close()
        started(root)
        (root / DATABASE).write_bytes(yesterday)
        (root / f"{DATABASE}-wal").write_bytes(log)

        assert started(root) == Freeze.RESTORED.value
        assert newest == 2

    def test_together_with_its_keys_goes_on(self, root: Path, tmp_path: Path) -> None:
        """A whole folder of yesterday knows nothing of today: its server finds that out."""
        started(root)
        shutil.copytree(root, tmp_path / "yesterday")
        started(root)

        assert started(tmp_path / "yesterday") == ""

    def test_is_no_fresh_start_when_it_was_deleted(self, root: Path) -> None:
        started(root)
        (root / DATABASE).unlink()

        with pytest.raises(DatabaseMissing):
            opened(root)


class TestKeysThatWerePutBack:
    def test_are_behind_and_do_no_harm(self, root: Path) -> None:
        started(root)
        yesterday = (root / "keys.json").read_bytes()
        started(root, times=2)
        (root / "keys.json").write_bytes(yesterday)

        assert started(root) == ""
        assert counters(root) == (5, 5)
