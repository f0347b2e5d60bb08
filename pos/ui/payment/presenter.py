"""Pay screen: what happens when tenders are taken, taken back, and cover the total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos.domain.money import Money
from pos.domain.sale import Sale
from pos.domain.tender import Tender, TenderKind
from pos.services.checkout import CompletedSale
from pos.ui.checkout.completion import Completion
from pos.ui.checkout.entry import looks_scanned
from pos.ui.checkout.problems import Refused, explain_sale, read_money
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.checkout.work_line import WorkLine
from pos.ui.formatting import Formats
from pos.ui.language import translate, translate_count
from pos.ui.payment.quick_notes import quick_notes

_FAR_TOO_MUCH = 10  # times what is due; with a barcode's length it is a barcode


@dataclass(frozen=True, slots=True)
class TenderRow:
    """A tender that was taken, as it is read."""

    kind: TenderKind
    name: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPicture:
    """All that the pay screen shows, but what is being typed."""

    total: str
    lines: str
    tenders: tuple[TenderRow, ...]
    exact: str
    quick: tuple[str, ...]
    covered: bool  # only the completion is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What would be still due, or given back, if what is typed were paid in cash."""

    label: str
    amount: str
    is_change: bool


class PayView(Protocol):
    def show_picture(self, picture: PayPicture) -> None: ...
    def show_outcome(self, outcome: Outcome) -> None: ...
    def show_amount_problem(self, sentence: str) -> None: ...
    def clear_amount(self) -> None: ...
    def show_problem(self, sentence: str) -> None: ...
    def show_note(self, sentence: str) -> None: ...
    def open_screen(self, name: str) -> None: ...


