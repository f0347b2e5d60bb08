"""Retry: how long to wait before the server is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from pos.runtime.ids import Chance

RETRY_AFTER_MAX = timedelta(minutes=10)  # a server that asks for years does not get them
_NONE = timedelta(0)
_SECOND_DIGITS_MAX = 12


class RetryPolicy(Protocol):
    """Delays between attempts that fail, until one succeeds."""

    def failed(self, retry_after: timedelta | None = None) -> timedelta:
        """Return how long to wait after one more failure, at least `retry_after`."""

    def succeeded(self) -> None:
        """Begin anew: the next failure is the first."""


class Backoff:
    """Exponential backoff with full jitter: anything from 0 to 1 s, 2 s, 4 s … 60 s.

    Jitter over the whole span keeps a chain of tills from asking a server that came back all at
    once.
    """

    def __init__(
        self,
        chance: Chance,
        first: timedelta = timedelta(seconds=1),
        longest: timedelta = timedelta(seconds=60),
    ) -> None:
        self._chance = chance
        self._first = first
        self._longest = longest
        self._span = first

    def failed(self, retry_after: timedelta | None = None) -> timedelta:
        millisecond = timedelta(milliseconds=1)
        wait = self._chance.below(self._span // millisecond + 1) * millisecond
        self._span = min(self._span * 2, self._longest)
        return max(wait, retry_after or _NONE)

    def succeeded(self) -> None:
        self._span = self._first


def read_retry_after(text: str | None, now: datetime) -> timedelta | None:
    """Return what a `Retry-After` header asks for, in seconds or as a date; at most 10 minutes.

    Nothing if it is absent, negative, past or nonsense (RFC 9110, section 10.2.3).
    """
    wanted = (text or "").strip()
    if wanted.isascii() and wanted.isdigit():
        if len(wanted) > _SECOND_DIGITS_MAX:
            return RETRY_AFTER_MAX
        return timedelta(seconds=min(int(wanted), RETRY_AFTER_MAX // timedelta(seconds=1)))
    try:
        until = parsedate_to_datetime(wanted)
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, OverflowError):  # overflow: a year of eleven digits
        return None
    return min(wait, RETRY_AFTER_MAX) if wait > _NONE else None
