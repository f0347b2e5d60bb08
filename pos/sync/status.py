"""Status: how the exchange stands, as frozen values for screens and commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pos.domain.handshake import Verdict
from pos.domain.server_session import ServerSession
from pos.services.session_check_rows import SessionCheck
from pos.services.session_reconciliation import ClearedSession, Disagreement, OpenTwice
from pos.sync.session_answers import StuckSession
from pos.sync.tempo import PaceNow

SKEW_WORTH_TELLING = timedelta(minutes=2)


class Contact(StrEnum):
    UNTRIED = "untried"
    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleResult:
    """What one cycle came to. `problem` is a sentence, None if there is nothing to tell."""

    pushed: int = 0
    pulled: int = 0
    waiting: int = 0
    quarantined: int = 0
    flagged: int = 0
    verdict: Verdict = Verdict.UNKNOWN
    problem: str | None = None
    reached: bool = False  # our server answered, whatever it said
    cleared: tuple[ClearedSession, ...] = ()  # stale resumptions that it ended

    @property
    def is_at_rest(self) -> bool:
        """Tell whether the server was reached and holds all there is, without objections.

        What it keeps of a fenced register in quarantine is for people there, not here.
        """
        objections = self.quarantined if self.verdict is not Verdict.FENCED else 0
        return self.reached and not (self.waiting or objections or self.problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """What the status bar and the sync screen show.

    `since` is when the contact became what it is; `answered_at` and `last_answer` are of the last
    answer that could be believed; `problem` is what is in the way now, in a sentence.

    `cash_sessions` are those that are not closed here, each with what the server said of it last
    and when: without contact it is *not checked since* then. `cleared` stay until somebody was
    told of them. The rest is of the last handshake.
    """

    contact: Contact = Contact.UNTRIED
    since: datetime | None = None
    waiting: int = 0
    oldest_waiting: datetime | None = None
    verdict: Verdict = Verdict.UNKNOWN
    last_answer: str = ""
    answered_at: datetime | None = None
    problem: str | None = None
    quarantined: tuple[int, ...] = ()  # sequence numbers the server keeps but has not applied
    flagged: tuple[int, ...] = ()  # applied, but the server computes them differently
    clock_skew: timedelta | None = None  # register minus server
    pace: PaceNow = field(default_factory=PaceNow)
    cash_sessions: tuple[SessionCheck, ...] = ()
    cleared: tuple[ClearedSession, ...] = ()
    offered: tuple[ServerSession, ...] = ()  # open at the server, not here: can be resumed
    attention: tuple[Disagreement, ...] = ()
    also_open: tuple[OpenTwice, ...] = ()
    stuck: tuple[StuckSession, ...] = ()  # of the whole store, for managers
    copied_at: datetime | None = None  # when a copy of this register showed last; None: no copy


Listener = Callable[[SyncStatus], None]
"""Called on the thread of the exchange with each new status; it must return at once."""
