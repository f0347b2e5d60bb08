"""Presence: telling our server that this register is online; best effort, nothing depends on it."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from pos import __version__
from pos.domain.problem import Problem
from pos.runtime.clock import Clock
from pos.sync.patience import Patience
from pos.sync.server_link import ServerLink
from pos.wire.messages import PresenceAnswer, PresenceRequest

logger = logging.getLogger(__name__)

AT_MOST_EVERY = timedelta(seconds=60)  # so that an outage is at most one line in the log a minute
NO_LONGER_THAN = timedelta(seconds=2)
_NANOSECONDS = 1_000


class Presence:
    """Says who is signed in and how much waits, at most once a minute."""

    def __init__(self, link: ServerLink, patience: Patience, clock: Clock) -> None:
        self._link = link
        self._patience = patience
        self._clock = clock
        self._operator: UUID | None = None
        self._not_before_ns: int | None = None

    def signed_in(self, operator: UUID | None) -> None:
        """Note who is signed in now; None is nobody. From any thread."""
        self._operator = operator

    def tell(self, unsent: int) -> None:
        """Tell the server, if it is time; it does not matter whether it hears."""
        now = self._clock.monotonic_ns()
        if self._not_before_ns is not None and now < self._not_before_ns:
            return
        self._not_before_ns = now + AT_MOST_EVERY // timedelta(microseconds=1) * _NANOSECONDS
        request = PresenceRequest(
            operator=self._operator, unsent=unsent, program_version=__version__
        )
        try:
            with self._patience.at_most(NO_LONGER_THAN):
                self._link.post("/v1/presence", request, PresenceAnswer)
        except Problem as error:
            logger.info("presence not told: %s", error)
