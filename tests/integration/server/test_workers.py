"""`evertill serve --workers`: several processes on one socket, ended and replaced together."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.servers import MadeServer, a_made_server
from tests.serving_processes import children_of, ended, serving, url_of

TRIES = 600
PAUSE = 0.05


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MadeServer]:
    with a_made_server(tmp_path / "server") as made:
        yield made


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(TRIES):
        if condition():
            return
        threading.Event().wait(PAUSE)
    raise AssertionError("it did not come to that")


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


class TestTheWorkers:
    def test_serve_together_and_end_cleanly_at_ctrl_c(self, server: MadeServer) -> None:
        with serving(server.root, "--workers", "2") as process:
            url = url_of(process)
            wait_until(lambda: len(children_of(process.pid)) == 2)
            workers = children_of(process.pid)

            assert httpx.get(f"{url}/live", trust_env=False).json() == {"live": True}
            assert ended(process) == 0
            assert process.stderr is not None
            assert process.stderr.read() == ""
        assert all(is_gone(pid) for pid in workers)

    def test_are_started_again_when_they_die_and_end_with_their_parent(
        self, server: MadeServer
    ) -> None:
        with serving(server.root, "--workers", "2") as process:
            url = url_of(process)
            wait_until(lambda: len(children_of(process.pid)) == 2)
            before = children_of(process.pid)

            for pid in before:
                os.kill(pid, signal.SIGKILL)

            wait_until(lambda: len(set(children_of(process.pid)) - set(before)) == 2)
            assert httpx.get(f"{url}/live", trust_env=False, timeout=30).json() == {"live": True}
            after = children_of(process.pid)
            process.kill()
            process.wait()
            wait_until(lambda: all(is_gone(pid) for pid in after))

    def test_end_at_sigterm_too(self, server: MadeServer) -> None:
        with serving(server.root, "--workers", "2") as process:
            url_of(process)
            workers = children_of(process.pid)

            process.terminate()

            assert process.wait(40) == 0
        assert all(is_gone(pid) for pid in workers)
