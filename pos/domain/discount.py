"""Line discounts: an amount or a percentage off, always with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pos.domain.money import Money
from pos.domain.problem import Problem

PERCENT_DECIMALS_MAX = 2


class DiscountInvalid(Problem):
    """The discount is zero, negative, above the price, or above 100 %."""


@dataclass(frozen=True, slots=True)
class AmountOff:
    """A fixed amount off the line."""

    amount: Money
    reason: str = ""

    def __post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise DiscountInvalid("A discount must be more than zero.")

    def off(self, extended: Money) -> Money:
        """Return the amount taken off.

        :raises DiscountInvalid: if it is more than the line costs.
        """
        if self.amount > extended:
            raise DiscountInvalid(
                f"A discount of {self.amount} is more than the line costs ({extended})."
            )
        return self.amount


@dataclass(frozen=True, slots=True)
class PercentOff:
    """A share of the line off; 12.5 means 12.5 %."""

    percent: Decimal
    reason: str = ""

    def __post_init__(self) -> None:
        percent = self.percent
        if not percent.is_finite() or not 0 < percent <= 100:
            raise DiscountInvalid("A discount is more than 0 and at most 100 percent.")
        if percent != round(percent, PERCENT_DECIMALS_MAX):
            raise DiscountInvalid(
                f"{percent} % is too precise: at most {PERCENT_DECIMALS_MAX} decimals."
            )

    def off(self, extended: Money) -> Money:
        """Return the amount taken off, rounded half up to the minor unit."""
        return extended.times(self.percent / 100)


Discount = AmountOff | PercentOff
