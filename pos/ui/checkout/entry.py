"""What stands in the scan field: a code or words, perhaps after a quantity, like `3*`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pos.domain.typed_number import parse_decimal

SCANNER_PAUSE_MS = 120  # a scanner has sent its whole code and Enter by then
_TIMES = re.compile("[*×]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A code or words, and how much was typed before them; None: nothing was."""

    text: str
    quantity: Decimal | None = None

    @property
    def has_letters(self) -> bool:
        """Tell whether it reads like words: then Enter may take what search found."""
        return any(character.isalpha() for character in self.text)


def read_entry(typed: str) -> Entry:
    """Split `3*milk` or `2.5*4006381333931`; a prefix that is no number belongs to the text."""
    found = _TIMES.search(typed)
    quantity = parse_decimal(typed[: found.start()]) if found else None
    if found is None or quantity is None:
        return Entry(typed.strip())
    return Entry(typed[found.end() :].strip(), quantity)


def search_delay_ms(entry: Entry) -> int:
    """Return how long typing must rest before it is searched: words at once, digits later.

    Digits are nearly always a scanner's, whose Enter makes searching for them idle work.
    """
    return 0 if entry.has_letters else SCANNER_PAUSE_MS


def looks_scanned(typed: str) -> bool:
    """Tell whether this can only be a barcode: more digits than any quantity has."""
    text = typed.strip()
    return len(text) >= _BARCODE_DIGITS_MIN and text.isascii() and text.isdigit()


_BARCODE_DIGITS_MIN = 8
