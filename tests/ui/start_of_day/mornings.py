"""Mornings for tests: the presenter of the start of day on a real register, without Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from pos.domain.cash_session import CashSession, CashSessionKind
from pos.domain.reconciliation import LocalState, ServerState
from pos.services.session_check_rows import SessionCheck
from pos.services.session_reconciliation import ClearedSession
from pos.sync.status import SyncStatus
from pos.ui.shift import Shift
from pos.ui.start_of_day.morning import Morning, SessionsOfDays
from pos.ui.start_of_day.presenter import StartDesk, StartOfDayPresenter
from tests.registers import NOON, TOM, RegisterInTest
from tests.ui.inline import Immediately
from tests.ui.whole_tills import ONLINE


@dataclass
class FakeView:
    mornings: list[Morning] = field(default_factory=list)
    floats: list[CashSessionKind] = field(default_factory=list)
    calendars: list[SessionsOfDays] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    choices: int = 0

    @property
    def morning(self) -> Morning:
        return self.mornings[-1]

    def show_morning(self, morning: Morning) -> None:
        self.mornings.append(morning)

    def show_choice(self) -> None:
        self.choices += 1

    def show_float(self, kind: CashSessionKind) -> None:
        self.floats.append(kind)

    def show_calendar(self, found: SessionsOfDays) -> None:
        self.calendars.append(found)

    def show_opened(self) -> None: ...

    def tell_of_tickets(self, waiting: int) -> None:
        self.waiting.append(waiting)

    def show_busy(self, busy: bool) -> None: ...

    def show_problem(self, sentence: str) -> None:
        self.problems.append(sentence)


@dataclass
class ServerInTest:
    """A server that said something, and counts what it was asked."""

    status: SyncStatus | None = ONLINE
    asked: int = 0
    told: list[object] = field(default_factory=list)

    def ask_soon(self) -> None:
        self.asked += 1

    def tell_cleared(self, session_ids) -> None:
        self.told += session_ids


class MorningInTest:
    def __init__(self, register: RegisterInTest) -> None:
        self.register, self.shift, self.view = register, Shift(), FakeView()
        self.server, self.background, self.went_on = ServerInTest(), Immediately(), 0
        self.shift.sign_in(TOM)
        desk = StartDesk(
            cash_sessions=register.cash_sessions,
            session_list=register.session_list,
            parked_tickets=register.parked_tickets,
            shift=self.shift,
            background=self.background,
            server=self.server,
        )
        self.presenter = StartOfDayPresenter(self.view, desk, went_on=self._go_on)

    def say(self, **changes) -> None:
        """Let the server say something, and the presenter hear it."""
        assert self.server.status is not None
        self.server.status = replace(self.server.status, **changes)
        self.presenter.heard(self.server.status)

    def _go_on(self) -> None:
        self.went_on += 1


def a_check(of: CashSession, verdict: ServerState, detail: str = "") -> SessionCheck:
    return SessionCheck(
        id=of.id,
        kind=of.kind,
        business_date=of.business_date,
        state=LocalState(of.state.value),
        verdict=verdict,
        checked_at=None if verdict is ServerState.NO_ANSWER else NOON,
        detail=detail,
    )


def a_cleared(of: CashSession, *, late: int = 0, business_date: date | None = None):
    return ClearedSession(
        id=of.id,
        kind=of.kind,
        business_date=business_date or of.business_date,
        closed_by="Mia",
        closed_at=NOON,
        reason="typed twice",
        late=late,
    )
