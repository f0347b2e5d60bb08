"""Branching: a copy of a register that finds another one's history sends its own, and goes on.

Everything is asked anew each time, and the server gives the same answers: a kill anywhere costs
nothing but the requests. What was begun is on disk in one database transaction.
"""

from __future__ import annotations

import logging
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, func, select

from pos.domain.chain import ChainHead
from pos.domain.handshake import Freeze, Verdict
from pos.domain.signature import Purpose, SignatureWrong
from pos.models.journal import JournalRecord
from pos.services.journal import Journal
from pos.services.series_beginning import begin_series
from pos.sync.answers import AnswerNotGenuine
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks, read_freeze, write_freeze
from pos.sync.older_series import go_back
from pos.sync.progress import Progress
from pos.sync.push import Push, Pushed
from pos.sync.recovery import Recovery
from pos.sync.server_link import ServerLink
from pos.sync.sync_rows import (
    last_entry,
    own_hash,
    read_sync_state,
    write_mark,
    write_series,
)
from pos.wire.codec import branch_bytes
from pos.wire.messages import BranchAnswer, BranchRequest

logger = logging.getLogger(__name__)

_FOR_GOOD = {Freeze.FENCED.value, Freeze.REPLACED.value}
COPIES_MAX = 200  # as many as the server takes of one register
_WENT_ON = (
    "This register was copied: two devices have sold as it. What this one recorded was sent beside "
    "what the other one did, and it goes on in series {series}. Keep one of them: tell whoever "
    "looks after the server."
)


@dataclass(frozen=True, slots=True)
class _Own:
    """The series that parts from the server's, as entries here name it, and what lies behind it.

    `behind` is the next series that the journal holds already, 0 if there is none.
    """

    series: int
    last: ChainHead
    behind: int


