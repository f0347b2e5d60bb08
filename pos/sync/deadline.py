"""Deadline: one moment by which a whole exchange over a connection has to be done.

A time-out of each read bounds the silence between two bytes, not how often it may come: a
sender of one byte at a time would hold a thread for days in the head of its answer alone.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

from pos.runtime.clock import Clock

_NANOSECONDS = 1_000_000_000
_PIECE_BYTES = 16 * 1024  # looked at the clock between two of them


class Deadline:
    """A moment of the monotonic clock; anything before the first `begin` is long past."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until_ns = 0

    def begin(self, span: timedelta) -> None:
        """Give what comes next so much time."""
        self._until_ns = self._clock.monotonic_ns() + span // timedelta(microseconds=1) * 1_000

    def seconds_left(self, at_most: float | None) -> float:
        """Return how long one step may take.

        :raises TimeoutError: if there is no time left.
        """
        left_ns = self._until_ns - self._clock.monotonic_ns()
        if left_ns <= 0:
            raise TimeoutError("the whole exchange took too long")
        left = left_ns / _NANOSECONDS
        return left if at_most is None else min(left, at_most)


class Connector(Protocol):
    """What makes connections for an HTTP client: httpcore's `NetworkBackend`."""

    def connect_tcp(self, host: str, port: int, timeout: float | None, **options: Any) -> Any: ...


class PatientConnector:
    """Makes connections on which every step ends by the deadline."""

    def __init__(self, connector: Connector, deadline: Deadline) -> None:
        self._connector = connector
        self._deadline = deadline

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, **options: Any
    ) -> _Stream:
        timeout = self._deadline.seconds_left(timeout)
        return _Stream(self._connector.connect_tcp(host, port, timeout, **options), self._deadline)


class _Stream:
    """A connection; everything else is left to the one that it is made of."""

    def __init__(self, stream: Any, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        received: bytes = self._stream.read(max_bytes, self._deadline.seconds_left(timeout))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for begin in range(0, len(buffer), _PIECE_BYTES):
            left = self._deadline.seconds_left(timeout)
            self._stream.write(buffer[begin : begin + _PIECE_BYTES], left)

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> _Stream:
        left = self._deadline.seconds_left(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
