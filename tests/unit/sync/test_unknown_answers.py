"""Answers that cannot be believed: not one of them changes a byte."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from pos.domain.chain import ChainHead
from pos.domain.handshake import Verdict
from pos.sync.status import Contact
from pos.sync.transport import NoReply, Reply
from pos.wire.messages import MarkAnswer
from tests.fakes_server import EPOCH, FakeServer, a_body, a_refusal, a_reply
from tests.fakes_sync import ExchangeInTest, an_exchange_with_three_sent
from tests.keys import new_signing_key

GENESIS = ChainHead().hash
OTHER_ID = EPOCH
HTML = b"<html><body>Welcome to our Wi-Fi</body></html>"
NOT_ANSWERS: dict[str, Reply | Exception] = {
    "no network": NoReply("no connection"),
    "401": a_refusal(401, "unauthorised"),
    "403": a_refusal(403, "revoked"),
    "404 of the route": a_refusal(404, "not_found"),
    "404 of another server": a_body(HTML, 404, "text/html"),
    "405": a_refusal(405, "method_not_allowed"),
    "408": a_body(b"", 408, ""),
    "409 without a mark": a_refusal(409, "gap"),
    "413": a_refusal(413, "too_large"),
    "429": a_refusal(429, "too_many", retry_after="7"),
    "500": a_refusal(500, "internal"),
    "502 of a proxy": a_body(HTML, 502, "text/html"),
    "501 of another server": a_body(HTML, 501, "text/html"),
    "503": a_refusal(503, "not_ready", retry_after="5"),
    "HTML": a_body(HTML, 200, "text/html"),
    "HTML called JSON": a_body(HTML),
    "empty": a_body(b""),
    "nothing at all": a_body(b"", 204, ""),
    "null": a_body(b"null"),
    "garbage": a_body(b"\xff\xfe\x00"),
    "another message": a_body(b'{"nonce": "n"}'),
    "a huge number": a_body(b'{"high_water": 1e400}'),
    "a redirect": a_body(b"", 302, ""),
}
Wrong = Callable[[FakeServer], MarkAnswer]
NOT_MARKS: dict[str, Wrong] = {
    "no signature": lambda server: _unsigned(server, ""),
    "a signature that is none": lambda server: _unsigned(server, "%%%"),
    "another server's signature": lambda server: _of_another_server(server),
    "another register": lambda server: server.mark(register=OTHER_ID),
    "another series": lambda server: server.mark(series=2),
    "a negative mark": lambda server: server.mark(high_water=-1),
    "a mark beyond 64 bits": lambda server: server.mark(high_water=2**63, head_hash="0" * 64),
}


def _unsigned(server: FakeServer, sig: str) -> MarkAnswer:
    return msgspec.structs.replace(server.mark(), sig=sig)


def _of_another_server(server: FakeServer) -> MarkAnswer:
    return FakeServer(key=new_signing_key(), hashes=server.hashes).mark()


class TestAnUnknownAnswer:
    @pytest.mark.parametrize("name", NOT_ANSWERS)
    def test_to_the_handshake_changes_no_byte(self, exchange: ExchangeInTest, name: str) -> None:
        exchange.sell(2)
        before = exchange.dump()
        exchange.server.answer_next("/v1/register", *[NOT_ANSWERS[name]] * 2)

        result = exchange.engine.cycle()

        assert (result.verdict, result.pushed) == (Verdict.UNKNOWN, 0)
        assert result.problem
        assert exchange.dump() == before

    @pytest.mark.parametrize("name", NOT_ANSWERS)
    def test_to_a_push_changes_no_byte_and_is_asked_again(
        self, exchange: ExchangeInTest, name: str
    ) -> None:
        an_exchange_with_three_sent(exchange)
        before = exchange.dump()
        exchange.server.answer_next("/v1/journal", *[NOT_ANSWERS[name]] * 2)

        result = exchange.engine.cycle()

        assert (result.waiting, result.is_at_rest) == (2, False)
        assert exchange.dump() == before
        exchange.server.replies.clear()
        assert exchange.engine.cycle().pushed == 2

    @pytest.mark.parametrize("name", NOT_ANSWERS)
    def test_to_a_pull_changes_no_byte(self, exchange: ExchangeInTest, name: str) -> None:
        exchange.engine.cycle()
        before = exchange.dump()
        exchange.server.answer_next("/v1/feed", *[NOT_ANSWERS[name]] * 2)

        result = exchange.engine.cycle()

        assert result.problem
        assert exchange.dump() == before

    @pytest.mark.parametrize("name", NOT_MARKS)
    def test_with_a_mark_that_is_not_ours_changes_no_byte(
        self, exchange: ExchangeInTest, name: str
    ) -> None:
        an_exchange_with_three_sent(exchange)
        mark = NOT_MARKS[name](exchange.server)
        before = exchange.dump()
        exchange.server.answer_next("/v1/journal", a_reply(mark))

        result = exchange.engine.cycle()

        assert (result.verdict, result.waiting) == (Verdict.UNKNOWN, 2)
        assert exchange.dump() == before

    @pytest.mark.parametrize("name", [name for name in NOT_MARKS if "64" not in name])
    def test_with_such_a_mark_in_the_handshake_changes_no_byte(
        self, exchange: ExchangeInTest, name: str
    ) -> None:
        exchange.sell(2)
        before = exchange.dump()
        answer = exchange.server.state(NOT_MARKS[name](exchange.server))
        exchange.server.answer_next("/v1/register", a_reply(answer))

        result = exchange.engine.cycle()

        assert (result.verdict, result.waiting) == (Verdict.UNKNOWN, 2)
        assert exchange.dump() == before

    @pytest.mark.parametrize("seq", [0, 2, 3, 4])
    def test_that_confirms_less_than_was_sent_moves_nothing(
        self, exchange: ExchangeInTest, seq: int
    ) -> None:
        an_exchange_with_three_sent(exchange)
        hashes = [GENESIS, *(sealed.hash for sealed in exchange.writer.sealed)]
        lower = exchange.server.mark(high_water=seq, head_hash=hashes[seq])
        before = exchange.dump()
        exchange.server.answer_next("/v1/journal", a_reply(lower))

        assert exchange.engine.cycle().waiting == 2
        assert exchange.dump() == before

    def test_that_confirms_more_than_there_is_moves_nothing(self, exchange: ExchangeInTest) -> None:
        an_exchange_with_three_sent(exchange)
        before = exchange.dump()
        above = exchange.server.mark(high_water=9, head_hash="9" * 64)
        exchange.server.answer_next("/v1/journal", a_reply(above))

        assert exchange.engine.cycle().waiting == 2
        assert exchange.dump() == before

    def test_is_told_of_and_logged_once_in_an_outage(
        self, exchange: ExchangeInTest, caplog: pytest.LogCaptureFixture
    ) -> None:
        exchange.server.answer_next("/v1/register", *[NoReply("nothing listens there")] * 3)

        for _ in range(3):
            exchange.engine.cycle()

        told = [record for record in caplog.records if "contact changed" in record.message]
        assert len(told) == 1
        assert exchange.engine.status.contact is Contact.OFFLINE
