"""Next batch: the oldest entries that wait, read in pieces so that no cashier waits for them."""

from __future__ import annotations

from functools import partial

from pos.sync.local_store import LocalStore
from pos.sync.pace import BatchSize
from pos.sync.sync_rows import WaitingEntry, read_batch

ENTRIES_PER_PIECE = 100  # a few milliseconds of the database worker


def next_batch(local: LocalStore, size: BatchSize) -> list[WaitingEntry]:
    """Return what comes next, within the size's bounds but at least one entry if any waits.

    Between two pieces the cashier's work has its turn. What is confirmed meanwhile is confirmed
    by nobody else, and entries never change, so the pieces fit.
    """
    batch: list[WaitingEntry] = []
    most, left = size.entries, size.bytes
    while len(batch) < most:
        wanted = min(most - len(batch), ENTRIES_PER_PIECE)
        after = batch[-1].seq if batch else None
        piece = local.run(partial(read_batch, after=after, entries_max=wanted, bytes_max=left))
        left -= sum(len(entry.body) for entry in piece)
        if batch and left < 0:
            break
        batch += piece
        if len(piece) < wanted:
            break
    return batch
