"""Sales tax: net and tax of a line, and the summary per rate.

Tax is computed for each line and rounded once; document totals are sums of lines.
Source: docs/adr/0005-tax-rounds-per-line.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

import msgspec

from pos.domain.money import Money, divide_half_up, total
from pos.domain.problem import Problem
from pos.domain.typed_number import decimal_text

RATE_DECIMALS_MAX = 6


class TaxRateInvalid(Problem):
    """The rate is negative, above 100 % or too precise."""


class PriceMode(StrEnum):
    """Whether listed prices contain tax."""

    TAX_INCLUSIVE = "tax_inclusive"
    TAX_EXCLUSIVE = "tax_exclusive"


@dataclass(frozen=True, slots=True)
class TaxRate:
    """The rate of a tax category; 0.20 means 20 %.

    :raises TaxRateInvalid: outside 0 … 1 or with more than six decimals.
    """

    category: str
    rate: Decimal
    ratio: tuple[int, int] = field(init=False, repr=False, compare=False)  # the rate, exactly
    millionths: int = field(init=False, repr=False, compare=False)  # the rate, as stored

    def __post_init__(self) -> None:
        rate = self.rate
        if (
            not rate.is_finite()
            or rate.is_signed()  # -0 would have a text of its own
            or rate > 1
            or rate != round(rate, RATE_DECIMALS_MAX)
        ):
            raise TaxRateInvalid(
                f"The tax rate {rate} of “{self.category}” is not possible: "
                "it is a share from 0 to 1 with at most six decimals, like 0.2 for 20 %."
            )
        object.__setattr__(self, "ratio", rate.as_integer_ratio())
        object.__setattr__(self, "millionths", int(rate.scaleb(RATE_DECIMALS_MAX)))

    def __hash__(self) -> int:
        return hash(self.category)  # a store has few rates, and a Decimal is slow to hash

    def __str__(self) -> str:
        return decimal_text(self.rate)


class TaxedAmount(msgspec.Struct, frozen=True, gc=False):
    """A price split into net and tax. Always `net + tax == gross`."""

    net: Money
    tax: Money

    @property
    def gross(self) -> Money:
        return self.net + self.tax


class TaxSummaryRow(msgspec.Struct, frozen=True, gc=False):
    """What the lines of one rate add up to."""

    rate: TaxRate
    net: Money
    tax: Money

    @property
    def gross(self) -> Money:
        return self.net + self.tax


def split_tax_inclusive(gross: Money, rate: TaxRate) -> TaxedAmount:
    """Split a tax-inclusive price.

    The tax takes the rounding difference, so `gross` never changes:
    100.00 at 19 % is 84.03 net and 15.97 tax.
    """
    numerator, denominator = rate.ratio
    net = divide_half_up(gross.minor * denominator, denominator + numerator)
    return TaxedAmount(Money(net, gross.currency), Money(gross.minor - net, gross.currency))


def add_tax(net: Money, rate: TaxRate) -> TaxedAmount:
    """Put tax on a tax-exclusive price: 84.03 at 19 % is 15.97 tax."""
    numerator, denominator = rate.ratio
    tax = divide_half_up(net.minor * numerator, denominator)
    return TaxedAmount(net, Money(tax, net.currency))


def apply_tax(price: Money, rate: TaxRate, mode: PriceMode) -> TaxedAmount:
    """Split or add tax, as the price mode says."""
    if mode is PriceMode.TAX_INCLUSIVE:
        return split_tax_inclusive(price, rate)
    return add_tax(price, rate)


def summarise(amounts: Iterable[tuple[TaxRate, TaxedAmount]]) -> tuple[TaxSummaryRow, ...]:
    """Add up taxed amounts per rate, in the order of category and rate."""
    groups: dict[TaxRate, list[TaxedAmount]] = {}
    for rate, amount in amounts:
        groups.setdefault(rate, []).append(amount)
    rows = [
        TaxSummaryRow(
            rate,
            total([amount.net for amount in group], group[0].net.currency),
            total([amount.tax for amount in group], group[0].net.currency),
        )
        for rate, group in groups.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.rate.category, row.rate.rate)))
