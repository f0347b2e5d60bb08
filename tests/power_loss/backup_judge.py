"""Judge of a backup: the folder is as before, and the file is whole or not there."""

from __future__ import annotations

from pathlib import Path

from pos.runtime.backup_file import BACKUP_SUFFIX
from tests.power_loss.findings import Harm, Judge, Trouble
from tests.power_loss.operations import Told
from tests.power_loss.recorder import Recording, contents


class BackupJudge:
    """A file with a backup's name is a backup, to the last byte; the one that was told is there."""

    def __init__(self, own: Judge, *, told: str) -> None:
        self._own = own  # of the folder that is backed up
        self._what = told
        self._told = 0
        self._made: dict[Path, bytes | None] = {}

    def study(self, recording: Recording) -> None:
        self._own.study(recording)
        self._told = 1 + recording.operations.index(Told(self._what))
        self._made = {
            path: content
            for path, content in contents(recording.root).items()
            if path.name.endswith(BACKUP_SUFFIX)
        }

    def judge(self, root: Path, point: int, *, thoroughly: bool) -> None:
        found = {path.relative_to(root) for path in root.rglob(f"*{BACKUP_SUFFIX}")}
        for path in found:
            if (root / path).read_bytes() != self._made.get(path):
                raise Trouble(Harm.CORRUPT, f"the backup {path.name} is not whole")
        if point >= self._told and found != set(self._made):
            raise Trouble(Harm.LOST, "the backup that was told is not there")
        self._own.judge(root, point, thoroughly=thoroughly)
