"""What a check of a crash state may find."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from tests.power_loss.recorder import Recording


class Harm(StrEnum):
    LOST = "lost"  # something that was acknowledged is not there
    CORRUPT = "corrupt"  # damaged, half done, or something that was never done
    UNUSABLE = "unusable"  # the program does not start on it, or not go on


@dataclass(frozen=True, slots=True)
class Finding:
    """Harm in one crash state, and where to look for it again."""

    story: str
    deed: str
    point: int  # how many operations of the recording were done
    cut: str
    draw: int
    harm: Harm
    what: str

    def __str__(self) -> str:
        return (
            f"{self.harm}: {self.what} [{self.story}, {self.deed}, "
            f"operation {self.point}, {self.cut} {self.draw}]"
        )


class Trouble(Exception):
    """A crash state is not as it has to be."""

    def __init__(self, harm: Harm, what: str) -> None:
        super().__init__(what)
        self.harm = harm


class Judge(Protocol):
    """Says of crash states of one recording whether all is as it has to be."""

    def study(self, recording: Recording) -> None:
        """Find out from the recording what may be found after a cut at each point."""

    def judge(self, root: Path, point: int, *, thoroughly: bool) -> None:
        """Start the program on what is in `root` after `point` operations and marks.

        :raises Trouble: if something is lost, damaged or cannot be used.
        """
