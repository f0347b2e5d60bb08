"""Push: journal entries to the server, in order, until it has confirmed them all."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pos.domain.chain import ChainHead
from pos.domain.handshake import Verdict
from pos.sync.answers import AnswerNotGenuine, RequestRefused
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks
from pos.sync.server_link import ServerLink
from pos.sync.sync_rows import WaitingEntry, read_batch, read_sync_state
from pos.wire.messages import EntryMessage, MarkAnswer, PushRequest

logger = logging.getLogger(__name__)

ENTRIES_MAX = 500  # read in below 20 ms of the database worker
BYTES_MAX = 2 * 1024 * 1024
_WITH_A_MARK = {"gap", "fork", "entry_invalid"}


@dataclass(slots=True)
class Pushed:
    """What a push has brought so far; grows batch by batch."""

    entries: int = 0
    verdict: Verdict = Verdict.NORMAL
    quarantined: set[int] = field(default_factory=set)
    flagged: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Push:
    """Sends batches one after the other; an entry counts as sent when its mark is verified."""

    local: LocalStore
    link: ServerLink
    marks: Marks

    def run(self, pushed: Pushed, keep_on: Callable[[], bool]) -> None:
        """Push until nothing waits, or `keep_on` says no; `pushed` holds what came of it.

        :raises NoUsableAnswer: if an answer is unknown or final; what was confirmed before it is
            in `pushed` and on disk.
        """
        while pushed.verdict in {Verdict.NORMAL, Verdict.SERVER_BEHIND} and keep_on():
            batch = self.local.run(
                lambda db: read_batch(db, entries_max=ENTRIES_MAX, bytes_max=BYTES_MAX)
            )
            if not batch:
                return
            self._push(batch, pushed)

    def _push(self, batch: Sequence[WaitingEntry], pushed: Pushed) -> None:
        series = self.local.run(read_sync_state).series
        self.local.crash_points.reach("push.before_send")
        try:
            mark = self.link.post("/v1/journal", _request(series, batch), MarkAnswer)
        except RequestRefused as refusal:
            self._after_refusal(refusal, batch, pushed)
            return
        self.local.crash_points.reach("push.after_answer")
        self.marks.acknowledge(mark, ChainHead(batch[-1].seq, batch[-1].hash))
        self.local.crash_points.reach("push.after_commit")
        pushed.entries += len(batch)
        pushed.quarantined.update(mark.quarantined)
        pushed.flagged.update(mark.flagged)
        logger.info("entries pushed: count=%s high_water=%s", len(batch), mark.high_water)

    def _after_refusal(
        self, refusal: RequestRefused, batch: Sequence[WaitingEntry], pushed: Pushed
    ) -> None:
        """Continue from the server's mark if it shows a way on; else end with the refusal.

        :raises RequestRefused: if it does not.
        """
        if refusal.error not in _WITH_A_MARK or refusal.mark is None:
            raise refusal
        mark = refusal.mark
        pushed.verdict = self.marks.reconcile(mark)
        first, last = batch[0].seq, batch[-1].seq
        pushed.entries += max(0, min(mark.high_water, last) - first + 1)
        if refusal.error == "entry_invalid":
            if mark.high_water >= first:
                return  # once more, from the bad one on: what lies behind it may vouch for it
            pushed.quarantined.add(mark.high_water + 1)
            raise refusal
        if pushed.verdict is Verdict.NORMAL and mark.high_water < first:
            # It asks for what it says that it has: going on would never end.
            raise AnswerNotGenuine("The server contradicts itself; it is asked again.") from refusal


def _request(series: int, batch: Sequence[WaitingEntry]) -> PushRequest:
    return PushRequest(
        series=series,
        entries=[
            EntryMessage(body=entry.body, sig=b64encode(entry.sig).decode()) for entry in batch
        ],
        first=batch[0].seq,
    )
