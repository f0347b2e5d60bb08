"""Start of day: what happens when a till is opened, or a session taken up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from pos.domain.cash_session import CashSession, CashSessionKind
from pos.domain.money import Money
from pos.domain.reconciliation import ServerState
from pos.services.cash_sessions import CashSessions
from pos.services.operators import Operators
from pos.services.session_check_rows import SessionCheck
from pos.ui.background import Background
from pos.ui.errors import explain
from pos.ui.shift import Shift

ServerSays = Callable[[], tuple[SessionCheck, ...]]
"""Returns the sessions that are not closed here, with what the server said of each last."""


class ServerWord(StrEnum):
    """What the server said of a session. Unknown is not a no: it changes nothing."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumable:
    """A session that is not closed, as it is offered; `opened_by` is empty if nobody knows."""

    cash_session: CashSession
    opened_by: str
    server: ServerWord
    is_past: bool  # of a business date before today


class StartOfDayView(Protocol):
    def show_resumable(self, resumable: Resumable) -> None: ...
    def show_opening(self, today: date) -> None: ...
    def show_opened(self) -> None: ...
    def show_busy(self, busy: bool) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class StartOfDayPresenter:
    """Offers the normal session that is not closed, else the opening of a new one."""

    def __init__(
        self,
        view: StartOfDayView,
        services: tuple[CashSessions, Operators],
        shift: Shift,
        background: Background,
        *,
        server_says: ServerSays,
        went_on: Callable[[], None],
    ) -> None:
        self._view = view
        self._cash_sessions, self._operators = services
        self._shift = shift
        self._background = background
        self._server_says = server_says
        self._went_on = went_on
        self._resumable: Resumable | None = None

    def enter(self) -> None:
        """Look what there is to resume."""
        said = self._server_says()
        self._view.show_busy(True)
        self._background.run(
            lambda: self._look(said), on_done=self._on_looked, on_error=self._on_error
        )

    def resume(self) -> None:
        """Take the session up again; whatever the server knows of it is checked later."""
        if self._resumable is not None:
            self._shift.work_in(self._resumable.cash_session)
            self._went_on()

    def open_normal(self, opening_float: Money) -> None:
        """Open the till for today with this cash in it."""
        operator = self._shift.operator
        if operator is None:
            return
        self._view.show_busy(True)
        self._background.run(
            lambda: self._cash_sessions.open_normal(operator, opening_float),
            on_done=self._on_opened,
            on_error=self._on_error,
        )

    def _look(self, said: tuple[SessionCheck, ...]) -> tuple[date, tuple[Resumable, ...]]:
        today = self._cash_sessions.today()
        names = {operator.id: operator.name for operator in self._operators.active()}
        return today, tuple(
            Resumable(
                cash_session=found,
                opened_by=names.get(found.opened_by, ""),
                server=_word_on(found, said),
                is_past=found.business_date < today,
            )
            for found in self._cash_sessions.resumable()
            if found.kind is CashSessionKind.NORMAL
        )

    def _on_looked(self, looked: tuple[date, tuple[Resumable, ...]]) -> None:
        today, found = looked
        self._resumable = found[0] if found else None
        self._view.show_busy(False)
        if self._resumable is None:
            self._view.show_opening(today)
        else:
            self._view.show_resumable(self._resumable)

    def _on_opened(self, cash_session: CashSession) -> None:
        self._view.show_busy(False)
        self._view.show_opened()
        self._shift.work_in(cash_session)
        self._went_on()

    def _on_error(self, error: Exception) -> None:
        self._view.show_busy(False)
        self._view.show_problem(explain(error))


def _word_on(cash_session: CashSession, said: tuple[SessionCheck, ...]) -> ServerWord:
    """Return the server's word; a session that it does not name is unknown, never closed."""
    words = {check.id: _WORDS.get(check.verdict, ServerWord.UNKNOWN) for check in said}
    return words.get(cash_session.id, ServerWord.UNKNOWN)


_WORDS = {
    ServerState.OPEN: ServerWord.OPEN,
    ServerState.CLOSED_BY_REGISTER: ServerWord.CLOSED,
    ServerState.CLOSED_BY_MANAGER: ServerWord.CLOSED,
}
