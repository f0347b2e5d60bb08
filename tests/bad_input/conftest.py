"""A server, a register of it, and a till on files of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pos.domain.cash_session import CashSession
from tests.registers import MIA, RegisterInTest, an_enrolled_register, usd
from tests.servers import RegisterOverHttp, RunningServer, a_running_server, enrol_over_http


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with a_running_server(tmp_path / "server") as running:
        yield running


@pytest.fixture
def http(server: RunningServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture
def till(server: RunningServer, http: httpx.Client) -> RegisterOverHttp:
    return enrol_over_http(server, http)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    made = an_enrolled_register(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def session(register: RegisterInTest) -> CashSession:
    return register.cash_sessions.open_normal(MIA, usd("100.00"))
