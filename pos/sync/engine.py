"""The engine of the exchange: cycles of handshake, push and pull that never harm a sale."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from pos.domain.handshake import Verdict
from pos.domain.problem import Problem
from pos.services.session_reconciliation import ClearedSession
from pos.sync.answers import (
    AnswerOutdated,
    NoUsableAnswer,
    RequestRefused,
    ServerUnreachable,
)
from pos.sync.branching import Branching
from pos.sync.feed_topics import Topics
from pos.sync.greeting import Counterpart, Greeting
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks
from pos.sync.progress import Progress, no_progress
from pos.sync.pull import Pull, Pulled
from pos.sync.push import Push, Pushed
from pos.sync.recovery import Recovery
from pos.sync.session_checks import SessionChecks
from pos.sync.status import CycleResult, Listener, SyncStatus
from pos.sync.status_board import StatusBoard, counts, union
from pos.sync.sync_rows import read_sync_state, read_waiting
from pos.sync.tempo import Tempo

logger = logging.getLogger(__name__)

WHILE_WAITING = timedelta(seconds=2)
WHEN_AT_REST = timedelta(seconds=15)
_SENDS = {Verdict.NORMAL, Verdict.SERVER_BEHIND}
_UNANTICIPATED = (
    "The exchange met an error of its own; the details are in the log. Everything is kept here."
)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a cycle ended early."""

    sentence: str
    reached: bool
    retry_after: timedelta | None = None


@dataclass(slots=True)
class _Cycle:
    """What a cycle has come to so far."""

    pushed: Pushed = field(default_factory=Pushed)
    pulled: Pulled = field(default_factory=Pulled)
    cleared: tuple[ClearedSession, ...] = ()


