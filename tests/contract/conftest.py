"""A server and a register for each test of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pos.wire.messages import OperatorMessage
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
def mia(server: RunningServer) -> OperatorMessage:
    """Give a manager of the store."""
    return server.operator("Mia")
