"""Measuring: durations in rounds, their median and 99th percentile, and the disk's own floor.

A shared machine makes absolute times meaningless, so whatever is compared is measured in turn,
within one run, and reported as a ratio.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_BLOCK = b"\0" * 4096
_FLUSHES = 50


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds: the middle, the 99th percentile, and how many measurements they are of."""

    p50: float
    p99: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a benchmark's report. `aim` says what is wanted, `met` whether it is."""

    name: str
    figures: dict[str, Any]
    aim: str = ""
    met: bool | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what `work` returns and the milliseconds it took."""
    start = time.perf_counter_ns()
    result = work()
    return result, (time.perf_counter_ns() - start) / 1e6


def spread(milliseconds: Sequence[float]) -> Spread:
    """Return median and 99th percentile."""
    ordered = sorted(milliseconds)
    last = len(ordered) - 1
    return Spread(
        round(ordered[last // 2], 4), round(ordered[min(last, int(last * 0.99))], 4), len(ordered)
    )


def fdatasync_floor(folder: Path) -> Spread:
    """Return what making one 4 KiB block durable costs in this folder, right now."""
    flush = getattr(os, "fdatasync", os.fsync)  # Windows has only fsync
    path = folder / "fdatasync.floor"
    taken = []
    with path.open("wb", buffering=0) as file:
        for _ in range(_FLUSHES):
            file.write(_BLOCK)
            _, milliseconds = timed(lambda: flush(file.fileno()))
            taken.append(milliseconds)
    path.unlink()
    return spread(taken)


def machine() -> str:
    """Return the size of this machine, for the report."""
    return f"{os.cpu_count()} cores"
