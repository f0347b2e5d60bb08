"""Sell screen: what happens when something is scanned, chosen, changed or paid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.product import Item
from pos.domain.receipt import Receipt
from pos.domain.sale import NoSuchLine, Sale, SaleLine
from pos.services.receipts import NoSuchReceipt
from pos.ui.checkout.completion import Completion
from pos.ui.checkout.editor import Editor, EditorDoors, EditorView
from pos.ui.checkout.finder import Finder, FinderView
from pos.ui.checkout.problems import explain_sale
from pos.ui.checkout.ringing_up import RingingUp, ScanView
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.checkout.ticket_text import TicketFigures, TicketText
from pos.ui.checkout.voiding import Voiding, VoidingView
from pos.ui.checkout.work_line import WorkLine
from pos.ui.formatting import own_direction
from pos.ui.language import translate
from pos.ui.widgets.ticket_model import TicketRow


class SellView(FinderView, EditorView, VoidingView, ScanView, Protocol):
    """The sell screen, as its presenters see it."""

    def show_ticket(self, rows: tuple[TicketRow, ...], figures: TicketFigures) -> None: ...
    def open_screen(self, name: str) -> None: ...


class SellPresenter:
    """Everything the cashier does goes to the worker in order, and comes back in order."""

    def __init__(self, view: SellView, desk: SaleDesk) -> None:
        self._view = view
        self._desk = desk
        self._checkout = desk.register.checkout
        self._text = TicketText(desk.formats(), desk.register.catalogue.currency)
        self.work_line = WorkLine(desk.background)
        self._completion = Completion(desk, view.open_screen)
        self._line: int | None = None
        self.finder = Finder(view, desk.register.catalogue, desk.background, self._text)
        self.ringing_up = RingingUp(
            view, desk, self.work_line, self.finder, self._text, self._on_rung_up
        )
        self.editor = Editor(
            view,
            self._checkout,
            desk.shift,
            self._text,
            EditorDoors(self._change, self.ringing_up.scan),
        )
        self.voiding = Voiding(view, self._checkout, desk.shift, self._text, self._change_and)

    def enter(self) -> None:
        """Show the ticket that is known at once, then as it stands on disk."""
        cash_session, _ = self._desk.shift.require()
        if self._desk.ticket.begin(cash_session.id):
            self.finder.refresh()
        self._show(self._desk.ticket.sale)
        self._change(lambda: self._checkout.ticket(cash_session.id))
        self.finder.enter()
        if self.editor.is_open:
            self.editor.show()
        else:
            self._view.focus_field()

    def retranslate(self) -> None:
        """Write everything anew in the language and locale in use."""
        self._text.use(self._desk.formats())
        self._show(self._desk.ticket.sale)
        self.finder.show()
        self.voiding.close()
        if self.editor.is_open:
            self.editor.show()

    def submit(self, typed: str, chosen: int = -1) -> None:
        """Ring up what Enter came after; on an empty field it answers the question."""
        if not typed.strip() and self.voiding.is_asking:
            self.voiding.accept()
        else:
            self.ringing_up.submit(typed, chosen)

    def choose_line(self, number: object) -> None:
        """Let quantity, discount and Del be about this line."""
        self._line = number if isinstance(number, int) else None

    def edit_quantity(self) -> None:
        """Ask for another quantity of the chosen line."""
        self._on_line(self.editor.ask_quantity)

    def edit_discount(self) -> None:
        """Ask for a discount on the chosen line."""
        self._on_line(self.editor.ask_discount)

    def void_line(self) -> None:
        """Take the chosen line off."""
        self._on_line(self.voiding.void_line)

    def void_ticket(self) -> None:
        """Ask once, inline, before the whole ticket goes."""
        self.work_line.when_settled(self._ask_void_ticket)

    def escape(self) -> None:
        """Step back: out of the panel, the question, the text, then the message."""
        if self.editor.is_open:
            self.editor.cancel()
        elif self.voiding.is_open:
            self.voiding.close()
        elif self.ringing_up.typed:
            self.ringing_up.clear_field()
        else:
            self.ringing_up.forget_unknown()
            self.finder.leave_department()
        self._view.focus_field()

    def pay(self) -> None:
        """Go to the tenders, or complete at once where nothing is due."""
        self.work_line.when_settled(self._pay)

    def reprint(self) -> None:
        """Show a copy of the last receipt of this cash session."""
        cash_session, _ = self._desk.shift.require()
        receipts = self._desk.register.receipts
        self.work_line.run(lambda: receipts.last(cash_session.id), self._on_receipt, self._on_error)

    def _change(self, work: Callable[[], Sale]) -> None:
        """Do something to the ticket on the worker and show what it is then."""
        self.work_line.run(work, self._on_changed, self._on_error)

    def _change_and(self, work: Callable[[], Sale], after: Callable[[], None]) -> None:
        def changed(sale: Sale) -> None:
            self._on_changed(sale)
            after()

        self.work_line.run(work, changed, self._on_error)

    def _on_rung_up(self, outcome: Sale | Item) -> None:
        if isinstance(outcome, Sale):
            self._on_changed(outcome)
        else:
            self.editor.ask_new_quantity(outcome)

    def _on_changed(self, sale: Sale) -> None:
        self.voiding.close()
        self._show(sale)

    def _show(self, sale: Sale | None) -> None:
        before, self._desk.ticket.sale = self._desk.ticket.sale, sale
        if sale is None:
            self._view.show_ticket((), self._text.no_figures())
            return
        grew = before is None or len(sale.lines) > len(before.lines)
        if grew or self._line not in {line.number for line in sale.lines}:
            self._line = sale.lines[-1].number if sale.lines else None
        self._view.show_ticket(self._text.rows(sale), self._text.figures(sale))

    def _on_line(self, act: Callable[[SaleLine], None]) -> None:
        self.work_line.when_settled(lambda: self._act_on_line(act))

    def _act_on_line(self, act: Callable[[SaleLine], None]) -> None:
        sale = self._desk.ticket.sale
        if sale is None or self._line is None:
            self._tell_empty()
            return
        try:
            line = sale.line(self._line)
        except NoSuchLine:
            return
        act(line)

    def _ask_void_ticket(self) -> None:
        sale = self._desk.ticket.sale
        if sale is not None and sale.lines:
            self.voiding.ask_void_ticket(sale)
        else:
            self._tell_empty()

    def _pay(self) -> None:
        sale, waiting = self._desk.ticket.sale, self.editor.waits_for
        if waiting is not None:
            self._view.show_problem(
                translate(
                    "Sell", "First say how much of “{name}” is sold, or press Esc to leave it out.",
                    name=own_direction(waiting.name),
                )
            )  # fmt: skip
        elif sale is None or not sale.lines:
            self._tell_empty()
        else:
            self._leave_questions()
            self._go_to_tenders(sale)

    def _leave_questions(self) -> None:
        """Leave what was asked about a line unanswered: the customer pays."""
        self.voiding.close()
        if self.editor.is_open:
            self.editor.cancel()

    def _go_to_tenders(self, sale: Sale) -> None:
        if sale.due:
            self._view.open_screen("pay")
        else:
            self.work_line.run(self._completion.work(), self._completion.settle, self._on_error)

    def _tell_empty(self) -> None:
        self._view.show_note(translate("Sale", "The ticket is empty: scan something first."))

    def _on_receipt(self, receipt: Receipt) -> None:
        self._desk.ticket.receipt = receipt
        self._view.open_screen("receipt")

    def _on_error(self, error: Exception) -> None:
        if isinstance(error, NoSuchReceipt):
            self._view.show_note(
                translate("Sell", "Nothing has been sold in this cash session yet.")
            )
        else:
            self._view.show_problem(explain_sale(error))
