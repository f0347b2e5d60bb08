"""Items for sale: stock-keeping codes and GTINs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.product import GtinInvalid, SkuInvalid, gtin, gtin_check_digit, sku

GOOD = ["4006381333931", "036000291452", "96385074", "00012345600012", "5901234123457", "73513537"]


class TestGtin:
    @pytest.mark.parametrize("text", GOOD)
    def test_accepts_known_good_numbers(self, text: str) -> None:
        assert gtin(text) == text

    @given(
        digits=st.sampled_from([7, 11, 12, 13]).flatmap(
            lambda count: st.text("0123456789", min_size=count, max_size=count)
        )
    )
    def test_finds_every_single_wrong_digit(self, digits: str) -> None:
        whole = gtin(digits + gtin_check_digit(digits))

        for place, digit in enumerate(whole):
            for other in set("0123456789") - {digit}:
                with pytest.raises(GtinInvalid):
                    gtin(whole[:place] + other + whole[place + 1 :])

    def test_says_which_digit_was_expected(self) -> None:
        with pytest.raises(GtinInvalid, match="wrong check digit: 1 was expected, not 2"):
            gtin("4006381333932")

    @pytest.mark.parametrize(
        "text",
        [
            *("", "1", "400638133393", "40063813339311", "400638133393a", " 006381333931"),
            *("٤٠٠٦٣٨١٣٣٣٩٣١", "4006381333931\n", "-006381333931", "9" * 4096, "4006381333²31"),
        ],
    )
    def test_refuses_what_is_no_gtin(self, text: str) -> None:
        with pytest.raises(GtinInvalid) as refused:
            gtin(text)

        assert len(str(refused.value)) < 120


class TestSku:
    @pytest.mark.parametrize("text", ["A", "10-20/3", "é", "٤٢", "x" * 40])
    def test_accepts_printable_codes(self, text: str) -> None:
        assert sku(text) == text

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "a b",
            "a\u00a0b",
            "a\n",
            "\x1b@",
            "x" * 41,
            "a\u202eb",
            "a\u200bb",
            "\ud800",
            "\x00",
        ],
    )
    def test_refuses_blanks_and_what_does_not_print(self, text: str) -> None:
        with pytest.raises(SkuInvalid, match="is not a SKU: 1 to 40 printable characters"):
            sku(text)

    def test_is_one_however_its_letters_are_put_together(self) -> None:
        assert sku("CAFE\u0301") == sku("CAFÉ")
