"""Money: exact sums, one rounding, fair shares, and what people type."""

from __future__ import annotations

from contextlib import suppress
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pos.domain.currency import CurrencyCode, exponent
from pos.domain.money import (
    MINOR_MAX,
    AmountInvalid,
    AmountTooLarge,
    CurrencyMismatch,
    Money,
    divide_half_up,
    parse_money,
    total,
    zero,
)
from pos.domain.problem import Problem
from pos.domain.typed_number import parse_decimal, shown
from tests.unit.domain.builders import EUR, JPY, KWD, USD, eur
from tests.unit.domain.strategies import amounts, currencies, shop_currencies

minors = st.integers(-MINOR_MAX, MINOR_MAX)


class TestArithmetic:
    @given(first=amounts, second=amounts, third=amounts)
    def test_adds_like_numbers(self, first: Money, second: Money, third: Money) -> None:
        assert first + second == second + first
        assert (first + second) + third == first + (second + third)
        assert first - second == first + -second
        assert first + -first == zero(EUR)
        assert zero(EUR) - (zero(EUR) - first) == first

    @given(first=amounts, second=amounts)
    def test_compares_like_numbers(self, first: Money, second: Money) -> None:
        assert (first < second) == (first.minor < second.minor)
        assert (first <= second) == (first.minor <= second.minor)
        assert (first > second) == (first.minor > second.minor)
        assert (first >= second) == (first.minor >= second.minor)
        assert bool(first) == (first.minor != 0)

    @given(parts=st.lists(amounts))
    def test_totals_are_sums(self, parts: list[Money]) -> None:
        assert total(parts, EUR) == sum(parts, zero(EUR))

    @pytest.mark.parametrize(
        "combine",
        [
            lambda a, b: a + b,
            lambda a, b: a - b,
            lambda a, b: a < b,
            lambda a, b: a <= b,
            lambda a, b: a > b,
            lambda a, b: a >= b,
            lambda a, b: total([a, b], a.currency),
        ],
    )
    def test_never_mixes_currencies(self, combine) -> None:
        with pytest.raises(CurrencyMismatch):
            combine(Money(1, EUR), Money(1, USD))

    def test_is_not_equal_in_another_currency(self) -> None:
        assert Money(1, EUR) != Money(1, USD)


class TestRange:
    @pytest.mark.parametrize("minor", [MINOR_MAX, -MINOR_MAX])
    def test_ends_where_json_readers_stop_being_exact(self, minor: int) -> None:
        assert MINOR_MAX == 2**53 - 1
        assert Money(minor, EUR).minor == minor
        with pytest.raises(AmountTooLarge, match="too large for a till"):
            Money(minor + (1 if minor > 0 else -1), EUR)

    def test_is_kept_by_every_operation(self) -> None:
        largest = Money(MINOR_MAX, EUR)

        for overflow in (
            lambda: largest + Money(1, EUR),
            lambda: -largest - Money(1, EUR),
            lambda: largest.times(Decimal("1.1")),
            lambda: total([largest, largest], EUR),
        ):
            with pytest.raises(AmountTooLarge):
                overflow()


class TestTimes:
    @given(minor=minors, millionths=st.integers(-(10**6), 10**6))
    def test_rounds_half_away_from_zero(self, minor: int, millionths: int) -> None:
        factor = Decimal(millionths).scaleb(-6)
        exactly = Context(prec=60).multiply(Decimal(minor), factor)

        expected = int(exactly.quantize(Decimal(1), ROUND_HALF_UP, Context(prec=60)))

        assert Money(minor, EUR).times(factor) == Money(expected, EUR)

    @pytest.mark.parametrize(
        ("numerator", "expected"), [(5, 1), (4, 0), (-5, -1), (-4, 0), (15, 2), (25, 3), (0, 0)]
    )
    def test_takes_halves_away_from_zero(self, numerator: int, expected: int) -> None:
        assert divide_half_up(numerator, 10) == expected


class TestAllocate:
    weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)

    @given(minor=minors, weights=weights)
    @example(minor=100, weights=[1, 1, 1])
    def test_gives_parts_that_sum_to_the_whole_and_are_fair(
        self, minor: int, weights: list[int]
    ) -> None:
        parts = Money(minor, EUR).allocate(weights)

        assert total(parts, EUR) == Money(minor, EUR)
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part.minor - Fraction(minor * weight, sum(weights))) < 1

    @given(minor=minors, weights=weights)
    def test_mirrors_for_a_refund(self, minor: int, weights: list[int]) -> None:
        refunded = Money(-minor, EUR).allocate(weights)

        assert refunded == tuple(-part for part in Money(minor, EUR).allocate(weights))

    def test_gives_the_first_part_the_odd_cent(self) -> None:
        assert eur("1").allocate([1, 1, 1]) == (eur("0.34"), eur("0.33"), eur("0.33"))

    @pytest.mark.parametrize("weights", [[], [0], [0, 0], [2, -1], [-1]])
    def test_refuses_weights_that_share_nothing(self, weights: list[int]) -> None:
        with pytest.raises(ValueError, match="weights"):
            eur("1").allocate(weights)


