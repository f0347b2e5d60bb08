"""Presence: which registers are online, with whom, and how much they have yet to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from pos.domain.canonical import INTEGER_MAX
from pos.server import tables
from pos.server.database import insert_or_replace
from pos.server.moments import microseconds
from pos.server.refusals import invalid
from pos.server.register_rows import kept_version
from pos.server.registers import KnownRegister
from pos.wire.messages import PresenceRequest

_presence = tables.presence.c


@dataclass(frozen=True, slots=True)
class Shown:
    """What a register said of itself last."""

    operator: bytes | None
    unsent: int
    seen_at: int


def keep_presence(
    db: Connection, register: KnownRegister, request: PresenceRequest, now: datetime
) -> None:
    """Keep what a register says of itself; only the newest counts.

    :raises Refusal: if it cannot be true.
    """
    if not 0 <= request.unsent <= INTEGER_MAX:
        raise invalid(f"The number of unsent entries cannot be {request.unsent}.")
    at = microseconds(now)
    row = (
        register.store_number,
        register.number,
        request.operator.bytes if request.operator else None,
        request.unsent,
        kept_version(request.program_version),
        at,
    )
    insert_or_replace(db, tables.presence, row)
    columns = tables.register.c
    db.execute(
        update(tables.register)
        .where(columns.store_id == register.store_number, columns.register_id == register.number)
        .values(seen_at=at)
    )


def presences(db: Connection, store_number: int) -> dict[int, Shown]:
    """Return what each register of a store said last, by its number."""
    query = select(tables.presence).where(_presence.store_id == store_number)
    return {
        row.register_id: Shown(row.operator_id, row.unsent, row.seen_at)
        for row in db.execute(query)
    }
