"""Sign-in: what a PIN looks like, and how long to wait after wrong ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.sign_in import PinInvalid, delay_after, require_pin_shape


class TestRequirePinShape:
    @pytest.mark.parametrize("pin", ["0000", "246810", "123456789012"])
    def test_accepts_four_to_twelve_digits(self, pin: str) -> None:
        require_pin_shape(pin)

    @pytest.mark.parametrize(
        "pin",
        ["", "123", "1234567890123", "12a4", "12 4", "-123", "1234\n", "١٢٣٤", "12³4", "1" * 10**6],
    )
    def test_refuses_all_else_without_repeating_it(self, pin: str) -> None:
        with pytest.raises(PinInvalid, match=r"^A PIN is 4 to 12 digits and nothing else\.$"):
            require_pin_shape(pin)


class TestDelayAfter:
    def test_grows_from_nothing_to_five_minutes(self) -> None:
        seconds = [delay_after(failures).total_seconds() for failures in range(11)]

        assert seconds == [0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300]

    @given(failures=st.integers(0, 10**18))
    def test_never_falls_and_never_lasts_longer(self, failures: int) -> None:
        assert delay_after(failures) <= delay_after(failures + 1)
        assert delay_after(failures).total_seconds() <= 300