class SyncEngine:
    """Exchanges with the server when told to, on one thread at a time.

    What could not be believed changes nothing but the status, which is kept in memory.
    """

    def __init__(
        self, local: LocalStore, server: Counterpart, checks: SessionChecks, tempo: Tempo
    ) -> None:
        self._local = local
        self._presence = server.presence
        self._checks = checks
        self._topics = Topics()
        self.marks = Marks(local, server.peer)
        recovery = Recovery(local, server.link, self.marks)
        self._push = Push(local, server.link, self.marks, tempo.batch, tempo.throughput)
        branching = Branching(local, server.link, self.marks, recovery, self._push, checks.journal)
        self._greeting = Greeting(server, self.marks, checks, recovery, branching, tempo)
        self._pull = Pull(local, server.link, server.peer.store_id, self._topics)
        self._tempo = tempo
        self._board = StatusBoard(local, checks, tempo)
        self._in_doubt = True
        self._asked = False
        self._stopping = False
        self._is_paced = False

    @property
    def status(self) -> SyncStatus:
        return self._board.status

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with each new status, from the thread of the exchange."""
        self._board.listen(listener)

    def stop(self) -> None:
        """End the cycle in hand after its current step; begin no other. From any thread."""
        self._stopping = True

    def try_now(self) -> None:
        """Wait no longer for the server to recover: the next `tick` asks it. From any thread."""
        self._tempo.hurry()

    def ask_soon(self) -> None:
        """Have the next `tick` ask what the server holds, before all else. From any thread."""
        self._asked = True
        self.try_now()

    def tick(self) -> timedelta:
        """Do what is due and return how long there will be nothing to do."""
        wait = self._tempo.wait()
        if wait:
            with suppress(Problem):  # whoever works on the database is told of it
                self._board.count_waiting()
                self._board.look_at_sessions()
            return wait
        result, failure = self._paced_cycle()
        if failure is not None:
            wait = self._tempo.failed(failure.retry_after, reached=failure.reached)
            self._board.show_pace()
            return wait
        self._tempo.succeeded()
        self._board.show_pace()
        sends = result.verdict in {*_SENDS, Verdict.FENCED}
        return WHILE_WAITING if result.waiting and sends else WHEN_AT_REST

    def cycle(self, progress: Progress | None = None) -> CycleResult:
        """Exchange now, whatever the backoff says, until nothing is left to exchange."""
        return self._cycle(progress or no_progress)[0]

    def ask(self) -> CycleResult:
        """Ask what the server holds and act on it, whatever the backoff says; exchange nothing."""
        return self._conclude(self._shake_hands)[0]

    def _paced_cycle(self) -> tuple[CycleResult, _Failure | None]:
        """Exchange until nothing is left, or as much was asked as is good for the server."""
        self._is_paced = True
        try:
            return self._cycle(no_progress)
        finally:
            self._is_paced = False

    def _cycle(self, progress: Progress) -> tuple[CycleResult, _Failure | None]:
        result, failure = self._conclude(lambda cycle: self._exchange(cycle, progress))
        if failure is None and result.verdict is not Verdict.FENCED:
            self._say_hello(result.waiting)
        return result, failure

    def _conclude(self, work: Callable[[_Cycle], None]) -> tuple[CycleResult, _Failure | None]:
        cycle = _Cycle()
        failure = _failure_of(partial(self._begin, work, cycle))
        if failure is not None and not failure.reached:
            cycle.pushed.verdict = Verdict.UNKNOWN
        self._in_doubt = failure is not None or cycle.pushed.verdict not in _SENDS
        try:
            return self._concluded(cycle, failure), failure
        except Problem as error:  # the register is closing, or its disk fails
            return CycleResult(problem=str(error)), failure or _Failure(str(error), reached=False)

    def _begin(self, work: Callable[[_Cycle], None], cycle: _Cycle) -> None:
        self._board.count_waiting()
        work(cycle)

    def _exchange(self, cycle: _Cycle, progress: Progress) -> None:
        if self._in_doubt or self._asked or self.marks.is_fenced():
            self._shake_hands(cycle, progress)
        if self.marks.is_fenced():
            self._push.run(cycle.pushed, self._goes_on)  # the server allows it nothing else
            return
        refused: NoUsableAnswer | None = None
        try:
            self._send(cycle, progress)
        except RequestRefused as error:
            refused = error  # what the server has for us is not held up by what it refuses
        self._pull.run(cycle.pulled, self._goes_on, progress)
        if refused is not None:
            raise refused
        if self._goes_on() and self._has_heard_enough_to_ask(cycle.pulled):
            self._shake_hands(cycle)
            self._push.run(cycle.pushed, self._goes_on)  # what was cleared leaves at once

    def _send(self, cycle: _Cycle, progress: Progress) -> None:
        """Push, also to a server that turns out to be set back or to hold another copy."""
        was_known = cycle.pushed.verdict is Verdict.FORK
        try:
            self._push.run(cycle.pushed, self._goes_on)
            is_news = cycle.pushed.verdict is Verdict.FORK and not was_known
        except AnswerOutdated:
            is_news = True
        if is_news and self._goes_on():
            self._shake_hands(cycle, progress)
            self._push.run(cycle.pushed, self._goes_on)

    def _has_heard_enough_to_ask(self, pulled: Pulled) -> bool:
        """Tell whether the feed gave a reason to ask the server where it stands."""
        commands, unchecked = self._topics.take_commands(), self._checks.take_unchecked()
        return bool(commands or unchecked or pulled.was_cursor_unknown)

    def _shake_hands(self, cycle: _Cycle, progress: Progress = no_progress) -> None:
        """Ask the server where it stands, and settle each cash session by what it says."""
        self._asked = False
        cycle.pushed.verdict = Verdict.UNKNOWN
        branched = Pushed()
        try:
            found = self._greeting.run(branched, self._goes_on, progress)
        finally:
            cycle.pushed.add(branched)
        cycle.pushed.verdict = found.verdict
        cycle.cleared += found.reconciled.cleared
        self._board.after_handshake(found)

    def _say_hello(self, unsent: int) -> None:
        try:
            self._presence.tell(unsent)
        except Exception:
            logger.exception("unanticipated error in telling of our presence")

    def _concluded(self, cycle: _Cycle, failure: _Failure | None) -> CycleResult:
        """Return what the cycle came to, and show it."""
        pushed = cycle.pushed
        state, waiting = self._local.run(lambda db: (read_sync_state(db), read_waiting(db)))
        self._board.look_at_sessions()
        verdict = self._verdict(pushed.verdict, waiting.entries)
        reached = failure is None or failure.reached
        problem = None if failure is None else failure.sentence
        before = set(self.status.quarantined) - pushed.applied
        quarantined = union(before, pushed.quarantined - pushed.applied)
        self._board.after_cycle(
            reached=reached,
            problem=state.last_answer if verdict is Verdict.FENCED and not problem else problem,
            **counts(waiting),
            verdict=verdict,
            last_answer=state.last_answer,
            answered_at=self._local.clock.now() if reached else state.answered_at,
            quarantined=quarantined,
            flagged=union(self.status.flagged, pushed.flagged),
        )
        self._board.keep()
        return CycleResult(
            pushed=pushed.entries,
            pulled=cycle.pulled.changes,
            waiting=waiting.entries,
            quarantined=len(quarantined),
            flagged=len(self.status.flagged),
            verdict=verdict,
            problem=problem,
            reached=reached,
            cleared=cycle.cleared,
        )

    def _verdict(self, found: Verdict, waiting: int) -> Verdict:
        """Return what to tell of how server and register stand to each other now."""
        if found is not Verdict.UNKNOWN and self.marks.is_fenced():
            return Verdict.FENCED
        if found is Verdict.SERVER_BEHIND and not waiting:
            return Verdict.NORMAL
        return found

    def _goes_on(self) -> bool:
        self._board.count_waiting()
        return not (self._stopping or (self._is_paced and self._tempo.budget.wait()))


def _failure_of(work: Callable[[], None]) -> _Failure | None:
    """Do the work; an error ends here, as a sentence."""
    try:
        work()
    except ServerUnreachable as error:
        return _Failure(str(error), reached=False, retry_after=error.retry_after)
    except RequestRefused as error:
        return _Failure(str(error), reached=True)
    except Problem as error:
        return _Failure(str(error), reached=False)
    except Exception:
        logger.exception("unanticipated error in the exchange")
        return _Failure(_UNANTICIPATED, reached=False)
    return None
