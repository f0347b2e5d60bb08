"""The engine of the exchange: cycles of handshake, push and pull that never harm a sale."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from pos.domain.handshake import Verdict
from pos.domain.problem import Problem
from pos.sync.answers import NoUsableAnswer, RequestRefused, ServerUnreachable
from pos.sync.feed_topics import Topics
from pos.sync.handshake import shake_hands
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks
from pos.sync.peer import Peer
from pos.sync.progress import Progress, no_progress
from pos.sync.pull import Pull, Pulled
from pos.sync.push import Push, Pushed
from pos.sync.retry import RetryPolicy
from pos.sync.server_link import ServerLink
from pos.sync.status import Contact, CycleResult, Listener, SyncStatus
from pos.sync.sync_rows import Waiting, read_sync_state, read_waiting

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


class SyncEngine:
    """Exchanges with the server when told to, on one thread at a time.

    What could not be believed changes nothing but the status, which is kept in memory.
    """

    def __init__(self, local: LocalStore, peer: Peer, link: ServerLink, retry: RetryPolicy) -> None:
        self._local = local
        self._link = link
        self.marks = Marks(local, peer)
        self._push = Push(local, link, self.marks)
        self._pull = Pull(local, link, Topics())
        self._retry = retry
        self._listeners: list[Listener] = []
        self._status = SyncStatus()
        self._in_doubt = True
        self._stopping = False
        self._not_before_ns = 0

    @property
    def status(self) -> SyncStatus:
        return self._status

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with each new status, from the thread of the exchange."""
        self._listeners.append(listener)

    def stop(self) -> None:
        """End the cycle in hand after its current step; begin no other. From any thread."""
        self._stopping = True

    def try_now(self) -> None:
        """Wait no longer for the server to recover: the next `tick` asks it. From any thread."""
        self._not_before_ns = 0

    def tick(self) -> timedelta:
        """Do what is due and return how long there will be nothing to do."""
        left = self._not_before_ns - self._local.clock.monotonic_ns()
        if left > 0:
            with suppress(Problem):  # whoever works on the database is told of it
                self._refresh()
            return timedelta(microseconds=left // 1_000 + 1)
        result, failure = self._cycle(no_progress)
        if failure is not None:
            wait = self._retry.failed(failure.retry_after)
            self._not_before_ns = self._local.clock.monotonic_ns() + _nanoseconds(wait)
            return wait
        self._retry.succeeded()
        return WHILE_WAITING if result.waiting and result.verdict in _SENDS else WHEN_AT_REST

    def cycle(self, progress: Progress | None = None) -> CycleResult:
        """Exchange now, whatever the backoff says, until nothing is left to exchange."""
        return self._cycle(progress or no_progress)[0]

    def _cycle(self, progress: Progress) -> tuple[CycleResult, _Failure | None]:
        pushed, pulled = Pushed(), Pulled()
        failure = self._attempt(pushed, pulled, progress)
        if failure is not None:
            self._in_doubt = True
        try:
            return self._concluded(pushed, pulled, failure), failure
        except Problem as error:  # the register is closing, or its disk fails
            return CycleResult(problem=str(error)), failure or _Failure(str(error), reached=False)

    def _attempt(self, pushed: Pushed, pulled: Pulled, progress: Progress) -> _Failure | None:
        """Exchange; an error ends here, as a sentence."""
        try:
            self._exchange(pushed, pulled, progress)
        except ServerUnreachable as error:
            pushed.verdict = Verdict.UNKNOWN
            return _Failure(str(error), reached=False, retry_after=error.retry_after)
        except RequestRefused as error:
            return _Failure(str(error), reached=True)
        except Problem as error:
            pushed.verdict = Verdict.UNKNOWN
            return _Failure(str(error), reached=False)
        except Exception:
            logger.exception("unanticipated error in the exchange")
            pushed.verdict = Verdict.UNKNOWN
            return _Failure(_UNANTICIPATED, reached=False)
        return None

    def _exchange(self, pushed: Pushed, pulled: Pulled, progress: Progress) -> None:
        self._refresh()
        if self._in_doubt:
            pushed.verdict = Verdict.UNKNOWN
            pushed.verdict = self._shake_hands()
        refused: NoUsableAnswer | None = None
        try:
            self._push.run(pushed, self._goes_on)
        except RequestRefused as error:
            refused = error  # what the server has for us is not held up by what it refuses
        self._pull.run(pulled, self._goes_on, progress)
        if refused is not None:
            raise refused
        self._in_doubt = pushed.verdict not in _SENDS

    def _shake_hands(self) -> Verdict:
        found = shake_hands(self._link, self.marks)
        self._show(
            replace(
                self._status,
                cash_sessions=found.cash_sessions,
                clock_skew=found.clock_skew,
                quarantined=_union(self._status.quarantined, found.quarantined),
            )
        )
        return found.verdict

    def _concluded(self, pushed: Pushed, pulled: Pulled, failure: _Failure | None) -> CycleResult:
        """Return what the cycle came to, and show it."""
        state, waiting = self._local.run(lambda db: (read_sync_state(db), read_waiting(db)))
        verdict = pushed.verdict
        if verdict is Verdict.SERVER_BEHIND and not waiting.entries:
            verdict = Verdict.NORMAL
        reached = failure is None or failure.reached
        answered_at = self._local.clock.now() if reached else state.answered_at
        quarantined = _union(self._status.quarantined, pushed.quarantined)
        self._show(
            replace(
                self._in_contact(reached, failure),
                **_counts(waiting),
                verdict=verdict,
                last_answer=state.last_answer,
                answered_at=answered_at,
                problem=None if failure is None else failure.sentence,
                quarantined=quarantined,
                flagged=_union(self._status.flagged, pushed.flagged),
            )
        )
        return CycleResult(
            pushed=pushed.entries,
            pulled=pulled.changes,
            waiting=waiting.entries,
            quarantined=len(quarantined),
            verdict=verdict,
            problem=self._status.problem,
            reached=reached,
        )

    def _in_contact(self, reached: bool, failure: _Failure | None) -> SyncStatus:
        """Return the status with the contact as it is now; log only when it changes."""
        contact = Contact.ONLINE if reached else Contact.OFFLINE
        if contact is self._status.contact:
            return self._status
        if failure is not None:
            logger.warning("contact changed: contact=%s reason=%s", contact, failure.sentence)
        else:
            logger.info("contact changed: contact=%s", contact)
        return replace(self._status, contact=contact, since=self._local.clock.now())

    def _goes_on(self) -> bool:
        self._refresh()
        return not self._stopping

    def _refresh(self) -> None:
        """Show how much waits now."""
        self._show(replace(self._status, **_counts(self._local.run(read_waiting))))

    def _show(self, status: SyncStatus) -> None:
        if status != self._status:
            self._status = status
            for listener in self._listeners:
                listener(status)


def _counts(waiting: Waiting) -> dict[str, Any]:
    return {"waiting": waiting.entries, "oldest_waiting": waiting.oldest}


def _union(known: Iterable[int], new: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({*known, *new}))


def _nanoseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1) * 1_000
