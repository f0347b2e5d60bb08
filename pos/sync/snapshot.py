"""Snapshot: all of the feed at once, into empty tables or over what is there already."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection

from pos import __version__
from pos.domain.problem import Problem
from pos.sync.feed_topics import Topics, decode_product, keys_of_topics
from pos.sync.first_catalogue import fill_catalogue, rows_at_once, without_collecting
from pos.sync.local_store import LocalStore
from pos.sync.product_rows import ProductRow, has_products, product_row, skus_after
from pos.sync.progress import Progress
from pos.sync.sync_rows import write_cursor, write_passed_over
from pos.wire.messages import ChangeMessage, FeedPage

logger = logging.getLogger(__name__)

CHANGES_PER_PIECE = 50  # well below 20 ms of the database worker, commit included
_SKUS_PER_PIECE = 5_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Makes the register's tables what a snapshot says, and moves the cursor last."""

    local: LocalStore
    topics: Topics

    def apply(self, page: FeedPage, progress: Progress) -> None:
        """Take over a snapshot whole.

        The first one is one database transaction. A later one (the server was restored, or the
        cursor was too old) goes piece by piece between the steps of a cashier, and is begun anew
        if it is interrupted, because the cursor moves with the last piece.
        """
        if self.local.run(has_products):
            self._apply_over(page, progress)
        else:
            with without_collecting():
                self._fill(page, progress)
        self.local.crash_points.reach("snapshot.after_swap")
        logger.info("snapshot taken over: changes=%s", len(page.changes))

    def _fill(self, page: FeedPage, progress: Progress) -> None:
        rows = self._product_rows(page.changes)
        others = [change for change in page.changes if change.topic != "product"]

        def fill(db: Connection) -> None:
            for change in others:
                self.topics.apply(db, change)
            fill_catalogue(db, rows, progress)
            self._end(db, page)

        self.local.run(fill, before_commit="snapshot.before_swap")

    def _product_rows(self, changes: Sequence[ChangeMessage]) -> Sequence[tuple[Any, ...]]:
        """Return the products, each SKU once: all at once if they are in order, else one by one."""
        products = [
            change for change in changes if change.topic == "product" and not change.is_tombstone
        ]
        rows = rows_at_once([change.content for change in products])
        if rows is not None:
            return rows
        found: dict[str, ProductRow] = {}
        for change in products:
            try:
                row = product_row(decode_product(change.content))
            except (Problem, msgspec.DecodeError) as error:
                self.topics.refuse(change, error)
            else:
                found.setdefault(row.sku, row)
        return list(found.values())

    def _apply_over(self, page: FeedPage, progress: Progress) -> None:
        for done, piece in _pieces(page.changes):
            self.local.run(self._applying(piece))
            progress(done, len(page.changes))
        for _, piece in _pieces(self._gone(page.changes)):
            self.local.run(self._applying(piece))
        self.local.run(partial(self._end, page=page), before_commit="snapshot.before_swap")

    def _end(self, db: Connection, page: FeedPage) -> None:
        """Move the cursor, and keep whether this program could use all there is."""
        write_passed_over(db, __version__ if self.topics.take_passed_over() else "")
        write_cursor(db, page.cursor, answered_at=self.local.clock.now())

    def _applying(self, piece: Sequence[ChangeMessage]) -> Callable[[Connection], None]:
        def apply(db: Connection) -> None:
            for change in piece:
                self.topics.apply(db, change)

        return apply

    def _gone(self, changes: Sequence[ChangeMessage]) -> list[ChangeMessage]:
        """Return a tombstone for all that is here and not in the snapshot."""
        named = {(change.topic, change.key) for change in changes}
        here = self.local.run(keys_of_topics)
        here["product"] = set(self._skus())
        return [
            ChangeMessage(topic=topic, key=key)
            for topic, keys in here.items()
            for key in sorted(keys)
            if (topic, key) not in named
        ]

    def _skus(self) -> Iterator[str]:
        last = ""
        while part := self.local.run(_next_skus(last)):
            yield from part
            last = part[-1]


def _next_skus(last: str) -> Callable[[Connection], list[str]]:
    return lambda db: skus_after(db, last, _SKUS_PER_PIECE)


def _pieces(changes: Sequence[ChangeMessage]) -> Iterator[tuple[int, Sequence[ChangeMessage]]]:
    for begin in range(0, len(changes), CHANGES_PER_PIECE):
        piece = changes[begin : begin + CHANGES_PER_PIECE]
        yield begin + len(piece), piece
