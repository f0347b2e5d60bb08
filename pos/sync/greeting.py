"""Greeting: a handshake with all that follows from it at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from pos.domain.handshake import Verdict
from pos.runtime.ids import Chance
from pos.sync.answers import AnswerNotGenuine, NotAuthorised, RequestRefused, SeriesForgotten
from pos.sync.branching import Branching
from pos.sync.handshake import Handshake, shake_hands
from pos.sync.marks import Marks
from pos.sync.patience import Patience
from pos.sync.peer import Peer
from pos.sync.presence import Presence
from pos.sync.progress import Progress
from pos.sync.push import Pushed
from pos.sync.recovery import Recovery
from pos.sync.server_link import ServerLink
from pos.sync.session_checks import SessionChecks
from pos.sync.tempo import Tempo

logger = logging.getLogger(__name__)

_NONCE_BYTES = 16
_SENDS = {Verdict.NORMAL, Verdict.SERVER_BEHIND}
PROBING = timedelta(seconds=10)  # a server that comes back answers a handshake within that


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The server as the register reaches it: who it is, the way to it, and how to greet it.

    `chance` draws the nonces of questions.
    """

    peer: Peer
    link: ServerLink
    presence: Presence
    patience: Patience
    chance: Chance


@dataclass(frozen=True, slots=True)
class Greeting:
    """Asks the server where it stands, and fetches at once what is missing here."""

    server: Counterpart
    marks: Marks
    checks: SessionChecks
    recovery: Recovery
    branching: Branching
    tempo: Tempo

    def run(self, pushed: Pushed, keep_on: Callable[[], bool], progress: Progress) -> Handshake:
        """Shake hands, and again after what follows from it.

        What is missing of our own journal is pulled; what a copy of this register wrote otherwise
        is put beside the other one's, and counted in `pushed`. Until that is done the verdict is
        none to send by: what waits would land in the other one's series.

        :raises NoUsableAnswer: if the server does not answer, or not genuinely.
        :raises Problem: if a cash session could not be settled.
        """
        found = self._where_it_stands(keep_on, progress)
        if found.verdict is not Verdict.FORK and not self.branching.is_unfinished():
            return found
        try:
            if self.branching.go_on(pushed, keep_on, progress):
                found = self._where_it_stands(keep_on, progress)
        except (RequestRefused, AnswerNotGenuine) as reason:
            logger.warning("no branch for what was recorded here: %s", reason)
        if found.verdict in _SENDS and self.branching.is_unfinished():
            return replace(found, verdict=Verdict.FORK)
        return found

    def _where_it_stands(self, keep_on: Callable[[], bool], progress: Progress) -> Handshake:
        try:
            found = self._shake_hands()
        except SeriesForgotten:
            found = self._shake_hands()
        except RequestRefused as refusal:
            if refusal.error != "series_unknown" or not self.branching.reopen():
                raise
            found = self._shake_hands()
        if found.verdict is not Verdict.REGISTER_BEHIND or self.marks.is_fenced():
            return found
        # Behind the end of an older series stands what another copy wrote.
        if not self.branching.is_unfinished() and self.recovery.catch_up(keep_on, progress):
            return self._shake_hands()
        return replace(found, verdict=Verdict.FORK)

    def _shake_hands(self) -> Handshake:
        try:
            with self._probing():
                nonce = self.server.chance.random_bytes(_NONCE_BYTES).hex()
                return shake_hands(self.server.link, self.marks, self.checks, nonce)
        except NotAuthorised as refusal:
            if refusal.mark is not None:
                self.marks.end_series(refusal.mark)
            raise

    @contextmanager
    def _probing(self) -> Iterator[None]:
        """While the circuit is open give a handshake little time; one that succeeds closes it."""
        if not self.tempo.circuit.is_open:
            yield
            return
        with self.server.patience.at_most(PROBING):
            yield
        self.tempo.circuit.probed()
