"""Greeting: a handshake with all that follows from it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from pos.domain.handshake import Verdict
from pos.sync.answers import NotAuthorised
from pos.sync.handshake import Handshake, shake_hands
from pos.sync.marks import Marks
from pos.sync.patience import Patience
from pos.sync.peer import Peer
from pos.sync.presence import Presence
from pos.sync.progress import Progress
from pos.sync.recovery import Recovery
from pos.sync.server_link import ServerLink
from pos.sync.session_checks import SessionChecks
from pos.sync.tempo import Tempo

PROBING = timedelta(seconds=10)  # a server that comes back answers a handshake within that


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The server as the register reaches it: who it is, the way to it, and how to greet it."""

    peer: Peer
    link: ServerLink
    presence: Presence
    patience: Patience


@dataclass(frozen=True, slots=True)
class Greeting:
    """Asks the server where it stands, and fetches at once what is missing here."""

    server: Counterpart
    marks: Marks
    checks: SessionChecks
    recovery: Recovery
    tempo: Tempo

    def run(self, keep_on: Callable[[], bool], progress: Progress) -> Handshake:
        """Shake hands, and again after what is missing of our own journal was pulled.

        :raises NoUsableAnswer: if the server does not answer, or not genuinely.
        :raises Problem: if a cash session could not be settled.
        """
        found = self._shake_hands()
        if found.verdict is not Verdict.REGISTER_BEHIND or self.marks.is_fenced():
            return found
        if self.recovery.catch_up(keep_on, progress):
            return self._shake_hands()
        return replace(found, verdict=Verdict.FORK)

    def _shake_hands(self) -> Handshake:
        try:
            with self._probing():
                return shake_hands(self.server.link, self.marks, self.checks)
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
