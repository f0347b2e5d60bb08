"""Recording of all that one computer's folder is told to keep, with the marks in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pos.models.database import Database
from pos.server.database import Database as ServerDatabase
from tests.power_loss.operations import Began, Committed, FileOperation, Operation, Told
from tests.power_loss.plain_files import PlainFiles
from tests.power_loss.vfs import OK, WatchingVfs

_NOT_KEPT = ("-shm",)  # shared memory: made anew from the log by the first that opens


@dataclass
class Recording:
    """What a computer's folder held at first, and every operation since, in order."""

    root: Path
    first: dict[Path, bytes | None]  # None is a folder; paths are relative to `root`
    operations: list[Operation] = field(default_factory=list)

    def began(self, name: str) -> None:
        self.operations.append(Began(name))

    def told(self, what: str) -> None:
        self.operations.append(Told(what))


def contents(root: Path) -> dict[Path, bytes | None]:
    """Return what is in a folder and below, by relative path; None is a folder."""
    return {
        path.relative_to(root): None if path.is_dir() else path.read_bytes()
        for path in sorted(root.rglob("*"))
        if not path.name.endswith(_NOT_KEPT)
    }


class Recorder:
    """Records several computers at once, each a folder of its own."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.recordings = {root: Recording(root, contents(root)) for root in roots}
        self._plain = PlainFiles(roots, self._keep)
        self._vfs = WatchingVfs(self)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Record until the end of the block; what is open must be closed in it."""
        with ExitStack() as stack:
            stack.enter_context(self._plain.watched())
            stack.enter_context(self._vfs.standing())
            stack.enter_context(_marking(Database, "begin", self._committed))
            stack.enter_context(_marking(ServerDatabase, "write", self._committed))
            yield

    def began(self, name: str) -> None:
        """Say that what follows belongs to a transaction of this name, on all computers."""
        self._plain.look()
        for recording in self.recordings.values():
            recording.began(name)

    def told(self, what: str) -> None:
        """Say that what was done until now was acknowledged, on all computers."""
        self._plain.look()
        for recording in self.recordings.values():
            recording.told(what)

    def may(self, operation: FileOperation) -> int:
        self._plain.taken_by_sqlite(operation.path)
        self._plain.look()
        return OK

    def happened(self, operation: FileOperation) -> None:
        self._keep(operation)

    def _keep(self, operation: FileOperation) -> None:
        recording = self._of(operation.path)
        if recording is not None and not operation.path.name.endswith(_NOT_KEPT):
            recording.operations.append(operation)

    def _committed(self, database: Path) -> None:
        self._plain.look()
        recording = self._of(database)
        if recording is not None:
            recording.operations.append(Committed(database))

    def _of(self, path: Path) -> Recording | None:
        for root, recording in self.recordings.items():
            if path.is_relative_to(root):
                return recording
        return None


@contextmanager
def _marking(owner: type, name: str, committed: Callable[[Path], None]) -> Iterator[None]:
    """Have each database transaction of the program marked once it is acknowledged."""
    real: Any = getattr(owner, name)

    @contextmanager
    def marked(self: Any, *values: Any, **named: Any) -> Iterator[Any]:
        with real(self, *values, **named) as db:
            place = db.exec_driver_sql("PRAGMA database_list").all()[0][2]
            yield db
        committed(Path(place))

    with patch.object(owner, name, marked):
        yield
