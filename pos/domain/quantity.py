"""Quantity: how much of a unit of measure; counted, weighed or metered."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from pos.domain.problem import Problem
from pos.domain.typed_number import decimal_text, parse_decimal, shown

DECIMALS_MAX = 3
_LARGEST = Decimal("999999.999")

# Decimals that each unit of measure is sold in: weighed and metered goods to the thousandth.
UNIT_DECIMALS = {
    "each": 0,
    "kg": 3,
    "g": 0,
    "lb": 3,
    "oz": 2,
    "l": 3,
    "ml": 0,
    "gal": 3,
    "m": 3,
    "h": 2,
}


class QuantityInvalid(Problem):
    """The quantity is zero, negative, too precise, too large or no number."""


class UnknownUnit(Problem):
    """The unit of measure is not one that a till knows."""


class UnitOfMeasure(msgspec.Struct, frozen=True, gc=False):
    """What a quantity counts, and to how many decimals (at most three)."""

    code: str
    decimals: int


_UNITS = {code: UnitOfMeasure(code, decimals) for code, decimals in UNIT_DECIMALS.items()}
EACH = _UNITS["each"]


def unit_of_measure(code: str) -> UnitOfMeasure:
    """Return the unit with this code.

    :raises UnknownUnit: if there is none.
    """
    unit = _UNITS.get(code)
    if unit is None:
        known = ", ".join(_UNITS)
        raise UnknownUnit(f"The unit of measure “{code}” is unknown: use one of {known}.")
    return unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """A positive amount of a unit, no more precise than the unit allows.

    :raises QuantityInvalid: on zero, a negative, too many decimals, or above 999,999.999.
    """

    amount: Decimal
    unit: UnitOfMeasure
    thousandths: int = field(init=False, repr=False, compare=False)  # how it is stored

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount <= 0:
            raise QuantityInvalid("The quantity must be more than zero: to remove a line, void it.")
        if self.amount > _LARGEST:
            raise QuantityInvalid(f"The quantity is too large: at most {_LARGEST:,} on one line.")
        if self.amount != round(self.amount, self.unit.decimals):
            raise QuantityInvalid(_too_precise(self.amount, self.unit))
        object.__setattr__(self, "thousandths", int(self.amount.scaleb(DECIMALS_MAX)))

    def plus(self, other: Quantity) -> Quantity:
        """Add a quantity of the same unit."""
        if other.unit != self.unit:
            raise QuantityInvalid(f"{other.unit.code} cannot be added to {self.unit.code}.")
        return Quantity(self.amount + other.amount, self.unit)

    def __str__(self) -> str:
        return decimal_text(self.amount)


def from_thousandths(thousandths: int, unit: UnitOfMeasure) -> Quantity:
    """Return the quantity that `Quantity.thousandths` describes."""
    return Quantity(Decimal(thousandths).scaleb(-DECIMALS_MAX), unit)


def one(unit: UnitOfMeasure) -> Quantity:
    """Return one whole unit."""
    return Quantity(Decimal(1), unit)


def parse_quantity(text: str, unit: UnitOfMeasure) -> Quantity:
    """Read a quantity as people type it.

    :raises QuantityInvalid: if it is no number or not a quantity of the unit.
    """
    amount = parse_decimal(text)
    if amount is None:
        raise QuantityInvalid(f"“{shown(text)}” is not a quantity: type digits, like 2 or 0.75.")
    return Quantity(amount, unit)


def _too_precise(amount: Decimal, unit: UnitOfMeasure) -> str:
    if unit.decimals == 0:
        return f"{amount} is not possible: this is sold in whole units ({unit.code})."
    return f"{amount} {unit.code} is too precise: at most {unit.decimals} decimals."
