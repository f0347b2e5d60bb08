"""Snapshots of the feed: everything in one compressed page, kept until something changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from uuid import UUID

from sqlalchemy import Connection

from pos.domain.signature import SigningKey
from pos.server.feeds import newest_position, page_signature, snapshot_page
from pos.server.stores import KnownStore
from pos.wire.codec import compress

_KEPT_MAX = 4  # stores whose snapshot stays in memory


class Snapshots:
    """The newest snapshot of the stores that asked last, made by one request at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[UUID, tuple[UUID, int, bytes, str]] = OrderedDict()

    def compressed(self, db: Connection, store: KnownStore, key: SigningKey) -> tuple[bytes, str]:
        """Return the newest snapshot as a zstd frame, and the signature of what is in it."""
        store_id = store.message.id
        with self._lock:
            position = newest_position(db, store.number)
            kept = self._kept.get(store_id)
            if kept is None or kept[:2] != (store.epoch, position):
                page = snapshot_page(db, store.number, store=store_id, epoch=store.epoch)
                kept = (store.epoch, position, compress(page), page_signature(page, key))
                self._kept[store_id] = kept
            self._kept.move_to_end(store_id)
            while len(self._kept) > _KEPT_MAX:
                self._kept.popitem(last=False)
            return kept[2:]
