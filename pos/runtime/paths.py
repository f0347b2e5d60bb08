"""The data folder: all state of one register or one server, and where each part of it lies."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from pos.domain.problem import Problem
from pos.runtime.atomic_file import CannotWrite, create_file, make_folder, replace_file
from pos.runtime.lock import LOCK_NAME

FOLDER_FORMAT = 1
MARKER_NAME = "evertill.json"
_UNFINISHED = "unfinished"
_RESTORE = "restore"
_OURS_FROM_THE_START = {LOCK_NAME, "logs", "receipts"}


class FolderKind(StrEnum):
    REGISTER = "register"
    SERVER = "server"


class FolderMissing(Problem):
    def __init__(self, root: Path, kind: FolderKind) -> None:
        super().__init__(f"The data folder {root} does not exist. {_how_to_begin(kind)}")


class CannotRead(Problem):
    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"{path} cannot be read: {error.strerror}. "
            "Allow your user to read it or choose another data folder."
        )


class NotAFolder(Problem):
    def __init__(self, root: Path) -> None:
        super().__init__(f"{root} is a file, not a data folder. Name a folder instead.")


class NotADataFolder(Problem):
    def __init__(self, root: Path, kind: FolderKind) -> None:
        super().__init__(
            f"The folder {root} holds no Evertill data ({MARKER_NAME} is missing). "
            + _how_to_begin(kind)
        )


class FolderTaken(Problem):
    def __init__(self, root: Path) -> None:
        super().__init__(
            f"The folder {root} holds other files already. Name an empty or a new folder."
        )


class FolderExists(Problem):
    def __init__(self, root: Path, kind: FolderKind) -> None:
        super().__init__(
            f"The folder {root} already belongs to a {kind}. Use it as it is, or name a new folder."
        )


class FolderUnfinished(Problem):
    def __init__(self, root: Path, kind: FolderKind) -> None:
        super().__init__(
            f"The making of the {kind}'s folder {root} was cut off, so there is nothing in it yet. "
            + _how_to_begin(kind)
        )


class RestoreUnfinished(Problem):
    def __init__(self, root: Path) -> None:
        super().__init__(
            f"A backup was being restored into the folder {root} and that was cut off, so there is "
            f"nothing in it yet. Do it again: evertill backup restore FILE --data {root}"
        )


class OtherKindOfFolder(Problem):
    def __init__(self, root: Path, found: FolderKind, wanted: FolderKind) -> None:
        super().__init__(
            f"{root} is a {found}'s data folder, but this needs a {wanted}'s. "
            f"Name the {wanted}'s folder."
        )


class MarkerMissing(Problem):
    def __init__(self, root: Path, found: str) -> None:
        super().__init__(
            f"The folder {root} holds {found}, but {MARKER_NAME} is missing from it. "
            "Restore that file from a backup; nothing was changed."
        )


class FolderTooNew(Problem):
    def __init__(self, root: Path, found: int) -> None:
        super().__init__(
            f"The data folder {root} was written by a newer Evertill (format {found}, "
            f"this one knows {FOLDER_FORMAT}). Update Evertill; nothing was changed."
        )


class MarkerDamaged(Problem):
    def __init__(self, root: Path) -> None:
        super().__init__(
            f"{root / MARKER_NAME} is damaged, so this folder's owner is unknown. "
            "Restore the file from a backup; nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class DataFolder:
    """An existing data folder of a known kind, in a format this program knows."""

    root: Path
    kind: FolderKind
    id: UUID

    @property
    def marker_path(self) -> Path:
        return self.root / MARKER_NAME

    @property
    def database_path(self) -> Path:
        return self.root / f"{self.kind}.db"

    @property
    def lock_path(self) -> Path:
        return self.root / LOCK_NAME

    @property
    def keys_path(self) -> Path:
        """The sealed file that stands in for an absent keyring; often not there."""
        return self.root / "keys.json"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def receipts(self) -> Path:
        return self.root / "receipts"

    @property
    def backups(self) -> Path:
        """Where the backups lie that the till makes by itself; often not there."""
        return self.root / "backups"


def default_root(kind: FolderKind) -> Path:
    """Return where this user's register or server lives unless `--data` says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("evertill", appauthor=False) / kind


