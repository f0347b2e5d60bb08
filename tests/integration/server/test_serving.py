"""`evertill serve` as a process of its own: one line when ready, a clean end."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.servers import MadeServer, a_made_server

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MadeServer]:
    with a_made_server(tmp_path / "server") as made:
        yield made


def serving(root: Path) -> subprocess.Popen[str]:
    serve = [sys.executable, "-c", "import sys; from pos.cli import main; sys.exit(main())"]
    return subprocess.Popen(
        [*serve, "serve", "--data", str(root), "--port", "0"],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class TestTheProcess:
    def test_says_where_it_serves_and_ends_cleanly_at_ctrl_c(self, server: MadeServer) -> None:
        with serving(server.root) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            line = process.stdout.readline()
            url = line.removeprefix("Serving on ").strip()
            live = httpx.get(f"{url}/live", trust_env=False).json()
            process.send_signal(signal.SIGINT)

            assert process.wait(20) == 0
            assert process.stderr.read() == ""
        assert live == {"live": True}
        assert line.startswith("Serving on http://127.0.0.1:")

    def test_says_why_it_is_not_ready_and_when_it_is(self, server: MadeServer) -> None:
        server.database.close()
        away = server.root / "away.db"
        (server.root / "server.db").rename(away)
        with serving(server.root) as process:
            assert process.stderr is not None
            told = process.stderr.readline()
            away.rename(server.root / "server.db")
            then = process.stderr.readline()
            process.send_signal(signal.SIGINT)

            assert process.wait(20) == 0
        assert told.startswith("Not ready: The server's database cannot be opened")
        assert then == "Ready.\n"
