"""Sockets that misbehave between register and server: each sale arrives once, whatever they do.

Each class is a line of the list "Sync" of bad input and attacks.
"""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from pos.domain.handshake import Verdict
from pos.server import tables
from pos.wire.codec import encode
from tests.builders import a_push
from tests.integration.sync.test_transport import answering
from tests.processes.faults import Fate, Fault
from tests.servers import effects, enrol_over_http, rows

A_CYCLE = 5  # connections that one exchange opens at the most


class TestHalfOpenSocket:
    def test_is_given_up_and_what_waits_is_sent_over_the_next(self, shop, impatient) -> None:
        shop.sell()
        impatient(read=0.2)
        shop.suffer(*[Fate(Fault.HALF_OPEN)] * A_CYCLE)

        failed = shop.cycle()

        assert failed.problem is not None
        assert "took too long" in failed.problem
        assert (failed.waiting, shop.sales_on_server) == (1, 0)
        shop.suffer()
        assert shop.cycle().is_at_rest
        assert shop.sales_on_server == 1

    def test_that_stalls_within_an_answer_is_given_up(self, shop, impatient) -> None:
        shop.sell()
        impatient(read=0.2)
        shop.suffer(*[Fate(Fault.STALLED, after=20)] * A_CYCLE)

        assert "took too long" in (shop.cycle().problem or "")

        shop.suffer()
        assert shop.cycle().is_at_rest
        assert shop.sales_on_server == 1


class TestOneByteAMinute:
    def test_from_the_server_is_cut_by_the_time_the_whole_may_take(self, shop, impatient) -> None:
        shop.sell()
        impatient(read=5, whole=0)
        shop.suffer(*[Fate(Fault.BYTE_AT_A_TIME)] * A_CYCLE)

        assert "too long" in (shop.cycle().problem or "")

        impatient(read=20)
        assert shop.cycle().is_at_rest  # a byte at a time, but an answer in the end
        assert shop.sales_on_server == 1

    def test_from_a_hundred_clients_holds_up_nobody_else(self, shop) -> None:
        address = urlsplit(shop.server.url)
        with ExitStack() as slow:
            for _ in range(100):
                client = socket.create_connection((address.hostname, address.port))
                slow.enter_context(client)
                client.sendall(
                    b"POST /v1/nonces HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
                )
            shop.sell(3)

            assert shop.cycle().is_at_rest

        assert shop.sales_on_server == 3


class TestTruncatedEitherWay:
    @pytest.mark.parametrize("fault", [Fault.CUT_REQUEST, Fault.CUT_ANSWER, Fault.RESET])
    def test_loses_and_doubles_nothing(self, shop, fault: Fault) -> None:
        offsets = range(0, 1_000, 90)
        for after in offsets:
            shop.sell()
            shop.suffer(Fate(fault, after=after))
            shop.cycle()  # the push is what its first connection begins with

        shop.suffer()
        assert shop.cycle().is_at_rest
        assert shop.sales_on_server == len(offsets)
        assert shop.cycle().verdict is Verdict.NORMAL


class TestAnswerLostAfterCommit:
    def test_is_made_up_for_by_the_next_exchange(self, shop) -> None:
        shop.sell()
        shop.suffer(Fate(Fault.CUT_ANSWER, after=0))

        failed = shop.cycle()

        assert "the connection broke" in (failed.problem or "")
        assert (failed.waiting, shop.sales_on_server) == (1, 1)
        assert shop.cycle().is_at_rest
        assert shop.sales_on_server == 1


class TestFlippedBits:
    @pytest.mark.parametrize("fault", [Fault.FLIPPED_REQUEST, Fault.FLIPPED_ANSWER])
    def test_lose_and_double_nothing(self, shop, fault: Fault) -> None:
        offsets = range(3, 1_000, 90)
        for after in offsets:
            shop.sell()
            shop.suffer(Fate(fault, after=after, bit=4))
            shop.cycle()

        shop.suffer()
        assert shop.cycle().is_at_rest
        assert shop.sales_on_server == len(offsets)


class TestFlippedSignature:
    def test_is_asked_for_once_more_and_leaves_no_trace(self, shop) -> None:
        offsets = range(260, 1_900, 40)  # a signature has 88 characters
        for after in offsets:
            shop.open_drawer()
            shop.open_drawer()  # the second of them vouches for the first
            shop.suffer(Fate(Fault.FLIPPED_REQUEST, after=after, bit=1))
            shop.cycle()

        shop.suffer()
        assert shop.cycle().waiting == 0
        assert shop.cycle().is_at_rest
        assert rows(shop.server, tables.drawer_opening) == 2 * len(offsets)
        assert rows(shop.server, tables.flag) == 0


class TestSamePush:
    @pytest.mark.timeout(300)  # a thousand commits on a busy disk
    def test_a_thousand_times_has_its_effects_once(self, shop) -> None:
        server = shop.server
        with server.client() as http:
            till = enrol_over_http(server, http, "Till 2")
            till.journal.open()
            till.journal.sell()
            till.push(till.journal.push())
            push = a_push(till.journal.sealed[-1:])  # the sale
            first = till.push(push)
            before = effects(server)

            marks = {encode(till.push(push)) for _ in range(999)}

        assert marks == {encode(first)}
        assert effects(server) == before

    def test_at_once_from_two_connections_has_its_effects_once(self, shop) -> None:
        server = shop.server
        with server.client() as http, server.client() as second:
            till = enrol_over_http(server, http, "Till 3")
            till.journal.open()
            for _ in range(10):
                till.journal.sell()
                push, together = till.journal.push(), threading.Barrier(2)

                def send(client: httpx.Client, push=push, together=together) -> httpx.Response:
                    together.wait()
                    return client.post(
                        "/v1/journal",
                        content=encode(push),
                        headers={**till.headers, "Content-Type": "application/json"},
                    )

                with ThreadPoolExecutor(2) as threads:
                    answers = list(threads.map(send, (http, second)))

                assert [answer.status_code for answer in answers] == [200, 200]
                assert answers[0].content == answers[1].content

        assert shop.sales_on_server == 10

    def test_twice_by_a_connection_that_is_doubled_has_its_effects_once(self, shop) -> None:
        for _ in range(5):
            shop.sell(3)
            shop.suffer(*[Fate(Fault.DUPLICATED)] * A_CYCLE)
            assert shop.cycle().is_at_rest

        assert shop.sales_on_server == 15


class TestRedirectToAnotherHost:
    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
    def test_is_not_followed(self, shop, status: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            elsewhere = f"Location: http://127.0.0.1:{other.getsockname()[1]}/v1/nonces"
            shop.sell()

            failed = shop.cycle_at(answering(b"", elsewhere, status=status))

            other.setblocking(False)
            with pytest.raises(BlockingIOError):
                other.accept()
        assert failed.waiting == 1
        assert "no Evertill server" in (failed.problem or "")


class TestCaptivePortal:
    def test_with_its_page_for_everything_changes_nothing(self, shop) -> None:
        shop.sell()
        page = answering(b"<html>Welcome to our Wi-Fi</html>", "Content-Type: text/html")

        failed = shop.cycle_at(page)

        assert failed.waiting == 1
        assert "no Evertill server" in (failed.problem or "")
        assert shop.cycle().is_at_rest
