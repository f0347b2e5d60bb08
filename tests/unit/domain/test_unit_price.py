"""Unit prices: rates finer than a coin, rounded once."""

from __future__ import annotations

from contextlib import suppress
from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.currency import exponent
from pos.domain.money import AmountTooLarge, Money
from pos.domain.problem import Problem
from pos.domain.quantity import Quantity, unit_of_measure
from pos.domain.unit_price import PriceInvalid, UnitPrice, from_millionths, parse_unit_price
from tests.unit.domain.builders import EUR, JPY, KWD, USD, kg, price
from tests.unit.domain.strategies import quantities, shop_currencies

largest_millionths = 10**14
EXACT = Context(prec=60)


class TestUnitPrice:
    @given(millionths=st.integers(0, largest_millionths), code=shop_currencies)
    def test_is_stored_and_written_without_loss(self, millionths: int, code) -> None:
        unit_price = from_millionths(millionths, code)

        assert unit_price.millionths == millionths
        assert UnitPrice(Decimal(str(unit_price)), code) == unit_price
        assert parse_unit_price(str(unit_price), code) == unit_price

    @given(
        millionths=st.integers(0, largest_millionths), quantity=quantities(), code=shop_currencies
    )
    def test_extends_to_the_exact_product_rounded_half_up_once(
        self, millionths: int, quantity: Quantity, code
    ) -> None:
        exactly = EXACT.multiply(Decimal(millionths).scaleb(-6), quantity.amount)
        minor = EXACT.scaleb(exactly, exponent(code)).quantize(Decimal(1), ROUND_HALF_UP, EXACT)

        with suppress(AmountTooLarge):
            assert from_millionths(millionths, code).extend(quantity) == Money(int(minor), code)

    @pytest.mark.parametrize(
        ("unit_price", "quantity", "code", "minor"),
        [
            ("2.268941", "12.486", USD, 28_33),
            ("1.005", "1", EUR, 1_01),
            ("1.004999", "1", EUR, 1_00),
            ("99.5", "1", JPY, 100),
            ("0.0005", "1", KWD, 1),
            ("0", "999999.999", EUR, 0),
        ],
    )
    def test_extends_worked_examples(self, unit_price, quantity, code, minor) -> None:
        sold = Quantity(Decimal(quantity), unit_of_measure("gal"))

        assert price(unit_price, code).extend(sold) == Money(minor, code)

    def test_refuses_to_extend_beyond_what_can_be_stored(self) -> None:
        with pytest.raises(AmountTooLarge):
            price("100000000").extend(kg("999999.999"))

    @pytest.mark.parametrize(
        ("amount", "text"),
        [("1E+3", "1000"), ("2.50", "2.5"), ("0E+99999999", "0"), ("0.000", "0")],
    )
    def test_has_one_text(self, amount: str, text: str) -> None:
        assert str(price(amount)) == text

    @pytest.mark.parametrize(
        "amount", ["-0", "-0.00", "-1", "NaN", "sNaN", "Infinity", "-Infinity"]
    )
    def test_is_never_negative_not_even_zero(self, amount: str) -> None:
        with pytest.raises(PriceInvalid, match="cannot be negative"):
            price(amount)

    @pytest.mark.parametrize("amount", ["100000000.01", "1E+9", "1E+1000000", "1E+99999999999"])
    def test_has_a_largest(self, amount: str) -> None:
        with pytest.raises(PriceInvalid, match="too large: at most 100,000,000"):
            price(amount)

    @pytest.mark.parametrize("amount", ["0.0000001", "1E-99999999", "1." + "0" * 40 + "1"])
    def test_has_six_decimals_at_most(self, amount: str) -> None:
        with pytest.raises(PriceInvalid, match="more than 6 decimals"):
            price(amount)


class TestParseUnitPrice:
    @pytest.mark.parametrize("text", ["2,5", "2.50", "٢٫٥", "۲٫۵"])
    def test_reads_what_people_type(self, text: str) -> None:
        assert parse_unit_price(text, EUR) == price("2.5")

    @pytest.mark.parametrize("text", ["", "free", "1e3", "2.5 €"])
    def test_refuses_what_is_no_number(self, text: str) -> None:
        with pytest.raises(PriceInvalid, match="is not a price: type digits"):
            parse_unit_price(text, EUR)

    @pytest.mark.parametrize("text", ["-1", "-0"])
    def test_refuses_a_sign(self, text: str) -> None:
        with pytest.raises(PriceInvalid, match="cannot be negative"):
            parse_unit_price(text, EUR)

    @given(text=st.text())
    def test_never_ends_in_anything_but_a_problem(self, text: str) -> None:
        with suppress(Problem):
            assert parse_unit_price(text, EUR).millionths >= 0
