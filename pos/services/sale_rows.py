"""Rows of a completed sale, in stored values: what the hot path inserts."""

from __future__ import annotations

from typing import Any

from pos.domain.sale import Sale, SaleLine
from pos.domain.tender import Tender
from pos.models.base import utc_text
from pos.services.journal import Appended
from pos.wire.payloads import SalePayload


def sale_row(appended: Appended, sale: Sale, payload: SalePayload) -> tuple[Any, ...]:
    """Return the row of `sale`, in the order of its columns."""
    event = appended.event
    return (
        appended.position,
        payload.sale_id,
        str(event.cash_session_id),
        payload.receipt_number,
        payload.paper_ticket,
        str(event.actor),
        None if event.business_date is None else event.business_date.isoformat(),
        utc_text(event.occurred_at),
        utc_text(event.recorded_at),
        payload.currency,
        payload.price_mode,
        len(sale.lines),
        sale.discount_total.minor,
        payload.net,
        payload.tax,
        payload.total,
        payload.change,
    )


def line_rows(position: int, sale: Sale, payload: SalePayload) -> list[tuple[Any, ...]]:
    """Return the rows of `sale_line`."""
    pairs = zip(sale.lines, payload.lines, strict=True)
    return [
        (
            position,
            line.number,
            told.item,
            told.sku,
            told.name,
            told.department,
            told.unit,
            *_measured(line),
            told.discount_amount,
            told.tax_category,
            told.tax_rate,
            told.net,
            told.tax,
        )
        for line, told in pairs
    ]


def tender_rows(position: int, tenders: tuple[Tender, ...]) -> list[tuple[Any, ...]]:
    """Return the rows of `tender`."""
    return [
        (position, number, tender.kind.value, tender.amount.minor)
        for number, tender in enumerate(tenders, start=1)
    ]


def _measured(line: SaleLine) -> tuple[int, int]:
    return line.quantity.thousandths, line.unit_price.millionths
