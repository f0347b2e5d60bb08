"""Session checks: the register's cash sessions as the exchange asks about them and shows them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from pos.domain.cash_session import CashSessionId
from pos.domain.problem import Problem
from pos.domain.server_session import ServerSession
from pos.services.journal import Journal
from pos.services.session_check_rows import SessionCheck
from pos.services.session_reconciliation import (
    ClearedSession,
    Reconciled,
    SessionReconciliation,
)
from pos.sync.local_store import LocalStore

logger = logging.getLogger(__name__)


class SessionChecks:
    """Runs reconciliation on the database worker, a session at a time.

    When the server last spoke of a session is kept to the second in memory, and seldom on disk.
    """

    def __init__(self, local: LocalStore, reconciliation: SessionReconciliation) -> None:
        self._local = local
        self._reconciliation = reconciliation
        self._checked_at: dict[CashSessionId, datetime] = {}
        self._asked_again: set[CashSessionId] = set()

    @property
    def journal(self) -> Journal:
        """Return the register's journal, for what the exchange itself has to record."""
        return self._reconciliation.journal

    def to_ask_about(self) -> tuple[CashSessionId, ...]:
        """Return the sessions that the server is asked about."""
        return self._local.worker.run(self._reconciliation.to_ask_about)

    def take_unchecked(self) -> bool:
        """Tell, once for each, whether there are unclosed sessions without a verdict."""
        unchecked = {check.id for check in self.checks() if check.checked_at is None}
        is_new = not unchecked <= self._asked_again
        self._asked_again |= unchecked
        return is_new

    def settle(self, answers: Iterable[ServerSession]) -> Reconciled:
        """Act on each answer; one that fails holds up none of the others.

        :raises Problem: the first one met, after all others were settled.
        """
        result, problem = Reconciled(), None
        for answer in answers:
            try:
                result += self._settle(answer)
            except Problem as error:
                logger.warning("session not settled: session=%s: %s", answer.id, error)
                problem = problem or error
        if problem is not None:
            raise problem
        return result

    def checks(self) -> tuple[SessionCheck, ...]:
        """Return the unclosed sessions with what the server said of them last, and when."""
        return tuple(
            replace(check, checked_at=self._checked_at.get(check.id, check.checked_at))
            for check in self._local.worker.run(self._reconciliation.checks)
        )

    def untold(self) -> tuple[ClearedSession, ...]:
        """Return the cleared sessions that nobody was told of yet."""
        return self._local.worker.run(self._reconciliation.untold)

    def tell(self, session_ids: Collection[CashSessionId]) -> None:
        """Record, soon, that the cashier was told of these; from any thread."""
        self._local.worker.submit(lambda: self._reconciliation.tell(session_ids))

    def _settle(self, answer: ServerSession) -> Reconciled:
        result = self._local.worker.run(lambda: self._reconciliation.settle(answer))
        if not result.unheard:
            self._checked_at[answer.id] = self._local.clock.now()
        return result
