"""A server and a register for each test of the contract, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pos.wire.messages import OperatorMessage
from tests.servers import (
    Backend,
    RegisterOverHttp,
    RunningServer,
    a_running_server,
    enrol_over_http,
)

# What has to do with rows, locks and effects runs on both; the rest asks nothing of a database.
ON_BOTH = {
    "test_branches",
    "test_closings",
    "test_corrections",
    "test_effects",
    "test_enrolment",
    "test_feed",
    "test_fenced_register",
    "test_journal_pages",
    "test_late_entries",
    "test_openings",
    "test_presence",
    "test_push",
    "test_quarantine",
    "test_refused_entries",
    "test_session_races",
    "test_session_states",
    "test_workers",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each kind of database that its module is to run on."""
    if "backend" in metafunc.fixturenames:
        module = metafunc.module.__name__.rpartition(".")[2]
        on = list(Backend) if module in ON_BOTH else [Backend.SQLITE]
        metafunc.parametrize("backend", on, indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Backend:
    return Backend(request.param)


@pytest.fixture
def server(tmp_path: Path, backend: Backend) -> Iterator[RunningServer]:
    with a_running_server(tmp_path / "server", backend) as running:
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
