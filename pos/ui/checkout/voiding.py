"""Voiding: taking lines or the whole ticket off, asked or undone in one strip, never a box."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pos.domain.sale import Sale, SaleLine
from pos.services.checkout import Checkout
from pos.ui.checkout.ticket_text import TicketText
from pos.ui.formatting import own_direction
from pos.ui.language import translate, translate_count
from pos.ui.shift import Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A strip with a sentence and one or two answers; without `no` it is only an offer."""

    text: str
    yes: str
    no: str = ""


class VoidingView(Protocol):
    def show_question(self, question: Question) -> None: ...
    def hide_question(self) -> None: ...


Change = Callable[[Callable[[], Sale], Callable[[], None]], None]


class Voiding:
    """Remembers what was taken off last, to put it back."""

    def __init__(
        self,
        view: VoidingView,
        checkout: Checkout,
        shift: Shift,
        text: TicketText,
        change: Change,
    ) -> None:
        self._view = view
        self._checkout = checkout
        self._shift = shift
        self._text = text
        self._change = change
        self._asked: Sale | None = None
        self._removed: tuple[SaleLine, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether the strip is in sight."""
        return self.is_asking or bool(self._removed)

    @property
    def is_asking(self) -> bool:
        """Tell whether it asks before the whole ticket goes."""
        return self._asked is not None

    def void_line(self, line: SaleLine) -> None:
        """Take a line off at once, and offer to put it back."""
        cash_session, operator = self._shift.require()
        name = own_direction(line.item.name)
        self._change(
            lambda: self._checkout.void_line(cash_session.id, operator, line.number),
            lambda: self._offer(
                (line,), translate("Sell", "“{name}” was taken off the ticket.", name=name)
            ),
        )

    def ask_void_ticket(self, sale: Sale) -> None:
        """Ask before everything goes."""
        self._removed, self._asked = (), sale
        count = len(sale.lines)
        text = translate_count("Sell", "Void the whole ticket of %Ln line(s)?", count)
        if sale.tenders:
            paid = self._text.formats.money(sale.tendered)
            back = translate("Sell", "Give {amount} back to the customer.", amount=paid)
            text = f"{text} {back}"
        self._view.show_question(
            Question(
                text=text, yes=translate("Sell", "Void ticket"), no=translate("Sell", "Keep it")
            )
        )

    def accept(self) -> None:
        """Do what the strip asks or offers."""
        if self._asked is not None:
            self._void_ticket(self._asked)
        elif self._removed:
            removed = self._removed
            self.close()
            self._change(lambda: self._put_back(removed), _nothing)

    def close(self) -> None:
        """Take the strip away; nothing is voided, or nothing put back."""
        if self.is_open:
            self._asked, self._removed = None, ()
            self._view.hide_question()

    def _void_ticket(self, sale: Sale) -> None:
        cash_session, operator = self._shift.require()
        self._change(
            lambda: self._checkout.void_ticket(cash_session.id, operator),
            lambda: self._offer(sale.lines, translate("Sell", "The ticket was voided.")),
        )

    def _offer(self, removed: tuple[SaleLine, ...], text: str) -> None:
        self._asked, self._removed = None, removed
        self._view.show_question(Question(text=text, yes=translate("Sell", "Undo")))

    def _put_back(self, removed: tuple[SaleLine, ...]) -> Sale:
        """On the worker: ring the lines up again, at the end of the ticket."""
        cash_session, operator = self._shift.require()
        sale = self._checkout.ticket(cash_session.id)
        for line in removed:
            lines_before = len(sale.lines)
            sale = self._checkout.add(cash_session.id, operator, line.item, line.quantity)
            # Where it joined the line before, a discount would take too much off.
            if line.discount is not None and len(sale.lines) > lines_before:
                number = sale.lines[-1].number
                sale = self._checkout.set_discount(cash_session.id, operator, number, line.discount)
        return sale


def _nothing() -> None:
    """Nothing is offered after an undo."""