def is_data_folder(root: Path) -> bool:
    """Tell whether a complete data folder, of any kind, is at `root`.

    :raises CannotRead: if this user may not know.
    """
    try:
        return (root / MARKER_NAME).is_file()
    except OSError as error:
        raise CannotRead(root, error) from error


def create_data_folder(root: Path, kind: FolderKind, folder_id: UUID) -> DataFolder:
    """Make a new data folder at `root`, which must be new or empty.

    The marker comes last, so a folder that has one is complete.

    :raises NotAFolder, FolderExists, FolderTaken: if something else is there.
    :raises CannotWrite: if the disk refuses.
    """
    return _create(DataFolder(root.absolute(), kind, folder_id), root, {})


def begin_data_folder(root: Path, kind: FolderKind, folder_id: UUID) -> DataFolder:
    """Make a data folder that stays unusable until `finish_data_folder`, or take one up again.

    What a making that was cut off left in it is the caller's to clear away.

    :raises NotAFolder, FolderExists, FolderTaken: if something else is there.
    :raises CannotWrite: if the disk refuses.
    """
    if is_data_folder(root):
        found = read_data_folder(root)
        if found.kind is kind and recorded(found, _UNFINISHED) not in (None, _RESTORE):
            return found
    return _create(DataFolder(root.absolute(), kind, folder_id), root, {_UNFINISHED: "yes"})


def require_fresh(root: Path) -> None:
    """Do nothing if a backup can be restored into `root`, and touch nothing.

    :raises NotAFolder, FolderExists, FolderTaken: if something is there.
    """
    if is_data_folder(root):
        found = read_data_folder(root)
        if recorded(found, _UNFINISHED) != _RESTORE:
            raise FolderExists(root, found.kind)
    elif root.exists() or root.is_symlink():
        _require_empty(root)


def begin_restored_folder(root: Path, kind: FolderKind, folder_id: UUID) -> DataFolder:
    """Make a data folder for a backup, unusable until `finish_data_folder`, or begin anew.

    It keeps the id that it got at first. What lies in it is the caller's to clear away.

    :raises NotAFolder, FolderExists, FolderTaken: if something else is there.
    :raises CannotWrite: if the disk refuses.
    """
    require_fresh(root)
    if not is_data_folder(root):
        return _create(DataFolder(root.absolute(), kind, folder_id), root, {_UNFINISHED: _RESTORE})
    folder = DataFolder(root.absolute(), kind, read_data_folder(root).id)
    replace_file(folder.marker_path, _marker_bytes({**_marker_of(folder), _UNFINISHED: _RESTORE}))
    return folder


def require_unfinished(folder: DataFolder) -> None:
    """Do nothing as long as the folder is being made.

    :raises FolderExists: if it is finished, and so perhaps in use.
    """
    if recorded(folder, _UNFINISHED) is None:
        raise FolderExists(folder.root, folder.kind)


def finish_data_folder(folder: DataFolder) -> None:
    """Let the folder be used from now on.

    :raises CannotWrite: if the disk refuses; the folder stays unfinished.
    """
    marker = _read_marker(folder.root)
    marker.pop(_UNFINISHED, None)
    replace_file(folder.marker_path, _marker_bytes(marker))


