"""Whole-file writes that are either there, complete and durable, or not there at all."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from pos.domain.problem import Problem

_OWNER_ONLY = 0o600
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


class CannotWrite(Problem):
    def __init__(self, path: Path, error: OSError) -> None:
        way_out = (
            "Free some space on the disk"
            if error.errno in {errno.ENOSPC, errno.EDQUOT}
            else "Allow your user to write there or choose another data folder"
        )
        super().__init__(f"{path} cannot be written: {error.strerror}. {way_out} and try again.")


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in place of whatever is at `path`, readable by the owner only.

    :raises CannotWrite: if the disk is full, read-only or refuses; the old content stays.
    """
    try:
        new = _write_beside(path, content)
        new.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise CannotWrite(path, error) from error


def create_file(path: Path, content: bytes) -> None:
    """Put `content` at `path`, where nothing may be yet, readable by the owner only.

    :raises FileExistsError: if something is there, even if it came a moment ago.
    :raises CannotWrite: if the disk is full, read-only or refuses.
    """
    try:
        new = _write_beside(path, content)
        try:
            _publish_once(new, path)
        finally:
            new.unlink(missing_ok=True)
        sync_folder(path.parent)
    except FileExistsError:
        raise
    except OSError as error:
        raise CannotWrite(path, error) from error


def publish_file(new: Path, path: Path) -> None:
    """Give the complete file `new` the name `path`, durably, where nothing may be yet.

    :raises FileExistsError: if something is there, even if it came a moment ago.
    :raises CannotWrite: if the disk refuses; then nothing is at `path`.
    """
    try:
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        _publish_once(new, path)
        new.unlink(missing_ok=True)
        sync_folder(path.parent)
    except FileExistsError:
        raise
    except OSError as error:
        raise CannotWrite(path, error) from error


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make a folder, and those above it that are missing, so that they survive a power cut.

    Harmless if it is there. `mode` is of the folder itself.

    :raises OSError: if the disk refuses, or something else is there.
    """
    missing = []
    for folder in (path, *path.parents):
        if folder.exists():
            break
        missing.append(folder)
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    for folder in missing:
        with suppress(PermissionError):  # a folder above may let us in and not be listed
            sync_folder(folder.parent)


def _write_beside(path: Path, content: bytes) -> Path:
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        new.unlink(missing_ok=True)
        raise
    return new


if sys.platform == "win32":

    def sync_folder(folder: Path) -> None:
        """Do nothing: Windows cannot open a folder for syncing, and NTFS journals its names."""

    def _publish_once(new: Path, path: Path) -> None:
        new.rename(path)  # refuses an existing target on Windows, unlike on POSIX
else:

    def sync_folder(folder: Path) -> None:
        """Make names written in `folder` survive a power cut."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _publish_once(new: Path, path: Path) -> None:
        try:
            path.hardlink_to(new)
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            if path.exists():  # a USB stick with FAT: no links, and nobody races for it
                raise FileExistsError(errno.EEXIST, "File exists", str(path)) from error
            new.rename(path)
