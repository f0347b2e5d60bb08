"""First entries of series: whether they continue what the server holds, under the key it knows."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

import msgspec
from sqlalchemy import select

from pos.domain.event import Event
from pos.domain.history import history_of
from pos.server import tables
from pos.server.applying import Applying
from pos.server.histories import origins_of
from pos.server.recompute import decoded
from pos.server.register_keys import key_of_series
from pos.wire.payloads import ContinuedPayload, RegisterEnrolledPayload

_series = tables.series.c
_payloads = msgspec.json.Decoder(RegisterEnrolledPayload)


def register_enrolled(applying: Applying, event: Event) -> None:
    """Flag a series that says of itself what the server knows otherwise; it has no effects."""
    payload = decoded(_payloads, event)
    applying.flag(event, _disagreements(applying, event, payload))


def _disagreements(
    applying: Applying, event: Event, payload: RegisterEnrolledPayload
) -> Iterator[str]:
    if event.seq != 1:
        yield "it is not the first entry of its series"
    key = key_of_series(applying.db, applying.series)
    if payload.public_key != b64encode(key.der).decode():
        yield "it says that its series has another key"
    held = _held_before(applying)
    if payload.continues != held:
        where = "nothing" if held is None else f"entry {held.seq} of series {held.series}"
        yield f"it does not continue the series before it: the server holds {where}"


def _held_before(applying: Applying) -> ContinuedPayload | None:
    """Return the last entry of the newest series before this one that has any."""
    series = applying.series
    origins = origins_of(applying.db, series.store_number, series.register_number)
    for before in reversed(history_of(series.series, origins)[:-1]):
        row = applying.db.execute(
            select(_series.high_water, _series.head_hash).where(
                _series.store_id == series.store_number,
                _series.register_id == series.register_number,
                _series.series == before.series,
            )
        ).first()
        # A branch that holds nothing of its own ends with what both histories have.
        if row is not None and row.high_water and before.through != 0:
            return ContinuedPayload(
                series=before.written_as, seq=row.high_water, hash=row.head_hash
            )
    return None
