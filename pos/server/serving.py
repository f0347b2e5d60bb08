"""Serving: one or several processes on one folder, from the bound port to the end."""

from __future__ import annotations

import errno
import ipaddress
import socket
import ssl
import sys
from dataclasses import dataclass
from pathlib import Path

from pos.domain.problem import Problem
from pos.runtime.clock import SystemClock
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance
from pos.runtime.lock import lock_folder
from pos.server.folder import server_folder
from pos.server.server_key import open_server_key
from pos.server.serving_process import Assignment, logged, serve_alone, serve_beside
from pos.server.workers import Workers

_BACKLOG = 256


class ListeningRefused(Problem):
    """The server may not, or cannot, listen where it was told to."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens, and with which certificate."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None

    @property
    def has_tls(self) -> bool:
        return self.certificate is not None


def run_server(root: Path, listening: Listening, workers: int = 1) -> None:
    """Serve the folder, by so many processes, until this one is told to end.

    :raises Problem: if the folder, the key or the address cannot be used.
    """
    _require_safe(listening)
    server = server_folder(root)
    settings = Settings.from_environment()
    with lock_folder(server.folder.root, SystemClock()):
        key = open_server_key(server.folder, SystemChance())
        with _bound(listening) as bound:
            _require_certificate(listening)
            given = Assignment(
                root=root.absolute(),
                bound=bound,
                key=key.to_der(),
                log_level=settings.log_level,
                certificate=listening.certificate,
                certificate_key=listening.key,
            )
            sentence = _Sentence(_where(listening, bound))
            if workers == 1:
                serve_alone(given, sentence.tell)
                return
            with logged(server.folder, settings.log_level):
                Workers(workers, serve_beside, given, on_ready=sentence.tell).run()


class _Sentence:
    """Told to whoever started the server, once, however often it becomes ready."""

    def __init__(self, text: str) -> None:
        self._text = text

    def tell(self) -> None:
        text, self._text = self._text, ""
        if text:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()


def _where(listening: Listening, bound: socket.socket) -> str:
    scheme = "https" if listening.has_tls else "http"
    host = f"[{listening.host}]" if ":" in listening.host else listening.host
    return f"Serving on {scheme}://{host}:{bound.getsockname()[1]}"


def _require_certificate(listening: Listening) -> None:
    if listening.certificate is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            listening.certificate, listening.key
        )
    except (ssl.SSLError, OSError) as error:
        raise ListeningRefused(
            f"The TLS certificate or its key cannot be used ({error}): give both as PEM files."
        ) from error


def _require_safe(listening: Listening) -> None:
    if (listening.certificate is None) != (listening.key is None):
        raise ListeningRefused("TLS needs both --tls-certificate and --tls-key.")
    if not listening.has_tls and not _is_loopback(listening.host):
        raise ListeningRefused(
            f"{listening.host} can be reached from other computers, so it needs TLS: "
            "give --tls-certificate and --tls-key, or listen on 127.0.0.1."
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bound(listening: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    try:
        return socket.create_server(
            (listening.host, listening.port), family=family, backlog=_BACKLOG
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "another program uses that port: stop it or choose another with --port"
        else:
            refused = str(error.strerror).partition(" (while ")[0]  # the address is told below
            reason = f"{refused}: check --host and --port"
        raise ListeningRefused(
            f"The server cannot listen on {listening.host}, port {listening.port}: {reason}."
        ) from error
