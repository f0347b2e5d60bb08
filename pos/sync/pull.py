"""Pull: the server's feed into the register's tables, a page and its cursor at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection

from pos import __version__
from pos.sync.answers import AnswerNotGenuine, RequestRefused
from pos.sync.feed_topics import Topics
from pos.sync.local_store import LocalStore
from pos.sync.progress import Progress
from pos.sync.server_link import ServerLink
from pos.sync.snapshot import CHANGES_PER_PIECE, Snapshot
from pos.sync.sync_rows import read_sync_state, write_cursor, write_passed_over
from pos.wire.messages import FeedPage

logger = logging.getLogger(__name__)

_MIB = 1024 * 1024
PAGE_BYTES_MAX = 16 * _MIB
SNAPSHOT_BYTES_MAX = 256 * _MIB
_CURSOR_REFUSED = "cursor_unknown"


@dataclass(slots=True)
class Pulled:
    """What a pull has brought so far; grows page by page."""

    changes: int = 0
    was_cursor_unknown: bool = False  # the server may have been set back: ask where it stands


@dataclass(frozen=True, slots=True)
class Pull:
    """Pages one after the other; a cursor the server no longer knows leads to a new snapshot.

    So does a newer program, where the one before it passed over what it did not know.
    """

    local: LocalStore
    link: ServerLink
    store_id: UUID
    topics: Topics = field(default_factory=Topics)

    def run(self, pulled: Pulled, keep_on: Callable[[], bool], progress: Progress) -> None:
        """Pull until the server has no more, or `keep_on` says no.

        :raises NoUsableAnswer: if an answer is unknown; what came before it is applied.
        """
        state = self.local.run(read_sync_state)
        cursor = "" if state.passed_over_by not in {"", __version__} else state.cursor
        if not cursor:
            cursor = self._snapshot(pulled, progress)
        while keep_on():
            page = self._page(cursor)
            if page is None:
                pulled.was_cursor_unknown = True
                cursor = self._snapshot(pulled, progress)
                continue
            if page.cursor == cursor:
                return
            self._apply(page)
            pulled.changes += len(page.changes)
            cursor = page.cursor
            if not page.more:
                return

    def _snapshot(self, pulled: Pulled, progress: Progress) -> str:
        page = self.link.get("/v1/feed/snapshot", FeedPage, answer_bytes_max=SNAPSHOT_BYTES_MAX)
        if not page.cursor:
            raise AnswerNotGenuine("The server's snapshot has no end; nothing was changed.")
        self._require_ours(page, "")
        Snapshot(self.local, self.topics).apply(page, progress)
        pulled.changes += len(page.changes)
        return page.cursor

    def _page(self, cursor: str) -> FeedPage | None:
        """Return the next page; nothing if the server does not know the cursor."""
        query = {"cursor": cursor, "limit": str(CHANGES_PER_PIECE)}
        try:
            page = self.link.get("/v1/feed", FeedPage, query=query, answer_bytes_max=PAGE_BYTES_MAX)
        except RequestRefused as refusal:
            if refusal.error != _CURSOR_REFUSED:
                raise
            logger.warning("the server does not know the cursor: a new snapshot is taken")
            return None
        if len(page.changes) > CHANGES_PER_PIECE:
            raise AnswerNotGenuine("The server sent more than was asked for; nothing was changed.")
        if page.changes and (page.cursor == cursor or not page.cursor):
            raise AnswerNotGenuine("The server's feed does not move on; nothing was changed.")
        self._require_ours(page, cursor)
        return page

    def _require_ours(self, page: FeedPage, cursor: str) -> None:
        """Refuse the answer to another request: what lies between would never be pulled.

        :raises AnswerNotGenuine: if it is one; an older server's page says nothing of that.
        """
        if page.store not in {None, self.store_id} or page.after not in {None, cursor}:
            raise AnswerNotGenuine(
                "The server's feed is that of another request; nothing was changed."
            )

    def _apply(self, page: FeedPage) -> None:
        def apply(db: Connection) -> None:
            for change in page.changes:
                self.topics.apply(db, change)
            if self.topics.take_passed_over():
                write_passed_over(db, __version__)
            write_cursor(db, page.cursor, answered_at=self.local.clock.now())

        self.local.run(apply, before_commit="pull.before_commit")
        self.local.crash_points.reach("pull.after_commit")
