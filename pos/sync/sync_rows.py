"""Rows of the exchange: how far it has got, and the journal entries that still wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, func, or_, select, update

from pos.domain.chain import ChainHead
from pos.domain.event import GENESIS_HASH
from pos.domain.handshake import Verdict
from pos.models.journal import JournalRecord, RegisterStateRecord
from pos.models.sync_state import SyncStateRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """The last confirmed answers of the server."""

    epoch: UUID
    cursor: str  # empty: the first snapshot is still to come
    series: int
    acknowledged: ChainHead
    verdict: Verdict
    answered_at: datetime | None
    last_answer: str
    passed_over_by: str  # the version of this program that could not use something of the feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the server told last of single entries, by number, and of the time."""

    quarantined: tuple[int, ...] = ()
    flagged: tuple[int, ...] = ()
    clock_skew: timedelta | None = None  # register minus server; kept to the second


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the server has not confirmed yet."""

    entries: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEntry:
    seq: int
    hash: str
    body: str
    sig: bytes


def read_sync_state(db: Connection) -> SyncState:
    """Return how far the exchange has got."""
    row = db.execute(select(SyncStateRecord)).one()
    known = set(Verdict)
    return SyncState(
        epoch=row.epoch,
        cursor=row.cursor,
        series=row.acknowledged_series,
        acknowledged=ChainHead(row.acknowledged_seq, row.acknowledged_hash),
        verdict=Verdict(row.verdict) if row.verdict in known else Verdict.UNKNOWN,
        answered_at=row.answered_at,
        last_answer=row.last_answer,
        passed_over_by=row.passed_over_by,
    )


def read_told(db: Connection) -> Told:
    """Return what the server told last of single entries and of the time."""
    row = db.execute(
        select(SyncStateRecord.quarantined, SyncStateRecord.flagged, SyncStateRecord.skew_seconds)
    ).one()
    return Told(
        quarantined=_numbers(row.quarantined),
        flagged=_numbers(row.flagged),
        clock_skew=None if row.skew_seconds is None else row.skew_seconds * _SECOND,
    )


def write_told(db: Connection, told: Told) -> None:
    """Keep what the server told; nothing is written that is there already."""
    skew = told.clock_skew
    values = {
        "quarantined": ",".join(map(str, told.quarantined[-_NUMBERS_MAX:])),
        "flagged": ",".join(map(str, told.flagged[-_NUMBERS_MAX:])),
        "skew_seconds": None if skew is None else round(skew / _SECOND),
    }
    differs = [
        SyncStateRecord.__table__.c[name].is_distinct_from(one) for name, one in values.items()
    ]
    db.execute(update(SyncStateRecord).where(or_(*differs)).values(**values))


def last_entry(db: Connection, series: int) -> ChainHead:
    """Return the newest entry of a series in the journal."""
    row = db.execute(select(RegisterStateRecord)).one()
    if row.series == series:
        return ChainHead(row.seq, row.head_hash)
    newest = db.execute(
        select(JournalRecord.seq, JournalRecord.hash)
        .where(JournalRecord.series == series)
        .order_by(JournalRecord.seq.desc())
        .limit(1)
    ).one_or_none()
    return ChainHead() if newest is None else ChainHead(newest.seq, newest.hash)


def own_hash(db: Connection, series: int, seq: int) -> str | None:
    """Return the hash that the journal has at a sequence number, None if it has no such entry."""
    if seq == 0:
        return GENESIS_HASH
    if not 0 < seq < _INTEGER_END:
        return None
    query = select(JournalRecord.hash).where(
        JournalRecord.series == series, JournalRecord.seq == seq
    )
    return db.execute(query).scalar_one_or_none()


def series_here(db: Connection, wanted: Iterable[int]) -> frozenset[int]:
    """Return those of the series that this register writes, or has entries of."""
    own = read_sync_state(db).series
    known = select(JournalRecord.seq)
    return frozenset(
        series
        for series in wanted
        if series == own
        or (
            0 < series < _INTEGER_END
            and db.execute(known.where(JournalRecord.series == series).limit(1)).first()
        )
    )


def read_waiting(db: Connection) -> Waiting:
    """Return how many entries wait, and since when the oldest does.

    While an older series is sent once more, all of the later ones waits too.
    """
    state = read_sync_state(db)
    entries = max(last_entry(db, state.series).seq - state.acknowledged.seq, 0)
    series, seq = state.series, state.acknowledged.seq + 1
    later = _later_series(db, state.series)
    if not entries and later:
        series, seq = min(later), 1
    entries += sum(later.values())
    if not entries:
        return Waiting(entries=0, oldest=None)
    query = select(JournalRecord.recorded_at).where(
        JournalRecord.series == series, JournalRecord.seq == seq
    )
    return Waiting(entries=entries, oldest=db.execute(query).scalar_one_or_none())


def _later_series(db: Connection, series: int) -> dict[int, int]:
    """Return how many entries the series behind one have; nearly always there is none."""
    if db.execute(select(RegisterStateRecord.series)).scalar_one() <= series:
        return {}
    query = (
        select(JournalRecord.series, func.max(JournalRecord.seq))
        .where(JournalRecord.series > series)
        .group_by(JournalRecord.series)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def read_batch(
    db: Connection, *, entries_max: int, bytes_max: int, after: int | None = None
) -> list[WaitingEntry]:
    """Return the oldest entries that wait, within both bounds but at least one.

    `after` is the entry behind which they begin, if not the one that was confirmed last.
    """
    state = read_sync_state(db)
    rows = db.exec_driver_sql(
        "SELECT seq, hash, body, sig FROM journal WHERE series = ? AND seq > ? "
        "ORDER BY seq LIMIT ?",
        (state.series, state.acknowledged.seq if after is None else after, entries_max),
    )
    batch: list[WaitingEntry] = []
    size = 0
    for seq, digest, body, sig in rows:
        size += len(body)
        if batch and size > bytes_max:
            break
        batch.append(WaitingEntry(seq=seq, hash=digest, body=body, sig=sig))
    return batch


def write_mark(
    db: Connection, head: ChainHead, *, verdict: Verdict, answered_at: datetime, answer: str
) -> None:
    """Record how far the server has confirmed the journal."""
    db.execute(
        update(SyncStateRecord).values(
            acknowledged_seq=head.seq,
            acknowledged_hash=head.hash,
            verdict=verdict.value,
            answered_at=answered_at,
            last_answer=answer,
        )
    )


def write_series(
    db: Connection, series: int, *, verdict: Verdict, answered_at: datetime, answer: str
) -> None:
    """Have the exchange go on with another series, of which nothing is confirmed yet."""
    db.execute(update(SyncStateRecord).values(acknowledged_series=series))
    head = ChainHead()
    write_mark(db, head, verdict=verdict, answered_at=answered_at, answer=answer)


def write_verdict(db: Connection, verdict: Verdict, *, answered_at: datetime, answer: str) -> None:
    """Record what the server's mark meant, where it moves nothing."""
    db.execute(
        update(SyncStateRecord).values(
            verdict=verdict.value, answered_at=answered_at, last_answer=answer
        )
    )


def write_epoch(db: Connection, epoch: UUID) -> None:
    """Record that the server was restored: what the cursor meant is no longer known."""
    db.execute(update(SyncStateRecord).values(epoch=epoch, cursor=""))


def write_cursor(db: Connection, cursor: str, *, answered_at: datetime) -> None:
    """Record how far the feed has been applied."""
    db.execute(update(SyncStateRecord).values(cursor=cursor, answered_at=answered_at))


def write_passed_over(db: Connection, version: str) -> None:
    """Record which program could not use something of the feed; empty: there is no such thing."""
    db.execute(
        update(SyncStateRecord)
        .where(SyncStateRecord.passed_over_by != version)
        .values(passed_over_by=version)
    )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",") if number.isdecimal())


_INTEGER_END = 1 << 63
_NUMBERS_MAX = 1_000
_SECOND = timedelta(seconds=1)
