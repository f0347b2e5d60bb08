"""A folder in memory on which crash states are laid out, one after the other."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.power_loss.disk import State

_IN_MEMORY = Path("/dev/shm")  # a disk would take most of the time


@contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty folder, in memory where the system has such a place."""
    place = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="evertill-power-", dir=place) as folder:
        yield Path(folder)


def lay_out(state: State, folder: Path) -> Path:
    """Make the folder hold what the state holds and nothing else; parents come first in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path in sorted(state):
        content = state[path]
        if content is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(content)
    return folder
