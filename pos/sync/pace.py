"""Pace: how much goes into a batch, how often anything is asked, and how fast a backlog leaves."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta

from pos.runtime.clock import Clock
from pos.sync.transport import Reply, Request, Transport

FIRST_ENTRIES, ENTRIES_STEP, ENTRIES_MAX = 100, 100, 500  # 500: below 20 ms of the database worker
FIRST_BYTES, BYTES_STEP, BYTES_MAX = 512 * 1024, 512 * 1024, 2 * 1024 * 1024
BYTES_MIN = 4 * 1024
SOON = timedelta(seconds=1)  # an answer within this asks for more
SLOW = timedelta(seconds=4)  # one that takes longer asks for less

REQUESTS_AT_ONCE = 120
REQUESTS_PER_SECOND = 4

_MEASURED_OVER = timedelta(seconds=30)
_BATCHES_MIN = 3  # fewer say nothing of the ones to come
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)


class BatchSize:
    """Bounds of the next batch: a step more after a quick answer, half after a slow or lost one.

    Halving at once and growing by steps, as TCP does, finds what line and server bear, and
    leaves room for other tills on the same line. Never below one entry.
    """

    def __init__(self) -> None:
        self.entries = FIRST_ENTRIES
        self.entries_max = ENTRIES_MAX
        self.bytes = FIRST_BYTES

    def answered(self, took: timedelta, sent: int) -> None:
        """Learn from a batch of `sent` entries that the server confirmed."""
        if took <= SOON:
            self.entries = min(self.entries + ENTRIES_STEP, self.entries_max)
            self.bytes = min(self.bytes + BYTES_STEP, BYTES_MAX)
        elif took > SLOW:
            self.halve(sent)

    def halve(self, sent: int) -> None:
        """Send half of what was sent at most: no answer came, or it was too large."""
        self.entries = max(min(sent, self.entries) // 2, 1)
        self.bytes = max(self.bytes // 2, BYTES_MIN)


class RequestBudget:
    """A token bucket: so many requests at once, and so many a second from then on.

    It bounds what a register asks in a span of time, whatever the reason; it holds nothing up by
    itself, and may be overdrawn by what was begun.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        at_once: int = REQUESTS_AT_ONCE,
        per_second: int = REQUESTS_PER_SECOND,
    ) -> None:
        self._clock = clock
        self._each_ns = 1_000_000_000 // per_second
        self._bucket_ns = at_once * self._each_ns
        self._full_again_ns = clock.monotonic_ns()

    def spend(self) -> None:
        """Count a request."""
        now = self._clock.monotonic_ns()
        self._full_again_ns = max(self._full_again_ns, now) + self._each_ns

    def wait(self) -> timedelta:
        """Return how long nothing should be asked."""
        empty_ns = self._full_again_ns + self._each_ns - self._clock.monotonic_ns()
        return max(empty_ns - self._bucket_ns, 0) // 1_000 * _MICROSECOND


class Metered:
    """A transport that counts its requests."""

    def __init__(self, transport: Transport, budget: RequestBudget) -> None:
        self._transport = transport
        self._budget = budget

    def send(self, request: Request) -> Reply:
        self._budget.spend()
        return self._transport.send(request)

    def close(self) -> None:
        self._transport.close()


@dataclass(frozen=True, slots=True)
class _Sent:
    """A batch that was confirmed; both moments of the monotonic clock, in nanoseconds."""

    entries: int
    began_ns: int
    ended_ns: int


class Throughput:
    """How fast entries leave, over the last half minute in which they did without a pause."""

    def __init__(self) -> None:
        self._sent: deque[_Sent] = deque()

    def sent(self, entries: int, began_ns: int, ended_ns: int) -> None:
        """Count a batch that was confirmed."""
        over_ns = _MEASURED_OVER // _MICROSECOND * 1_000
        if self._sent and began_ns - self._sent[-1].ended_ns > over_ns:
            self._sent.clear()
        self._sent.append(_Sent(entries, began_ns, ended_ns))
        while ended_ns - self._sent[0].began_ns > over_ns and len(self._sent) > _BATCHES_MIN:
            self._sent.popleft()

    def paused(self) -> None:
        """Begin anew: nothing waits, or nothing leaves."""
        self._sent.clear()

    def per_minute(self) -> int | None:
        """Return how many entries leave in a minute; None as long as that is not known."""
        took = self._span()
        return None if took is None else self._entries() * _MINUTE // took

    def left(self, waiting: int) -> timedelta | None:
        """Return how long the rest takes if it goes on like this; None if that is not known."""
        took = self._span()
        if took is None or not waiting:
            return None
        return took * waiting // self._entries() // _SECOND * _SECOND

    def _entries(self) -> int:
        return sum(batch.entries for batch in self._sent)

    def _span(self) -> timedelta | None:
        if len(self._sent) < _BATCHES_MIN:
            return None
        took_ns = self._sent[-1].ended_ns - self._sent[0].began_ns
        return max(took_ns // 1_000, 1) * _MICROSECOND
