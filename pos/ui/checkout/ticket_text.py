"""Ticket text: how a sale is written as rows and figures."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.currency import CurrencyCode
from pos.domain.discount import Discount, PercentOff
from pos.domain.money import Money
from pos.domain.product import Item
from pos.domain.sale import Sale, SaleId, SaleLine
from pos.domain.tax import PriceMode
from pos.ui.checkout.problems import unit_name
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate
from pos.ui.widgets.ticket_model import TicketRow


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount with its name, as written under the ticket."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFigures:
    """The figures under the lines; the last one is the largest on the screen."""

    rows: tuple[Figure, ...]
    total: Figure


class TicketText:
    """Writes sales. A line that did not change keeps its very row, so nothing is drawn anew."""

    def __init__(self, formats: Formats, currency: CurrencyCode) -> None:
        self.formats = formats
        self._currency = currency
        self._sale_id: SaleId | None = None
        self._written: dict[int, tuple[object, TicketRow]] = {}

    def use(self, formats: Formats) -> None:
        """Write in another locale from now on."""
        self.formats = formats
        self._written = {}

    def rows(self, sale: Sale) -> tuple[TicketRow, ...]:
        """Return the lines in their order; voided ones are left out."""
        if sale.id != self._sale_id:
            self._sale_id, self._written = sale.id, {}
        return tuple(self._row(line) for line in sale.lines)

    def figures(self, sale: Sale) -> TicketFigures:
        """Return what stands between the lines and PAY."""
        if not sale.lines:
            return self.no_figures()
        rows = self._tax_rows(sale)
        if sale.tenders:
            rows.append(Figure(translate("Sale", "Paid so far"), self._money(-sale.tendered)))
            total = Figure(translate("Sale", "Still due"), self._money(sale.due))
        else:
            total = Figure(translate("Sale", "Total"), self._money(sale.total))
        return TicketFigures(rows=tuple(rows), total=total)

    def no_figures(self) -> TicketFigures:
        """Return the figures of a ticket that nothing is on."""
        nothing = self._money(Money(0, self._currency))
        return TicketFigures(rows=(), total=Figure(translate("Sale", "Total"), nothing))

    def price(self, item: Item) -> str:
        """Return "$1.29", or "$3.99 / kg" for what is not sold by the piece."""
        price = self.formats.price(item.price)
        return (
            price
            if item.unit.code == "each"
            else self.formats.phrase(f"{price} / {unit_name(item.unit)}")
        )

    def unit_price(self, line: SaleLine) -> str:
        """Return "$1.29 / each", in one direction whatever surrounds it."""
        price = self.formats.price(line.unit_price)
        return self.formats.phrase(f"{price} / {unit_name(line.quantity.unit)}")

    def discount(self, discount: Discount, off: Money) -> str:
        """Return what was taken off and why: "−$0.50 (10%, damaged)"."""
        why = self.reason(discount)
        return f"{self._money(-off)} ({why})" if why else self._money(-off)

    def reason(self, discount: Discount) -> str:
        """Return the percentage, if it is one, and why it was given."""
        about = [own_direction(discount.reason)] if discount.reason else []
        if isinstance(discount, PercentOff):
            about.insert(0, self.formats.percent(discount.percent / 100))
        return " · ".join(about)

    def _row(self, line: SaleLine) -> TicketRow:
        # Within one ticket a number stands for one item; only these can differ.
        state = (line.quantity.amount, line.discount, line.unit_price.amount)
        known = self._written.get(line.number)
        if known is not None and known[0] == state:
            return known[1]
        row = TicketRow(
            key=line.number,
            title=line.item.name,
            quantity=self._quantity(line),
            amount=self.formats.amount(line.line_price),
            note=self._note(line),
        )
        self._written[line.number] = (state, row)
        return row

    def _quantity(self, line: SaleLine) -> str:
        """Return the bare number: the unit stands below, beside the price."""
        return self.formats.number(round(line.quantity.amount, line.quantity.unit.decimals))

    def _note(self, line: SaleLine) -> str:
        note = self.unit_price(line)
        if line.discount is None:
            return note
        return self.formats.phrase(f"{self.discount(line.discount, line.discount_amount)} · {note}")

    def _tax_rows(self, sale: Sale) -> list[Figure]:
        net = sum(line.taxed.net.minor for line in sale.lines)
        tax = Money(sale.total.minor - net, sale.currency)
        off = sale.discount_total
        rows = []
        if off:
            rows.append(Figure(translate("Sale", "Discounts, taken off"), self._money(-off)))
        if sale.price_mode is PriceMode.TAX_EXCLUSIVE:
            subtotal = self._money(Money(net, sale.currency))
            rows.append(Figure(translate("Sale", "Subtotal"), subtotal))
            rows.append(Figure(translate("Sale", "Tax"), self._money(tax)))
        else:
            rows.append(Figure(translate("Sale", "Tax, contained"), self._money(tax)))
        return rows

    def _money(self, amount: Money) -> str:
        return self.formats.money(amount)
