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


def keep_refused(db: Connection, series: SeriesKey, refused: Refused, received_at: int) -> None:
    """Keep the bytes of what was refused, each once and as it came last, for a person to see."""
    of_register = _of_register(series)
    hashes = [sealed.hash for sealed in refused.left]
    query = select(_held.hash, _held.sig).where(*of_register, _held.hash.in_(hashes))
    known = {(row.hash, row.sig) for row in db.execute(query)}
    new = {one.hash: one for one in refused.left if (one.hash, one.sig) not in known}
    forget_refused(db, series, list(new))
    kept = db.execute(
        select(func.count()).where(*of_register, _held.body.is_not(None))
    ).scalar_one()
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
            for one in list(new.values())[: max(QUARANTINE_MAX - kept, 0)]
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
