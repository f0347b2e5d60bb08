"""Faults: what may go wrong, how often in one run, and how often it did in which phase of work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from pos.runtime.ids import Chance


class Fault(StrEnum):
    """On the line, at the till, at the server; the value is the name in reports."""

    REQUEST_LOST = "request_lost"
    REQUEST_CORRUPTED = "request_corrupted"
    REQUEST_TRUNCATED = "request_truncated"
    REQUEST_DUPLICATED = "request_duplicated"
    REQUEST_REORDERED = "request_reordered"  # arrives after others, its sender has given up
    ANSWER_LOST = "answer_lost"
    ANSWER_DELAYED = "answer_delayed"
    ANSWER_TRUNCATED = "answer_truncated"
    ANSWER_CORRUPTED = "answer_corrupted"
    ANSWER_SWAPPED = "answer_swapped"  # the answer to another till's request
    ANSWER_STALE = "answer_stale"  # the genuine answer to an older request of this till
    HELD_OPEN = "held_open"
    STATUS_4XX = "status_4xx"
    STATUS_429 = "status_429"
    STATUS_5XX = "status_5xx"
    HTML = "html"
    EMPTY_BODY = "empty_body"
    SERVER_KILLED_BEFORE_COMMIT = "server_killed_before_commit"
    SERVER_KILLED_AFTER_COMMIT = "server_killed_after_commit"
    SERVER_DATABASE_AWAY = "server_database_away"
    SERVER_DISK_FULL = "server_disk_full"
    ATTACK = "attack"
    # At the till:
    OUTAGE = "outage"
    KILLED = "killed"
    KILLED_AT_A_PLACE = "killed_at_a_place"
    POWER_CUT = "power_cut"
    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    BIT_FLIPPED = "bit_flipped"
    REGISTER_RESTORED = "register_restored"
    REGISTER_CLONED = "register_cloned"
    REGISTER_REPLACED = "register_replaced"
    CLOCK_JUMPED = "clock_jumped"
    KEYRING_LOCKED = "keyring_locked"
    NEWER_EVENT = "newer_event"
    # At the office:
    SERVER_RESTORED = "server_restored"
    SESSION_CLOSED_AT_THE_OFFICE = "session_closed_at_the_office"
    PRICE_CHANGED = "price_changed"
    KEY_REVOKED = "key_revoked"  # its register is fenced


ON_THE_LINE = tuple(Fault)[: tuple(Fault).index(Fault.OUTAGE)]
AT_THE_TILL = tuple(Fault)[
    tuple(Fault).index(Fault.OUTAGE) : tuple(Fault).index(Fault.SERVER_RESTORED)
]
AT_THE_OFFICE = tuple(Fault)[tuple(Fault).index(Fault.SERVER_RESTORED) :]

# Of ten thousand chances (requests, or steps of a till), how many at the most.
_MOST: Mapping[Fault, int] = MappingProxyType(
    {
        **dict.fromkeys(ON_THE_LINE, 150),
        Fault.SERVER_DISK_FULL: 60,
        Fault.ATTACK: 60,
        **dict.fromkeys(AT_THE_TILL, 120),
        Fault.OUTAGE: 250,
        Fault.KILLED_AT_A_PLACE: 400,
        Fault.BIT_FLIPPED: 20,
        Fault.REGISTER_RESTORED: 40,
        Fault.REGISTER_CLONED: 30,
        Fault.REGISTER_REPLACED: 20,
        Fault.KEYRING_LOCKED: 60,
        **dict.fromkeys(AT_THE_OFFICE, 40),
        Fault.SESSION_CLOSED_AT_THE_OFFICE: 120,
        Fault.PRICE_CHANGED: 200,
        Fault.KEY_REVOKED: 9,
    }
)
_OF = 10_000

# Phases that come seldom: there things go wrong so many times as often, or some never would.
_SELDOM: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("enrolment", "recovery", "snapshot", "no session"), 3),
        **dict.fromkeys(("fork", "training session", "deferred session", "off"), 6),
    }
)


@dataclass(slots=True)
class Faults:
    """Draws faults at the rates of one run, and counts what came of it.

    Every occurrence has a number; `without` holds kinds and numbers that do not happen, which is
    how a failing run is shrunk: the draws are the same, only less goes wrong.
    """

    chance: Chance
    rates: Mapping[Fault, int]
    without: frozenset[Fault | int] = frozenset()
    counts: Counter[tuple[Fault, str]] = field(default_factory=Counter)
    happened: list[tuple[int, Fault]] = field(default_factory=list)
    calm: bool = False
    _drawn: int = 0

    def draw(self, kinds: Collection[Fault], phase: str) -> Fault | None:
        """Return what goes wrong here, if anything does."""
        self._drawn += 1
        point = self.chance.below(_OF)
        if self.calm:
            return None
        times = _SELDOM.get(phase, 1)
        for kind in kinds:
            point -= self.rates[kind] * times
            if point < 0:
                return self._unless_left_out(kind, phase)
        return None

    def _unless_left_out(self, kind: Fault, phase: str) -> Fault | None:
        if kind in self.without or self._drawn in self.without:
            return None
        self.counts[kind, phase] += 1
        self.happened.append((self._drawn, kind))
        return kind

    @contextmanager
    def calmed(self) -> Iterator[None]:
        """Have nothing go wrong while the block runs."""
        was_calm, self.calm = self.calm, True
        yield
        self.calm = was_calm

    def undo(self, kind: Fault, phase: str) -> None:
        """Take back the last occurrence: there was nothing that it could have happened to."""
        self.counts[kind, phase] -= 1
        self.happened.pop()


def drawn_rates(chance: Chance) -> dict[Fault, int]:
    """Return a rate for each fault: in every run some never happen and some often do."""
    rates = {}
    for kind in Fault:
        share = chance.below(4)  # none, a third, two thirds, all of the most
        rates[kind] = _MOST[kind] * share // 3
    return rates
