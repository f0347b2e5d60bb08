"""A new epoch by hand: for a server whose database was restored with tools of its own."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from pos.domain.cash_movement import required_reason
from pos.domain.permission import Right
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance, SystemIds
from pos.server.epochs import begin_epoch
from pos.server.folder import opened
from pos.server.manager_log import Deed, DeedKind, LogPen
from pos.server.pin_proof import operator_named, prove
from pos.server.server_key import open_server_key
from pos.server.stores import the_store


def new_epoch(root: Path, by: str, reason: str) -> UUID:
    """Begin a new epoch of the folder's store, also while it serves.

    :raises Problem: if the person may not, has no PIN for it, or does not say why.
    """
    why = required_reason(reason)
    ids, now = SystemIds(), SystemClock().now()
    with opened(root) as server:
        with server.database.read() as db:
            operator = operator_named(db, the_store(db).number, by)
        prove(operator, Right.BEGIN_EPOCH)
        key = open_server_key(server.folder, SystemChance())
        with server.database.write() as db:
            known = the_store(db)
            epoch = begin_epoch(db, known.number, ids=ids, now=now)
            deed = Deed(
                kind=DeedKind.EPOCH_BEGUN,
                actor=operator,
                reason=why,
                content={"epoch": str(epoch), "before": str(known.epoch)},
            )
            LogPen(key, ids, now).write(db, known, deed)
    return epoch
