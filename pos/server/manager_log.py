"""The log of what managers do on the server: a chain of entries, each signed, none ever changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from pos.domain.canonical import canonical
from pos.domain.event import GENESIS_HASH
from pos.domain.signature import Purpose, SignatureWrong, SigningKey, VerifyingKey
from pos.runtime.ids import Ids
from pos.server import tables
from pos.server.database import insert_rows
from pos.server.stores import KnownStore
from pos.wire.messages import OperatorMessage

_log = tables.manager_log.c


class DeedKind(StrEnum):
    """What was done."""

    CASH_SESSION_CLOSED = "cash_session_closed"
    REGISTER_FENCED = "register_fenced"
    REGISTER_REPLACED = "register_replaced"
    PERIOD_CLOSED = "period_closed"
    SETTING_CHANGED = "setting_changed"
    RIGHT_GRANTED = "right_granted"
    RIGHT_REVOKED = "right_revoked"
    EPOCH_BEGUN = "epoch_begun"
    ENTRY_APPLIED = "entry_applied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that a person does on the server, and why. `actor` has proved who it is."""

    kind: DeedKind
    actor: OperatorMessage
    reason: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogPen:
    """What it takes to write into the log: the server's key, ids, and the moment."""

    key: SigningKey
    ids: Ids
    now: datetime

    def write(self, db: Connection, store: KnownStore, deed: Deed) -> UUID:
        """Write an entry behind the last one, and return its id."""
        # One writer at a time: each entry names the one before it.
        db.execute(
            select(tables.store.c.id).where(tables.store.c.id == store.number).with_for_update()
        )
        last = db.execute(
            select(_log.seq, _log.hash)
            .where(_log.store_id == store.number)
            .order_by(_log.seq.desc())
            .limit(1)
        ).first()
        seq = 1 if last is None else last.seq + 1
        entry_id = self.ids.new_id()
        body = canonical(
            {
                "id": str(entry_id),
                "store": str(store.message.id),
                "seq": seq,
                "at": self.now.isoformat(),
                "actor": {"id": str(deed.actor.id), "name": deed.actor.name},
                "kind": deed.kind.value,
                "reason": deed.reason,
                "content": dict(deed.content),
                "prev_hash": GENESIS_HASH if last is None else last.hash,
            }
        )
        digest = hashlib.sha256(body).hexdigest()
        sig = self.key.sign(Purpose.MANAGER_LOG, bytes.fromhex(digest))
        row = (store.number, seq, entry_id.bytes, deed.kind.value, body.decode(), digest)
        insert_rows(db, tables.manager_log, [(*row, self.key.verifying_key.key_id, sig)])
        return entry_id


def problems_of_log(db: Connection, store_number: int, key: VerifyingKey) -> list[str]:
    """Return what is wrong with the log: nothing, unless somebody changed it."""
    found, previous = [], GENESIS_HASH
    rows = db.execute(
        select(tables.manager_log).where(_log.store_id == store_number).order_by(_log.seq)
    )
    for seq, row in enumerate(rows, start=1):
        body = msgspec.json.decode(row.body)
        place = f"entry {row.seq} of the log of managers"
        if hashlib.sha256(row.body.encode()).hexdigest() != row.hash:
            found.append(f"{place} is not what was written")
        if row.seq != seq or body.get("seq") != seq or body.get("prev_hash") != previous:
            found.append(f"{place} does not follow the one before it")
        if (body.get("id"), body.get("kind")) != (str(UUID(bytes=row.id)), row.kind):
            found.append(f"{place} is listed under another id or kind")
        try:
            key.verify(Purpose.MANAGER_LOG, bytes.fromhex(row.hash), row.sig)
        except SignatureWrong:
            found.append(f"{place} is not signed by this server")
        previous = row.hash
    return found
