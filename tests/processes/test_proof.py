"""A minute of real processes on each database: what the cashier was told is on the server once."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tests.processes.proof import Kind, Wanted, prove

SECONDS = 60


class TestProof:
    """Longer ones: `python -m tests.processes.run --minutes 60 --database postgresql`."""

    @pytest.mark.timeout(1_200)  # a minute of work, commands around it, on a busy machine
    @pytest.mark.parametrize("database", Kind)
    def test_finds_every_told_sale_once_and_both_sides_equal(
        self, tmp_path: Path, database: Kind
    ) -> None:
        wanted = Wanted(database=database, seconds=SECONDS, seed=len(database), pause_ms=500)
        said: list[str] = []

        report = prove(tmp_path / "shop", wanted, said.append, threading.Event())

        assert report.is_sound, json.dumps(report.as_json(), indent=2)
        assert report.sales_told > 0
        assert report.kills["register"] > 0
        assert report.connections > 0
