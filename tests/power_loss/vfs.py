"""A SQLite VFS that sees, and can refuse, every operation on files; all else is SQLite's own.

It stands in front of SQLite's default VFS in this process, in the very library that the program
uses. Each file keeps SQLite's own methods but four: write, truncate, sync and close.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any, Protocol

import sqlcipher3._sqlite3

from tests.power_loss.operations import (
    Create,
    FileOperation,
    Remove,
    Sync,
    SyncFolder,
    Truncate,
    Write,
)

OK, IOERR, FULL, CANTOPEN = 0, 10, 13, 14
_OPEN_CREATE = 0x4
# A new journal's first sync takes the name in its folder with it: main, super, write-ahead.
_JOURNALS = 0x800 | 0x4000 | 0x80000

_OPEN = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_DELETE = ctypes.CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_CLOSE = ctypes.CFUNCTYPE(c_int, c_void_p)
_WRITE = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = ctypes.CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(ctypes.Structure):
    """The C structure `sqlite3_vfs`, version 3."""

    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("path_max", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("app", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        *((f"other_{number}", c_void_p) for number in range(14)),
    )


class _Methods(ctypes.Structure):
    """The C structure `sqlite3_io_methods`, version 3."""

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        *((f"other_{number}", c_void_p) for number in range(13)),
    )


class Watcher(Protocol):
    """Is asked before an operation and told after it."""

    def may(self, operation: FileOperation) -> int:
        """Return OK, or the SQLite error code that the operation ends with, undone."""

    def happened(self, operation: FileOperation) -> None:
        """Be told of an operation that was done."""


class WatchingVfs:
    """Stands in front of the default VFS while `standing()` lasts."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._library = ctypes.CDLL(sqlcipher3._sqlite3.__file__)
        self._library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._base: Any = self._library.sqlite3_vfs_find(None)
        self._paths: dict[int, Path] = {}  # by the address of the open file
        self._new_journals: set[int] = set()
        self._own: dict[int, _Methods] = {}  # by the address of SQLite's own
        self._callbacks: list[Any] = []  # must outlive the VFS
        self._vfs = _Vfs.from_buffer_copy(self._base.contents)
        self._vfs.name = b"watching"
        self._vfs.open = self._callback(_OPEN, self._open)
        self._vfs.delete = self._callback(_DELETE, self._delete)
        self._base_open = _OPEN(self._base.contents.open)
        self._base_delete = _DELETE(self._base.contents.delete)

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Be the default of connections that are made meanwhile; they must end before it."""
        self._library.sqlite3_vfs_register(byref(self._vfs), 1)
        try:
            yield
        finally:
            self._library.sqlite3_vfs_register(self._base, 1)
            self._library.sqlite3_vfs_unregister(byref(self._vfs))
        assert not self._paths, f"still open: {sorted(map(str, self._paths.values()))}"

    def _callback(self, kind: Any, function: Callable[..., int]) -> int:
        def guarded(*values: Any) -> int:
            try:
                return function(*values)
            except Exception:  # noqa: BLE001 -- ctypes would print it and go on
                return IOERR

        made = kind(guarded)
        self._callbacks.append(made)
        return ctypes.cast(made, c_void_p).value or 0

    def _open(self, _: Any, name: int | None, file: int, flags: int, out: Any) -> int:
        path = None if name is None else Path(os.fsdecode(ctypes.string_at(name)))
        is_new = path is not None and bool(flags & _OPEN_CREATE) and not path.exists()
        if path is not None and is_new and (refused := self._watcher.may(Create(path))):
            return refused
        # SQLite reads what stands behind a name: it has to get the same pointer.
        result: int = self._base_open(ctypes.cast(self._base, c_void_p), name, file, flags, out)
        if result != OK or path is None:
            return result
        self._paths[file] = path
        if flags & _OPEN_CREATE and flags & _JOURNALS:
            self._new_journals.add(file)
        methods = ctypes.cast(file, POINTER(c_void_p))
        methods[0] = ctypes.addressof(self._watched(methods[0]))
        if is_new:
            self._watcher.happened(Create(path))
        return result

    def _watched(self, address: int) -> _Methods:
        """Return SQLite's own methods with four of them watched."""
        if address not in self._own:
            base = _Methods.from_address(address)
            own = _Methods.from_buffer_copy(base)
            own.close = self._callback(_CLOSE, self._closing(_CLOSE(base.close)))
            own.write = self._callback(_WRITE, self._writing(_WRITE(base.write)))
            own.truncate = self._callback(_TRUNCATE, self._truncating(_TRUNCATE(base.truncate)))
            own.sync = self._callback(_SYNC, self._syncing(_SYNC(base.sync)))
            self._own[address] = own
        return self._own[address]

    def _closing(self, base: Callable[..., int]) -> Callable[..., int]:
        def close(file: int) -> int:
            self._paths.pop(file, None)
            self._new_journals.discard(file)
            return base(file)

        return close

    def _writing(self, base: Callable[..., int]) -> Callable[..., int]:
        def write(file: int, content: int, size: int, offset: int) -> int:
            done = Write(self._paths[file], offset, ctypes.string_at(content, size))
            return self._do(done, lambda: base(file, content, size, offset))

        return write

    def _truncating(self, base: Callable[..., int]) -> Callable[..., int]:
        def truncate(file: int, size: int) -> int:
            return self._do(Truncate(self._paths[file], size), lambda: base(file, size))

        return truncate

    def _syncing(self, base: Callable[..., int]) -> Callable[..., int]:
        def sync(file: int, flags: int) -> int:
            path = self._paths[file]
            result = self._do(Sync(path), lambda: base(file, flags))
            if result == OK and file in self._new_journals:
                self._new_journals.discard(file)
                self._watcher.happened(SyncFolder(path.parent))
            return result

        return sync

    def _delete(self, _: Any, name: bytes, sync_folder: int) -> int:
        path = Path(os.fsdecode(name))
        was_there = path.exists()
        base = ctypes.cast(self._base, c_void_p)
        if not was_there:
            return int(self._base_delete(base, name, sync_folder))
        result = self._do(Remove(path), lambda: self._base_delete(base, name, sync_folder))
        if result == OK and sync_folder:
            self._watcher.happened(SyncFolder(path.parent))
        return result

    def _do(self, operation: FileOperation, base: Callable[[], int]) -> int:
        if refused := self._watcher.may(operation):
            return refused
        result = base()
        if result == OK:
            self._watcher.happened(operation)
        return result
