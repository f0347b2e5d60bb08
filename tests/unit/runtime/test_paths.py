"""Behaviour of data folders, on real disks."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from pos.runtime.atomic_file import CannotWrite, create_file, replace_file
from pos.runtime.ids import SystemIds
from pos.runtime.paths import (
    CannotRead,
    DataFolder,
    FolderExists,
    FolderKind,
    FolderMissing,
    FolderTaken,
    FolderTooNew,
    FolderUnfinished,
    MarkerDamaged,
    MarkerMissing,
    NotADataFolder,
    NotAFolder,
    OtherKindOfFolder,
    begin_data_folder,
    create_data_folder,
    default_root,
    finish_data_folder,
    is_data_folder,
    open_data_folder,
    record,
    recorded,
)

NOBODY = 65534
REGISTER = FolderKind.REGISTER
SERVER = FolderKind.SERVER


def a_folder(root: Path, kind: FolderKind = REGISTER) -> DataFolder:
    return create_data_folder(root, kind, SystemIds().new_id())


class TestCreating:
    def test_makes_a_folder_that_opens_as_the_same(self, tmp_path: Path) -> None:
        folder_id = SystemIds().new_id()

        created = create_data_folder(tmp_path / "shops" / "till1", REGISTER, folder_id)

        assert open_data_folder(tmp_path / "shops" / "till1", REGISTER) == created
        assert created.id == folder_id
        assert created.database_path.name == "register.db"
        assert created.logs.is_dir()
        assert created.receipts.is_dir()

    def test_writes_a_marker_that_says_kind_id_and_format(self, tmp_path: Path) -> None:
        folder = a_folder(tmp_path / "srv", SERVER)

        marker = json.loads(folder.marker_path.read_text(encoding="utf-8"))

        assert marker == {"kind": "server", "id": str(folder.id), "format": 1}
        assert UUID(marker["id"]) == folder.id

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
    def test_lets_nobody_else_look_in(self, tmp_path: Path) -> None:
        folder = a_folder(tmp_path / "till1")

        assert stat.S_IMODE(folder.root.stat().st_mode) == 0o700
        assert stat.S_IMODE(folder.marker_path.stat().st_mode) == 0o600

    def test_takes_up_what_a_creation_that_was_cut_off_left(self, tmp_path: Path) -> None:
        root = tmp_path / "till1"
        (root / "logs").mkdir(parents=True)
        (root / ".evertill.json.4711.new").write_bytes(b"{")

        a_folder(root)

        assert is_data_folder(root)

    def test_refuses_a_folder_with_other_files(self, tmp_path: Path) -> None:
        (tmp_path / "register.db").write_bytes(b"somebody's sales")

        with pytest.raises(FolderTaken, match="holds other files"):
            a_folder(tmp_path)

        assert not is_data_folder(tmp_path)

    def test_refuses_to_take_over_an_existing_data_folder(self, tmp_path: Path) -> None:
        before = a_folder(tmp_path / "srv", SERVER)

        with pytest.raises(FolderExists, match="already belongs to a server"):
            a_folder(tmp_path / "srv")

        assert open_data_folder(tmp_path / "srv", SERVER) == before

    def test_refuses_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "till1").write_bytes(b"")

        with pytest.raises(NotAFolder, match="is a file"):
            a_folder(tmp_path / "till1")

    def test_says_why_when_the_disk_refuses(self) -> None:
        with pytest.raises(CannotWrite, match="cannot be written"):
            a_folder(Path("/proc/till1"))


class TestMakingInSteps:
    def test_is_taken_up_again_until_it_is_finished(self, tmp_path: Path) -> None:
        begun = begin_data_folder(tmp_path, SERVER, SystemIds().new_id())

        with pytest.raises(FolderUnfinished, match="cut off"):
            open_data_folder(tmp_path, SERVER)
        assert begin_data_folder(tmp_path, SERVER, SystemIds().new_id()) == begun
        finish_data_folder(begun)
        assert open_data_folder(tmp_path, SERVER) == begun
        with pytest.raises(FolderExists):
            begin_data_folder(tmp_path, SERVER, SystemIds().new_id())

    def test_takes_up_no_folder_of_another_kind(self, tmp_path: Path) -> None:
        begin_data_folder(tmp_path, SERVER, SystemIds().new_id())

        with pytest.raises(FolderExists):
            begin_data_folder(tmp_path, REGISTER, SystemIds().new_id())


class TestOpening:
    def test_makes_the_empty_folders_that_a_backup_left_out(self, tmp_path: Path) -> None:
        folder = a_folder(tmp_path)
        folder.logs.rmdir()
        folder.receipts.rmdir()

        open_data_folder(tmp_path, REGISTER)

        assert folder.logs.is_dir()
        assert folder.receipts.is_dir()

    def test_asks_for_the_marker_where_only_that_is_missing(self, tmp_path: Path) -> None:
        folder = a_folder(tmp_path)
        folder.database_path.write_bytes(b"sales")
        folder.marker_path.unlink()

        with pytest.raises(MarkerMissing, match="Restore that file"):
            open_data_folder(tmp_path, REGISTER)

    def test_says_how_to_begin_when_there_is_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(FolderMissing, match=r"does not exist.*evertill enrol"):
            open_data_folder(tmp_path / "till1", REGISTER)
        with pytest.raises(FolderMissing, match=r"does not exist.*evertill store create"):
            open_data_folder(tmp_path / "srv", SERVER)

    def test_refuses_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "till1").write_bytes(b"")

        with pytest.raises(NotAFolder, match="is a file"):
            open_data_folder(tmp_path / "till1", REGISTER)

    def test_refuses_a_folder_that_is_not_ours(self, tmp_path: Path) -> None:
        with pytest.raises(NotADataFolder, match=r"evertill\.json is missing"):
            open_data_folder(tmp_path, REGISTER)

    def test_tells_a_servers_folder_from_a_registers(self, tmp_path: Path) -> None:
        a_folder(tmp_path / "srv", SERVER)
        a_folder(tmp_path / "till1", REGISTER)

        with pytest.raises(OtherKindOfFolder, match="is a server's data folder"):
            open_data_folder(tmp_path / "srv", REGISTER)
        with pytest.raises(OtherKindOfFolder, match="is a register's data folder"):
            open_data_folder(tmp_path / "till1", SERVER)

    def test_leaves_a_newer_format_alone(self, tmp_path: Path) -> None:
        folder = a_folder(tmp_path / "till1")
        newer = folder.marker_path.read_bytes().replace(b'"format": 1', b'"format": 2')
        folder.marker_path.write_bytes(newer)

        with pytest.raises(FolderTooNew, match="newer Evertill"):
            open_data_folder(tmp_path / "till1", REGISTER)

        assert folder.marker_path.read_bytes() == newer

    @pytest.mark.parametrize(
        "damaged",
        [
            b"",
            b"\x00" * 60,
            b"[]",
            b"{}",
            b'{"format": true}',
            b'{"format": 0}',
            b'{"kind": "shop", "id": "x", "format": 1}',
            b'{"kind": "register", "id": 7, "format": 1}',
            b"\xff\xfe{",
            b"[" * 100_000,
        ],
        ids=range(10),
    )
    def test_says_that_a_marker_is_damaged(self, tmp_path: Path, damaged: bytes) -> None:
        a_folder(tmp_path / "till1").marker_path.write_bytes(damaged)

        with pytest.raises(MarkerDamaged, match=r"evertill\.json is damaged"):
            open_data_folder(tmp_path / "till1", REGISTER)


@pytest.fixture
def seen_by_nobody() -> Iterator[DataFolder]:
    """A register's folder that belongs to root, while we are another user."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = a_folder(Path(place) / "till1")
        folder.root.chmod(0o755)
        os.seteuid(NOBODY)
        yield folder
        os.seteuid(0)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="needs root, to become another user"
)
class TestAFolderOfAnotherUser:
    def test_is_refused_when_it_may_only_be_read(self, seen_by_nobody: DataFolder) -> None:
        as_root(lambda: seen_by_nobody.marker_path.chmod(0o644))

        with pytest.raises(CannotWrite, match="cannot be written: Permission denied"):
            open_data_folder(seen_by_nobody.root, REGISTER)

    def test_is_refused_when_its_marker_may_not_be_read(self, seen_by_nobody: DataFolder) -> None:
        with pytest.raises(CannotRead, match="cannot be read: Permission denied"):
            open_data_folder(seen_by_nobody.root, REGISTER)

    def test_is_refused_when_it_may_not_be_entered(self, seen_by_nobody: DataFolder) -> None:
        as_root(lambda: seen_by_nobody.root.chmod(0o700))

        with pytest.raises(CannotRead, match="cannot be read: Permission denied"):
            open_data_folder(seen_by_nobody.root, REGISTER)
        with pytest.raises(CannotRead, match="cannot be read: Permission denied"):
            a_folder(seen_by_nobody.root)


