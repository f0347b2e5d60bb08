"""Entries on their way into a register's journal: as values, and why some are not taken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from pos.domain.event import Event, SealedEvent
from pos.server.recompute import NotApplicable, RecomputedSale


class RefusalKind(StrEnum):
    GAP = "gap"
    FORK = "fork"
    ENTRY_INVALID = "entry_invalid"
    SERIES_UNKNOWN = "series_unknown"


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """A series as the tables name it, and as its events do.

    `written_as` is the series that its events name: another one only for a branch; 0: `series`.
    """

    store_number: int
    register_number: int
    store: UUID
    register: UUID
    series: int
    currency: str
    written_as: int = 0

    @property
    def named_by_events(self) -> int:
        return self.written_as or self.series


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that its register wrote, its exact bytes, and the sale that follows.

    `doubts` are sentences for a person to look at; the entry is applied nevertheless.
    """

    event: Event
    sealed: SealedEvent
    recomputed: RecomputedSale | NotApplicable | None = None
    doubts: tuple[str, ...] = ()

    @property
    def seq(self) -> int:
        return self.event.seq

    @property
    def event_id(self) -> bytes | None:
        return self.event.event_id.bytes

    @property
    def kind(self) -> str:
        """Return the event's kind as a database can keep it: PostgreSQL stores no NUL."""
        return self.event.kind.replace("\0", "\N{REPLACEMENT CHARACTER}")


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What its register wrote at this place and cannot be applied: kept, with the reason."""

    seq: int
    sealed: SealedEvent
    reason: str
    event_id: bytes | None = None
    kind: str = ""


Taken = Entry | HeldBack


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a batch was taken only up to a point, and the entries that were not."""

    kind: RefusalKind
    sentence: str
    seq: int = 0
    left: tuple[SealedEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """The entries of a push that its register wrote, in order, and what is wrong behind them.

    `follows` is the hash of the entry that the first one names as its predecessor, if it can
    be made out.
    """

    entries: tuple[Taken, ...]
    refused: Refused | None = None
    follows: str | None = None


def entry_invalid(seq: int, reason: str, left: tuple[SealedEvent, ...]) -> Refused:
    """Refuse what nobody vouches for; `seq` is 0 where its place is not known."""
    sentence = f"Entry {seq} is refused: {reason}." if seq else f"The push is refused: {reason}."
    return Refused(RefusalKind.ENTRY_INVALID, sentence, seq, left)
