"""Cash count: counted cash by denomination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.domain.currency import CurrencyCode, denominations
from pos.domain.money import Money
from pos.domain.problem import Problem

PIECES_MAX = 100_000


class CountInvalid(Problem):
    """A count names a coin that does not exist, or an impossible number of pieces."""


@dataclass(frozen=True, slots=True)
class CashCount:
    """Pieces per denomination (minor units), largest first, without zero rows."""

    currency: CurrencyCode
    pieces: tuple[tuple[int, int], ...]  # (denomination in minor units, number of pieces)

    @property
    def total(self) -> Money:
        return Money(sum(value * pieces for value, pieces in self.pieces), self.currency)


def count_cash(pieces: Mapping[int, int], currency: CurrencyCode) -> CashCount:
    """Return the count of coins and notes.

    :raises CountInvalid: on an unknown denomination, a negative or an absurd number.
    """
    known = denominations(currency)
    for value, number in pieces.items():
        if value not in known:
            raise CountInvalid(f"{Money(value, currency)} {currency} is not a coin or note.")
        if not 0 <= number <= PIECES_MAX:
            raise CountInvalid(
                f"{number} pieces of {Money(value, currency)} is not possible: "
                f"count from 0 to {PIECES_MAX}."
            )
    return CashCount(
        currency, tuple((value, pieces[value]) for value in known if pieces.get(value))
    )
