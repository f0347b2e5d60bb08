"""Verdicts on entries: what was refused, held back or computed differently, for people to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, select

from pos.domain.event import EventInvalid, SealedEvent, parse_event
from pos.domain.money import MINOR_MAX
from pos.server import tables
from pos.server.database import insert_rows
from pos.server.entries import Refused, SeriesKey

QUARANTINE_MAX = 10_000  # refused entries of one register; a broken one must not fill the disk
_held = tables.quarantine.c
_flag = tables.flag.c
_journal = tables.journal_entry.c


def keep_refused(db: Connection, series: SeriesKey, refused: Refused, received_at: int) -> None:
    """Keep the bytes of what was refused, each once and as it came last, for a person to see.

    What the journal holds in its place is not among it: it came in a late repetition. The first
    one is kept whatever the limit: that it was refused decides what becomes of it next time.
    """
    in_place = _in_place(db, series, refused)
    known = _known(db, series, [sealed.hash for sealed in refused.left])
    new: dict[str, SealedEvent] = {}
    for one in refused.left:
        if one.hash not in in_place and (one.hash, one.sig) not in known:
            new.setdefault(one.hash, one)
    forget_refused(db, series, [*new, *in_place])
    kept = list(new.values())
    room = QUARANTINE_MAX - _refused_of(db, series)
    if room < 1 and kept and kept[0] == refused.left[0]:
        _forget_oldest(db, series)
        room = 1
    insert_rows(
        db,
        tables.quarantine,
        [
            (
                series.store_number,
                series.register_number,
                series.series,
                _claimed_seq(one),
                one.hash,
                refused.sentence,
                one.body.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}"),
                one.sig,
                received_at,
                None,
            )
            for one in kept[: max(room, 0)]
        ],
    )


def forget_refused(db: Connection, series: SeriesKey, hashes: Sequence[str]) -> None:
    """Drop what was refused before of entries that have a place in the journal now."""
    refused = (*_of_register(series), _held.body.is_not(None))
    if db.execute(select(_held.seq).where(*refused).limit(1)).first() is not None:
        db.execute(delete(tables.quarantine).where(*refused, _held.hash.in_(hashes)))


def was_refused(db: Connection, series: SeriesKey, sealed: SealedEvent) -> bool:
    """Tell whether exactly these bytes, the signature too, were refused before."""
    query = select(_held.seq).where(
        *_of_register(series),
        _held.body.is_not(None),
        _held.hash == sealed.hash,
        _held.sig == sealed.sig,
    )
    return db.execute(query.limit(1)).first() is not None


def write_flags(db: Connection, series: SeriesKey, flagged: Mapping[int, Sequence[str]]) -> None:
    """Keep what a person should look at, behind what is flagged of the same entries already."""
    place = (series.store_number, series.register_number, series.series)
    insert_rows(
        db,
        tables.flag,
        [
            (*place, seq, number, reason)
            for seq, reasons in flagged.items()
            for number, reason in enumerate(reasons, start=1 + _flags_of(db, series, seq))
        ],
    )


def _in_place(db: Connection, series: SeriesKey, refused: Refused) -> set[str]:
    """Return the hashes of those that the journal holds where they say, or came, to stand."""
    places = {_claimed_seq(one) for one in refused.left}
    if refused.seq:
        places.update(range(refused.seq, refused.seq + len(refused.left)))
    query = select(_journal.hash).where(
        _journal.store_id == series.store_number,
        _journal.register_id == series.register_number,
        _journal.series == series.series,
        _journal.seq.in_(places),
    )
    return {one.hash for one in refused.left} & set(db.execute(query).scalars())


def _known(db: Connection, series: SeriesKey, hashes: Sequence[str]) -> set[tuple[str, bytes]]:
    query = select(_held.hash, _held.sig).where(*_of_register(series), _held.hash.in_(hashes))
    return {(row.hash, row.sig) for row in db.execute(query)}


def _refused_of(db: Connection, series: SeriesKey) -> int:
    query = select(func.count()).where(*_of_register(series), _held.body.is_not(None))
    return int(db.execute(query).scalar_one())


def _forget_oldest(db: Connection, series: SeriesKey) -> None:
    """Drop the refused entry of the register that came first."""
    key = (_held.series, _held.seq, _held.hash)
    of_refused = (*_of_register(series), _held.body.is_not(None))
    oldest = select(*key).where(*of_refused).order_by(_held.received_at, *key).limit(1)
    row = db.execute(oldest).first()
    if row is not None:
        is_it = (column == found for column, found in zip(key, row, strict=True))
        db.execute(delete(tables.quarantine).where(*of_refused, *is_it))


def _flags_of(db: Connection, series: SeriesKey, seq: int) -> int:
    query = select(func.coalesce(func.max(_flag.number), 0)).where(
        _flag.store_id == series.store_number,
        _flag.register_id == series.register_number,
        _flag.series == series.series,
        _flag.seq == seq,
    )
    return int(db.execute(query).scalar_one())


def _of_register(series: SeriesKey) -> tuple[ColumnElement[bool], ...]:
    return (
        _held.store_id == series.store_number,
        _held.register_id == series.register_number,
    )


def _claimed_seq(sealed: SealedEvent) -> int:
    try:
        seq = parse_event(sealed.body).seq
    except EventInvalid:
        return 0
    return seq if 0 < seq <= MINOR_MAX else 0
