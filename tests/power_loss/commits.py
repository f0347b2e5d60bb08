"""Every committed state of one database, in order: what may be found after a power cut."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.power_loss.dice import Dice
from tests.power_loss.disk import Cut, Disk
from tests.power_loss.findings import Harm, Trouble
from tests.power_loss.operations import Committed, FileOperation
from tests.power_loss.recorder import Recording
from tests.power_loss.scratch import lay_out, scratch

Fetch = Callable[[str], list[tuple[Any, ...]]]
# Opens a database as the program does, gives it to the function, closes it.
Opened = Callable[[Path, Callable[[Fetch], str]], str]


class Commits:
    """Knows what each commit of a database made of it.

    After a cut the database has to be exactly what the last acknowledged commit made of it, or
    the one that was under way: every row of every table, so nothing is lost, double or half done.
    """

    def __init__(self, database: Path, opened: Opened) -> None:
        self._database = database  # relative to the computer's folder
        self._opened = opened
        self._digests: list[str] = []
        self._points: list[int] = []  # at which each commit but the first state was acknowledged

    def study(self, recording: Recording) -> None:
        """Take the database after each commit, the first being what was there at first."""
        disk = Disk(recording.root, recording.first)
        changed = True
        with scratch() as folder:
            if self._database in recording.first:
                self._digests.append(self._digest_of(disk, folder))
                changed = False
            for point, operation in enumerate(recording.operations, 1):
                if isinstance(operation, FileOperation):
                    disk.do(operation)
                    changed = True
                elif operation == Committed(recording.root / self._database):
                    if changed:
                        self._digests.append(self._digest_of(disk, folder))
                    else:
                        self._digests.append(self._digests[-1])
                    self._points.append(point)
                    changed = False

    @property
    def last(self) -> str:
        return self._digests[-1]

    def require(self, root: Path, point: int) -> None:
        """Find the database as it has to be after `point` operations and marks.

        :raises Trouble: if it is not.
        """
        acknowledged = bisect_right(self._points, point)
        found = self.found(root)
        if found in self._digests[acknowledged : acknowledged + 2]:
            return
        for gone, older in enumerate(reversed(self._digests[:acknowledged]), 1):
            if found == older:
                raise Trouble(Harm.LOST, f"{gone} acknowledged commits are gone")
        raise Trouble(Harm.CORRUPT, "the rows are those of no commit")

    def found(self, root: Path) -> str:
        """Return what the database on a computer holds now, as one hash.

        :raises Trouble: if it is damaged or the program does not open it.
        """
        return self._opened(root / self._database, digest)

    def _digest_of(self, disk: Disk, folder: Path) -> str:
        return self.found(lay_out(disk.after(Cut.KEPT, Dice()), folder / "pc"))


def digest(fetch: Fetch) -> str:
    """Return a hash over every row of every table.

    :raises Trouble: if SQLite finds the file damaged, or a reference leads nowhere.
    """
    found = fetch("PRAGMA integrity_check")
    if found != [("ok",)]:
        raise Trouble(Harm.CORRUPT, f"integrity_check: {found[0][0]}")
    if fetch("PRAGMA foreign_key_check"):
        raise Trouble(Harm.CORRUPT, "foreign_key_check found rows")
    made = hashlib.blake2b(digest_size=16)
    for (sql,) in fetch("SELECT sql FROM sqlite_master ORDER BY type, name"):
        made.update(str(sql).encode())
    tables = fetch("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    for (name,) in tables:
        made.update(repr((name, fetch(f'SELECT * FROM "{name}"'))).encode())
    return made.hexdigest()
