"""The journals of registers as the server keeps them: opened, compared, appended, never changed.

`open_batch` finds out what is genuine and needs no database; `append` writes what is new.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, select, update
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from pos.domain.chain import ChainBroken, ChainHead, open_sealed
from pos.domain.event import Event, EventInvalid, SealedEvent, event_hash, parse_event
from pos.domain.money import MINOR_MAX
from pos.domain.signature import VerifyingKey
from pos.server import tables
from pos.server.database import insert_rows
from pos.server.recompute import NotApplicable, RecomputedSale, recompute_sale
from pos.wire.messages import EntryMessage

Columns = ReadOnlyColumnCollection[str, Column[Any]]

_CHUNK = 32  # entries that one thread verifies at a time
_VERIFIERS = 2
_journal = tables.journal_entry.c
_series = tables.series.c


class RefusalKind(StrEnum):
    GAP = "gap"
    FORK = "fork"
    ENTRY_INVALID = "entry_invalid"
    SERIES_UNKNOWN = "series_unknown"


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """A series as the tables name it, and as its events do."""

    store_number: int
    register_number: int
    store: UUID
    register: UUID
    series: int
    currency: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that its register signed, the bytes that it signed, and the sale that follows."""

    event: Event
    sealed: SealedEvent
    recomputed: RecomputedSale | NotApplicable | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a batch was taken only up to a point, and the entries that were not."""

    kind: RefusalKind
    sentence: str
    seq: int = 0
    left: tuple[SealedEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """The genuine entries of a push in order, and what came after them if something is wrong."""

    entries: tuple[Entry, ...]
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """What was new, where the series stands now, and why not all was taken."""

    entries: tuple[Entry, ...]
    head: ChainHead
    refused: Refused | None = None


def open_batch(messages: Sequence[EntryMessage], series: SeriesKey, key: VerifyingKey) -> Batch:
    """Return the entries that are genuine, each following the one before it, recomputed.

    What the first one follows is for `append` to check.
    """
    sealed = [_sealed(message) for message in messages]
    if not sealed:
        return Batch(())
    try:
        first = parse_event(sealed[0].body)
    except EventInvalid as error:
        return Batch((), _invalid(0, f"the first entry cannot be read: {error}", sealed))
    if not 0 < first.seq <= MINOR_MAX:
        return Batch((), _invalid(0, f"its sequence number is {first.seq}", sealed))
    heads = [ChainHead(first.seq - 1, first.prev_hash)]
    heads += [ChainHead(first.seq + at, entry.hash) for at, entry in enumerate(sealed[:-1])]
    opened: list[Entry] = []
    for result in _open_all(sealed, heads, lambda one, head: _open(one, head, series, key)):
        if isinstance(result, str):
            seq = heads[len(opened)].seq + 1
            return Batch(tuple(opened), _not_taken(seq, result, sealed[len(opened) :]))
        opened.append(result)
    return Batch(tuple(opened))


def append(db: Connection, series: SeriesKey, batch: Batch, received_at: int) -> Appended:
    """Write the entries that the server does not hold yet behind those that it does.

    Entries that it holds already are compared and passed over.
    """
    head = head_of_series(db, series)
    if head is None:
        sentence = f"Series {series.series} is not one of this register's."
        return Appended((), ChainHead(), Refused(RefusalKind.SERIES_UNKNOWN, sentence))
    held, refused = _compare_held(db, series, batch.entries, head)
    new = batch.entries[held:]
    if refused is None and new:
        refused = _does_not_follow(new, head) or _taken_ids(db, series, new)
    if refused is not None:
        return Appended((), head, refused)
    _insert(db, series, new, received_at)
    if new:
        head = ChainHead(new[-1].event.seq, new[-1].sealed.hash)
        _move_head(db, series, head)
    return Appended(new, head, batch.refused)


def head_of_series(db: Connection, series: SeriesKey) -> ChainHead | None:
    """Return how far the server holds the series; nothing if there is no such series."""
    query = select(_series.high_water, _series.head_hash).where(*_is(_series, series))
    row = db.execute(query).first()
    return None if row is None else ChainHead(row.high_water, row.head_hash)


def _open_all(
    sealed: Sequence[SealedEvent],
    heads: Sequence[ChainHead],
    work: Callable[[SealedEvent, ChainHead], Entry | str],
) -> Iterable[Entry | str]:
    chunks = [slice(at, at + _CHUNK) for at in range(0, len(sealed), _CHUNK)]

    def open_chunk(chunk: slice) -> list[Entry | str]:
        return [work(*pair) for pair in zip(sealed[chunk], heads[chunk], strict=True)]

    if len(chunks) == 1:
        return open_chunk(chunks[0])
    # OpenSSL lets go of the interpreter while it verifies; the other thread recomputes meanwhile.
    with ThreadPoolExecutor(_VERIFIERS, thread_name_prefix="verify") as verifiers:
        return [result for results in verifiers.map(open_chunk, chunks) for result in results]


def _open(
    sealed: SealedEvent, head: ChainHead, series: SeriesKey, key: VerifyingKey
) -> Entry | str:
    """Return the entry, or why it is none."""
    try:
        event = open_sealed(sealed, head, key)
    except ChainBroken as error:
        return str(error)
    if (event.store, event.register, event.series) != (
        series.store,
        series.register,
        series.series,
    ):
        return "it belongs to another store, register or series"
    return Entry(event, sealed, recompute_sale(event, series.currency))


def _sealed(message: EntryMessage) -> SealedEvent:
    body = message.body.encode("utf-8", "surrogatepass")
    try:
        sig = b64decode(message.sig, validate=True)
    except ValueError:
        sig = b""  # verifies under no key
    return SealedEvent(body, event_hash(body), sig)


def _not_taken(seq: int, reason: str, left: Sequence[SealedEvent]) -> Refused:
    """Tell a hole in the sequence, which the register can fill, from a bad entry."""
    try:
        found = parse_event(left[0].body).seq
    except EventInvalid:
        found = seq
    if found > seq:
        return Refused(RefusalKind.GAP, f"Entry {seq} is missing before entry {found}.", seq)
    return _invalid(seq, reason, left)


def _invalid(seq: int, reason: str, left: Sequence[SealedEvent]) -> Refused:
    sentence = f"Entry {seq} is refused: {reason}." if seq else f"The push is refused: {reason}."
    return Refused(RefusalKind.ENTRY_INVALID, sentence, seq, tuple(left))


def _compare_held(
    db: Connection, series: SeriesKey, entries: Sequence[Entry], head: ChainHead
) -> tuple[int, Refused | None]:
    """Return how many of the entries the server holds, and where they part from its own."""
    held = [entry for entry in entries if entry.event.seq <= head.seq]
    if not held:
        return 0, None
    query = select(_journal.seq, _journal.hash).where(
        *_is(_journal, series),
        _journal.seq.between(held[0].event.seq, held[-1].event.seq),
    )
    hashes = {row.seq: row.hash for row in db.execute(query)}
    for at, entry in enumerate(held):
        if hashes.get(entry.event.seq) != entry.sealed.hash:
            return at, _fork(entry.event.seq, entries[at:])
    return len(held), None


def _does_not_follow(new: Sequence[Entry], head: ChainHead) -> Refused | None:
    first = new[0].event
    if first.seq != head.seq + 1:
        sentence = f"Entry {head.seq + 1} is missing before entry {first.seq}."
        return Refused(RefusalKind.GAP, sentence, head.seq + 1)
    if first.prev_hash != head.hash:
        return _fork(first.seq, new)
    return None


def _fork(seq: int, entries: Sequence[Entry]) -> Refused:
    return Refused(
        RefusalKind.FORK,
        f"At entry {seq} this register's history parts from the one the server holds.",
        seq,
        tuple(entry.sealed for entry in entries),
    )


def _taken_ids(db: Connection, series: SeriesKey, new: Sequence[Entry]) -> Refused | None:
    """Refuse an event id that stands for something else already, or twice in the batch."""
    ids = [entry.event.event_id.bytes for entry in new]
    query = select(_journal.event_id).where(
        _journal.store_id == series.store_number, _journal.event_id.in_(ids)
    )
    taken = set(db.execute(query).scalars())
    for at, event_id in enumerate(ids):
        if event_id in taken:
            seq = new[at].event.seq
            left = [entry.sealed for entry in new[at:]]
            return _invalid(seq, "its id stands for another entry already", left)
        taken.add(event_id)
    return None


def _insert(db: Connection, series: SeriesKey, new: Sequence[Entry], received_at: int) -> None:
    place = (series.store_number, series.register_number, series.series)
    insert_rows(
        db,
        tables.journal_entry,
        [
            (
                *place,
                entry.event.seq,
                entry.event.event_id.bytes,
                entry.event.kind,
                entry.sealed.body.decode(),
                entry.sealed.hash,
                entry.sealed.sig,
                received_at,
            )
            for entry in new
        ],
    )


def _move_head(db: Connection, series: SeriesKey, head: ChainHead) -> None:
    db.execute(
        update(tables.series)
        .where(*_is(_series, series))
        .values(high_water=head.seq, head_hash=head.hash)
    )


def _is(columns: Columns, series: SeriesKey) -> tuple[ColumnElement[bool], ...]:
    return (
        columns.store_id == series.store_number,
        columns.register_id == series.register_number,
        columns.series == series.series,
    )
