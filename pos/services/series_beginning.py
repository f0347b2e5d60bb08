"""Beginning of a series: its first entry, which says what signs it and which entry it continues."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

from sqlalchemy import Connection

from pos.domain.event import GENESIS_HASH, EventKind
from pos.services.identity import Identity, load_store
from pos.services.journal import Journal, NewEvent, RegisterState
from pos.wire.payloads import ContinuedPayload, RegisterEnrolledPayload


def begin_series(db: Connection, journal: Journal, series: int) -> RegisterState:
    """Write the first entry of a series behind all that the journal holds; return where it ended.

    Numbers and totals go on. A frozen register may begin one: that is how it goes on.
    """
    before = journal.state(db)
    continues = None
    if before.seq:
        continues = ContinuedPayload(series=before.series, seq=before.seq, hash=before.head_hash)
    begun = replace(before, series=series, seq=0, head_hash=GENESIS_HASH, frozen="")
    journal.append(db, begun, _enrolled(journal.identity, continues), load_store(db))
    return before


def _enrolled(identity: Identity, continues: ContinuedPayload | None) -> NewEvent:
    payload = RegisterEnrolledPayload(
        register_name=identity.register_name,
        public_key=b64encode(identity.key.verifying_key.der).decode("ascii"),
        continues=continues,
    )
    return NewEvent(
        kind=EventKind.REGISTER_ENROLLED, payload=payload, actor=None, cash_session=None
    )
