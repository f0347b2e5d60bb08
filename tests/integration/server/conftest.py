"""A served store with an owner, a manager and a cashier, for commands that run beside it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpx
import pytest

from pos.domain.permission import Role
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemIds
from pos.server.operators import add_operator, hash_pin
from tests.integration.server.beside_a_server import a_till
from tests.servers import RegisterOverHttp, RunningServer, a_running_server

PIN = "4711"


@cache
def _pin_hash() -> str:
    return hash_pin(PIN)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningServer]:
    """Serve a store with an owner, a manager and a cashier, at the computer's own time."""
    monkeypatch.setenv("EVERTILL_PIN", PIN)
    monkeypatch.setenv("EVERTILL_PASSPHRASE", "correct horse battery staple")
    with a_running_server(tmp_path / "srv") as running:
        running.clock.set(SystemClock().now())
        with running.database.write() as db:
            for name, role in (("Olga", Role.OWNER), ("Mia", Role.MANAGER), ("Tom", Role.CASHIER)):
                add_operator(
                    db,
                    running.store_number,
                    name=name,
                    role=role,
                    pin_hash=_pin_hash(),
                    ids=SystemIds(),
                )
        yield running


@pytest.fixture
def http(server: RunningServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture
def till(server: RunningServer, http: httpx.Client) -> RegisterOverHttp:
    return a_till(server, http, "Till 1")
