"""Times of day as people type them from a paper book."""

from datetime import time

import pytest

from pos.domain.typed_time import latin_digits, parse_time


class TestParseTime:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("1432", time(14, 32)),
            ("14:32", time(14, 32)),
            ("14.32", time(14, 32)),
            (" 14 : 32 ", time(14, 32)),
            ("2:32 pm", time(14, 32)),
            ("2.32PM", time(14, 32)),
            ("2:32 p.m.", time(14, 32)),
            ("2:32 am", time(2, 32)),
            ("232", time(2, 32)),
            ("0000", time(0, 0)),
            ("14", time(14, 0)),
            ("2p", time(14, 0)),
            ("12 pm", time(12, 0)),
            ("12:05 am", time(0, 5)),
            ("١٤٣٢", time(14, 32)),
            ("١٤:٣٢", time(14, 32)),
            ("٢:٣٢ م", time(14, 32)),
            ("٢:٣٢ ص", time(2, 32)),
        ],
    )
    def test_reads_what_people_write(self, typed, expected) -> None:
        assert parse_time(typed) == expected

    @pytest.mark.parametrize(
        "typed",
        ["", "24:00", "2460", "14:6", "14:60", "13 pm", "0 am", "noon", "14:32:10", "-1", "14325"],
    )
    def test_guesses_nothing(self, typed) -> None:
        assert parse_time(typed) is None


class TestLatinDigits:
    def test_leaves_everything_else(self) -> None:
        assert latin_digits("A-١٠٤٣ (2)") == "A-1043 (2)"
