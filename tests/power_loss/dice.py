"""Chance from a seed: the same draws on every computer and in every version of Python."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_BLOCK = 4096


class Dice:
    """Draws from an endless stream of bytes that follows from the seed."""

    def __init__(self, *seed: object) -> None:
        self._seed = repr(seed).encode()
        self._blocks = 0
        self._left = b""

    def bytes(self, count: int) -> bytes:
        while len(self._left) < count:
            block = self._seed + self._blocks.to_bytes(8, "big")
            self._left += hashlib.shake_128(block).digest(_BLOCK)
            self._blocks += 1
        drawn, self._left = self._left[:count], self._left[count:]
        return drawn

    def below(self, limit: int) -> int:
        return int.from_bytes(self.bytes(8), "big") % limit

    def chance(self, of_256: int) -> bool:
        return self.bytes(1)[0] < of_256

    def one_of(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]
