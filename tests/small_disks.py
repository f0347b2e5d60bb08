"""Disks for tests that are full, or fail, whenever the test wants it."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

_MIB = 1024 * 1024
_PAGE = 4_096


class Disk(Protocol):
    """A place for a data folder, which takes no more between `fill` and `free`."""

    path: Path
    word: str  # of the sentence that people read

    def fill(self) -> None: ...
    def free(self) -> None: ...


class SmallDisk:
    """A tmpfs of a few MiB: the real error of a disk without space (ENOSPC)."""

    word = "The disk is full. This step was not kept"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"

    def fill(self) -> None:
        left = os.statvfs(self.path)
        with self._ballast.open("wb") as file:
            if left.f_bavail:
                os.posix_fallocate(file.fileno(), 0, left.f_bavail * left.f_frsize)

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)


class FailingDisk:
    """A limit on the size of files of this process: writes fail with an error (EFBIG).

    It needs no rights, so it stands in for the small disk too where none may be mounted.
    """

    word = "The disk refuses to work"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._usual = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (_PAGE, self._usual[1]))

    def free(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._usual)


@contextmanager
def a_small_disk(path: Path, mib: int = 8) -> Iterator[Disk | None]:
    """Mount a small file system at a new folder; None where that is not allowed."""
    path.mkdir()
    options = ("-t", "tmpfs", "-o", f"size={mib * _MIB}", "tmpfs", str(path))
    mounted = subprocess.run(["mount", *options], capture_output=True, check=False)
    if mounted.returncode != 0:
        yield None
        return
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


@contextmanager
def a_failing_disk(path: Path) -> Iterator[Disk]:
    path.mkdir()
    disk = FailingDisk(path)
    try:
        yield disk
    finally:
        disk.free()
