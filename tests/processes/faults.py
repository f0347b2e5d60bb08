"""What the proxy does to connections: the kinds of fault, and which connection gets which."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tests.fakes import FakeChance


class Fault(StrEnum):
    """What happens to one connection; each is counted when it happens, not when it is drawn."""

    PASSED = "passed"
    DELAYED = "delayed"  # each piece, both ways
    CUT_REQUEST = "cut_request"  # within the bytes to the server
    CUT_ANSWER = "cut_answer"  # within the bytes to the register
    RESET = "reset"  # as a cut of either, by RST instead of FIN
    DUPLICATED = "duplicated"  # all bytes go to a second connection too
    HALF_OPEN = "half_open"  # accepted, never passed on, never answered
    STALLED = "stalled"  # in the middle of an answer
    BYTE_AT_A_TIME = "byte_at_a_time"  # the answer
    FLIPPED_REQUEST = "flipped_request"  # one bit of it
    FLIPPED_ANSWER = "flipped_answer"


# A register waits 20 s on what is half-open or stalled: seldom, or nothing else would happen.
WEIGHTS: Mapping[Fault, int] = {
    Fault.PASSED: 6,
    Fault.DELAYED: 4,
    Fault.CUT_REQUEST: 6,
    Fault.CUT_ANSWER: 8,
    Fault.RESET: 5,
    Fault.DUPLICATED: 10,
    Fault.HALF_OPEN: 1,
    Fault.STALLED: 1,
    Fault.BYTE_AT_A_TIME: 3,
    Fault.FLIPPED_REQUEST: 4,
    Fault.FLIPPED_ANSWER: 4,
}
_AT_A_PLACE = {
    *(Fault.CUT_REQUEST, Fault.CUT_ANSWER, Fault.RESET, Fault.STALLED),
    *(Fault.FLIPPED_REQUEST, Fault.FLIPPED_ANSWER),
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What one connection gets: `after` so many bytes of the way that it concerns.

    Behind `life` bytes the connection is closed in good order when nothing travels, so that the
    next one gets a fate of its own.
    """

    fault: Fault
    after: int = 0
    life: int = 1 << 40
    delay_seconds: float = 0.0
    bit: int = 0


class Fates:
    """Draws the fate of each connection from a seed, and counts what happened. Thread-safe."""

    def __init__(self, seed: int, weights: Mapping[Fault, int] = WEIGHTS) -> None:
        self._chance = FakeChance(seed)
        self._kinds = _weighed(weights)
        self._turn = threading.Lock()
        self.connections = 0
        self.happened: Counter[str] = Counter()

    def next(self) -> Fate:
        with self._turn:
            self.connections += 1
            if not self._kinds:
                return Fate(Fault.PASSED)
            return self._drawn(self._kinds[self._chance.below(len(self._kinds))])

    def begin(self, weights: Mapping[Fault, int]) -> None:
        """Draw by these weights from now on."""
        with self._turn:
            self._kinds = _weighed(weights)

    def heal(self) -> None:
        """Let every connection from now on pass, for as long as it lasts."""
        self.begin({})

    def count(self, fault: Fault) -> None:
        with self._turn:
            self.happened[fault.value] += 1

    def _drawn(self, fault: Fault) -> Fate:
        below = self._chance.below
        # Half of them within the headers or a small answer, half in what follows.
        after = below(700) if below(2) else below(4_000)
        lives_until_then = fault in _AT_A_PLACE
        return Fate(
            fault,
            after=after,
            life=after if lives_until_then else 100 + below(3_000),
            delay_seconds=(20 + below(400)) / 1_000,
            bit=1 << below(8),
        )


class GivenFates(Fates):
    """Fates of a test's own, in order; every connection behind them passes."""

    def __init__(self, *fates: Fate) -> None:
        super().__init__(0, {Fault.PASSED: 1})
        self._given = list(fates)

    def give(self, *fates: Fate) -> None:
        """Take these instead of those that are left."""
        self._given = list(fates)

    def _drawn(self, fault: Fault) -> Fate:
        return self._given.pop(0) if self._given else Fate(fault)


def _weighed(weights: Mapping[Fault, int]) -> list[Fault]:
    return [kind for kind, weight in weights.items() for _ in range(weight)]
