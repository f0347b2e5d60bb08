"""Sync: how the exchange with the server stands, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos.domain.handshake import Verdict
from pos.sync.status import Contact, SyncStatus
from pos.ui.formatting import Formats
from pos.ui.language import translate, translate_count
from pos.ui.problem_words import with_detail
from pos.ui.sync_screen.facts import Fact, clock, copies, pace, progress_words, set_aside

_WORTH_COUNTING = 100  # entries; fewer are gone before anybody has read a number


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPicture:
    """All that the screen shows. While `is_busy` the number waiting falls from `most_waiting`."""

    headline: str
    explanation: str
    is_online: bool
    is_untried: bool
    waiting: int
    most_waiting: int
    is_busy: bool
    progress: str
    facts: tuple[Fact, ...]


class SyncView(Protocol):
    def show_picture(self, picture: SyncPicture) -> None: ...


class SyncPresenter:
    """Shows each new status; "try now" asks the server without waiting for the schedule."""

    def __init__(
        self,
        view: SyncView,
        *,
        status: Callable[[], SyncStatus | None],
        try_now: Callable[[], None],
        formats: Callable[[], Formats],
        now: Callable[[], datetime],
    ) -> None:
        self._view = view
        self._status = status
        self._try_now = try_now
        self._formats = formats
        self._now = now
        self._most_waiting = 0
        self._asked_of: SyncStatus | None = None

    def try_now(self) -> None:
        """Ask the server now."""
        self._asked_of = self._status() or SyncStatus()
        self.show()
        self._try_now()

    def heard(self) -> None:
        """Show a new status: what was asked for has come."""
        self._asked_of = None
        self.show()

    def show(self) -> None:
        """Show how things stand, in the language in use."""
        status = self._status() or SyncStatus()
        online = status.contact is Contact.ONLINE
        is_busy = self._asked_of is not None or (online and status.waiting > 0)
        self._most_waiting = max(self._most_waiting, status.waiting) if is_busy else 0
        self._view.show_picture(
            SyncPicture(
                headline=self._headline(status),
                explanation=_explanation(status),
                is_online=online,
                is_untried=status.contact is Contact.UNTRIED,
                waiting=status.waiting,
                most_waiting=self._most_waiting,
                is_busy=is_busy,
                progress=self._progress(status),
                facts=self._facts(status),
            )
        )

    def _progress(self, status: SyncStatus) -> str:
        if self._most_waiting < _WORTH_COUNTING:
            return ""
        return progress_words(status, self._most_waiting, self._formats())

    def _headline(self, status: SyncStatus) -> str:
        since = self._formats().moment(status.since) if status.since else ""
        match status.contact:
            case Contact.ONLINE:
                return translate("Sync", "Online since {time}", time=since)
            case Contact.OFFLINE if since:
                return translate("Sync", "Offline since {time}", time=since)
            case Contact.OFFLINE:
                return translate("Sync", "Offline")
            case Contact.UNTRIED:
                return translate("Sync", "The server has not been asked yet")

    def _facts(self, status: SyncStatus) -> tuple[Fact, ...]:
        formats = self._formats()
        facts = [Fact(translate("Sync", "Waiting to be sent"), self._waiting(status))]
        if status.answered_at is not None:
            moment = formats.moment(status.answered_at)
            facts.append(Fact(translate("Sync", "Last answer"), moment))
        if status.problem:
            words = with_detail(lambda: _in_the_way(status), status.problem)
            facts.append(Fact(translate("Sync", "In the way now"), words, True))
        speed = pace(status, self._now(), formats)
        if speed is not None:
            facts.append(speed)
        facts.append(
            Fact(
                translate("Sync", "Journals compared"),
                verdict_words(status.verdict),
                status.verdict in (Verdict.FORK, Verdict.REGISTER_BEHIND, Verdict.FENCED),
            )
        )
        facts += copies(status, formats)
        facts.append(set_aside(status, formats))
        if status.clock_skew is not None:
            facts.append(clock(status.clock_skew, formats))
        return tuple(facts)

    def _waiting(self, status: SyncStatus) -> str:
        if not status.waiting:
            return translate("Sync", "Nothing: the server holds everything.")
        entries = translate_count("Sync", "%Ln entries", status.waiting)
        if status.oldest_waiting is None:
            return entries
        time = self._formats().moment(status.oldest_waiting)
        return translate("Sync", "{entries}, the oldest of {time}", entries=entries, time=time)


def _in_the_way(status: SyncStatus) -> str:
    if status.contact is Contact.ONLINE:
        return translate("Sync", "The server answers, but not everything could be exchanged.")
    return translate("Sync", "The server cannot be reached. Everything is kept here until it can.")


def verdict_words(verdict: Verdict) -> str:
    """Return what it means how server and register stand to each other."""
    match verdict:
        case Verdict.NORMAL:
            return translate("Sync", "In step with the server.")
        case Verdict.SERVER_BEHIND:
            return translate(
                "Sync", "The server was set back: what it no longer has is being sent again."
            )
        case Verdict.REGISTER_BEHIND:
            return translate(
                "Sync",
                "The server has entries that this register does not: was it restored or copied? "
                "Nothing is sent until somebody has looked.",
            )
        case Verdict.FORK:
            return translate(
                "Sync",
                "Another device has sold as this register. Both are kept: what was recorded here "
                "is being sent beside it.",
            )
        case Verdict.FENCED:
            return translate(
                "Sync",
                "This register was taken out of use for good. What was recorded here is kept and "
                "sent: sell on another one.",
            )
        case Verdict.UNKNOWN:
            return translate("Sync", "Not known yet. Nothing was changed because of that.")


def _explanation(status: SyncStatus) -> str:
    match status.contact:
        case Contact.ONLINE if status.waiting >= _WORTH_COUNTING:
            return translate("Sync", "Sell on: what waited is being sent now.")
        case Contact.ONLINE:
            return translate("Sync", "Sales are sent within seconds.")
        case Contact.OFFLINE:
            return translate(
                "Sync", "Sell on: everything is kept here and sent as soon as the server answers."
            )
        case Contact.UNTRIED:
            return translate("Sync", "Sell on: everything is kept here until it is sent.")
