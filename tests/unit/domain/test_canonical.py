"""Canonical JSON: byte for byte what an independent implementation of RFC 8785 writes."""

from __future__ import annotations

import unicodedata

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from pos.domain.canonical import INTEGER_MAX, NotCanonical, canonical, require_canonical

names = st.text(st.characters(codec="ascii", min_codepoint=0x20), max_size=8)
texts = st.text(st.characters(codec="utf-8"), max_size=20).map(
    lambda text: unicodedata.normalize("NFC", text)
)
integers = st.integers(-INTEGER_MAX, INTEGER_MAX)
contents = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


class TestCanonical:
    @given(content=contents)
    @example(content="\u2028\u2029\x00\x1f\x7f\x80\"\\/\b\f\n\r\t 🥐 <>&' \ufffd")
    @example(content={"b": [1, -1, INTEGER_MAX, -INTEGER_MAX], "a": {}, "": None, "A": []})
    @example(content='\n\u0301 \\\u0301 "\u0301 \x01\u0301')
    def test_equals_an_independent_implementation(self, content: object) -> None:
        encoded = canonical(content)

        assert encoded == rfc8785.dumps(content)  # type: ignore[arg-type]
        require_canonical(encoded)

    @pytest.mark.parametrize("text", ["e\u0301", "\u212b", "\u1100\u1161", "a\u0316\u0301\u0316"])
    def test_refuses_text_outside_of_its_normal_form(self, text: str) -> None:
        for content in (text, {"a": [text]}, {"n\n\u0301": text}, {text: 1}):
            with pytest.raises(NotCanonical, match="not in Unicode normal form C"):
                canonical(content)

    def test_takes_no_mark_after_an_escape_for_a_letter_of_it(self) -> None:
        assert canonical("\n\u0301") == b'"\\n\xcc\x81"'

    def test_refuses_half_a_character(self) -> None:
        with pytest.raises(NotCanonical, match="lone surrogate"):
            canonical({"a": "\ud800"})


class TestRequireCanonical:
    @pytest.mark.parametrize(
        "encoded",
        [
            *(
                b"",
                b"{",
                b"nonsense",
                b"{} ",
                b" {}",
                b'{"a": 1}',
                b'{"a":1,}',
                b"NaN",
                b"Infinity",
            ),
            *(b'{"a":1,"a":1}', b'{"a":1,"a":2}', b'{"b":1,"a":2}', b"[1,2 ]", b"01", b"-0", b"+1"),
            *(b"1.0", b"1e3", b"1e400", b"0.1", b'{"a":1.5}', b"9007199254740992"),
            *(b"-9007199254740992", b'{"a":[12345678901234567890]}', b"9" * 5000, b"9" * 400),
            *(b'"\\u0041"', b'"\\/"', b'"\\u000a"', b'"\\ud800"', b'"\xff"', b'"\xed\xa0\x80"'),
            *(b'"e\xcc\x81"', b"\xef\xbb\xbf{}", b"[" * 100_000, b'"\x00"', b"{}{}"),
        ],
    )
    def test_refuses_what_is_not_the_one_form(self, encoded: bytes) -> None:
        with pytest.raises(NotCanonical):
            require_canonical(encoded)

    def test_does_not_mistake_digits_in_text_for_a_number(self) -> None:
        require_canonical(canonical({"gtin": "9" * 40, "n": INTEGER_MAX}))
