"""Verdicts: what follows from where the server says it is."""

from __future__ import annotations

from pos.domain.handshake import Verdict
from pos.wire.codec import decode
from pos.wire.messages import PushRequest
from tests.builders import JournalWriter
from tests.fakes_server import NEW_EPOCH, FakeServer, a_refusal, a_reply
from tests.fakes_sync import ExchangeInTest, an_exchange_with_three_sent
from tests.keys import new_signing_key


class TestTheHandshake:
    def test_sends_again_to_a_server_that_was_restored(self, exchange: ExchangeInTest) -> None:
        an_exchange_with_three_sent(exchange)
        exchange.server.go_back_to(1)

        result = exchange.engine.cycle()

        assert (result.pushed, result.waiting, result.verdict) == (4, 0, Verdict.NORMAL)
        assert exchange.value("SELECT epoch FROM sync_state") == str(NEW_EPOCH)
        assert len(exchange.server.hashes) == 5

    def test_takes_a_new_snapshot_from_a_server_that_was_restored(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.engine.cycle()
        exchange.server.epoch = NEW_EPOCH
        exchange.sell()
        exchange.engine.cycle()
        before = exchange.server.asked("/v1/feed/snapshot")

        exchange.engine.cycle()

        assert exchange.server.asked("/v1/feed/snapshot") == before + 1

    def test_sends_nothing_from_a_register_that_was_set_back(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell(2)
        exchange.server.hashes = [sealed.hash for sealed in exchange.writer.sealed] + ["9" * 64]

        result = exchange.engine.cycle()

        assert (result.pushed, result.verdict) == (0, Verdict.UNKNOWN)
        assert [one.method for one in exchange.server.requests if one.path == "/v1/journal"] == [
            "GET"
        ]
        assert exchange.value("SELECT verdict FROM sync_state") == "register_behind"

    def test_stops_at_a_fork_and_keeps_what_waits(self, exchange: ExchangeInTest) -> None:
        exchange.sell(3)
        exchange.server.hashes = ["9" * 64]

        result = exchange.engine.cycle()

        assert (result.pushed, result.waiting, result.verdict) == (0, 3, Verdict.FORK)
        assert exchange.server.hashes == ["9" * 64]

    def test_takes_no_older_answer_for_the_one_to_its_question(
        self, exchange: ExchangeInTest
    ) -> None:
        an_exchange_with_three_sent(exchange)
        older = exchange.server.state(exchange.server.mark(), nonce="0" * 32)
        exchange.engine.cycle()
        before = exchange.dump()
        exchange.server.answer_next("/v1/register", a_reply(older))

        result = exchange.engine.ask()

        assert (result.verdict, exchange.dump()) == (Verdict.UNKNOWN, before)
        assert "older one" in str(result.problem)

    def test_still_pulls_while_nothing_may_be_sent(self, exchange: ExchangeInTest) -> None:
        exchange.sell(3)
        exchange.server.hashes = ["9" * 64]

        exchange.engine.cycle()

        assert exchange.value("SELECT cursor FROM sync_state") == "c0"


class TestARefusedPush:
    def test_with_a_gap_continues_from_the_servers_mark(self, exchange: ExchangeInTest) -> None:
        an_exchange_with_three_sent(exchange)
        del exchange.server.hashes[1:]

        result = exchange.engine.cycle()

        assert (result.waiting, result.verdict) == (0, Verdict.NORMAL)
        assert len(exchange.server.hashes) == 5

    def test_with_a_gap_that_is_none_ends_as_unknown(self, exchange: ExchangeInTest) -> None:
        an_exchange_with_three_sent(exchange)
        gap = a_refusal(409, "gap", exchange.server.mark())
        exchange.server.answer_next("/v1/journal", *[gap] * 9)

        result = exchange.engine.cycle()

        assert (result.waiting, result.verdict) == (2, Verdict.UNKNOWN)
        assert exchange.server.asked("/v1/journal") == 2

    def test_with_a_fork_stops(self, exchange: ExchangeInTest) -> None:
        an_exchange_with_three_sent(exchange)
        stranger = JournalWriter(key=new_signing_key())
        stranger.open()
        exchange.server.hashes[2:] = ["9" * 64, stranger.head.hash]

        result = exchange.engine.cycle()

        assert (result.waiting, result.verdict) == (2, Verdict.FORK)

    def test_of_a_bad_entry_keeps_what_came_before_and_still_pulls(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell(3)
        exchange.server.hashes.append(exchange.writer.sealed[0].hash)
        refused = a_refusal(422, "entry_invalid", exchange.server.mark())
        exchange.server.hashes.clear()
        exchange.server.answer_next("/v1/journal", refused, refused)

        result = exchange.engine.cycle()

        assert (result.pushed, result.waiting, result.quarantined) == (1, 2, 1)
        assert "entry_invalid" in str(result.problem)
        assert exchange.acknowledged() == 1
        assert exchange.value("SELECT cursor FROM sync_state") == "c0"

    def test_of_a_bad_last_entry_is_sent_again_with_those_behind_it(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell(3)
        exchange.server.hashes.append(exchange.writer.sealed[0].hash)
        refused = a_refusal(422, "entry_invalid", exchange.server.mark())
        exchange.server.hashes.clear()
        exchange.server.answer_next("/v1/journal", refused)

        result = exchange.engine.cycle()

        assert (result.waiting, result.quarantined, result.problem) == (0, 0, None)

    def test_of_a_bad_entry_that_was_sent_alone_is_sent_with_the_next(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell(3)
        refused = a_refusal(422, "entry_invalid", exchange.server.mark())
        exchange.server.answer_next("/v1/journal", a_refusal(413, "too_large"), refused)

        result = exchange.engine.cycle()

        assert (result.waiting, result.quarantined, result.problem) == (0, 0, None)
        sent = [
            len(decode(request.body or b"", PushRequest).entries)
            for request in exchange.server.requests
            if request.path == "/v1/journal"
        ]
        assert sent[1:3] == [1, 2]

    def test_of_a_bad_entry_that_nothing_vouches_for_ends_the_cycle(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.sell(2)
        refused = a_refusal(422, "entry_invalid", exchange.server.mark())
        exchange.server.answer_next(
            "/v1/journal", a_refusal(413, "too_large"), refused, refused, refused
        )

        result = exchange.engine.cycle()

        assert (result.waiting, result.quarantined) == (2, 1)
        assert exchange.server.asked("/v1/journal") == 3

    def test_with_an_older_mark_moves_nothing_and_is_followed_by_a_fresh_question(
        self, exchange: ExchangeInTest
    ) -> None:
        exchange.engine.cycle()
        older = a_refusal(409, "gap", exchange.server.mark())
        an_exchange_with_three_sent(exchange)
        exchange.server.answer_next("/v1/journal", older)
        before = exchange.server.asked("/v1/register")

        result = exchange.engine.cycle()

        assert (result.waiting, result.problem, result.verdict) == (0, None, Verdict.NORMAL)
        assert exchange.acknowledged() == len(exchange.server.hashes) == 5
        assert exchange.server.asked("/v1/register") == before + 1

    def test_with_a_forged_mark_moves_nothing(self, exchange: ExchangeInTest) -> None:
        an_exchange_with_three_sent(exchange)
        before = exchange.dump()
        forged = FakeServer(key=new_signing_key(), hashes=["9" * 64]).mark()
        exchange.server.answer_next("/v1/journal", a_refusal(409, "fork", forged))

        assert exchange.engine.cycle().verdict is Verdict.UNKNOWN
        assert exchange.dump() == before
