"""Hypothesis strategies for domain values: everything that a rule must hold for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st

from pos.domain.currency import EXPONENTS, CurrencyCode, currency
from pos.domain.discount import AmountOff, PercentOff
from pos.domain.money import Money
from pos.domain.product import ExternalItem, Product, Service, Sku
from pos.domain.quantity import UNIT_DECIMALS, Quantity, UnitOfMeasure, unit_of_measure
from pos.domain.sale import Sale, SaleId
from pos.domain.tax import PriceMode, TaxRate
from pos.domain.tender import Tender, TenderKind
from pos.domain.unit_price import from_millionths
from tests.unit.domain.builders import EUR

# Whole sales are slow to draw; each holds several lines, so a few dozen say as much.
few = settings(max_examples=30)

currencies = st.sampled_from(sorted(EXPONENTS)).map(currency)
shop_currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD"]).map(currency)
units = st.sampled_from(sorted(UNIT_DECIMALS)).map(unit_of_measure)
price_modes = st.sampled_from(PriceMode)
amounts = st.integers(-(10**12), 10**12).map(lambda minor: Money(minor, EUR))
texts = st.sampled_from(["", "Milk", "Crème \u2028 🥐", 'say "\\"\t', "حليب كامل"])
rates = st.integers(0, 10**6).map(lambda millionths: Decimal(millionths).scaleb(-6))
tax_rates = st.builds(TaxRate, st.sampled_from(["standard", "reduced", ""]), rates)
usual_tax_rates = st.sampled_from(
    [
        TaxRate("standard", Decimal("0.2")),
        TaxRate("standard", Decimal("0.19")),
        TaxRate("reduced", Decimal("0.055")),
        TaxRate("exempt", Decimal(0)),
    ]
)


@st.composite
def quantities(draw: st.DrawFn, unit: UnitOfMeasure | None = None) -> Quantity:
    unit = unit or draw(units)
    return Quantity(Decimal(draw(st.integers(1, 2000))).scaleb(-unit.decimals), unit)


# What a line of a sale is made of. All of it is drawn at once, and built without more drawing.
_prices = st.one_of(
    st.integers(0, 500_00).map(lambda cents: cents * 10_000), st.integers(0, 50_000_000)
)  # millionths
_lines = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["product", "service", "external"]),
        "text": texts,
        "sku": st.sampled_from(["A", "B", "É"]),
        "gtin": st.sampled_from([None, "4006381333931"]),
        "unit": units,
        "steps": st.integers(1, 2000),
        "rate": usual_tax_rates,
        "price": _prices,
        "cost": st.none() | _prices,
        "own_price": st.none() | _prices,
        "discount": st.sampled_from(["none", "percent", "amount"]),
        "hundredths": st.integers(1, 100_00),
        "is_voided": st.sampled_from([False, False, True]),
    }
)


def _item(line: dict[str, Any], code: CurrencyCode) -> Product | Service | ExternalItem:
    values = {
        "name": line["text"],
        "unit": line["unit"],
        "price": from_millionths(line["price"], code),
        "tax_category": line["rate"].category,
    }
    if line["kind"] == "external":
        return ExternalItem(reference=line["text"], **values)
    values |= {"sku": Sku(line["sku"]), "department": line["text"], "category": "c"}
    if line["kind"] == "service":
        return Service(**values)
    cost = None if line["cost"] is None else from_millionths(line["cost"], code)
    return Product(gtin=line["gtin"], cost=cost, **values)


def _discount(line: dict[str, Any], extended: Money) -> AmountOff | PercentOff | None:
    if line["discount"] == "percent":
        return PercentOff(Decimal(line["hundredths"]).scaleb(-2), "soiled")
    if line["discount"] == "amount" and extended:
        return AmountOff(Money(min(line["hundredths"], extended.minor), extended.currency))
    return None


def _with_line(sale: Sale, line: dict[str, Any]) -> Sale:
    own = None if line["own_price"] is None else from_millionths(line["own_price"], sale.currency)
    unit = line["unit"]
    quantity = Quantity(Decimal(line["steps"]).scaleb(-unit.decimals), unit)
    sale = sale.with_item(_item(line, sale.currency), quantity, line["rate"], own)
    added = sale.lines[-1]
    sale = sale.with_discount(added.number, _discount(line, added.extended))
    if line["is_voided"] and len(sale.lines) > 1:
        sale = sale.with_line_voided(added.number)
    return sale


@st.composite
def open_sales(draw: st.DrawFn) -> Sale:
    """An open sale in any currency and price mode, some of its lines discounted or voided."""
    sale = Sale(
        id=SaleId(UUID(int=draw(st.integers(0, 2**128 - 1)))),
        currency=draw(shop_currencies),
        price_mode=draw(price_modes),
    )
    for line in draw(st.lists(_lines, min_size=1, max_size=4)):
        sale = _with_line(sale, line)
    return sale


_tenders = st.lists(
    st.tuples(st.sampled_from(TenderKind), st.integers(1, 99)), max_size=2
)  # means, percent of what is due


@st.composite
def completed_sales(draw: st.DrawFn) -> Sale:
    """A sale settled by up to three tenders, the last of them sometimes too much cash."""
    sale = draw(open_sales())
    for kind, percent in draw(_tenders):
        part = sale.due.times(Decimal(percent).scaleb(-2))
        if part:
            sale = sale.with_tender(Tender(kind, part))
    if sale.due:
        over = Money(draw(st.sampled_from([0, 1, 4999])), sale.currency)
        sale = sale.with_tender(Tender(TenderKind.CASH, sale.due + over))
    return sale.completed()
