"""The computer of a simulated till: time, ids, chance and keyring that a seed decides."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

_NANOSECONDS = 1_000
_BOOTED_NS = 1_000_000_000


class VirtualClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) -> None:
        self._now = start
        self._monotonic_ns = _BOOTED_NS
        self._boots = 1

    @property
    def boot_id(self) -> UUID:
        return UUID(int=self._boots)

    def now(self) -> datetime:
        return self._now

    def monotonic_ns(self) -> int:
        return self._monotonic_ns

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._now += by
        self._monotonic_ns += by // timedelta(microseconds=1) * _NANOSECONDS

    def set(self, now: datetime) -> None:
        """Set the clock, as people and time servers do: no time passes."""
        self._now = now

    def reboot(self) -> None:
        """Start the computer again: monotonic time begins anew under another boot id."""
        self._boots += 1
        self._monotonic_ns = _BOOTED_NS


class WrongClock:
    """A till's clock beside the true one: set wrong by `offset`, with boots of its own."""

    def __init__(self, true: VirtualClock) -> None:
        self._true = true
        self._boots = 1
        self.offset = timedelta(0)

    @property
    def boot_id(self) -> UUID:
        return UUID(int=self._boots)

    def now(self) -> datetime:
        return self._true.now() + self.offset

    def monotonic_ns(self) -> int:
        return self._true.monotonic_ns()

    def advance(self, by: timedelta) -> None:
        """Let time pass, for everybody."""
        self._true.advance(by)

    def reboot(self) -> None:
        """Start the till's computer again."""
        self._boots += 1


class NumberedIds:
    """Ids in a known order: UUIDv7 in form, numbered from 1, distinct for each `source`."""

    def __init__(self, source: int = 0) -> None:
        self._source = source
        self._drawn = 0

    def new_id(self) -> UUID:
        self._drawn += 1
        return UUID(int=self._drawn << 80 | 7 << 76 | 2 << 62 | self._source)


class SeededChance:
    """The same bytes for the same seed."""

    def __init__(self, seed: int | str = 0) -> None:
        self._seed = seed
        self._drawn = 0

    def random_bytes(self, count: int) -> bytes:
        drawn = b""
        while len(drawn) < count:
            self._drawn += 1
            drawn += hashlib.sha256(f"{self._seed}:{self._drawn}".encode()).digest()
        return drawn[:count]

    def below(self, limit: int) -> int:
        return int.from_bytes(self.random_bytes(16), "big") % limit


class MemorySecrets:
    """A keyring in memory; `become(problem)` makes every call raise until `become(None)`."""

    def __init__(self, contents: Mapping[str, bytes] | None = None) -> None:
        self.contents = dict(contents or {})
        self._problem: Exception | None = None

    def become(self, problem: Exception | None) -> None:
        self._problem = problem

    def get(self, name: str) -> bytes | None:
        self._raise_if_told()
        return self.contents.get(name)

    def set(self, name: str, value: bytes) -> None:
        self._raise_if_told()
        self.contents[name] = value

    def delete(self, name: str) -> None:
        self._raise_if_told()
        self.contents.pop(name, None)

    def _raise_if_told(self) -> None:
        if self._problem is not None:
            raise self._problem


class Crashed(BaseException):
    """The process died here. Not an `Exception`: nothing in the program may catch a death."""


class Mortality:
    """Crash points of one process: it dies the next time that the armed place is reached."""

    def __init__(self) -> None:
        self.armed: str | None = None

    def reach(self, name: str) -> None:
        if name == self.armed:
            self.armed = None
            raise Crashed(name)
