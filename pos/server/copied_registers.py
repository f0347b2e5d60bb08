"""Registers that were copied: told to managers until one device takes the place of all copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from pos.domain.store import Store
from pos.server import tables
from pos.server.histories import copies_since

_register = tables.register.c


@dataclass(frozen=True, slots=True)
class CopiedRegister:
    """A register that several devices have sold as, and when that showed last."""

    id: UUID
    name: str
    copied_at: datetime


def copied_registers(db: Connection, store_number: int) -> list[CopiedRegister]:
    """Return the store's registers that have copies in use, by name."""
    found = copies_since(db, store_number)
    query = (
        select(_register.register_id, _register.uuid, _register.name)
        .where(_register.store_id == store_number, _register.register_id.in_(found))
        .order_by(_register.name)
    )
    return [
        CopiedRegister(UUID(bytes=row.uuid), row.name, found[row.register_id])
        for row in db.execute(query)
    ]


def copies_object(found: Sequence[CopiedRegister]) -> dict[str, Any]:
    """Return them for programs."""
    return {
        "copied_registers": [
            {"register": str(one.id), "name": one.name, "copied_at": one.copied_at.isoformat()}
            for one in found
        ]
    }


def copies_text(found: Sequence[CopiedRegister], store: Store) -> Iterator[str]:
    """Yield in words what happened and what to do."""
    for one in found:
        at = one.copied_at.astimezone(store.zone)
        yield f"Needs attention: {one.name} was copied, found on {at:%Y-%m-%d %H:%M}"
        yield (
            "  Two devices have sold as it, or an old copy of its disk did. Both histories are "
            "kept and counted. Take one device away; then let the other take the register over "
            f'anew, so that no copy can sell: evertill register replace --name "{one.name}".'
        )
