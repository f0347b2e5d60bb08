"""Morning: what there is to resume, to open and to know, as the start of day shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pos.domain.cash_session import BusinessDays, CashSession, CashSessionId, CashSessionKind
from pos.domain.permission import SessionAction, right_for
from pos.domain.reconciliation import ServerState
from pos.domain.server_session import AlsoOpen, ServerSession
from pos.services.operators import Operator
from pos.services.session_check_rows import SessionCheck
from pos.services.session_list import SessionSummary
from pos.services.session_reconciliation import ClearedSession
from pos.sync.status import Contact, SyncStatus
from pos.ui.widgets.calendar.month import EARLIEST, CalendarDays, DayMark

_ORDER = (CashSessionKind.NORMAL, CashSessionKind.DEFERRED, CashSessionKind.TRAINING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerWord:
    """What the server said of a session last. Not having spoken is not a no.

    `is_fresh` tells that the server is in contact now; otherwise it is *not checked since*
    `checked_at`, which is None while it is fresh, or if the server never spoke of it.
    """

    state: ServerState = ServerState.NO_ANSWER
    checked_at: datetime | None = None
    is_fresh: bool = False
    needs_attention: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumable:
    """A session that is not closed. Names are empty where nobody knows them."""

    cash_session: CashSession
    opened_by: str
    responsible: str
    server: ServerWord
    is_past: bool  # of a business date before today, although it is not a deferred one
    is_in_hand: bool  # the one that was left to come here
    may_resume: bool
    also_open: AlsoOpen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """All that the start of day offers to one operator."""

    today: date
    resumable: tuple[Resumable, ...] = ()
    cleared: tuple[ClearedSession, ...] = ()
    offered: tuple[ServerSession, ...] = ()
    may_open: frozenset[CashSessionKind] = frozenset()

    @property
    def main(self) -> Resumable | None:
        """Return the session that the main key resumes: a normal one before all others."""
        able = next((found for found in self.resumable if found.may_resume), None)
        if able is None or able.cash_session.kind is CashSessionKind.NORMAL:
            return able
        return None if self.can_open(CashSessionKind.NORMAL) else able

    @property
    def is_plain(self) -> bool:
        """Tell whether there is nothing to choose or to read: the float can be counted."""
        able = any(found.may_resume for found in self.resumable)
        can_open = self.can_open(CashSessionKind.NORMAL)
        return can_open and not (able or self.cleared or self.offered)

    def can_open(self, kind: CashSessionKind) -> bool:
        """Tell whether the operator may open one, and none of that key is open already."""
        is_open = kind is not CashSessionKind.DEFERRED and any(
            found.cash_session.kind is kind for found in self.resumable
        )
        return kind in self.may_open and not is_open

    def is_open(self, kind: CashSessionKind) -> bool:
        return any(found.cash_session.kind is kind for found in self.resumable)


@dataclass(frozen=True, slots=True)
class SessionsOfDays:
    """The days that a deferred session may be for, and what stands in the books of each."""

    days: CalendarDays
    known: BusinessDays
    summaries: dict[date, tuple[SessionSummary, ...]] = field(default_factory=dict)

    def open_on(self, day: date) -> CashSessionId | None:
        """Return the deferred session for that day which is open, if there is one."""
        for summary in self.summaries.get(day, ()):
            found = summary.session
            if found.kind is CashSessionKind.DEFERRED and not found.is_closed:
                return found.id
        return None


def permitted_kinds(operator: Operator) -> frozenset[CashSessionKind]:
    """Return the kinds of session that the operator may open."""
    return frozenset(
        kind for kind in CashSessionKind if operator.may(right_for(kind, SessionAction.OPEN))
    )


def resumable_sessions(
    summaries: Iterable[SessionSummary],
    operator: Operator,
    today: date,
    status: SyncStatus | None,
    in_hand: CashSession | None,
) -> tuple[Resumable, ...]:
    """Return the sessions that are not closed: the normal one, deferred ones by day, training."""
    said = {} if status is None else {check.id: check for check in status.cash_sessions}
    twice = {} if status is None else {one.id: one.other for one in status.also_open}
    online = status is not None and status.contact is Contact.ONLINE
    kinds = permitted_kinds(operator)
    found = [
        Resumable(
            cash_session=summary.session,
            opened_by=summary.opened_by,
            responsible=summary.responsible,
            server=_word(summary, said.get(summary.session.id), online),
            is_past=_is_past(summary.session, today),
            is_in_hand=in_hand is not None and in_hand.id == summary.session.id,
            may_resume=summary.session.kind in kinds,
            also_open=twice.get(summary.session.id),
        )
        for summary in summaries
    ]
    return tuple(sorted(found, key=_place))


def sessions_of_days(summaries: Iterable[SessionSummary], known: BusinessDays) -> SessionsOfDays:
    """Return the days a deferred session may be for, with the sessions counted on each."""
    by_day: dict[date, list[SessionSummary]] = defaultdict(list)
    for summary in summaries:
        if summary.session.kind is not CashSessionKind.TRAINING:
            by_day[_day_of(summary)].append(summary)
    marks = {
        day: DayMark.OPEN if any(not one.session.is_closed for one in them) else DayMark.CLOSED
        for day, them in by_day.items()
    }
    yesterday = known.today - timedelta(days=1)
    days = CalendarDays(first=_first_open_day(known), last=yesterday, marks=marks)
    return SessionsOfDays(days, known, {day: tuple(them) for day, them in by_day.items()})


def _first_open_day(known: BusinessDays) -> date:
    first = known.opened_on or EARLIEST
    if known.closed_through is not None:
        first = max(first, known.closed_through + timedelta(days=1))
    return first


def _word(summary: SessionSummary, check: SessionCheck | None, online: bool) -> ServerWord:
    if check is not None:
        return ServerWord(
            state=check.verdict,
            checked_at=None if online else check.checked_at,
            is_fresh=online,
            needs_attention=check.needs_attention,
        )
    return ServerWord(
        state=summary.server or ServerState.NO_ANSWER,
        checked_at=summary.checked_at,
        is_fresh=online and summary.server is None,
        needs_attention=bool(summary.detail),
    )


def _is_past(known: CashSession, today: date) -> bool:
    return known.kind is not CashSessionKind.DEFERRED and known.business_date < today


def _place(found: Resumable) -> tuple[int, date, datetime]:
    known = found.cash_session
    return _ORDER.index(known.kind), known.business_date, known.opened_at


def _day_of(summary: SessionSummary) -> date:
    known = summary.session
    return summary.place.business_date if known.is_closed else known.business_date
