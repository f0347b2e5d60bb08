"""Cash counts: coins and notes that exist, in numbers that are possible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cash_count import PIECES_MAX, CountInvalid, count_cash
from pos.domain.currency import currency, denominations
from tests.unit.domain.builders import EUR, JPY, eur
from tests.unit.domain.strategies import currencies


class TestCountCash:
    def test_adds_up_largest_first_without_empty_rows(self) -> None:
        counted = count_cash({5: 3, 2000: 2, 100: 0, 1: 4}, EUR)

        assert counted.pieces == ((2000, 2), (5, 3), (1, 4))
        assert counted.total == eur("40.19")

    def test_of_nothing_is_nothing(self) -> None:
        assert count_cash({}, JPY).total.minor == 0

    @given(code=currencies, pieces=st.lists(st.integers(0, PIECES_MAX), max_size=40))
    def test_is_the_sum_of_what_was_counted(self, code, pieces) -> None:
        counted = dict(zip(denominations(code), pieces, strict=False))

        whole = count_cash(counted, code)

        assert whole.total.minor == sum(value * number for value, number in counted.items())
        assert dict(whole.pieces) == {value: n for value, n in counted.items() if n}

    @pytest.mark.parametrize("value", [3, 0, -1, 100_000, 25])
    def test_refuses_a_coin_that_does_not_exist(self, value: int) -> None:
        with pytest.raises(CountInvalid, match="EUR is not a coin or note"):
            count_cash({value: 1}, EUR)

    @pytest.mark.parametrize("number", [-1, PIECES_MAX + 1, 10**30])
    def test_refuses_an_impossible_number(self, number: int) -> None:
        with pytest.raises(CountInvalid, match=r"of 20\.00 is not possible: count from 0 to"):
            count_cash({2000: number}, EUR)

    def test_knows_the_notes_of_large_currencies(self) -> None:
        assert count_cash({20_000: 1}, currency("CHF")).total.minor == 200_00
