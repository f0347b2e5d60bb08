"""Pages of a register's own journal, as it once pushed them, for a register that is behind."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, select

from pos.domain.signature import Purpose, SigningKey
from pos.server import tables
from pos.server.ingest import mark_of, signed
from pos.server.journal import SeriesKey, head_of_series
from pos.server.refusals import series_unknown
from pos.server.register_keys import key_of_series
from pos.wire.codec import journal_page_bytes
from pos.wire.messages import EntryMessage, JournalPage, SeriesKeyMessage

ENTRIES_MAX = 2_000
CHARACTERS_MAX = 4 * 1024 * 1024
_entry = tables.journal_entry.c


def journal_page(
    db: Connection, series: SeriesKey, after: int, limit: int, *, epoch: UUID, signer: SigningKey
) -> JournalPage:
    """Return entries after a sequence number, bounded by count and size but at least one.

    :raises Refusal: if the register has no such series.
    """
    if head_of_series(db, series) is None:
        raise series_unknown(series.series)
    mark = signed(mark_of(db, series, epoch), signer)
    rows = _within_bounds(_rows(db, series, after, min(limit, ENTRIES_MAX)))
    key = key_of_series(db, series)
    page = JournalPage(
        mark=mark,
        entries=[EntryMessage(body=row.body, sig=b64encode(row.sig).decode()) for row in rows],
        keys=[SeriesKeyMessage(key_id=key.key_id, public_key=b64encode(key.der).decode())],
        more=bool(rows) and rows[-1].seq < mark.high_water,
    )
    sig = signer.sign(Purpose.JOURNAL_PAGE, journal_page_bytes(page))
    return msgspec.structs.replace(page, sig=b64encode(sig).decode())


def _rows(db: Connection, series: SeriesKey, after: int, limit: int) -> Iterable[Row[Any]]:
    query = (
        select(_entry.seq, _entry.body, _entry.sig)
        .where(
            _entry.store_id == series.store_number,
            _entry.register_id == series.register_number,
            _entry.series == series.series,
            _entry.seq > after,
        )
        .order_by(_entry.seq)
        .limit(limit)
    )
    return db.execute(query)


def _within_bounds(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    taken: list[Row[Any]] = []
    size = 0
    for row in rows:
        size += len(row.body)
        if taken and size > CHARACTERS_MAX:
            break
        taken.append(row)
    return taken
