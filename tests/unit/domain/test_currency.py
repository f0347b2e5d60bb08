"""Currencies: exponents, codes and denominations."""

from __future__ import annotations

import pytest

from pos.domain.currency import (
    EXPONENTS,
    CurrencyCode,
    UnknownCurrency,
    currency,
    denominations,
    exponent,
)


class TestExponent:
    @pytest.mark.parametrize(
        ("code", "digits"), [("JPY", 0), ("EUR", 2), ("KWD", 3), ("TND", 3), ("IQD", 3), ("IRR", 2)]
    )
    def test_is_that_of_the_standard(self, code: str, digits: int) -> None:
        assert exponent(currency(code)) == digits

    def test_of_an_unknown_currency_is_a_problem(self) -> None:
        with pytest.raises(UnknownCurrency, match="“XXX” is not a currency code"):
            exponent(CurrencyCode("XXX"))


class TestCurrency:
    @pytest.mark.parametrize("code", ["", "eur", "EURO", "XXX", "€", " EUR", "\uff25\uff35\uff32"])
    def test_refuses_what_the_standard_does_not_list(self, code: str) -> None:
        with pytest.raises(UnknownCurrency, match="three letters"):
            currency(code)


class TestDenominations:
    @pytest.mark.parametrize("code", sorted(EXPONENTS))
    def test_of_every_currency_fall_and_are_positive(self, code: str) -> None:
        values = denominations(CurrencyCode(code))

        assert list(values) == sorted(set(values), reverse=True)
        assert values[-1] >= 1

    def test_of_a_currency_without_a_list_are_a_series(self) -> None:
        assert denominations(currency("FJD"))[-4:] == (10, 5, 2, 1)

    def test_of_a_currency_of_large_numbers_reach_its_notes(self) -> None:
        values = denominations(currency("IDR"))

        assert values[0] >= 100_000_00
        assert values[-1] == 1_00

    def test_of_a_currency_without_a_list_reach_a_thousand(self) -> None:
        assert denominations(currency("SEK"))[0] == 1000_00
