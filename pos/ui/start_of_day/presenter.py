"""Start of day: what happens when a till is opened, or a session taken up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from pos.domain.cash_count import CashCount
from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind
from pos.domain.money import Money
from pos.services.cash_sessions import CashSessions
from pos.services.operators import Operator
from pos.services.parked_tickets import ParkedTickets
from pos.services.session_list import SessionList
from pos.sync.status import Contact, SyncStatus
from pos.ui.background import Background
from pos.ui.errors import explain
from pos.ui.shift import Shift
from pos.ui.start_of_day.morning import (
    Morning,
    SessionsOfDays,
    permitted_kinds,
    resumable_sessions,
    sessions_of_days,
)

T = TypeVar("T")


class ServerAsked(Protocol):
    """What the start of day uses of the exchange."""

    @property
    def status(self) -> SyncStatus | None: ...
    def ask_soon(self) -> None: ...
    def tell_cleared(self, session_ids: list[CashSessionId]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDesk:
    """What the start of day works with."""

    cash_sessions: CashSessions
    session_list: SessionList
    parked_tickets: ParkedTickets
    shift: Shift
    background: Background
    server: ServerAsked


class StartOfDayView(Protocol):
    def show_morning(self, morning: Morning) -> None: ...
    def show_choice(self) -> None: ...
    def show_float(self, kind: CashSessionKind) -> None: ...
    def show_calendar(self, found: SessionsOfDays) -> None: ...
    def show_opened(self) -> None: ...
    def tell_of_tickets(self, waiting: int) -> None: ...
    def show_busy(self, busy: bool) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class StartOfDayPresenter:
    """Offers what can be resumed or opened. The server is asked meanwhile; nobody waits for it.

    Several sessions may be open beside each other: the normal one and any of past days.
    """

    def __init__(
        self, view: StartOfDayView, desk: StartDesk, *, went_on: Callable[[], None]
    ) -> None:
        self._view = view
        self._desk = desk
        self._went_on = went_on
        self._morning: Morning | None = None
        self._days: SessionsOfDays | None = None
        self._shown_of: object = None

    @property
    def can_go_back(self) -> bool:
        """Tell whether a session is in hand that was left to come here."""
        return self._desk.shift.cash_session is not None

    def enter(self) -> None:
        """Look what there is, and have the server asked."""
        self._desk.server.ask_soon()
        self._view.show_busy(True)
        self._look(self._on_entered)

    def leave(self) -> None:
        """Look no more: another screen took the place of this one."""
        self._morning = None

    def heard(self, status: SyncStatus) -> None:
        """Show what the server said meanwhile, if it is about sessions."""
        if self._morning is not None and _about_sessions(status) != self._shown_of:
            self._look(self._on_looked)

    def resume(self, session_id: CashSessionId) -> None:
        """Take a session up again; whatever the server knows of it is checked later."""
        operator, cash_sessions = self._desk.shift.operator, self._desk.cash_sessions
        if operator is not None:
            self._run(lambda: cash_sessions.resume(session_id, operator), self._on_resumed)

    def ask_float(self, kind: CashSessionKind) -> None:
        """Ask for the float of a new normal or training session."""
        if self._morning is not None and self._morning.can_open(kind):
            self._view.show_float(kind)

    def open(self, kind: CashSessionKind, opening_float: Money, count: CashCount | None) -> None:
        """Open a till for today with this cash in it, to sell or to practise."""
        operator, cash_sessions = self._desk.shift.operator, self._desk.cash_sessions
        if operator is None:
            return
        training = kind is CashSessionKind.TRAINING
        open_it = cash_sessions.open_training if training else cash_sessions.open_normal
        self._open(lambda: open_it(operator, opening_float, count))

    def ask_day(self) -> None:
        """Show which days of the past a deferred session may be for."""
        desk = self._desk

        def find() -> SessionsOfDays:
            known = desk.cash_sessions.business_days()
            return sessions_of_days(desk.session_list.all(), known)

        self._run(find, self._on_days)

    def take_day(self, day: date) -> None:
        """Resume the deferred session that is open for a day, or open one."""
        operator, cash_sessions = self._desk.shift.operator, self._desk.cash_sessions
        if operator is None or self._days is None:
            return
        found = self._days.open_on(day)
        if found is not None:
            self.resume(found)
        else:
            self._open(lambda: cash_sessions.open_deferred(operator, day))

    def acknowledge(self) -> None:
        """Take the notices of cleared sessions away: they were read."""
        if self._morning is not None and self._morning.cleared:
            self._desk.server.tell_cleared([one.id for one in self._morning.cleared])

    def go_back(self) -> None:
        """Go on in the session that was left to come here."""
        self._went_on()

    def _look(self, on_done: Callable[[Morning], None]) -> None:
        desk, operator = self._desk, self._desk.shift.operator
        if operator is None:
            return
        status, in_hand = desk.server.status, desk.shift.cash_session
        self._shown_of = _about_sessions(status)
        desk.background.run(
            lambda: _found(desk, operator, status, in_hand),
            on_done=on_done,
            on_error=self._on_error,
        )

    def _run(self, work: Callable[[], T], on_done: Callable[[T], None]) -> None:
        self._view.show_busy(True)
        self._desk.background.run(work, on_done=on_done, on_error=self._on_error)

    def _open(self, work: Callable[[], CashSession]) -> None:
        parked = self._desk.parked_tickets

        def opened() -> tuple[CashSession, int]:
            cash_session = work()
            return cash_session, len(parked.waiting(cash_session.id))

        self._run(opened, self._on_opened)

    def _on_entered(self, morning: Morning) -> None:
        self._on_looked(morning)
        self._view.show_busy(False)
        if morning.is_plain and not self.can_go_back:
            self._view.show_float(CashSessionKind.NORMAL)
        else:
            self._view.show_choice()

    def _on_looked(self, morning: Morning) -> None:
        self._morning = morning
        self._view.show_morning(morning)

    def _on_days(self, found: SessionsOfDays) -> None:
        self._days = found
        self._view.show_busy(False)
        self._view.show_calendar(found)

    def _on_resumed(self, cash_session: CashSession) -> None:
        self._view.show_busy(False)
        self._desk.shift.work_in(cash_session)
        self._went_on()

    def _on_opened(self, opened: tuple[CashSession, int]) -> None:
        cash_session, waiting = opened
        self._view.show_busy(False)
        self._view.show_opened()
        self._desk.shift.work_in(cash_session)
        self._went_on()
        if waiting:
            self._view.tell_of_tickets(waiting)

    def _on_error(self, error: Exception) -> None:
        self._view.show_busy(False)
        self._view.show_problem(explain(error))
        if self._morning is not None:
            self._look(self._on_looked)


def _found(
    desk: StartDesk, operator: Operator, status: SyncStatus | None, in_hand: CashSession | None
) -> Morning:
    today = desk.cash_sessions.today()
    unclosed = desk.session_list.all(unclosed_only=True)
    return Morning(
        today=today,
        resumable=resumable_sessions(unclosed, operator, today, status, in_hand),
        cleared=() if status is None else status.cleared,
        offered=() if status is None else status.offered,
        may_open=permitted_kinds(operator),
    )


def _about_sessions(status: SyncStatus | None) -> object:
    """Return what of a status is shown here; when it was said matters only while it is old."""
    if status is None:
        return None
    online = status.contact is Contact.ONLINE
    checks = tuple(
        replace(check, checked_at=None) if online else check for check in status.cash_sessions
    )
    return checks, status.cleared, status.offered, status.also_open, online
