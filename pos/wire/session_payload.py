"""Cash session payloads: the Z report as an event tells it, and back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from pos.domain.cash_count import CashCount
from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSession, OperatorId
from pos.domain.currency import CurrencyCode, currency
from pos.domain.money import Money
from pos.domain.report import (
    CashFigures,
    Clearing,
    Declaration,
    DeclaredTender,
    MovementTotal,
    SalesFigures,
    SessionReport,
    TenderTotal,
    ZReport,
)
from pos.domain.tax import TaxRate, TaxSummaryRow
from pos.domain.tender import TenderKind
from pos.wire.payloads import (
    ClearingPayload,
    DeclaredTenderPayload,
    MovementTotalPayload,
    SessionClosedPayload,
    TaxRowPayload,
    TenderTotalPayload,
)


def closed_payload(z_report: ZReport) -> SessionClosedPayload:
    """Return what the journal says of a closing."""
    report, declaration = z_report.report, z_report.declaration
    sales, cash, count = report.sales, report.cash, declaration.count
    return SessionClosedPayload(
        z_number=z_report.number,
        currency=sales.currency,
        opened_at=report.session.opened_at.isoformat(),
        opened_by=str(report.session.opened_by),
        sales=sales.sales,
        lines=sales.lines,
        gross=sales.gross.minor,
        discount=sales.discount.minor,
        tax=[
            TaxRowPayload(
                category=row.rate.category, rate=str(row.rate), net=row.net.minor, tax=row.tax.minor
            )
            for row in sales.tax
        ],
        tenders=[
            TenderTotalPayload(kind=row.kind.value, count=row.count, amount=row.amount.minor)
            for row in sales.tenders
        ],
        opening_float=cash.opening_float.minor,
        cash_tendered=cash.tendered.minor,
        change=cash.change.minor,
        expected=cash.expected.minor,
        counted=None if declaration.counted is None else declaration.counted.minor,
        pieces=None if count is None else list(count.pieces),
        variance=None if z_report.variance is None else z_report.variance.minor,
        comment=declaration.comment,
        perpetual_total=report.perpetual_total.minor,
        movements=[
            MovementTotalPayload(kind=row.kind.value, count=row.count, amount=row.amount.minor)
            for row in cash.movements
        ],
        drawer_openings=report.drawer_openings,
        earlier=[amount.minor for amount in declaration.earlier],
        declared=[
            DeclaredTenderPayload(kind=row.kind.value, amount=row.amount.minor)
            for row in declaration.tenders
        ],
        cleared=_clearing_payload(z_report.clearing),
    )


def z_report_from(
    payload: SessionClosedPayload,
    *,
    session: CashSession,
    closed_at: datetime,
    closed_by: OperatorId,
) -> ZReport:
    """Return the Z report that the payload tells of, to be shown or printed again."""
    code = currency(payload.currency)
    return ZReport(
        number=payload.z_number,
        report=SessionReport(
            session=session,
            sales=_sales(payload, code),
            cash=_cash(payload, code),
            made_at=closed_at,
            perpetual_total=Money(payload.perpetual_total, code),
            drawer_openings=payload.drawer_openings,
        ),
        declaration=_declaration(payload, code),
        variance=None if payload.variance is None else Money(payload.variance, code),
        closed_by=closed_by,
        clearing=clearing_from(payload.cleared),
    )


def _sales(payload: SessionClosedPayload, code: CurrencyCode) -> SalesFigures:
    return SalesFigures(
        currency=code,
        sales=payload.sales,
        lines=payload.lines,
        gross=Money(payload.gross, code),
        discount=Money(payload.discount, code),
        tax=tuple(
            TaxSummaryRow(
                TaxRate(row.category, Decimal(row.rate)), Money(row.net, code), Money(row.tax, code)
            )
            for row in payload.tax
        ),
        tenders=tuple(
            TenderTotal(TenderKind(row.kind), row.count, Money(row.amount, code))
            for row in payload.tenders
        ),
    )


def _cash(payload: SessionClosedPayload, code: CurrencyCode) -> CashFigures:
    return CashFigures(
        opening_float=Money(payload.opening_float, code),
        tendered=Money(payload.cash_tendered, code),
        change=Money(payload.change, code),
        expected=Money(payload.expected, code),
        movements=tuple(
            MovementTotal(MovementKind(row.kind), row.count, Money(row.amount, code))
            for row in payload.movements
        ),
    )


def _declaration(payload: SessionClosedPayload, code: CurrencyCode) -> Declaration:
    pieces = payload.pieces
    return Declaration(
        counted=None if payload.counted is None else Money(payload.counted, code),
        count=None if pieces is None else CashCount(code, tuple(pieces)),
        comment=payload.comment,
        earlier=tuple(Money(minor, code) for minor in payload.earlier),
        tenders=tuple(
            DeclaredTender(TenderKind(row.kind), Money(row.amount, code))
            for row in payload.declared
        ),
    )


def _clearing_payload(clearing: Clearing | None) -> ClearingPayload | None:
    if clearing is None:
        return None
    return ClearingPayload(
        closed_by=clearing.closed_by,
        closed_at=clearing.closed_at.isoformat(),
        reason=clearing.reason,
        held_seq=clearing.held_seq,
    )


def clearing_from(payload: ClearingPayload | None) -> Clearing | None:
    """Return why a register ended a session, where a manager had closed it."""
    if payload is None:
        return None
    return Clearing(
        closed_by=payload.closed_by,
        closed_at=datetime.fromisoformat(payload.closed_at),
        reason=payload.reason,
        held_seq=payload.held_seq,
    )
