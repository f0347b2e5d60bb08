"""Behaviour of the clock, the real one and the fake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pos.runtime.clock import Clock, SystemClock
from tests.fakes import FakeClock


class TestSystemClock:
    def test_reads_aware_utc(self) -> None:
        clock: Clock = SystemClock()

        now = clock.now()

        assert now.tzinfo is UTC

    def test_counts_monotonic_nanoseconds_that_never_go_back(self) -> None:
        clock = SystemClock()

        readings = [clock.monotonic_ns() for _ in range(1000)]

        assert readings == sorted(readings)
        assert readings[-1] - readings[0] < 10_000_000_000

    def test_names_the_boot_the_same_way_each_time_in_one_process(self) -> None:
        clock = SystemClock()

        assert clock.boot_id == clock.boot_id


class TestFakeClock:
    def test_moves_both_readings_when_time_passes(self) -> None:
        clock: Clock = FakeClock(datetime(2026, 10, 4, 8, 0, tzinfo=UTC))
        assert isinstance(clock, FakeClock)
        before = clock.monotonic_ns()

        clock.advance(timedelta(seconds=90))

        assert clock.now() == datetime(2026, 10, 4, 8, 1, 30, tzinfo=UTC)
        assert clock.monotonic_ns() - before == 90_000_000_000

    def test_shows_a_clock_that_was_set_by_monotonic_time_standing_still(self) -> None:
        clock = FakeClock()
        before = clock.monotonic_ns()

        clock.set(datetime(2036, 1, 1, tzinfo=UTC))

        assert clock.now().year == 2036
        assert clock.monotonic_ns() == before

    def test_begins_another_boot_on_reboot(self) -> None:
        clock = FakeClock()
        before = clock.boot_id

        clock.reboot()

        assert clock.boot_id != before
