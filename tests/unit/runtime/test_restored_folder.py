"""Restored folders: fresh ones only, and nothing to use before the last step."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.runtime.paths import (
    FolderExists,
    FolderKind,
    FolderTaken,
    FolderUnfinished,
    NotAFolder,
    RestoreUnfinished,
    begin_data_folder,
    begin_restored_folder,
    create_data_folder,
    finish_data_folder,
    open_data_folder,
    read_data_folder,
    require_fresh,
)
from pos.runtime.restored_folder import part_of, put_in_place, restoring
from tests.backups import SOME_ID, ports_with

REGISTER, SERVER = FolderKind.REGISTER, FolderKind.SERVER


class _DiskFails(Exception):
    """Something that nobody anticipated, as a kill is."""


def cut_off(root: Path) -> None:
    with restoring(root, REGISTER, ports_with()) as folder:
        for name in ("register.db.part", "register.db.part-wal", "keys.json", "server.key"):
            (folder.root / name).write_bytes(b"left")
        raise _DiskFails


class TestAFreshFolder:
    def test_is_one_that_is_absent_or_empty(self, tmp_path: Path) -> None:
        require_fresh(tmp_path / "absent")
        require_fresh(tmp_path)

        assert list(tmp_path.iterdir()) == []

    def test_is_none_that_holds_anything(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        (tmp_path / "link").symlink_to(tmp_path / "nowhere")
        create_data_folder(tmp_path / "till1", REGISTER, SOME_ID)

        for root, problem in (
            (tmp_path, FolderTaken),
            (tmp_path / "file", NotAFolder),
            (tmp_path / "link", NotAFolder),
            (tmp_path / "till1", FolderExists),
        ):
            with pytest.raises(problem):
                require_fresh(root)

    def test_is_none_that_another_command_has_begun(self, tmp_path: Path) -> None:
        begin_data_folder(tmp_path, SERVER, SOME_ID)

        with pytest.raises(FolderExists):
            require_fresh(tmp_path)
        with pytest.raises(FolderUnfinished):
            open_data_folder(tmp_path, SERVER)


class TestARestoreThatWasCutOff:
    def test_leaves_a_folder_that_nothing_else_uses(self, tmp_path: Path) -> None:
        begin_restored_folder(tmp_path, SERVER, SOME_ID)

        with pytest.raises(RestoreUnfinished, match="evertill backup restore FILE"):
            open_data_folder(tmp_path, SERVER)
        with pytest.raises(RestoreUnfinished):
            begin_data_folder(tmp_path, SERVER, SOME_ID)
        with pytest.raises(RestoreUnfinished):
            create_data_folder(tmp_path, REGISTER, SOME_ID)

    def test_is_begun_anew_without_what_it_left(self, tmp_path: Path) -> None:
        with pytest.raises(_DiskFails):
            cut_off(tmp_path)
        folder = read_data_folder(tmp_path)

        with restoring(tmp_path, SERVER, ports_with()) as again:
            names = {path.name for path in again.root.iterdir()}

        assert names == {"evertill.json", "lock", "logs", "receipts"}
        assert again.id == folder.id
        assert again.kind is SERVER


class TestAFinishedRestore:
    def test_opens_as_any_folder(self, tmp_path: Path) -> None:
        with restoring(tmp_path / "new", REGISTER, ports_with()) as folder:
            part_of(folder).write_bytes(b"database")
            put_in_place(folder)
            finish_data_folder(folder)

        assert open_data_folder(tmp_path / "new", REGISTER) == folder
        assert folder.database_path.read_bytes() == b"database"
        assert not part_of(folder).exists()
        with pytest.raises(FolderExists):
            require_fresh(tmp_path / "new")
