"""Correction preview: what the reports of the days concerned say before and after a correction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from pos.domain.cash_session import CashSessionId
from pos.domain.correction import Correction, ReportPlace, report_places
from pos.domain.money import Money
from pos.models.rows import all_rows
from pos.services.identity import load_store


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What the reports of a day add up; training is in none of them."""

    sessions: int
    sales: int
    gross: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """A day whose reports change. The sum over all days is the same before and after."""

    business_date: date
    before: DayFigures
    after: DayFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPreview:
    """Where the session would be counted, and the days concerned in their order.

    No day changes where the session is only shown with another one of the same day.
    """

    before: ReportPlace
    after: ReportPlace
    days: tuple[DayChange, ...]


def preview_correction(
    db: Connection,
    correction: Correction,
    dates: Mapping[CashSessionId, date],
    corrections: Iterable[Correction],
) -> CorrectionPreview:
    """Return what one correction more would change; nothing is written."""
    known = tuple(corrections)
    before = report_places(dates, known)
    after = report_places(dates, (*known, correction))
    days = {
        place.business_date
        for session_id in dates
        if before[session_id].business_date != after[session_id].business_date
        for place in (before[session_id], after[session_id])
    }
    sums = _Sums(db)
    return CorrectionPreview(
        before=before[correction.cash_session_id],
        after=after[correction.cash_session_id],
        days=tuple(
            DayChange(business_date=day, before=sums.of(day, before), after=sums.of(day, after))
            for day in sorted(days)
        ),
    )


class _Sums:
    """Sales and their sum of each session."""

    def __init__(self, db: Connection) -> None:
        self._currency = load_store(db).currency
        self._rows = {
            CashSessionId(UUID(session_id)): (sales, gross)
            for session_id, sales, gross in all_rows(db, _SALES)
        }

    def of(self, day: date, places: Mapping[CashSessionId, ReportPlace]) -> DayFigures:
        rows = [
            row for session_id, row in self._rows.items() if places[session_id].business_date == day
        ]
        return DayFigures(
            sessions=len(rows),
            sales=sum(sales for sales, _ in rows),
            gross=Money(sum(gross for _, gross in rows), self._currency),
        )


_SALES = (
    "SELECT cash_session.id, count(sale.position), coalesce(sum(sale.total), 0) FROM cash_session "
    "LEFT JOIN sale ON sale.cash_session_id = cash_session.id "
    "WHERE cash_session.kind <> 'training' GROUP BY cash_session.id"
)
