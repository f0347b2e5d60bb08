"""Canonical JSON (RFC 8785): one text for one content, so that a hash means something.

Restricted to what an event may hold: objects with ASCII names, arrays, NFC text, integers
that every reader keeps exact, booleans and null. For that subset msgspec's sorted output is
the canonical form; a property test compares it with an independent implementation.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")


class NotCanonical(ValueError):
    """The content has text outside NFC, or its bytes are not in canonical form."""


def canonical(content: Any) -> bytes:
    """Return the canonical bytes of structs, dicts, lists, text and integers.

    :raises NotCanonical: if a text is not in Unicode normal form C.
    """
    encoded = _encoder.encode(content)
    if not encoded.isascii() and not unicodedata.is_normalized("NFC", encoded.decode()):
        raise NotCanonical("text is not in Unicode normal form C")
    return encoded
