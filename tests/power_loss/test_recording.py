"""The recording and the disk that a power cut is tried on: they see all and promise no more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from pos.runtime.atomic_file import replace_file
from tests.power_loss.dice import Dice
from tests.power_loss.disk import Cut, Disk, State
from tests.power_loss.operations import (
    Create,
    FileOperation,
    Rename,
    Sync,
    SyncFolder,
    Truncate,
    Write,
)
from tests.power_loss.recorder import Recorder, Recording, contents

ROOT = Path("/pc")
FILE = ROOT / "file"


def after(recording: Recording, cut: Cut, seed: int = 1) -> State:
    disk = Disk(recording.root, recording.first)
    for operation in recording.operations:
        if isinstance(operation, FileOperation):
            disk.do(operation)
    return disk.after(cut, Dice(seed))


def a_disk(*operations: FileOperation) -> Disk:
    disk = Disk(ROOT, {Path("file"): b"old!"})
    for operation in operations:
        disk.do(operation)
    return disk


class TestTheDisk:
    def test_keeps_what_was_synced(self) -> None:
        disk = a_disk(Write(FILE, 0, b"new"), Sync(FILE), Write(FILE, 4, b"more"))

        assert disk.after(Cut.DROPPED, Dice()) == {Path("file"): b"new!"}
        assert disk.after(Cut.KEPT, Dice()) == {Path("file"): b"new!more"}

    def test_may_lose_a_name_whose_content_is_synced(self) -> None:
        new = ROOT / "new"
        made = (Create(new), Write(new, 0, b"x"), Sync(new))

        assert Path("new") not in a_disk(*made).after(Cut.DROPPED, Dice())
        assert Path("new") in a_disk(*made, SyncFolder(ROOT)).after(Cut.DROPPED, Dice())

    def test_may_keep_a_new_name_without_its_content(self) -> None:
        new = ROOT / "new"
        disk = a_disk(Create(new), Write(new, 0, b"x"), Rename(new, FILE))

        found = {disk.after(Cut.REORDERED, Dice(seed)).get(Path("file")) for seed in range(50)}

        assert found == {b"old!", b"x", b""}

    def test_tears_at_the_borders_of_sectors(self) -> None:
        disk = a_disk(Truncate(FILE, 1024), Sync(FILE), Write(FILE, 0, b"a" * 512 + b"b" * 512))

        found = {disk.after(Cut.TORN, Dice(seed))[Path("file")] for seed in range(50)}

        old = b"old!" + bytes(508)
        first, second = (old, b"a" * 512), (bytes(512), b"b" * 512)
        assert found == {one + other for one in first for other in second}

    def test_takes_nothing_away_when_all_is_sure(self) -> None:
        disk = a_disk(Write(FILE, 0, b"new"), Sync(FILE))

        assert disk.is_sure
        assert {disk.after(cut, Dice(2))[Path("file")] for cut in Cut} == {b"new!"}


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    (tmp_path / "pc").mkdir()
    return Recorder((tmp_path / "pc",))


class TestARecording:
    @pytest.mark.parametrize("mode", ["wal", "delete", "truncate", "persist"])
    def test_holds_all_that_sqlite_writes(
        self, tmp_path: Path, recorder: Recorder, mode: str
    ) -> None:
        with recorder.running():
            db = driver.connect(str(tmp_path / "pc" / "some.db"), isolation_level=None)
            db.execute(f"PRAGMA journal_mode={mode}").fetchall()
            db.execute("CREATE TABLE t (x BLOB)")
            for size in range(1, 40_000, 5_000):
                db.execute("INSERT INTO t VALUES (zeroblob(?))", (size,))
            before_the_end = contents(tmp_path / "pc")
            (recording,) = recorder.recordings.values()
            assert after(recording, Cut.KEPT) == before_the_end
            db.execute("DELETE FROM t")
            db.execute("VACUUM")
            db.close()

        assert after(recording, Cut.KEPT) == contents(tmp_path / "pc")

    def test_holds_all_that_python_does(self, tmp_path: Path, recorder: Recorder) -> None:
        root = tmp_path / "pc"
        (recording,) = recorder.recordings.values()
        with recorder.running():
            (root / "folder" / "inner").mkdir(parents=True)
            replace_file(root / "folder" / "marker", b"first")
            replace_file(root / "folder" / "marker", b"second")
            (root / "notes").write_bytes(b"a" * 5_000)
            with (root / "notes").open("ab") as file:
                file.write(b"b")
                file.flush()
                os.fsync(file.fileno())
            (root / "other").hardlink_to(root / "notes")
            (root / "notes").unlink()
            (root / "folder" / "inner").rmdir()

        assert after(recording, Cut.KEPT) == contents(root)
        sure = after(recording, Cut.DROPPED)
        assert Path("folder/marker") not in sure  # nobody synced the name of its folder

    def test_knows_that_a_new_log_comes_with_its_name(
        self, tmp_path: Path, recorder: Recorder
    ) -> None:
        (recording,) = recorder.recordings.values()
        with recorder.running():
            db = driver.connect(str(tmp_path / "pc" / "some.db"), isolation_level=None)
            db.execute("PRAGMA journal_mode=WAL").fetchall()
            db.execute("CREATE TABLE t (x)")
            sure = after(recording, Cut.DROPPED)
            db.close()

        assert set(sure) == {Path("some.db"), Path("some.db-wal")}
