"""Delays between attempts, and what `Retry-After` may ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pos.sync.retry import RETRY_AFTER_MAX, Backoff, read_retry_after
from tests.fakes import FakeChance

NOW = datetime(2026, 3, 28, 16, 0, tzinfo=UTC)


class LargestChance(FakeChance):
    """Always draws the most."""

    def below(self, limit: int) -> int:
        return limit - 1


class TestBackoff:
    def test_doubles_from_one_second_to_a_minute(self) -> None:
        backoff = Backoff(LargestChance())

        waits = [backoff.failed() // timedelta(seconds=1) for _ in range(8)]

        assert waits == [1, 2, 4, 8, 16, 32, 60, 60]

    def test_draws_from_the_whole_span(self) -> None:
        backoff = Backoff(FakeChance())
        for _ in range(10):
            backoff.failed()

        waits = [backoff.failed() for _ in range(50)]

        assert min(waits) < timedelta(seconds=15)
        assert max(waits) > timedelta(seconds=45)

    def test_begins_anew_after_a_success(self) -> None:
        backoff = Backoff(LargestChance())
        backoff.failed()
        backoff.failed()

        backoff.succeeded()

        assert backoff.failed() == timedelta(seconds=1)

    def test_waits_at_least_as_long_as_asked(self) -> None:
        assert Backoff(FakeChance()).failed(timedelta(seconds=90)) == timedelta(seconds=90)


class TestReadRetryAfter:
    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("0", 0),
            ("7", 7),
            (" 30 ", 30),
            ("Sat, 28 Mar 2026 16:00:20 GMT", 20),
            ("Saturday, 28-Mar-26 16:00:20 GMT", 20),  # RFC 850
            ("Sat Mar 28 16:00:20 2026", 20),  # asctime
            ("Sat, 28 Mar 2026 17:00:20 +0100", 20),
            ("007", 7),
            ("1000000000", 600),
            ("9" * 400, 600),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 600),
            ("Friday, 31-Dec-68 23:59:59 GMT", 600),
        ],
    )
    def test_reads_seconds_and_dates_within_bounds(self, text: str, seconds: int) -> None:
        assert read_retry_after(text, NOW) == timedelta(seconds=seconds)
        assert timedelta(seconds=seconds) <= RETRY_AFTER_MAX

    @pytest.mark.parametrize(
        "text",
        [
            *(None, "", "-5", "-0", "+5", "1.5", "1e3", "0x10", "soon", "٣", "5, 10", "99 Foo 1"),
            *("Sat, 28 Mar 2026 15:00:00 GMT", "Sat, 28 Mar 2026 16:00:00 GMT"),
            *("Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"),
            *("Sat, 28 Mar 2026 25:00:20 GMT", "Sat, 31 Feb 2026 16:00:20 GMT", "2026-03-28"),
            *("Sat, 28 Mar 2026 16:00:20 +99999999999999999999", "Sat, 28 Mar 99999 16:00 GMT"),
            *("Mon, 01 Jan 0001 00:00:00 +2359", "9" * 100_000 + "x", "\x00", ",,,,", "GMT"),
        ],
    )
    def test_passes_nonsense_over(self, text: str | None) -> None:
        assert read_retry_after(text, NOW) is None
