"""Line discounts: bounds, rounding and refusals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.discount import AmountOff, DiscountInvalid, PercentOff
from pos.domain.money import CurrencyMismatch, Money
from tests.unit.domain.builders import EUR, USD, eur


class TestPercentOff:
    @given(minor=st.integers(0, 10**12), hundredths=st.integers(1, 100_00))
    def test_takes_between_nothing_and_all(self, minor: int, hundredths: int) -> None:
        percent = Decimal(hundredths).scaleb(-2)

        off = PercentOff(percent).off(Money(minor, EUR))

        assert 0 <= off.minor <= minor
        assert abs(off.minor - minor * percent / 100) <= Decimal("0.5")

    def test_of_a_hundred_is_all(self) -> None:
        assert PercentOff(Decimal(100)).off(eur("12.34")) == eur("12.34")
        assert PercentOff(Decimal("1E+2")).off(eur("0.01")) == eur("0.01")

    @pytest.mark.parametrize(
        "percent", ["0", "-0", "-1", "100.01", "1E+1000000", "NaN", "sNaN", "Infinity", "-Infinity"]
    )
    def test_is_refused_outside_of_its_bounds(self, percent: str) -> None:
        with pytest.raises(DiscountInvalid, match="more than 0 and at most 100 percent"):
            PercentOff(Decimal(percent))

    @pytest.mark.parametrize("percent", ["0.001", "33.333", "1E-1000000"])
    def test_is_refused_when_too_precise(self, percent: str) -> None:
        with pytest.raises(DiscountInvalid, match="too precise: at most 2 decimals"):
            PercentOff(Decimal(percent))


class TestAmountOff:
    def test_takes_as_much_as_the_line_costs(self) -> None:
        assert AmountOff(eur("5")).off(eur("5")) == eur("5")

    def test_takes_no_more_than_the_line_costs(self) -> None:
        with pytest.raises(DiscountInvalid, match=r"5\.01 is more than the line costs \(5\.00\)"):
            AmountOff(eur("5.01")).off(eur("5"))

    @pytest.mark.parametrize("amount", ["0", "-0.01"])
    def test_is_more_than_zero(self, amount: str) -> None:
        with pytest.raises(DiscountInvalid, match="more than zero"):
            AmountOff(eur(amount))

    def test_is_in_the_currency_of_the_line(self) -> None:
        with pytest.raises(CurrencyMismatch):
            AmountOff(Money(1, USD)).off(eur("5"))
