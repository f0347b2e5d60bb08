"""The real server as a process: started, asked whether it is ready, killed, started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import httpx

from pos.runtime.clock import SystemClock

START_SECONDS = 60
_END_SECONDS = 20
_MOMENT = 0.05


class ServerNotReady(Exception):
    """The server ended, or did not serve in time; the text is the end of what it wrote."""


class ServerProcess:
    """`evertill serve` on a folder and a port of its own, with everything that it starts."""

    def __init__(self, root: Path, environment: dict[str, str], workers: int = 2) -> None:
        self.root = root
        self.port = free_port()
        self.workers = workers
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._log = root.parent / "server-output.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and return once it serves.

        :raises ServerNotReady: if it does not.
        """
        command = [sys.executable, "-m", "pos.cli", "serve", "--data", str(self.root)]
        command += ["--port", str(self.port)]
        if self.workers > 1:
            command += ["--workers", str(self.workers)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that all of it can be killed at once
            )
        self._wait_until_ready(self._process)

    def kill(self) -> None:
        """End all of it at once, as a power cut of the server's computer would."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(_END_SECONDS)

    def kill_first(self) -> None:
        """End the process that was started, and no worker of it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_END_SECONDS)

    def kill_worker(self, which: int) -> bool:
        """End one of the processes that it began; tell whether there was one."""
        workers = [] if self._process is None else children_of(self._process.pid)
        if not workers:
            return False
        try:
            os.kill(workers[which % len(workers)], signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(_END_SECONDS)

    @property
    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/ready", timeout=2, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        clock, pause = SystemClock(), threading.Event()
        until = clock.monotonic_ns() + START_SECONDS * 1_000_000_000
        while clock.monotonic_ns() < until:
            if process.poll() is not None:
                raise ServerNotReady(self._log.read_text(errors="replace")[-2_000:])
            if self.is_ready():
                return
            pause.wait(_MOMENT)
        raise ServerNotReady(f"not ready in {START_SECONDS} s: {self._log.read_text()[-2_000:]}")


def children_of(pid: int) -> list[int]:
    """Return the processes that a process began, and that serve: no helpers of Python's."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split() if "resource_tracker" not in _command(child)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return "resource_tracker"  # gone meanwhile
