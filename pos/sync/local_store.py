"""Local store: the register's database as the exchange uses it, on the database worker only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from pos.models.database import Database
from pos.runtime.clock import Clock
from pos.runtime.crash_points import CrashPoints, NoCrash
from pos.runtime.worker import Worker

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class LocalStore:
    """Pieces of work on the database, each one database transaction and short."""

    database: Database
    worker: Worker
    clock: Clock
    crash_points: CrashPoints = NoCrash()  # noqa: RUF009 -- it has no state

    def run(
        self, work: Callable[[Connection], Result], *, before_commit: str | None = None
    ) -> Result:
        """Do a piece of work and return what it returns, or raise and change nothing.

        `before_commit` names the crash point between the last row and the commit.
        """

        def in_database_transaction() -> Result:
            with self.database.begin() as db:
                result = work(db)
                if before_commit is not None:
                    self.crash_points.reach(before_commit)
                return result

        return self.worker.run(in_database_transaction)
