"""Bad entries: what is sent with one that the server cannot take alone, and when that ends."""

from __future__ import annotations

from pos.domain.handshake import Verdict
from pos.wire.codec import decode
from pos.wire.messages import PushRequest
from tests.fakes_server import a_refusal
from tests.fakes_sync import ExchangeInTest

TOO_LARGE = a_refusal(413, "too_large")


def sizes(exchange: ExchangeInTest) -> list[int]:
    """Return how many entries each push had."""
    return [
        len(decode(request.body or b"", PushRequest).entries)
        for request in exchange.server.requests
        if request.path == "/v1/journal"
    ]


class TestABadEntry:
    def test_ends_the_cycle_where_it_is_too_large_together_with_the_next(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell(3)
        refused = a_refusal(422, "entry_invalid", exchange.server.mark())
        exchange.server.answer_next("/v1/journal", *[TOO_LARGE, refused] * 4, TOO_LARGE)

        result = exchange.engine.cycle()

        assert sizes(exchange) == [3, 1, 2]
        assert "entry_invalid" in str(result.problem)
        assert (result.waiting, result.quarantined) == (3, 1)
        assert exchange.value("SELECT cursor FROM sync_state") == "c0"

    def test_leaves_with_a_bad_neighbour_and_the_first_genuine_one_behind_them(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell(5)
        refused = a_refusal(422, "entry_invalid", exchange.server.mark())
        exchange.server.answer_next("/v1/journal", TOO_LARGE, TOO_LARGE, refused, refused)

        result = exchange.engine.cycle()

        assert sizes(exchange)[:5] == [5, 2, 1, 2, 4]
        assert (result.waiting, result.problem, result.verdict) == (0, None, Verdict.NORMAL)

    def test_is_sent_with_a_hundred_at_most(self, exchange: ExchangeInTest) -> None:
        exchange.sell(130)
        refused = a_refusal(422, "entry_invalid", exchange.server.mark())
        exchange.server.answer_next("/v1/journal", TOO_LARGE, TOO_LARGE, *[refused] * 9)

        result = exchange.engine.cycle()

        assert sizes(exchange) == [100, 50, 25, 50, 100]
        assert (result.waiting, result.quarantined) == (130, 1)
