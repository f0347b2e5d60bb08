"""Damage on the way: a signature that came damaged is asked for once more before it counts.

The entry behind it may say that the entry is genuine; but the register may hold the signature
whole, and then the entry needs nobody to look at it. What comes damaged again was written so.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from pos.domain.chain import is_signed
from pos.domain.signature import VerifyingKey
from pos.server.entries import Batch, HeldBack, SeriesKey, entry_invalid
from pos.server.verdicts import was_refused

_REASON = "its signature is damaged; it is asked for once more"


def asked_again(
    db: Connection, series: SeriesKey, batch: Batch, high_water: int, key: VerifyingKey
) -> Batch:
    """Return the batch up to its first new entry that came damaged, and never so before."""
    for at, entry in enumerate(batch.entries):
        if (
            isinstance(entry, HeldBack)
            and entry.seq > high_water
            and not is_signed(entry.sealed, key)
            and not was_refused(db, series, entry.sealed)
        ):
            left = tuple(one.sealed for one in batch.entries[at:])
            left += batch.refused.left if batch.refused is not None else ()
            refused = entry_invalid(entry.seq, _REASON, left)
            return replace(batch, entries=batch.entries[:at], refused=refused)
    return batch
