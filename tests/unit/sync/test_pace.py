"""Batches that adapt, requests that are bounded, and a backlog's speed: pure, in virtual time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.sync.pace import (
    BYTES_MAX,
    BYTES_MIN,
    ENTRIES_MAX,
    FIRST_BYTES,
    FIRST_ENTRIES,
    BatchSize,
    RequestBudget,
    Throughput,
)
from tests.fakes import FakeClock

SECOND = timedelta(seconds=1)
SOON = timedelta(milliseconds=200)
NS = 1_000_000_000


class TestABatch:
    def test_begins_small_and_grows_while_answers_come_soon(self) -> None:
        size = BatchSize()
        assert (size.entries, size.bytes) == (FIRST_ENTRIES, FIRST_BYTES)

        sizes = []
        for _ in range(6):
            size.answered(SOON, size.entries)
            sizes.append(size.entries)

        assert sizes == [200, 300, 400, 500, 500, 500]
        assert (size.entries, size.bytes) == (ENTRIES_MAX, BYTES_MAX)

    def test_stays_as_it_is_while_answers_take_a_while(self) -> None:
        size = BatchSize()

        size.answered(3 * SECOND, size.entries)

        assert (size.entries, size.bytes) == (FIRST_ENTRIES, FIRST_BYTES)

    def test_is_halved_by_a_slow_answer(self) -> None:
        size = BatchSize()

        size.answered(5 * SECOND, size.entries)

        assert (size.entries, size.bytes) == (FIRST_ENTRIES // 2, FIRST_BYTES // 2)

    def test_is_half_of_what_was_really_sent(self) -> None:
        size = BatchSize()

        size.halve(30)

        assert size.entries == 15

    def test_never_falls_below_one_entry(self) -> None:
        size = BatchSize()

        for _ in range(40):
            size.halve(size.entries)

        assert (size.entries, size.bytes) == (1, BYTES_MIN)

    def test_finds_its_size_again_after_a_bad_hour(self) -> None:
        size = BatchSize()
        for _ in range(40):
            size.halve(size.entries)

        for _ in range(5):
            size.answered(SOON, size.entries)

        assert (size.entries, size.bytes) == (ENTRIES_MAX, BYTES_MAX)


class TestTheBudget:
    def test_lets_so_many_through_at_once_and_then_one_after_the_other(self) -> None:
        clock = FakeClock()
        budget = RequestBudget(clock, at_once=3, per_second=2)

        for _ in range(3):
            assert budget.wait() == timedelta(0)
            budget.spend()

        assert budget.wait() == SECOND / 2
        clock.advance(SECOND / 2)
        assert budget.wait() == timedelta(0)

    def test_bounds_the_requests_of_any_span_of_time(self) -> None:
        clock, sent = FakeClock(), 0
        budget = RequestBudget(clock, at_once=10, per_second=4)

        for _ in range(6_000):  # a minute in steps of 10 ms
            if not budget.wait():
                budget.spend()
                sent += 1
            clock.advance(timedelta(milliseconds=10))

        assert 10 + 4 * 60 - 5 <= sent <= 10 + 4 * 60 + 1

    def test_is_no_fuller_after_a_long_rest(self) -> None:
        clock = FakeClock()
        budget = RequestBudget(clock, at_once=2, per_second=1)

        clock.advance(timedelta(days=30))
        budget.spend()
        budget.spend()

        assert budget.wait() == SECOND

    def test_is_overdrawn_by_what_was_begun_and_waits_the_longer(self) -> None:
        budget = RequestBudget(FakeClock(), at_once=2, per_second=1)

        for _ in range(5):
            budget.spend()

        assert budget.wait() == 4 * SECOND


class TestTheThroughput:
    def test_is_not_known_before_a_few_batches(self) -> None:
        throughput = Throughput()
        throughput.sent(100, 0, NS)
        throughput.sent(100, NS, 2 * NS)

        assert throughput.per_minute() is None
        assert throughput.left(1_000) is None

    def test_counts_the_pauses_between_batches_too(self) -> None:
        throughput = Throughput()
        for number in range(3):
            throughput.sent(100, number * 2 * NS, (number * 2 + 1) * NS)

        assert throughput.per_minute() == 300 * 60 // 5
        assert throughput.left(600) == 10 * SECOND

    def test_forgets_how_it_was_half_a_minute_ago(self) -> None:
        throughput = Throughput()
        for number in range(10):
            throughput.sent(500, number * NS, (number + 1) * NS)
        for number in range(10, 100):
            throughput.sent(10, number * NS, (number + 1) * NS)

        assert throughput.per_minute() == 600

    @pytest.mark.parametrize("pause", ["told", "long"])
    def test_begins_anew_after_a_pause(self, pause: str) -> None:
        throughput = Throughput()
        for number in range(5):
            throughput.sent(100, number * NS, (number + 1) * NS)

        if pause == "told":
            throughput.paused()
        else:
            throughput.sent(100, 600 * NS, 601 * NS)

        assert throughput.per_minute() is None

    def test_has_nothing_left_when_nothing_waits(self) -> None:
        throughput = Throughput()
        for number in range(5):
            throughput.sent(100, number * NS, (number + 1) * NS)

        assert throughput.left(0) is None
