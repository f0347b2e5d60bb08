"""Cycles of the exchange: what is sent, what is kept, and what an unknown answer leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from pos.domain.chain import ChainHead
from pos.domain.handshake import Verdict
from pos.domain.signature import new_signing_key
from pos.sync.status import Contact
from pos.sync.transport import NoReply, Reply
from pos.wire.messages import MarkAnswer
from tests.builders import JournalWriter
from tests.fakes import Crashed, FakeCrashPoints
from tests.fakes_sync import (
    EPOCH,
    NEW_EPOCH,
    ExchangeInTest,
    FakeServer,
    a_body,
    a_refusal,
    a_reply,
)

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


def an_exchange_with_three_sent(exchange: ExchangeInTest) -> ExchangeInTest:
    """Return it with three entries confirmed and two more waiting."""
    exchange.sell(3)
    assert exchange.engine.cycle().pushed == 3
    exchange.sell(2)
    return exchange


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

    def test_sends_long_journals_in_batches(
        self, exchange: ExchangeInTest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pos.sync.push.ENTRIES_MAX", 2)
        exchange.sell(5)

        assert exchange.engine.cycle().pushed == 5
        assert exchange.server.asked("/v1/journal") == 3

    def test_sends_even_an_entry_larger_than_a_batch(
        self, exchange: ExchangeInTest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pos.sync.push.BYTES_MAX", 1)
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

        assert (result.pushed, result.verdict) == (0, Verdict.REGISTER_BEHIND)
        assert exchange.server.asked("/v1/journal") == 0
        assert exchange.value("SELECT verdict FROM sync_state") == "register_behind"

    def test_stops_at_a_fork_and_keeps_what_waits(self, exchange: ExchangeInTest) -> None:
        exchange.sell(3)
        exchange.server.hashes = ["9" * 64]

        result = exchange.engine.cycle()

        assert (result.pushed, result.waiting, result.verdict) == (0, 3, Verdict.FORK)
        assert exchange.server.hashes == ["9" * 64]

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
        partial = a_refusal(422, "entry_invalid", exchange.server.mark())
        exchange.server.hashes.clear()
        exchange.server.answer_next("/v1/journal", partial)

        result = exchange.engine.cycle()

        assert (result.pushed, result.waiting, result.quarantined) == (1, 2, 1)
        assert "entry_invalid" in str(result.problem)
        assert exchange.acknowledged() == 1
        assert exchange.value("SELECT cursor FROM sync_state") == "c0"

    def test_with_a_forged_mark_moves_nothing(self, exchange: ExchangeInTest) -> None:
        an_exchange_with_three_sent(exchange)
        before = exchange.dump()
        forged = _of_another_server(FakeServer(hashes=["9" * 64]))
        exchange.server.answer_next("/v1/journal", a_refusal(409, "fork", forged))

        assert exchange.engine.cycle().verdict is Verdict.UNKNOWN
        assert exchange.dump() == before


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


GENESIS = ChainHead().hash
