"""Sale desk: what the sell, pay and receipt screens share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from pos.domain.cash_session import CashSessionId
from pos.domain.receipt import Receipt
from pos.domain.sale import Sale
from pos.hardware.drawer import Drawer, NullDrawer
from pos.hardware.printer import NullPrinter, Printer
from pos.runtime.paths import DataFolder
from pos.services.catalogue import Catalogue
from pos.services.checkout import Checkout
from pos.services.operators import Operators
from pos.services.paper_book import PaperBook
from pos.services.parked_tickets import ParkedTickets
from pos.services.receipts import Receipts
from pos.ui.background import Background
from pos.ui.formatting import Formats
from pos.ui.shift import Shift
from pos.ui.window import MainWindow


class SellingRegister(Protocol):
    """What the screens of a sale use of the register."""

    @property
    def folder(self) -> DataFolder: ...
    @property
    def checkout(self) -> Checkout: ...
    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def parked_tickets(self) -> ParkedTickets: ...
    @property
    def paper_book(self) -> PaperBook: ...
    @property
    def operators(self) -> Operators: ...


@dataclass(slots=True)
class TicketInHand:
    """The open ticket and the last receipt as the database worker last told them.

    Only for showing them at once when a screen comes into sight: the truth is on disk.
    """

    sale: Sale | None = None
    receipt: Receipt | None = None
    cash_session_id: CashSessionId | None = None

    def begin(self, cash_session_id: CashSessionId) -> bool:
        """Forget the ticket of another cash session; tell whether this one is new."""
        if cash_session_id == self.cash_session_id:
            return False
        self.sale, self.cash_session_id = None, cash_session_id
        return True

    def settle(self, receipt: Receipt) -> None:
        """Put the completed sale's receipt in the place of its ticket."""
        self.sale, self.receipt = None, receipt


def _nobody_asked() -> None:
    """Tell nobody that something was sold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleDesk:
    """One set for all three screens.

    `formats` returns how figures are written just now; `sold` is called after each sale.
    """

    window: MainWindow
    register: SellingRegister
    shift: Shift
    background: Background
    formats: Callable[[], Formats]
    sold: Callable[[], None] = _nobody_asked
    ticket: TicketInHand = field(default_factory=TicketInHand)
    printer: Printer = field(default_factory=NullPrinter)
    drawer: Drawer = field(default_factory=NullDrawer)
