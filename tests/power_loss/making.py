"""Judge of something that is made: there and whole, or not there and made by doing it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.power_loss.dice import Dice
from tests.power_loss.disk import Cut, Disk
from tests.power_loss.findings import Harm, Trouble
from tests.power_loss.operations import FileOperation, Told
from tests.power_loss.recorder import Recording
from tests.power_loss.scratch import lay_out, scratch

Use = Callable[[Path], str]
"""Uses what was made, on a computer; returns what is in it, as one hash.

:raises Trouble: if it is not there or not whole.
"""
Again = Callable[[Path, int], None]
"""Does what a person does who was not told that it is done: the same command again."""


class MakingJudge:
    """What was told to be made has to be there; before that, it may be what it will be.

    What is not finished must not pass for finished, and the same command has to end well.
    """

    def __init__(self, use: Use, again: Again, *, told: str) -> None:
        self._use = use
        self._again = again
        self._what = told
        self._told = 0
        self._made = ""

    def study(self, recording: Recording) -> None:
        self._told = 1 + recording.operations.index(Told(self._what))
        disk = Disk(recording.root, recording.first)
        for operation in recording.operations:
            if isinstance(operation, FileOperation):
                disk.do(operation)
        with scratch() as folder:
            self._made = self._use(lay_out(disk.after(Cut.KEPT, Dice()), folder / "pc"))

    def judge(self, root: Path, point: int, *, thoroughly: bool) -> None:
        try:
            found = self._use(root)
        except Trouble as trouble:
            if trouble.harm is Harm.CORRUPT:
                raise
            if point >= self._told:
                raise Trouble(Harm.LOST, f"what was made is not there: {trouble}") from trouble
            if thoroughly:
                self._again(root, point)
                self._use(root)
            return
        if found != self._made:
            raise Trouble(Harm.CORRUPT, "it is not what was made")
