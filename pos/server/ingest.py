"""Ingest: a register's push, from signed entries to effects, in one database transaction."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, select

from pos.domain.canonical import INTEGER_MAX
from pos.domain.chain import ChainHead
from pos.domain.signature import Purpose, SigningKey, VerifyingKey
from pos.server import tables
from pos.server.apply import apply
from pos.server.applying import Applied
from pos.server.damage import asked_again
from pos.server.database import Database
from pos.server.entries import Batch, RefusalKind, Refused, SeriesKey
from pos.server.journal import Appended, Columns, append, head_of_series
from pos.server.moments import microseconds
from pos.server.opening import open_batch
from pos.server.register_keys import signs_now
from pos.server.register_rows import lock_register
from pos.server.verdicts import keep_refused
from pos.wire.codec import mark_bytes
from pos.wire.messages import MarkAnswer, PushRequest

QUARANTINED_TOLD_MAX = 10_000
_unapplied = (tables.quarantine.c.body.is_(None), tables.quarantine.c.applied_at.is_(None))


@dataclass(frozen=True, slots=True)
class Pusher:
    """Who pushes: the series by the credential, the key it signs with."""

    series: SeriesKey
    key: VerifyingKey
    epoch: UUID


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of a push: how far the server is, and why not further."""

    mark: MarkAnswer
    appended: Appended
    applied: Applied

    @property
    def refused(self) -> Refused | None:
        return self.appended.refused


def push(
    database: Database, request: PushRequest, pusher: Pusher, *, signer: SigningKey, now: datetime
) -> Pushed:
    """Take a batch: what is genuine and new is durable when this returns, with its effects."""
    received_at = microseconds(now)
    batch = open_batch(request, pusher.series, pusher.key)
    with database.write_beside() as db:
        lock_register(db, pusher.series.store_number, pusher.series.register_number)
        appended = _append(db, pusher, batch, received_at)
        applied = apply(db, pusher.series, appended.entries, received_at)
        if appended.refused is not None:
            keep_refused(db, pusher.series, appended.refused, received_at)
        pushed = [entry.seq for entry in batch.entries]
        mark = _mark_over(db, pusher, appended.head, pushed)
    return Pushed(signed(mark, signer), appended, applied)


def _append(db: Connection, pusher: Pusher, batch: Batch, received_at: int) -> Appended:
    """Append to the series that the register's device writes now, and to no other."""
    series = pusher.series
    head = head_of_series(db, series)
    if head is not None and not signs_now(db, series):
        sentence = f"Series {series.series} has ended: the register goes on in another one."
        return Appended((), head, Refused(RefusalKind.SERIES_UNKNOWN, sentence))
    if head is not None:
        batch = asked_again(db, series, batch, head.seq, pusher.key)
    return append(db, series, batch, received_at)


def mark_of(db: Connection, series: SeriesKey, epoch: UUID) -> MarkAnswer:
    """Return how far the server holds a series, unsigned."""
    head = head_of_series(db, series) or ChainHead()
    return _mark(series, epoch, head)


def with_quarantined(db: Connection, mark: MarkAnswer, series: SeriesKey) -> MarkAnswer:
    """Return the mark with all entries of the series that are kept but not applied."""
    held = tables.quarantine.c
    seqs = _seqs(db, held, series, (1, INTEGER_MAX), *_unapplied)
    return msgspec.structs.replace(mark, quarantined=seqs[:QUARANTINED_TOLD_MAX])


def signed(mark: MarkAnswer, signer: SigningKey) -> MarkAnswer:
    """Return the mark with the server's signature over all the rest of it."""
    sig = signer.sign(Purpose.ACKNOWLEDGEMENT, mark_bytes(mark))
    return msgspec.structs.replace(mark, sig=b64encode(sig).decode())


def _mark(series: SeriesKey, epoch: UUID, head: ChainHead) -> MarkAnswer:
    return MarkAnswer(
        epoch=epoch,
        register=series.register,
        series=series.series,
        high_water=head.seq,
        head_hash=head.hash,
    )


def _mark_over(
    db: Connection, pusher: Pusher, head: ChainHead, pushed: Sequence[int]
) -> MarkAnswer:
    """Return the mark with the verdicts on what was pushed, the same ones for each repetition."""
    mark = _mark(pusher.series, pusher.epoch, head)
    if not pushed:
        return mark
    held, differing = tables.quarantine.c, tables.flag.c
    return msgspec.structs.replace(
        mark,
        quarantined=_seqs(db, held, pusher.series, pushed, *_unapplied),
        flagged=_seqs(db, differing, pusher.series, pushed),
    )


def _seqs(
    db: Connection,
    columns: Columns,
    series: SeriesKey,
    pushed: Sequence[int],
    *also: ColumnElement[bool],
) -> list[int]:
    query = (
        select(columns.seq)
        .where(
            columns.store_id == series.store_number,
            columns.register_id == series.register_number,
            columns.series == series.series,
            columns.seq.between(pushed[0], pushed[-1]),
            *also,
        )
        .distinct()
        .order_by(columns.seq)
    )
    return list(db.execute(query).scalars())
