"""Presence: told now and then, and never in anybody's way."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from pos import __version__
from pos.sync.transport import NoReply
from tests.fakes_server import HTML_PAGE, a_body, a_refusal
from tests.fakes_sync import ExchangeInTest
from tests.registers import MIA

MINUTE = timedelta(seconds=60)


class TestPresence:
    def test_says_who_is_signed_in_and_what_waits(self, exchange: ExchangeInTest) -> None:
        exchange.opened.signed_in(MIA.id)

        exchange.engine.cycle()

        [told] = exchange.server.presence
        assert (told.operator, told.unsent, told.program_version) == (MIA.id, 0, __version__)

    def test_says_when_nobody_is(self, exchange: ExchangeInTest) -> None:
        exchange.opened.signed_in(MIA.id)
        exchange.opened.signed_in(None)

        exchange.engine.cycle()

        assert exchange.server.presence[0].operator is None

    def test_is_told_once_a_minute_at_the_most(self, exchange: ExchangeInTest) -> None:
        for _ in range(9):
            exchange.engine.cycle()
            exchange.clock.advance(MINUTE / 4)

        assert len(exchange.server.presence) == 3

    def test_is_not_told_after_a_cycle_that_failed(self, exchange: ExchangeInTest) -> None:
        exchange.server.answer_next("/v1/register", NoReply("no connection"))

        exchange.engine.cycle()

        assert exchange.server.asked("/v1/presence") == 0

    @pytest.mark.parametrize(
        "reply",
        [
            NoReply("no connection"),
            a_refusal(404, "not_found"),
            a_refusal(401, "unauthorised"),
            a_refusal(500, "internal"),
            a_body(HTML_PAGE, 200, "text/html"),
            ZeroDivisionError("by nothing"),
        ],
        ids=["no network", "404", "401", "500", "a captive portal", "a bug of ours"],
    )
    def test_that_fails_is_nobodys_concern(self, exchange: ExchangeInTest, reply) -> None:
        exchange.server.answer_next("/v1/presence", reply, reply)
        exchange.sell(2)

        result = exchange.engine.cycle()

        assert result.is_at_rest
        assert exchange.engine.status.problem is None

    def test_that_fails_is_one_line_a_minute(
        self, exchange: ExchangeInTest, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        exchange.server.answer_next("/v1/presence", *[a_refusal(500, "internal")] * 20)

        for _ in range(21):
            exchange.engine.cycle()
            exchange.clock.advance(MINUTE / 4)

        told = [record for record in caplog.records if "presence" in record.message]
        assert len(told) == 6
