"""One server and one register for all examples of a file."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.servers import RegisterOverHttp, RunningServer, a_running_server, enrol_over_http


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with a_running_server(tmp_path_factory.mktemp("fuzzing") / "server") as running:
        yield running


@pytest.fixture(scope="module")
def http(server: RunningServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture(scope="module")
def till(server: RunningServer, http: httpx.Client) -> RegisterOverHttp:
    return enrol_over_http(server, http)
