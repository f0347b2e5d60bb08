"""File operations of a recording, and the marks between them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Write:
    path: Path
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """The file's content is on the disk from here on; its name perhaps not."""

    path: Path


@dataclass(frozen=True, slots=True)
class SyncFolder:
    """The names in the folder are on the disk from here on."""

    path: Path


@dataclass(frozen=True, slots=True)
class Create:
    path: Path


@dataclass(frozen=True, slots=True)
class MakeFolder:
    path: Path


@dataclass(frozen=True, slots=True)
class Remove:
    """Of a file or of an empty folder."""

    path: Path


@dataclass(frozen=True, slots=True)
class Rename:
    path: Path
    new: Path


@dataclass(frozen=True, slots=True)
class Link:
    path: Path
    new: Path


@dataclass(frozen=True, slots=True)
class Committed:
    """A database transaction was acknowledged: `begin()` or `write()` has returned."""

    database: Path


@dataclass(frozen=True, slots=True)
class Told:
    """A person or another machine was told that `what` is done."""

    what: str


@dataclass(frozen=True, slots=True)
class Began:
    """From here on the operations belong to a transaction of this name."""

    name: str


FileOperation = Write | Truncate | Sync | SyncFolder | Create | MakeFolder | Remove | Rename | Link
Mark = Committed | Told | Began
Operation = FileOperation | Mark