@dataclass(frozen=True, slots=True)
class Branching:
    """Puts this copy's entries beside the other one's, and begins a series of its own."""

    local: LocalStore
    link: ServerLink
    marks: Marks
    recovery: Recovery
    push: Push
    journal: Journal

    def is_unfinished(self) -> bool:
        """Tell whether an older series than the journal's newest is still to be sent."""
        return bool(self.local.run(_own).behind)

    def go_on(self, pushed: Pushed, keep_on: Callable[[], bool], progress: Progress) -> bool:
        """Send what the server does not hold of this copy; tell whether a further series goes on.

        What the server holds of it already, from before this copy was set back, is pulled.

        :raises NoUsableAnswer: if the server does not answer, or not genuinely.
        """
        own = self.local.run(_own)
        if not self._goes_on(own, pushed, keep_on):
            return False
        parted, common = own.series, 0
        for _ in range(COPIES_MAX):
            told = self._open(own, parted, common)
            if self._is_ours(own, told) and self._caught_up(own, told, keep_on, progress):
                own = self.local.run(_own)
                return self._finish(own, told, pushed, keep_on)
            parted, common = told.branch, told.after  # another copy wrote that one
        raise AnswerNotGenuine("The server names ever more copies of this register; asked again.")

    def reopen(self) -> bool:
        """Go back to the series before the newest, which the server does not know any more.

        It was restored from before that series was begun. Return False if there is none.
        """
        key_id = self.marks.peer.key.verifying_key.key_id
        return self.local.run(lambda db: go_back(db, key_id, self.local.clock.now()))

    def _goes_on(self, own: _Own, pushed: Pushed, keep_on: Callable[[], bool]) -> bool:
        """Send what is missing in the series itself if nothing in it parts from what is here.

        The server was restored to a part of it then, and no other copy has sent more since. Return
        False if it still holds a part only.
        """
        held = self.recovery.page(own.series, 0, limit=1).mark
        mine = self.local.run(partial(own_hash, series=own.series, seq=held.seq))
        if held.seq >= own.last.seq or mine != held.hash:
            return True
        self.local.run(partial(self._acknowledge, own=own, held=held))
        self.push.run(pushed, keep_on, own.series)
        return self.local.run(read_sync_state).acknowledged == own.last

    def _open(self, own: _Own, series: int, common: int) -> BranchAnswer:
        """Find the last entry that both histories have, and have a branch opened behind it."""
        common = self._last_common(own, series, common)
        shared, first = self.local.run(lambda db: _around(db, own, common))
        before = "" if common else self.local.run(lambda db: _hash_before(db, own.series))
        if shared is None or first is None:
            raise AnswerNotGenuine("The server tells two things of this register; asked again.")
        request = BranchRequest(
            series=series, after=common, hash=shared, first=first, next=own.behind, before=before
        )
        self.local.crash_points.reach("branch.before_open")
        told = self._verified(self.link.post("/v1/branches", request, BranchAnswer), request)
        self.local.crash_points.reach("branch.after_open")
        logger.warning(
            "copy of this register found: series=%s after=%s branch=%s",
            *(series, common, told.branch),
        )
        return told

    def _last_common(self, own: _Own, series: int, low: int) -> int:
        """Halve what may be common until one entry is left; `low` is common for sure."""
        high = min(own.last.seq, self.recovery.page(series, 0, limit=1).mark.seq)
        while low < high:
            middle = (low + high + 1) // 2
            page = self.recovery.page(series, middle - 1, limit=1)
            mine = self.local.run(partial(own_hash, series=own.series, seq=middle))
            if page.entries and page.entries[0].hash == mine:
                low = middle
            else:
                high = middle - 1
        return low

    def _verified(self, told: BranchAnswer, request: BranchRequest) -> BranchAnswer:
        """Return the answer if the pinned server signed it, and for what was asked.

        :raises AnswerNotGenuine: if it did not.
        """
        asked = (self.marks.peer.register_id, request.series, request.after, request.hash)
        if (told.register, told.series, told.after, told.hash) != asked or (
            told.first != request.first or min(told.branch, told.next) < 1
        ):
            raise AnswerNotGenuine("The server answered something else than was asked.")
        try:
            sig = b64decode(told.sig, validate=True)
            self.marks.peer.server_key.verify(Purpose.BRANCH, branch_bytes(told), sig)
        except (SignatureWrong, ValueError):
            raise AnswerNotGenuine(
                "The answer is not signed by the server this register was enrolled with; "
                "nothing was changed."
            ) from None
        return told

    def _is_ours(self, own: _Own, told: BranchAnswer) -> bool:
        """Tell whether nothing in the branch parts from what is here."""
        if told.next_high_water and own.last.seq > told.high_water:
            return False  # it has ended, and this copy went on in it
        if own.behind and told.high_water > own.last.seq:
            return False  # another copy went on in it, where this one began its next series
        mine = self.local.run(partial(own_hash, series=own.series, seq=told.high_water))
        return mine in {None, told.head_hash}

    def _caught_up(
        self, own: _Own, told: BranchAnswer, keep_on: Callable[[], bool], progress: Progress
    ) -> bool:
        """Pull what the branch holds behind our last entry; tell whether it follows it."""
        if told.high_water <= own.last.seq:
            return True
        return self.recovery.catch_up(keep_on, progress, told.branch)

    def _finish(
        self, own: _Own, told: BranchAnswer, pushed: Pushed, keep_on: Callable[[], bool]
    ) -> bool:
        """Send the rest of the series into the branch, then go on in the one behind it."""
        if not told.next_high_water:
            held = ChainHead(told.high_water, told.head_hash)
            self.local.run(partial(self._acknowledge, own=own, held=held))
            self.push.run(pushed, keep_on, told.branch)
        is_whole = self.local.run(lambda db: self._is_whole(db, own, told))
        if not is_whole or (self.marks.is_fenced() and not own.behind):
            return False
        self.local.run(
            partial(self._begin, own=own, told=told), before_commit="branch.before_begin"
        )
        self.local.crash_points.reach("branch.after_begin")
        return True

    def _acknowledge(self, db: Connection, own: _Own, held: ChainHead) -> None:
        if own_hash(db, own.series, held.seq) != held.hash:
            raise AnswerNotGenuine("The server tells two things of this register; asked again.")
        state = read_sync_state(db)
        write_mark(
            db,
            held,
            verdict=Verdict.FORK,
            answered_at=self.local.clock.now(),
            answer=state.last_answer,
        )

    def _is_whole(self, db: Connection, own: _Own, told: BranchAnswer) -> bool:
        """Tell whether the server holds all of the series that is here, and the reverse."""
        last = last_entry(db, own.series)
        if told.next_high_water:
            return last == ChainHead(told.high_water, told.head_hash)
        return last == read_sync_state(db).acknowledged

    def _begin(self, db: Connection, own: _Own, told: BranchAnswer) -> None:
        """Have the exchange go on with the next series, begun here unless it was before."""
        now, series = self.local.clock.now(), own.behind or told.next
        if not own.behind and not told.next_high_water:
            begin_series(db, self.journal, series)
        words = _WENT_ON.format(series=series)
        write_series(db, series, verdict=Verdict.NORMAL, answered_at=now, answer=words)
        if read_freeze(db) not in _FOR_GOOD:
            # Some of a series that was begun before may be missing here: the server tells.
            is_begun = own.behind or told.next_high_water
            write_freeze(db, Freeze.REGISTER_BEHIND if is_begun else None)
        logger.warning("series of its own for this copy: series=%s", series)


def _own(db: Connection) -> _Own:
    series = read_sync_state(db).series
    behind = select(func.min(JournalRecord.series)).where(JournalRecord.series > series)
    return _Own(series, last_entry(db, series), db.execute(behind).scalar_one() or 0)


def _hash_before(db: Connection, series: int) -> str:
    """Return the hash of the last entry before a series; empty if it is the first one."""
    first = select(func.min(JournalRecord.position)).where(JournalRecord.series == series)
    query = (
        select(JournalRecord.hash)
        .where(JournalRecord.position < first.scalar_subquery())
        .order_by(JournalRecord.position.desc())
    )
    return db.execute(query.limit(1)).scalar() or ""


def _around(db: Connection, own: _Own, common: int) -> tuple[str | None, str | None]:
    """Return the hashes of the last entry in common and of the first that the server lacks.

    Where it holds the whole series, that is the first one of the series behind it.
    """
    first = own_hash(db, own.series, common + 1)
    if first is None and own.behind and common == own.last.seq:
        first = own_hash(db, own.behind, 1)
    return own_hash(db, own.series, common), first
