"""Pacing: how often strangers may try, so that nobody guesses a one-time code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy import Connection, delete, select

from pos.server import tables
from pos.server.database import insert_or_replace
from pos.server.moments import microseconds
from pos.server.postgresql import hold
from pos.server.refusals import Refusal

_SECOND = 1_000_000  # microseconds
_tries = tables.tries.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """A bucket of tries for each caller, refilled one try at a time, in the database.

    All processes of a server take from the same one, and a restart fills none.
    """

    purpose: str
    tries: int
    seconds_per_try: int

    def spend(self, db: Connection, store_number: int, caller: str, now: datetime) -> None:
        """Take one try; it stays taken when `db` commits.

        :raises Refusal: with a time to wait, if there is none left.
        """
        at, refill = microseconds(now), self.seconds_per_try * _SECOND
        hold(db, f"tries: {store_number} {self.purpose} {caller}")
        # A clock that was set back must not make anybody wait longer than a whole bucket takes.
        empty_until = min(
            self._empty_until(db, (store_number, self.purpose, caller), at),
            at + self.tries * refill,
        )
        wait = empty_until + refill - at - self.tries * refill
        if wait > 0:
            seconds = -(-wait // _SECOND)
            raise Refusal(
                HTTPStatus.TOO_MANY_REQUESTS,
                "too_many_tries",
                f"Too many tries: wait {seconds} seconds.",
                retry_after=seconds,
            )
        insert_or_replace(
            db, tables.tries, (store_number, self.purpose, caller, empty_until + refill)
        )

    def _empty_until(self, db: Connection, key: tuple[int, str, str], at: int) -> int:
        store_number, purpose, caller = key
        own = (_tries.store_id == store_number, _tries.purpose == purpose)
        query = select(_tries.empty_until).where(*own, _tries.caller == caller)
        found: int | None = db.execute(query).scalar()
        if found is None:  # whose bucket is full again is a stranger like any other
            db.execute(delete(tables.tries).where(*own, _tries.empty_until <= at))
        return at if found is None else max(found, at)
