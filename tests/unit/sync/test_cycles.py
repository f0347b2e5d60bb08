"""Cycles of the exchange: what is sent, when, and what is shown of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.domain.handshake import Verdict
from pos.sync.status import Contact
from pos.sync.transport import NoReply
from tests.fakes import Crashed, FakeCrashPoints
from tests.fakes_server import a_refusal
from tests.fakes_sync import ExchangeInTest


class TestACycle:
    def test_sends_all_that_waits_and_records_the_mark(self, exchange: ExchangeInTest) -> None:
        exchange.sell(5)

        result = exchange.engine.cycle()

        assert (result.pushed, result.waiting, result.verdict) == (5, 0, Verdict.NORMAL)
        assert result.is_at_rest
        assert exchange.acknowledged() == 5
        assert exchange.server.hashes[-1] == exchange.head().hash

    def test_sends_nothing_twice_and_asks_for_little_at_rest(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell()
        exchange.engine.cycle()
        before = exchange.dump()
        exchange.server.requests.clear()

        exchange.engine.cycle()

        assert [request.path for request in exchange.server.requests] == ["/v1/feed"]
        assert exchange.dump() == before

    def test_sends_long_journals_in_batches(self, exchange: ExchangeInTest) -> None:
        exchange.opened.tempo.batch.entries_max = 2
        exchange.opened.tempo.batch.entries = 2
        exchange.sell(5)

        assert exchange.engine.cycle().pushed == 5
        assert exchange.server.asked("/v1/journal") == 3

    def test_sends_even_an_entry_larger_than_a_batch(self, exchange: ExchangeInTest) -> None:
        exchange.opened.tempo.batch.bytes = 1
        exchange.sell(2)

        assert exchange.engine.cycle().pushed == 2

    def test_signs_in_once(self, exchange: ExchangeInTest) -> None:
        exchange.sell()
        exchange.engine.cycle()
        exchange.sell()
        exchange.engine.cycle()

        assert exchange.server.tokens == 1

    def test_renews_the_token_before_it_ends(self, exchange: ExchangeInTest) -> None:
        exchange.engine.cycle()
        exchange.clock.advance(timedelta(minutes=14))

        exchange.engine.cycle()

        assert exchange.server.tokens == 2
        assert exchange.server.requests[-1].token == "t-2"

    def test_renews_a_token_that_is_refused_once(self, exchange: ExchangeInTest) -> None:
        exchange.sell()
        exchange.server.answer_next("/v1/register", a_refusal(401, "unauthorised"))

        assert exchange.engine.cycle().pushed == 1
        assert exchange.server.tokens == 2

    def test_tells_what_the_server_keeps_but_has_not_applied(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell(2)
        exchange.server.quarantined = [2]

        result = exchange.engine.cycle()

        assert (result.quarantined, result.waiting) == (1, 0)
        assert not result.is_at_rest
        assert exchange.engine.status.quarantined == (2,)

    def test_ends_early_when_told_to_stop(self, exchange: ExchangeInTest) -> None:
        exchange.sell()
        exchange.engine.stop()

        assert exchange.engine.cycle().pushed == 0

    def test_survives_a_bug_in_a_sentence(
        self, exchange: ExchangeInTest, caplog: pytest.LogCaptureFixture
    ) -> None:
        exchange.server.answer_next("/v1/register", ZeroDivisionError("by nothing"))

        result = exchange.engine.cycle()

        assert result.verdict is Verdict.UNKNOWN
        assert "error of its own" in str(result.problem)
        assert "by nothing" in caplog.text


class TestAClosingRegister:
    def test_ends_a_cycle_in_a_sentence(self, exchange: ExchangeInTest) -> None:
        exchange.local.worker.close()

        result = exchange.engine.cycle()

        assert "closing" in str(result.problem)

    def test_ends_a_tick_in_the_backoff_quietly(self, exchange: ExchangeInTest) -> None:
        exchange.server.answer_next("/v1/register", a_refusal(503, "x", retry_after="30"))
        exchange.engine.tick()
        exchange.local.worker.close()

        assert exchange.engine.tick() <= timedelta(seconds=31)


class TestALostAnswer:
    def test_is_made_up_for_by_the_next_handshake(self, exchange: ExchangeInTest) -> None:
        exchange.sell(3)
        exchange.server.lose_answer("/v1/journal")

        lost = exchange.engine.cycle()
        result = exchange.engine.cycle()

        assert (lost.pushed, lost.waiting) == (0, 3)
        assert (result.pushed, result.waiting, result.verdict) == (0, 0, Verdict.NORMAL)
        assert len(exchange.server.hashes) == 3

    @pytest.mark.parametrize(
        "point", ["push.before_send", "push.after_answer", "push.after_commit"]
    )
    def test_by_a_death_loses_and_doubles_nothing(
        self, exchange: ExchangeInTest, point: str
    ) -> None:
        exchange.sell(3)
        object.__setattr__(exchange.local, "crash_points", FakeCrashPoints(point))
        with pytest.raises(Crashed):
            exchange.engine.cycle()

        result = exchange.engine.cycle()

        assert result.is_at_rest
        assert len(exchange.server.hashes) == 3


class TestTicks:
    def test_come_soon_while_something_waits_and_seldom_at_rest(
        self, exchange: ExchangeInTest
    ) -> None:
        assert exchange.engine.tick() >= timedelta(seconds=10)

    def test_wait_out_the_backoff_and_only_count_meanwhile(self, exchange: ExchangeInTest) -> None:
        exchange.server.answer_next("/v1/register", a_refusal(503, "not_ready", retry_after="30"))
        assert exchange.engine.tick() == timedelta(seconds=30)
        asked = len(exchange.server.requests)
        exchange.sell()

        left = exchange.engine.tick()

        assert len(exchange.server.requests) == asked
        assert timedelta(seconds=29) < left <= timedelta(seconds=31)
        assert exchange.engine.status.waiting == 1

    def test_go_on_when_the_backoff_is_over(self, exchange: ExchangeInTest) -> None:
        exchange.server.answer_next("/v1/register", a_refusal(503, "x", retry_after="30"))
        exchange.sell()
        exchange.engine.tick()
        exchange.clock.advance(timedelta(seconds=31))

        exchange.engine.tick()

        assert exchange.engine.status.waiting == 0

    def test_go_on_at_once_when_told_to_try_now(self, exchange: ExchangeInTest) -> None:
        exchange.server.answer_next("/v1/register", a_refusal(503, "x", retry_after="30"))
        exchange.sell()
        exchange.engine.tick()

        exchange.engine.try_now()
        exchange.engine.tick()

        assert exchange.engine.status.waiting == 0


class TestTheStatus:
    def test_is_handed_to_listeners_as_it_changes(self, exchange: ExchangeInTest) -> None:
        seen = []
        exchange.engine.listen(seen.append)
        exchange.sell(2)

        exchange.engine.cycle()

        assert seen[0].waiting == 2
        assert seen[-1] == exchange.engine.status
        assert (seen[-1].contact, seen[-1].waiting) == (Contact.ONLINE, 0)
        assert seen[-1].answered_at == exchange.clock.now()
        assert "entry 2" in seen[-1].last_answer

    def test_says_since_when_the_oldest_entry_waits(self, exchange: ExchangeInTest) -> None:
        exchange.server.answer_next("/v1/register", NoReply("no connection"))
        exchange.sell()
        first = exchange.clock.now()
        exchange.clock.advance(timedelta(hours=2))
        exchange.sell()

        exchange.engine.cycle()

        status = exchange.engine.status
        assert (status.waiting, status.oldest_waiting) == (2, first)
        assert (status.contact, status.since) == (Contact.OFFLINE, exchange.clock.now())
        assert "no connection" in str(status.problem)

    def test_shows_the_difference_of_the_clocks(self, exchange: ExchangeInTest) -> None:
        exchange.clock.advance(timedelta(minutes=3))

        exchange.engine.cycle()

        assert exchange.engine.status.clock_skew == timedelta(minutes=3)
