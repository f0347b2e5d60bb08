"""What cutting the power found: each a plain example, by what went wrong."""

from __future__ import annotations

from pathlib import Path

from pos.runtime.atomic_file import make_folder
from pos.runtime.ids import SystemIds
from pos.runtime.paths import FolderKind, create_data_folder
from tests.power_loss.dice import Dice
from tests.power_loss.disk import Cut, Disk
from tests.power_loss.operations import FileOperation
from tests.power_loss.recorder import Recorder


class TestAFolderThatWasJustMade:
    """Its content was synced and its own name was not: all of an enrolled register could go."""

    def test_is_there_after_a_power_cut(self, tmp_path: Path) -> None:
        recorder = Recorder((tmp_path,))
        with recorder.running():
            create_data_folder(
                tmp_path / "shop" / "till", FolderKind.REGISTER, SystemIds().new_id()
            )

        assert Path("shop/till/evertill.json") in _surely_there(recorder)

    def test_is_there_with_the_folders_above_it(self, tmp_path: Path) -> None:
        (tmp_path / "old").mkdir()
        recorder = Recorder((tmp_path,))
        with recorder.running():
            make_folder(tmp_path / "old" / "a" / "b")
            make_folder(tmp_path / "old" / "a" / "b")

        assert _surely_there(recorder) == {Path("old"), Path("old/a"), Path("old/a/b")}


def _surely_there(recorder: Recorder) -> set[Path]:
    (recording,) = recorder.recordings.values()
    disk = Disk(recording.root, recording.first)
    for operation in recording.operations:
        if isinstance(operation, FileOperation):
            disk.do(operation)
    return set(disk.after(Cut.DROPPED, Dice()))
