"""A till that is killed at every point of a cash session: usable again, closed exactly once.

40 kills; `SESSION_KILLS=320 ./test tests/scenario/test_killed_cash_sessions.py` takes as many.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.killed_days import WHOLE_DAY, points
from tests.register_folders import PASSPHRASE, REPOSITORY

KILLS = int(os.environ.get("SESSION_KILLS", "40"))
SECONDS_A_KILL = 10
USABLE_SECONDS = 5


def killed_days(folder: Path, kills: int, seed: int = 7) -> list[dict[str, Any]]:
    plain = {name: value for name, value in os.environ.items() if "COV_" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed_days", str(folder), str(kills), str(seed)],
        env=plain | {"EVERTILL_PASSPHRASE": PASSPHRASE},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=KILLS * SECONDS_A_KILL,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


class TestATillKilledInACashSession:
    @pytest.mark.timeout(KILLS * SECONDS_A_KILL)
    def test_is_usable_again_and_closes_once_with_the_same_variance(self, tmp_path: Path) -> None:
        days = killed_days(tmp_path, KILLS)

        killed_at = [point for day in days for point in day["killed_at"]]
        assert len(killed_at) >= KILLS
        assert set(killed_at) == set(points())
        for day in days:
            assert (day["expected"], day["variance"], day["z_number"]) == ("139.80", "0.50", 1)
            assert day["steps"] == WHOLE_DAY, day["killed_at"]
            assert day["report_day_moved"]
            assert day["problems"] == []
            assert day["usable"] < USABLE_SECONDS
