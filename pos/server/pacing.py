"""Pacing: how often strangers may try, so that nobody guesses a one-time code."""

from __future__ import annotations

import threading
from collections import OrderedDict
from http import HTTPStatus

from pos.runtime.clock import Clock
from pos.server.refusals import Refusal

_SECOND = 1_000_000_000  # nanoseconds
_CALLERS_MAX = 10_000


class Pacing:
    """A bucket of tries for each caller, refilled one try at a time. Known to this process only."""

    def __init__(self, clock: Clock, *, tries: int, seconds_per_try: int) -> None:
        self._clock = clock
        self._tries = tries
        self._refill = seconds_per_try * _SECOND
        self._lock = threading.Lock()
        self._empty_until: OrderedDict[str, int] = OrderedDict()

    def spend(self, caller: str) -> None:
        """Take one try.

        :raises Refusal: with a time to wait, if there is none left.
        """
        now = self._clock.monotonic_ns()
        with self._lock:
            filled_at = max(self._empty_until.get(caller, now), now) + self._refill
            wait = filled_at - now - self._tries * self._refill
            if wait > 0:
                seconds = -(-wait // _SECOND)
                raise Refusal(
                    HTTPStatus.TOO_MANY_REQUESTS,
                    "too_many_tries",
                    f"Too many tries: wait {seconds} seconds.",
                    retry_after=seconds,
                )
            self._empty_until[caller] = filled_at
            self._empty_until.move_to_end(caller)
            while len(self._empty_until) > _CALLERS_MAX:
                self._empty_until.popitem(last=False)
