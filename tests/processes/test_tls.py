"""TLS as it must not be: expired, self-signed, for another host, too old. Nothing is sent there.

Each test is an item of the line "TLS …" of bad input and attacks.
"""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pos.runtime.clock import SystemClock
from pos.sync.transport import HttpTransport, NoReply, Reply, Request
from tests.processes.certificates import Authority, an_authority, self_signed

ASK = Request(method="POST", path="/v1/nonces", body=b"{}", token="secret-token")


class TlsServer:
    """Answers each request over TLS, and keeps what it could read of them."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.read: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, name="tls")
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
            try:
                with self._context.wrap_socket(connection, server_side=True) as secured:
                    self.read.append(secured.recv(65_536))
                    secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            except OSError:
                connection.close()  # the other side did not like what it saw


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Give an authority that this computer trusts."""
    made = an_authority(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.path))
    return made


@contextmanager
def a_server(certificate: Path, **settings: object) -> Iterator[TlsServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of what the test is about
        for name, value in settings.items():
            setattr(context, name, value)
    if settings:
        context.set_ciphers("ALL:@SECLEVEL=0")
    server = TlsServer(context)
    try:
        yield server
    finally:
        server.close()


def ask(server: TlsServer, host: str = "127.0.0.1") -> Reply:
    transport = HttpTransport(f"https://{host}:{server.port}", SystemClock())
    try:
        return transport.send(ASK)
    finally:
        transport.close()


class TestTls:
    def test_that_is_sound_is_answered(self, authority: Authority, tmp_path: Path) -> None:
        with a_server(authority.vouch(tmp_path / "server.pem")) as server:
            assert ask(server).status == 200

        assert b"secret-token" in server.read[0]

    def test_expired_is_refused(self, authority: Authority, tmp_path: Path) -> None:
        yesterday = -timedelta(days=1)
        with a_server(authority.vouch(tmp_path / "server.pem", until=yesterday)) as server:
            refuses(server, "certificate is not trusted")

    def test_self_signed_is_refused(self, authority: Authority, tmp_path: Path) -> None:
        with a_server(self_signed(tmp_path / "server.pem")) as server:
            refuses(server, "certificate is not trusted")

    def test_wrong_host_is_refused(self, authority: Authority, tmp_path: Path) -> None:
        with a_server(authority.vouch(tmp_path / "server.pem", host="shop.example")) as server:
            refuses(server, "certificate is not trusted")

    @pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
    def test_1_0_is_refused(
        self, authority: Authority, tmp_path: Path, version: ssl.TLSVersion
    ) -> None:
        path = authority.vouch(tmp_path / "server.pem")
        limits = {"minimum_version": ssl.TLSVersion.TLSv1, "maximum_version": version}
        with a_server(path, **limits) as server:
            refuses(server, "too old")

    def test_that_is_none_is_refused(self, authority: Authority) -> None:
        with socket.create_server(("127.0.0.1", 0)) as plain:
            answered = threading.Thread(target=_answer_plainly, args=(plain,))
            answered.start()
            transport = HttpTransport(f"https://127.0.0.1:{plain.getsockname()[1]}", SystemClock())
            with pytest.raises(NoReply, match="no encrypted connection"):
                transport.send(ASK)
            transport.close()
            answered.join()


def refuses(server: TlsServer, reason: str) -> None:
    with pytest.raises(NoReply, match=reason):
        ask(server)
    assert server.read == []  # not a byte of the request left


def _answer_plainly(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
