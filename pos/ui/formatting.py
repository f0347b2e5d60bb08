"""Amounts, quantities, dates and times as text for the screen.

Everything numeric is wrapped in Unicode isolates, so that an amount reads the same inside an
Arabic sentence as inside an English one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt

if TYPE_CHECKING:  # the window comes up without them
    from decimal import Decimal

    from pos.domain.currency import CurrencyCode
    from pos.domain.money import Money
    from pos.domain.quantity import Quantity
    from pos.domain.unit_price import UnitPrice

_LTR_MARK = "\u200e"
_RTL_MARK = "\u200f"
_LTR_ISOLATE = "\u2066"
_RTL_ISOLATE = "\u2067"
_OWN_ISOLATE = "\u2068"
_END_OF_ISOLATE = "\u2069"
_MARKS = (_LTR_MARK, _RTL_MARK)
_NO_BREAK_SPACE = "\u00a0"
_MINUS = "\u2212"
_QUOTED_MAX = 40

# Only signs that no reader takes for another currency; elsewhere the ISO code says it.
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "ILS": "₪", "TRY": "₺"}
_ARABIC_SIGNS = {
    "AED": "د.إ",
    "BHD": "د.ب",
    "DZD": "د.ج",
    "EGP": "ج.م",
    "IQD": "د.ع",
    "JOD": "د.أ",
    "KWD": "د.ك",
    "LBP": "ل.ل",
    "LYD": "د.ل",
    "MAD": "د.م",
    "OMR": "ر.ع",
    "QAR": "ر.ق",
    "SAR": "ر.س",
    "SYP": "ل.س",
    "TND": "د.ت",
    "YER": "ر.ي",
}


@dataclass(frozen=True, slots=True)
class Formats:
    """How one store writes figures: its locale, and the time zone its clock shows."""

    locale: QLocale
    zone: tzinfo

    def amount(self, money: Money) -> str:
        """Return the bare number, "1,234.50": for columns whose currency is in sight."""
        return _isolated(self._number(money.major))

    def typed(self, money: Money) -> str:
        """Return the number as somebody would type it, "1234.50": for a field to be edited."""
        return self._digits(str(money)).replace(".", self.locale.decimalPoint())

    def money(self, money: Money) -> str:
        """Return the number with its currency: "$1,234.50", "EGP 12.50", "١٢٫٥٠ ج.م"."""
        return self._with_sign(money.major, money.currency)

    def price(self, price: UnitPrice) -> str:
        """Return a unit price with its currency and all its decimals: "$24.90", "$2.268941"."""
        from pos.domain.currency import exponent

        least = exponent(price.currency)
        exact = -int(price.amount.normalize().as_tuple().exponent)
        return self._with_sign(price.amount, price.currency, max(least, exact))

    def signed_money(self, money: Money) -> str:
        """Return money with its sign in sight, for differences: "+$5.00", "−$5.00", "$0.00"."""
        if money.minor <= 0:
            return self.money(money)
        return self.money(-money).replace(_MINUS, "+")

    def quantity(self, quantity: Quantity) -> str:
        """Return "2", or "0.750 kg" for what is weighed or metered."""
        number = _isolated(self._number(quantity.amount, decimals=quantity.unit.decimals))
        if quantity.unit.code == "each":
            return number
        return f"{number}{_NO_BREAK_SPACE}{quantity.unit.code}"

    def number(self, value: Decimal | int) -> str:
        """Return a number with the decimals that it has: 12, 1,000, 2.268941."""
        from decimal import Decimal

        return _isolated(self._number(Decimal(value)))

    def ordinal(self, number: int) -> str:
        """Return the number of a sale, a report or an entry: a name, so never grouped."""
        return _isolated(self._digits(str(number)))

    def digits(self, name: str) -> str:
        """Return a name with its digits as the language writes them: 1043 (2), ١٠٤٣ (٢)."""
        return own_direction(self._digits(name))

    def percent(self, rate: Decimal) -> str:
        """Return a rate as percent: 0.085 is "8.5%"."""
        percent = (rate * 100).normalize()
        sign = "٪" if self.locale.zeroDigit() == "٠" else "%"
        return _isolated(self._number(percent) + sign)

    def day(self, day: date) -> str:
        """Return a day with its weekday: "Sat 4 Oct"."""
        return self._date(day, "ddd d MMM")

    def day_seen_from(self, now: datetime | None, day: date) -> str:
        """Return a day as `day` does, with its year where that is not the present one."""
        if now is None or self._in_zone(now).year == day.year:
            return self.day(day)
        return self._date(day, "ddd d MMM yyyy")

    def dated(self, day: date) -> str:
        """Return a day with its year, for columns: "Sat 4 Oct 2025"."""
        return self._date(day, "ddd d MMM yyyy")

    def long_day(self, day: date) -> str:
        """Return a day with its year: "Saturday 4 October 2026"."""
        return self._date(day, "dddd d MMMM yyyy")

    def month(self, day: date) -> str:
        """Return the day's month with its year: "October 2026"."""
        return self._date(day, "MMMM yyyy")

    def weekday(self, day: date) -> str:
        """Return the short name of the day's weekday: "Sat"."""
        return self._date(day, "ddd")

    def local_day(self, moment: datetime) -> str:
        """Return the day of a moment in the store's zone, with its year: "Sun 22 Nov 2026"."""
        return self._date(self._in_zone(moment).date(), "ddd d MMM yyyy")

    def time(self, moment: datetime) -> str:
        """Return the time of day in the store's zone: "14:02".

        :raises ValueError: if the moment has no time zone.
        """
        local = self._in_zone(moment)
        return _isolated(self._digits(f"{local.hour:02}:{local.minute:02}"))

    def moment(self, moment: datetime) -> str:
        """Return day and time in the store's zone: "Sat 4 Oct 14:02"."""
        return f"{self.day(self._in_zone(moment).date())} {self.time(moment)}"

    def phrase(self, text: str) -> str:
        """Return a text of several parts so wrapped that it runs in the language's direction."""
        direction = _RTL_ISOLATE if self._right_to_left else _LTR_ISOLATE
        return f"{direction}{text}{_END_OF_ISOLATE}"

    @property
    def _right_to_left(self) -> bool:
        return self.locale.textDirection() == Qt.LayoutDirection.RightToLeft

    def _with_sign(
        self, amount: Decimal, currency: CurrencyCode, decimals: int | None = None
    ) -> str:
        sign = _currency_sign(currency, self.locale)
        if self._right_to_left:
            number = _isolated(self._number(amount, decimals))
            return f"{_RTL_ISOLATE}{number}{_NO_BREAK_SPACE}{sign}{_END_OF_ISOLATE}"
        minus = _MINUS if amount < 0 else ""
        gap = _NO_BREAK_SPACE if sign[-1].isalpha() else ""
        return _isolated(f"{minus}{sign}{gap}{self._number(abs(amount), decimals)}")

    def _in_zone(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment on screen needs its time zone")
        return moment.astimezone(self.zone)

    def _date(self, day: date, pattern: str) -> str:
        return self.locale.toString(QDate(day.year, day.month, day.day), pattern)

    def _number(self, value: Decimal, decimals: int | None = None) -> str:
        """Return the digits of the locale, grouped, minus in front; exact, never a float."""
        plain = format(abs(value), "f") if decimals is None else f"{abs(value):.{decimals}f}"
        whole, _, fraction = plain.partition(".")
        text = self._grouped(whole)
        if fraction:
            text += self.locale.decimalPoint() + self._digits(fraction)
        return _MINUS + text if value < 0 else text

    def _grouped(self, whole: str) -> str:
        first = len(whole) % 3 or 3
        groups = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
        return self.locale.groupSeparator().join(self._digits(group) for group in groups)

    def _digits(self, latin: str) -> str:
        zero = self.locale.zeroDigit()
        if zero == "0":
            return latin
        return "".join(chr(ord(zero) + int(c)) if c.isdecimal() else c for c in latin)


def own_direction(text: str) -> str:
    """Return a name so wrapped that it is read in its own direction, whatever surrounds it."""
    return f"{_OWN_ISOLATE}{text}{_END_OF_ISOLATE}"


def in_reading_direction(text: str) -> str:
    """Return a text that stands on the side where the language shown begins to read."""
    right_to_left = QLocale().textDirection() == Qt.LayoutDirection.RightToLeft
    return (_RTL_MARK if right_to_left else _LTR_MARK) + text


def shortened(text: str) -> str:
    """Return what was typed, cut where a sentence that quotes it would become unreadable."""
    return text if len(text) <= _QUOTED_MAX else f"{text[: _QUOTED_MAX - 1]}…"


def plain(text: str) -> str:
    """Return the text without marks of direction: for files, clipboards and comparisons."""
    for mark in (*_MARKS, _LTR_ISOLATE, _RTL_ISOLATE, _OWN_ISOLATE, _END_OF_ISOLATE):
        text = text.replace(mark, "")
    return text


def _isolated(text: str) -> str:
    return f"{_LTR_ISOLATE}{text}{_END_OF_ISOLATE}"


def _currency_sign(code: CurrencyCode, locale: QLocale) -> str:
    if locale.language() == QLocale.Language.Arabic and code in _ARABIC_SIGNS:
        return _ARABIC_SIGNS[code]
    return _SIGNS.get(code, code)
