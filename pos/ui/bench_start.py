"""Benchmark: process start to a usable sign-in screen, against a bare Qt window."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from pos.demo.measuring import Row, spread
from pos.demo.shop import DemoShop

ROUNDS = 15
_MIB = 1024


class ShopGround(Protocol):
    """What this benchmark needs of the ground it runs on."""

    @property
    def shop(self) -> DemoShop: ...
    def say(self, text: str) -> None: ...


def measure(ground: ShopGround) -> Row:
    """Start both in turn; the first round warms the disk's cache and does not count."""
    folder, environment = ground.shop.till_folder, _environment(ground.shop)
    bare, ours, resident = [], [], 0
    for turn in range(ROUNDS + 1):
        bare_ms, _ = _start(["bare"], environment)
        ours_ms, last = _start(["till", str(folder)], environment)
        if turn:
            bare.append(bare_ms)
            ours.append(ours_ms)
        resident = max(resident, int(last.removeprefix("resident ")))
    usable, floor = spread(ours), spread(bare)
    ratio = usable.p50 / floor.p50
    mebibytes = round(resident / _MIB)
    return Row(
        name="start",
        figures={
            "usable_ms": asdict(usable),
            "bare_qt_ms": asdict(floor),
            "ratio": round(ratio, 2),
            "resident_mib": mebibytes,
        },
        aim="ratio ≤ 1.6, resident ≤ 190 MB",
        met=ratio <= 1.6 and mebibytes <= 190,
    )


def _start(words: list[str], environment: dict[str, str]) -> tuple[float, str]:
    """Return the milliseconds until the window was usable, and the last line it printed."""
    begun = time.perf_counter_ns()
    with subprocess.Popen(
        [sys.executable, "-m", "pos.ui.bench_child", *words],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        usable = (time.perf_counter_ns() - begun) / 1e6
        rest = process.stdout.read().strip()
    return usable, rest.splitlines()[-1] if rest else "resident 0"


def _environment(shop: DemoShop) -> dict[str, str]:
    environment = {"QT_QPA_PLATFORM": "offscreen", **shop.environment()}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[2])])
    return environment
