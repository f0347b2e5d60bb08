"""Epochs: a new one tells every register that the server was set back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from pos.runtime.ids import Ids
from pos.server import tables
from pos.server.moments import microseconds


def begin_epoch(db: Connection, store_number: int, *, ids: Ids, now: datetime) -> UUID:
    """Begin a new epoch: registers compare their journals with the server's marks, and send
    again what it does not hold, and fetch the feed from its beginning.
    """
    epoch = ids.new_id()
    number = db.execute(
        select(func.max(tables.epoch.c.number)).where(tables.epoch.c.store_id == store_number)
    ).scalar_one()
    db.execute(
        insert(tables.epoch).values(
            store_id=store_number,
            number=1 + (number or 0),
            uuid=epoch.bytes,
            began_at=microseconds(now),
        )
    )
    return epoch
