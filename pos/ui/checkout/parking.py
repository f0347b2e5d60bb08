"""Parking: setting the ticket aside, and taking one up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.cash_session import CashSession
from pos.domain.sale import SaleId
from pos.services.parked_tickets import NothingToPark
from pos.ui.checkout.parked_row import ParkedRow, Waiting, parked_rows
from pos.ui.checkout.problems import explain_sale
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.checkout.work_line import WorkLine
from pos.ui.language import translate


class ParkingView(Protocol):
    def show_parked(self, rows: tuple[ParkedRow, ...]) -> None: ...
    def show_parked_count(self, count: int) -> None: ...
    def close_parked(self) -> None: ...
    def show_done(self, words: str) -> None: ...
    def show_note(self, sentence: str) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class Parking:
    """`changed` is called after the ticket in hand has become another one."""

    def __init__(
        self, view: ParkingView, desk: SaleDesk, work_line: WorkLine, changed: Callable[[], None]
    ) -> None:
        self._view = view
        self._desk = desk
        self._parked = desk.register.parked_tickets
        self._work_line = work_line
        self._changed = changed
        self._waiting = Waiting()
        self._is_open = False

    @property
    def is_open(self) -> bool:
        """Tell whether the list is in sight."""
        return self._is_open

    def enter(self) -> None:
        """Count what waits."""
        cash_session = self._desk.shift.cash_session
        if cash_session is not None:
            self._work_line.run(
                lambda: self._look(cash_session), self._on_counted, self._on_not_counted
            )

    def retranslate(self) -> None:
        if self._is_open:
            self._show()

    def hold(self) -> None:
        """Park the ticket; with nothing on it, show what is parked."""
        self._work_line.when_settled(self._hold)

    def open(self) -> None:
        """Show what is parked, also while something is on the ticket."""
        cash_session, _ = self._desk.shift.require()
        self._work_line.run(lambda: self._look(cash_session), self._on_looked, self._on_error)

    def close(self) -> None:
        """Take the list out of sight."""
        if self._is_open:
            self._is_open = False
            self._view.close_parked()

    def recall(self, key: SaleId) -> None:
        """Take this ticket up again; what is on the ticket now is parked in its place."""
        cash_session, operator = self._desk.shift.require()

        def work() -> Waiting:
            self._parked.recall(cash_session.id, operator, key)
            return self._look(cash_session)

        self._work_line.run(work, self._on_other_ticket, self._on_error)

    def discard(self, key: SaleId) -> None:
        """Cancel this ticket for good; the journal keeps what stood on it."""
        cash_session, operator = self._desk.shift.require()

        def work() -> Waiting:
            self._parked.discard(cash_session.id, operator, key)
            return self._look(cash_session)

        self._work_line.run(work, self._on_looked, self._on_error)

    def _hold(self) -> None:
        sale = self._desk.ticket.sale
        if sale is None or not sale.lines:
            self.open()
            return
        cash_session, operator = self._desk.shift.require()

        def work() -> Waiting:
            self._parked.park(cash_session.id, operator)
            return self._look(cash_session)

        self._work_line.run(work, self._on_parked, self._on_error)

    def _look(self, cash_session: CashSession) -> Waiting:
        """On the worker, where nobody may be signed in any more: return what waits."""
        tickets = self._parked.waiting(cash_session.id)
        names = {each.id: each.name for each in self._desk.register.operators.active()}
        return Waiting(tuple(each for each in tickets if not each.is_empty), names)

    def _on_counted(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self._view.show_parked_count(len(waiting.tickets))

    def _on_looked(self, waiting: Waiting) -> None:
        self._on_counted(waiting)
        if waiting.tickets:
            self._is_open = True
            self._show()
            return
        self.close()
        self._view.show_note(translate("Parked", "No ticket is parked."))

    def _on_parked(self, waiting: Waiting) -> None:
        self._on_other_ticket(waiting)
        self._view.show_done(translate("Parked", "Parked. F5 on an empty ticket brings it back."))

    def _on_other_ticket(self, waiting: Waiting) -> None:
        self._on_counted(waiting)
        self._desk.ticket.sale = None
        self.close()
        self._changed()

    def _show(self) -> None:
        cash_session, _ = self._desk.shift.require()
        self._view.show_parked(parked_rows(self._waiting, cash_session, self._desk.formats()))

    def _on_error(self, error: Exception) -> None:
        if isinstance(error, NothingToPark):
            self._view.show_note(translate("Sale", "The ticket is empty: scan something first."))
            return
        self._view.show_problem(explain_sale(error))
        self.enter()

    def _on_not_counted(self, error: Exception) -> None:
        self._view.show_problem(explain_sale(error))