class PayPresenter:
    """Takes one tender at a time; what covers the total completes the sale at once."""

    def __init__(self, view: PayView, desk: SaleDesk) -> None:
        self._view = view
        self._desk = desk
        self._formats = desk.formats()
        self._checkout = desk.register.checkout
        self._completion = Completion(desk, view.open_screen)
        self._work_line = WorkLine(desk.background)
        self._quick: tuple[Money, ...] = ()

    def enter(self) -> None:
        """Show what is due; the ticket is the one the sell screen shows."""
        self._view.clear_amount()
        self._show()

    def retranslate(self) -> None:
        """Write everything anew in the language and locale in use."""
        self._formats = self._desk.formats()
        self._show()

    def type(self, typed: str) -> None:
        """Say what the amount in the field would leave due, or give back."""
        sale = self._desk.ticket.sale
        if sale is not None:
            self._view.show_outcome(self._outcome(sale, typed))

    def pay(self, kind: TenderKind, typed: str) -> None:
        """Take a tender of what was typed; of exactly what is due where nothing was."""
        sale = self._desk.ticket.sale
        if sale is None or self._work_line.is_busy:
            return
        if not sale.due:
            self.complete()
            return
        try:
            tender = self._tender(kind, typed, sale.due)
        except Refused as problem:
            self._view.show_amount_problem(str(problem))
            return
        self._take(tender)

    def pay_quick(self, place: int) -> None:
        """Take a round amount in cash."""
        if 0 <= place < len(self._quick) and not self._work_line.is_busy:
            self._take(Tender(TenderKind.CASH, self._quick[place]))

    def take_back(self, place: int) -> None:
        """Give one tender back to the customer."""
        sale = self._desk.ticket.sale
        if sale is None or self._work_line.is_busy or not 0 <= place < len(sale.tenders):
            return
        kept = sale.tenders[:place] + sale.tenders[place + 1 :]
        self._retender(kept)

    def complete(self) -> None:
        """Complete the sale whose total is covered."""
        sale = self._desk.ticket.sale
        if sale is None or self._work_line.is_busy:
            return
        if sale.due:
            self._view.show_note(
                translate("Pay", "{amount} is still due.", amount=self._formats.money(sale.due))
            )
            return
        self._work_line.run(self._completion.work(), self._on_paid, self._on_error)

    def back(self) -> None:
        """Go back to the ticket; what was paid stays with it, and that is said."""
        if self._work_line.is_busy:
            return
        self._view.open_screen("sell")
        sale = self._desk.ticket.sale
        if sale is not None and sale.tenders:
            self._view.show_note(
                translate(
                    "Pay", "What was paid so far, {paid}, stays with this ticket.",
                    paid=self._formats.money(sale.tendered),
                )
            )  # fmt: skip

    def _take(self, tender: Tender) -> None:
        """Take the tender, and complete the sale if that covers it."""
        cash_session, operator = self._desk.shift.require()
        complete = self._completion.work()

        def work() -> Sale | CompletedSale:
            sale = self._checkout.tender(cash_session.id, operator, tender)
            return sale if sale.due else complete()

        self._work_line.run(work, self._on_paid, self._on_error)

    def _retender(self, kept: tuple[Tender, ...]) -> None:
        """Take all tenders back but these."""
        cash_session, operator = self._desk.shift.require()

        def work() -> Sale:
            sale = self._checkout.take_back_tenders(cash_session.id, operator)
            for tender in kept:
                sale = self._checkout.tender(cash_session.id, operator, tender)
            return sale

        self._work_line.run(work, self._on_paid, self._on_error)

    def _on_paid(self, outcome: Sale | CompletedSale) -> None:
        if isinstance(outcome, CompletedSale):
            self._completion.settle(outcome)
            return
        self._desk.ticket.sale = outcome
        self._view.clear_amount()
        self._show()

    def _on_error(self, error: Exception) -> None:
        """Tell it, and show the ticket as it stands on disk: a tender may have been taken."""
        self._view.show_problem(explain_sale(error))
        cash_session, _ = self._desk.shift.require()
        self._work_line.run(
            lambda: self._checkout.ticket(cash_session.id),
            self._on_paid,
            lambda again: self._view.show_problem(explain_sale(again)),
        )

    def _tender(self, kind: TenderKind, typed: str, due: Money) -> Tender:
        if not typed.strip():
            return Tender(kind, due)
        amount = read_money(typed, self._formats, due)
        if amount.minor <= 0:
            raise Refused(translate("Pay", "A payment must be more than zero."))
        if looks_scanned(typed) and amount.minor > _FAR_TOO_MUCH * due.minor:
            raise Refused(
                translate(
                    "Pay", "That looks like a barcode, so nothing was paid. "
                    "To add a product, press Esc and scan it again.",
                )
            )  # fmt: skip
        if kind is not TenderKind.CASH and amount > due:
            most = self._formats.money(due)
            raise Refused(
                translate("Pay", "Only cash gives change: at most {most} this way.", most=most)
            )
        return Tender(kind, amount)

    def _show(self) -> None:
        sale = self._desk.ticket.sale
        if sale is None:
            return
        self._quick = quick_notes(sale.due)
        self._view.show_picture(
            PayPicture(
                total=self._formats.money(sale.total),
                lines=translate_count("Sell", "%Ln line(s)", len(sale.lines)),
                tenders=tuple(
                    TenderRow(each.kind, tender_name(each.kind), self._formats.money(each.amount))
                    for each in sale.tenders
                ),
                exact=self._formats.money(sale.due),
                quick=tuple(self._formats.money(amount) for amount in self._quick),
                covered=not sale.due,
            )
        )
        self.type("")

    def _outcome(self, sale: Sale, typed: str) -> Outcome:
        offered = _readable(typed, self._formats, sale.due)
        if offered is not None and offered > sale.due:
            change = self._formats.money(offered - sale.due)
            return Outcome(label=translate("Pay", "Change"), amount=change, is_change=True)
        left = sale.due if offered is None else sale.due - offered
        if sale.due or not sale.change_due:
            due = self._formats.money(left)
            return Outcome(label=translate("Pay", "Still due"), amount=due, is_change=False)
        change = self._formats.money(sale.change_due)
        return Outcome(label=translate("Pay", "Change"), amount=change, is_change=True)


def tender_name(kind: TenderKind) -> str:
    """Return what a means of payment is called on screen."""
    match kind:
        case TenderKind.CASH:
            return translate("Pay", "Cash")
        case TenderKind.CARD:
            return translate("Pay", "Card")
        case TenderKind.COUPON:
            return translate("Pay", "Coupon")
        case TenderKind.VOUCHER:
            return translate("Pay", "Voucher")


def _readable(typed: str, formats: Formats, example: Money) -> Money | None:
    """Return the amount typed so far, or None while it is none."""
    try:
        amount = read_money(typed, formats, example) if typed.strip() else None
    except Refused:
        return None
    return amount if amount is not None and amount.minor >= 0 else None
