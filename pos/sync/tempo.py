"""Tempo: when the server is asked next, and whether it is probed first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pos.runtime.clock import Clock
from pos.runtime.ids import Chance
from pos.sync.pace import FIRST_ENTRIES, BatchSize, RequestBudget, Throughput
from pos.sync.retry import Backoff

OPENS_AFTER = 5  # failures in a row
BETWEEN_PROBES = timedelta(seconds=5)
_NONE = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceNow:
    """How fast the exchange goes, for screens and commands.

    `per_minute` counts entries, and `left` is how long the rest takes; None is not known.
    `next_attempt_at` is when a server that failed is asked again; None is: as it goes.
    """

    batch: int = FIRST_ENTRIES
    per_minute: int | None = None
    left: timedelta | None = None
    next_attempt_at: datetime | None = None
    is_circuit_open: bool = False


class Circuit:
    """Open after so many failures in a row: nothing is sent until one small probe succeeds.

    After the probe one more failure opens it again; only a whole cycle makes it forget.
    """

    def __init__(self, opens_after: int = OPENS_AFTER) -> None:
        self._opens_after = opens_after
        self._failures = 0

    @property
    def is_open(self) -> bool:
        return self._failures >= self._opens_after

    def failed(self) -> None:
        self._failures += 1

    def probed(self) -> None:
        """Let everything through again, on trial: the probe succeeded."""
        self._failures = min(self._failures, self._opens_after - 1)

    def succeeded(self) -> None:
        self._failures = 0


class Tempo:
    """Says when the next cycle may begin; a failure waits, a success begins anew."""

    def __init__(self, clock: Clock, chance: Chance) -> None:
        self.budget = RequestBudget(clock)
        self.batch = BatchSize()
        self.throughput = Throughput()
        self.circuit = Circuit()
        self._clock = clock
        self._backoff = Backoff(chance)
        self._not_before_ns = 0
        self._next_attempt_at: datetime | None = None

    def wait(self) -> timedelta:
        """Return how long there is nothing to ask."""
        left_ns = self._not_before_ns - self._clock.monotonic_ns()
        backoff = timedelta(microseconds=left_ns // 1_000 + 1) if left_ns > 0 else _NONE
        return max(backoff, self.budget.wait())

    def hurry(self) -> None:
        """Wait no longer for the server to recover. From any thread."""
        self._not_before_ns = 0

    def succeeded(self) -> None:
        """Begin anew: the next failure is the first."""
        self._backoff.succeeded()
        self.circuit.succeeded()
        self._next_attempt_at = None

    def failed(self, retry_after: timedelta | None, *, reached: bool) -> timedelta:
        """Return how long to wait after one more failure.

        A server that was reached and refuses does not open the circuit: it is there.
        """
        if not reached:
            self.circuit.failed()
        self.throughput.paused()
        wait = self._backoff.failed(retry_after)
        if self.circuit.is_open:
            wait = max(wait, BETWEEN_PROBES)
        microseconds = wait // timedelta(microseconds=1)
        self._not_before_ns = self._clock.monotonic_ns() + microseconds * 1_000
        self._next_attempt_at = self._clock.now() + wait
        return wait

    def now(self, waiting: int) -> PaceNow:
        """Return how it goes while so many entries wait."""
        return PaceNow(
            batch=self.batch.entries,
            per_minute=self.throughput.per_minute() if waiting else None,
            left=self.throughput.left(waiting),
            next_attempt_at=self._next_attempt_at,
            is_circuit_open=self.circuit.is_open,
        )
