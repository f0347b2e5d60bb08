"""Editor: the panel that asks for a quantity or a discount, in place of the results."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from pos.domain.clean_text import TextInvalid, clean_text
from pos.domain.money import Money
from pos.domain.problem import Problem
from pos.domain.product import Item
from pos.domain.sale import Sale, SaleLine
from pos.domain.typed_number import parse_decimal
from pos.services.checkout import Checkout
from pos.ui.checkout.entry import looks_scanned
from pos.ui.checkout.problems import Refused, discount_of, explain_sale, quantity_of, read_money
from pos.ui.checkout.problems import unit_name as name_of
from pos.ui.checkout.ticket_text import TicketText
from pos.ui.formatting import own_direction
from pos.ui.language import translate
from pos.ui.shift import Shift

REASON_LENGTH_MAX = 60


class Asked(StrEnum):
    """What the panel asks for."""

    NEW_QUANTITY = "new quantity"  # of something weighed that is not on the ticket yet
    QUANTITY = "quantity"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorPicture:
    """All that the panel shows."""

    asked: Asked
    title: str
    label: str
    typed: str | None = ""  # None: what stands in the field stays
    decimals: bool = True
    percent: bool = False
    reasons: tuple[str, ...] = ()
    reason: str | None = ""  # None: what is chosen stays
    removable: bool = False


class EditorView(Protocol):
    def show_editor(self, picture: EditorPicture) -> None: ...
    def show_editor_problem(self, sentence: str) -> None: ...
    def ask_for_reason(self) -> None: ...
    def close_editor(self) -> None: ...


@dataclass(frozen=True, slots=True)
class EditorDoors:
    """The ways out of the panel: ring up what was decided, or scan what was scanned into it."""

    change: Callable[[Callable[[], Sale]], None]
    scan: Callable[[str], None]


class Editor:
    """Asks one thing at a time; what is weighed queues up until it has its quantity."""

    def __init__(
        self,
        view: EditorView,
        checkout: Checkout,
        shift: Shift,
        text: TicketText,
        doors: EditorDoors,
    ) -> None:
        self._view = view
        self._checkout = checkout
        self._shift = shift
        self._text = text
        self._doors = doors
        self._asked: Asked | None = None
        self._line: SaleLine | None = None
        self._waiting: deque[Item] = deque()
        self._percent = False

    @property
    def is_open(self) -> bool:
        return self._asked is not None

    @property
    def waits_for(self) -> Item | None:
        """Return the scanned item that is not on the ticket until it has a quantity."""
        return self._waiting[0] if self._waiting else None

    def ask_new_quantity(self, item: Item) -> None:
        """Ask how much of an item; further ones wait their turn."""
        self._waiting.append(item)
        if self._asked is not Asked.NEW_QUANTITY:
            self._open(Asked.NEW_QUANTITY)

    def ask_quantity(self, line: SaleLine) -> None:
        self._line = line
        self._open(Asked.QUANTITY)

    def ask_discount(self, line: SaleLine) -> None:
        self._line, self._percent = line, False
        self._open(Asked.DISCOUNT)

    def choose_percent(self, percent: bool) -> None:
        """Read the discount as a percentage, or as an amount; what was typed stays."""
        self._percent = percent
        if self._line is not None:
            picture = self._discount_picture(self._line)
            self._view.show_editor(replace(picture, typed=None, reason=None))

    def show(self) -> None:
        """Show the panel anew, in the language in use."""
        match self._asked:
            case Asked.NEW_QUANTITY:
                self._view.show_editor(self._new_quantity_picture(self._waiting[0]))
            case Asked.QUANTITY if self._line is not None:
                self._view.show_editor(self._quantity_picture(self._line))
            case Asked.DISCOUNT if self._line is not None:
                self._view.show_editor(self._discount_picture(self._line))
            case _:
                self._view.close_editor()

    def apply(self, typed: str, reason: str = "") -> None:
        """Take what was typed; a barcode scanned meanwhile is rung up and the question stays."""
        if looks_scanned(typed):
            self.show()
            self._doors.scan(typed)
            return
        try:
            work = self._work(typed, reason)
        except Problem as problem:
            self._view.show_editor_problem(
                str(problem) if isinstance(problem, Refused) else explain_sale(problem)
            )
            return
        if work is None:
            self._view.ask_for_reason()
            return
        self._done()
        self._doors.change(work)

    def remove_discount(self) -> None:
        """Take the discount of the line back."""
        line = self._line
        if line is None:
            return
        cash_session, operator = self._shift.require()
        self._done()
        self._doors.change(
            lambda: self._checkout.set_discount(cash_session.id, operator, line.number, None)
        )

    def cancel(self) -> None:
        """Leave things as they are; what waited for its quantity is not rung up."""
        self._done()

    def _open(self, asked: Asked) -> None:
        self._asked = asked
        self.show()

    def _done(self) -> None:
        if self._asked is Asked.NEW_QUANTITY:
            self._waiting.popleft()
        self._line = None
        self._asked = Asked.NEW_QUANTITY if self._waiting else None
        self.show()

    def _work(self, typed: str, reason: str) -> Callable[[], Sale] | None:
        """Return what to do, or None if only the reason is missing."""
        cash_session, operator = self._shift.require()
        formats = self._text.formats
        if self._asked is Asked.NEW_QUANTITY:
            item = self._waiting[0]
            quantity = quantity_of(parse_decimal(typed), item, formats)
            return lambda: self._checkout.add(cash_session.id, operator, item, quantity)
        line = self._line
        if line is None:
            return None
        if self._asked is Asked.QUANTITY:
            quantity = quantity_of(parse_decimal(typed), line.item, formats)
            return lambda: self._checkout.set_quantity(
                cash_session.id, operator, line.number, quantity
            )
        discount = discount_of(
            self._discount_value(typed, line.extended),
            _clean_reason(reason),
            line.extended,
            formats,
        )
        if not discount.reason:
            return None
        return lambda: self._checkout.set_discount(cash_session.id, operator, line.number, discount)

    def _discount_value(self, typed: str, price: Money) -> Decimal | Money:
        bare = typed.strip().rstrip("%٪").strip()
        if not self._percent and bare == typed.strip():
            return read_money(typed, self._text.formats, price)
        percent = parse_decimal(bare)
        if percent is None:
            raise Refused(translate("Sale", "“{typed}” is not a percentage.", typed=typed))
        return percent

    def _new_quantity_picture(self, item: Item) -> EditorPicture:
        return EditorPicture(
            asked=Asked.NEW_QUANTITY,
            title=translate("Sell", "How much of “{name}”?", name=own_direction(item.name)),
            label=translate(
                "Sell", "Quantity in {unit}, at {price}",
                unit=name_of(item.unit), price=self._text.price(item),
            ),
            decimals=item.unit.decimals > 0,
        )  # fmt: skip

    def _quantity_picture(self, line: SaleLine) -> EditorPicture:
        item = line.item
        return EditorPicture(
            asked=Asked.QUANTITY,
            title=translate("Sell", "Quantity of “{name}”", name=own_direction(item.name)),
            label=translate(
                "Sell", "Quantity in {unit}, at {price}",
                unit=name_of(item.unit), price=self._text.price(item),
            ),
            typed=str(line.quantity),
            decimals=item.unit.decimals > 0,
        )  # fmt: skip

    def _discount_picture(self, line: SaleLine) -> EditorPicture:
        price = self._text.formats.money(line.extended)
        name = own_direction(line.item.name)
        return EditorPicture(
            asked=Asked.DISCOUNT,
            title=translate("Sell", "Discount on “{name}”, {price}", name=name, price=price),
            label=translate("Sell", "Percent off")
            if self._percent
            else translate("Sell", "Amount off, or a percentage like 10%"),
            percent=self._percent,
            reasons=_reasons(),
            reason="" if line.discount is None else line.discount.reason,
            removable=line.discount is not None,
        )


def _reasons() -> tuple[str, ...]:
    return (
        translate("Sell", "Damaged"),
        translate("Sell", "Short date"),
        translate("Sell", "Price match"),
        translate("Sell", "Goodwill"),
    )


def _clean_reason(reason: str) -> str:
    try:
        return clean_text(reason, what="reason", longest=REASON_LENGTH_MAX)
    except TextInvalid as problem:
        raise Refused(
            translate("Sale", "The reason holds characters that cannot be printed.")
        ) from problem
