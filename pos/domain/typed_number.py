"""Numbers as people type them: either decimal mark, Latin, Arabic or Persian digits."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_DIGITS = {ord(digit): str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")} | {
    ord(digit): str(value) for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")
}
_SEPARATORS = {ord("٫"): ".", ord("٬"): "'", ord("’"): "'", ord("\u00a0"): " ", ord("\u202f"): " "}
_LENGTH_MAX = 60
_JOINERS = "\u200c\u200d"  # Persian and emoji cannot be written without
_PLAIN = re.compile(r"[+-]?(\d{1,18}|\d{0,18}[.,]\d{1,9}|\d{1,18}[.,])", re.ASCII)
_GROUPED = re.compile(
    r"[+-]?\d{1,3}"
    r"(?:(?:,\d{3}){1,5}\.\d{1,9}|(?:\.\d{3}){1,5},\d{1,9}|(?:[ ']\d{3}){1,5}(?:[.,]\d{1,9})?)",
    re.ASCII,
)


def shown(text: str) -> str:
    """Return what was typed, fit for a sentence about it: short, and without what could paint
    the reader's screen or turn the sentence round.
    """
    cut = text if len(text) <= _LENGTH_MAX else f"{text[:_LENGTH_MAX]}…"
    if cut.isprintable():
        return cut
    return "".join(one if one.isprintable() or one in _JOINERS else "\ufffd" for one in cut)


def parse_decimal(text: str) -> Decimal | None:
    """Return the number that was typed, or None if it is not a plain number.

    The last separator is the decimal mark. A single `.` or `,` is always the decimal mark,
    so `1,234` is 1.234: a money field then refuses it as too precise instead of guessing.
    Grouping is understood only where it is unmistakable: `1,234.50`, `1.234,50`, `1 234,50`.
    At most 18 digits stand before the mark and 9 after it: what `Decimal` computes exactly.
    """
    if len(text) > _LENGTH_MAX:
        return None
    plain = text.strip().translate(_DIGITS).translate(_SEPARATORS).replace("−", "-")
    if _PLAIN.fullmatch(plain):
        return Decimal(plain.replace(",", ".").removesuffix("."))
    if _GROUPED.fullmatch(plain):
        mark = max(plain.rfind("."), plain.rfind(","))
        whole, fraction = (plain, "0") if mark < 0 else (plain[:mark], plain[mark + 1 :])
        return Decimal(re.sub(r"[.,' ]", "", whole) + "." + fraction)
    return None


@lru_cache(maxsize=4096)
def decimal_text(number: Decimal) -> str:
    """Return the one shortest text of a number: 2.5 for 2.50, 100 for 1E+2.

    Prices, rates and quantities repeat from line to line, so the last texts are remembered.
    """
    return format(number.normalize(), "f")
