"""Money: an exact amount of one currency, in minor units.

Minor units (cents, centimes) are integers, so sums are exact and SQLite stores them as
INTEGER. Rounding happens only in `times` and `divide_half_up`, never in `+` or `-`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from pos.domain.currency import CurrencyCode, exponent
from pos.domain.problem import Problem
from pos.domain.typed_number import parse_decimal, shown

# The largest integer that every JSON reader keeps exact (RFC 8785 refers to I-JSON, RFC 7493).
MINOR_MAX = 2**53 - 1


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were combined."""


class AmountTooLarge(Problem):
    """An amount left the range that can be stored and sent exactly."""


class AmountInvalid(Problem):
    """What was typed is not an amount of money."""


class Money(msgspec.Struct, frozen=True, gc=False):
    """An amount of one currency, in minor units (1234 EUR = 12.34 euros).

    A struct, as are the other values that each line of a sale makes: a third of a dataclass's time.
    """

    minor: int
    currency: CurrencyCode

    def __post_init__(self) -> None:
        if not -MINOR_MAX <= self.minor <= MINOR_MAX:
            raise AmountTooLarge("The amount is too large for a till: check the numbers typed.")

    def __add__(self, other: Money) -> Money:
        self._require_same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._require_same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        self._require_same_currency(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._require_same_currency(other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __str__(self) -> str:
        """Return the plain decimal text, e.g. "12.34" or "-0.05": for files, not for screens."""
        return str(self.major)

    @property
    def major(self) -> Decimal:
        """Return the amount in major units, with all decimals of the currency."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def times(self, factor: Decimal) -> Money:
        """Multiply and round half up (away from zero) to the minor unit."""
        numerator, denominator = factor.as_integer_ratio()
        return Money(divide_half_up(self.minor * numerator, denominator), self.currency)

    def allocate(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Split the amount in proportion to `weights`; the parts always sum to the whole.

        The remainder goes, one minor unit each, to the parts that rounding down cut most
        (largest remainder, ties to the earlier part).

        :raises ValueError: if there is no weight, a negative one, or all are zero.
        """
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        sign = -1 if self.minor < 0 else 1
        shares = [divmod(abs(self.minor) * weight, whole) for weight in weights]
        parts = [quotient for quotient, _ in shares]
        by_remainder = sorted(range(len(shares)), key=lambda index: -shares[index][1])
        for index in by_remainder[: abs(self.minor) - sum(parts)]:
            parts[index] += 1
        return tuple(Money(sign * part, self.currency) for part in parts)

    def _require_same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")


def zero(currency: CurrencyCode) -> Money:
    """Return nothing of the currency."""
    return Money(0, currency)


def total(amounts: Iterable[Money], currency: CurrencyCode) -> Money:
    """Add up amounts of one currency; none of them is zero."""
    result = 0
    for amount in amounts:
        if amount.currency != currency:
            raise CurrencyMismatch(f"{amount.currency} and {currency}")
        result += amount.minor
    return Money(result, currency)


def divide_half_up(numerator: int, denominator: int) -> int:
    """Divide integers and round half away from zero; the denominator is positive."""
    quotient, remainder = divmod(abs(numerator), denominator)
    if 2 * remainder >= denominator:
        quotient += 1
    return quotient if numerator >= 0 else -quotient


def parse_money(text: str, currency: CurrencyCode) -> Money:
    """Read an amount as people type it: `50,5`, `50.50`, `٥٠٫٥`, `۵۰٫۵`.

    :raises AmountInvalid: if it is no number, or more precise than the currency.
    :raises AmountTooLarge: if it cannot be stored exactly.
    """
    digits = exponent(currency)
    amount = parse_decimal(text)
    if amount is None:
        raise AmountInvalid(
            f"“{shown(text)}” is not an amount: type digits, like {_example(digits)}."
        )
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        raise AmountInvalid(
            f"“{text}” is more precise than {currency} allows: type at most {digits} decimals."
        )
    return Money(int(minor), currency)


def _example(digits: int) -> str:
    return "50" if digits == 0 else "50." + "5".ljust(digits, "0")
