"""Close: the blind count, what it came to, and the end of the cash session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pos.domain.cash_count import CashCount
from pos.domain.cash_session import CashSession, CashSessionId, CashSessionState, variance
from pos.domain.currency import exponent
from pos.domain.money import Money
from pos.domain.report import Declaration, SessionReport, ZReport
from pos.services.cash_sessions import CashSessions, TicketsOpen
from pos.ui.background import Background
from pos.ui.errors import explain
from pos.ui.language import translate
from pos.ui.shift import Shift

T = TypeVar("T")

COMMENT_BEYOND_MAJOR = 5  # a variance of more than 5.00 is explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the count came to. `variance` is counted less expected: positive is over."""

    expected: Money
    counted: Money
    variance: Money
    first_counted: Money | None  # of a recount: what was counted first
    comment_needed: bool


class CloseView(Protocol):
    def show_count(self) -> None: ...
    def show_outcome(self, outcome: Outcome) -> None: ...
    def show_blocked(self, sentence: str) -> None: ...
    def show_busy(self, busy: bool) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class ClosePresenter:
    """Nothing expected is shown before something was counted; a recount keeps the first count."""

    def __init__(
        self,
        view: CloseView,
        cash_sessions: CashSessions,
        shift: Shift,
        background: Background,
        *,
        went_back: Callable[[], None],
        closed: Callable[[ZReport], None],
    ) -> None:
        self._view = view
        self._cash_sessions = cash_sessions
        self._shift = shift
        self._background = background
        self._went_back = went_back
        self._closed = closed
        self._count: CashCount | None = None
        self._first: Money | None = None
        self._outcome: Outcome | None = None
        self._counting: CashSessionId | None = None

    def enter(self) -> None:
        """Begin the count, or go on with one that was begun."""
        cash_session, operator = self._shift.require()
        if self._counting == cash_session.id:
            return  # back from help: what was counted still stands on the screen
        self._count = self._first = self._outcome = None
        self._run(
            lambda: self._cash_sessions.begin_count(cash_session.id, operator),
            self._on_counting,
        )

    def count(self, counted: Money, count: CashCount | None) -> None:
        """Compare what was counted with what there should be."""
        cash_session, _ = self._shift.require()
        self._count = count
        self._run(
            lambda: self._cash_sessions.x_report(cash_session.id),
            lambda report: self._on_compared(counted, report),
        )

    def count_again(self) -> None:
        """Count once more; the first count goes into the comment."""
        if self._outcome is not None and self._first is None:
            self._first = self._outcome.counted
        self._outcome = None
        self._view.show_count()

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
            self._view.show_problem(
                translate("Close", "Say in a few words where the difference may come from.")
            )
            return
        cash_session, operator = self._shift.require()
        declaration = Declaration(
            counted=outcome.counted,
            count=self._count,
            comment=_with_first_count(comment.strip(), outcome),
        )
        self._run(
            lambda: self._cash_sessions.close(cash_session.id, operator, declaration),
            self._on_closed,
        )

    def _run(self, work: Callable[[], T], on_done: Callable[[T], None]) -> None:
        self._view.show_busy(True)
        self._background.run(work, on_done=on_done, on_error=self._on_error)

    def _on_counting(self, cash_session: CashSession) -> None:
        self._view.show_busy(False)
        self._shift.work_in(cash_session)
        self._counting = cash_session.id
        self._view.show_count()

    def _on_compared(self, counted: Money, report: SessionReport) -> None:
        self._view.show_busy(False)
        expected = report.cash.expected
        difference = variance(counted, expected)
        beyond = COMMENT_BEYOND_MAJOR * 10 ** exponent(expected.currency)
        first = self._first if self._first != counted else None
        self._outcome = Outcome(
            expected=expected,
            counted=counted,
            variance=difference,
            first_counted=first,
            comment_needed=abs(difference.minor) > beyond,
        )
        self._view.show_outcome(self._outcome)

    def _on_left(self, cash_session: CashSession) -> None:
        self._view.show_busy(False)
        self._counting = None
        self._shift.work_in(cash_session)
        self._went_back()

    def _on_closed(self, z_report: ZReport) -> None:
        self._view.show_busy(False)
        self._counting = None
        self._shift.work_in(None)
        self._closed(z_report)

    def _on_error(self, error: Exception) -> None:
        self._view.show_busy(False)
        if isinstance(error, TicketsOpen):
            self._view.show_blocked(
                translate(
                    "Close",
                    "A ticket is not settled yet. Go back, complete or void it, then count.",
                )
            )
        else:
            self._view.show_problem(explain(error))


def _with_first_count(comment: str, outcome: Outcome) -> str:
    """Return the comment with the first count of a recount, so that the journal keeps it."""
    if outcome.first_counted is None:
        return comment
    first = translate("Close", "First count: {amount}.", amount=str(outcome.first_counted))
    return f"{first} {comment}".strip()
