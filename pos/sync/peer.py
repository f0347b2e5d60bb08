"""Peer: who this register is to its server, and which key the server must show."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from pos.domain.signature import SigningKey, VerifyingKey, load_verifying_key
from pos.models.sync_state import EnrolmentRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The two ends of the exchange, as enrolment pinned them."""

    server_url: str
    server_key: VerifyingKey
    store_id: UUID
    register_id: UUID
    key: SigningKey


def load_peer(db: Connection, key: SigningKey) -> Peer:
    """Return what enrolment recorded; `key` is the device key from the secrets."""
    row = db.execute(select(EnrolmentRecord)).one()
    return Peer(
        server_url=row.server_url,
        server_key=load_verifying_key(row.server_key),
        store_id=row.store_id,
        register_id=row.register_id,
        key=key,
    )
