"""The journals of registers as the server keeps them: compared, appended, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, select, update
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from pos.domain.chain import ChainHead
from pos.server import tables
from pos.server.database import insert_rows
from pos.server.entries import Batch, HeldBack, RefusalKind, Refused, Taken
from pos.server.entries import SeriesKey as SeriesKey

Columns = ReadOnlyColumnCollection[str, Column[Any]]

ID_TAKEN = "its id stands for another entry already"
_journal = tables.journal_entry.c
_series = tables.series.c


@dataclass(frozen=True, slots=True)
class Appended:
    """What was new, where the series stands now, and why not all was taken."""

    entries: tuple[Taken, ...]
    head: ChainHead
    refused: Refused | None = None


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
        refused = _does_not_follow(new, head, None if held else batch.follows)
    if refused is not None:
        return Appended((), head, refused)
    new = _under_free_ids(db, series, new)
    _insert(db, series, new, received_at)
    if new:
        head = ChainHead(new[-1].seq, new[-1].sealed.hash)
        _move_head(db, series, head)
    return Appended(new, head, batch.refused)


def head_of_series(db: Connection, series: SeriesKey) -> ChainHead | None:
    """Return how far the server holds the series; nothing if there is no such series."""
    query = select(_series.high_water, _series.head_hash).where(*_is(_series, series))
    row = db.execute(query).first()
    return None if row is None else ChainHead(row.high_water, row.head_hash)


def _compare_held(
    db: Connection, series: SeriesKey, entries: Sequence[Taken], head: ChainHead
) -> tuple[int, Refused | None]:
    """Return how many of the entries the server holds, and where they part from its own."""
    held = [entry for entry in entries if entry.seq <= head.seq]
    if not held:
        return 0, None
    query = select(_journal.seq, _journal.hash).where(
        *_is(_journal, series), _journal.seq.between(held[0].seq, held[-1].seq)
    )
    hashes = {row.seq: row.hash for row in db.execute(query)}
    for at, entry in enumerate(held):
        if hashes.get(entry.seq) != entry.sealed.hash:
            return at, _fork(entry.seq, entries[at:])
    return len(held), None


def _does_not_follow(new: Sequence[Taken], head: ChainHead, follows: str | None) -> Refused | None:
    """Return why the first new entry is not the next one; `follows` is the hash it names."""
    first = new[0]
    if first.seq != head.seq + 1:
        sentence = f"Entry {head.seq + 1} is missing before entry {first.seq}."
        return Refused(RefusalKind.GAP, sentence, head.seq + 1)
    if follows not in {None, head.hash}:
        return _fork(first.seq, new)
    return None


def _fork(seq: int, entries: Sequence[Taken]) -> Refused:
    return Refused(
        RefusalKind.FORK,
        f"At entry {seq} this register's history parts from the one the server holds.",
        seq,
        tuple(entry.sealed for entry in entries),
    )


def _under_free_ids(db: Connection, series: SeriesKey, new: Sequence[Taken]) -> tuple[Taken, ...]:
    """Hold back what has an event id that stands for something else, here or in the batch."""
    ids = [entry.event_id for entry in new if entry.event_id is not None]
    query = select(_journal.event_id).where(
        _journal.store_id == series.store_number, _journal.event_id.in_(ids)
    )
    taken = set(db.execute(query).scalars())
    found: list[Taken] = []
    for entry in new:
        if entry.event_id in taken:
            reason = entry.reason if isinstance(entry, HeldBack) else ID_TAKEN
            found.append(HeldBack(entry.seq, entry.sealed, reason, None, entry.kind))
            continue
        if entry.event_id is not None:
            taken.add(entry.event_id)
        found.append(entry)
    return tuple(found)


def _insert(db: Connection, series: SeriesKey, new: Sequence[Taken], received_at: int) -> None:
    place = (series.store_number, series.register_number, series.series)
    insert_rows(
        db,
        tables.journal_entry,
        [
            (
                *place,
                entry.seq,
                entry.event_id,
                entry.kind,
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
