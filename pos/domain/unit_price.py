"""Unit price: a rate of money per unit of measure, finer than the smallest coin."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from pos.domain.currency import CurrencyCode, exponent
from pos.domain.money import Money, divide_half_up
from pos.domain.problem import Problem
from pos.domain.quantity import Quantity
from pos.domain.typed_number import decimal_text, parse_decimal, shown

DECIMALS_MAX = 6
_BILLIONTHS = tuple(
    10 ** (9 - decimals) for decimals in range(5)
)  # in a minor unit, by its decimals
_LARGEST = Decimal(100_000_000)


class PriceInvalid(Problem):
    """The price is negative, too precise, too large or no number."""


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """Major units of a currency for one unit of measure, e.g. 2.268941 USD a gallon.

    Never negative, at most six decimals. It becomes money, and is rounded, only in `extend`.

    :raises PriceInvalid: if the amount breaks one of these rules.
    """

    amount: Decimal
    currency: CurrencyCode
    millionths: int = field(init=False, repr=False, compare=False)  # of the major unit: as stored

    def __post_init__(self) -> None:
        if (
            not self.amount.is_finite() or self.amount.is_signed()
        ):  # -0 would have a text of its own
            raise PriceInvalid("A price cannot be negative: give a discount or a refund instead.")
        if self.amount > _LARGEST:
            raise PriceInvalid(f"The price is too large: at most {_LARGEST:,}.")
        if self.amount != round(self.amount, DECIMALS_MAX):
            raise PriceInvalid(f"The price {self.amount} has more than {DECIMALS_MAX} decimals.")
        object.__setattr__(self, "millionths", int(self.amount.scaleb(DECIMALS_MAX)))

    def extend(self, quantity: Quantity) -> Money:
        """Return price times quantity, rounded half up to the minor unit, once."""
        product = self.millionths * quantity.thousandths  # in billionths of the major unit
        return Money(divide_half_up(product, _BILLIONTHS[exponent(self.currency)]), self.currency)

    def __str__(self) -> str:
        return decimal_text(self.amount)


def from_millionths(millionths: int, currency: CurrencyCode) -> UnitPrice:
    """Return the price that `UnitPrice.millionths` describes."""
    return UnitPrice(Decimal(millionths).scaleb(-DECIMALS_MAX), currency)


def parse_unit_price(text: str, currency: CurrencyCode) -> UnitPrice:
    """Read a price as people type it.

    :raises PriceInvalid: if it is no number or not a price.
    """
    amount = parse_decimal(text)
    if amount is None:
        raise PriceInvalid(f"“{shown(text)}” is not a price: type digits, like 2.50.")
    return UnitPrice(amount, currency)
