"""Currencies: how many decimals an amount has, and which coins and notes exist.

The exponents are those of ISO 4217 (list one). They stand here because locale data
differs from the standard: CLDR gives the Iraqi dinar no decimals, the standard gives three.
"""

from __future__ import annotations

from typing import NewType

from pos.domain.problem import Problem

CurrencyCode = NewType("CurrencyCode", str)  # ISO 4217, e.g. "EUR"

_WITHOUT_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_WITH_TWO_DECIMALS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
    "GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD "
    "LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB "
    "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
    "SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW"
)
_WITH_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"

EXPONENTS: dict[str, int] = {
    **dict.fromkeys(_WITHOUT_MINOR_UNIT.split(), 0),
    **dict.fromkeys(_WITH_TWO_DECIMALS.split(), 2),
    **dict.fromkeys(_WITH_THREE_DECIMALS.split(), 3),
}

# Minor units, largest first; what is in circulation, as published by each central bank.
_DENOMINATIONS: dict[str, tuple[int, ...]] = {
    "USD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1),
    "EUR": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "GBP": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "JPY": (10000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 1),
    "KWD": (20000, 10000, 5000, 1000, 500, 250, 100, 50, 20, 10, 5),
    "TND": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "SAR": (50000, 20000, 10000, 5000, 1000, 500, 200, 100, 50, 25, 10, 5, 1),
    "CHF": (100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "CAD": (10000, 5000, 2000, 1000, 500, 200, 100, 25, 10, 5),
    "AUD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "AED": (100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 100, 50, 25),
    "INR": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50),
    "KRW": (50000, 10000, 5000, 1000, 500, 100, 50, 10),
    "EGP": (20000, 10000, 5000, 2000, 1000, 500, 100, 50, 25),
}

# Money of everyday use comes in thousands of these.
_OF_LARGE_NUMBERS = (
    "AFN ALL AMD AOA ARS BIF CDF CLP COP CRC DJF DZD GNF HUF IDR IQD IRR ISK JMD KHR KMF KPW KZT "
    "LAK LBP LKR LRD MGA MMK MNT MWK NGN PKR PYG RSD RUB RWF SDG SOS SSP SYP TZS UGX UZS VND VUV "
    "XAF XOF XPF YER"
)


class UnknownCurrency(Problem):
    """The code is not a currency of ISO 4217 that a shop can sell in."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"“{code}” is not a currency code of ISO 4217: write three letters, like USD or EUR."
        )


def currency(code: str) -> CurrencyCode:
    """Return the code as a known currency.

    :raises UnknownCurrency: if ISO 4217 does not list it.
    """
    if code not in EXPONENTS:
        raise UnknownCurrency(code)
    return CurrencyCode(code)


def exponent(code: CurrencyCode) -> int:
    """Return the number of decimals of the currency: JPY 0, EUR 2, KWD 3."""
    try:
        return EXPONENTS[code]
    except KeyError:
        raise UnknownCurrency(code) from None


def denominations(code: CurrencyCode) -> tuple[int, ...]:
    """Return the values of coins and notes in minor units, largest first.

    A currency without a list of its own gets the series 1, 2, 5: up to 1,000 major units, or
    from one major unit up to a million where coins of less are long gone.
    """
    known = _DENOMINATIONS.get(code)
    if known is not None:
        return known
    major = 10 ** exponent(code)
    lowest, top = (major, 10**6 * major) if code in _OF_LARGE_NUMBERS.split() else (1, 1000 * major)
    series = (step * 10**power for power in range(10) for step in (1, 2, 5))
    return tuple(sorted((value for value in series if lowest <= value <= top), reverse=True))
