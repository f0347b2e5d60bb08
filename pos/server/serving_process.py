"""One process that serves: from its database to its last answer, alone or beside others."""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pos.domain.signature import load_signing_key
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance
from pos.runtime.logs import configure_logs
from pos.runtime.paths import DataFolder
from pos.server.app import create_app
from pos.server.context import ServerContext, server_context
from pos.server.folder import ServerFolder, server_folder
from pos.server.workers import Line

logger = logging.getLogger(__name__)

_GRACE_SECONDS = 5
_IDLE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a process needs to serve."""

    root: Path
    bound: socket.socket
    key: bytes  # DER
    log_level: str
    certificate: Path | None = None
    certificate_key: Path | None = None


def serve_alone(given: Assignment, on_ready: Callable[[], None]) -> None:
    """Serve until the process is told to end."""
    server = server_folder(given.root)
    with logged(server.folder, given.log_level):
        _run(_Serving(_config(given, _context(server, given), workers=1), on_ready), given)


def serve_beside(line: Line, number: int, given: Assignment) -> None:
    """Serve as one of several processes until the line is cut."""
    server = server_folder(given.root)
    server.database.expect_other_writers()
    with logged(server.folder, given.log_level, f"server-{number + 1}.log"):
        context = _context(server, given)
        if number > 0:
            context.readiness.keep_quiet()
        # More than one, so that uvicorn takes the event loop that can share a socket on Windows.
        serving = _Serving(_config(given, context, workers=2), line.tell_ready)
        line.when_cut(serving.end)
        _run(serving, given)


@contextmanager
def logged(folder: DataFolder, level: str, file_name: str = "server.log") -> Iterator[None]:
    """Write a log of this process while the block runs."""
    folder.logs.mkdir(exist_ok=True)  # a restored folder may lack it
    logs = configure_logs(folder.logs, SystemClock(), level=level, file_name=file_name)
    try:
        yield
    finally:
        logs.close()


class _Serving(uvicorn.Server):
    """Says when it can be reached."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    def end(self) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self._on_ready()


def _context(server: ServerFolder, given: Assignment) -> ServerContext:
    key = load_signing_key(given.key)
    return server_context(server.database, key, clock=SystemClock(), chance=SystemChance())


def _config(given: Assignment, context: ServerContext, *, workers: int) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(context),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ssl_certfile=given.certificate,
        ssl_keyfile=given.certificate_key,
        workers=workers,
    )


def _run(serving: _Serving, given: Assignment) -> None:
    _collect_garbage_seldom()
    try:
        serving.run(sockets=[given.bound])
    except KeyboardInterrupt:
        logger.info("server stopped by the keyboard")


def _collect_garbage_seldom() -> None:
    """Spare a batch's many short-lived values the search for cycles: a quarter of its time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
