"""Small files of a data folder, markers and keys: each as it once was, and whole."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

from tests.power_loss.dice import Dice
from tests.power_loss.disk import Cut, Disk
from tests.power_loss.findings import Harm, Trouble
from tests.power_loss.operations import FileOperation, Link, Rename, Told
from tests.power_loss.recorder import Recording

NAMES = ("evertill.json", "keys.json", "server.key")


class SmallFiles:
    """Knows every whole content that the small files had, and which of them was acknowledged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._contents: dict[Path, list[bytes]] = {}  # each as often as it came to be
        self._told: list[int] = []  # the points at which something was acknowledged
        self._sure: list[dict[Path, int]] = [{}]  # how many contents were there before each

    def study(self, recording: Recording) -> None:
        disk = Disk(recording.root, recording.first)
        self._note(disk)
        self._sure = [self._counts()]
        for point, operation in enumerate(recording.operations, 1):
            if isinstance(operation, FileOperation):
                disk.do(operation)
                if isinstance(operation, Rename | Link):  # how each of them comes to be
                    self._note(disk)
            elif isinstance(operation, Told):
                self._told.append(point)
                self._sure.append(self._counts())

    def require(self, root: Path, point: int) -> None:
        """Find each file that was acknowledged, with that content or a later one.

        :raises Trouble: if it is not so.
        """
        for path, count in self._sure[bisect_right(self._told, point)].items():
            found = (root / path).read_bytes() if (root / path).exists() else None
            if found not in self._contents[path][count - 1 :]:
                raise Trouble(Harm.UNUSABLE, f"{path.name} is gone, old or damaged")

    def _counts(self) -> dict[Path, int]:
        return {path: len(contents) for path, contents in self._contents.items()}

    def _note(self, disk: Disk) -> None:
        state = disk.after(Cut.KEPT, Dice())
        for name in NAMES:
            path = self._folder / name
            content, known = state.get(path), self._contents.get(path, [])
            if content is not None and content not in known[-1:]:
                self._contents[path] = [*known, content]
