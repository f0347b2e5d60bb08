"""A till that is started, killed by `kill -9` at any moment, and started again, until told."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pos.runtime.clock import SystemClock
from tests.fakes import FakeChance
from tests.processes.shop import REPOSITORY, Shop
from tests.processes.told import Told

_HUNG = 300 * 1_000_000_000  # nanoseconds of a till that does not come up


class TillBroken(Exception):
    """The till ended by itself, or hung; the text is the end of what it wrote."""


@dataclass
class TillRecord:
    """What became of the till so far."""

    told: Told = field(default_factory=Told)
    starts: int = 0
    kills: int = 0
    usable_ms_longest: int = 0
    usable_ms: list[int] = field(default_factory=list)
    commands: Counter[str] = field(default_factory=Counter)


class TillLoop:
    """Lives of one till, one after the other."""

    def __init__(self, shop: Shop, seed: int, pause_ms: int, calm_seconds: int) -> None:
        self._shop = shop
        self._chance = FakeChance(seed)
        self._pause_ms = pause_ms
        self._calm_ms = calm_seconds * 1_000
        self._clock = SystemClock()
        self.record = TillRecord()

    def run(self, stop: threading.Event) -> None:
        """Live and die until told to stop; the last life is ended like the others."""
        while not stop.is_set():
            self.live()
            if self._chance.below(5) == 0 and not stop.is_set():
                self._command()

    def live(self) -> None:
        """Start the till, hear what the cashier was told, and kill it.

        :raises TillBroken: if it ends by itself.
        """
        record, chance = self.record, self._chance
        begun = self._clock.monotonic_ns()
        # One life in eight ends while the till starts; the others last from when it can sell.
        is_short = chance.below(8) == 0
        ends_at = begun + (chance.below(6_000) * 1_000_000 if is_short else _HUNG)
        at_paying = 1 + chance.below(8) if chance.below(2) else 0  # which one it is killed at
        came_up = False
        record.starts += 1
        with self._start(chance.below(1 << 30)) as till:
            heard, said = _Lines(till), None
            while (left := ends_at - self._clock.monotonic_ns()) > 0:
                heard_now = heard.next(left)
                if heard_now is None:
                    break
                said = heard_now
                record.told.hear(said)
                if "usable" in said:
                    came_up = True
                    self._was_usable(begun)
                    if not is_short:
                        ends_at = (
                            self._clock.monotonic_ns() + chance.below(self._calm_ms) * 1_000_000
                        )
                at_paying -= "paying" in said
                if "paying" in said and at_paying == 0:
                    # Within the moment that the sale is being recorded in, or just behind it.
                    ends_at = self._clock.monotonic_ns() + chance.below(80) * 1_000_000
            is_hung = not (is_short or came_up)
            ended = till.poll()
            till.kill()
            till.wait()
            record.kills += 1
            for last in heard.rest():
                record.told.hear(last)
            if ended is not None or is_hung:
                log = self._log.read_text(errors="replace")[-3_000:]
                raise TillBroken(f"exit code {ended}, came up: {came_up}, last: {said}; {log}")

    def _was_usable(self, begun: int) -> None:
        took = (self._clock.monotonic_ns() - begun) // 1_000_000
        self.record.usable_ms.append(took)
        self.record.usable_ms_longest = max(self.record.usable_ms_longest, took)

    def _start(self, seed: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-X", "faulthandler", "-m", "tests.processes.cashier"]
        command += ["--data", str(self._shop.till_folder), "--seed", str(seed)]
        command += ["--pause-ms", str(self._pause_ms)]
        with self._log.open("wb") as log:
            return subprocess.Popen(
                command,
                env=self._shop.environment,
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def _command(self) -> None:
        """Work without the window: exchange, or count the session that is open."""
        folder = ("--data", self._shop.till_folder)
        if self._chance.below(2):
            done = self._shop.attempt("sync", "run", *folder)
            self.record.commands[f"sync run: exit {done.returncode}"] += 1
            return
        listed: Any = self._shop.told("sessions", "list", *folder)
        for one in listed:
            if one["state"] in {"open", "counting"}:
                counted = ("--counted", "150.00", "--comment", "counted in a hurry")
                who = ("--operator", "Mia")
                done = self._shop.attempt("sessions", "close", one["id"], *folder, *who, *counted)
                self.record.commands[f"sessions close: exit {done.returncode}"] += 1

    @property
    def _log(self) -> Path:
        return self._shop.root / "till-output.log"


class _Lines:
    """The lines that a process writes, as they come."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self._handle = process.stdout.fileno()
        self._left = b""

    def next(self, nanoseconds: int) -> dict[str, Any] | None:
        """Return the next line; None once the time is over or the process has ended."""
        while b"\n" not in self._left:
            ready, _, _ = select.select([self._handle], [], [], nanoseconds / 1e9)
            piece = os.read(self._handle, 65_536) if ready else b""
            if not piece:
                return None
            self._left += piece
        line, _, self._left = self._left.partition(b"\n")
        return json.loads(line)

    def rest(self) -> list[dict[str, Any]]:
        """Return what was written until the end: it was told, whoever read it."""
        while piece := os.read(self._handle, 65_536):
            self._left += piece
        *lines, _ = self._left.split(b"\n")
        return [json.loads(line) for line in lines]
