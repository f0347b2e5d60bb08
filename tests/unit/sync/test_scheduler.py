"""The schedule of the exchange: never twice at once, soon after a nudge, gone when closed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from pos.runtime.clock import SystemClock
from pos.sync.scheduler import SyncScheduler

HOUR = timedelta(hours=1)
PATIENCE = 10


@pytest.fixture
def scheduler() -> Iterator[SyncScheduler]:
    made = SyncScheduler(SystemClock())
    yield made
    made.close()


class Ticks:
    """Counts ticks; each waits until it may end."""

    def __init__(self, delay: timedelta = HOUR) -> None:
        self.count = 0
        self.at_once = 0
        self.most_at_once = 0
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Semaphore(0)
        self._delay = delay

    def __call__(self) -> timedelta:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.count += 1
        self.begun.release()
        assert self.may_end.acquire(timeout=PATIENCE)
        self.at_once -= 1
        return self._delay

    def begins(self) -> bool:
        return self.begun.acquire(timeout=PATIENCE)


class SteppingClock(SystemClock):
    """The computer's clock, which is set right the moment after it was ahead."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        ahead, self.ahead = self.ahead, timedelta(0)
        return super().now() + ahead


class TestAClockThatIsSetBack:
    @pytest.fixture(autouse=True)
    def watched_closely(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("pos.sync.scheduler.WATCH_SECONDS", 0.05)

    @pytest.fixture
    def clock(self) -> SteppingClock:
        return SteppingClock()

    @pytest.fixture
    def scheduler(self, clock: SteppingClock) -> Iterator[SyncScheduler]:
        made = SyncScheduler(clock)
        yield made
        made.close()

    def test_does_not_hold_up_what_is_due(
        self, scheduler: SyncScheduler, clock: SteppingClock
    ) -> None:
        ticks = Ticks(delay=timedelta(milliseconds=10))
        scheduler.start(ticks)
        assert ticks.begins()
        clock.ahead = timedelta(days=1)
        ticks.may_end.release()  # due in a moment, and tomorrow by the clock

        assert ticks.begins()
        ticks._delay = HOUR
        ticks.may_end.release()

    def test_does_not_swallow_a_nudge(self, scheduler: SyncScheduler, clock: SteppingClock) -> None:
        ticks = Ticks()
        scheduler.start(ticks)
        assert ticks.begins()
        ticks.may_end.release()
        scheduler._executor.join()
        clock.ahead = timedelta(days=1)
        scheduler.nudge()
        scheduler.nudge()

        assert ticks.begins()
        ticks.may_end.release()


class TestTheScheduler:
    def test_ticks_at_once_and_again_when_told(self, scheduler: SyncScheduler) -> None:
        ticks = Ticks(delay=timedelta(0))
        scheduler.start(ticks)

        for _ in range(3):
            assert ticks.begins()
            ticks.may_end.release()

        assert ticks.begins()
        ticks._delay = HOUR
        ticks.may_end.release()

    def test_ticks_soon_after_a_nudge(self, scheduler: SyncScheduler) -> None:
        ticks = Ticks()
        scheduler.start(ticks)
        assert ticks.begins()
        ticks.may_end.release()

        scheduler.nudge()

        assert ticks.begins()
        ticks.may_end.release()

    def test_ticks_again_after_a_nudge_meanwhile_but_never_twice_at_once(
        self, scheduler: SyncScheduler
    ) -> None:
        ticks = Ticks()
        scheduler.start(ticks)
        assert ticks.begins()
        for _ in range(5):
            scheduler.nudge()

        ticks.may_end.release()

        assert ticks.begins()
        ticks.may_end.release()
        assert (ticks.count, ticks.most_at_once) == (2, 1)

    def test_goes_on_after_a_bug(
        self, scheduler: SyncScheduler, caplog: pytest.LogCaptureFixture
    ) -> None:
        failed, again = threading.Event(), threading.Event()

        def tick() -> timedelta:
            if failed.is_set():
                again.set()
                return HOUR
            failed.set()
            raise ZeroDivisionError("by nothing")

        scheduler.start(tick)
        assert failed.wait(PATIENCE)

        while not again.wait(0.05):
            scheduler.nudge()

        assert "by nothing" in caplog.text

    def test_waits_for_the_tick_in_hand_when_closed(self) -> None:
        scheduler, ticks = SyncScheduler(SystemClock()), Ticks()
        scheduler.start(ticks)
        assert ticks.begins()
        ticks.may_end.release()

        scheduler.close()

        assert ticks.at_once == 0
        scheduler.close()
        scheduler.nudge()

    def test_can_be_closed_while_a_tick_is_about_to_begin(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        starting, may_start = threading.Event(), threading.Event()
        start_at_once = threading.Thread.start

        def start_late(thread: threading.Thread) -> None:
            if thread.name == "exchange":
                starting.set()
                assert may_start.wait(PATIENCE)
            start_at_once(thread)

        monkeypatch.setattr(threading.Thread, "start", start_late)
        scheduler, ticks = SyncScheduler(SystemClock()), Ticks()
        scheduler.start(ticks)
        assert starting.wait(PATIENCE)
        threading.Timer(0.1, may_start.set).start()  # closing waits for the scheduler's thread
        ticks.may_end.release()

        scheduler.close()

        assert may_start.is_set()

    def test_gives_up_a_tick_that_hangs_when_closed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("pos.sync.scheduler.END_SECONDS", 0)
        scheduler, ticks = SyncScheduler(SystemClock()), Ticks()
        scheduler.start(ticks)
        assert ticks.begins()

        scheduler.close()

        assert ticks.at_once == 1
        ticks.may_end.release()

    def test_may_be_closed_and_nudged_before_it_starts(self, scheduler: SyncScheduler) -> None:
        scheduler.nudge()
        scheduler.close()
