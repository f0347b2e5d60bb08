"""Tills for tests: the window with the screens of a sale, on a real register."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from pos.domain.cash_session import CashSession
from pos.domain.money import Money
from pos.domain.sale import Sale
from pos.hardware.printer import PrintJob
from pos.runtime.paths import DataFolder, FolderKind
from pos.runtime.worker import InlineWorker, Worker
from pos.services.catalogue import Catalogue
from pos.services.checkout import Checkout
from pos.services.operators import Operator, Operators
from pos.services.paper_book import PaperBook
from pos.services.parked_tickets import ParkedTickets
from pos.services.receipts import Receipts
from pos.ui.background import Background
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.checkout.scan_field import ScanField
from pos.ui.checkout.ticket_pane import TicketPane
from pos.ui.formatting import Formats, plain
from pos.ui.sale_screens import add_sale_screens
from pos.ui.screen import Screen
from pos.ui.shift import Shift
from pos.ui.widgets.message_bar import MessageBar
from pos.ui.window import MainWindow
from tests.registers import TOM, USD, RegisterInTest, an_enrolled_register


@dataclass(frozen=True)
class RegisterOfTill:
    """What the screens of a sale use of a register."""

    folder: DataFolder
    checkout: Checkout
    catalogue: Catalogue
    receipts: Receipts
    parked_tickets: ParkedTickets
    paper_book: PaperBook
    operators: Operators


@dataclass
class PrinterInTest:
    """Keeps what was printed; `become(problem)` refuses until `become(None)`."""

    jobs: list[PrintJob] = field(default_factory=list)
    problem: Exception | None = None
    connected: bool = True

    def become(self, problem: Exception | None) -> None:
        self.problem = problem

    def print_text(self, job: PrintJob) -> None:
        if self.problem is not None:
            raise self.problem
        self.jobs.append(job)


@dataclass
class DrawerInTest:
    opened: int = 0
    problem: Exception | None = None

    def open(self) -> None:
        if self.problem is not None:
            raise self.problem
        self.opened += 1


@dataclass(kw_only=True)
class TillInTest:
    """A shown window in an open cash session, with hands on its keys and buttons."""

    register: RegisterInTest
    cash_session: CashSession
    desk: SaleDesk
    printer: PrinterInTest
    drawer: DrawerInTest

    @property
    def window(self) -> MainWindow:
        return self.desk.window

    @property
    def on_disk(self) -> Sale:
        return self.register.checkout.ticket(self.cash_session.id)

    @property
    def message(self) -> str:
        return plain(self.window.findChild(MessageBar).text)

    @property
    def ticket(self) -> list[tuple[str, str, str]]:
        """Return the rows that the ticket shows: name, quantity, amount."""
        pane = self.screen("sell").findChild(TicketPane)
        return [(row.title, plain(row.quantity), plain(row.amount)) for row in pane.table.rows]

    @property
    def total(self) -> str:
        pane = self.screen("sell").findChild(TicketPane)
        return plain(pane.totals.figures.total.amount)

    @property
    def scan_field(self) -> ScanField:
        return self.screen("sell").findChild(ScanField)

    def screen(self, name: str) -> Screen:
        return self.window.find_screen(name)

    def part(self, kind: type, name: str) -> QWidget:
        """Return a visible part of the screen in sight by its object name."""
        shown = self.screen(self.window.current_screen)
        found = [part for part in shown.findChildren(kind, name) if part.isVisibleTo(shown)]
        assert found, f"{name} is not in sight on {self.window.current_screen}"
        return found[0]

    def press(self, name: str) -> None:
        """Press a button of the screen in sight with the mouse."""
        QTest.mouseClick(self.part(QPushButton, name), Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key wherever the keyboard is."""
        target = self.window.focusWidget() or self.window
        QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)
        self.settle()

    def type(self, text: str) -> None:
        """Type wherever the keyboard is."""
        for character in text:
            QTest.keyClicks(self.window.focusWidget() or self.window, character)
        self.settle()

    def enter(self, text: str) -> None:
        """Type and press Enter, as a scanner does."""
        self.type(text)
        self.key(Qt.Key.Key_Return)

    def settle(self) -> None:
        """Let answers of the worker arrive."""
        for _ in range(3):
            self.desk.background.wait()
            QCoreApplication.processEvents()


def a_till(
    folder: Path,
    formats: Formats,
    *,
    operator: Operator = TOM,
    worker: Worker | None = None,
    price_mode: str = "tax_inclusive",
) -> TillInTest:
    """Return a till on an open session; without a worker, work is done at once."""
    register = an_enrolled_register(folder, price_mode=price_mode)
    cash_session = register.cash_sessions.open_normal(operator, Money(10_000, USD))
    shift = Shift()
    shift.sign_in(operator)
    shift.work_in(cash_session)
    data = DataFolder(folder, FolderKind.REGISTER, UUID(int=7))
    data.receipts.mkdir(exist_ok=True)
    printer, drawer = PrinterInTest(), DrawerInTest()
    window = MainWindow(formats)
    desk = SaleDesk(
        window=window,
        register=RegisterOfTill(
            data,
            register.checkout,
            register.catalogue,
            register.receipts,
            register.parked_tickets,
            register.paper_book,
            register.operators,
        ),
        shift=shift,
        background=Background(worker or InlineWorker(), window),
        formats=lambda: Formats(QLocale(), formats.zone),
        printer=printer,
        drawer=drawer,
    )
    add_sale_screens(desk)
    for name in ("help", "menu"):
        window.add_screen(name, Screen)
    return TillInTest(
        register=register, cash_session=cash_session, desk=desk, printer=printer, drawer=drawer
    )


def show(till: TillInTest) -> None:
    """Show the window on its sell screen, with the keyboard."""
    till.window.show()
    till.window.activateWindow()
    till.window.show_screen("sell")
    till.settle()
