"""Asking the server what it holds: on demand, after a command, and in little time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pos.domain.handshake import Verdict
from pos.sync.patience import Patience
from pos.sync.transport import NoReply, Reply, Request
from pos.wire.messages import CommandMessage, StuckSessionMessage
from tests.builders import REGISTER
from tests.fakes import FakeClock
from tests.fakes_server import EPOCH, NOW, a_body, a_change, said_closed
from tests.fakes_sync import ExchangeInTest
from tests.integration.sync.sessions import FLOAT
from tests.registers import MIA

SESSION = UUID(int=77)


def close_command(session_id: UUID, register: UUID = REGISTER, kind: str = "close_cash_session"):
    content = CommandMessage(kind=kind, register=register, cash_session=session_id)
    return a_change("command", str(session_id), content)


class TestAsking:
    def test_exchanges_nothing_but_a_handshake(self, exchange: ExchangeInTest) -> None:
        exchange.sell(2)

        result = exchange.opened.ask()

        paths = {request.path for request in exchange.server.requests}
        assert paths == {"/v1/nonces", "/v1/tokens", "/v1/register"}
        assert (result.verdict, result.pushed, result.waiting) == (Verdict.NORMAL, 0, 2)
        assert result.reached

    def test_makes_the_handshake_of_the_next_cycle_needless(self, exchange: ExchangeInTest) -> None:
        exchange.opened.ask()

        exchange.engine.cycle()

        assert exchange.server.asked("/v1/register") == 1

    def test_of_a_server_that_is_away_is_no_error(self, exchange: ExchangeInTest) -> None:
        exchange.server.answer_next("/v1/register", NoReply("nothing listens there"))

        result = exchange.opened.ask()

        assert (result.reached, result.verdict) == (False, Verdict.UNKNOWN)
        assert "nothing listens there" in str(result.problem)

    def test_gives_every_request_two_seconds_at_the_most(self, exchange: ExchangeInTest) -> None:
        exchange.opened.ask()
        in_time = [request.within for request in exchange.server.requests]
        exchange.server.requests.clear()

        exchange.opened.totals()

        assert all(within and within <= timedelta(seconds=2) for within in in_time)
        assert [request.within for request in exchange.server.requests] == [None]

    def test_soon_is_done_by_the_background(self, exchange: ExchangeInTest) -> None:
        exchange.opened.start()
        exchange.scheduler.tick()
        exchange.opened.ask_soon()

        exchange.scheduler.tick()
        exchange.scheduler.tick()

        assert exchange.server.asked("/v1/register") == 2
        assert exchange.scheduler.nudges == 1

    def test_tells_what_is_stuck_in_the_store(self, exchange: ExchangeInTest) -> None:
        known = StuckSessionMessage(
            id=SESSION,
            register_name="Till 2",
            kind="normal",
            business_date=NOW.date(),
            symptom="no_activity",
            since=NOW,
        )
        strange = StuckSessionMessage(
            id=EPOCH,
            register_name="Till\x1b[2J",
            kind="nightly",
            business_date=NOW.date(),
            symptom="no_activity",
            since=NOW,
        )
        exchange.server.stuck = [known, strange]

        exchange.opened.ask()

        [stuck] = exchange.engine.status.stuck
        assert (stuck.id, stuck.register_name, stuck.symptom) == (SESSION, "Till 2", "no_activity")


class TestACommand:
    def test_makes_the_server_be_asked_and_does_nothing_itself(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.engine.cycle()
        opened = exchange.cash_sessions.open_normal(MIA, FLOAT)
        exchange.engine.cycle()
        asked = exchange.server.asked("/v1/register")
        exchange.server.feed.append(close_command(opened.id))

        result = exchange.engine.cycle()

        assert exchange.server.asked("/v1/register") == asked + 1
        assert result.cleared == ()
        assert [one.id for one in exchange.cash_sessions.resumable()] == [opened.id]

    def test_clears_and_sends_in_the_same_cycle(self, exchange: ExchangeInTest) -> None:
        opened = exchange.cash_sessions.open_normal(MIA, FLOAT)
        exchange.engine.cycle()
        exchange.server.say(said_closed(opened.id))
        exchange.server.feed.append(close_command(opened.id))

        result = exchange.engine.cycle()

        assert [one.id for one in result.cleared] == [opened.id]
        assert (result.pushed, result.waiting, result.problem) == (1, 0, None)

    @pytest.mark.parametrize(
        "change",
        [
            close_command(SESSION, register=EPOCH),
            a_change("command", str(SESSION)),
            a_change("command", str(SESSION), said_closed(SESSION)),
        ],
        ids=["for another register", "that was done", "that is none"],
    )
    def test_that_means_nothing_here_asks_nobody(self, exchange: ExchangeInTest, change) -> None:
        exchange.engine.cycle()
        asked = exchange.server.asked("/v1/register")
        exchange.server.feed.append(change)

        exchange.engine.cycle()

        assert exchange.server.asked("/v1/register") == asked

    def test_is_made_up_for_when_nobody_answers(self, exchange: ExchangeInTest) -> None:
        opened = exchange.cash_sessions.open_normal(MIA, FLOAT)
        exchange.engine.cycle()
        exchange.server.say(said_closed(opened.id))
        exchange.server.feed.append(close_command(opened.id))
        exchange.server.answer_next("/v1/register", a_body(b"<html>", 200, "text/html"))
        exchange.engine.cycle()

        result = exchange.engine.cycle()

        assert [one.id for one in result.cleared] == [opened.id]


class SlowTransport:
    """Answers after a while that the clock measures."""

    def __init__(self, clock: FakeClock, takes: timedelta) -> None:
        self._clock = clock
        self._takes = takes
        self.requests: list[Request] = []
        self.is_closed = False

    def send(self, request: Request) -> Reply:
        self.requests.append(request)
        self._clock.advance(self._takes)
        return a_body(b"{}")

    def close(self) -> None:
        self.is_closed = True


class TestPatience:
    def test_is_for_all_requests_together(self) -> None:
        clock = FakeClock()
        slow = SlowTransport(clock, timedelta(seconds=1))
        patience = Patience(slow, clock)
        request = Request(method="GET", path="/")

        with patience.at_most(timedelta(seconds=2)):
            patience.send(request)
            patience.send(request)
            with pytest.raises(NoReply, match="too long"):
                patience.send(request)

        assert [one.within for one in slow.requests] == [timedelta(seconds=2), timedelta(seconds=1)]

    def test_is_without_end_again_afterwards(self) -> None:
        clock = FakeClock()
        slow = SlowTransport(clock, timedelta(seconds=9))
        patience = Patience(slow, clock)
        with patience.at_most(timedelta(seconds=2)):
            pass

        patience.send(Request(method="GET", path="/"))
        patience.close()

        assert slow.requests[0].within is None
        assert slow.is_closed
