"""Ids and chance: the only place that draws anything at random."""

from __future__ import annotations

import os
from typing import Protocol
from uuid import UUID

from uuid_utils.compat import uuid7

from pos.domain.problem import Problem

# Crockford's base32: no I, L, O or U, which people misread.
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_SYMBOL_BITS = 5
_GROUP = 4
_CODE_SYMBOLS = 12


class CodeNotReadable(Problem):
    def __init__(self) -> None:
        super().__init__(
            "This is not a one-time code: it has 12 letters and digits, such as ABCD-EFGH-JKMN. "
            "Type it again as it was shown."
        )


class Ids(Protocol):
    def new_id(self) -> UUID:
        """Return an id nobody else has, greater than the ones before it (UUIDv7, RFC 9562)."""


class Chance(Protocol):
    def random_bytes(self, count: int) -> bytes:
        """Return `count` bytes nobody can guess."""

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to, but not including, `limit`."""


class SystemIds:
    def new_id(self) -> UUID:
        return uuid7()


class SystemChance:
    def random_bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def below(self, limit: int) -> int:
        # 64 bits more than needed leave a bias of at most 2**-64; `secrets` costs 14 ms to import.
        spare_bytes = 8
        width = (limit.bit_length() + 7) // 8 + spare_bytes
        return int.from_bytes(os.urandom(width), "big") % limit


def one_time_code(chance: Chance) -> str:
    """Draw a code for a person to copy, such as `ABCD-EFGH-JKMN` (60 bits)."""
    number = int.from_bytes(chance.random_bytes(8), "big")
    symbols = [
        _SYMBOLS[(number >> (_SYMBOL_BITS * place)) & 0b11111] for place in range(_CODE_SYMBOLS)
    ]
    return _grouped("".join(symbols))


def read_one_time_code(typed: str) -> str:
    """Return a typed code as `one_time_code` writes it: case, spaces, dashes, O and I forgiven.

    :raises CodeNotReadable: if no code can be meant.
    """
    symbols = typed.strip().upper().translate(_MISREAD)
    if len(symbols) != _CODE_SYMBOLS or any(symbol not in _SYMBOLS for symbol in symbols):
        raise CodeNotReadable
    return _grouped(symbols)


def _grouped(symbols: str) -> str:
    return "-".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))
