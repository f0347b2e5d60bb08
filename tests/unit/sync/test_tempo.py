"""When the server is asked next: backoff, budget, and a circuit that opens and probes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.sync.tempo import BETWEEN_PROBES, OPENS_AFTER, Circuit, Tempo
from pos.sync.transport import NoReply
from tests.fakes import FakeChance, FakeClock
from tests.fakes_server import a_body, a_refusal
from tests.fakes_sync import ExchangeInTest

MINUTE = timedelta(minutes=1)
NONE = timedelta(0)


class TestTheCircuit:
    def test_opens_after_failures_in_a_row(self) -> None:
        circuit = Circuit(opens_after=3)

        for _ in range(2):
            circuit.failed()
        assert not circuit.is_open

        circuit.failed()
        assert circuit.is_open

    def test_is_closed_by_a_probe_and_opened_by_the_next_failure(self) -> None:
        circuit = Circuit(opens_after=3)
        for _ in range(9):
            circuit.failed()

        circuit.probed()
        assert not circuit.is_open

        circuit.failed()
        assert circuit.is_open

    def test_forgets_its_failures_after_a_whole_success(self) -> None:
        circuit = Circuit(opens_after=3)
        for _ in range(9):
            circuit.failed()

        circuit.succeeded()
        circuit.failed()

        assert not circuit.is_open


class TestTheTempo:
    def test_waits_after_a_failure_and_says_until_when(self) -> None:
        clock = FakeClock()
        tempo = Tempo(clock, FakeChance())

        wait = tempo.failed(timedelta(seconds=30), reached=False)

        assert wait >= timedelta(seconds=30)
        assert tempo.now(waiting=1).next_attempt_at == clock.now() + wait
        assert tempo.wait() > NONE
        clock.advance(wait)
        assert tempo.wait() == NONE

    def test_waits_no_longer_when_somebody_is_in_a_hurry(self) -> None:
        tempo = Tempo(FakeClock(), FakeChance())
        tempo.failed(MINUTE, reached=False)

        tempo.hurry()

        assert tempo.wait() == NONE

    def test_leaves_some_time_between_probes(self) -> None:
        tempo = Tempo(FakeClock(), FakeChance())

        waits = [tempo.failed(None, reached=False) for _ in range(60)]

        assert min(waits[OPENS_AFTER - 1 :]) >= BETWEEN_PROBES
        assert max(waits) <= MINUTE
        assert tempo.now(waiting=0).is_circuit_open

    def test_keeps_the_circuit_closed_for_a_server_that_refuses(self) -> None:
        tempo = Tempo(FakeClock(), FakeChance())

        for _ in range(60):
            tempo.failed(None, reached=True)

        assert not tempo.circuit.is_open


class TestAnOutage:
    def test_opens_the_circuit_after_some_failures_and_shows_it(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell()

        _fail(exchange, OPENS_AFTER)

        pace = exchange.opened.status.pace
        assert pace.is_circuit_open
        assert pace.next_attempt_at is not None
        assert pace.next_attempt_at == exchange.clock.now()  # `_fail` has waited

    def test_is_probed_with_the_handshake_alone(self, exchange: ExchangeInTest) -> None:
        exchange.sell(3)
        _fail(exchange, OPENS_AFTER)
        exchange.server.requests.clear()

        _fail(exchange, 1)

        assert [request.path for request in exchange.server.requests] == ["/v1/nonces"]
        within = exchange.server.requests[0].within
        assert within is not None
        assert within <= timedelta(seconds=10)

    def test_ends_with_one_probe_and_then_everything_leaves(self, exchange: ExchangeInTest) -> None:
        exchange.sell(3)
        _fail(exchange, OPENS_AFTER)

        _tick(exchange)

        assert exchange.acknowledged() == 3
        pace = exchange.opened.status.pace
        assert (pace.is_circuit_open, pace.next_attempt_at) == (False, None)

    def test_in_which_only_large_requests_fail_goes_on_probing(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell(3)
        _fail(exchange, OPENS_AFTER)
        exchange.server.answer_next("/v1/journal", NoReply("it took too long"))

        _tick(exchange)

        assert exchange.opened.status.pace.is_circuit_open
        assert exchange.acknowledged() == 0
        _tick(exchange)
        assert exchange.acknowledged() == 3

    def test_drops_nothing_however_long_it_lasts(self, exchange: ExchangeInTest) -> None:
        exchange.sell(2)
        before = exchange.dump()

        _fail(exchange, 200)

        assert exchange.dump() == before
        _tick(exchange)
        assert exchange.acknowledged() == 2


class TestABatch:
    def test_is_halved_when_no_answer_comes(self, exchange: ExchangeInTest) -> None:
        exchange.sell(8)
        exchange.server.answer_next("/v1/journal", NoReply("it took too long"))

        exchange.engine.cycle()

        assert exchange.opened.tempo.batch.entries == 4

    @pytest.mark.parametrize(
        "reply",
        [
            a_refusal(413, "too_large"),
            a_body(b"<html>413 Request Entity Too Large</html>", 413, "text/html"),
        ],
        ids=["the server", "a proxy"],
    )
    def test_that_is_too_large_is_sent_in_halves_at_once(
        self, exchange: ExchangeInTest, reply: object
    ) -> None:
        exchange.sell(8)
        exchange.server.answer_next("/v1/journal", reply, reply)  # type: ignore[arg-type]

        result = exchange.engine.cycle()

        assert (result.problem, result.pushed, exchange.acknowledged()) == (None, 8, 8)
        assert exchange.server.asked("/v1/journal") == 4  # 8, 4, then 2 and the rest

    def test_of_one_entry_that_is_too_large_ends_the_cycle_and_is_kept(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell(8)
        too_large = a_refusal(413, "too_large")
        exchange.server.answer_next("/v1/journal", *[too_large] * 40)

        result = exchange.engine.cycle()

        assert "Entry 1 alone is larger" in str(result.problem)
        assert (result.reached, result.waiting) == (True, 8)
        assert exchange.server.asked("/v1/journal") == 4
        assert exchange.server.asked("/v1/feed/snapshot") == 1

    def test_grows_while_a_backlog_leaves_soon(self, exchange: ExchangeInTest) -> None:
        exchange.opened.tempo.batch.entries = 1
        exchange.sell(4)

        exchange.engine.cycle()

        assert exchange.server.asked("/v1/journal") == 2
        assert exchange.opened.tempo.batch.entries == 201


class TestABacklog:
    def test_is_sent_in_the_background_no_faster_than_the_budget_allows(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.opened.tempo.batch.entries_max = 1
        exchange.opened.tempo.batch.entries = 1
        exchange.sell(200)

        first = _tick(exchange)
        at_once = exchange.acknowledged()
        _tick(exchange)

        assert 100 < at_once < 125
        assert NONE < first <= timedelta(seconds=2)
        assert at_once < exchange.acknowledged() < at_once + 15
        while exchange.acknowledged() < 200:
            _tick(exchange)

    def test_is_sent_whole_when_somebody_asks_for_it(self, exchange: ExchangeInTest) -> None:
        exchange.opened.tempo.batch.entries_max = 1
        exchange.opened.tempo.batch.entries = 1
        exchange.sell(150)

        assert exchange.engine.cycle().pushed == 150


def _fail(exchange: ExchangeInTest, times: int) -> None:
    for _ in range(times):
        exchange.server.answer_next("/v1/nonces", NoReply("nothing listens there"))
        _tick(exchange)


def _tick(exchange: ExchangeInTest) -> timedelta:
    """Tick, and wait as long as it says."""
    wait = exchange.engine.tick()
    exchange.clock.advance(wait)
    return wait
