"""Corrections as the server holds them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select

from pos.domain.cash_session import CashSessionId
from pos.domain.correction import Correction
from pos.domain.history import History
from pos.server import tables
from pos.server.histories import is_within

_correction = tables.correction.c


def corrections_of(
    db: Connection, store_number: int, register_number: int, history: History | None
) -> list[Correction]:
    """Return the corrections that a register wrote, in their order.

    With a history, those that are part of it: copies of a register correct beside each other.
    """
    query = (
        select(tables.correction)
        .where(
            _correction.store_id == store_number,
            _correction.register_id == register_number,
            is_within(history, _correction.series, _correction.seq),
        )
        .order_by(_correction.series, _correction.seq)
    )
    turn = {stretch.series: at for at, stretch in enumerate(history or ())}
    return [
        Correction(
            cash_session_id=CashSessionId(UUID(bytes=row.cash_session_id)),
            business_date=_date(row.business_date),
            into=_id(row.into_session_id),
        )
        for row in sorted(db.execute(query), key=lambda row: turn.get(row.series, row.series))
    ]


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _id(found: bytes | None) -> CashSessionId | None:
    return None if found is None else CashSessionId(UUID(bytes=found))
