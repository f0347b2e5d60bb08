"""Close: the blind count, what it came to, and the end of the cash session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pos.domain.cash_count import CashCount
from pos.domain.cash_session import CashSession, CashSessionId, CashSessionState, variance
from pos.domain.money import Money
from pos.domain.report import (
    CommentMissing,
    Declaration,
    DeclaredTender,
    SessionReport,
    ZReport,
)
from pos.domain.sale import SaleId
from pos.services.cash_sessions import CashSessions, TicketsOpen
from pos.services.checkout import Checkout
from pos.services.operators import Operators
from pos.services.parked_tickets import ParkedTickets
from pos.ui.background import Background
from pos.ui.checkout.parked_row import ParkedRow, Waiting, parked_rows
from pos.ui.close.outcome import Outcome, compared
from pos.ui.errors import explain
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.shift import Shift

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDesk:
    """What closing works with."""

    cash_sessions: CashSessions
    parked_tickets: ParkedTickets
    checkout: Checkout
    operators: Operators
    shift: Shift
    background: Background
    formats: Callable[[], Formats]


@dataclass(frozen=True, slots=True)
class Begun:
    """A session whose count has begun, with its figures so far."""

    cash_session: CashSession
    report: SessionReport


class CloseView(Protocol):
    def show_count(self, cash_session: CashSession) -> None: ...
    def show_empty(self, cash_session: CashSession) -> None: ...
    def show_outcome(self, outcome: Outcome) -> None: ...
    def show_blocked(self, cash_session: CashSession, rows: tuple[ParkedRow, ...]) -> None: ...
    def show_busy(self, busy: bool) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class ClosePresenter:
    """Nothing expected is shown before something was counted; a recount keeps every count."""

    def __init__(
        self,
        view: CloseView,
        desk: CloseDesk,
        *,
        went_back: Callable[[], None],
        closed: Callable[[ZReport], None],
    ) -> None:
        self._view = view
        self._desk = desk
        self._cash_sessions = desk.cash_sessions
        self._shift = desk.shift
        self._went_back = went_back
        self._closed = closed
        self._waiting = Waiting()
        self._count: CashCount | None = None
        self._tenders: tuple[DeclaredTender, ...] = ()
        self._earlier: tuple[Money, ...] = ()
        self._outcome: Outcome | None = None
        self._session_id: CashSessionId | None = None
        self._counting = False

    def enter(self) -> None:
        """Begin the count, or go on with one that was begun."""
        cash_session, _ = self._shift.require()
        if self._session_id != cash_session.id:
            self._session_id, self._counting, self._earlier = cash_session.id, False, ()
        if self._counting:
            return  # back from help: what was counted still stands on the screen
        self._count, self._tenders, self._outcome = None, (), None
        self._run(lambda: _begin(self._desk), self._on_begun)

    def retranslate(self) -> None:
        """Write the tickets in the way anew, in the language in use."""
        if self._waiting.tickets:
            self._show_blocked()

    def settle(self, key: SaleId) -> None:
        """Go to a ticket that stands in the way, to complete it."""
        if not self._is_parked(key):
            self._went_back()
            return
        cash_session, operator = self._shift.require()
        parked = self._desk.parked_tickets
        self._run(lambda: parked.recall(cash_session.id, operator, key), self._on_recalled)

    def discard(self, key: SaleId) -> None:
        """Cancel a ticket that stands in the way; after the last one the count begins."""
        cash_session, operator = self._shift.require()
        is_parked = self._is_parked(key)

        def work() -> Begun | Waiting:
            if is_parked:
                self._desk.parked_tickets.discard(cash_session.id, operator, key)
            else:
                self._desk.checkout.void_ticket(cash_session.id, operator)
            return _begin(self._desk)

        self._run(work, self._on_begun)

    def count(
        self, counted: Money, count: CashCount | None, tenders: tuple[DeclaredTender, ...] = ()
    ) -> None:
        """Compare what was found with what there should be."""
        cash_session, _ = self._shift.require()
        self._count, self._tenders = count, tenders
        cash_sessions = self._cash_sessions
        self._run(
            lambda: (cash_sessions.x_report(cash_session.id), cash_sessions.variance_tolerance()),
            lambda found: self._on_compared(counted, *found),
        )

    def count_again(self) -> None:
        """Count once more; what was counted before is kept."""
        cash_session, _ = self._shift.require()
        self._keep_count()
        self._view.show_count(cash_session)

    def count_anyway(self) -> None:
        """Count a till that nothing was sold from."""
        cash_session, _ = self._shift.require()
        self._view.show_count(cash_session)

    def leave(self) -> None:
        """Go back to selling."""
        cash_session, operator = self._shift.require()
        if cash_session.state is not CashSessionState.COUNTING:
            self._went_back()
            return
        self._run(lambda: self._cash_sessions.leave_count(cash_session.id, operator), self._on_left)

    def close(self, comment: str) -> None:
        """Close the session with this count; a variance never prevents it."""
        outcome = self._outcome
        if outcome is None:
            return
        if outcome.comment_needed and not comment.strip():
            self._ask_for_comment()
            return
        self._close(
            Declaration(
                counted=outcome.counted,
                count=self._count,
                comment=comment.strip(),
                earlier=self._earlier,
                tenders=self._tenders,
            )
        )

    def close_empty(self) -> None:
        """Close a session in which nothing was sold: its float is in the till, says who closes."""
        cash_session, _ = self._shift.require()
        self._close(Declaration(counted=cash_session.opening_float))

    def _run(self, work: Callable[[], T], on_done: Callable[[T], None]) -> None:
        self._view.show_busy(True)

        def done(result: T) -> None:
            self._view.show_busy(False)
            on_done(result)

        self._desk.background.run(work, on_done=done, on_error=self._on_error)

    def _close(self, declaration: Declaration) -> None:
        cash_session, operator = self._shift.require()
        self._run(
            lambda: self._cash_sessions.close(cash_session.id, operator, declaration),
            self._on_closed,
        )

    def _keep_count(self) -> None:
        """Keep what was counted: its figures were seen, so the next count is not the first."""
        if self._outcome is not None:
            self._earlier = (*self._earlier, self._outcome.counted)
        self._outcome = None

    def _is_parked(self, key: SaleId) -> bool:
        return any(each.sale.id == key and each.is_parked for each in self._waiting.tickets)

    def _show_blocked(self) -> None:
        cash_session, _ = self._shift.require()
        rows = parked_rows(self._waiting, cash_session, self._desk.formats())
        self._view.show_blocked(cash_session, rows)

    def _ask_for_comment(self) -> None:
        self._view.show_problem(
            translate("Close", "Say in a few words where the difference may come from.")
        )

    def _on_begun(self, begun: Begun | Waiting) -> None:
        if isinstance(begun, Waiting):
            self._waiting = begun
            self._show_blocked()
            return
        self._waiting = Waiting()
        self._shift.work_in(begun.cash_session)
        self._counting = True
        if begun.report.is_empty:
            self._view.show_empty(begun.cash_session)
        else:
            self._view.show_count(begun.cash_session)

    def _on_compared(self, counted: Money, report: SessionReport, tolerance: Money) -> None:
        expected = report.cash.expected
        difference = variance(counted, expected)
        self._outcome = Outcome(
            kind=report.session.kind,
            expected=expected,
            counted=counted,
            variance=difference,
            earlier=self._earlier,
            comment_needed=abs(difference.minor) > tolerance.minor,
            tenders=compared(report, self._tenders),
        )
        self._view.show_outcome(self._outcome)

    def _on_recalled(self, _ticket: object) -> None:
        self._went_back()

    def _on_left(self, cash_session: CashSession) -> None:
        self._keep_count()
        self._counting = False
        self._shift.work_in(cash_session)
        self._went_back()

    def _on_closed(self, z_report: ZReport) -> None:
        self._counting = False
        self._shift.work_in(None)
        self._closed(z_report)

    def _on_error(self, error: Exception) -> None:
        self._view.show_busy(False)
        if isinstance(error, CommentMissing):
            self._ask_for_comment()
        else:
            self._view.show_problem(explain(error))


def _begin(desk: CloseDesk) -> Begun | Waiting:
    """On the worker: begin the count, or return the tickets that stand in the way."""
    cash_session, operator = desk.shift.require()
    try:
        counting = desk.cash_sessions.begin_count(cash_session.id, operator)
    except TicketsOpen as found:
        names = {each.id: each.name for each in desk.operators.active()}
        return Waiting(found.tickets, names)
    return Begun(counting, desk.cash_sessions.x_report(counting.id))
