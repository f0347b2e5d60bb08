"""The server's database while the process may die, or its disk fill up, in a write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from pos.server.database import Database
from pos.simulation.faults import Fault
from pos.simulation.virtual import Crashed

_NO_LIMIT = 1_073_741_823  # pages


class MortalDatabase(Database):
    """Real, but for the fault that is armed for its next write."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.armed: Fault | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with super().write() as db, self._within_the_disk(db):
            yield db
            self._die_if(Fault.SERVER_KILLED_BEFORE_COMMIT)
        self._die_if(Fault.SERVER_KILLED_AFTER_COMMIT)

    @contextmanager
    def _within_the_disk(self, db: Connection) -> Iterator[None]:
        """Let the file grow no further while the disk is full."""
        if self.armed is not Fault.SERVER_DISK_FULL:
            yield
            return
        pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()
        db.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            db.exec_driver_sql(f"PRAGMA max_page_count = {_NO_LIMIT}")

    def _die_if(self, fault: Fault) -> None:
        if self.armed is fault:
            self.armed = None
            raise Crashed(fault.value)
