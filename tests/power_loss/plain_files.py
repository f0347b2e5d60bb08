"""What Python itself does to files while a recording lasts: names by events, content by looking.

Python tells of each file that is opened to be written, renamed, linked or removed before it is
done. What was written is seen by comparing at the next operation: until a sync all of it is
un-synced anyway, so nothing that a disk may hold is missed.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.power_loss.operations import (
    Create,
    FileOperation,
    Link,
    MakeFolder,
    Remove,
    Rename,
    Sync,
    SyncFolder,
    Truncate,
    Write,
)

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_watching: list[PlainFiles] = []


class PlainFiles:
    """Tells `happened` of what Python does below `roots`."""

    def __init__(
        self,
        roots: tuple[Path, ...],
        happened: Callable[[FileOperation], None],
        refuse_sync: Callable[[Path], None] = lambda _: None,
    ) -> None:
        self._roots = roots
        self._happened = happened
        self._refuse_sync = refuse_sync
        self._known: dict[Path, bytes] = {}  # content as it was told
        self._deeds: dict[str, Callable[..., None]] = {
            "open": self._opened,
            "os.rename": self._renamed,
            "os.link": self._linked,
            "os.remove": self._removed,
            "os.rmdir": self._removed,
            "os.mkdir": self._folder_made,
        }

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch this process; one at a time."""
        assert not _watching
        _hook_once()
        real = os.fsync

        def fsync(handle: Any) -> None:
            path = self._path_of(handle if isinstance(handle, int) else handle.fileno())
            if path is not None:
                self._refuse_sync(path)
            real(handle)
            if path is not None:
                self.look()
                self._happened(SyncFolder(path) if path.is_dir() else Sync(path))

        with patch.object(os, "fsync", fsync):
            _watching.append(self)
            try:
                yield
            finally:
                self.look()
                _watching.clear()

    def taken_by_sqlite(self, path: Path) -> None:
        """Leave a file to the VFS, which sees each of its writes."""
        self._known.pop(path, None)

    def look(self) -> None:
        """Tell of what was written since the last look."""
        for path, told in list(self._known.items()):
            try:
                found = path.read_bytes() if path.exists() else told
            except OSError:
                continue
            if found == told:
                continue
            self._known[path] = found
            if len(found) < len(told):
                self._happened(Truncate(path, len(found)))
            start = len(told) if found.startswith(told) else 0
            if found[start:]:
                self._happened(Write(path, start, found[start:]))

    def heard(self, event: str, values: tuple[Any, ...]) -> None:
        deed = self._deeds.get(event)
        if deed is not None:
            _watching.clear()  # what is done here is not to be heard
            try:
                deed(*values)
            finally:
                _watching.append(self)

    def _opened(self, name: Any, _: Any, flags: int) -> None:
        path = self._ours(name)
        if path is None or not flags & _WRITES or path.is_dir():
            return
        self.look()
        if not path.exists():
            self._happened(Create(path))
            self._known[path] = b""
        elif not flags & os.O_EXCL:
            self._known.setdefault(path, path.read_bytes())

    def _renamed(self, name: Any, new: Any, folder: int, new_folder: int) -> None:
        path, target = self._ours(name, folder), self._ours(new, new_folder)
        if path is None or target is None or not path.exists():
            return
        self.look()
        self._known.pop(target, None)
        if path in self._known:
            self._known[target] = self._known.pop(path)
        self._happened(Rename(path, target))

    def _linked(self, name: Any, new: Any, folder: int, new_folder: int) -> None:
        path, target = self._ours(name, folder), self._ours(new, new_folder)
        if path is None or target is None or not path.exists() or target.exists():
            return
        self.look()
        self._happened(Link(path, target))

    def _removed(self, name: Any, folder: int = -1) -> None:
        path = self._ours(name, folder)
        if path is None or not path.exists() or (path.is_dir() and any(path.iterdir())):
            return
        self.look()
        self._known.pop(path, None)
        self._happened(Remove(path))

    def _folder_made(self, name: Any, _: int, folder: int) -> None:
        path = self._ours(name, folder)
        if path is not None and not path.exists() and path.parent.is_dir():
            self.look()
            self._happened(MakeFolder(path))

    def _ours(self, name: Any, folder: int = -1) -> Path | None:
        """Return the absolute path if it is below one of the roots."""
        if isinstance(name, int):
            return None
        path = Path(os.fsdecode(name))
        if folder not in (-1, None):
            inside = self._path_of(folder)
            if inside is None:
                return None
            path = inside / path
        path = path.absolute()
        return path if any(path.is_relative_to(root) for root in self._roots) else None

    def _path_of(self, handle: int) -> Path | None:
        """Find the file or folder of a handle by its identity."""
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            places = [*self._roots, *(p for root in self._roots for p in root.rglob("*"))]
        else:
            places = [path for root in self._roots for path in root.rglob("*")]
        for path in places:
            try:
                if os.path.samestat(found, path.stat()):
                    return path
            except OSError:
                continue
        return None


_hooked: list[bool] = []


def _hook_once() -> None:
    """Hear of Python's events; a hook stays for ever, so it does nothing when nobody watches."""
    if _hooked:
        return
    _hooked.append(True)

    def hook(event: str, values: tuple[Any, ...]) -> None:
        if _watching:
            _watching[0].heard(event, values)

    sys.addaudithook(hook)
