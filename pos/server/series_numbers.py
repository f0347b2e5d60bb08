"""Numbers of series after a restore: some were given before, to copies that are forgotten now.

A copy of the register may go on in one of them, and two must never share a series.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from pos.runtime.ids import Chance
from pos.server import tables

BRANCHES_MAX = 200  # of one register: each is a copy that was found, never a matter of routine
_GAP = 100_000


def gap(db: Connection, store_number: int, chance: Chance) -> int:
    """Return how many numbers to leave out before those of a branch: drawn after a restore."""
    return chance.below(_GAP) if _was_restored(db, store_number) else 0


def forgotten(db: Connection, store_number: int) -> int:
    """Return how many numbers copies may have been given that the server has forgotten.

    The series of a device that replaces them is behind them all: so each sees that it is replaced.
    """
    return BRANCHES_MAX * (_GAP + 2) if _was_restored(db, store_number) else 0


def _was_restored(db: Connection, store_number: int) -> bool:
    query = select(func.count()).where(tables.epoch.c.store_id == store_number)
    return db.execute(query).scalar_one() > 1
