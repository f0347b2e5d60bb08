"""Sign-in rules: the shape of a PIN, and the growing delay after wrong ones."""

from __future__ import annotations

from datetime import timedelta

from pos.domain.problem import Problem

PIN_DIGITS_MIN = 4
PIN_DIGITS_MAX = 12
_FREE_TRIES = 2
_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(minutes=5)


class PinInvalid(Problem):
    """The PIN has letters, or too few or too many digits."""


def require_pin_shape(pin: str) -> None:
    """Refuse what cannot be a PIN.

    :raises PinInvalid: unless it is 4 to 12 Latin digits.
    """
    if not (pin.isascii() and pin.isdigit() and PIN_DIGITS_MIN <= len(pin) <= PIN_DIGITS_MAX):
        raise PinInvalid(f"A PIN is {PIN_DIGITS_MIN} to {PIN_DIGITS_MAX} digits and nothing else.")


def delay_after(failures: int) -> timedelta:
    """Return how long to wait after so many wrong PINs in a row: 0, 0, 5 s, 10 s … 5 min.

    The delay ends by itself and is each operator's own, so that guessing at one
    operator's PIN locks nobody else out, and nobody for good.
    """
    if failures <= _FREE_TRIES:
        return timedelta(0)
    doublings = min(failures - _FREE_TRIES - 1, 16)
    return min(_FIRST_DELAY * (1 << doublings), _LONGEST_DELAY)
