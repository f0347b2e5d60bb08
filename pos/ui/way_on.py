"""Way on: where the signed-in operator's work goes on, and how a sign-in ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window stands before any of this is imported
    from pos.domain.cash_session import CashSession
    from pos.services.operators import Operator, Operators
    from pos.ui.shift import Shift
    from pos.ui.sync_link import SyncLink
    from pos.ui.window import MainWindow


class WayOn:
    """Every way to leave an operator goes through here: work of theirs in flight has no effect."""

    def __init__(self, window: MainWindow, shift: Shift, sync: SyncLink) -> None:
        self._window = window
        self._shift = shift
        self._sync = sync
        self._operators: Operators | None = None
        self._present: Operator | None = None
        shift.listen(self._tell_presence)

    def take(self, operators: Operators) -> None:
        """End sign-ins with these from now on: the register is open."""
        self._operators = operators

    def switch_operator(self) -> None:
        """End the sign-in and ask who works now; session and ticket stay as they are."""
        operator = self._shift.operator
        self._window.show_screen("sign_in")  # fields that are left by it are still the operator's
        if operator is not None and self._operators is not None:
            self._operators.sign_out(operator)
        self._shift.sign_out()

    def go_on(self) -> None:
        """Show where the operator's work goes on."""
        operator, cash_session = self._shift.operator, self._shift.cash_session
        if operator is None:
            self._window.show_screen("sign_in")
        elif cash_session is None or not self._can_work_in(cash_session, operator):
            self._window.show_screen("start_of_day")
        elif cash_session.state.value == "counting":
            self._window.show_screen("close")
        else:
            self._window.show_screen("sell")

    def _can_work_in(self, cash_session: CashSession, operator: Operator) -> bool:
        """Tell whether the session is not ended elsewhere, and this operator may go on in it."""
        from pos.domain.permission import SessionAction, right_for

        status = self._sync.status
        if status is not None and any(one.id == cash_session.id for one in status.cleared):
            return False
        return operator.may(right_for(cash_session.kind, SessionAction.RESUME))

    def _tell_presence(self) -> None:
        """Tell the exchange who is at the till; it passes it on when it likes to."""
        operator = self._shift.operator
        if operator is not self._present:
            self._present = operator
            self._sync.signed_in(None if operator is None else operator.id)
