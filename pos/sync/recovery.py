"""Recovery: a register that is behind its server gets its own journal back, page by page."""

from __future__ import annotations

import logging
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from pos.domain.chain import ChainHead, is_signed
from pos.domain.event import EventInvalid, SealedEvent, event_hash, parse_event
from pos.domain.history import Stretch
from pos.domain.signature import (
    Purpose,
    SignatureWrong,
    VerifyingKey,
    load_verifying_key,
)
from pos.services.identity import load_identity
from pos.services.rebuild import Head, Rebuild
from pos.sync.answers import AnswerNotGenuine
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks
from pos.sync.progress import Progress
from pos.sync.server_link import ServerLink
from pos.sync.sync_rows import last_entry, read_sync_state
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

    def catch_up(
        self, keep_on: Callable[[], bool], progress: Progress, branch: int | None = None
    ) -> bool:
        """Pull the rest of the series that this register writes, or of its branch.

        Return False, with the numbers frozen for good and nothing written, if the server's
        entries do not follow ours: two histories.

        :raises NoUsableAnswer: if the server is away or sends what is not genuine.
        :raises EntryRefused: if an entry is not this register's own.
        """
        here = self.local.run(_end_of_own)
        series = branch or here.series
        page = self.page(series, here.seq)
        if not _follows(page, ChainHead(here.seq, here.hash)):
            self.marks.record_fork(here.seq + 1)
            return False
        rebuild = self._rebuild()
        self._pull(rebuild, Stretch(series=series, written_as=here.series), page, keep_on, progress)
        return True

    def pull_older(self, history: Iterable[Stretch], progress: Progress) -> None:
        """Pull all that is older into an empty journal, stretch by stretch.

        :raises NoUsableAnswer: if the server is away or sends what is not genuine.
        :raises EntryRefused: if an entry is not this register's own.
        """
        rebuild = self._rebuild()
        begun: set[int] = set()
        for older in history:
            limit = _limit(older, older.after)
            page = self.page(older.series, older.after, limit=limit or 1)  # its key, at least
            if older.written_as not in begun:
                begun.add(older.written_as)
                self.local.run(partial(rebuild.begin_series, series=older.written_as, key=page.key))
            if limit:
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
        stretch: Stretch,
        page: Page,
        keep_on: Callable[[], bool],
        progress: Progress,
    ) -> None:
        """Write page after page, the first one given, until all is here that the server holds."""
        while page.entries:
            self.local.run(
                partial(rebuild.take, entries=_complete(page, rebuild.head.seq)),
                before_commit="recovery.before_commit",
            )
            self.local.crash_points.reach("recovery.after_commit")
            progress(rebuild.head.seq, page.mark.seq)
            if not keep_on():
                return
            limit = _limit(stretch, rebuild.head.seq)
            if not limit:
                break
            page = self.page(stretch.series, rebuild.head.seq, limit=limit)
        if (
            stretch.through is None
            and page.mark.seq
            and (rebuild.head.seq, rebuild.head.hash)
            != (
                page.mark.seq,
                page.mark.hash,
            )
        ):
            raise AnswerNotGenuine("The server's pages end before its mark; it is asked again.")
        rebuild.finish()
        logger.info("journal pulled: series=%s seq=%s", stretch.series, rebuild.head.seq)

    def page(self, series: int, after: int, *, limit: int | None = None) -> Page:
        """Fetch entries of a series of this register, as the server numbers it.

        :raises NoUsableAnswer: if the server is away or sends what is not genuine.
        """
        query = {
            "series": str(series),
            "after": str(after),
            "limit": str(limit or ENTRIES_PER_PAGE),
        }
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


def _limit(stretch: Stretch, after: int) -> int:
    """Return how many entries to ask for behind one, so that none is beyond the stretch."""
    if stretch.through is None:
        return ENTRIES_PER_PAGE
    return max(0, min(ENTRIES_PER_PAGE, stretch.through - after))


def _end_of_own(db: Connection) -> Head:
    """Return the last entry here of the series that is exchanged; none of one yet to be pulled."""
    series = read_sync_state(db).series
    last = last_entry(db, series)
    return Head(series, last.seq, last.hash)


def _complete(page: Page, here: int) -> tuple[SealedEvent, ...]:
    """Return the page without unsigned entries at its end: the next page may vouch for them.

    `here` is the last number that is written.
    """
    entries = page.entries
    if here + len(entries) < page.mark.seq:
        while len(entries) > 1 and not is_signed(entries[-1], page.key):
            entries = entries[:-1]
    return entries


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
