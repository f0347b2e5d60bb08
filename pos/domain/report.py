"""Reports: the figures of a cash session, so far (X) or at its end (Z)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pos.domain.cash_count import CashCount
from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSession, OperatorId
from pos.domain.currency import CurrencyCode
from pos.domain.money import Money, zero
from pos.domain.problem import Problem
from pos.domain.sale import Sale
from pos.domain.tax import TaxSummaryRow
from pos.domain.tender import TenderKind


class CommentMissing(Problem):
    """A variance beyond the tolerance has no comment."""


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


@dataclass(frozen=True, slots=True)
class MovementTotal:
    """All movements of one kind; `amount` is the till's side: negative is out."""

    kind: MovementKind
    count: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFigures:
    """The till's cash by the books: `expected` = float + tenders − change ± movements."""

    opening_float: Money
    tendered: Money
    change: Money  # not negative
    expected: Money
    movements: tuple[MovementTotal, ...] = ()  # kinds that occurred, in the order of their enum


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReport:
    """An X report: the figures of a session so far. It changes nothing."""

    session: CashSession
    sales: SalesFigures
    cash: CashFigures
    made_at: datetime
    perpetual_total: Money  # all sales of this register since it was enrolled; never reset
    drawer_openings: int = 0  # "no sale"

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was sold and no cash moved: it closes as empty."""
        return not (self.sales.sales or self.cash.movements)


@dataclass(frozen=True, slots=True)
class DeclaredTender:
    """What was found of a means of payment: slips, coupons, or what the paper book says."""

    kind: TenderKind
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What was found at closing. `counted` None means: not counted, and nothing is invented.

    For a deferred session `counted` and `tenders` are what the paper book says. `earlier` are
    the totals of the counts that were counted anew, the first one first.
    """

    counted: Money | None
    count: CashCount | None = None  # None: counted as one amount, or by the paper book
    comment: str = ""
    earlier: tuple[Money, ...] = ()
    tenders: tuple[DeclaredTender, ...] = ()  # cash apart; compared with the sales, not posted


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """Why a register ended a session that it could have resumed: a manager had closed it.

    `held_seq` is the last entry of the register that the server held then; entries of the
    session behind it are late, and make the supplement to the server's Z report.
    """

    closed_by: str
    closed_at: datetime
    reason: str
    held_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ZReport:
    """The figures at closing: numbered without gaps per register, never changed."""

    number: int
    report: SessionReport
    declaration: Declaration
    variance: Money | None  # counted − expected: positive is over; None when not counted
    closed_by: OperatorId
    clearing: Clearing | None = None  # None: closed here


def require_comment(found: Money | None, tolerance: Money, comment: str) -> None:
    """Ask for a comment on a variance beyond the tolerance; with one, anything closes.

    :raises CommentMissing: if the variance is beyond it, either way, and nobody says why.
    """
    if found is not None and abs(found.minor) > tolerance.minor and not comment.strip():
        raise CommentMissing(
            f"The count differs by {found} {found.currency}. Write a comment; then it closes."
        )


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
