"""What stands in the scan field."""

from decimal import Decimal

import pytest

from pos.ui.checkout.entry import (
    SCANNER_PAUSE_MS,
    Entry,
    looks_scanned,
    read_entry,
    search_delay_ms,
)


class TestReadEntry:
    @pytest.mark.parametrize(
        ("typed", "text", "quantity"),
        [
            ("4006381333931", "4006381333931", None),
            ("  milk  ", "milk", None),
            ("3*4006381333931", "4006381333931", "3"),
            ("2.5*apple", "apple", "2.5"),
            ("2,5 × apple", "apple", "2.5"),
            ("٣*حليب", "حليب", "3"),
            ("3*", "", "3"),
            ("0*milk", "milk", "0"),
            ("*ABC*", "*ABC*", None),
            ("a*b", "a*b", None),
            ("", "", None),
        ],
    )
    def test_splits_a_quantity_from_what_follows(
        self, typed: str, text: str, quantity: str | None
    ) -> None:
        expected = Entry(text, None if quantity is None else Decimal(quantity))

        assert read_entry(typed) == expected


class TestSearchDelay:
    def test_is_nothing_for_words_and_a_rest_for_digits(self) -> None:
        assert search_delay_ms(Entry("milk")) == 0
        assert search_delay_ms(Entry("4006")) == SCANNER_PAUSE_MS


class TestLooksScanned:
    @pytest.mark.parametrize("typed", ["40063819", "4006381333931", " 036000291452 "])
    def test_is_true_of_more_digits_than_a_quantity_has(self, typed: str) -> None:
        assert looks_scanned(typed)

    @pytest.mark.parametrize("typed", ["", "0.750", "999999", "12345678.5", "milk"])
    def test_is_false_of_what_a_person_types(self, typed: str) -> None:
        assert not looks_scanned(typed)
