"""Serving: one uvicorn process on one folder, from the bound port to the last answer."""

from __future__ import annotations

import errno
import gc
import ipaddress
import logging
import socket
import ssl
import sys
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pos.domain.problem import Problem
from pos.runtime.clock import SystemClock
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance
from pos.runtime.lock import lock_folder
from pos.runtime.logs import configure_logs
from pos.server.app import create_app
from pos.server.context import server_context
from pos.server.folder import server_folder
from pos.server.server_key import open_server_key

logger = logging.getLogger(__name__)

_BACKLOG = 256
_GRACE_SECONDS = 5
_IDLE_SECONDS = 60


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


def run_server(root: Path, listening: Listening) -> None:
    """Serve the folder until the process is told to end.

    :raises Problem: if the folder, the key or the address cannot be used.
    """
    _require_safe(listening)
    server = server_folder(root)
    clock, chance = SystemClock(), SystemChance()
    settings = Settings.from_environment()
    with lock_folder(server.folder.root, clock):
        key = open_server_key(server.folder, chance)
        server.folder.logs.mkdir(exist_ok=True)  # a restored folder may lack it
        logs = configure_logs(
            server.folder.logs, clock, level=settings.log_level, file_name="server.log"
        )
        try:
            context = server_context(server.database, key, clock=clock, chance=chance)
            config = uvicorn.Config(
                create_app(context),
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=_IDLE_SECONDS,
                timeout_graceful_shutdown=_GRACE_SECONDS,
                ssl_certfile=listening.certificate,
                ssl_keyfile=listening.key,
            )
            _collect_garbage_seldom()
            with _bound(listening) as bound:
                _run(config, bound, listening)
        finally:
            logs.close()


def _run(config: uvicorn.Config, bound: socket.socket, listening: Listening) -> None:
    scheme = "https" if listening.has_tls else "http"
    host = f"[{listening.host}]" if ":" in listening.host else listening.host
    try:
        config.load()
    except (ssl.SSLError, OSError) as error:
        raise ListeningRefused(
            f"The TLS certificate or its key cannot be used ({error}): give both as PEM files."
        ) from error
    server = _TellingServer(config, f"Serving on {scheme}://{host}:{bound.getsockname()[1]}")
    try:
        server.run(sockets=[bound])
    except KeyboardInterrupt:
        logger.info("server stopped by the keyboard")


class _TellingServer(uvicorn.Server):
    """Says one line when it can be reached."""

    def __init__(self, config: uvicorn.Config, line: str) -> None:
        super().__init__(config)
        self._line = line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            sys.stdout.write(f"{self._line}\n")
            sys.stdout.flush()


def _collect_garbage_seldom() -> None:
    """Spare a batch's many short-lived values the search for cycles: a quarter of its time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


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
