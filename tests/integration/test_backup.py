"""Backups of a real register: made while it sells, proved, and restored into a fresh folder."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from pos.bootstrap import Register
from pos.models.database import open_database
from pos.models.storage_problems import DatabaseUnreadable
from pos.runtime.atomic_file import CannotWrite
from pos.runtime.backup import BackupCheck, BackupUnsound
from pos.runtime.backup_file import BACKUP_SUFFIX, read_backup_file
from pos.runtime.backup_making import BackupRunning, staging
from pos.runtime.backup_manifest import BackupDamaged, BackupProblem, KeysPlace, OpenedBy
from pos.runtime.backup_opening import BackupOfOtherKeyring, BackupPassphraseWrong
from pos.runtime.clock import SystemClock
from pos.runtime.secret_names import DATABASE_KEY, DEVICE_KEY
from pos.runtime.worker import DatabaseWorker
from pos.services.backup import Backups
from pos.services.backup_check import verify_backup
from tests.backups import no_progress, opened, ports_with, sell
from tests.fakes import FakeSecrets
from tests.register_folders import PASSPHRASE, a_register_folder
from tests.registers import KEY


@pytest.fixture(scope="module")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_register_folder(tmp_path_factory.mktemp("made") / "till1")


@pytest.fixture
def folder(made_folder: Path, tmp_path: Path) -> Path:
    """A folder of its own for each test; making one takes longer than copying it."""
    return Path(shutil.copytree(made_folder, tmp_path / "till1"))


@pytest.fixture
def register(folder: Path) -> Iterator[Register]:
    register = opened(folder)
    sell(register, 3)
    yield register
    register.close()


def checked(path: Path, passphrase: str | None = PASSPHRASE) -> BackupCheck:
    return verify_backup(path, ports_with(passphrase), no_progress)


def with_keyring(register: Register, secrets: FakeSecrets) -> Backups:
    """Return the backups of the same register, had it a keyring."""
    for name in (DATABASE_KEY, DEVICE_KEY):
        found = register.secrets.get(name)
        assert found is not None
        secrets.set(name, found)
    return replace(register.backups, secrets=secrets)


class TestMakingABackup:
    def test_leaves_one_file_named_after_the_register_and_the_time(
        self, register: Register, tmp_path: Path
    ) -> None:
        made = register.backups.create(tmp_path / "usb")

        assert [path.name for path in (tmp_path / "usb").iterdir()] == [made.path.name]
        assert made.path.name.startswith("Till-1-20")
        assert made.path.name.endswith("Z.evertill-backup")
        assert made.path.stat().st_mode & 0o777 == 0o600
        assert made.path.stat().st_size == made.size

    def test_says_whose_it_is_and_where_the_journal_stands(
        self, register: Register, tmp_path: Path
    ) -> None:
        manifest = register.backups.create(tmp_path / "usb").manifest

        (mark,) = manifest.marks
        assert (manifest.name, manifest.store_name) == ("Till 1", "Corner Shop")
        assert (mark.series, mark.seq) == (1, manifest.entries)
        assert manifest.sales == 3
        assert (manifest.keys, manifest.opened_by) == (KeysPlace.SEALED_FILE, OpenedBy.PASSPHRASE)
        assert register.verification.verify().head.hash == mark.head_hash

    def test_goes_on_while_the_register_sells(self, folder: Path, tmp_path: Path) -> None:
        register = opened(folder, DatabaseWorker())
        register.worker.run(lambda: sell(register, 1))
        enough, sold = threading.Event(), threading.Semaphore(0)

        def go_on_selling() -> None:
            while not enough.is_set():
                register.worker.run(lambda: sell(register, 1))
                sold.release()

        cashier = threading.Thread(target=go_on_selling)
        cashier.start()
        made = []
        for _ in range(4):
            sold.acquire()  # so that each backup begins behind another sale
            made.append(register.backups.create(tmp_path / "usb"))
        enough.set()
        cashier.join()
        after = register.worker.run(register.verification.verify)
        register.close()

        assert after.is_sound
        sales = [one.manifest.sales for one in made]
        assert sales == sorted(sales)
        assert 4 < sales[-1] <= after.sales
        assert all(checked(one.path).is_sound for one in made)

    def test_sees_what_is_committed_in_the_middle_neither_half_nor_at_all(
        self, register: Register, tmp_path: Path
    ) -> None:
        sold_meanwhile: list[int] = []

        def sell_one_more(done: int, whole: int) -> None:
            if not sold_meanwhile:
                sell(register, 1)
                sold_meanwhile.append(done)

        made = register.backups.create(tmp_path / "usb", sell_one_more)

        assert sold_meanwhile
        assert made.manifest.sales == 3
        assert checked(made.path).is_sound

    def test_has_a_key_of_its_own_and_shows_no_plain_text(
        self, register: Register, tmp_path: Path
    ) -> None:
        made = register.backups.create(tmp_path / "usb")

        content = made.path.read_bytes()
        backup = read_backup_file(made.path)
        copy = tmp_path / "copy.db"
        copy.write_bytes(content[backup.database_at :])
        assert b"Fresh Milk" not in content
        assert b"SQLite format" not in content
        with pytest.raises(DatabaseUnreadable):
            open_database(copy, KEY)

    def test_gives_the_second_one_of_a_second_a_number(
        self, register: Register, tmp_path: Path
    ) -> None:
        frozen_clock = replace(register.backups, clock=_StandingClock())

        names = [frozen_clock.create(tmp_path / "usb").path.name for _ in range(3)]

        assert [name.removesuffix(BACKUP_SUFFIX)[-2:] for name in names] == ["0Z", "-2", "-3"]

    def test_tells_how_far_it_is(self, register: Register, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []

        register.backups.create(tmp_path, lambda done, whole: told.append((done, whole)))

        assert told[-1][0] == told[-1][1]
        assert all(0 <= done <= whole for done, whole in told)

    def test_removes_what_a_killed_one_left(self, register: Register, tmp_path: Path) -> None:
        left = tmp_path / "usb" / f".evertill-backup-{register.folder.id}"
        left.mkdir(parents=True)
        (left / "backup.part").write_bytes(b"half")

        register.backups.create(tmp_path / "usb")

        assert not left.exists()

    def test_is_refused_while_another_one_is_written_there(
        self, register: Register, tmp_path: Path
    ) -> None:
        with (
            staging(tmp_path, register.folder, SystemClock()),
            pytest.raises(BackupRunning, match="Another backup of the same folder"),
        ):
            register.backups.create(tmp_path)

    def test_leaves_nothing_when_it_is_interrupted(
        self, register: Register, tmp_path: Path
    ) -> None:
        def interrupt(done: int, whole: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            register.backups.create(tmp_path / "usb", interrupt)

        assert list((tmp_path / "usb").iterdir()) == []

    def test_is_refused_where_nothing_can_be_written(
        self, register: Register, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_bytes(b"")

        with pytest.raises(CannotWrite, match="file"):
            register.backups.create(tmp_path / "file")


class TestABackupWithAKeyring:
    def test_opens_with_the_passphrase_that_was_chosen(
        self, register: Register, tmp_path: Path
    ) -> None:
        backups = with_keyring(register, FakeSecrets())

        made = backups.create(tmp_path, passphrase="four words of mine")

        assert backups.needs_passphrase
        assert made.manifest.keys is KeysPlace.KEYRING
        assert checked(made.path, "four words of mine").is_sound
        with pytest.raises(BackupPassphraseWrong):
            checked(made.path)

    def test_opens_only_there_without_one(self, register: Register, tmp_path: Path) -> None:
        made = with_keyring(register, FakeSecrets()).create(tmp_path)

        assert made.manifest.opened_by is OpenedBy.KEYRING
        with pytest.raises(BackupOfOtherKeyring, match="opens only on the computer"):
            checked(made.path)

    def test_opens_with_what_the_keyring_kept(
        self, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept = FakeSecrets()
        made = with_keyring(register, kept).create(tmp_path)
        monkeypatch.setattr("pos.runtime.backup_opening.secrets_in_keyring", lambda _: kept)

        assert checked(made.path, None).is_sound


class TestAVerifiedBackup:
    def test_lies_in_the_data_folder_and_is_listed(self, register: Register) -> None:
        path = register.backups.verified_backup()

        assert path.parent == register.folder.backups
        assert [one.path for one in register.backups.made_here()] == [path]
        assert list(register.folder.backups.iterdir()) == [path]
        assert checked(path).is_sound

    def test_is_none_of_a_register_that_is_not_sound(self, register: Register) -> None:
        with register.database.begin() as db:
            db.exec_driver_sql("UPDATE register_state SET perpetual_total = 1")

        with pytest.raises(BackupUnsound, match="perpetual_total"):
            register.backups.verified_backup()


class TestVerifyingABackup:
    @pytest.fixture
    def path(self, register: Register, tmp_path: Path) -> Path:
        return register.backups.create(tmp_path / "usb").path

    def test_finds_a_sound_one_sound(self, path: Path) -> None:
        result = checked(path)

        assert result.is_sound
        assert result.problems == ()

    def test_finds_a_byte_flipped_in_each_region(self, path: Path) -> None:
        content = path.read_bytes()
        places = range(0, len(content), len(content) // 16)
        for at in (*range(0, 4096, 500), *places, len(content) - 1):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])

            with pytest.raises(BackupProblem):
                checked(path)

    def test_refuses_a_wrong_passphrase(self, path: Path) -> None:
        with pytest.raises(BackupPassphraseWrong, match="does not open the backup"):
            checked(path, "wrong horse")

    def test_refuses_the_keys_of_another_backup(
        self, path: Path, register: Register, tmp_path: Path
    ) -> None:
        other = register.backups.create(tmp_path / "other").path
        mine, theirs = read_backup_file(path), read_backup_file(other)
        path.write_bytes(path.read_bytes().replace(mine.keys, theirs.keys))

        with pytest.raises(BackupDamaged, match=r"keys\.json is not the one"):
            checked(path)

    def test_names_what_was_changed_before_it_was_made(
        self, register: Register, tmp_path: Path
    ) -> None:
        with register.database.begin() as db:
            db.exec_driver_sql("UPDATE register_state SET perpetual_total = 1")

        result = checked(register.backups.create(tmp_path).path)

        assert not result.is_sound
        assert result.problems_count == 1
        assert "perpetual_total" in result.problems[0]

    def test_leaves_nothing_behind(
        self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "scratch").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))

        checked(path)

        assert list((tmp_path / "scratch").iterdir()) == []


class _StandingClock(SystemClock):
    def now(self) -> datetime:
        return super().now().replace(second=0, microsecond=0)
