"""Push: journal entries to the server, in order, until it has confirmed them all."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from pos.domain.chain import ChainHead
from pos.domain.handshake import Verdict
from pos.sync.answers import (
    AnswerNotGenuine,
    RequestRefused,
    RequestTooLarge,
    ServerUnreachable,
)
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks
from pos.sync.next_batch import next_batch
from pos.sync.pace import BatchSize, Throughput
from pos.sync.server_link import ServerLink
from pos.sync.sync_rows import WaitingEntry, read_batch, read_sync_state
from pos.wire.messages import EntryMessage, MarkAnswer, PushRequest

logger = logging.getLogger(__name__)

_WITH_A_MARK = {"gap", "fork", "entry_invalid"}
_VOUCHING_MAX = 100  # entries that are sent to have a bad first one vouched for
_ANY_SIZE = 2**62  # bytes: so many entries, however large


class EntryTooLarge(RequestRefused):
    """One entry alone is more than the server, or something before it, takes."""

    def __init__(self, seq: int) -> None:
        super().__init__(
            "too_large",
            f"Entry {seq} alone is larger than what the server takes, or a proxy before it. It is "
            "kept here, and asked again: tell whoever looks after the server.",
        )


@dataclass(slots=True)
class Pushed:
    """What a push has brought so far; grows batch by batch."""

    entries: int = 0
    verdict: Verdict = Verdict.NORMAL
    quarantined: set[int] = field(default_factory=set)
    applied: set[int] = field(default_factory=set)  # one that was refused before may be among them
    flagged: set[int] = field(default_factory=set)

    def add(self, other: Pushed) -> None:
        """Take over what was sent apart from this, but not how the two sides stand."""
        self.entries += other.entries
        self.quarantined |= other.quarantined
        self.flagged |= other.flagged


@dataclass(frozen=True, slots=True)
class Push:
    """Sends batches one after the other; an entry counts as sent when its mark is verified."""

    local: LocalStore
    link: ServerLink
    marks: Marks
    size: BatchSize
    throughput: Throughput

    def run(self, pushed: Pushed, keep_on: Callable[[], bool], branch: int | None = None) -> None:
        """Push until nothing waits, or `keep_on` says no; `pushed` holds what came of it.

        `branch` is the series that takes these entries at the server, if not their own.

        :raises NoUsableAnswer: if an answer is unknown or final; what was confirmed before it is
            in `pushed` and on disk.
        """
        while pushed.verdict in {Verdict.NORMAL, Verdict.SERVER_BEHIND} and keep_on():
            batch = next_batch(self.local, self.size)
            if not batch:
                return
            self._push(batch, pushed, branch)

    def _push(self, batch: Sequence[WaitingEntry], pushed: Pushed, branch: int | None) -> None:
        try:
            self._send(batch, pushed, branch)
        except RequestTooLarge as refusal:
            self._send_less(refusal, batch)

    def _send(self, batch: Sequence[WaitingEntry], pushed: Pushed, branch: int | None) -> None:
        series = branch or self.local.run(read_sync_state).series
        self.local.crash_points.reach("push.before_send")
        began_ns = self.local.clock.monotonic_ns()
        try:
            mark = self.link.post("/v1/journal", _request(series, batch), MarkAnswer)
        except RequestTooLarge:
            raise
        except RequestRefused as refusal:
            if self._is_sent_with_more(refusal, batch, pushed, branch):
                return
            if branch is not None:
                raise  # it is asked for its branch again, and says where that is
            self._after_refusal(refusal, batch, pushed)
            return
        except ServerUnreachable:
            self.size.halve(len(batch))  # it may have been too much for the line
            raise
        self.local.crash_points.reach("push.after_answer")
        self.marks.acknowledge(mark, ChainHead(batch[-1].seq, batch[-1].hash), branch)
        self.local.crash_points.reach("push.after_commit")
        self._measure(len(batch), began_ns)
        pushed.entries += len(batch)
        pushed.quarantined.update(mark.quarantined)
        pushed.applied.update({entry.seq for entry in batch} - set(mark.quarantined))
        pushed.flagged.update(mark.flagged)
        logger.info("entries pushed: count=%s high_water=%s", len(batch), mark.high_water)

    def _is_sent_with_more(
        self,
        refusal: RequestRefused,
        batch: Sequence[WaitingEntry],
        pushed: Pushed,
        branch: int | None,
    ) -> bool:
        """Send a batch whose first entry is bad with more behind it, one of which may vouch for it.

        Return False if there is no more, or if that is more than what takes it lets through.
        """
        more = self._with_more(refusal, batch)
        if not more:
            return False
        try:
            self._send(more, pushed, branch)
        except RequestTooLarge:
            # Sending less would only lead back to the bad entry alone.
            logger.warning("refused as too large, and bad without: count=%s", len(more))
            return False
        return True

    def _with_more(
        self, refusal: RequestRefused, batch: Sequence[WaitingEntry]
    ) -> list[WaitingEntry]:
        """Return twice as many entries, from a bad first one on; none if that is no way on."""
        first, most = batch[0].seq, min(2 * len(batch), _VOUCHING_MAX)
        is_of_first = refusal.mark is None or refusal.mark.high_water < first
        if refusal.error != "entry_invalid" or not is_of_first or most <= len(batch):
            return []
        more = self.local.run(partial(read_batch, entries_max=most, bytes_max=_ANY_SIZE))
        return more if len(more) > len(batch) and more[0].seq == first else []

    def _measure(self, sent: int, began_ns: int) -> None:
        ended_ns = self.local.clock.monotonic_ns()
        self.size.answered(timedelta(microseconds=(ended_ns - began_ns) // 1_000), sent)
        self.throughput.sent(sent, began_ns, ended_ns)

    def _send_less(self, refusal: RequestTooLarge, batch: Sequence[WaitingEntry]) -> None:
        """Have the next batch be smaller.

        :raises EntryTooLarge: if one entry alone is too large already.
        """
        logger.warning("batch refused as too large: count=%s", len(batch))
        if len(batch) == 1:
            raise EntryTooLarge(batch[0].seq) from refusal
        self.size.halve(len(batch))

    def _after_refusal(
        self, refusal: RequestRefused, batch: Sequence[WaitingEntry], pushed: Pushed
    ) -> None:
        """Continue from the server's mark if it shows a way on; else end with the refusal.

        :raises RequestRefused: if it does not.
        """
        if refusal.error not in _WITH_A_MARK or refusal.mark is None:
            raise refusal
        mark = refusal.mark
        pushed.verdict = self.marks.reconcile(mark, is_fresh=False)
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
