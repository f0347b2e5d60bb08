"""Text from outside: what is kept, what is put right, what is refused."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.clean_text import TextInvalid, clean_text


class TestCleanText:
    @pytest.mark.parametrize(
        ("text", "clean"),
        [
            ("  Fresh   Milk ", "Fresh Milk"),
            ("Milk\n1 L\t\r\n", "Milk 1 L"),
            ("Cafe\u0301", "Café"),
            ("حلیب\u200cکم‌چرب", "حلیب\u200cکم‌چرب"),
            ("שלום", "שלום"),
            ("👩\u200d🍳 Brot", "👩\u200d🍳 Brot"),
            ("", ""),
            ("\u00a0\u3000", ""),
            ("<b>50 % & more</b> {0.__class__} %s", "<b>50 % & more</b> {0.__class__} %s"),
            ("กำ้", "กำ้"),
        ],
    )
    def test_keeps_what_people_write(self, text: str, clean: str) -> None:
        assert clean_text(text, what="The name") == unicodedata.normalize("NFC", clean)

    @pytest.mark.parametrize(
        ("character", "named"),
        [
            *(("\x00", "0000"), ("\x07", "0007"), ("\x1b", "001B"), ("\x1d", "001D")),
            *(("\x7f", "007F"), ("\x85", "0085"), ("\x0b", "000B"), ("\u2028", "2028")),
            *(("\u202e", "202E"), ("\u2066", "2066"), ("\u2069", "2069"), ("\ufeff", "FEFF")),
            *(("\u200b", "200B"), ("\u2060", "2060"), ("\u00ad", "00AD"), ("\U000e0041", "E0041")),
            *(("\ud800", "D800"), ("\ue000", "E000"), ("\uffff", "FFFF")),
        ],
    )
    def test_refuses_what_misleads_and_names_it(self, character: str, named: str) -> None:
        with pytest.raises(TextInvalid, match=f"The name holds the character U\\+{named}: remove"):
            clean_text(f"Milk{character}1", what="The name")

    def test_refuses_many_marks_on_one_letter(self) -> None:
        assert clean_text("x" + "\u0301" * 4, what="The name") == "x" + "\u0301" * 4
        with pytest.raises(TextInvalid, match="The name holds too many marks on one letter"):
            clean_text("x" + "\u0301" * 5, what="The name")

    @pytest.mark.parametrize("text", ["x" * 201, "é" * 201, "x " * 101, "\u0301\u0316" * 500_000])
    def test_refuses_what_is_too_long_at_once(self, text: str) -> None:
        with pytest.raises(TextInvalid, match="The name is too long: at most 200 characters"):
            clean_text(text, what="The name")

    def test_takes_a_length_of_its_own(self) -> None:
        assert clean_text("é" * 300, what="The note", longest=300) == "é" * 300

    @given(text=st.text(max_size=40))
    def test_gives_text_that_is_clean_already(self, text: str) -> None:
        with suppress(TextInvalid):
            clean = clean_text(text, what="It")

            assert clean_text(clean, what="It") == clean
            assert unicodedata.is_normalized("NFC", clean)
            assert clean.encode().decode() == clean
            assert clean == " ".join(clean.split())
