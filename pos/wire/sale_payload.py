"""Sale payload: a sale as an event tells it, and the sale that follows from one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from pos.domain.currency import CurrencyCode, currency, exponent
from pos.domain.discount import AmountOff, Discount, PercentOff
from pos.domain.money import Money
from pos.domain.problem import Problem
from pos.domain.product import ExternalItem, Gtin, Item, Product, Service, Sku
from pos.domain.quantity import Quantity, unit_of_measure
from pos.domain.sale import LINES_MAX, Sale, SaleId, SaleLine, SaleState
from pos.domain.tax import PriceMode, TaxRate
from pos.domain.tender import Tender, TenderKind
from pos.domain.typed_number import decimal_text
from pos.domain.unit_price import UnitPrice
from pos.wire.payloads import DiscountPayload, LinePayload, SalePayload, TenderPayload

_OF_LINE = ("net", "tax", "discount")
_OF_SALE = ("net", "tax", "total", "change")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,5}[1-9])?")

_ITEM_KINDS: dict[type[Item], str] = {
    Product: "product",
    Service: "service",
    ExternalItem: "external",
}


class PayloadInvalid(ValueError):
    """The payload breaks a rule of the domain, so no sale follows from it."""


def sale_payload(
    sale: Sale, *, receipt_number: int | None = None, paper_ticket: str | None = None
) -> SalePayload:
    """Return what the journal says of a sale."""
    return SalePayload(
        sale_id=str(sale.id),
        receipt_number=receipt_number,
        paper_ticket=paper_ticket,
        currency=sale.currency,
        price_mode=sale.price_mode.value,
        lines=[line_payload(line) for line in sale.lines],
        voided_lines=[line_payload(line) for line in sale.voided_lines],
        tenders=[
            TenderPayload(kind=tender.kind.value, amount=tender.amount.minor)
            for tender in sale.tenders
        ],
        net=sum(line.taxed.net.minor for line in sale.lines),
        tax=sum(line.taxed.tax.minor for line in sale.lines),
        total=sale.total.minor,
        change=sale.change_due.minor,
    )


def sale_from_payload(payload: SalePayload, state: SaleState = SaleState.COMPLETED) -> Sale:
    """Return the sale that follows from the payload's inputs, by the domain's own rules.

    Its amounts are computed, not read: compare them with `disagreements`.

    :raises PayloadInvalid: if the inputs break a rule.
    """
    try:
        _require_numbering(payload)
        code = currency(payload.currency)
        mode = PriceMode(payload.price_mode)
        return Sale(
            id=_sale_id(payload.sale_id),
            currency=code,
            price_mode=mode,
            lines=tuple(_line(line, code, mode) for line in payload.lines),
            voided_lines=tuple(_line(line, code, mode) for line in payload.voided_lines),
            tenders=tuple(
                Tender(TenderKind(tender.kind), Money(tender.amount, code))
                for tender in payload.tenders
            ),
            state=state,
        )
    except (Problem, ValueError) as error:
        raise PayloadInvalid(str(error)) from error


def disagreements(payload: SalePayload, sale: Sale) -> list[str]:
    """Return what the payload claims and the domain computes differently, as sentences.

    Each names both amounts, in major units.
    """
    found: list[str] = []
    claims = (*payload.lines, *payload.voided_lines)
    for claim, line in zip(claims, (*sale.lines, *sale.voided_lines), strict=True):
        claimed = (claim.net, claim.tax, claim.discount_amount)
        computed = (line.taxed.net.minor, line.taxed.tax.minor, line.discount_amount.minor)
        if claimed != computed:
            where = f"line {claim.number}: "
            found += _differing(where, _OF_LINE, claimed, computed, sale.currency)
    claimed_totals = (payload.net, payload.tax, payload.total, payload.change)
    computed_totals = (
        sum(line.taxed.net.minor for line in sale.lines),
        sum(line.taxed.tax.minor for line in sale.lines),
        sale.total.minor,
        sale.change_due.minor,
    )
    found += _differing("", _OF_SALE, claimed_totals, computed_totals, sale.currency)
    if sale.state is SaleState.COMPLETED:
        found += _unsettled(sale)
    return found


def _differing(
    where: str,
    names: tuple[str, ...],
    claims: tuple[int, ...],
    figures: tuple[int, ...],
    code: CurrencyCode,
) -> Iterator[str]:
    for name, claimed, computed in zip(names, claims, figures, strict=True):
        if claimed != computed:
            one, other = amount_text(claimed, code), amount_text(computed, code)
            yield f"{where}{name} differs, claimed {one}, computed {other} {code}"


def amount_text(minor: int, code: CurrencyCode) -> str:
    """Return an amount in major units; a claim may be beyond what money can be."""
    return f"{Decimal(minor).scaleb(-exponent(code)):f}"


def _unsettled(sale: Sale) -> Iterator[str]:
    """Tell what `Sale.completed` would have refused."""
    if not sale.lines:
        yield "it has no lines"
    if sale.due:
        yield f"{sale.due} is not paid"
    if sale.change_due > sale.cash_tendered:
        yield f"its change ({sale.change_due}) exceeds the cash given ({sale.cash_tendered})"


def line_payload(line: SaleLine) -> LinePayload:
    """Return what the journal says of one line."""
    item = line.item
    return LinePayload(
        number=line.number,
        item=_item_kind(item),
        sku=item.reference if isinstance(item, ExternalItem) else item.sku,
        gtin=item.gtin if isinstance(item, Product) else None,
        name=item.name,
        department="" if isinstance(item, ExternalItem) else item.department,
        category="" if isinstance(item, ExternalItem) else item.category,
        unit=line.quantity.unit.code,
        quantity=str(line.quantity),
        list_price=str(item.price),
        unit_price=str(line.unit_price),
        unit_cost=_cost(item),
        discount=None if line.discount is None else _discount_payload(line.discount),
        discount_amount=line.discount_amount.minor,
        tax_category=line.tax_rate.category,
        tax_rate=str(line.tax_rate),
        net=line.taxed.net.minor,
        tax=line.taxed.tax.minor,
    )


def _require_numbering(payload: SalePayload) -> None:
    """Refuse line numbers that no ticket gives: effects have the line in their key."""
    kept = [line.number for line in payload.lines]
    every = [*kept, *(line.number for line in payload.voided_lines)]
    if len(every) > LINES_MAX:
        raise PayloadInvalid(f"it has more than {LINES_MAX} lines")
    if kept != sorted(kept) or len(set(every)) < len(every):
        raise PayloadInvalid("its lines are out of order, or two have the same number")
    if every and not 1 <= min(every) <= max(every) <= LINES_MAX:
        raise PayloadInvalid(f"its lines are not numbered from 1 to {LINES_MAX}")


def _sale_id(text: str) -> SaleId:
    sale_id = UUID(text)
    if str(sale_id) != text:
        raise PayloadInvalid(f"“{text[:40]}” is not an id in its usual form")
    return SaleId(sale_id)


def _decimal(text: str) -> Decimal:
    """Read decimal text: each number has one text only, and none is a puzzle to compute with."""
    if _DECIMAL.fullmatch(text) is None:
        raise PayloadInvalid(f"“{text[:40]}” is not decimal text in its shortest form")
    return Decimal(text)


# A shop's day holds few distinct items, prices, quantities and rates: each is read and checked
# once.
@lru_cache(maxsize=8192)
def _unit_price(text: str, code: CurrencyCode) -> UnitPrice:
    return UnitPrice(_decimal(text), code)


@lru_cache(maxsize=2048)
def _quantity(text: str, unit: str) -> Quantity:
    return Quantity(_decimal(text), unit_of_measure(unit))


@lru_cache(maxsize=256)
def _tax_rate(category: str, text: str) -> TaxRate:
    return TaxRate(category, _decimal(text))


class _ItemText(NamedTuple):
    """What a line says of its item."""

    kind: str
    sku: str
    gtin: str | None
    name: str
    unit: str
    price: str
    cost: str | None
    tax_category: str
    department: str
    category: str


def _line(payload: LinePayload, code: CurrencyCode, mode: PriceMode) -> SaleLine:
    described = _ItemText(
        payload.item,
        payload.sku,
        payload.gtin,
        payload.name,
        payload.unit,
        payload.list_price,
        payload.unit_cost,
        payload.tax_category,
        payload.department,
        payload.category,
    )
    return SaleLine(
        number=payload.number,
        item=_item(described, code),
        quantity=_quantity(payload.quantity, payload.unit),
        unit_price=_unit_price(payload.unit_price, code),
        tax_rate=_tax_rate(payload.tax_category, payload.tax_rate),
        price_mode=mode,
        discount=None if payload.discount is None else _discount(payload.discount, code),
    )


@lru_cache(maxsize=8192)
def _item(text: _ItemText, code: CurrencyCode) -> Item:
    price = _unit_price(text.price, code)
    unit = unit_of_measure(text.unit)
    match text.kind:
        case "product":
            return Product(
                sku=Sku(text.sku),
                name=text.name,
                unit=unit,
                price=price,
                tax_category=text.tax_category,
                gtin=None if text.gtin is None else Gtin(text.gtin),
                department=text.department,
                category=text.category,
                cost=None if text.cost is None else _unit_price(text.cost, code),
            )
        case "service":
            return Service(
                sku=Sku(text.sku),
                name=text.name,
                unit=unit,
                price=price,
                tax_category=text.tax_category,
                department=text.department,
                category=text.category,
            )
        case "external":
            return ExternalItem(
                name=text.name,
                unit=unit,
                price=price,
                tax_category=text.tax_category,
                reference=text.sku,
            )
    raise PayloadInvalid(f"a line about a “{text.kind}”")


def _item_kind(item: Item) -> str:
    return _ITEM_KINDS[type(item)]


def _cost(item: Item) -> str | None:
    return str(item.cost) if isinstance(item, Product) and item.cost is not None else None


def _discount_payload(discount: Discount) -> DiscountPayload:
    if isinstance(discount, AmountOff):
        return DiscountPayload(amount=discount.amount.minor, percent=None, reason=discount.reason)
    text = decimal_text(discount.percent)
    return DiscountPayload(amount=None, percent=text, reason=discount.reason)


def _discount(payload: DiscountPayload, code: CurrencyCode) -> Discount:
    match payload:
        case DiscountPayload(amount=int(amount), percent=None):
            return AmountOff(Money(amount, code), payload.reason)
        case DiscountPayload(amount=None, percent=str(percent)):
            return PercentOff(_decimal(percent), payload.reason)
    raise PayloadInvalid("a discount is either an amount or a percentage")
