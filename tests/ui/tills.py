"""Tills for tests: the window with the screens of a sale, on a real register."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QWidget

from pos.domain.cash_session import CashSession
from pos.domain.currency import CurrencyCode
from pos.domain.sale import Sale
from pos.hardware.printer import PrintJob
from pos.runtime.paths import DataFolder, FolderKind
from pos.runtime.worker import InlineWorker, Worker
from pos.services.catalogue import Catalogue
from pos.services.checkout import Checkout
from pos.services.operators import Operator
from pos.services.receipts import Receipts
from pos.ui.background import Background
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.formatting import Formats
from pos.ui.sale_screens import add_sale_screens
from pos.ui.screen import Screen
from pos.ui.shift import Shift
from pos.ui.window import MainWindow
from tests.registers import TOM, USD, RegisterInTest, an_enrolled_register, usd


@dataclass(frozen=True)
class RegisterOfTill:
    """What the screens of a sale use of a register."""

    folder: DataFolder
    checkout: Checkout
    catalogue: Catalogue
    receipts: Receipts


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
    """A shown window in an open cash session."""

    register: RegisterInTest
    cash_session: CashSession
    window: MainWindow
    desk: SaleDesk
    printer: PrinterInTest
    drawer: DrawerInTest

    @property
    def on_disk(self) -> Sale:
        return self.register.checkout.ticket(self.cash_session.id)

    def screen(self, name: str) -> Screen:
        return self.window.find_screen(name)

    def part(self, kind: type, name: str) -> QWidget:
        """Return a visible part of the screen in sight by its object name."""
        shown = self.screen(self.window.current_screen)
        found = [part for part in shown.findChildren(kind, name) if part.isVisible()]
        assert found, f"{name} is not in sight on {self.window.current_screen}"
        return found[0]


def a_till(
    folder: Path,
    formats: Formats,
    *,
    operator: Operator = TOM,
    worker: Worker | None = None,
    code: CurrencyCode = USD,
    price_mode: str = "tax_inclusive",
) -> TillInTest:
    """Return a till on an open session; without a worker, work is done at once."""
    register = an_enrolled_register(folder, code=code, price_mode=price_mode)
    float_ = usd("100.00") if code == USD else None
    assert float_ is not None or code != USD
    from pos.domain.money import zero

    cash_session = register.cash_sessions.open_normal(operator, float_ or zero(code))
    shift = Shift()
    shift.sign_in(operator)
    shift.work_in(cash_session)
    data = DataFolder(folder, FolderKind.REGISTER, UUID(int=7))
    data.receipts.mkdir(exist_ok=True)
    printer, drawer = PrinterInTest(), DrawerInTest()
    window = MainWindow(formats)
    desk = SaleDesk(
        window=window,
        register=RegisterOfTill(data, register.checkout, register.catalogue, register.receipts),
        shift=shift,
        background=Background(worker or InlineWorker(), window),
        formats=lambda: Formats(window.locale(), formats.zone),
        printer=printer,
        drawer=drawer,
    )
    add_sale_screens(desk)
    for name in ("help", "menu"):
        window.add_screen(name, Screen)
    return TillInTest(
        register=register,
        cash_session=cash_session,
        window=window,
        desk=desk,
        printer=printer,
        drawer=drawer,
    )
