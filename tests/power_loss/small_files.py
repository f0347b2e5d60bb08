"""Small files of a data folder, markers and keys: each as it once was, and whole."""

from __future__ import annotations

from pathlib import Path

from tests.power_loss.dice import Dice
from tests.power_loss.disk import Cut, Disk
from tests.power_loss.findings import Harm, Trouble
from tests.power_loss.operations import FileOperation, Link, Rename
from tests.power_loss.recorder import Recording

NAMES = ("evertill.json", "keys.json", "server.key")


class SmallFiles:
    """Knows every whole content that the small files of a folder had."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._contents: dict[Path, set[bytes]] = {}

    def study(self, recording: Recording) -> None:
        disk = Disk(recording.root, recording.first)
        self._note(disk)
        for operation in recording.operations:
            if isinstance(operation, FileOperation):
                disk.do(operation)
                if isinstance(operation, Rename | Link):  # how each of them comes to be
                    self._note(disk)

    def require(self, root: Path) -> None:
        """Find each file of before, with one of the contents that it ever had.

        :raises Trouble: if one is gone, or is neither.
        """
        for path, contents in self._contents.items():
            found = (root / path).read_bytes() if (root / path).exists() else None
            if found not in contents:
                raise Trouble(Harm.UNUSABLE, f"{path.name} is gone or damaged")

    def _note(self, disk: Disk) -> None:
        state = disk.after(Cut.KEPT, Dice())
        for name in NAMES:
            content = state.get(self._folder / name)
            if content is not None:
                self._contents.setdefault(self._folder / name, set()).add(content)
