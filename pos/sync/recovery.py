"""Recovery: a register that is behind its server gets its own journal back, page by page."""

from __future__ import annotations

import logging
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pos.domain.chain import ChainHead
from pos.domain.event import EventInvalid, SealedEvent, event_hash, parse_event
from pos.domain.signature import (
    Purpose,
    SignatureWrong,
    VerifyingKey,
    load_verifying_key,
)
from pos.services.identity import load_identity
from pos.services.rebuild import Rebuild, head_here
from pos.sync.answers import AnswerNotGenuine
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks
from pos.sync.progress import Progress
from pos.sync.server_link import ServerLink
from pos.wire.codec import journal_page_bytes
from pos.wire.messages import EntryMessage, JournalPage

logger = logging.getLogger(__name__)

ENTRIES_PER_PAGE = 500  # one database transaction of some 300 ms
PAGE_BYTES_MAX = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """Entries of a series, as the server sent and signed them, and how far it holds the series."""

    entries: tuple[SealedEvent, ...]
    mark: ChainHead
    key: VerifyingKey


@dataclass(frozen=True, slots=True)
class Recovery:
    """Pulls what is missing behind the journal; what was written before a failure stays."""

    local: LocalStore
    link: ServerLink
    marks: Marks

    def catch_up(self, keep_on: Callable[[], bool], progress: Progress) -> bool:
        """Pull the rest of the series that this register writes.

        Return False, with the numbers frozen for good and nothing written, if the server's
        entries do not follow ours: two histories.

        :raises NoUsableAnswer: if the server is away or sends what is not genuine.
        :raises EntryRefused: if an entry is not this register's own.
        """
        here = self.local.run(head_here)
        page = self._page(here.series, here.seq)
        if not _follows(page, ChainHead(here.seq, here.hash)):
            self.marks.record_fork(here.seq + 1)
            return False
        rebuild = self._rebuild()
        self._pull(rebuild, here.series, page, keep_on, progress)
        return True

    def pull_older(self, series: int, progress: Progress) -> None:
        """Pull all older series into an empty journal, up to and with `series`.

        :raises NoUsableAnswer: if the server is away or sends what is not genuine.
        :raises EntryRefused: if an entry is not this register's own.
        """
        rebuild = self._rebuild()
        for older in range(1, series + 1):
            page = self._page(older, 0)
            self.local.run(partial(rebuild.begin_series, series=older, key=page.key))
            self._pull(rebuild, older, page, lambda: True, progress)

    def _rebuild(self) -> Rebuild:
        key = self.marks.peer.key
        rebuild = self.local.run(lambda db: Rebuild(db, load_identity(db, key)))
        while self.local.run(rebuild.read_on):
            pass
        return rebuild

    def _pull(
        self,
        rebuild: Rebuild,
        series: int,
        page: Page,
        keep_on: Callable[[], bool],
        progress: Progress,
    ) -> None:
        """Write page after page, the first one given, until all is here that the server holds."""
        while page.entries:
            self.local.run(
                partial(rebuild.take, entries=page.entries), before_commit="recovery.before_commit"
            )
            self.local.crash_points.reach("recovery.after_commit")
            progress(rebuild.head.seq, page.mark.seq)
            if not keep_on():
                return
            page = self._page(series, rebuild.head.seq)
        if page.mark.seq and (rebuild.head.seq, rebuild.head.hash) != (
            page.mark.seq,
            page.mark.hash,
        ):
            raise AnswerNotGenuine("The server's pages end before its mark; it is asked again.")
        rebuild.finish()
        logger.info("journal pulled: series=%s seq=%s", series, page.mark.seq)

    def _page(self, series: int, after: int) -> Page:
        query = {"series": str(series), "after": str(after), "limit": str(ENTRIES_PER_PAGE)}
        page = self.link.get(
            "/v1/journal", JournalPage, query=query, answer_bytes_max=PAGE_BYTES_MAX
        )
        return self._verified(page, series, after)

    def _verified(self, page: JournalPage, series: int, after: int) -> Page:
        """Return what the pinned server signed of this series of this register.

        :raises AnswerNotGenuine: if it did not, or the page cannot be what was asked for.
        """
        try:
            sig = b64decode(page.sig, validate=True)
            self.marks.peer.server_key.verify(Purpose.JOURNAL_PAGE, journal_page_bytes(page), sig)
            key = load_verifying_key(b64decode(page.keys[0].public_key, validate=True))
            entries = tuple(_sealed(entry) for entry in page.entries)
        except (SignatureWrong, ValueError, IndexError):
            raise AnswerNotGenuine(
                "A page of this register's journal is not signed by the server it was enrolled "
                "with; nothing of it was written."
            ) from None
        mark = self.marks.verified(page.mark)
        if mark.series != series:
            raise AnswerNotGenuine("The server sent a page of another series; nothing was written.")
        if not entries and mark.high_water > after:
            raise AnswerNotGenuine("The server does not send what it says it holds; asked again.")
        return Page(entries, ChainHead(mark.high_water, mark.head_hash), key)


def _follows(page: Page, here: ChainHead) -> bool:
    """Tell whether the server goes on from our last entry, and not from another one."""
    if not page.entries:
        return page.mark.seq != here.seq or page.mark == here
    try:
        first = parse_event(page.entries[0].body)
    except EventInvalid:
        return True  # it is refused, and named, when it is to be written
    return (first.seq, first.prev_hash) == (here.seq + 1, here.hash)


def _sealed(message: EntryMessage) -> SealedEvent:
    body = message.body.encode("utf-8")
    return SealedEvent(body, event_hash(body), b64decode(message.sig, validate=True))
