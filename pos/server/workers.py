"""Workers: processes that do the same work side by side, each started again when it ends."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection as PipeEnd
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any

logger = logging.getLogger(__name__)

_GRACE_SECONDS = 15
_KILLED_SECONDS = 5
_FIRST_DELAY = 0.25  # seconds before a worker that ended is started again
_LONGEST_DELAY = 15.0

Work = Callable[["Line", int, Any], None]
"""Runs in the worker with its line to the parent, its number from 0 on, and what it is given."""


class Line:
    """A worker's line to its parent. It is cut when the parent ends, however that comes."""

    def __init__(self, end: PipeEnd) -> None:
        self._end = end

    def tell_ready(self) -> None:
        """Let the parent know that the work has begun."""
        with suppress(OSError):
            self._end.send_bytes(b"ready")

    def when_cut(self, end: Callable[[], None]) -> None:
        """Call `end`, on a thread of its own, once the parent cuts the line or is gone."""

        def watch() -> None:
            with suppress(EOFError, OSError):
                self._end.recv_bytes()
            end()

        threading.Thread(target=watch, name="parent", daemon=True).start()


@dataclass(slots=True)
class _Worker:
    number: int
    process: BaseProcess
    line: PipeEnd
    is_ready: bool = False


class _Ended(Exception):
    """Somebody told the parent to end."""


class Workers:
    """Keeps `count` processes at work until this process is told to end."""

    def __init__(self, count: int, work: Work, given: Any, on_ready: Callable[[], None]) -> None:
        self._numbers = range(count)
        self._work = work
        self._given = given
        self._on_ready = on_ready
        # Spawned, not forked: the same everywhere, and nothing of ours is shared by accident.
        self._processes = multiprocessing.get_context("spawn")
        self._running: dict[int, _Worker] = {}
        self._delay = _FIRST_DELAY

    def run(self) -> None:
        """Start all, start again what ends, and end all at Ctrl-C or SIGTERM."""
        with suppress(_Ended, KeyboardInterrupt), _ended_by_signal():
            for number in self._numbers:
                self._start(number)
            while True:
                self._wait()
        with _deaf():
            self._end()

    def _start(self, number: int) -> None:
        ours, theirs = self._processes.Pipe()
        process = self._processes.Process(
            target=_begin, args=(self._work, theirs, number, self._given), name=f"worker {number}"
        )
        process.start()
        theirs.close()
        self._running[number] = _Worker(number, process, ours)

    def _wait(self) -> None:
        by_handle: dict[object, _Worker] = {}
        for worker in self._running.values():
            by_handle[worker.process.sentinel] = worker
            if not worker.is_ready:
                by_handle[worker.line] = worker
        for handle in wait(list(by_handle)):  # type: ignore[arg-type]
            worker = by_handle[handle]
            if handle is worker.line:
                self._hear(worker)
            else:
                self._start_again(worker)

    def _hear(self, worker: _Worker) -> None:
        worker.is_ready = True
        try:
            worker.line.recv_bytes()
        except (EOFError, OSError):
            return  # it ended; its sentinel says so too
        self._delay = _FIRST_DELAY
        self._on_ready()

    def _start_again(self, ended: _Worker) -> None:
        if self._running.get(ended.number) is not ended:
            return
        ended.process.join()
        ended.line.close()
        logger.warning(
            "worker ended, starting it again: worker=%s exit_code=%s",
            ended.number,
            ended.process.exitcode,
        )
        threading.Event().wait(self._delay)
        self._delay = min(2 * self._delay, _LONGEST_DELAY)
        self._start(ended.number)

    def _end(self) -> None:
        for worker in self._running.values():
            worker.line.close()
        for worker in self._running.values():
            worker.process.join(_GRACE_SECONDS)
            if worker.process.is_alive():
                logger.warning("worker does not end, killed: worker=%s", worker.number)
                worker.process.kill()
                worker.process.join(_KILLED_SECONDS)


def _begin(work: Work, end: PipeEnd, number: int, given: Any) -> None:
    work(Line(end), number, given)


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    def end(_: int, __: object) -> None:
        raise _Ended

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _deaf() -> Iterator[None]:
    """Let the ending, which is bounded in time, not be cut short by a second signal."""
    before = {one: signal.signal(one, signal.SIG_IGN) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
