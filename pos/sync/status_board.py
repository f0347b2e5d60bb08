"""Status board: how the exchange stands, as listeners were told of it last."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from pos.sync.handshake import Handshake
from pos.sync.local_store import LocalStore
from pos.sync.session_checks import SessionChecks
from pos.sync.status import Contact, Listener, SyncStatus
from pos.sync.sync_rows import Told, Waiting, read_told, read_waiting, write_told
from pos.sync.tempo import Tempo

logger = logging.getLogger(__name__)


class StatusBoard:
    """Holds the status and tells listeners of each new one.

    In memory, but for what the server told of single entries and of the time: that is shown
    after a start as well, before the server was asked.
    """

    def __init__(self, local: LocalStore, checks: SessionChecks, tempo: Tempo) -> None:
        self._local = local
        self._checks = checks
        self._tempo = tempo
        self._listeners: list[Listener] = []
        told = local.run(read_told)
        self._status = SyncStatus(
            quarantined=told.quarantined, flagged=told.flagged, clock_skew=told.clock_skew
        )

    @property
    def status(self) -> SyncStatus:
        return self._status

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with each new status, from the thread of the exchange."""
        self._listeners.append(listener)

    def count_waiting(self) -> None:
        """Show how much waits now, and how fast it becomes less."""
        self._show(replace(self._status, **counts(self._local.run(read_waiting))))

    def keep(self) -> None:
        """Keep what the server told for the next start."""
        told = Told(
            quarantined=self._status.quarantined,
            flagged=self._status.flagged,
            clock_skew=self._status.clock_skew,
        )
        self._local.run(partial(write_told, told=told))

    def show_pace(self) -> None:
        """Show how fast the exchange goes, and when it goes on."""
        self._show(self._status)

    def look_at_sessions(self) -> None:
        """Show the cash sessions as they are now, and what nobody was told of yet."""
        checks, untold = self._checks.checks(), self._checks.untold()
        self._show(replace(self._status, cash_sessions=checks, cleared=untold))

    def after_handshake(self, found: Handshake) -> None:
        """Show what the server said."""
        self._show(
            replace(
                self._status,
                clock_skew=found.clock_skew,
                quarantined=found.quarantined,
                offered=found.reconciled.offered,
                attention=found.reconciled.attention,
                also_open=found.reconciled.also_open,
                stuck=found.stuck,
                copied_at=found.copied_at,
            )
        )

    def after_cycle(self, *, reached: bool, problem: str | None, **changes: Any) -> None:
        """Show how a cycle ended; the log is told of the contact only when it changes."""
        contact = Contact.ONLINE if reached else Contact.OFFLINE
        since = self._status.since
        if contact is not self._status.contact:
            since = self._local.clock.now()
            if problem is None:
                logger.info("contact changed: contact=%s", contact)
            else:
                logger.warning("contact changed: contact=%s reason=%s", contact, problem)
        self._show(replace(self._status, contact=contact, since=since, problem=problem, **changes))

    def _show(self, status: SyncStatus) -> None:
        status = replace(status, pace=self._tempo.now(status.waiting))
        if status != self._status:
            self._status = status
            for listener in self._listeners:
                listener(status)


def counts(waiting: Waiting) -> dict[str, Any]:
    """Return how much waits, as the status names it."""
    return {"waiting": waiting.entries, "oldest_waiting": waiting.oldest}


def union(known: Iterable[int], new: Iterable[int]) -> tuple[int, ...]:
    """Return the numbers of both, in order."""
    return tuple(sorted({*known, *new}))
