"""Past ticket: what a sales file says of one, read into a sale by the rules of the domain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from pos.domain.clean_text import clean_text
from pos.domain.currency import exponent
from pos.domain.discount import AmountOff
from pos.domain.money import Money
from pos.domain.problem import Problem
from pos.domain.product import ExternalItem, Item, sku
from pos.domain.quantity import Quantity, UnitOfMeasure, unit_of_measure
from pos.domain.sale import LINES_MAX, Sale, SaleId, SaleLine
from pos.domain.store import Store
from pos.domain.tax import PriceMode, TaxRate
from pos.domain.tender import Tender, TenderKind
from pos.domain.unit_price import UnitPrice
from pos.services.catalogue import TaxRateMissing
from pos.services.past_sales_file import FileLine, FileTicket

# What no catalogue knows is taxed like most goods; a lower rate would have to be earned.
TAX_CATEGORY_OF_UNKNOWN = "standard"
TICKET_NUMBER_LENGTH_MAX = 40
_EARLIEST_YEAR = 1970
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?", re.ASCII)
_TENDERS = {kind.value: kind for kind in (TenderKind.CASH, TenderKind.CARD, TenderKind.VOUCHER)}

Value = TypeVar("Value")


class TicketRefused(Problem):
    """The ticket cannot be rung up; `line` of the file is the first that is wrong."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTicket:
    """A ticket ready to be rung up: `sale` is covered by its tenders, to the cent."""

    number: str
    line: int  # the first of the file
    occurred_at: datetime
    business_date: date
    sale: Sale


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReader:
    """Reads tickets with what the register knows: its store, catalogue, tax rates and day.

    `item_of` returns None for a SKU that no catalogue knows.
    """

    store: Store
    today: date
    now: datetime
    new_id: Callable[[], SaleId]
    item_of: Callable[[str], Item | None]
    rates: Mapping[str, TaxRate]  # by category

    def read(self, ticket: FileTicket) -> PastTicket:
        """Return the ticket as a sale at the prices that were paid, tax included.

        :raises TicketRefused: naming the first line that is wrong, and why.
        """
        first = ticket.lines[0]
        number = _number_of(ticket)
        _require_agreement(ticket)
        occurred_at, business_date = self.moment(first)
        lines = tuple(self._line(number, line) for number, line in enumerate(ticket.lines, start=1))
        sale = Sale(
            id=self.new_id(),
            currency=self.store.currency,
            price_mode=PriceMode.TAX_INCLUSIVE,
            lines=lines,
        )
        paid = _telling(first, lambda: self._paid(sale, ticket))
        return PastTicket(
            number=number,
            line=first.number,
            occurred_at=occurred_at,
            business_date=business_date,
            sale=paid,
        )

    def moment(self, line: FileLine) -> tuple[datetime, date]:
        """Return when the ticket was made, and its business date, which must be past.

        :raises TicketRefused: if that is no moment of a day before today.
        """
        at = _moment(line)
        if at > self.now:
            raise TicketRefused(line.number, f"{line.occurred_at} is in the future.")
        business_date = self.store.business_date(at)
        if business_date >= self.today:
            raise TicketRefused(
                line.number,
                f"its business date {business_date} is today: only days before today are typed "
                "in afterwards; import it tomorrow.",
            )
        return at, business_date

    def _line(self, number: int, line: FileLine) -> SaleLine:
        return _telling(line, lambda: self._sold(number, line))

    def _sold(self, number: int, line: FileLine) -> SaleLine:
        unit = unit_of_measure(line.unit)
        price = UnitPrice(_number(line.unit_price, "unit_price"), self.store.currency)
        discount = self._money(line.discount, "discount")
        item = self._item(line, unit, price)
        if item.unit != unit:
            raise TicketRefused(
                line.number,
                f"the unit of {line.sku} is {item.unit.code} in the catalogue, not {unit.code}.",
            )
        sold = SaleLine(
            number=number,
            item=item,
            quantity=Quantity(_number(line.quantity, "quantity"), unit),
            unit_price=price,
            tax_rate=self._rate(item.tax_category),
            price_mode=PriceMode.TAX_INCLUSIVE,
            discount=AmountOff(discount, "as on the ticket") if discount else None,
        )
        claimed = self._money(line.line_total, "line_total")
        if sold.total != claimed:
            raise TicketRefused(
                line.number,
                f"{line.quantity} × {line.unit_price} − {line.discount} is {sold.total}, but "
                f"line_total is {claimed}.",
            )
        return sold

    def _rate(self, category: str) -> TaxRate:
        rate = self.rates.get(category)
        if rate is None:
            raise TaxRateMissing(category)
        return rate

    def _item(self, line: FileLine, unit: UnitOfMeasure, price: UnitPrice) -> Item:
        known = self.item_of(line.sku) if line.sku else None
        if known is not None:
            return known
        if line.sku:
            sku(line.sku)
        name = clean_text(line.description, what="The description")
        if not (name or line.sku):
            raise TicketRefused(line.number, "it has neither a SKU nor a description.")
        return ExternalItem(
            name=name or f"Unknown item {line.sku}",
            unit=unit,
            price=price,
            tax_category=TAX_CATEGORY_OF_UNKNOWN,
            reference=line.sku,
        )

    def _paid(self, sale: Sale, ticket: FileTicket) -> Sale:
        """Cover the sale: coupons first, the ticket's own means for the rest."""
        coupon = Money(sum(self._coupon(line).minor for line in ticket.lines), self.store.currency)
        total = sale.total
        if coupon > total:
            raise TicketRefused(
                ticket.lines[0].number, f"its coupons ({coupon}) are more than its total ({total})."
            )
        rest = total - coupon
        tenders = ((TenderKind.COUPON, coupon), (_tender_kind(ticket.lines[0]), rest))
        for kind, amount in tenders:
            if amount:
                sale = sale.with_tender(Tender(kind, amount))
        return sale

    def _coupon(self, line: FileLine) -> Money:
        return _telling(line, lambda: self._money(line.coupon, "coupon"))

    def _money(self, text: str, column: str) -> Money:
        minor = _number(text, column).scaleb(exponent(self.store.currency))
        if minor < 0:
            raise Problem(f"{column} is negative ({text}): refunds are not typed in this way.")
        if minor != minor.to_integral_value():
            raise Problem(f"{column} {text} is more precise than {self.store.currency} allows.")
        return Money(int(minor), self.store.currency)


