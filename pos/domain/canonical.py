"""Canonical JSON (RFC 8785): one text for one content, so that a hash means something.

Restricted to what an event may hold: objects with ASCII names, arrays, NFC text, integers
that every reader keeps exact, booleans and null. For that subset msgspec's sorted output is
the canonical form; a property test compares it with an independent implementation.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any, NoReturn

import msgspec

# The largest integer that every JSON reader keeps exact (I-JSON, RFC 7493, section 2.2).
INTEGER_MAX = 2**53 - 1

_encoder = msgspec.json.Encoder(order="sorted")
# Digits become 0: a run of sixteen is then found in a tenth of a pattern's time.
_DIGITS_AS_ZERO = bytes.maketrans(b"123456789", b"0" * 9)
_LARGE = b"0" * 16


class NotCanonical(ValueError):
    """The content has text outside NFC, or its bytes are not in canonical form."""


def canonical(content: Any) -> bytes:
    """Return the canonical bytes of structs, dicts, lists, text and integers.

    :raises NotCanonical: if a text is not in Unicode normal form C, or has half a character.
    """
    try:
        encoded = _encoder.encode(content)
    except UnicodeEncodeError as error:
        raise NotCanonical("text holds a lone surrogate") from error
    # Looked at as a whole first: that is as fast as it gets, and nearly always enough.
    if not encoded.isascii() and not unicodedata.is_normalized("NFC", encoded.decode()):
        _require_normal_texts(encoded)
    return encoded


def require_canonical(encoded: bytes | msgspec.Raw) -> None:
    """Refuse bytes that are not the canonical form of what they say.

    :raises NotCanonical: on blanks, doubled or unsorted names, needless escapes, fractions,
        integers beyond 2^53 - 1, text outside NFC, or what is no JSON at all.
    """
    found = bytes(encoded)
    try:
        content = _decoder.decode(found)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise NotCanonical(str(error)) from error
    if canonical(content) != found:
        raise NotCanonical("the content is not in canonical form")
    if _LARGE in found.translate(_DIGITS_AS_ZERO) and any(
        isinstance(leaf, int) and abs(leaf) > INTEGER_MAX for leaf in _leaves(content)
    ):
        raise NotCanonical("an integer is too large to be kept exactly")


def _refuse_fraction(literal: str) -> NoReturn:
    raise NotCanonical(f"{literal[:40]} is not an integer")


_decoder = msgspec.json.Decoder(float_hook=_refuse_fraction)


def _require_normal_texts(encoded: bytes) -> None:
    """Refuse text outside NFC: an escape's last letter and a mark after it are no letter."""
    for leaf in _leaves(_decoder.decode(encoded)):
        if isinstance(leaf, str) and not unicodedata.is_normalized("NFC", leaf):
            raise NotCanonical("text is not in Unicode normal form C")


def _leaves(content: object) -> Iterator[object]:
    match content:
        case dict():
            for name, value in content.items():
                yield name
                yield from _leaves(value)
        case list():
            for value in content:
                yield from _leaves(value)
        case _:
            yield content
