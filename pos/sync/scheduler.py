"""Scheduler: when the exchange runs; the only module that knows APScheduler."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any, Protocol

from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from pos.runtime.clock import Clock

logger = logging.getLogger(__name__)

Tick = Callable[[], timedelta]
"""Does what is due, and returns how long there will be nothing to do."""

SOON = timedelta(milliseconds=200)  # gathers the commits of one moment into one batch
AFTER_A_BUG = timedelta(seconds=60)
END_SECONDS = 5
WATCH_SECONDS = 5.0  # how late a run may be before somebody looks why
_MICROSECOND = timedelta(microseconds=1)
_NANOSECONDS = 1_000_000_000  # of a second
_JOB = "exchange"
_STORE = "default"
_FALLBACK = IntervalTrigger(hours=1, timezone=UTC)  # each run sets the next one itself


class Scheduler(Protocol):
    """Runs a tick again and again, never twice at once."""

    def start(self, tick: Tick) -> None:
        """Run `tick` now and from then on whenever the time it returned has passed."""

    def nudge(self) -> None:
        """Run it soon; costs microseconds, from any thread."""

    def close(self) -> None:
        """Begin no more; wait a few seconds for the one that runs, but never for ever."""


class SyncScheduler:
    """A scheduler on APScheduler, whose jobs live in memory.

    APScheduler goes by the wall clock. Where that is set back, a run would wait until it has
    caught up: a watch beside it goes by the time that really passes.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._executor = _DaemonThreads()
        self._scheduler = BackgroundScheduler(
            timezone=UTC, executors={"default": self._executor}, daemon=True
        )
        self._nudged = threading.Event()
        self._is_running = False
        self._is_open = False
        self._due_ns = 0
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._keep_watch, name="schedule", daemon=True)

    def start(self, tick: Tick) -> None:
        self._is_open = True
        self._scheduler.add_job(
            self._run,
            _FALLBACK,
            args=(tick,),
            id=_JOB,
            next_run_time=self._clock.now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._due_ns = self._clock.monotonic_ns()
        self._scheduler.start()
        self._watch.start()

    def nudge(self) -> None:
        if self._nudged.is_set():
            return  # one is coming already
        self._nudged.set()
        if not self._is_running:
            self._run_in(SOON)

    def close(self) -> None:
        if not self._is_open:
            return
        self._is_open = False
        self._closed.set()
        self._watch.join()
        self._executor.join()
        self._scheduler.shutdown(wait=False)

    def _run(self, tick: Tick) -> None:
        self._is_running = True
        self._nudged.clear()
        delay = AFTER_A_BUG
        try:
            delay = tick()
        finally:
            self._is_running = False
            self._run_in(delay)
            if self._nudged.is_set():  # while it ran: the new run must not wait for the delay
                self._run_in(SOON)

    def _run_in(self, delay: timedelta) -> None:
        if not self._is_open:
            return
        self._due_ns = self._clock.monotonic_ns() + delay // _MICROSECOND * 1_000
        try:
            self._scheduler.modify_job(_JOB, next_run_time=self._clock.now() + delay)
        except JobLookupError:
            return  # closed a moment ago

    def _keep_watch(self) -> None:
        while not self._closed.wait(WATCH_SECONDS):
            late_ns = self._clock.monotonic_ns() - self._due_ns
            if late_ns > WATCH_SECONDS * _NANOSECONDS and not self._is_running:
                logger.warning("the clock was set back: the exchange runs now")
                self._run_in(timedelta(0))


class _DaemonThreads(BaseExecutor):  # type: ignore[misc]
    """Runs a job on a thread that does not hold up the end of the process.

    A request that hangs is given up with the process; what was not confirmed is sent again.
    """

    def __init__(self) -> None:
        super().__init__()
        self._at_rest = threading.Event()
        self._at_rest.set()

    def join(self) -> None:
        """Wait for the job that runs or is about to, within bounds."""
        self._at_rest.wait(END_SECONDS)

    def _do_submit_job(self, job: Any, run_times: Any) -> None:
        def run() -> None:
            try:
                events = run_job(job, _STORE, run_times, self._logger.name)
            except BaseException as error:
                self._run_job_error(job.id, error, sys.exc_info()[2])
                raise
            finally:
                self._at_rest.set()
            self._run_job_success(job.id, events)

        self._at_rest.clear()  # before the thread begins: who closes now waits for it
        threading.Thread(target=run, name="exchange", daemon=True).start()
