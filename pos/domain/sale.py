"""Sale: what a customer takes and owes, from the first scan to the completed document."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NewType
from uuid import UUID

from pos.domain.currency import CurrencyCode
from pos.domain.discount import Discount
from pos.domain.money import CurrencyMismatch, Money
from pos.domain.problem import Problem
from pos.domain.product import Item
from pos.domain.quantity import Quantity, QuantityInvalid
from pos.domain.tax import PriceMode, TaxedAmount, TaxRate, TaxSummaryRow, apply_tax, summarise
from pos.domain.tender import Tender, TenderInvalid, TenderKind
from pos.domain.unit_price import UnitPrice

SaleId = NewType("SaleId", UUID)

LINES_MAX = 1000


class SaleNotOpen(Problem):
    """A completed or voided sale was to be changed."""


class NoSuchLine(Problem):
    """The ticket has no line with that number."""


class NothingToPay(Problem):
    """A sale without lines was to be paid."""


class TenderTooSmall(Problem):
    """The tenders do not cover the total."""


class TooManyLines(Problem):
    """The ticket is full."""


class SaleState(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLine:
    """One item on the ticket; its amounts follow from its inputs and cannot differ from them.

    `extended` is price times quantity, `discount_amount` what is taken off (not negative),
    `taxed` the rest with its tax. Rounded once each, to the minor unit.
    """

    number: int  # place on the ticket, from 1; not used again after a void
    item: Item
    quantity: Quantity
    unit_price: UnitPrice
    tax_rate: TaxRate
    price_mode: PriceMode
    discount: Discount | None = None
    extended: Money = field(init=False)
    discount_amount: Money = field(init=False)
    taxed: TaxedAmount = field(init=False)

    def __post_init__(self) -> None:
        unit = self.item.unit
        if self.quantity.unit != unit:
            raise QuantityInvalid(
                f"{self.item.name} is sold in {unit.code}, not in {self.quantity.unit.code}."
            )
        extended = self.unit_price.extend(self.quantity)
        off = Money(0, extended.currency) if self.discount is None else self.discount.off(extended)
        price = extended - off if off.minor else extended
        object.__setattr__(self, "extended", extended)
        object.__setattr__(self, "discount_amount", off)
        object.__setattr__(self, "taxed", apply_tax(price, self.tax_rate, self.price_mode))

    @property
    def total(self) -> Money:
        """Return what the customer pays for the line, tax included."""
        return self.taxed.gross

    @property
    def line_price(self) -> Money:
        """Return price times quantity less discount, in the price mode's terms."""
        return self.extended - self.discount_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Lines and tenders of one customer. Each step returns the next state or raises.

    :raises CurrencyMismatch: if a line or a tender is not in the sale's currency.
    :raises AmountTooLarge: if its sums could not be stored and sent exactly.
    """

    id: SaleId
    currency: CurrencyCode
    price_mode: PriceMode
    lines: tuple[SaleLine, ...] = ()
    voided_lines: tuple[SaleLine, ...] = ()
    tenders: tuple[Tender, ...] = ()
    state: SaleState = SaleState.OPEN
    total: Money = field(init=False, repr=False, compare=False)  # what the customer owes, with tax
    tendered: Money = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        offered = [tender.amount for tender in self.tenders]
        for amount in (*(line.extended for line in self.lines), *offered):
            if amount.currency != self.currency:
                raise CurrencyMismatch(f"{amount.currency} and {self.currency}")
        tendered = Money(sum([amount.minor for amount in offered]), self.currency)
        # Each sum that anybody takes of the sale is at most that one or this one.
        Money(
            sum([line.extended.minor + line.taxed.tax.minor for line in self.lines]), self.currency
        )
        net_and_tax = sum([line.taxed.net.minor + line.taxed.tax.minor for line in self.lines])
        object.__setattr__(self, "total", Money(net_and_tax, self.currency))
        object.__setattr__(self, "tendered", tendered)

    @property
    def due(self) -> Money:
        """Return what is still to be paid; never negative."""
        return Money(max(0, self.total.minor - self.tendered.minor), self.currency)

    @property
    def change_due(self) -> Money:
        """Return the cash to give back; never negative."""
        return Money(max(0, self.tendered.minor - self.total.minor), self.currency)

    @property
    def discount_total(self) -> Money:
        return Money(sum(line.discount_amount.minor for line in self.lines), self.currency)

    @property
    def tax_summary(self) -> tuple[TaxSummaryRow, ...]:
        return summarise((line.tax_rate, line.taxed) for line in self.lines)

    def line(self, number: int) -> SaleLine:
        """Return the line with this number.

        :raises NoSuchLine: if it was never there or has been voided.
        """
        for line in self.lines:
            if line.number == number:
                return line
        raise NoSuchLine(f"There is no line {number} on the ticket.")

    def with_item(
        self, item: Item, quantity: Quantity, tax_rate: TaxRate, unit_price: UnitPrice | None = None
    ) -> Sale:
        """Put an item on the ticket; the same item again raises the last line's quantity.

        :raises SaleNotOpen: if the sale is completed or voided.
        :raises TooManyLines: at 1,000 lines, voided ones included.
        :raises AmountTooLarge: if the ticket would cost more than can be stored exactly.
        """
        self._require_open()
        price = unit_price or item.price
        if price.currency != self.currency:
            raise CurrencyMismatch(f"{price.currency} and {self.currency}")
        last = self.lines[-1] if self.lines else None
        if (
            last is not None
            and (last.item, last.unit_price, last.tax_rate) == (item, price, tax_rate)
            and last.discount is None
        ):
            return self.with_quantity(last.number, last.quantity.plus(quantity))
        if len(self.lines) + len(self.voided_lines) >= LINES_MAX:
            raise TooManyLines(f"A ticket holds {LINES_MAX} lines: complete this one first.")
        line = SaleLine(
            number=self._next_number(),
            item=item,
            quantity=quantity,
            unit_price=price,
            tax_rate=tax_rate,
            price_mode=self.price_mode,
        )
        return replace(self, lines=(*self.lines, line))

    def with_quantity(self, number: int, quantity: Quantity) -> Sale:
        """Change how much of a line is sold."""
        return self._with_line(replace(self.line(number), quantity=quantity))

    def with_discount(self, number: int, discount: Discount | None) -> Sale:
        """Give a discount on a line, or take it back with None."""
        return self._with_line(replace(self.line(number), discount=discount))

    def with_line_voided(self, number: int) -> Sale:
        """Take a line off the ticket; it is kept among the voided ones for the journal."""
        self._require_open()
        line = self.line(number)
        return replace(
            self,
            lines=tuple(kept for kept in self.lines if kept.number != number),
            voided_lines=(*self.voided_lines, line),
        )

    def with_tender(self, tender: Tender) -> Sale:
        """Accept a tender. Only cash may be more than what is due.

        :raises TenderInvalid: if nothing is due, or if it is not cash and exceeds what is due.
        """
        self._require_open()
        self._require_lines()
        due = self.due
        if not due:
            raise TenderInvalid("Nothing is due any more: complete the sale.")
        if tender.kind is not TenderKind.CASH and tender.amount > due:
            raise TenderInvalid(
                f"Only cash gives change: {tender.kind.value} pays at most what is due ({due})."
            )
        return replace(self, tenders=(*self.tenders, tender))

    def without_tenders(self) -> Sale:
        """Hand every tender back, to pay anew."""
        self._require_open()
        return replace(self, tenders=())

    def completed(self) -> Sale:
        """Return the sale as a finished document.

        :raises NothingToPay: without lines.
        :raises TenderTooSmall: if the tenders do not cover the total.
        :raises TenderInvalid: if the change exceeds the cash that was given.
        """
        self._require_open()
        self._require_lines()
        if self.due:
            raise TenderTooSmall(f"{self.due} is still due: take another tender.")
        if self.change_due > self.cash_tendered:
            raise TenderInvalid("The change exceeds the cash given: take the tenders back.")
        return replace(self, state=SaleState.COMPLETED)

    def voided(self) -> Sale:
        """Return the sale as cancelled before completion."""
        self._require_open()
        return replace(self, state=SaleState.VOIDED)

    @property
    def cash_tendered(self) -> Money:
        cash = (tender.amount.minor for tender in self.tenders if tender.kind is TenderKind.CASH)
        return Money(sum(cash), self.currency)

    def _with_line(self, changed: SaleLine) -> Sale:
        self._require_open()
        lines = tuple(changed if line.number == changed.number else line for line in self.lines)
        return replace(self, lines=lines)

    def _next_number(self) -> int:
        last_kept = self.lines[-1].number if self.lines else 0
        return max(last_kept, *(line.number for line in self.voided_lines), 0) + 1

    def _require_open(self) -> None:
        if self.state is not SaleState.OPEN:
            raise SaleNotOpen(f"This sale is {self.state.value}: start a new one.")

    def _require_lines(self) -> None:
        if not self.lines:
            raise NothingToPay("The ticket is empty: scan something first.")
