"""Archive of a server: the journals of all registers of its store (docs/archive.md)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, select

from pos.domain.chain import ChainHead
from pos.domain.event import event_hash
from pos.domain.signature import load_verifying_key
from pos.runtime.archive_file import WriteLine, new_archive_file
from pos.server import tables
from pos.server.folder import opened
from pos.server.stores import KnownStore, the_store
from pos.wire.archive import (
    ArchivedEntry,
    ArchivedHead,
    ArchivedSeries,
    ArchivedStore,
    ArchiveEnd,
    ArchiveOpening,
    BranchPoint,
    RefusedEntry,
    archived_head,
    archived_key,
    continued_by,
    line_of,
)
from pos.wire.payloads import ContinuedPayload

_ROWS_AT_ONCE = 500
_entry = tables.journal_entry.c
_held = tables.quarantine.c
_key = tables.register_key.c
_origin = tables.series_origin.c
_register = tables.register.c
_series = tables.series.c

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Place:
    """A series by the numbers that the tables have, and what an archive says of it."""

    store_number: int
    register_number: int
    series: ArchivedSeries


def write_server_archive(root: Path, path: Path, on_progress: Progress) -> int:
    """Write all journals of the folder's store into the new file `path`; return how many entries.

    Entries in quarantine are among them; what was refused stands behind them, not counted. The
    server may go on serving.

    :raises ArchiveExists: if something is at `path` already.
    :raises CannotWrite: if the disk refuses; then nothing is there.
    :raises Problem: if `root` is no server's folder that can be read.
    """
    with opened(root) as server, new_archive_file(path) as write, server.database.read() as db:
        store = the_store(db)
        places = _places(db, store)
        opening = ArchiveOpening(
            source="server",
            store=ArchivedStore(
                id=store.message.id, name=store.message.name, currency=store.message.currency
            ),
            series=[place.series for place in places],
        )
        write(line_of(opening))
        written = _Written(write, _count(db, store), on_progress)
        heads = [written.take(db, place) for place in places]
        for refused in _refused(db, store):
            write(line_of(refused))
        write(line_of(ArchiveEnd(entries=written.entries, heads=heads)))
    return written.entries


@dataclass(slots=True)
class _Written:
    """Entries written so far."""

    write: WriteLine
    whole: int
    on_progress: Progress
    entries: int = 0

    def take(self, db: Connection, place: _Place) -> ArchivedHead:
        """Write a series; return the head that it comes to."""
        head = ChainHead()
        for entry in _entries(db, place):
            self.write(line_of(entry))
            head = ChainHead(entry.seq, event_hash(entry.body.encode()))
            self.entries += 1
            self.on_progress(self.entries, max(self.whole, self.entries))
        return archived_head(place.series, head)


def _places(db: Connection, store: KnownStore) -> list[_Place]:
    """Return every series of the store, those of a register each behind what it goes on from."""
    of_register = and_(
        _series.store_id == _register.store_id, _series.register_id == _register.register_id
    )
    of_series = and_(
        _key.store_id == _series.store_id,
        _key.register_id == _series.register_id,
        _key.series == _series.series,
    )
    of_origin = and_(
        _origin.store_id == _series.store_id,
        _origin.register_id == _series.register_id,
        _origin.series == _series.series,
    )
    query = (
        select(
            _series.register_id,
            _series.series,
            _register.uuid,
            _register.name,
            _key.public_key,
            _origin.continues,
            _origin.after,
            _origin.written_as,
        )
        .select_from(
            tables.series.join(tables.register, of_register)
            .join(tables.register_key, of_series)
            .outerjoin(tables.series_origin, of_origin)
        )
        .where(_series.store_id == store.number)
    )
    rows = _in_order(db.execute(query).all())
    return [_place(db, store.number, row) for row in rows]


def _in_order(rows: Sequence[Any]) -> Iterator[Any]:
    """Put each series behind the one that it goes on from, whatever their numbers."""
    waiting = sorted(rows, key=lambda row: (row.register_id, row.series))
    held = {(row.register_id, row.series) for row in waiting}
    while waiting:
        first = next((row for row in waiting if not _origins_of(row) & held), waiting[0])
        waiting.remove(first)
        held.remove((first.register_id, first.series))
        yield first


def _origins_of(row: Any) -> set[tuple[int, int]]:
    """Return what a series goes on from, and what its entries are named after."""
    origins = {row.continues, row.written_as} - {None, row.series}
    return {(row.register_id, series) for series in origins}


def _place(db: Connection, store_number: int, row: Any) -> _Place:
    return _Place(
        store_number,
        row.register_id,
        ArchivedSeries(
            register=UUID(bytes=row.uuid),
            register_name=row.name,
            series=row.series,
            keys=[archived_key(load_verifying_key(row.public_key))],
            continues=None if row.after else _continues(db, store_number, row),
            branch_of=None
            if row.after is None
            else BranchPoint(series=row.continues if row.after else row.written_as, seq=row.after),
        ),
    )


def _continues(db: Connection, store_number: int, row: Any) -> ContinuedPayload | None:
    query = (
        select(_entry.body)
        .where(
            _entry.store_id == store_number,
            _entry.register_id == row.register_id,
            _entry.series == row.series,
        )
        .order_by(_entry.seq)
        .limit(1)
    )
    first = db.execute(query).scalar()
    return None if first is None else continued_by(first)


def _entries(db: Connection, place: _Place) -> Iterator[ArchivedEntry]:
    series, after = place.series, -1
    while rows := _page(db, place, after):
        for row in rows:
            yield ArchivedEntry(
                register=series.register,
                series=series.series,
                seq=row.seq,
                body=row.body,
                sig=b64encode(row.sig).decode(),
                quarantined=row.reason or "",
            )
        after = rows[-1].seq


def _page(db: Connection, place: _Place, after: int) -> Sequence[Any]:
    kept_aside = and_(
        _held.store_id == _entry.store_id,
        _held.register_id == _entry.register_id,
        _held.series == _entry.series,
        _held.seq == _entry.seq,
        _held.hash == _entry.hash,
        _held.body.is_(None),
    )
    query = (
        select(_entry.seq, _entry.body, _entry.sig, _held.reason)
        .select_from(tables.journal_entry.outerjoin(tables.quarantine, kept_aside))
        .where(
            _entry.store_id == place.store_number,
            _entry.register_id == place.register_number,
            _entry.series == place.series.series,
            _entry.seq > after,
        )
        .order_by(_entry.seq)
        .limit(_ROWS_AT_ONCE)
    )
    return db.execute(query).all()


def _refused(db: Connection, store: KnownStore) -> Iterator[RefusedEntry]:
    """Yield what is kept of entries that are in no journal; there are at most some thousands."""
    of_register = and_(
        _held.store_id == _register.store_id, _held.register_id == _register.register_id
    )
    query = (
        select(_register.uuid, _held.series, _held.seq, _held.body, _held.sig, _held.reason)
        .select_from(tables.quarantine.join(tables.register, of_register))
        .where(_held.store_id == store.number, _held.body.is_not(None))
        .order_by(_held.register_id, _held.series, _held.seq, _held.hash)
    )
    for row in db.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)):
        yield RefusedEntry(
            register=UUID(bytes=row.uuid),
            series=row.series,
            seq=row.seq,
            body=row.body,
            sig=b64encode(row.sig or b"").decode(),
            refused=row.reason,
        )


def _count(db: Connection, store: KnownStore) -> int:
    query = select(func.count()).select_from(tables.journal_entry)
    return int(db.execute(query.where(_entry.store_id == store.number)).scalar_one())
