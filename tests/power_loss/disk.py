"""A disk that keeps apart what is surely on it and what a power cut may take away.

The promises of POSIX and no more: a file's content is sure after its own sync, a name after a
sync of its folder. Until then each piece may be there or not, in any order, whole sectors at a
time, and a sector that a file only grew over may hold anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.power_loss.dice import Dice
from tests.power_loss.operations import (
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

SECTOR = 512


class Cut(StrEnum):
    """What becomes of all that was not synced when the power fails."""

    DROPPED = "dropped"  # none of it is there
    KEPT = "kept"  # all of it is there
    EARLIER = "earlier"  # as it was at some moment before: in order, to its end
    REORDERED = "reordered"  # each write and each name is there or not
    TORN = "torn"  # each sector is there or not; names in order, up to some moment
    GARBLED = "garbled"  # as torn, and what files only grew over holds anything


@dataclass(slots=True)
class _File:
    sure: bytes
    now: bytearray
    pending: list[tuple[int, Write | Truncate]] = field(default_factory=list)


_FOLDER = _File(b"", bytearray())
_Change = dict[Path, _File | None]  # None: the name is gone

State = dict[Path, bytes | None]
"""Contents by relative path; None is a folder."""


class Disk:
    """Takes a recording's operations one after the other."""

    def __init__(self, root: Path, first: State) -> None:
        self._root = root
        self._sure: dict[Path, _File] = {}
        for path, content in first.items():
            self._sure[path] = _FOLDER if content is None else _File(content, bytearray(content))
        self._now: dict[Path, _File] = dict(self._sure)
        self._changes: list[tuple[int, frozenset[Path], _Change]] = []
        self._done = 0

    @property
    def is_sure(self) -> bool:
        """Tell whether all that was done is on the disk."""
        return len(self._unsure()) == 1

    def _unsure(self) -> list[int]:
        """Return the numbers of the operations that may be lost, and the next one's."""
        files = {id(file): file for file in (*self._now.values(), *self._sure.values())}
        lost = [done for done, _, _ in self._changes]
        lost += [done for file in files.values() for done, _ in file.pending]
        return [*lost, self._done + 1]

    def do(self, operation: FileOperation) -> None:
        self._done += 1
        path = operation.path.relative_to(self._root)
        match operation:
            case Write() | Truncate():
                file = self._now[path]
                file.pending.append((self._done, operation))
                _apply(file.now, operation)
            case Sync():
                file = self._now[path]
                file.sure = bytes(file.now)
                file.pending.clear()
            case SyncFolder():
                self._sync_names(path)
            case _:
                self._change(self._change_by(operation, path))

    def _change_by(self, operation: FileOperation, path: Path) -> _Change:
        match operation:
            case MakeFolder():
                return {path: _FOLDER}
            case Remove():
                return {path: None}
            case Rename():
                return {path: None, operation.new.relative_to(self._root): self._now[path]}
            case Link():
                return {operation.new.relative_to(self._root): self._now[path]}
            case _:
                return {path: _File(b"", bytearray())}

    def after(self, cut: Cut, dice: Dice) -> State:
        """Return what may be found after a power cut of this kind, here and now."""
        unsure = self._unsure()
        since = dice.one_of(unsure) - 1  # a moment at which something was not sure yet
        keep = dice.one_of((26, 128, 230))  # of 256: most is lost, half of it, most is kept
        names = self._names(cut, since, keep, dice)
        contents: dict[int, bytes] = {}
        state: State = {}
        for path in sorted(names):
            file = names[path]
            if path.parent != Path() and path.parent not in state:
                continue  # its folder is not there
            if file is _FOLDER:
                state[path] = None
                continue
            if id(file) not in contents:  # one content, however many names
                contents[id(file)] = _content(file, cut, since, keep, dice)
            state[path] = contents[id(file)]
        return state

    def _change(self, change: _Change) -> None:
        folders = frozenset(path.parent for path in change)
        self._changes.append((self._done, folders, change))
        _rename(self._now, change)

    def _sync_names(self, folder: Path) -> None:
        left = []
        for done, folders, change in self._changes:
            if folder in folders:
                _rename(self._sure, change)
            else:
                left.append((done, folders, change))
        self._changes = left

    def _names(self, cut: Cut, since: int, keep: int, dice: Dice) -> dict[Path, _File]:
        names = dict(self._sure)
        for done, _, change in self._changes:
            match cut:
                case Cut.DROPPED:
                    is_kept = False
                case Cut.KEPT:
                    is_kept = True
                case Cut.REORDERED:
                    is_kept = dice.chance(keep)
                case _:
                    is_kept = done <= since
            if is_kept:
                _rename(names, change)
        return names


def _content(file: _File, cut: Cut, since: int, keep: int, dice: Dice) -> bytes:
    if cut is Cut.DROPPED or not file.pending:
        return file.sure
    if cut is Cut.KEPT:
        return bytes(file.now)
    content = bytearray(file.sure)
    torn = cut in (Cut.TORN, Cut.GARBLED)
    for done, operation in file.pending:
        if cut is Cut.EARLIER:
            if done <= since:
                _apply(content, operation)
        elif torn and isinstance(operation, Write):
            _tear(content, operation, keep, dice, garble=cut is Cut.GARBLED)
        elif dice.chance(keep):
            _apply(content, operation)
    return bytes(content)


def _tear(content: bytearray, write: Write, keep: int, dice: Dice, *, garble: bool) -> None:
    """Take over some sectors of a write. Of the others, the file may have got the length only."""
    at, whole = write.offset, len(write.content)
    length = len(content)
    drawn = dice.bytes(whole // SECTOR + 2)
    number = 0
    while at < write.offset + whole:
        end = min(write.offset + whole, (at // SECTOR + 1) * SECTOR)
        piece = write.content[at - write.offset : end - write.offset]
        if drawn[number] < keep:
            _apply(content, Write(write.path, at, piece))
        elif garble and at >= length and dice.chance(128):
            _apply(content, Write(write.path, at, dice.bytes(len(piece))))
        at, number = end, number + 1


def _apply(content: bytearray, operation: Write | Truncate) -> None:
    if isinstance(operation, Truncate):
        _resize(content, operation.size)
        return
    end = operation.offset + len(operation.content)
    if len(content) < end:
        _resize(content, max(operation.offset, len(content)))
    content[operation.offset : end] = operation.content


def _resize(content: bytearray, size: int) -> None:
    del content[size:]
    content.extend(b"\0" * (size - len(content)))


def _rename(names: dict[Path, _File], change: _Change) -> None:
    for path, file in change.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file