def _number_of(ticket: FileTicket) -> str:
    first = ticket.lines[0]
    number = _telling(
        first,
        lambda: clean_text(
            ticket.number, what="The ticket number", longest=TICKET_NUMBER_LENGTH_MAX
        ),
    )
    if not number:
        raise TicketRefused(first.number, "it has no ticket number.")
    return number


def _require_agreement(ticket: FileTicket) -> None:
    """Refuse a ticket that its lines disagree about, or that has too many of them."""
    first = ticket.lines[0]
    if ticket.count > LINES_MAX:
        raise TicketRefused(first.number, f"it has more than {LINES_MAX} lines.")
    for line in ticket.lines:
        if line.cells_wrong:
            raise TicketRefused(line.number, f"{line.cells_wrong}.")
        for column in ("occurred_at", "tender"):
            said, said_first = getattr(line, column), getattr(first, column)
            if said != said_first:
                raise TicketRefused(
                    line.number,
                    f"its lines disagree on {column}: “{said_first}” and then “{said}”.",
                )


def _telling(line: FileLine, read: Callable[[], Value]) -> Value:
    """Return what `read` returns; a problem of the domain is told with the file's line."""
    try:
        return read()
    except TicketRefused:
        raise
    except Problem as problem:
        raise TicketRefused(line.number, str(problem)) from None


def _number(text: str, column: str) -> Decimal:
    """Read a plain decimal number: no exponent, no grouping, no NaN."""
    if not _NUMBER.fullmatch(text):
        raise Problem(f"{column} “{text[:20]}” is not a number: write digits, like 2.50.")
    return Decimal(text)


def _moment(line: FileLine) -> datetime:
    try:
        at = datetime.fromisoformat(line.occurred_at)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or at.year < _EARLIEST_YEAR:
        raise TicketRefused(
            line.number,
            f"occurred_at “{line.occurred_at[:40]}” is no moment with a time zone: write it like "
            "2017-01-01T18:24:46Z.",
        )
    return at


def _tender_kind(line: FileLine) -> TenderKind:
    kind = _TENDERS.get(line.tender)
    if kind is None:
        raise TicketRefused(
            line.number, f"tender “{line.tender[:20]}” is unknown: use {', '.join(_TENDERS)}."
        )
    return kind
