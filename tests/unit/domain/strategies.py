"""Hypothesis strategies for domain values: everything that a rule must hold for."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st

from pos.domain.currency import EXPONENTS, currency
from pos.domain.discount import AmountOff, PercentOff
from pos.domain.money import Money
from pos.domain.product import ExternalItem, Product, Service, Sku
from pos.domain.quantity import UNIT_DECIMALS, Quantity, unit_of_measure
from pos.domain.sale import Sale, SaleId
from pos.domain.tax import PriceMode, TaxRate
from pos.domain.tender import Tender, TenderKind
from pos.domain.unit_price import UnitPrice
from tests.unit.domain.builders import EUR

# Whole sales are slow to draw; each holds several lines, so a few dozen say as much.
few = settings(max_examples=40)

currencies = st.sampled_from(sorted(EXPONENTS)).map(currency)
shop_currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD"]).map(currency)
units = st.sampled_from(sorted(UNIT_DECIMALS)).map(unit_of_measure)
price_modes = st.sampled_from(PriceMode)
amounts = st.integers(-(10**12), 10**12).map(lambda minor: Money(minor, EUR))
texts = st.text(st.characters(codec="utf-8"), max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)
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
decimal_oddities = st.sampled_from(
    [
        "-0",
        "1E+3",
        "1E-3",
        "0E+9",
        "NaN",
        "sNaN",
        "-Infinity",
        "Infinity",
        "1E+1000000",
        "1E-1000000",
    ]
).map(Decimal)


@st.composite
def quantities(draw: st.DrawFn, unit=None) -> Quantity:
    unit = unit or draw(units)
    steps = draw(st.integers(1, 2000))
    return Quantity(Decimal(steps).scaleb(-unit.decimals), unit)


def unit_prices(code: str = EUR) -> st.SearchStrategy[UnitPrice]:
    cents = st.integers(0, 500_00).map(lambda cents: Decimal(cents).scaleb(-2))
    fine = st.integers(0, 50_000_000).map(lambda millionths: Decimal(millionths).scaleb(-6))
    return st.builds(UnitPrice, cents | fine, st.just(currency(code)))


@st.composite
def items(
    draw: st.DrawFn, code: str = EUR, category: str = "standard"
) -> Product | Service | ExternalItem:
    values = {
        "name": draw(texts),
        "unit": draw(units),
        "price": draw(unit_prices(code)),
        "tax_category": category,
    }
    grouping = {"department": draw(texts), "category": draw(texts)}
    sku = Sku(draw(st.sampled_from(["A", "B", "É"])))
    match draw(st.sampled_from([Product, Service, ExternalItem])):
        case kind if kind is Product:
            gtin = draw(st.sampled_from([None, "4006381333931"]))
            cost = draw(st.none() | unit_prices(code))
            return Product(sku=sku, gtin=gtin, cost=cost, **grouping, **values)
        case kind if kind is Service:
            return Service(sku=sku, **grouping, **values)
    return ExternalItem(reference=draw(texts), **values)


@st.composite
def discounts(draw: st.DrawFn, extended: Money) -> AmountOff | PercentOff | None:
    percent = PercentOff(
        Decimal(draw(st.integers(1, 100_00))).scaleb(-2), draw(st.sampled_from(["", "soiled"]))
    )
    amount = (
        [AmountOff(Money(draw(st.integers(1, extended.minor)), extended.currency), "old")]
        if extended
        else []
    )
    return draw(st.sampled_from([None, percent, *amount]))


@st.composite
def open_sales(draw: st.DrawFn, *, most_lines: int = 5) -> Sale:
    """An open sale in any currency and price mode, some of its lines discounted or voided."""
    code = draw(shop_currencies)
    sale = Sale(
        id=SaleId(UUID(int=draw(st.integers(0, 2**128 - 1)))),
        currency=code,
        price_mode=draw(price_modes),
    )
    for _ in range(draw(st.integers(1, most_lines))):
        rate = draw(usual_tax_rates)
        item = draw(items(code, rate.category))
        unit_price = draw(st.none() | unit_prices(code))
        sale = sale.with_item(item, draw(quantities(item.unit)), rate, unit_price)
        line = sale.lines[-1]
        sale = sale.with_discount(line.number, draw(discounts(line.extended)))
        if len(sale.lines) > 1 and draw(st.booleans()):
            sale = sale.with_line_voided(draw(st.sampled_from(sale.lines)).number)
    return sale


@st.composite
def completed_sales(draw: st.DrawFn) -> Sale:
    """A sale settled by one to three tenders, the last of them sometimes too much cash."""
    sale = draw(open_sales())
    for kind in draw(st.lists(st.sampled_from(TenderKind), max_size=2)):
        if sale.due:
            part = draw(st.integers(1, sale.due.minor))
            sale = sale.with_tender(Tender(kind, Money(part, sale.currency)))
    if sale.due:
        over = draw(st.integers(0, 50_00))
        sale = sale.with_tender(
            Tender(TenderKind.CASH, Money(sale.due.minor + over, sale.currency))
        )
    return sale.completed()
