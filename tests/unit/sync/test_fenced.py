"""A register that is told that it was fenced: believed only if the server proves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pos.domain.cash_session import CashSession
from pos.domain.handshake import Freeze, Verdict
from pos.services.journal import RegisterOutOfUse
from pos.sync.status import SyncStatus
from pos.wire.messages import RegisterStateAnswer
from tests.fakes_server import FakeServer, a_refusal, a_reply
from tests.fakes_sync import ExchangeInTest, an_exchange
from tests.keys import new_signing_key
from tests.registers import MIA, usd


@pytest.fixture
def exchange(tmp_path: Path) -> Iterator[ExchangeInTest]:
    made = an_exchange(tmp_path)
    yield made
    made.database.close()


def fenced(server: FakeServer) -> RegisterStateAnswer:
    """Return what a server truthfully says of a register that it fenced."""
    state = server.state(server.mark())
    return server.signed_state(msgspec.structs.replace(state, standing="fenced"))


def frozen(exchange: ExchangeInTest) -> str:
    return str(exchange.value("SELECT frozen FROM register_state"))


def open_a_till(exchange: ExchangeInTest) -> CashSession:
    return exchange.cash_sessions.open_normal(MIA, usd("100.00"))


class TestAFence:
    def test_that_is_proved_ends_the_register_once_it_has_sent_all(
        self, exchange: ExchangeInTest
    ) -> None:
        session = open_a_till(exchange)
        server = exchange.server
        server.answer_next("/v1/register", a_reply(fenced(server)))
        heard: list[SyncStatus] = []
        exchange.engine.listen(heard.append)

        result = exchange.engine.cycle()

        assert (result.pushed, result.waiting, result.is_at_rest) == (1, 0, True)
        assert (result.verdict, frozen(exchange)) == (Verdict.FENCED, Freeze.FENCED)
        assert "out of use for good" in str(heard[-1].problem)
        assert exchange.value("SELECT verdict FROM sync_state") == "fenced"
        assert not server.asked("/v1/feed/snapshot")
        assert not server.presence
        with pytest.raises(RegisterOutOfUse, match="fenced on its server"):
            exchange.cash_sessions.begin_count(session.id, MIA)

    def test_that_a_forger_tells_changes_nothing(self, exchange: ExchangeInTest) -> None:
        server, forger = exchange.server, FakeServer(key=new_signing_key())
        for said in (
            msgspec.structs.replace(fenced(server), sig=""),
            msgspec.structs.replace(server.state(server.mark()), standing="fenced"),
            forger.signed_state(fenced(server)),
            server.signed_state(
                msgspec.structs.replace(fenced(server), mark=server.mark(register=MIA.id))
            ),
        ):
            server.answer_next("/v1/register", a_reply(said))

            result = exchange.engine.cycle()

            assert (result.verdict, result.reached) == (Verdict.UNKNOWN, False)
            assert frozen(exchange) == ""
        open_a_till(exchange)

    @pytest.mark.parametrize("error", ["revoked", "fenced"])
    def test_that_is_only_a_refusal_changes_nothing(
        self, exchange: ExchangeInTest, error: str
    ) -> None:
        refusal = a_refusal(403, error, exchange.server.mark())
        exchange.server.answer_next("/v1/tokens", refusal, refusal)

        assert exchange.engine.cycle().verdict is Verdict.UNKNOWN

        assert frozen(exchange) == ""
        open_a_till(exchange)

    def test_is_for_good_whatever_is_said_later(self, exchange: ExchangeInTest) -> None:
        exchange.server.answer_next("/v1/register", a_reply(fenced(exchange.server)))
        exchange.engine.cycle()

        result = exchange.engine.cycle()

        assert (result.verdict, frozen(exchange)) == (Verdict.FENCED, Freeze.FENCED)

    def test_of_a_register_that_was_set_back_fetches_nothing(
        self, exchange: ExchangeInTest
    ) -> None:
        server = exchange.server
        server.hashes.append("ab" * 32)
        server.answer_next("/v1/register", a_reply(fenced(server)))

        result = exchange.engine.cycle()

        assert (result.verdict, result.is_at_rest) == (Verdict.FENCED, True)
        assert (server.asked("/v1/journal"), frozen(exchange)) == (0, Freeze.FENCED)

    def test_is_asked_about_again_in_each_cycle(self, exchange: ExchangeInTest) -> None:
        server = exchange.server
        server.answer_next("/v1/register", *[a_reply(fenced(server))] * 3)

        exchange.engine.cycle()
        exchange.engine.tick()
        exchange.engine.tick()

        assert server.asked("/v1/register") == 3
