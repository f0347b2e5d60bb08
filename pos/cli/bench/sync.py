"""Benchmark: push and pull against both databases, and a backlog that leaves while people sell."""

from __future__ import annotations

from pos.cli.bench.ground import Ground
from pos.cli.bench.sync_backlog import backlog
from pos.cli.bench.sync_rates import BATCHES, rates
from pos.demo.measuring import Row

WORKERS = (1, 4)
LEAVES_WITHIN_SECONDS = 15 * 60
_SLOWER_AT_MOST = 3  # times the idle median, and hardly to be noticed by whoever scans


def measure(ground: Ground) -> Row:
    """Measure each combination by itself, each with its own floor beside it."""
    kinds: list[str | None] = [None]
    if ground.database is None:
        ground.say("no --database URL: PostgreSQL is left out")
    else:
        kinds.append(ground.database)
    measured = [rates(ground, kind, workers) for kind in kinds for workers in WORKERS]
    left = backlog(ground)
    return Row(
        name="sync",
        figures={"batches": list(BATCHES), "rates": measured, "backlog": left},
        aim=(
            f"a backlog leaves within {LEAVES_WITHIN_SECONDS // 60} minutes, "
            f"and a scan's median is ≤ {_SLOWER_AT_MOST} × the idle one meanwhile"
        ),
        met=left["seconds"] <= LEAVES_WITHIN_SECONDS and left["scan_ratio"] <= _SLOWER_AT_MOST,
    )
