"""Reports: the figures of a cash session, so far (X) or at its end (Z)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pos.domain.cash_count import CashCount
from pos.domain.cash_session import CashSession, OperatorId
from pos.domain.currency import CurrencyCode
from pos.domain.money import Money, zero
from pos.domain.sale import Sale
from pos.domain.tax import TaxSummaryRow
from pos.domain.tender import TenderKind


@dataclass(frozen=True, slots=True)
class TenderTotal:
    """What one means of payment brought: cash less the change given back."""

    kind: TenderKind
    count: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesFigures:
    """Sums over completed sales. `gross` is net plus tax; discounts are already taken off."""

    currency: CurrencyCode
    sales: int
    lines: int
    gross: Money
    discount: Money
    tax: tuple[TaxSummaryRow, ...]
    tenders: tuple[TenderTotal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFigures:
    """The till's cash by the books: `expected` = float + tenders − change."""

    opening_float: Money
    tendered: Money
    change: Money  # not negative
    expected: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReport:
    """An X report: the figures of a session so far. It changes nothing."""

    session: CashSession
    sales: SalesFigures
    cash: CashFigures
    made_at: datetime
    perpetual_total: Money  # all sales of this register since it was enrolled; never reset


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What was found at closing. `counted` None means: not counted, and nothing is invented."""

    counted: Money | None
    count: CashCount | None = None  # None: counted as one amount, or by the paper book
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZReport:
    """The figures at closing: numbered without gaps per register, never changed."""

    number: int
    report: SessionReport
    declaration: Declaration
    variance: Money | None  # counted − expected: positive is over; None when not counted
    closed_by: OperatorId


def figures_of(sales: Iterable[Sale], currency: CurrencyCode) -> SalesFigures:
    """Add up completed sales: what a database query over their rows must also give."""
    taken = tuple(sales)
    return SalesFigures(
        currency=currency,
        sales=len(taken),
        lines=sum(len(sale.lines) for sale in taken),
        gross=sum((sale.total for sale in taken), zero(currency)),
        discount=sum((sale.discount_total for sale in taken), zero(currency)),
        tax=_tax_of(taken),
        tenders=_tenders_of(taken, currency),
    )


def _tax_of(sales: tuple[Sale, ...]) -> tuple[TaxSummaryRow, ...]:
    rows: dict[object, TaxSummaryRow] = {}
    for sale in sales:
        for row in sale.tax_summary:
            known = rows.get(row.rate)
            rows[row.rate] = (
                row
                if known is None
                else TaxSummaryRow(row.rate, known.net + row.net, known.tax + row.tax)
            )
    return tuple(sorted(rows.values(), key=lambda row: (row.rate.category, row.rate.rate)))


def _tenders_of(sales: tuple[Sale, ...], currency: CurrencyCode) -> tuple[TenderTotal, ...]:
    totals = []
    for kind in TenderKind:
        used = [tender for sale in sales for tender in sale.tenders if tender.kind is kind]
        amount = sum((tender.amount for tender in used), zero(currency))
        if kind is TenderKind.CASH:
            amount -= sum((sale.change_due for sale in sales), zero(currency))
        if used:
            totals.append(TenderTotal(kind, len(used), amount))
    return tuple(totals)
