"""The transport over real sockets, against servers that misbehave in every way we know."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest

from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance
from pos.sync import transport
from pos.sync.server_address import ServerAddressInvalid
from pos.sync.transport import HttpTransport, NoReply, Request
from pos.wire.codec import Coding, compress, decompress

GET = Request(method="GET", path="/v1/register", token="t-1", answer_bytes_max=1_000)
Handle = Callable[[socket.socket], None]


class BadServer:
    """Reads one request on each connection and does with it what the test says."""

    def __init__(self, handle: Handle) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._handle = handle
        self.requests: list[bytes] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self.requests.append(_read_request(connection))
                self._handle(connection)


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if b"content-length" in line.lower()
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def answering(body: bytes, *headers: str, status: str = "200 OK") -> Handle:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    whole = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda connection: connection.sendall(whole)


@contextmanager
def a_bad_server(handle: Handle) -> Iterator[tuple[BadServer, HttpTransport]]:
    server = BadServer(handle)
    client = HttpTransport(server.url, SystemClock())
    try:
        yield server, client
    finally:
        client.close()
        server.close()


class TestAReply:
    def test_comes_whole_with_what_matters_of_its_headers(self) -> None:
        handle = answering(
            b"{}",
            "Content-Type: Application/JSON; charset=utf-8",
            "Retry-After: 7",
            status="429 Too Many Requests",
        )
        with a_bad_server(handle) as (server, client):
            reply = client.send(GET)

        assert (reply.status, reply.content_type, reply.body, reply.retry_after) == (
            429,
            "application/json",
            b"{}",
            "7",
        )
        assert b"authorization: bearer t-1" in server.requests[0].lower()

    @pytest.mark.parametrize("coding", Coding)
    def test_is_unpacked(self, coding: Coding) -> None:
        packed = compress(b'{"a": 1}', coding)
        with a_bad_server(answering(packed, f"Content-Encoding: {coding}")) as (_, client):
            assert client.send(GET).body == b'{"a": 1}'

    def test_that_redirects_is_not_followed(self) -> None:
        handle = answering(b"", "Location: http://elsewhere.example/", status="302 Found")
        with a_bad_server(handle) as (server, client):
            assert client.send(GET).status == 302

        assert len(server.requests) == 1


class TestNoReply:
    @pytest.mark.parametrize(
        ("handle", "reason"),
        [
            (lambda connection: None, "broke"),
            (lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9\r\n"), "broke"),
            (
                lambda connection: connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"
                ),
                "broke",
            ),
            (answering(b"x" * 1_001), "too long"),
            (answering(b"x", "Content-Encoding: br"), "packed in an unknown way"),
            (answering(b"x", "Content-Encoding: gzip"), "cannot be unpacked"),
            (answering(b"x", "Content-Encoding: zstd"), "cannot be unpacked"),
            (answering(compress(b"x" * 9_000_000), "Content-Encoding: zstd"), "unpacked"),
            (
                answering(compress(b"x" * 90_000, Coding.GZIP), "Content-Encoding: gzip"),
                "unpacked",
            ),
        ],
    )
    def test_is_what_a_broken_or_swollen_answer_is(self, handle: Handle, reason: str) -> None:
        with a_bad_server(handle) as (_, client), pytest.raises(NoReply, match=reason):
            client.send(GET)

    def test_comes_of_a_port_where_nothing_listens(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        client = HttpTransport(f"http://127.0.0.1:{port}", SystemClock())

        with pytest.raises(NoReply, match="nothing listens there"):
            client.send(GET)
        client.close()

    def test_comes_of_a_name_that_is_not_known(self) -> None:
        client = HttpTransport("https://nowhere.invalid", SystemClock())

        with pytest.raises(NoReply):
            client.send(GET)
        client.close()

    def test_comes_of_silence_within_the_time_given(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transport, "READ_SECONDS", 0.1)
        done = threading.Event()
        with a_bad_server(lambda _: done.wait(10) and None) as (_, client):
            with pytest.raises(NoReply, match="too long"):
                client.send(GET)
            done.set()

    def test_comes_of_silence_within_the_time_of_the_request(self) -> None:
        hurried = Request(method="GET", path="/", within=timedelta(milliseconds=100))
        done = threading.Event()
        with a_bad_server(lambda _: done.wait(10) and None) as (_, client):
            with pytest.raises(NoReply, match="too long"):
                client.send(hurried)
            done.set()

    @pytest.mark.parametrize("phase", ["head", "body"])
    def test_comes_of_a_byte_at_a_time(self, phase: str) -> None:
        hurried = Request(method="GET", path="/", within=timedelta(milliseconds=300))
        done, sent = threading.Event(), []

        def dribble(connection: socket.socket) -> None:
            head = b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"
            if phase == "body":
                connection.sendall(head)
            with suppress(OSError):
                for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 900:
                    connection.sendall(bytes([byte]))
                    sent.append(byte)
                    if done.wait(0.02):
                        return

        with a_bad_server(dribble) as (_, client):
            with pytest.raises(NoReply, match="too long"):
                client.send(hurried)
            done.set()
        assert 5 < len(sent) < 200

    def test_comes_of_a_server_that_reads_nothing(self) -> None:
        done = threading.Event()
        body = b'"' + SystemChance().random_bytes(20_000_000).hex().encode() + b'"'
        request = Request(method="POST", path="/", body=body, within=timedelta(seconds=1))
        with an_unread_server(done) as url:
            client = HttpTransport(url, SystemClock())
            with pytest.raises(NoReply, match="too long"):
                client.send(request)
            client.close()
            done.set()

    def test_comes_of_a_port_that_says_nothing_of_tls(self) -> None:
        done = threading.Event()
        hurried = Request(method="GET", path="/", within=timedelta(milliseconds=400))
        with an_unread_server(done) as url:
            client = HttpTransport(url.replace("http:", "https:"), SystemClock())
            with pytest.raises(NoReply, match="no connection within"):
                client.send(hurried)
            client.close()
            done.set()

    def test_leaves_the_connection_for_the_next_request(self) -> None:
        hurried = Request(method="GET", path="/", within=timedelta(milliseconds=300))
        done, count = threading.Event(), []

        def once(connection: socket.socket) -> None:
            count.append(1)
            if len(count) == 1:
                done.wait(10)
            else:
                answering(b"{}")(connection)

        with a_bad_server(once) as (_, client):
            with pytest.raises(NoReply, match="too long"):
                client.send(hurried)
            done.set()
            assert client.send(GET).body == b"{}"


@contextmanager
def an_unread_server(done: threading.Event) -> Iterator[str]:
    """Give the address of a server that takes connections and reads nothing of them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            connection, _ = listener.accept()
            with connection:
                done.wait(10)

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


class TestARequest:
    def test_says_a_name_once_for_each_value(self) -> None:
        asked = Request(method="GET", path="/v1/register", query={"session": ("a", "b")})
        with a_bad_server(answering(b"{}")) as (server, client):
            client.send(asked)

        assert server.requests[0].startswith(b"GET /v1/register?session=a&session=b ")

    def test_is_compressed_when_that_pays(self) -> None:
        body = b'{"a": "' + b"x" * 10_000 + b'"}'
        with a_bad_server(answering(b"{}")) as (server, client):
            client.send(Request(method="POST", path="/v1/journal", body=body))

        head, _, sent = server.requests[0].partition(b"\r\n\r\n")
        assert b"content-encoding: zstd" in head.lower()
        assert decompress(sent) == body

    def test_does_not_go_by_a_proxy_of_the_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
        with a_bad_server(answering(b"{}")) as (_, client):
            assert client.send(GET).status == 200

    def test_never_leaves_without_encryption(self) -> None:
        with pytest.raises(ServerAddressInvalid, match="use https"):
            HttpTransport("http://shop.example", SystemClock())

    def test_does_not_show_its_token(self) -> None:
        assert "t-1" not in repr(GET)
