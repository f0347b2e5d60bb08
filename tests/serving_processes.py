"""Servers in processes of their own: `evertill serve` as people start it, with its workers."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance
from pos.server.context import server_context
from tests.fakes import FakeClock
from tests.servers import Backend, RunningServer, a_made_server

REPOSITORY = Path(__file__).parents[1]
END_SECONDS = 40


def serving(root: Path, *more: str) -> subprocess.Popen[str]:
    """Start serving a folder on a free port."""
    serve = [sys.executable, "-c", "import sys; from pos.cli import main; sys.exit(main())"]
    return subprocess.Popen(
        [*serve, "serve", "--data", str(root), "--port", "0", *more],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def url_of(process: subprocess.Popen[str]) -> str:
    """Wait until the server says where it serves."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        assert process.stderr is not None
        raise AssertionError(process.stderr.read())
    return line.removeprefix("Serving on ").strip()


def ended(process: subprocess.Popen[str]) -> int:
    """Press Ctrl-C and return the exit code."""
    process.send_signal(signal.SIGINT)
    return process.wait(END_SECONDS)


@contextmanager
def a_server_of_workers(root: Path, backend: Backend, workers: int = 2) -> Iterator[RunningServer]:
    """Serve a new folder with one store by several processes."""
    with a_made_server(root, backend) as made, serving(root, "--workers", str(workers)) as process:
        try:
            url, clock = url_of(process), FakeClock(SystemClock().now())
            context = server_context(made.database, made.key, clock=clock, chance=SystemChance())
            yield RunningServer(url, root, made.database, context, made.key, clock, made.store)
        finally:
            assert ended(process) == 0


def children_of(pid: int) -> list[int]:
    """Return the workers among a process's children."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in listed if b"spawn_main" in _command_of(one)]


def _command_of(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it ended just now
        return b""
