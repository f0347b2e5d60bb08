"""Batches that adapt, requests that are bounded, and a backlog's speed: pure, in virtual time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.sync.next_batch import next_batch
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
from tests.fakes_sync import ExchangeInTest

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


class TestTheNextBatch:
    def test_is_read_in_pieces_that_fit(
        self, exchange: ExchangeInTest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pos.sync.next_batch.ENTRIES_PER_PIECE", 2)
        exchange.sell(7)

        batch = next_batch(exchange.local, BatchSize())

        assert [entry.seq for entry in batch] == [1, 2, 3, 4, 5, 6, 7]

    @pytest.mark.parametrize("entries", [1, 2, 3, 5])
    def test_holds_no_more_entries_than_it_may(
        self, exchange: ExchangeInTest, monkeypatch: pytest.MonkeyPatch, entries: int
    ) -> None:
        monkeypatch.setattr("pos.sync.next_batch.ENTRIES_PER_PIECE", 2)
        size = BatchSize()
        size.entries = entries
        exchange.sell(7)

        assert [one.seq for one in next_batch(exchange.local, size)] == list(range(1, entries + 1))

    @pytest.mark.parametrize("pieces", [1, 2, 100])
    def test_holds_no_more_bytes_than_it_may_but_one_entry(
        self, exchange: ExchangeInTest, monkeypatch: pytest.MonkeyPatch, pieces: int
    ) -> None:
        monkeypatch.setattr("pos.sync.next_batch.ENTRIES_PER_PIECE", pieces)
        exchange.sell(7)
        size = BatchSize()
        all_of_it = next_batch(exchange.local, size)

        for allowed in (1, *(len(one.body) for one in all_of_it), 3_000, 5_000, 7_000):
            size.bytes = allowed
            batch = next_batch(exchange.local, size)
            assert len(batch) == 1 or sum(len(one.body) for one in batch) <= allowed
            following = len(all_of_it[len(batch)].body) if len(batch) < 7 else allowed
            assert sum(len(one.body) for one in batch) + following > allowed

    def test_is_nothing_where_nothing_waits(self, exchange: ExchangeInTest) -> None:
        assert next_batch(exchange.local, BatchSize()) == []
