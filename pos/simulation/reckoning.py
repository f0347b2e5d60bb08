"""What a sale and a day must come to, computed apart from the program: exact, rounded once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from pos.domain.currency import exponent
from pos.domain.sale import Sale
from pos.domain.tax import PriceMode
from pos.simulation.template import RATES, ShopPlan
from pos.simulation.told import require

_RATES = {rate.category: Fraction(str(rate.rate)) for rate in RATES}


def check_sale(
    shop: ShopPlan,
    sale: Sale,
    scanned: Mapping[str, int],
    prices: Mapping[str, Collection[Decimal]],
) -> None:
    """Check a completed sale of pieces: what was scanned, at a price it had, taxed and added up.

    :raises Violation: if a line, the tax, the total or the change is another.
    """
    counted: Counter[str] = Counter()
    net = tax = 0
    for line in sale.lines:
        sku = str(getattr(line.item, "sku", ""))
        counted[sku] += int(line.quantity.amount)
        require(10, line.unit_price.amount in prices[sku], f"{sku} at {line.unit_price}")
        article = next(one for one in shop.articles if one.sku == sku)
        line_net, line_tax = _taxed(
            shop, line.unit_price.amount, line.quantity.amount, article.tax_category
        )
        require(11, line.taxed.tax.minor == line_tax, f"tax of {sku} is {line.taxed.tax}")
        net, tax = net + line_net, tax + line_tax
    require(10, counted == Counter(scanned), f"scanned {scanned}, sold {counted}")
    require(10, sale.total.minor == net + tax, f"{sale.total} is not {net} + {tax}")
    change = sale.tendered.minor - sale.total.minor
    require(10, change >= 0, f"{sale.tendered} was taken for {sale.total}")


def business_day(shop: ShopPlan, at: datetime) -> date:
    """Return the day of a moment by the shop's clock on the wall, put back by its cut-off.

    No cut-off here lies in an hour that the clock shows twice or never.
    """
    on_the_wall = at.astimezone(shop.store.zone).replace(tzinfo=None)
    cut_off = shop.store.day_cut_off
    return (on_the_wall - timedelta(hours=cut_off.hour, minutes=cut_off.minute)).date()


def _taxed(shop: ShopPlan, price: Decimal, quantity: Decimal, category: str) -> tuple[int, int]:
    """Return net and tax of a line in minor units."""
    exact = Fraction(str(price)) * Fraction(str(quantity))
    listed = _half_up(exact * 10 ** exponent(shop.store.currency))
    rate = _RATES[category]
    if shop.store.price_mode is PriceMode.TAX_EXCLUSIVE:
        return listed, _half_up(listed * rate)
    net = _half_up(Fraction(listed) / (1 + rate))
    return net, listed - net


def _half_up(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))  # never negative here
