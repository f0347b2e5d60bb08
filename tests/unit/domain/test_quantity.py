"""Quantities: positive, as precise as their unit, and one text for one value."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.problem import Problem
from pos.domain.quantity import (
    EACH,
    UNIT_DECIMALS,
    Quantity,
    QuantityInvalid,
    UnitOfMeasure,
    UnknownUnit,
    from_thousandths,
    one,
    parse_quantity,
    unit_of_measure,
)
from tests.unit.domain.builders import KG, each, kg
from tests.unit.domain.strategies import quantities, units


class TestQuantity:
    @given(quantity=quantities())
    def test_is_stored_and_written_without_loss(self, quantity: Quantity) -> None:
        assert from_thousandths(quantity.thousandths, quantity.unit) == quantity
        assert Quantity(Decimal(str(quantity)), quantity.unit) == quantity
        assert parse_quantity(str(quantity), quantity.unit) == quantity

    @given(first=quantities(KG), second=quantities(KG))
    def test_adds_up(self, first: Quantity, second: Quantity) -> None:
        assert first.plus(second).thousandths == first.thousandths + second.thousandths

    @pytest.mark.parametrize(
        ("amount", "text"),
        [("1E+3", "1000"), ("1.000", "1"), ("0.750", "0.75"), ("1E-3", "0.001"), ("00120", "120")],
    )
    def test_has_one_text(self, amount: str, text: str) -> None:
        assert str(kg(amount)) == text

    @pytest.mark.parametrize(
        "amount",
        ["0", "-0", "0E+9", "-1", "-0.001", "NaN", "-NaN", "sNaN", "Infinity", "-Infinity"],
    )
    def test_is_more_than_zero(self, amount: str) -> None:
        with pytest.raises(QuantityInvalid, match="more than zero: to remove a line, void it"):
            kg(amount)

    @pytest.mark.parametrize("amount", ["1000000", "1E+1000000", "1E+99999999999", "9" * 5000])
    def test_has_a_largest(self, amount: str) -> None:
        assert kg("999999.999").thousandths == 999_999_999
        with pytest.raises(QuantityInvalid, match=r"too large: at most 999,999\.999 on one line"):
            kg(amount)

    @pytest.mark.parametrize("amount", ["0.0001", "1.23456", "1E-99999999", "1." + "0" * 50 + "1"])
    def test_is_no_more_precise_than_its_unit(self, amount: str) -> None:
        with pytest.raises(QuantityInvalid, match="too precise: at most 3 decimals"):
            kg(amount)
        with pytest.raises(QuantityInvalid, match=r"sold in whole units \(each\)"):
            each(amount)

    def test_is_not_added_to_another_unit(self) -> None:
        with pytest.raises(QuantityInvalid, match="kg cannot be added to each"):
            each(1).plus(kg("1"))

    def test_of_one_is_one(self) -> None:
        assert one(EACH) == each(1)


class TestUnitOfMeasure:
    @pytest.mark.parametrize("code", sorted(UNIT_DECIMALS))
    def test_is_found_by_its_code(self, code: str) -> None:
        assert unit_of_measure(code) == UnitOfMeasure(code, UNIT_DECIMALS[code])
        assert 0 <= UNIT_DECIMALS[code] <= 3

    @pytest.mark.parametrize("code", ["", "KG", "stone", "kg "])
    def test_is_refused_when_unknown(self, code: str) -> None:
        with pytest.raises(UnknownUnit, match="unknown: use one of each, kg"):
            unit_of_measure(code)


class TestParseQuantity:
    @pytest.mark.parametrize("text", ["0,75", "0.75", "٠٫٧٥", "۰٫۷۵", ".75"])
    def test_reads_what_people_type(self, text: str) -> None:
        assert parse_quantity(text, KG) == kg("0.75")

    @pytest.mark.parametrize("text", ["", "x", "1e3", "1E+3", "NaN", "1 kg"])
    def test_refuses_what_is_no_number(self, text: str) -> None:
        with pytest.raises(QuantityInvalid, match="is not a quantity: type digits"):
            parse_quantity(text, KG)

    @given(text=st.text() | st.text("0123456789.,-٠", max_size=30), unit=units)
    def test_never_ends_in_anything_but_a_problem(self, text: str, unit: UnitOfMeasure) -> None:
        with suppress(Problem):
            assert parse_quantity(text, unit).thousandths > 0