class TestText:
    @pytest.mark.parametrize(
        ("minor", "code", "text"),
        [
            (1234, EUR, "12.34"),
            (-5, EUR, "-0.05"),
            (0, EUR, "0.00"),
            (50, JPY, "50"),
            (50, KWD, "0.050"),
            (MINOR_MAX, EUR, "90071992547409.91"),
        ],
    )
    def test_has_all_decimals_of_the_currency(self, minor: int, code, text: str) -> None:
        assert str(Money(minor, code)) == text

    @given(minor=minors, code=currencies)
    def test_is_read_back_as_the_same_amount(self, minor: int, code: CurrencyCode) -> None:
        amount = Money(minor, code)

        for text in (
            str(amount),
            str(amount).replace(".", ","),
            in_digits("٠", amount),
            in_digits("۰", amount),
        ):
            assert parse_money(text, code) == amount


class TestParseMoney:
    @pytest.mark.parametrize(
        "text",
        [
            *(
                "50,5",
                "50.5",
                "50.50",
                "50,50",
                "٥٠٫٥",
                "۵۰٫۵",
                "٥٠.٥٠",
                " 50.5 ",
                "+50.5",
                "050.5",
            ),
            *("\u00a050,5", "50.500000000"),
        ],
    )
    def test_reads_what_people_type(self, text: str) -> None:
        assert parse_money(text, EUR) == eur("50.50")

    @pytest.mark.parametrize(
        "text",
        [
            *("1,234.50", "1.234,50", "1 234,50", "1'234.50", "1’234.5", "١٬٢٣٤٫٥", "1\u202f234,5"),
        ],
    )
    def test_understands_unmistakable_grouping(self, text: str) -> None:
        assert parse_money(text, EUR) == eur("1234.50")

    @pytest.mark.parametrize(
        ("text", "minor"),
        [
            (".5", 50),
            ("5.", 500),
            ("5,", 500),
            ("-5", -500),
            ("−5", -500),
            ("-0", 0),
            ("1 234", 123400),
        ],
    )
    def test_reads_the_rest_of_what_is_plain(self, text: str, minor: int) -> None:
        assert parse_money(text, EUR).minor == minor

    @pytest.mark.parametrize(
        "text",
        [
            *("", " ", ".", ",", "-", "+", "+-5", "5-", "1e5", "1E+3", "NaN", "sNaN", "Infinity"),
            *(
                "0x10",
                "1_000",
                "\uff15\uff10",
                "5O",
                "5 0",
                "1,234,567",
                "1.2.3",
                "1,2,3",
                "1 23",
                "12 34",
            ),
            *("50\x00", "50€", "½", "²", "५०", "\u202e05", "1/2", "--5", "50..5"),
        ],
    )
    def test_refuses_what_is_no_plain_number(self, text: str) -> None:
        with pytest.raises(AmountInvalid, match=r"is not an amount: type digits, like 50\.50"):
            parse_money(text, EUR)

    def test_never_guesses_that_a_single_mark_groups(self) -> None:
        with pytest.raises(AmountInvalid, match="“1,234” is more precise than EUR allows"):
            parse_money("1,234", EUR)

    def test_names_an_example_that_the_currency_has(self) -> None:
        with pytest.raises(AmountInvalid, match=r"like 50\.$"):
            parse_money("x", JPY)
        with pytest.raises(AmountInvalid, match=r"like 50\.500\.$"):
            parse_money("x", KWD)

    @pytest.mark.parametrize("text", ["90071992547409.92", "9" * 18, "1" + " 000" * 5])
    def test_refuses_more_than_can_be_stored(self, text: str) -> None:
        with pytest.raises(AmountTooLarge):
            parse_money(text, EUR)

    def test_ends_at_once_on_a_million_groups(self) -> None:
        with pytest.raises(AmountInvalid) as refused:
            parse_money("1" + " 000" * 1_000_000, EUR)

        assert len(str(refused.value)) < 150

    @given(
        text=st.text() | st.text("0123456789٠۰.,٫٬' +-eE_\u00a0", max_size=70), code=shop_currencies
    )
    def test_never_ends_in_anything_but_a_problem(self, text: str, code: CurrencyCode) -> None:
        with suppress(Problem):
            assert parse_money(text, code).currency == code


class TestParseDecimal:
    @given(text=st.text("0123456789.,' -", max_size=60))
    def test_reads_no_more_than_decimal_computes_exactly(self, text: str) -> None:
        amount = parse_decimal(text)

        if amount is not None:
            assert amount + 0 == amount

    def test_is_shown_short(self) -> None:
        assert shown("12x") == "12x"
        assert len(shown("x" * 1000)) == 61

    @pytest.mark.parametrize("hostile", ["\x1b", "\n", "\x00", "\u202e", "\u2028", "\udcff"])
    def test_is_shown_without_what_moves_or_hides_text(self, hostile: str) -> None:
        assert shown(f"12{hostile}x") == "12\ufffdx"

    @pytest.mark.parametrize("text", ["٥٠٫٥", "می\u200cخواهم", "👩\u200d🍳", "“%s {0}”"])
    def test_is_shown_as_it_is_in_any_language(self, text: str) -> None:
        assert shown(text) == text


def in_digits(zero_digit: str, amount: Money) -> str:
    digits = {ord("0") + value: chr(ord(zero_digit) + value) for value in range(10)}
    assert exponent(amount.currency) <= 3
    return str(amount).translate(digits).replace(".", "٫")
