"""Numbers of paper tickets: the next one, and a second one of the same number."""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMERIC = re.compile(r"(\d+)(?: \(\d+\))?")


def next_number(number: str | None) -> str:
    """Return the number after this one, as wide: 0099 is followed by 0100.

    Nothing follows what is no number; after "1043 (2)" comes 1044.
    """
    found = _NUMERIC.fullmatch(number or "")
    if found is None:
        return ""
    digits = found[1]
    return str(int(digits) + 1).zfill(len(digits))


def another_of(number: str, is_used: Callable[[str], bool]) -> str:
    """Return the first of "1043 (2)", "1043 (3)" … that is not used."""
    found = _NUMERIC.fullmatch(number)
    base, count = (number if found is None else found[1]), 2
    while is_used(f"{base} ({count})"):
        count += 1
    return f"{base} ({count})"
