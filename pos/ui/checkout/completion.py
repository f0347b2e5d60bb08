"""Completion: the ticket becomes a sale; only then the drawer opens and the receipt shows."""

from __future__ import annotations

from collections.abc import Callable

from pos.domain.cash_session import CashSessionKind
from pos.domain.sale import Sale
from pos.domain.tender import TenderKind
from pos.services.checkout import CompletedSale
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.errors import explain
from pos.ui.formatting import Formats
from pos.ui.language import translate


class Completion:
    """Settles the ticket in hand with what the worker committed."""

    def __init__(self, desk: SaleDesk, open_screen: Callable[[str], None]) -> None:
        self._desk = desk
        self._open_screen = open_screen

    def work(self) -> Callable[[], CompletedSale]:
        """Return what completes the open ticket of who works now; to be run on the worker.

        Who works is looked up here: the next operator may have signed in before its turn comes.
        """
        cash_session, operator = self._desk.shift.require()
        return lambda: self._desk.register.checkout.complete(cash_session.id, operator)

    def settle(self, completed: CompletedSale) -> None:
        """Show the receipt, and open the drawer where cash changes hands. All is committed.

        What is typed from a paper book has its receipt already: the next number is asked at once.
        """
        self._desk.ticket.settle(completed.receipt)
        if completed.receipt.kind is CashSessionKind.DEFERRED:
            self._open_screen("sell")
            self._desk.window.show_toast(_entered(completed, self._desk.formats()))
        else:
            self._open_screen("receipt")
        self._desk.sold()
        if _moves_cash(completed.sale) and completed.receipt.kind is CashSessionKind.NORMAL:
            self._desk.background.run(
                self._desk.drawer.open, on_done=lambda _: None, on_error=self._on_drawer_stuck
            )

    def _on_drawer_stuck(self, error: Exception) -> None:
        self._desk.window.show_problem(
            translate(
                "Sale", "The sale is complete, but the drawer did not open. {reason}",
                reason=explain(error),
            )
        )  # fmt: skip


def _entered(completed: CompletedSale, formats: Formats) -> str:
    return translate(
        "Paper", "Entered as sale {number}: {total}",
        number=formats.ordinal(completed.receipt.number),
        total=formats.money(completed.sale.total),
    )  # fmt: skip


def _moves_cash(sale: Sale) -> bool:
    return any(tender.kind is TenderKind.CASH for tender in sale.tenders)
