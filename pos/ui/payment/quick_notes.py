"""Quick notes: the round amounts that a customer is likely to hand over."""

from __future__ import annotations

from pos.domain.currency import denominations, exponent
from pos.domain.money import Money

OFFERED_MAX = 5


def quick_notes(due: Money) -> tuple[Money, ...]:
    """Return amounts above what is due that few notes make up, the smallest first.

    15.37 USD gives 16, 20, 50 and 100. The exact amount is not among them.
    """
    if due.minor <= 0:
        return ()
    steps = _notes(due)
    rounded = {-(-due.minor // step) * step for step in steps} - {due.minor}
    fewest_first = sorted(rounded, key=lambda amount: (_pieces(amount, steps), amount))
    return tuple(Money(amount, due.currency) for amount in sorted(fewest_first[:OFFERED_MAX]))


def _notes(due: Money) -> tuple[int, ...]:
    """Return the values from one major unit up; where all are small, rounder ones are added."""
    unit = 10 ** exponent(due.currency)
    known = tuple(value for value in denominations(due.currency) if value >= unit)
    largest = max(known, default=unit)
    if due.minor <= 10 * largest:
        return known
    powers = range(len(str(largest)), len(str(due.minor)) + 1)
    larger = (step * 10**power for power in powers for step in (1, 2, 5))
    return tuple(sorted({*known, *larger}, reverse=True))


def _pieces(amount: int, values: tuple[int, ...]) -> int:
    """Return how many notes and coins make the amount, taking the largest first."""
    pieces = 0
    for value in values:
        pieces += amount // value
        amount %= value
    return pieces + amount
