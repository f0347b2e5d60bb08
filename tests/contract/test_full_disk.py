"""A server whose disk takes no more: it says so, keeps no half of a batch, and goes on later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.server import tables
from pos.wire.codec import decode
from pos.wire.messages import RefusalAnswer
from tests.servers import RunningServer, a_running_server, enrol_over_http, rows
from tests.small_disks import Disk, a_failing_disk, a_small_disk

_BATCHES = 200  # a full disk takes a few more into space that its files have already
_SALES = 20  # of a batch


@pytest.fixture(params=["full", "failing"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    place = tmp_path / "disk"
    if request.param == "failing":
        with a_failing_disk(place) as disk:
            yield disk
        return
    with a_small_disk(place) as mounted:
        if mounted is None:
            pytest.skip("no file system may be mounted here; the failing disk stands in for it")
        yield mounted


@pytest.fixture
def server(disk: Disk) -> Iterator[RunningServer]:
    with a_running_server(disk.path / "server") as running:
        yield running


class TestAFullDisk:
    def test_answers_503_in_words_and_keeps_no_half_of_a_batch(
        self, server: RunningServer, disk: Disk
    ) -> None:
        with server.client() as http:
            till = enrol_over_http(server, http)
            till.journal.open()
            mark = till.push(till.journal.push())
            disk.fill()
            for _ in range(_BATCHES):
                for _ in range(_SALES):
                    till.journal.sell()
                refused = till.send(till.journal.push(mark.high_water))
                if refused.status_code != 200:
                    break
                mark = till.push(till.journal.push(mark.high_water - 1))

            assert refused.status_code == 503, refused.text
            assert int(refused.headers["retry-after"]) > 0
            answer = decode(refused.content, RefusalAnswer)
            assert answer.error == "not_ready"
            assert "disk" in answer.message
            assert "Traceback" not in answer.message
            assert rows(server, tables.journal_entry) == mark.high_water
            assert rows(server, tables.sale) == mark.high_water - 2

            disk.free()
            whole = till.push(till.journal.push(mark.high_water))

            assert whole.high_water == mark.high_water + _SALES
            assert rows(server, tables.sale) == whole.high_water - 2
            assert (whole.quarantined, whole.flagged) == ([], [])

    def test_lets_registers_read_meanwhile(self, server: RunningServer, disk: Disk) -> None:
        with server.client() as http:
            till = enrol_over_http(server, http)
            disk.fill()

            assert http.get("/live").status_code == 200
            assert http.get("/v1/feed/snapshot", headers=till.headers).status_code == 200