def _create(folder: DataFolder, root: Path, facts: Mapping[str, str]) -> DataFolder:
    if is_data_folder(root):
        found = read_data_folder(root)
        if recorded(found, _UNFINISHED) == _RESTORE:
            raise RestoreUnfinished(root)
        raise FolderExists(root, found.kind)
    try:
        make_folder(root, mode=0o700)
        _require_empty(root)
        folder.logs.mkdir(exist_ok=True)
        folder.receipts.mkdir(exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise NotAFolder(root) from error
    except OSError as error:
        raise CannotWrite(root, error) from error
    try:
        create_file(folder.marker_path, _marker_bytes({**_marker_of(folder), **facts}))
    except FileExistsError as error:
        raise FolderExists(root, read_data_folder(root).kind) from error
    return folder


def _require_empty(root: Path) -> None:
    try:
        if any(not _left_by_us(entry.name) for entry in root.iterdir()):
            raise FolderTaken(root)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotAFolder(root) from error
    except OSError as error:
        raise CannotRead(root, error) from error


def open_data_folder(root: Path, kind: FolderKind) -> DataFolder:
    """Open the existing data folder of a register or of a server.

    :raises FolderMissing, NotAFolder, NotADataFolder, OtherKindOfFolder, FolderTooNew,
        FolderUnfinished, MarkerDamaged, MarkerMissing: if it is not what is wanted; nothing was
        changed.
    :raises CannotRead, CannotWrite: if this user may not read it or write in it.
    """
    if not is_data_folder(root):
        raise _why_not_a_data_folder(root, kind)
    folder = read_data_folder(root)
    if folder.kind is not kind:
        raise OtherKindOfFolder(root, folder.kind, kind)
    if (making := recorded(folder, _UNFINISHED)) is not None:
        raise RestoreUnfinished(root) if making == _RESTORE else FolderUnfinished(root, kind)
    _try_writing(folder)
    return folder


def read_data_folder(root: Path) -> DataFolder:
    """Read what the marker at `root` says, whatever kind of folder it is.

    :raises MarkerDamaged, FolderTooNew: if it cannot be understood.
    """
    marker = _read_marker(root)
    try:
        return DataFolder(root.absolute(), FolderKind(marker["kind"]), UUID(marker["id"]))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise MarkerDamaged(root) from error


def recorded(folder: DataFolder, name: str) -> str | None:
    """Return what `record` wrote under `name` in the folder's marker, if anything."""
    found = _read_marker(folder.root).get(name)
    return found if isinstance(found, str) else None


def record(folder: DataFolder, name: str, value: str) -> None:
    """Write a fact about the folder itself into its marker, durably.

    :raises CannotWrite: if the disk refuses; the marker is as before.
    """
    marker = _read_marker(folder.root)
    replace_file(folder.marker_path, _marker_bytes({**marker, name: value}))


def _read_marker(root: Path) -> dict[str, Any]:
    try:
        marker = json.loads((root / MARKER_NAME).read_bytes())
    except OSError as error:
        raise CannotRead(root / MARKER_NAME, error) from error
    except (ValueError, RecursionError) as error:
        raise MarkerDamaged(root) from error
    found = marker.get("format") if isinstance(marker, dict) else None
    if type(found) is not int or found < 1:
        raise MarkerDamaged(root)
    if found > FOLDER_FORMAT:
        raise FolderTooNew(root, found)
    return dict(marker)


def _marker_of(folder: DataFolder) -> dict[str, Any]:
    return {"kind": folder.kind, "id": str(folder.id), "format": FOLDER_FORMAT}


def _marker_bytes(marker: dict[str, Any]) -> bytes:
    return (json.dumps(marker, ensure_ascii=False, indent=2) + "\n").encode()


def _why_not_a_data_folder(root: Path, kind: FolderKind) -> Problem:
    if not root.exists():
        return FolderMissing(root, kind)
    if not root.is_dir():
        return NotAFolder(root)
    for one in FolderKind:
        if (root / f"{one}.db").exists():
            return MarkerMissing(root, f"{one}.db")
    return NotADataFolder(root, kind)


def _left_by_us(name: str) -> bool:
    """Tell whether a creation that was cut off may have left this entry."""
    return name in _OURS_FROM_THE_START or name.startswith(f".{MARKER_NAME}.")


def _try_writing(folder: DataFolder) -> None:
    """Find out by writing: permission bits lie for root, on shares and on read-only mounts.

    Folders inside that a backup left out, because they were empty, are made again.
    """
    probe = folder.root / f".writable.{os.getpid()}"
    try:
        folder.logs.mkdir(exist_ok=True)
        folder.receipts.mkdir(exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise CannotWrite(folder.root, error) from error


def _how_to_begin(kind: FolderKind) -> str:
    if kind is FolderKind.SERVER:
        return "Create one with: evertill store create --data FOLDER"
    return "Enrol a register into it with: evertill enrol --data FOLDER --server URL --code CODE"
