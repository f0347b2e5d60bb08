"""Corrections as the server holds them, and the day that each session of a register counts on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select

from pos.domain.cash_session import CashSessionId
from pos.domain.correction import Correction, report_places
from pos.server import tables

_correction = tables.correction.c


def corrections_of(db: Connection, store_number: int, register_number: int) -> list[Correction]:
    """Return the corrections that a register wrote, in their order."""
    query = (
        select(tables.correction)
        .where(_correction.store_id == store_number, _correction.register_id == register_number)
        .order_by(_correction.series, _correction.seq)
    )
    return [
        Correction(
            cash_session_id=CashSessionId(UUID(bytes=row.cash_session_id)),
            business_date=_date(row.business_date),
            into=_id(row.into_session_id),
        )
        for row in db.execute(query)
    ]


def report_dates(
    db: Connection, store_number: int, register_number: int, dates: Mapping[UUID, date]
) -> dict[UUID, date]:
    """Return the day that reports count each session of a register on."""
    own = {CashSessionId(session_id): day for session_id, day in dates.items()}
    places = report_places(own, corrections_of(db, store_number, register_number))
    return {session_id: place.business_date for session_id, place in places.items()}


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _id(found: bytes | None) -> CashSessionId | None:
    return None if found is None else CashSessionId(UUID(bytes=found))
