"""Amounts, quantities, dates and times on screen."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.currency import CurrencyCode
from pos.domain.money import MINOR_MAX, Money, parse_money
from pos.domain.quantity import Quantity, unit_of_measure
from pos.domain.unit_price import UnitPrice
from pos.ui.formatting import Formats, own_direction, plain, shortened
from pos.ui.language import ARABIC, ENGLISH

EN = Formats(ENGLISH.locale(), UTC)
AR = Formats(ARABIC.locale(), UTC)


def money(minor: int, code: str) -> Money:
    return Money(minor, CurrencyCode(code))


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "text"),
        [
            (money(123450, "USD"), "$1,234.50"),
            (money(-5, "USD"), "−$0.05"),
            (money(0, "EUR"), "€0.00"),
            (money(1234567, "JPY"), "¥1,234,567"),
            (money(12345, "KWD"), "KWD\u00a012.345"),
            (money(-999, "EGP"), "−EGP\u00a09.99"),
        ],
    )
    def test_in_english_says_its_currency_in_front(self, amount: Money, text: str) -> None:
        assert plain(EN.money(amount)) == text

    @pytest.mark.parametrize(
        ("amount", "text"),
        [
            (money(123450, "EGP"), "١٬٢٣٤٫٥٠\u00a0ج.م"),
            (money(12345, "KWD"), "١٢٫٣٤٥\u00a0د.ك"),
            (money(-5, "USD"), "−٠٫٠٥\u00a0$"),
        ],
    )
    def test_in_arabic_says_its_currency_behind(self, amount: Money, text: str) -> None:
        assert plain(AR.money(amount)) == text

    def test_is_isolated_from_the_sentence_around_it(self) -> None:
        assert AR.money(money(5, "USD")) == "\u2067\u2066٠٫٠٥\u2069\u00a0$\u2069"
        assert EN.money(money(5, "USD")) == "\u2066$0.05\u2069"

    @given(minor=st.integers(-MINOR_MAX, MINOR_MAX))
    @pytest.mark.parametrize("formats", [EN, AR], ids=["en", "ar"])
    @pytest.mark.parametrize("code", ["JPY", "USD", "KWD"])
    def test_can_be_typed_back_as_it_is_written(
        self, formats: Formats, code: str, minor: int
    ) -> None:
        amount = money(minor, code)
        text = plain(formats.amount(amount))

        # Grouping is for reading: "1,234" typed means 1.234 (see typed_number).
        ungrouped = text.replace(formats.locale.groupSeparator(), "")
        assert parse_money(ungrouped, amount.currency) == amount


class TestPrice:
    @pytest.mark.parametrize(
        ("amount", "text"), [("24.9", "$24.90"), ("2.268941", "$2.268941"), ("100", "$100.00")]
    )
    def test_has_all_decimals_and_at_least_those_of_its_currency(
        self, amount: str, text: str
    ) -> None:
        price = UnitPrice(Decimal(amount), CurrencyCode("USD"))

        assert plain(EN.price(price)) == text


class TestQuantity:
    def test_has_the_decimals_of_its_unit(self) -> None:
        assert plain(EN.quantity(Quantity(Decimal("0.75"), unit_of_measure("kg")))) == (
            "0.750\u00a0kg"
        )
        assert plain(EN.quantity(Quantity(Decimal(12), unit_of_measure("each")))) == "12"

    def test_is_written_in_arabic_digits(self) -> None:
        assert plain(AR.quantity(Quantity(Decimal(12), unit_of_measure("each")))) == "١٢"


class TestNumber:
    def test_keeps_all_its_decimals(self) -> None:
        assert plain(EN.number(Decimal("2.268941"))) == "2.268941"
        assert plain(EN.number(92_331)) == "92,331"

    def test_as_percent_has_no_needless_zeros(self) -> None:
        assert plain(EN.percent(Decimal("0.0850"))) == "8.5%"
        assert plain(EN.percent(Decimal("0.20"))) == "20%"
        assert plain(AR.percent(Decimal("0.20"))) == "٢٠٪"


class TestDate:
    def test_has_its_weekday(self) -> None:
        assert EN.day(date(2026, 10, 3)) == "Sat 3 Oct"
        assert AR.day(date(2026, 10, 3)) == "السبت ٣ أكتوبر"

    def test_is_the_one_in_the_store(self) -> None:
        formats = Formats(ENGLISH.locale(), ZoneInfo("America/New_York"))

        assert plain(formats.moment(datetime(2026, 10, 4, 1, 2, tzinfo=UTC))) == "Sat 3 Oct 21:02"

    def test_of_a_naive_moment_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            EN.time(datetime(2026, 10, 4, 1, 2))  # noqa: DTZ001 -- this is what is refused


def test_a_name_is_read_in_its_own_direction() -> None:
    assert own_direction("خبز") == "\u2068خبز\u2069"


def test_the_number_of_an_entry_is_never_grouped() -> None:
    assert plain(EN.ordinal(4711)) == "4711"
    assert plain(AR.ordinal(4711)) == "٤٧١١"


def test_a_phrase_runs_as_the_language_does() -> None:
    assert EN.phrase("1 / 2") == "\u20661 / 2\u2069"
    assert AR.phrase("1 / 2") == "\u20671 / 2\u2069"


def test_what_was_typed_is_quoted_up_to_a_readable_length() -> None:
    assert shortened("milk") == "milk"
    assert shortened("x" * 64) == "x" * 39 + "…"


class TestDigits:
    def test_of_a_name_are_those_of_the_language(self, arabic: Formats) -> None:
        assert plain(arabic.digits("1043 (2)")) == "١٠٤٣ (٢)"
