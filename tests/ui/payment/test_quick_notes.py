"""Round amounts that a customer is likely to hand over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.currency import currency
from pos.domain.money import Money
from pos.ui.payment.quick_notes import OFFERED_MAX, quick_notes


def offered(minor: int, code: str) -> list[str]:
    return [str(amount) for amount in quick_notes(Money(minor, currency(code)))]


class TestQuickNotes:
    @pytest.mark.parametrize(
        ("minor", "code", "amounts"),
        [
            (1537, "USD", ["16.00", "20.00", "50.00", "100.00"]),
            (37, "USD", ["1.00", "2.00", "5.00", "10.00", "20.00"]),
            (2000, "USD", ["50.00", "100.00"]),
            (1537, "JPY", ["1600", "2000", "5000", "10000"]),
            (3450, "KWD", ["4.000", "5.000", "10.000", "20.000"]),
        ],
    )
    def test_are_few_notes_above_what_is_due(
        self, minor: int, code: str, amounts: list[str]
    ) -> None:
        shown = offered(minor, code)

        assert set(amounts) <= set(shown)

    def test_are_none_where_nothing_is_due(self) -> None:
        assert offered(0, "USD") == []

    @given(minor=st.integers(1, 10**12), code=st.sampled_from(["USD", "EUR", "JPY", "KWD", "IRR"]))
    def test_are_always_more_than_due_and_rising(self, minor: int, code: str) -> None:
        due = Money(minor, currency(code))

        amounts = quick_notes(due)

        assert len(amounts) <= OFFERED_MAX
        assert all(amount > due for amount in amounts)
        assert [each.minor for each in amounts] == sorted({each.minor for each in amounts})
