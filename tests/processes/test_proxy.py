"""The proxy does to a connection what its fate says, and counts it once."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from tests.integration.sync.test_transport import a_bad_server, answering
from tests.processes.faults import Fate, Fates, Fault, GivenFates
from tests.processes.proxy import Proxy

REQUEST = b"GET /v1/register HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
BODY = bytes(range(256))
PATIENCE_SECONDS = 10


def heard(fate: Fate, patience: float = PATIENCE_SECONDS) -> tuple[bytes, list[bytes], GivenFates]:
    """Ask once; return the answer, what the server was asked, and the counts."""
    fates = GivenFates(fate)
    with a_bad_server(answering(BODY)) as (server, _):
        port = urlsplit(server.url).port
        assert port is not None
        with (
            Proxy(port, fates) as proxy,
            socket.create_connection(("127.0.0.1", proxy.port)) as client,
        ):
            client.settimeout(patience)
            answer = _all_of(client)
        return answer, server.requests, fates


def _all_of(client: socket.socket) -> bytes:
    answer = b""
    try:
        client.sendall(REQUEST)
        while piece := client.recv(65_536):
            answer += piece
    except OSError:
        pass  # it is over, in whichever way
    return answer


@pytest.fixture(scope="module")
def whole() -> bytes:
    return heard(Fate(Fault.PASSED))[0]


class TestProxy:
    @pytest.mark.parametrize(
        "fate",
        [
            Fate(Fault.PASSED),
            Fate(Fault.DELAYED, delay_seconds=0.01),
            Fate(Fault.BYTE_AT_A_TIME),
            Fate(Fault.DUPLICATED),
        ],
        ids=lambda fate: fate.fault,
    )
    def test_passes_all_of_an_answer_on(self, fate: Fate, whole: bytes) -> None:
        answer, asked, fates = heard(fate)

        assert answer == whole
        assert answer.endswith(BODY)
        assert set(asked) == {REQUEST}
        assert fates.happened == {fate.fault.value: 1}

    def test_lets_a_duplicated_request_arrive_twice(self) -> None:
        _, asked, _ = heard(Fate(Fault.DUPLICATED))

        assert asked == [REQUEST, REQUEST]

    @pytest.mark.parametrize("after", [0, 1, 30, 200])
    def test_ends_an_answer_where_its_fate_says(self, whole: bytes, after: int) -> None:
        answer, asked, fates = heard(Fate(Fault.CUT_ANSWER, after=after))

        assert answer == whole[:after]
        assert asked == [REQUEST]
        assert fates.happened == {"cut_answer": 1}

    def test_never_ends_an_answer_that_stalls(self, whole: bytes) -> None:
        answer, asked, fates = heard(Fate(Fault.STALLED, after=30), patience=1)

        assert whole.startswith(answer)
        assert asked == [REQUEST]
        assert fates.happened == {"stalled": 1}

    def test_never_answers_where_a_connection_is_half_open(self) -> None:
        answer, asked, fates = heard(Fate(Fault.HALF_OPEN), patience=0.2)

        assert (answer, asked) == (b"", [])
        assert fates.happened == {"half_open": 1}

    def test_flips_one_bit(self, whole: bytes) -> None:
        answer, _, fates = heard(Fate(Fault.FLIPPED_ANSWER, after=40, bit=8))

        assert [at for at, byte in enumerate(answer) if byte != whole[at]] == [40]
        assert answer[40] ^ whole[40] == 8
        assert fates.happened == {"flipped_answer": 1}

    def test_draws_the_same_fates_from_the_same_seed(self) -> None:
        first, again, other = Fates(7), Fates(7), Fates(8)

        drawn = [first.next() for _ in range(100)]

        assert drawn == [again.next() for _ in range(100)]
        assert drawn != [other.next() for _ in range(100)]
        assert {fate.fault for fate in drawn} == set(Fault)
        assert first.connections == 100
