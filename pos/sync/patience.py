"""Patience: a transport that can be told to give up early."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from pos.runtime.clock import Clock
from pos.sync.transport import NoReply, Reply, Request, Transport

_NANOSECONDS = 1_000


class Patience:
    """A transport whose requests, within `at_most`, take no longer together than that."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._until_ns: int | None = None

    @contextmanager
    def at_most(self, span: timedelta) -> Iterator[None]:
        """Give up all requests of the block when the time is over."""
        before = self._until_ns
        self._until_ns = self._clock.monotonic_ns() + _nanoseconds(span)
        try:
            yield
        finally:
            self._until_ns = before

    def send(self, request: Request) -> Reply:
        if self._until_ns is None:
            return self._transport.send(request)
        left_ns = self._until_ns - self._clock.monotonic_ns()
        if left_ns <= 0:
            raise NoReply("it took too long")
        within = timedelta(microseconds=left_ns // _NANOSECONDS)
        return self._transport.send(replace(request, within=within))

    def close(self) -> None:
        self._transport.close()


def _nanoseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1) * _NANOSECONDS
