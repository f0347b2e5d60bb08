"""Restoring a register's backup: into a fresh folder, frozen, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.bootstrap import Register
from pos.domain.problem import Problem
from pos.runtime.backup import BackupUnsound
from pos.runtime.paths import FolderExists, FolderTaken, NotAFolder
from pos.runtime.secrets import SecretsPlace, place_of_secrets
from pos.services.backup_restore import restore_backup
from pos.services.journal import NumbersFrozen
from tests.backups import no_progress, opened, ports_with, sell
from tests.register_folders import a_register_folder


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


class TestRestoringABackup:
    @pytest.fixture
    def path(self, register: Register, tmp_path: Path) -> Path:
        return register.backups.create(tmp_path / "usb").path

    def test_makes_the_same_register_in_a_new_folder(
        self, register: Register, path: Path, tmp_path: Path
    ) -> None:
        restored = restore_backup(path, tmp_path / "new", ports_with(), no_progress)

        again = opened(tmp_path / "new")
        result, before = again.verification.verify(), register.verification.verify()
        again.close()
        assert result.is_sound
        assert (result.head, result.sales) == (before.head, before.sales)
        assert again.identity.register_id == register.identity.register_id
        assert restored.folder.id != register.folder.id
        assert place_of_secrets(restored.folder) is SecretsPlace.SEALED_FILE

    def test_gives_no_number_before_the_server_was_asked(self, path: Path, tmp_path: Path) -> None:
        restore_backup(path, tmp_path / "new", ports_with(), no_progress)

        again = opened(tmp_path / "new")
        try:
            (frozen,) = again.database.fetch("SELECT frozen FROM register_state")
            with pytest.raises(NumbersFrozen):
                sell(again, 1)
            (state,) = again.database.fetch("SELECT verdict, last_answer FROM sync_state")
        finally:
            again.close()
        assert frozen == ("restored",)
        assert state[0] == "unknown"
        assert "Restored on" in state[1]

    def test_takes_an_empty_folder(self, path: Path, tmp_path: Path) -> None:
        (tmp_path / "new").mkdir()

        restore_backup(path, tmp_path / "new", ports_with(), no_progress)

        opened(tmp_path / "new").close()

    def test_touches_nothing_in_a_folder_that_is_not_empty(
        self, path: Path, folder: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "photos").mkdir()
        (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
        before = {one: one.stat().st_mtime_ns for one in sorted(folder.iterdir())}

        for root, problem in (
            (tmp_path / "photos", FolderTaken),
            (tmp_path / "photos" / "cat.jpg", NotAFolder),
            (folder, FolderExists),
        ):
            with pytest.raises(problem):
                restore_backup(path, root, ports_with(), no_progress)

        assert [one.name for one in (tmp_path / "photos").iterdir()] == ["cat.jpg"]
        assert {one: one.stat().st_mtime_ns for one in sorted(folder.iterdir())} == before

    def test_leaves_nothing_of_a_backup_that_is_not_sound(
        self, register: Register, tmp_path: Path
    ) -> None:
        with register.database.begin() as db:
            db.exec_driver_sql("UPDATE register_state SET perpetual_total = 1")
        path = register.backups.create(tmp_path / "usb").path

        with pytest.raises(BackupUnsound, match="is not sound"):
            restore_backup(path, tmp_path / "new", ports_with(), no_progress)

        assert not (tmp_path / "new").exists()

    def test_leaves_an_empty_folder_as_it_was(self, register: Register, tmp_path: Path) -> None:
        with register.database.begin() as db:
            db.exec_driver_sql("UPDATE register_state SET perpetual_total = 1")
        path = register.backups.create(tmp_path / "usb").path
        (tmp_path / "new").mkdir()

        with pytest.raises(BackupUnsound):
            restore_backup(path, tmp_path / "new", ports_with(), no_progress)

        assert list((tmp_path / "new").iterdir()) == []

    @pytest.mark.parametrize("at", [100, 1200, -600_000, -1500])
    def test_leaves_nothing_of_a_damaged_one(self, path: Path, tmp_path: Path, at: int) -> None:
        content = bytearray(path.read_bytes())
        content[max(at, -len(content) + 5000)] ^= 1
        path.write_bytes(content)

        with pytest.raises(Problem):
            restore_backup(path, tmp_path / "new", ports_with(), no_progress)

        assert not (tmp_path / "new").exists()
