"""Whole shops for tests: a real server process over a folder, and tills enrolled with it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.register_folders import PASSPHRASE, REPOSITORY, evertill
from tests.sales_files import SAMPLES

START_SECONDS = 30


@dataclass(frozen=True)
class Shop:
    """A server's folder and the address it serves at, while it runs."""

    folder: Path
    address: str

    def till(self, root: Path, name: str = "Till 1") -> str:
        """Enrol a register and return its folder, as a command line has it."""
        code = done("register", "add", "--data", str(self.folder), "--name", name).strip()
        done("enrol", "--data", str(root), "--server", self.address, "--code", code)
        return str(root)


@contextmanager
def a_serving_shop(folder: Path) -> Iterator[Shop]:
    """Make the server of a new store with the sample's catalogue and Mia, a manager; serve it."""
    of_store = ("--name", "Corner Shop", "--currency", "USD", "--timezone", "America/New_York")
    done("store", "create", "--data", str(folder), *of_store, "--day-cut-off", "04:00")
    done("operator", "add", "--data", str(folder), "--name", "Mia", "--role", "manager")
    done("import-catalogue", str(SAMPLES / "products.csv"), "--data", str(folder), "--json")
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "pos.cli", "serve", "--data", str(folder), "--port", str(port)],
        env={**os.environ, "EVERTILL_PASSPHRASE": PASSPHRASE},
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}")
        yield Shop(folder, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def done(*arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a command that must succeed and return what it printed."""
    command = evertill(*arguments, environment=environment)
    assert command.returncode == 0, (arguments, command.stdout, command.stderr)
    return command.stdout


def told(*arguments: str) -> Any:
    """Return what a command that must succeed says as JSON."""
    return json.loads(done(*arguments, "--json"))


def refused(*arguments: str) -> str:
    """Run a command that must be refused in a sentence, and return that."""
    command = evertill(*arguments)
    assert command.returncode in {1, 2}, (arguments, command.stdout, command.stderr)
    assert "Traceback" not in command.stderr
    return command.stderr


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_until_ready(address: str) -> None:
    transport = httpx.HTTPTransport(retries=6)  # waits longer after each refused connection
    with httpx.Client(transport=transport, trust_env=False, timeout=START_SECONDS) as client:
        assert client.get(f"{address}/live").status_code == 200