def as_root(act: Callable[[], None]) -> None:
    os.seteuid(0)
    act()
    os.seteuid(NOBODY)


class TestRecords:
    def test_are_kept_in_the_marker_beside_the_rest(self, tmp_path: Path) -> None:
        folder = a_folder(tmp_path / "till1")
        assert recorded(folder, "secrets") is None

        record(folder, "secrets", "keyring")

        assert recorded(folder, "secrets") == "keyring"
        assert open_data_folder(folder.root, REGISTER) == folder


class TestWholeFileWrites:
    def test_replace_and_leave_nothing_beside(self, tmp_path: Path) -> None:
        path = tmp_path / "marker"
        path.write_bytes(b"old")

        replace_file(path, b"new")

        assert path.read_bytes() == b"new"
        assert [entry.name for entry in tmp_path.iterdir()] == ["marker"]

    def test_create_only_where_nothing_is(self, tmp_path: Path) -> None:
        path = tmp_path / "marker"
        create_file(path, b"first")

        with pytest.raises(FileExistsError):
            create_file(path, b"second")

        assert path.read_bytes() == b"first"
        assert [entry.name for entry in tmp_path.iterdir()] == ["marker"]

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
    def test_keep_the_old_content_when_the_disk_takes_only_a_part(self, tmp_path: Path) -> None:
        path = tmp_path / "marker"
        path.write_bytes(b"old")

        with at_most_4096_bytes_a_file(), pytest.raises(CannotWrite, match="File too large"):
            replace_file(path, b"new" * 4096)

        assert path.read_bytes() == b"old"
        assert [entry.name for entry in tmp_path.iterdir()] == ["marker"]

    def test_say_what_to_do_when_the_disk_is_full(self) -> None:
        error = OSError(28, "No space left on device")

        assert "Free some space on the disk" in str(CannotWrite(Path("keys.json"), error))


@contextmanager
def at_most_4096_bytes_a_file() -> Iterator[None]:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_the_default_place_tells_registers_from_servers() -> None:
    assert default_root(REGISTER).name == "register"
    assert default_root(SERVER).name == "server"
    assert default_root(SERVER).is_absolute()
